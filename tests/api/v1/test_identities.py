"""Identities through ses: verification, lists, and how v1 reads requests and words refusals."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)

NAMESPACE = "http://ses.amazonaws.com/doc/2010-12-01/"
ARN = "arn:aws:ses:us-east-1:123456789012:identity/"


def statuses(v1, *names):
    attributes = v1.get_identity_verification_attributes(Identities=names)["VerificationAttributes"]
    return {name: entry["VerificationStatus"] for name, entry in attributes.items()}


def error(code, message):
    text = "" if message is None else f"    <Message>{message}</Message>\n"
    return (
        f'<ErrorResponse xmlns="{NAMESPACE}">\n  <Error>\n    <Type>Sender</Type>\n    <Code>{code}</Code>\n{text}'
        "  </Error>\n  <RequestId>…</RequestId>\n</ErrorResponse>\n"
    )


# ---- what a fresh identity looks like ----


def test_a_fresh_domain_has_a_token_and_nothing_else(v1):
    token = v1.verify_domain_identity(Domain="example.com")["VerificationToken"]

    assert re.fullmatch("[A-Za-z0-9+/]{43}=", token)  # recorded: 32 bytes in base64
    assert v1.list_identities() == {"Identities": ["example.com"]}
    assert v1.list_verified_email_addresses() == {"VerifiedEmailAddresses": []}
    assert v1.get_identity_verification_attributes(Identities=["example.com"]) == {
        "VerificationAttributes": {"example.com": {"VerificationStatus": "Pending", "VerificationToken": token}}
    }
    assert v1.get_identity_dkim_attributes(Identities=["example.com"]) == {
        "DkimAttributes": {"example.com": {"DkimEnabled": False, "DkimVerificationStatus": "NotStarted"}}
    }
    assert v1.get_identity_mail_from_domain_attributes(Identities=["example.com"]) == {
        "MailFromDomainAttributes": {"example.com": {"BehaviorOnMXFailure": "UseDefaultValue"}}
    }
    assert v1.get_identity_notification_attributes(Identities=["example.com"]) == {
        "NotificationAttributes": {
            "example.com": {
                "ForwardingEnabled": True,
                "HeadersInBounceNotificationsEnabled": False,
                "HeadersInComplaintNotificationsEnabled": False,
                "HeadersInDeliveryNotificationsEnabled": False,
            }
        }
    }
    assert v1.list_identity_policies(Identity="example.com") == {"PolicyNames": []}


@pytest.mark.parametrize("operation", ["verify_email_identity", "verify_email_address"])
def test_a_fresh_address_has_no_token(v1, operation):
    assert getattr(v1, operation)(EmailAddress="ann@example.com") == {}

    assert v1.list_identities() == {"Identities": ["ann@example.com"]}
    assert v1.list_verified_email_addresses() == {"VerifiedEmailAddresses": []}
    assert v1.get_identity_verification_attributes(Identities=["ann@example.com"]) == {
        "VerificationAttributes": {"ann@example.com": {"VerificationStatus": "Pending"}}
    }
    assert v1.get_identity_dkim_attributes(Identities=["ann@example.com"]) == {
        "DkimAttributes": {"ann@example.com": {"DkimEnabled": False, "DkimVerificationStatus": "NotStarted"}}
    }
    assert v1.get_identity_mail_from_domain_attributes(Identities=["ann@example.com"]) == {
        "MailFromDomainAttributes": {"ann@example.com": {"BehaviorOnMXFailure": "UseDefaultValue"}}
    }


def test_what_was_made_through_v2_is_seen_whole(v1, v2):
    # That a domain of v2 has a TXT token in v1 is assumed; the rest is one store with two views.
    tokens = v2.create_email_identity(EmailIdentity="example.com")["DkimAttributes"]["Tokens"]
    v2.create_email_identity(EmailIdentity="ann@example.com")
    seen = v1.get_identity_verification_attributes(Identities=["example.com", "ann@example.com"])
    token = v1.verify_domain_identity(Domain="example.com")["VerificationToken"]

    assert v1.list_identities() == {"Identities": ["example.com", "ann@example.com"]}
    assert seen == {
        "VerificationAttributes": {
            "example.com": {"VerificationStatus": "Pending", "VerificationToken": token},
            "ann@example.com": {"VerificationStatus": "Pending"},
        }
    }
    dkim = {"DkimEnabled": True, "DkimVerificationStatus": "Pending", "DkimTokens": tokens}
    assert v1.get_identity_dkim_attributes(Identities=["example.com", "ann@example.com"]) == {
        "DkimAttributes": {"example.com": dkim, "ann@example.com": dkim}
    }


# ---- names ----


@pytest.mark.parametrize(
    ("operation", "name", "message"),
    [
        # Recorded: "Invalid domain name <as typed>." and "Invalid email address<as typed>." with their odd spacing.
        ("verify_domain_identity", "bad domain name", "Invalid domain name bad domain name."),
        ("verify_domain_identity", "ann@example.com", "Invalid domain name ann@example.com."),
        ("verify_domain_dkim", "ann@example.com", "Invalid domain name ann@example.com."),
        ("verify_email_identity", "STUB", "Invalid email address<STUB>."),
        ("verify_email_address", "", "Invalid email address<>."),
    ],
)
def test_a_name_that_cannot_be_an_identity_is_refused(v1, operation, name, message):
    parameter = "Domain" if "domain" in operation else "EmailAddress"

    assert v1.no(operation, **{parameter: name}) == (400, "InvalidParameterValue", message)
    assert v1.list_identities() == {"Identities": []}


def test_domains_have_no_case_and_addresses_do(v1):
    tokens = {v1.verify_domain_identity(Domain=name)["VerificationToken"] for name in ("Example.com", "example.COM")}
    for address in ("Ann@example.com", "ann@example.com"):
        v1.verify_email_identity(EmailAddress=address)

    assert len(tokens) == 1
    assert v1.list_identities() == {"Identities": ["example.com", "Ann@example.com", "ann@example.com"]}
    assert statuses(v1, "EXAMPLE.com", "ANN@example.com") == {"EXAMPLE.com": "Pending"}


# ---- verification ----


def test_asking_again_changes_nothing(v1, ses_cloud):
    # Probed: idempotent, the token stays.
    first = v1.verify_domain_identity(Domain="example.com")
    v1.verify_email_identity(EmailAddress="ann@example.com")
    ses_cloud.verify("example.com")
    ses_cloud.verify("ann@example.com")

    assert v1.verify_domain_identity(Domain="example.com") == first
    assert v1.verify_email_identity(EmailAddress="ann@example.com") == {}
    assert statuses(v1, "example.com", "ann@example.com") == {"example.com": "Success", "ann@example.com": "Success"}
    assert v1.list_identities() == {"Identities": ["example.com", "ann@example.com"]}


@pytest.mark.parametrize(("name", "prefix"), [("_amazonses.example.com", ""), ("example.com", "amazonses:")])
def test_a_domain_is_verified_by_its_token_in_dns(v1, v2, ses_cloud, name, prefix):
    token = v1.verify_domain_identity(Domain="example.com")["VerificationToken"]
    before = statuses(v1, "example.com")
    ses_cloud.dns.publish(name, "TXT", "v=spf1 -all", prefix + token)

    assert (before, statuses(v1, "example.com")) == ({"example.com": "Pending"}, {"example.com": "Success"})
    assert v1.get_identity_dkim_attributes(Identities=["example.com"]) == {
        "DkimAttributes": {"example.com": {"DkimEnabled": False, "DkimVerificationStatus": "NotStarted"}}
    }
    assert "ErrorType" not in v2.get_email_identity(EmailIdentity="example.com")["VerificationInfo"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("_amazonses.example.com", "{wrong}"), ("_amazonses.example.com", "amazonses:"), ("example.com", "{token}")],
)
def test_another_token_or_another_place_verifies_nothing(v1, ses_cloud, name, value):
    token = v1.verify_domain_identity(Domain="example.com")["VerificationToken"]
    ses_cloud.dns.publish(name, "TXT", value.format(token=token, wrong=token.swapcase()))

    assert statuses(v1, "example.com") == {"example.com": "Pending"}


def test_a_domain_fails_after_72_hours_and_is_asked_for_again(v1, ses_cloud):
    token = v1.verify_domain_identity(Domain="example.com")["VerificationToken"]
    seen = []
    ses_cloud.clock.advance(hours=72)
    ses_cloud.dns.publish("_amazonses.example.com", "TXT", token)
    seen.append(statuses(v1, "example.com"))
    again = v1.verify_domain_identity(Domain="example.com")["VerificationToken"]
    seen.append(statuses(v1, "example.com"))
    ses_cloud.dns.remove("_amazonses.example.com")
    seen.append(statuses(v1, "example.com"))
    ses_cloud.clock.advance(hours=72)
    seen.append(statuses(v1, "example.com"))

    assert again == token
    assert [entry["example.com"] for entry in seen] == ["Failed", "Success", "TemporaryFailure", "Failed"]


def test_an_address_fails_after_24_hours_and_is_asked_again(v1, ses_cloud):
    seen = []
    v1.verify_email_identity(EmailAddress="ann@example.com")
    for hours in (23.99, 0.01):
        ses_cloud.clock.advance(hours=hours)
        seen.append(statuses(v1, "ann@example.com"))
    v1.verify_email_identity(EmailAddress="ann@example.com")
    for hours in (23.99, 0.01):
        seen.append(statuses(v1, "ann@example.com"))
        ses_cloud.clock.advance(hours=hours)
    v1.verify_email_address(EmailAddress="ann@example.com")
    ses_cloud.region().identity("ann@example.com").follow_link()
    seen.append(statuses(v1, "ann@example.com"))

    assert [entry["ann@example.com"] for entry in seen] == ["Pending", "Failed", "Pending", "Pending", "Success"]
    assert v1.list_verified_email_addresses() == {"VerifiedEmailAddresses": ["ann@example.com"]}


def test_asking_again_before_the_end_gives_another_24_hours(v1, ses_cloud):
    v1.verify_email_identity(EmailAddress="ann@example.com")
    ses_cloud.clock.advance(hours=23)
    v1.verify_email_identity(EmailAddress="ann@example.com")
    ses_cloud.clock.advance(hours=23)

    assert statuses(v1, "ann@example.com") == {"ann@example.com": "Pending"}


@pytest.mark.ses(auto_verify=True)
def test_auto_verify_verifies_at_once(v1):
    v1.verify_domain_identity(Domain="example.com")
    v1.verify_domain_dkim(Domain="example.org")
    v1.verify_email_identity(EmailAddress="ann@example.net")

    assert statuses(v1, "example.com", "example.org", "ann@example.net") == {
        "example.com": "Success",
        "example.org": "Success",
        "ann@example.net": "Success",
    }


# ---- look-ups ----

GETTERS = {
    "get_identity_verification_attributes": "VerificationAttributes",
    "get_identity_dkim_attributes": "DkimAttributes",
    "get_identity_mail_from_domain_attributes": "MailFromDomainAttributes",
    "get_identity_notification_attributes": "NotificationAttributes",
}


@pytest.mark.parametrize(("operation", "result"), GETTERS.items())
def test_strangers_are_left_out_and_keys_are_as_they_were_asked(v1, api, operation, result):
    # Probed, and asserted by terraform's acceptance tests: absent, not an error; asked by ARN, the key is the ARN.
    v1.verify_email_identity(EmailAddress="ann@example.com")
    api("ses", "eu-west-1").verify_domain_identity(Domain="example.org")
    asked = ["stranger.example", f"{ARN}ann@example.com", "ann@example.com", "example.org", f"{ARN}example.org"]
    foreign = ["arn:aws:ses:eu-west-1:123456789012:identity/ann@example.com"]

    assert list(getattr(v1, operation)(Identities=asked + foreign)[result]) == [
        f"{ARN}ann@example.com",
        "ann@example.com",
    ]
    assert getattr(v1, operation)(Identities=["stranger.example"]) == {result: {}}
    assert getattr(v1, operation)(Identities=[]) == {result: {}}


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        *((operation, '"ann@example.com"') for operation in GETTERS),
        *((next(iter(GETTERS)), name) for name in ("a b", "")),
    ],
)
def test_a_name_that_makes_no_sense_is_refused(v1, operation, name):
    # Recorded on AWS for the name in quotes.
    assert v1.no(operation, Identities=["example.com", name]) == (
        400,
        "InvalidParameterValue",
        f"Identity {name} is invalid. Must be a verified email address or domain.",
    )


def test_one_look_up_takes_100_names_and_the_limit_can_be_raised(v1, ses_cloud):
    operation = "get_identity_verification_attributes"
    names = [f"d{number}.example" for number in range(101)]
    v1.verify_domain_identity(Domain=names[0])
    counts = [len(getattr(v1, operation)(Identities=names[:100])[GETTERS[operation]])]
    refused = v1.no(operation, Identities=names)
    ses_cloud.limits.identities_per_query = 101
    counts.append(len(getattr(v1, operation)(Identities=names)[GETTERS[operation]]))

    assert counts == [1, 1]
    assert refused == (
        400,
        "ValidationError",
        (
            "1 validation error detected: Value at 'identities' failed to satisfy constraint: Member must have length "
            "less than or equal to 100"
        ),
    )  # assumed


@pytest.mark.parametrize(
    ("type_", "names"),
    [
        (None, ["ann@example.com", "example.com", "example.org"]),
        ("Domain", ["example.com", "example.org"]),
        ("EmailAddress", ["ann@example.com"]),
    ],
)
def test_the_list_is_of_one_type_or_of_both(v1, type_, names):
    v1.verify_email_identity(EmailAddress="ann@example.com")
    v1.verify_domain_identity(Domain="example.com")
    v1.verify_domain_dkim(Domain="example.org")

    assert v1.list_identities(**({} if type_ is None else {"IdentityType": type_})) == {"Identities": names}


def test_only_verified_addresses_are_listed_as_verified(v1, ses_cloud):
    v1.verify_email_identity(EmailAddress="pending@example.com")
    for name in ("ann@example.com", "example.com"):
        ses_cloud.verify(name)

    assert v1.list_verified_email_addresses() == {"VerifiedEmailAddresses": ["ann@example.com"]}


# ---- deletion, limits, isolation ----


@pytest.mark.parametrize(
    ("operation", "parameter"),
    [("delete_identity", "Identity"), ("delete_verified_email_address", "EmailAddress")],
)
def test_an_identity_is_deleted_by_name_or_arn_and_a_stranger_is_no_matter(v1, operation, parameter):
    # Probed: DeleteIdentity succeeds for unknown identities.
    for address in ("ann@example.com", "bob@example.com", "eve@example.com"):
        v1.verify_email_identity(EmailAddress=address)
    for name in ("ann@example.com", f"{ARN}bob@example.com", "stranger.example", "ann@example.com"):
        assert getattr(v1, operation)(**{parameter: name}) == {}

    assert v1.list_identities() == {"Identities": ["eve@example.com"]}


def test_the_number_of_identities_is_limited(v1, ses_cloud):
    ses_cloud.limits.identities = 1
    v1.verify_domain_identity(Domain="example.com")
    full = (400, "LimitExceeded", "You have reached the maximum number of identities for this account.")  # assumed

    assert [
        v1.no("verify_domain_identity", Domain="example.org"),
        v1.no("verify_domain_dkim", Domain="example.org"),
        v1.no("verify_email_identity", EmailAddress="ann@example.com"),
        v1.no("verify_email_address", EmailAddress="ann@example.com"),
    ] == [full] * 4
    v1.verify_domain_identity(Domain="example.com")  # asking again needs no room
    assert v1.list_identities() == {"Identities": ["example.com"]}


def test_regions_and_accounts_have_their_own_identities_and_tokens(api):
    places = [
        (region, account) for region in ("us-east-1", "eu-west-1") for account in ("111111111111", "222222222222")
    ]
    tokens = {api("ses", *place).verify_domain_identity(Domain="example.com")["VerificationToken"] for place in places}
    api("ses", *places[0]).delete_identity(Identity="example.com")

    assert len(tokens) == 4  # recorded: other regions and accounts, other tokens
    assert [api("ses", *place).list_identities()["Identities"] for place in places] == [[], *[["example.com"]] * 3]


# ---- the wire ----


@pytest.mark.parametrize(
    ("form", "result"),
    [
        (
            {"Action": "GetIdentityVerificationAttributes", "Identities.member.1": "example.com"},
            (
                "  <GetIdentityVerificationAttributesResult>\n"
                "    <VerificationAttributes>\n"
                "      <entry>\n"
                "        <key>example.com</key>\n"
                "        <value>\n"
                "          <VerificationStatus>Pending</VerificationStatus>\n"
                "          <VerificationToken>{token}</VerificationToken>\n"
                "        </value>\n"
                "      </entry>\n"
                "    </VerificationAttributes>\n"
                "  </GetIdentityVerificationAttributesResult>\n"
            ),
        ),
        (
            {"Action": "GetIdentityDkimAttributes", "Identities.member.1": "example.com"},
            (
                "  <GetIdentityDkimAttributesResult>\n"
                "    <DkimAttributes>\n"
                "      <entry>\n"
                "        <key>example.com</key>\n"
                "        <value>\n"
                "          <DkimEnabled>false</DkimEnabled>\n"
                "          <DkimVerificationStatus>NotStarted</DkimVerificationStatus>\n"
                "        </value>\n"
                "      </entry>\n"
                "    </DkimAttributes>\n"
                "  </GetIdentityDkimAttributesResult>\n"
            ),
        ),
        (
            {"Action": "ListIdentities", "MaxItems": "5"},
            (
                "  <ListIdentitiesResult>\n"
                "    <Identities>\n"
                "      <member>example.com</member>\n"
                "    </Identities>\n"
                "  </ListIdentitiesResult>\n"
            ),
        ),
        ({"Action": "DeleteIdentity", "Identity": "example.com"}, "  <DeleteIdentityResult/>\n"),
        ({"Action": "VerifyEmailAddress", "EmailAddress": "ann@example.com"}, ""),
        ({"Action": "DeleteVerifiedEmailAddress", "EmailAddress": "ann@example.com"}, ""),
    ],
)
def test_an_answer_is_laid_out_as_ses_does(v1, wire, form, result):
    # Recorded: indentation, order, one newline at the end, no XML declaration; without output there is no result.
    token = v1.verify_domain_identity(Domain="example.com")["VerificationToken"]
    action = form["Action"]

    assert wire.v1(form) == (
        200,
        (
            f'<{action}Response xmlns="{NAMESPACE}">\n{result.format(token=token)}'
            f"  <ResponseMetadata>\n    <RequestId>…</RequestId>\n  </ResponseMetadata>\n</{action}Response>\n"
        ),
    )


XSD = "boolean must follow xsd1.1 definition"


def not_null(member):
    value = f"Value at &apos;{member}&apos;"
    return f"1 validation error detected: {value} failed to satisfy constraint: Member must not be null"


@pytest.mark.parametrize(
    ("form", "code", "message"),
    [
        # cannot be read
        ({"Action": "ListIdentities", "MaxItems": "many"}, "MalformedInput", None),  # probed
        ({"Action": "ListIdentities", "MaxItems": ""}, "MalformedInput", "missing value for decimal type"),  # probed
        ({"Action": "SetIdentityDkimEnabled", "Identity": "x.org", "DkimEnabled": "maybe"}, "MalformedInput", XSD),
        # breaks the model
        ({"Action": "VerifyDomainIdentity"}, "ValidationError", not_null("domain")),
        (
            {"Action": "SetIdentityDkimEnabled"},
            "ValidationError",
            (
                "2 validation errors detected: Value at &apos;identity&apos; failed to satisfy constraint: Member must "
                "not be null; Value at &apos;dkimEnabled&apos; failed to satisfy constraint: Member must not be null"
            ),
        ),
        (
            {"Action": "ListIdentities", "IdentityType": "Host"},
            "ValidationError",
            (
                "1 validation error detected: Value at &apos;identityType&apos; failed to satisfy constraint: Member "
                "must satisfy enum value set: [EmailAddress, Domain]"
            ),
        ),
        # breaks a rule
        ({"Action": "VerifyDomainIdentity", "Domain": "a<b"}, "InvalidParameterValue", "Invalid domain name a&lt;b."),
        (
            {"Action": "VerifyEmailIdentity", "EmailAddress": "STUB"},
            "InvalidParameterValue",
            "Invalid email address&lt;STUB&gt;.",
        ),
        # the first layer before the second, the second before the third
        ({"Action": "SetIdentityDkimEnabled", "DkimEnabled": "maybe"}, "MalformedInput", XSD),
        ({"Action": "SetIdentityDkimEnabled", "DkimEnabled": "true"}, "ValidationError", not_null("identity")),
    ],
)
def test_a_refusal_is_laid_out_as_ses_does_and_comes_from_the_first_layer_that_minds(wire, form, code, message):
    assert wire.v1(form) == (400, error(code, message))


def test_an_unknown_action_is_refused_in_front_of_the_service(wire):
    assert wire.v1({"Action": "VerifyEverything", "Version": "2010-12-01"}) == (
        400,
        error("InvalidAction", "Could not find operation VerifyEverything for version 2010-12-01").replace(
            NAMESPACE, "http://webservices.amazon.com/AWSFault/2005-15-09"
        ),
    )
