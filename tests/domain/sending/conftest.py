"""What tests of sending share: the same mail through either API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# How the two APIs call one refusal.
CODES = {
    "Invalid": ((400, "InvalidParameterValue"), (400, "BadRequestException")),
    "NotVerified": ((400, "MessageRejected"), (400, "MessageRejected")),
    "SetMissing": ((400, "ConfigurationSetDoesNotExist"), (404, "NotFoundException")),
    "SetPaused": ((400, "ConfigurationSetSendingPausedException"), (400, "SendingPausedException")),
    "AccountPaused": ((400, "AccountSendingPausedException"), (400, "SendingPausedException")),
    "MailFrom": ((400, "MailFromDomainNotVerifiedException"), (400, "MailFromDomainNotVerifiedException")),
    "TemplateMissing": ((400, "TemplateDoesNotExist"), (404, "NotFoundException")),
    "Denied": ((403, "AccessDenied"), (403, "AccessDeniedException")),
    "Throttled": ((400, "Throttling"), (429, "TooManyRequestsException")),
    "Quota": ((400, "Throttling"), (400, "LimitExceededException")),
}


class Mailer:
    """Sends through one API, in words of its own; ``no_…`` gives a refusal that has left no trace."""

    def __init__(self, caller: Any, refused: Callable[..., Any], *, v2: bool) -> None:
        self.caller = caller
        self.refused = refused
        self.v2 = v2

    def code(self, refusal: str) -> tuple[int, str]:
        """Status and code of a refusal in this API."""
        return CODES[refusal][self.v2]

    def simple(self, **terms: Any) -> Any:
        """Send a composed mail."""
        operation, parameters = self._simple(**terms)
        return getattr(self.caller, operation)(**parameters)

    def no_simple(self, **terms: Any) -> Any:
        """Be refused it."""
        operation, parameters = self._simple(**terms)
        return self.refused(self.caller, operation, **parameters)

    def raw(self, data: bytes, **terms: Any) -> Any:
        """Send a raw mail."""
        operation, parameters = self._raw(data, **terms)
        return getattr(self.caller, operation)(**parameters)

    def no_raw(self, data: bytes, **terms: Any) -> Any:
        """Be refused it."""
        operation, parameters = self._raw(data, **terms)
        return self.refused(self.caller, operation, **parameters)

    def template(self, name: str, data: str, **terms: Any) -> Any:
        """Send a mail from a stored template."""
        operation, parameters = self._template(name, data, **terms)
        return getattr(self.caller, operation)(**parameters)

    def no_template(self, name: str, data: str, **terms: Any) -> Any:
        """Be refused it."""
        operation, parameters = self._template(name, data, **terms)
        return self.refused(self.caller, operation, **parameters)

    def _simple(
        self, subject: Any = "Hi", text: Any = "Hello", html: Any = None, **terms: Any
    ) -> tuple[str, dict[str, Any]]:
        def content(given: Any) -> Any:
            return {"Data": given} if isinstance(given, str) else given

        body = {name: content(given) for name, given in (("Text", text), ("Html", html)) if given is not None}
        message = {"Subject": content(subject), "Body": body}
        if self.v2:
            return "send_email", {"Content": {"Simple": message}, **self._terms(**terms)}
        return "send_email", {"Message": message, **self._terms(**terms)}

    def _raw(
        self, data: bytes, source: str | None = None, to: Sequence[str] | None = None, source_arn: str | None = None,
        **terms: Any,
    ) -> tuple[str, dict[str, Any]]:  # fmt: skip
        given = {
            "FromEmailAddress" if self.v2 else "Source": source,
            "FromEmailAddressIdentityArn" if self.v2 else "SourceArn": source_arn,
            "Destination" if self.v2 else "Destinations": {"ToAddresses": to} if self.v2 and to else to,
            "EmailTags" if self.v2 else "Tags": terms.pop("tags", None),
            "ConfigurationSetName": terms.pop("configuration_set", None),
        }
        assert not terms
        parameters = {name: value for name, value in given.items() if value is not None}
        if self.v2:
            return "send_email", {"Content": {"Raw": {"Data": data}}, **parameters}
        return "send_raw_email", {"RawMessage": {"Data": data}, **parameters}

    def _template(self, name: str, data: str, **terms: Any) -> tuple[str, dict[str, Any]]:
        if self.v2:
            shape = {"Template": {"TemplateName": name, "TemplateData": data}}
            return "send_email", {"Content": shape, **self._terms(**terms)}
        return "send_templated_email", {"Template": name, "TemplateData": data, **self._terms(**terms)}

    def _terms(
        self, source: str = "ann@example.com", to: Sequence[str] = ("bob@example.org",), cc: Sequence[str] = (),
        bcc: Sequence[str] = (), reply_to: Sequence[str] = (), return_path: str | None = None,
        source_arn: str | None = None, return_path_arn: str | None = None, tags: Sequence[dict[str, str]] | None = None,
        configuration_set: str | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        destination = {"ToAddresses": to, "CcAddresses": cc, "BccAddresses": bcc}
        given = {
            "FromEmailAddress" if self.v2 else "Source": source,
            "Destination": destination,
            "ReplyToAddresses": reply_to or None,
            "FeedbackForwardingEmailAddress" if self.v2 else "ReturnPath": return_path,
            "FromEmailAddressIdentityArn" if self.v2 else "SourceArn": source_arn,
            "FeedbackForwardingEmailAddressIdentityArn" if self.v2 else "ReturnPathArn": return_path_arn,
            "EmailTags" if self.v2 else "Tags": tags,
            "ConfigurationSetName": configuration_set,
        }
        return {name: value for name, value in given.items() if value is not None}


@pytest.fixture(params=["ses", "sesv2"])
def mailer(request: pytest.FixtureRequest, api: Callable[..., Any], refused: Callable[..., Any]) -> Mailer:
    """Sending through each API in turn, in the default region and account."""
    return Mailer(api(request.param), refused, v2=request.param == "sesv2")


@pytest.fixture(params=["ses", "sesv2"])
def stranger(request: pytest.FixtureRequest, api: Callable[..., Any], refused: Callable[..., Any]) -> Mailer:
    """The same for account 222222222222."""
    return Mailer(api(request.param, account="222222222222"), refused, v2=request.param == "sesv2")


@pytest.fixture(params=["ses", "sesv2"])
def impatient(request: pytest.FixtureRequest, api: Callable[..., Any], refused: Callable[..., Any]) -> Mailer:
    """The same with a client that does not repeat what was throttled."""
    import boto3
    from botocore.config import Config

    make: Any = boto3.client
    once = Config(retries={"total_max_attempts": 1})
    client = make(request.param, "us-east-1", aws_access_key_id="a", aws_secret_access_key="b", config=once)
    return Mailer(type(api(request.param))(client), refused, v2=request.param == "sesv2")
