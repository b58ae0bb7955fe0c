"""Probes ask what the rows of docs/fidelity.md that say "assumed" leave open.

A probe is a test that returns what SES said, marked with the id of its row and what sesmock says::

    @pytest.mark.probe("A4", says="400 BadRequestException: Invalid domain name <domain>.")
    def test_a_domain_of_one_label(sesv2, said, names):
        return said(sesv2.create_email_identity, EmailIdentity=names.domain("{label}"))

Run plainly, it asks the mock, which has to say just that. ``pytest tests/aws --aws …`` asks AWS too (docs/probes.md).
What a probe makes has a name out of ``names``, and is deleted by that name afterwards, whatever happened in between.
"""

from __future__ import annotations

import os
import re
import uuid
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from sesmock import Cloud, mock_ses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOCK = {"region": "us-east-1", "account": "123456789012", "base": "probes.example.com", "sender": "me@sender.example"}
CI = ("CI", "CONTINUOUS_INTEGRATION", "BUILD_NUMBER", "BUILD_ID", "TF_BUILD", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID")
NEEDED = (
    "--aws asks real SES: say where with --aws-region REGION, and below which domain of yours with --aws-domain NAME"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """These options exist only when tests/aws is named on the command line: no other run can ask AWS."""
    group = parser.getgroup("aws", "asking real SES, see docs/probes.md")
    group.addoption("--aws", action="store_true", help="ask real SES as well as the mock")
    group.addoption("--aws-region", help="the region to ask")
    group.addoption("--aws-domain", help="a domain of yours: what is made gets names below it")
    group.addoption("--aws-profile", help="the AWS profile (default: where boto3 finds credentials)")
    group.addoption("--aws-sender", help="a verified address of yours; without it, what has to be sent is not asked")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "probe(row, says): asks about a row of docs/fidelity.md; what sesmock says")
    if asked(config):
        if any(os.environ.get(name, "false").lower() not in {"", "0", "false"} for name in CI):
            raise pytest.UsageError("--aws is for a person at a keyboard; this looks like CI")
        if not (config.getoption("--aws-region") and config.getoption("--aws-domain")):
            raise pytest.UsageError(NEEDED)


def asked(config: pytest.Config) -> bool:
    """Whether AWS is to be asked."""
    return bool(config.getoption("--aws", default=False))


# ---- where a probe asks ----


class Names:
    """Names that nobody else has. Each is remembered, and what may have been made under it is deleted."""

    def __init__(self, ses: Any, sesv2: Any, base: str) -> None:
        self.base = base
        self._given: list[tuple[str, str]] = []
        self._run = uuid.uuid4().hex[:8]
        self._delete: dict[str, Callable[[str], Any]] = {
            "domain": lambda name: sesv2.delete_email_identity(EmailIdentity=name),
            "address": lambda name: sesv2.delete_email_identity(EmailIdentity=name),
            "set": lambda name: sesv2.delete_configuration_set(ConfigurationSetName=name),
            "template": lambda name: sesv2.delete_email_template(TemplateName=name),
            "verification-template": lambda name: ses.delete_custom_verification_email_template(TemplateName=name),
            "contact-list": lambda name: sesv2.delete_contact_list(ContactListName=name),
            "tenant": lambda name: sesv2.delete_tenant(TenantName=name),
            "rule-set": lambda name: ses.delete_receipt_rule_set(RuleSetName=name),
            "filter": lambda name: ses.delete_receipt_filter(FilterName=name),
            "suppressed": lambda name: sesv2.delete_suppressed_destination(EmailAddress=name),
        }

    def _new(self, kind: str, form: str) -> str:
        assert "{label}" in form  # or it could be somebody's
        name = form.format(label=f"sesmock-{self._run}-{len(self._given)}", base=self.base)
        self._given.append((kind, name))
        return name

    def domain(self, form: str = "{label}.{base}") -> str:
        """A domain; it need not exist in DNS."""
        return self._new("domain", form)

    def address(self, form: str = "{label}@{base}") -> str:
        """An address; whoever makes an identity of it lets SES send a verification mail to it."""
        return self._new("address", form)

    def configuration_set(self) -> str:
        return self._new("set", "{label}")

    def template(self) -> str:
        return self._new("template", "{label}")

    def verification_template(self) -> str:
        return self._new("verification-template", "{label}")

    def contact_list(self) -> str:
        """A contact list, which goes with its contacts; an account has but one."""
        return self._new("contact-list", "{label}")

    def tenant(self) -> str:
        return self._new("tenant", "{label}")

    def rule_set(self) -> str:
        return self._new("rule-set", "{label}")

    def filter(self) -> str:
        return self._new("filter", "{label}")

    def suppressed(self) -> str:
        """An address for the suppression list."""
        return self._new("suppressed", "{label}@{base}")

    def clean(self) -> list[str]:
        """Delete what was made; returns what could not be deleted, and why."""
        left = []
        for kind, name in reversed(self._given):
            try:
                self._delete[kind](name)
            except (ClientError, BotoCoreError) as error:
                answer = getattr(error, "response", {}).get("Error", {})
                refused = answer.get("Code") == "BadRequestException" and "nvalid" in answer.get("Message", "")
                # A name that SES does not know, or that nothing can have.
                if not (refused or answer.get("Code") == "NotFoundException"):
                    left.append(f"{kind} {name}: {error}")
        return left

    def mask(self, text: str) -> str:
        """A text with the kind of each name instead of the name: ``<domain>``, ``<domain 2>``."""
        kinds: dict[str, int] = {}
        spelled = {}
        for kind, name in self._given:
            kinds[kind] = kinds.get(kind, 0) + 1
            spelled[name] = f"<{kind}>" if kinds[kind] == 1 else f"<{kind} {kinds[kind]}>"
        for name in sorted(spelled, key=len, reverse=True):
            text = text.replace(name, spelled[name])
        return text.replace(self.base, "<base>")


class Place:
    """An SES that can be asked: the mock, or AWS."""

    session: boto3.Session

    def __init__(self, name: str, ses: Any, sesv2: Any, base: str, sender: str | None) -> None:
        self.name, self.ses, self.sesv2, self.sender = name, ses, sesv2, sender
        self.region: str = sesv2.meta.region_name
        self.names = Names(ses, sesv2, base)

    def mask(self, seen: Any) -> Any:
        """What was seen, fit to be compared and shown: no names, region, account or sender in it."""
        if isinstance(seen, dict):
            return {self.mask(key): self.mask(value) for key, value in seen.items()}
        if isinstance(seen, list | tuple):
            return [self.mask(one) for one in seen]
        if not isinstance(seen, str):
            return seen
        seen = seen.replace(self.sender, "<sender>") if self.sender else seen
        seen = self.names.mask(seen).replace(self.region, "<region>").replace(self.region.upper(), "<REGION>")
        return re.sub(r"\b[0-9]{12}\b", "<account>", seen)


def clients(session: boto3.Session) -> tuple[Any, Any]:
    """``ses`` and ``sesv2`` of AWS's own endpoints, sending what they are told, as patiently as AWS wants them."""
    make: Any = Config  # whose stubs do not know all of its options
    config = make(
        retries={"mode": "adaptive", "max_attempts": 10},
        parameter_validation=False,
        ignore_configured_endpoint_urls=True,
    )
    return session.client("ses", config=config), session.client("sesv2", config=config)


@pytest.fixture(scope="session")
def mock_clients() -> tuple[Any, Any]:
    return clients(boto3.Session("AKIAMOCK", "secret", region_name=MOCK["region"]))


@pytest.fixture(scope="session")
def aws_session(pytestconfig: pytest.Config) -> boto3.Session:
    option = pytestconfig.getoption
    return boto3.Session(profile_name=option("--aws-profile"), region_name=option("--aws-region"))


@pytest.fixture(scope="session")
def aws_clients(aws_session: boto3.Session) -> tuple[Any, Any]:
    return clients(aws_session)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A probe runs in the mock, and, if that is asked for, on AWS."""
    metafunc.parametrize("place", ["mock", "aws"] if asked(metafunc.config) else ["mock"], indirect=True)


@pytest.fixture(autouse=True)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where the probe asks; afterwards, what it has made is gone."""
    fixture, option = request.getfixturevalue, request.config.getoption
    if request.param == "aws":
        ses, sesv2 = fixture("aws_clients")
        asking = Place("aws", ses, sesv2, option("--aws-domain"), option("--aws-sender"))
        asking.session = fixture("aws_session")
        yield asking
        left = asking.names.clean()
    else:
        ses, sesv2 = fixture("mock_clients")
        with mock_ses(Cloud(region=MOCK["region"], account=MOCK["account"], verified=[MOCK["sender"]], seed=1)):
            asking = Place("mock", ses, sesv2, MOCK["base"], MOCK["sender"])
            yield asking
            left = asking.names.clean() + remains(ses, sesv2)
    assert left == []


def remains(ses: Any, sesv2: Any) -> list[str]:
    """What a probe has left behind, in an SES that had but a sender."""
    identities = [one["IdentityName"] for one in sesv2.list_email_identities()["EmailIdentities"]]
    return [
        *(name for name in identities if name != MOCK["sender"]),
        *sesv2.list_configuration_sets()["ConfigurationSets"],
        *(one["TemplateName"] for one in sesv2.list_email_templates()["TemplatesMetadata"]),
        *(
            one["TemplateName"]
            for one in ses.list_custom_verification_email_templates()["CustomVerificationEmailTemplates"]
        ),
        *(one["ContactListName"] for one in sesv2.list_contact_lists()["ContactLists"]),
        *(one["Name"] for one in ses.list_receipt_rule_sets()["RuleSets"]),
        *(one["Name"] for one in ses.list_receipt_filters()["Filters"]),
        *(one["EmailAddress"] for one in sesv2.list_suppressed_destinations()["SuppressedDestinationSummaries"]),
        *(one["TenantName"] for one in (sesv2.list_tenants()["Tenants"] if hasattr(sesv2, "list_tenants") else ())),
    ]


# ---- what a probe can ask for ----


@pytest.fixture
def ses(place: Place) -> Any:
    """boto3's ``ses``."""
    return place.ses


@pytest.fixture
def sesv2(place: Place) -> Any:
    """boto3's ``sesv2``."""
    return place.sesv2


@pytest.fixture
def names(place: Place) -> Names:
    """Names to make things under."""
    return place.names


@pytest.fixture
def region(place: Place) -> str:
    return place.region


@pytest.fixture
def account(place: Place) -> str:
    """The id of the account that asks."""
    if place.name == "mock":
        return MOCK["account"]
    account: str = place.session.client("sts").get_caller_identity()["Account"]
    return account


@pytest.fixture
def sender(place: Place) -> str:
    """A verified address."""
    if place.sender is None:
        pytest.skip("needs --aws-sender")
    return place.sender


@pytest.fixture
def said() -> Callable[..., str]:
    """How a call is answered: ``accepted``, or status, code and message."""

    def said(operation: Callable[..., Any], **parameters: Any) -> str:
        try:
            operation(**parameters)
        except ClientError as error:
            response = error.response
            status, code = response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]
            return f"{status} {code}: {response['Error'].get('Message')}"
        return "accepted"

    return said


