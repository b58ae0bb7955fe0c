"""Values that cannot be right are refused where a test gives them, with what was probably meant.

What is usual costs next to nothing here; botocore's and SES's tables are asked about the rest only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sesmock.domain.region import Ses

_TOPIC = "arn:aws:sns:us-east-1:123456789012:bounces"
_OR_URL = {"lambda": "", "webhook": " or a URL"}

# What nearly all regions are called: one of these areas, one of these directions, a number.
_AREAS = frozenset({"af", "ap", "ca", "cn", "eu", "il", "me", "mx", "sa", "us", "us-gov"})
_DIRECTIONS = frozenset({
    "central", "east", "north", "northeast", "northwest", "south", "southeast", "southwest", "west",
})  # fmt: skip


def region(name: object) -> None:
    """Refuse what is no region, or is one misspelt; a region that botocore does not know yet is fine.

    Raises TypeError or ValueError.
    """
    if not isinstance(name, str):
        raise TypeError(f"region must be a string, not {name!r}")
    front, _, number = name.rpartition("-")
    area, _, direction = front.rpartition("-")
    if area in _AREAS and direction in _DIRECTIONS and number.isascii() and number.isdecimal():
        return
    import re

    from botocore.loaders import Loader

    from sesmock.hints import did_you_mean, nearest

    partitions: list[dict[str, Any]] = Loader().load_data("partitions")["partitions"]
    known = {name for partition in partitions for name in partition["regions"] if not name.endswith("-global")}
    formed = any(re.fullmatch(partition["regionRegex"], name) for partition in partitions)
    if name not in known and (not formed or nearest(direction, _DIRECTIONS) is not None):
        raise ValueError(f"{name!r} is no AWS region{did_you_mean(name, known)}")


def account(number: object) -> None:
    """Refuse what is no account number; raises TypeError or ValueError."""
    problem = f"an account is a text of 12 digits, not {number!r}"
    if not isinstance(number, str):
        raise TypeError(problem)
    if len(number) != 12 or not (number.isascii() and number.isdecimal()):
        raise ValueError(problem)


def verified(names: Iterable[str]) -> tuple[str, ...]:
    """The names of identities in a list; raises TypeError for anything else.

    A single text would be taken letter by letter.
    """
    if isinstance(names, str):
        raise TypeError(f"verified takes a list of names: [{names!r}]")
    found = tuple(names)
    if not all(isinstance(name, str) for name in found):
        raise TypeError(f"verified takes a list of names, not {list(found)!r}")
    return found


def settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a `Cloud`, of which none is None, if they can be right; raises TypeError or ValueError."""
    found = dict(given)
    if "region" in found:
        region(found["region"])
    if "account" in found:
        account(found["account"])
    if "at" in found:
        from sesmock.world.clock import instant

        instant(found["at"])
    if "localstack" in found:
        from sesmock.localstack import check

        check(found["localstack"])
    if "verified" in found:
        found["verified"] = verified(found["verified"])
    if not isinstance(found.get("deliver", True), bool):
        found["deliver"] = deliver(found["deliver"])
    return found


# Whom SES may reach, as boto3 calls them, and what else may be named.
_REACHED = frozenset({"cloudwatch", "events", "firehose", "iam", "kms", "lambda", "s3", "sns"})
_BY_ARN = {"lambda": "arn:aws:lambda:us-east-1:123456789012:function:mail", "webhook": _TOPIC}


def deliver(told: object) -> dict[str, Any]:
    """To whom what SES tells others is to go, if it can be that; raises TypeError or ValueError."""
    from collections.abc import Mapping

    from sesmock.hints import did_you_mean

    if not isinstance(told, Mapping):
        raise TypeError(f"deliver takes True, False, or a dict of whom to tell, not {told!r}")
    for service, whom in told.items():
        if service == "policies":
            if not isinstance(whom, bool):
                raise TypeError(f"policies is True or False, not {whom!r}")
            continue
        if service not in _REACHED | _BY_ARN.keys():
            raise ValueError(f"SES tells nobody called {service!r}{did_you_mean(service, _REACHED | _BY_ARN.keys())}")
        if isinstance(whom, Mapping) and service in _BY_ARN:
            for name, one in whom.items():
                _check_arn(name, _BY_ARN[service])
                if not callable(one) and not (service == "webhook" and isinstance(one, str)):
                    raise TypeError(f"{service} {name} is a function{_OR_URL[service]}, not {one!r}")
                if isinstance(one, str):
                    _check_url(one)
        elif service == "webhook":
            raise TypeError(f"webhook takes a dict by the ARNs of topics, not {whom!r}")
        elif isinstance(whom, str):
            _check_url(whom)
        elif whom is None or isinstance(whom, Mapping):
            raise TypeError(f"{service} is a URL, a client, True or False, not {whom!r}")
    return dict(told)


def _check_url(text: str) -> None:
    if not text.startswith(("http://", "https://")):
        raise ValueError(f"{text!r} is no URL, as http://localhost:4566 is one")


# ---- mail that comes in ----


def mail(given: object) -> Any:
    """What may be handed in; raises TypeError."""
    from email.message import Message

    if not isinstance(given, (bytes, bytearray, memoryview, str, Message)):
        raise TypeError(f"a mail is bytes, text or a message of Python's email, not {given!r}")
    return given


def ip(text: object) -> None:
    """Raise ValueError for what is no address of a host, as a server sees it: one without a zone."""
    from ipaddress import ip_address

    try:
        known = isinstance(text, str) and "%" not in text and ip_address(text)
    except ValueError:
        known = False
    if not known:
        raise ValueError(f"{text!r} is no IP address")


