"""Whose identity lets whom send, through both APIs: verification, the sandbox, policies, settings by precedence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sesmock.domain.account import Usage
from sesmock.domain.sending import sender

if TYPE_CHECKING:
    from sesmock import Cloud

UNVERIFIED = "Email address is not verified. The following identities failed the check in region US-EAST-1: "
RAW = "From: {}\r\nTo: bob@example.org\r\nSubject: Hi\r\n\r\nHello"


def _identity(ses_cloud: Cloud) -> str:
    return ses_cloud.outbox.last.identity.rpartition("/")[2]


# ---- verification ----


@pytest.mark.parametrize(
    ("verified", "source"),
    [
        ("ann@example.com", "ann@example.com"),
        ("ann@example.com", "Ann <ann@example.com>"),
        ("ann@example.com", "ann+label@example.com"),
        ("ann@EXAMPLE.com", "ann+label@EXAMPLE.com"),
        ("ann+label@example.com", "ann+label@example.com"),
        ("example.com", "anybody@example.com"),
        ("example.com", "anybody@Example.Com"),
        ("EXAMPLE.com", "anybody@example.com"),
        ("example.com", "anybody@deep.down.example.com"),
    ],
)
def test_a_verified_identity_lets_its_addresses_send(mailer: Any, ses_cloud: Cloud, verified: str, source: str) -> None:
    identity = ses_cloud.verify(verified)

    assert mailer.simple(source=source) == {"MessageId": ses_cloud.outbox.last.message_id}
    assert (ses_cloud.outbox.last.source, ses_cloud.outbox.last.identity) == (source, identity.arn)


@pytest.mark.parametrize(
    ("verified", "source"),
    [
        ("ann@example.com", "Ann@example.com"),
        ("ann@EXAMPLE.com", "ann@example.com"),  # the guide's own example
        ("ann@example.com", "bea@example.com"),
        ("ann@example.com", "ann@sub.example.com"),
        ("ann+label@example.com", "ann@example.com"),
        ("sub.example.com", "ann@example.com"),
        ("example.com", "ann@badexample.com"),
        ("example.com", "Ann <ann@example.org>"),
    ],
)
def test_nobody_else_may_send(mailer: Any, ses_cloud: Cloud, verified: str, source: str) -> None:
    ses_cloud.verify(verified)

    assert mailer.no_simple(source=source) == (*mailer.code("NotVerified"), UNVERIFIED + source)


def test_an_identity_of_another_region_or_a_pending_one_does_not_count(mailer: Any, ses_cloud: Cloud, v2: Any) -> None:
    ses_cloud.verify("example.com", region="eu-west-1")
    v2.create_email_identity(EmailIdentity="example.com")

    assert mailer.no_simple() == (*mailer.code("NotVerified"), UNVERIFIED + "ann@example.com")


def test_a_pending_address_sends_by_its_verified_domain(mailer: Any, ses_cloud: Cloud, v2: Any) -> None:
    ses_cloud.verify("example.com")
    v2.create_email_identity(EmailIdentity="ann@example.com")
    mailer.simple()

    assert _identity(ses_cloud) == "example.com"


def test_a_verified_address_goes_before_its_domain_and_a_subdomain_before_its_parent(
    mailer: Any, ses_cloud: Cloud
) -> None:
    for name in ("example.com", "sub.example.com", "ann@example.com", "bea@sub.example.com"):
        ses_cloud.verify(name)
    seen = []
    for source in (
        "ann@example.com",
        "bea@example.com",
        "bea@sub.example.com",
        "ann@sub.example.com",
        "a@x.example.com",
    ):
        mailer.simple(source=source)
        seen.append(_identity(ses_cloud))

    assert seen == ["ann@example.com", "example.com", "bea@sub.example.com", "sub.example.com", "example.com"]


def test_the_return_path_must_be_verified_too_and_is_listed_after_the_sender(mailer: Any, ses_cloud: Cloud) -> None:
    assert mailer.no_simple(return_path="Bo <back@example.org>") == (
        *mailer.code("NotVerified"),
        UNVERIFIED + "ann@example.com, Bo <back@example.org>",
    )
    ses_cloud.verify("example.com")
    assert mailer.no_simple(return_path="back@example.org")[2] == UNVERIFIED + "back@example.org"
    ses_cloud.verify("example.org")
    mailer.simple(return_path="Bo <back@example.org>")

    assert ses_cloud.outbox.last.return_path == "back@example.org"


def test_a_name_that_fails_twice_is_listed_once(mailer: Any) -> None:
    assert mailer.no_simple(return_path="ann@example.com") == (
        *mailer.code("NotVerified"),
        UNVERIFIED + "ann@example.com",
    )


@pytest.mark.parametrize(
    ("shown", "source", "listed"),
    [
        ("ann@x.org", None, "ann@x.org"),
        ("Ann <ann@x.org>", None, "Ann <ann@x.org>, ann@x.org"),
        ("=?UTF-8?Q?=C3=84nn?= <ann@x.org>", "ann@x.org", "=?UTF-8?Q?=C3=84nn?= <ann@x.org>, ann@x.org"),
        ("Ann <ann@x.org>", "bea@x.org", "Ann <ann@x.org>, bea@x.org"),
        ("=?UTF-8?Q?=C3=84nn?= <ann@x.org>", None, "=?UTF-8?Q?=C3=84nn?= <ann@x.org>, ann@x.org"),
        ("=?UTF-8?Q?=C3=84nn?= <ann@x.org>", "Änn <ann@x.org>", "=?UTF-8?Q?=C3=84nn?= <ann@x.org>, ann@x.org"),
        ("Ann <ann@x.org>", "=?UTF-8?B?QW5u?= <ann@x.org>", "Ann <ann@x.org>, ann@x.org"),
        ("Ann <ann@x.org>", "=?UTF-8?B?QmVh?= <bea@x.org>", "Ann <ann@x.org>, =?UTF-8?B?QmVh?= <bea@x.org>"),
        ("ok@example.com", "bea@x.org", "bea@x.org"),
        ("ok@example.com", "Bea <bea@x.org>", "Bea <bea@x.org>"),
        ("ann@x.org", "ok@example.com", "ann@x.org"),
    ],
)
def test_of_a_raw_mail_the_from_header_is_checked_and_then_the_source(
    mailer: Any, ses_cloud: Cloud, shown: str, source: str | None, listed: str
) -> None:
    ses_cloud.verify("example.com")

    assert mailer.no_raw(RAW.format(shown).encode(), source=source) == (
        *mailer.code("NotVerified"),
        UNVERIFIED + listed,
    )


@pytest.mark.ses(sandbox=True)
def test_who_is_named_again_in_another_encoding_is_listed_once(mailer: Any) -> None:
    raw = "From: =?UTF-8?Q?=C3=84nn?= <ann@x.org>\r\nTo: {0}, Bob <bob@x.org>\r\nSender: {0}\r\n\r\n"

    assert mailer.no_raw(raw.format("=?utf-8?b?w4Rubg==?= <ann@x.org>").encode()) == (
        *mailer.code("NotVerified"),
        UNVERIFIED + "=?UTF-8?Q?=C3=84nn?= <ann@x.org>, ann@x.org, Bob <bob@x.org>",
    )


def test_the_sender_header_of_a_raw_mail_is_checked_too(mailer: Any, ses_cloud: Cloud) -> None:
    ses_cloud.verify("example.com")
    raw = b"Sender: Desk <desk@x.org>\r\n" + RAW.format("ann@example.com").encode()

    assert mailer.no_raw(raw) == (*mailer.code("NotVerified"), UNVERIFIED + "Desk <desk@x.org>")
    ses_cloud.verify("x.org")
    mailer.raw(raw)
    assert (_identity(ses_cloud), ses_cloud.outbox.last.return_path) == ("example.com", "ann@example.com")


def test_the_return_path_of_a_raw_mail_counts_unless_there_is_a_source(mailer: Any, ses_cloud: Cloud) -> None:
    ses_cloud.verify("example.com")
    raw = b"Return-Path: <back@x.org>\r\n" + RAW.format("ann@example.com").encode()

    assert mailer.no_raw(raw) == (*mailer.code("NotVerified"), UNVERIFIED + "<back@x.org>")
    mailer.raw(raw, source="bea@example.com")
    assert ses_cloud.outbox.last.return_path == "bea@example.com"
    mailer.raw(raw.replace(b"x.org>", b"example.com>"))
    assert ses_cloud.outbox.last.return_path == "back@example.com"


def test_a_long_list_of_failures_ends_with_an_ellipsis(mailer: Any, ses_cloud: Cloud) -> None:
    ses_cloud.sandbox = True
    who = [f"r{number}@example.org" for number in range(20)]

    assert mailer.no_simple(to=who)[2] == UNVERIFIED + ", ".join(["ann@example.com", *who[:9]]) + "..."


# ---- the sandbox ----


@pytest.mark.ses(sandbox=True, verified=["example.com"])
def test_in_the_sandbox_recipients_must_be_verified_or_simulated(impatient: Any, ses_cloud: Cloud) -> None:
    to, cc, bcc = ["Bob <bob@x.org>", "bob@example.com"], ["success+1@simulator.amazonses.com"], ["eve@x.org"]

    assert impatient.no_simple(to=to, cc=cc, bcc=bcc) == (
        *impatient.code("NotVerified"),
        UNVERIFIED + "Bob <bob@x.org>, eve@x.org",
    )
    assert impatient.no_simple(source="ann@x.org", to=["bob@x.org", "bob@x.org", "ann@x.org"])[2] == (
        UNVERIFIED + "ann@x.org, bob@x.org"
    )
    ses_cloud.verify("bob@x.org")
    impatient.simple(to=to, cc=cc)
    assert ses_cloud.outbox.last.recipients == ("bob@x.org", "bob@example.com", "success+1@simulator.amazonses.com")


# ---- sending authorization ----

OWNER, CALLER = "123456789012", "222222222222"
ARN = f"arn:aws:ses:us-east-1:{OWNER}:identity/example.com"
DENIED = "User `arn:aws:iam::222222222222:root' is not authorized to perform `{}' on resource `" + ARN + "'"


def _policy(**statement: Any) -> str:
    allow = {"Effect": "Allow", "Principal": {"AWS": CALLER}, "Action": "ses:*", "Resource": ARN}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**allow, **statement}]})


@pytest.fixture
def owned(ses_cloud: Cloud, v1: Any) -> Any:
    """A domain of the default account; gives how to put a policy on it."""
    ses_cloud.verify("example.com")

    def put(name: str = "p", **statement: Any) -> None:
        v1.put_identity_policy(Identity="example.com", PolicyName=name, Policy=_policy(**statement))

    return put


def test_another_account_sends_by_an_arn_that_a_policy_opens(stranger: Any, ses_cloud: Cloud, owned: Any) -> None:
    denied = (*stranger.code("Denied"), DENIED.format("ses:SendEmail"))
    assert stranger.no_simple(source_arn=ARN) == denied
    owned(Principal={"AWS": "333333333333"})
    assert stranger.no_simple(source_arn=ARN) == denied
    owned(Action="ses:SendRawEmail")
    assert stranger.no_simple(source_arn=ARN) == denied
    owned()

    assert stranger.simple(source_arn=ARN) == {"MessageId": ses_cloud.outbox.last.message_id}
    mail = ses_cloud.outbox.last
    assert (mail.account, mail.identity, mail.signed_by) == (CALLER, ARN, frozenset({"amazonses.com", "example.com"}))
    assert stranger.caller.client.meta.region_name == "us-east-1"
    usage = [
        ses_cloud.region(account=account).of(Usage).sent_last_24h(ses_cloud._world.now()) for account in (OWNER, CALLER)
    ]
    assert usage == [0, 1]


def test_a_deny_goes_before_an_allow(stranger: Any, owned: Any) -> None:
    owned()
    owned("no", Effect="Deny", Action="ses:SendEmail")

    assert stranger.no_simple(source_arn=ARN) == (*stranger.code("Denied"), DENIED.format("ses:SendEmail"))


@pytest.mark.parametrize(
    ("condition", "terms"),
    [
        ({"StringEquals": {"ses:FromAddress": "ann@example.com"}}, {"source": "bea@example.com"}),
        ({"StringLike": {"ses:FromAddress": "a*@example.com"}}, {"source": "bea@example.com"}),
        ({"StringEquals": {"ses:FromDisplayName": "Ann"}}, {"source": "Bea <ann@example.com>"}),
        ({"StringEquals": {"ses:FromDisplayName": "Ann"}}, {"source": "ann@example.com"}),
        ({"StringEquals": {"ses:FeedbackAddress": "ann@example.com"}}, {"return_path": "back@stranger.org"}),
        ({"ForAllValues:StringLike": {"ses:Recipients": "*@example.org"}}, {"cc": ["eve@evil.org"]}),
        ({"DateLessThan": {"aws:CurrentTime": "2000-01-01T00:00:00Z"}}, None),
        ({"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, None),
        ({"Bool": {"aws:SecureTransport": "false"}}, None),
    ],
)
def test_a_policy_sees_who_writes_to_whom(
    stranger: Any, ses_cloud: Cloud, owned: Any, condition: dict[str, Any], terms: dict[str, Any] | None
) -> None:
    ses_cloud.verify("stranger.org", account=CALLER)
    owned(Condition=condition)
    good = {"source": "Ann <ann@example.com>", "source_arn": ARN}
    if terms is not None:
        stranger.simple(**good)
        assert ses_cloud.outbox.last.account == CALLER

    assert stranger.no_simple(**{**good, **(terms or {})}) == (
        *stranger.code("Denied"),
        DENIED.format("ses:SendEmail"),
    )


def test_the_return_path_has_an_arn_of_its_own(stranger: Any, ses_cloud: Cloud, owned: Any) -> None:
    owned()
    ses_cloud.verify("stranger.org", account=CALLER)
    terms = {"source": "me@stranger.org", "return_path": "back@example.com"}

    assert stranger.no_simple(**terms) == (*stranger.code("NotVerified"), UNVERIFIED + "back@example.com")
    stranger.simple(**terms, return_path_arn=ARN)
    assert (ses_cloud.outbox.last.return_path, _identity(ses_cloud)) == ("back@example.com", "stranger.org")


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:ses:us-east-1:{OWNER}:identity/missing.org",
        f"arn:aws:ses:us-east-1:{OWNER}:identity/pending.org",
        f"arn:aws:ses:us-east-1:{OWNER}:identity/other.org",
        f"arn:aws:ses:us-east-1:{OWNER}:identity/bea@example.com",
        f"arn:aws:ses:eu-west-1:{OWNER}:identity/example.com",
        "arn:aws:ses:us-east-1:999999999999:identity/example.com",
    ],
)
def test_an_arn_that_does_not_vouch_for_the_sender_is_listed_itself(
    mailer: Any, ses_cloud: Cloud, v2: Any, arn: str
) -> None:
    for name in ("example.com", "other.org", "bea@example.com"):
        ses_cloud.verify(name)
    v2.create_email_identity(EmailIdentity="pending.org")

    assert mailer.no_simple(source_arn=arn) == (*mailer.code("NotVerified"), UNVERIFIED + arn)


def test_an_arn_of_ones_own_chooses_the_identity(mailer: Any, ses_cloud: Cloud) -> None:
    ses_cloud.verify("example.com")
    ses_cloud.verify("ann@example.com")
    mailer.simple(source="ann+x@example.com")
    by_itself = _identity(ses_cloud)
    mailer.simple(source="ann+x@example.com", source_arn=ARN)
    by_domain = _identity(ses_cloud)
    mailer.simple(source="ann+x@example.com", source_arn=ARN.replace("example", "ann@example"))

    assert (by_itself, by_domain, _identity(ses_cloud)) == ("ann@example.com", "example.com", "ann@example.com")


@pytest.mark.parametrize(
    "arn", ["example.com", "arn:aws:sns:us-east-1:123456789012:topic", "arn:aws:ses:us-east-1:123456789012:template/t"]
)
def test_what_is_no_arn_of_an_identity_is_refused(mailer: Any, ses_cloud: Cloud, arn: str) -> None:
    ses_cloud.verify("example.com")

    assert mailer.no_simple(source_arn=arn) == (*mailer.code("Invalid"), sender.BAD_ARN.format(arn=arn))


def test_a_policy_may_forbid_the_owner_too(mailer: Any, owned: Any) -> None:
    owned(Effect="Deny", Principal="*", Condition={"StringLike": {"ses:FromAddress": "ann@*"}})

    mailer.simple(source="bea@example.com")
    assert mailer.no_simple() == (
        *mailer.code("Denied"),
        f"User `arn:aws:iam::{OWNER}:root' is not authorized to perform `ses:SendEmail' on resource `{ARN}'",
    )


def test_the_arns_of_a_raw_mail_may_stand_in_its_headers(stranger: Any, ses_cloud: Cloud, owned: Any) -> None:
    owned()
    ses_cloud.verify("stranger.org", account=CALLER)
    raw = RAW.format("ann@example.com").encode()

    assert stranger.no_raw(raw) == (*stranger.code("NotVerified"), UNVERIFIED + "ann@example.com")
    for header in (b"X-SES-SOURCE-ARN", b"X-SES-FROM-ARN", b"x-ses-source-arn"):
        stranger.raw(header + b": " + ARN.encode() + b"\r\n" + raw)
        assert (_identity(ses_cloud), ses_cloud.outbox.last.header("X-SES-SOURCE-ARN")) == ("example.com", None)
    stranger.raw(b"X-SES-FROM-ARN: " + ARN.encode() + b"\r\n" + RAW.format("Ann <ann@example.com>").encode())
    assert (_identity(ses_cloud), ses_cloud.outbox.last.return_path) == ("example.com", "ann@example.com")
    stranger.raw(b"X-SES-FROM-ARN: " + ARN.encode() + b"\r\n" + raw, source="me@stranger.org")
    assert (_identity(ses_cloud), ses_cloud.outbox.last.return_path) == ("example.com", "me@stranger.org")
    returned = b"Return-Path: back@example.com\r\nX-SES-RETURN-PATH-ARN: " + ARN.encode() + b"\r\n"
    stranger.raw(returned + RAW.format("me@stranger.org").encode())
    assert ses_cloud.outbox.last.return_path == "back@example.com"


def test_parameters_go_before_the_arns_in_headers(stranger: Any, ses_cloud: Cloud, owned: Any) -> None:
    owned(Action="ses:SendRawEmail")
    raw = b"X-SES-SOURCE-ARN: " + ARN.replace("com", "net").encode() + b"\r\n" + RAW.format("ann@example.com").encode()

    assert stranger.no_raw(raw)[2] == UNVERIFIED + ARN.replace("com", "net")
    stranger.raw(raw, source_arn=ARN)
    assert _identity(ses_cloud) == "example.com"


def test_the_source_arn_stands_in_for_the_other_two(stranger: Any, ses_cloud: Cloud, owned: Any) -> None:
    owned()
    raw = b"Return-Path: back@example.com\r\n" + RAW.format("ann@example.com").encode()
    stranger.raw(raw, source_arn=ARN)

    assert (_identity(ses_cloud), ses_cloud.outbox.last.return_path) == ("example.com", "back@example.com")


# ---- settings of identities ----


def test_the_default_configuration_set_is_that_of_the_identity_that_sends(
    mailer: Any, ses_cloud: Cloud, v2: Any
) -> None:
    for name in ("of-domain", "of-address", "named"):
        v2.create_configuration_set(ConfigurationSetName=name)
    for name in ("example.com", "ann@example.com", "bea@example.com"):
        ses_cloud.verify(name)
    v2.put_email_identity_configuration_set_attributes(EmailIdentity="example.com", ConfigurationSetName="of-domain")
    v2.put_email_identity_configuration_set_attributes(
        EmailIdentity="ann@example.com", ConfigurationSetName="of-address"
    )
    seen = []
    given = [{"source": f"{who}example.com"} for who in ("ann@", "ann+x@", "zoe@", "zoe@sub.", "bea@")]
    for terms in (*given, {"configuration_set": "named"}):
        mailer.simple(**terms)
        seen.append(ses_cloud.outbox.last.configuration_set)

    assert seen == ["of-address", "of-address", "of-domain", "of-domain", None, "named"]


def test_a_default_set_that_was_deleted_makes_a_bad_request(mailer: Any, ses_cloud: Cloud, v2: Any) -> None:
    ses_cloud.verify("example.com")
    v2.create_configuration_set(ConfigurationSetName="gone")
    v2.create_configuration_set(ConfigurationSetName="there")
    v2.put_email_identity_configuration_set_attributes(EmailIdentity="example.com", ConfigurationSetName="gone")
    v2.delete_configuration_set(ConfigurationSetName="gone")

    assert mailer.no_simple() == (*mailer.code("Invalid"), "Configuration set <gone> does not exist.")
    mailer.simple(configuration_set="there")
    assert ses_cloud.outbox.last.configuration_set == "there"


def test_a_paused_default_set_sends_nothing(mailer: Any, ses_cloud: Cloud, v2: Any) -> None:
    ses_cloud.verify("example.com")
    v2.create_configuration_set(ConfigurationSetName="news", SendingOptions={"SendingEnabled": False})
    v2.put_email_identity_configuration_set_attributes(EmailIdentity="example.com", ConfigurationSetName="news")

    assert mailer.no_simple()[:3] == (
        *mailer.code("SetPaused"),
        "Sending is paused for configuration set news",
    )


def test_the_default_set_of_another_accounts_identity_is_none_of_ours(
    stranger: Any, ses_cloud: Cloud, owned: Any, v2: Any
) -> None:
    owned()
    v2.create_configuration_set(ConfigurationSetName="theirs")
    v2.put_email_identity_configuration_set_attributes(EmailIdentity="example.com", ConfigurationSetName="theirs")
    stranger.simple(source_arn=ARN)

    assert ses_cloud.outbox.last.configuration_set is None


@pytest.mark.parametrize("behaviour", ["UseDefaultValue", "RejectMessage"])
def test_what_becomes_of_mail_when_mail_from_is_not_ready_is_the_owners_choice(
    mailer: Any, ses_cloud: Cloud, v1: Any, behaviour: str
) -> None:
    ses_cloud.verify("example.com")
    v1.set_identity_mail_from_domain(
        Identity="example.com", MailFromDomain="m.example.com", BehaviorOnMXFailure=behaviour
    )
    if behaviour == "RejectMessage":
        refusal = (*mailer.code("MailFrom"), "The MAIL FROM domain <m.example.com> is not verified.")
        assert mailer.no_simple() == refusal
        assert mailer.no_raw(RAW.format("ann@sub.example.com").encode()) == refusal
    else:
        mailer.simple()
        mail = ses_cloud.outbox.last
        assert (mail.mail_from, mail.envelope_from) == (None, f"{mail.message_id}@amazonses.com")
    ses_cloud.verify("example.com")  # publishes the records of MAIL FROM, too
    mailer.simple()
    mail = ses_cloud.outbox.last
    assert (mail.mail_from, mail.envelope_from) == ("m.example.com", f"{mail.message_id}@m.example.com")


def test_the_mail_from_of_an_address_goes_before_that_of_its_domain(mailer: Any, ses_cloud: Cloud, v1: Any) -> None:
    for name, domain in (("example.com", "m.example.com"), ("ann@example.com", "ann.example.com")):
        ses_cloud.verify(name)
        v1.set_identity_mail_from_domain(Identity=name, MailFromDomain=domain)
        ses_cloud.verify(name)
    ses_cloud.verify("bea@example.com")
    seen = []
    for source in ("ann@example.com", "bea@example.com", "zoe@sub.example.com"):
        mailer.simple(source=source)
        seen.append(ses_cloud.outbox.last.mail_from)

    assert seen == ["ann.example.com", "m.example.com", "m.example.com"]


def test_the_nearest_domain_with_dkim_signs(mailer: Any, ses_cloud: Cloud, v1: Any, v2: Any) -> None:
    ses_cloud.verify("example.com")
    ses_cloud.verify("sub.example.com")
    ses_cloud.verify("ann@sub.example.com")
    v2.create_email_identity(EmailIdentity="pending.example.com")
    v1.verify_domain_identity(Domain="txt.example.com")
    ses_cloud.dns.publish(
        "_amazonses.txt.example.com", "TXT", ses_cloud.region().domain("txt.example.com").verification_token
    )
    seen = []
    for source in ("ann@sub.example.com", "a@example.com", "a@pending.example.com", "a@txt.example.com"):
        mailer.simple(source=source)
        seen.append((_identity(ses_cloud), set(ses_cloud.outbox.last.signed_by) - {"amazonses.com"}))
    v1.set_identity_dkim_enabled(Identity="sub.example.com", DkimEnabled=False)
    mailer.simple(source="a@sub.example.com")
    seen.append((_identity(ses_cloud), set(ses_cloud.outbox.last.signed_by) - {"amazonses.com"}))

    assert seen == [
        ("ann@sub.example.com", {"sub.example.com"}),
        ("example.com", {"example.com"}),
        ("example.com", {"example.com"}),
        ("txt.example.com", {"example.com"}),
        ("sub.example.com", set()),
    ]