# ---- what becomes of the answer ----


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Compare what a probe returns with what sesmock says, and keep what AWS said for the table."""
    marker = pyfuncitem.get_closest_marker("probe")
    if marker is None:
        return None
    (row,), says = marker.args, marker.kwargs["says"]
    place: Any = pyfuncitem.funcargs["place"]
    taken = pyfuncitem._fixtureinfo.argnames
    seen = place.mask(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in taken}))
    if place.name == "aws":
        question = pyfuncitem.name.removeprefix("test_").replace("_", " ").replace("[aws]", "").replace("[aws-", " [")
        pyfuncitem.user_properties.append(("probe", [row, question, repr(seen), repr(says)]))
    if seen != says:
        who = "AWS" if place.name == "aws" else "The mock"
        pytest.fail(f"{row}: {who} says\n  {seen!r}\nand the probe\n  {says!r}", pytrace=False)
    return True


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print what AWS says beside what sesmock says, as a table that can be pasted into a report."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, [])]
    answers = sorted(
        value
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == "probe" and report.when == "call"
    )
    if not answers:
        return
    terminalreporter.section(f"SES in {config.getoption('--aws-region')}")
    write = terminalreporter.write_line
    write("| Row | Question | AWS says | sesmock says |")
    write("|---|---|---|---|")
    for row, question, seen, says in answers:
        cells = (row, question, f"`{seen}`", "the same" if seen == says else f"`{says}`")
        write("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