def spoken(text: object, what: str) -> str:
    """What a server says of a mail; raises TypeError for what is no text, ValueError for half a character in it."""
    if not isinstance(text, str):
        raise TypeError(f"{what} must be a string, not {text!r}")
    if re.search("[\ud800-\udfff]", text):
        raise ValueError(f"{what} cannot be {text!r}: UTF-8 cannot write it")
    return text


def recipients(given: object) -> list[str]:
    """The addresses that a mail is for: a list, or one text; raises TypeError, and ValueError for half a character."""
    from collections.abc import Iterable

    from sesmock.mail.address import split_addresses

    if isinstance(given, str):
        given = split_addresses(given)
    if isinstance(given, (bytes, bytearray)) or not isinstance(given, Iterable):
        raise TypeError(f"recipients are addresses, not {given!r}")
    return [spoken(one, "a recipient") for one in given]


# ---- faults ----

# What AWS may say to any call. The pages "Common Errors" of both API references, and what else its front doors were
# seen to say.
COMMON_CODES = frozenset({
    "AccessDenied", "AccessDeniedException", "ExpiredToken", "ExpiredTokenException", "IncompleteSignature",
    "InternalFailure", "InternalServerError", "InvalidAction", "InvalidClientTokenId", "InvalidParameterCombination",
    "InvalidParameterValue", "InvalidQueryParameter", "InvalidSignatureException", "MalformedHttpRequestException",
    "MalformedInput", "MalformedQueryString", "MissingAction", "MissingAuthenticationToken",
    "MissingAuthenticationTokenException", "MissingParameter", "NotAuthorized", "OptInRequired",
    "RequestAbortedException", "RequestEntityTooLargeException", "RequestExpired", "RequestTimeoutException",
    "SerializationException", "ServiceUnavailable", "SignatureDoesNotMatch", "Throttling", "ThrottlingException",
    "UnknownOperationException", "UnrecognizedClientException", "ValidationError", "ValidationException",
})  # fmt: skip


def operation(name: str | None) -> None:
    """Refuse an operation that SES does not have, in whichever spelling; raises ValueError."""
    from sesmock.domain.faults import BULK_EMAIL_ENTRY, plain
    from sesmock.wire.model import operations

    known = {plain(found): found for found in (BULK_EMAIL_ENTRY, *operations())}
    if name is not None and plain(name) not in known:
        from botocore import xform_name

        from sesmock.hints import did_you_mean

        names = known.values() if name[:1].isupper() else map(xform_name, known.values())
        raise ValueError(f"SES has no operation {name!r}{did_you_mean(name, names)}")


def code(name: str, of: str | None) -> None:
    """Refuse a code with which no API that has this operation (None: any) could refuse; raises ValueError."""
    known = set(_codes(of))
    if name not in known:
        from sesmock.hints import did_you_mean

        hint = did_you_mean(name, known)
        raise ValueError(f"SES does not refuse {of or 'calls'} with {name!r} (any code is taken with a status=){hint}")


def status(number: object) -> None:
    """Refuse what is no HTTP status of an error; raises TypeError or ValueError."""
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"a status is a number, not {number!r}")
    if not 400 <= number <= 599:
        raise ValueError(f"errors of HTTP have a status from 400 to 599, not {number}")


def _codes(of: str | None) -> Iterator[str]:
    from sesmock.domain.faults import BULK_EMAIL_ENTRY, plain
    from sesmock.wire.model import description_of, service_model

    if of is not None and plain(of) == plain(BULK_EMAIL_ENTRY):
        for api in ("ses", "sesv2"):
            yield from description_of(service_model(api))["shapes"]["BulkEmailStatus"]["enum"]
        return
    from sesmock.api import v1, v2

    yield from COMMON_CODES
    for api, package in (("ses", v1), ("sesv2", v2)):
        description = description_of(service_model(api))
        if of is None or plain(of) in map(plain, description["operations"]):
            yield from package.WORDING.values()
            for name, shape in description["shapes"].items():
                if shape.get("exception"):
                    yield shape.get("error", {}).get("code", name)


# ---- who is told ----


def target(name: object, ses: Ses) -> None:
    """Refuse the name of a subscriber that nobody has set up.

    An ARN may be of anything. Raises TypeError, ValueError for an ARN that is none, LookupError for a name.
    """
    if not isinstance(name, str):
        raise TypeError(f"who is told has an ARN or the name of an event destination, not {name!r}")
    if name.startswith("arn:"):
        _check_arn(name, _TOPIC)
        return
    known = sorted({*_targets(ses)})
    if name not in known:
        from sesmock.hints import did_you_mean

        there = ", ".join(map(repr, known)) or "nobody"
        hint = did_you_mean(name, known)
        raise LookupError(f"nobody called {name!r} is told of events; set up so far: {there}{hint}")


def _check_arn(name: object, example: str) -> None:
    parts = name.split(":", 5) if isinstance(name, str) else []
    if len(parts) != 6 or parts[0] != "arn" or not (parts[1] and parts[2] and parts[5]):
        raise ValueError(f"{name!r} is no ARN, as {example} is one")


def _targets(ses: Ses) -> Iterator[str]:
    """The names of event destinations, and of identities with a topic."""
    from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
    from sesmock.domain.identities.registry import Identities

    for where in ses.regions():
        for chosen in where.of(ConfigurationSets).values():
            yield from chosen.event_destinations
        for identity in where.of(Identities):
            if identity.notifications is not None and identity.notifications.topics:
                yield identity.name
