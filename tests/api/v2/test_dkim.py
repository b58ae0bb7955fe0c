"""DKIM through sesv2: Easy DKIM, keys brought along, replicas, and the moves between them."""

from __future__ import annotations

import base64
import functools
import json
from datetime import datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
DOMAIN = "example.com"
PKCS1, PKCS8 = PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8


@functools.cache
def rsa_key(bits=1024, number=0):
    return rsa.generate_private_key(65537, bits)


def private(key, form=PKCS1, encoding=Encoding.DER):
    return base64.b64encode(key.private_bytes(encoding, form, NoEncryption())).decode()


def public(key):
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"p={base64.b64encode(der).decode()}"


def brought(selector="mail", key=None):
    return {"DomainSigningSelector": selector, "DomainSigningPrivateKey": key or private(rsa_key())}


def put(v2, origin, attributes=None):
    more = {} if attributes is None else {"SigningAttributes": attributes}
    return v2.put_email_identity_dkim_signing_attributes(EmailIdentity=DOMAIN, SigningAttributesOrigin=origin, **more)


def no_put(v2, origin, attributes=None):
    more = {} if attributes is None else {"SigningAttributes": attributes}
    return v2.no(
        "put_email_identity_dkim_signing_attributes",
        EmailIdentity=DOMAIN, SigningAttributesOrigin=origin, **more,
    )  # fmt: skip


def dkim(v2):
    return v2.get_email_identity(EmailIdentity=DOMAIN)["DkimAttributes"]


def error(v2):
    return v2.get_email_identity(EmailIdentity=DOMAIN)["VerificationInfo"].get("ErrorType")


def easy(tokens, **other):
    return {
        "SigningEnabled": True,
        "Status": "PENDING",
        "Tokens": tokens,
        "SigningHostedZone": "dkim.amazonses.com",
        "SigningAttributesOrigin": "AWS_SES",
        "NextSigningKeyLength": "RSA_2048_BIT",
        "CurrentSigningKeyLength": "RSA_2048_BIT",
        "LastKeyGenerationTimestamp": NOW,
        **other,
    }


def external(selector="mail", **other):
    # That the key lengths are shown as for an identity without Easy DKIM keys is assumed.
    return {
        "SigningEnabled": True,
        "Status": "PENDING",
        "Tokens": [selector],
        "SigningAttributesOrigin": "EXTERNAL",
        "NextSigningKeyLength": "RSA_1024_BIT",
        **other,
    }


@pytest.fixture
def tokens(v2):
    """The domain with Easy DKIM; its tokens."""
    return v2.create_email_identity(EmailIdentity=DOMAIN)["DkimAttributes"]["Tokens"]


# ---- signing on and off ----


@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_signing_is_switched_and_the_verification_goes_on(v2, ses_cloud, tokens):
    # Probed: the status follows DNS, not the switch.
    assert v2.put_email_identity_dkim_attributes(EmailIdentity=DOMAIN, SigningEnabled=False) == {}
    off = dkim(v2)
    ses_cloud.verify(DOMAIN)
    verified = dkim(v2)
    v2.put_email_identity_dkim_attributes(EmailIdentity=DOMAIN, SigningEnabled=True)

    assert [off, verified, dkim(v2)] == [
        easy(tokens, SigningEnabled=False),
        easy(tokens, SigningEnabled=False, Status="SUCCESS"),
        easy(tokens, Status="SUCCESS"),
    ]


@pytest.mark.parametrize("body", [b"", {}])
@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_a_switch_that_is_not_given_is_off(v2, wire, tokens, body):
    # Probed: a missing boolean is false.
    assert wire.v2("PUT", f"/identities/{DOMAIN}/dkim", body) == (200, None, {})
    assert dkim(v2) == easy(tokens, SigningEnabled=False)


@pytest.mark.parametrize(
    ("value", "enabled"),
    [
        ("n", False),
        ("maybe", "STRING_VALUE can not be converted to an Boolean"),
        (None, None),
    ],
)
def test_a_switch_may_be_a_word_for_a_boolean(v2, wire, tokens, value, enabled):
    # Probed on AWS.
    answer = wire.v2("PUT", f"/identities/{DOMAIN}/dkim", {"SigningEnabled": value})

    if isinstance(enabled, bool):
        assert (answer, dkim(v2)["SigningEnabled"]) == ((200, None, {}), enabled)
    else:
        assert (answer, dkim(v2)["SigningEnabled"]) == ((400, "SerializationException", {"message": enabled}), True)


@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_an_address_can_be_switched_only_if_its_domain_is_an_identity_and_then_nothing_happens(v2, tokens):
    # Probed: 200 whether or not the address itself is an identity; the domain is untouched.
    v2.create_email_identity(EmailIdentity="ann@example.com")
    v2.create_email_identity(EmailIdentity="ann@mail.example.com")
    for address in ("ann@example.com", "stranger@example.com"):
        assert v2.put_email_identity_dkim_attributes(EmailIdentity=address, SigningEnabled=False) == {}
    refused = v2.no("put_email_identity_dkim_attributes", EmailIdentity="ann@mail.example.com", SigningEnabled=True)

    assert dkim(v2) == easy(tokens)
    assert refused == (400, "BadRequestException", "Domain mail.example.com is not verified for DKIM signing.")


# ---- the five moves of PutEmailIdentityDkimSigningAttributes ----


@pytest.mark.parametrize(
    ("attributes", "length"), [(None, "RSA_2048_BIT"), ({"NextSigningKeyLength": "RSA_1024_BIT"}, "RSA_1024_BIT")]
)
@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_from_nothing_to_easy_dkim(v1, v2, attributes, length):
    v1.verify_domain_identity(Domain=DOMAIN)
    reply = put(v2, "AWS_SES", attributes)
    tokens = reply["DkimTokens"]

    assert reply == {"DkimStatus": "PENDING", "DkimTokens": tokens, "SigningHostedZone": "dkim.amazonses.com"}
    assert len(tokens) == 3
    assert dkim(v2) == easy(tokens, NextSigningKeyLength=length, CurrentSigningKeyLength=length)


def test_from_nothing_to_a_key_of_ones_own(v1, v2, ses_cloud):
    v1.verify_domain_identity(Domain=DOMAIN)
    reply = put(v2, "EXTERNAL", brought())
    pending = dkim(v2)
    ses_cloud.dns.publish(f"mail._domainkey.{DOMAIN}", "TXT", public(rsa_key()))

    assert reply == {"DkimStatus": "PENDING", "DkimTokens": ["mail"]}
    assert [pending, dkim(v2)] == [external(), external(Status="SUCCESS")]
    assert v2.get_email_identity(EmailIdentity=DOMAIN)["VerificationStatus"] == "SUCCESS"


def test_from_easy_dkim_to_a_key_of_ones_own(v2, ses_cloud, tokens):
    ses_cloud.verify(DOMAIN)
    reply = put(v2, "EXTERNAL", brought())
    got = v2.get_email_identity(EmailIdentity=DOMAIN)

    assert reply == {"DkimStatus": "PENDING", "DkimTokens": ["mail"]}
    assert got["DkimAttributes"] == external()
    assert (got["VerificationStatus"], got["VerifiedForSendingStatus"]) == ("SUCCESS", True)  # not revoked: probed


@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_from_a_key_of_ones_own_back_to_easy_dkim_with_the_same_tokens(v2, tokens):
    # That the tokens are the same is assumed.
    put(v2, "EXTERNAL", brought())

    assert put(v2, "AWS_SES") == {
        "DkimStatus": "PENDING",
        "DkimTokens": tokens,
        "SigningHostedZone": "dkim.amazonses.com",
    }
    assert dkim(v2) == easy(tokens)


def test_from_one_key_to_another_any_number_of_times_a_day(v2, ses_cloud):
    v2.create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes=brought("s0"))
    seen = []
    for number in (1, 2):
        put(v2, "EXTERNAL", brought(f"s{number}", private(rsa_key(number=number))))
        seen.append(dkim(v2))
        ses_cloud.dns.publish(f"s{number}._domainkey.{DOMAIN}", "TXT", public(rsa_key(number=number)))
        seen.append(dkim(v2))

    assert seen == [
        external("s1"), external("s1", Status="SUCCESS"), external("s2"), external("s2", Status="SUCCESS"),
    ]  # fmt: skip


def test_a_new_key_under_the_old_selector_waits_for_its_record(v2, ses_cloud):
    v2.create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes=brought())
    ses_cloud.verify(DOMAIN)
    put(v2, "EXTERNAL", brought(key=private(rsa_key(number=1))))

    assert (dkim(v2), error(v2)) == (external(), "INVALID_VALUE")
    ses_cloud.clock.advance(hours=72)
    got = v2.get_email_identity(EmailIdentity=DOMAIN)
    assert (got["DkimAttributes"]["Status"], got["VerificationStatus"]) == ("FAILED", "TEMPORARY_FAILURE")


@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_easy_dkim_again_is_no_change_unless_it_has_failed(v2, ses_cloud, tokens):
    ses_cloud.verify(DOMAIN)
    unchanged = put(v2, "AWS_SES")
    ses_cloud.dns.fail(DOMAIN, "NXDOMAIN")
    ses_cloud.clock.advance(hours=72)
    failed = dkim(v2)["Status"]
    restarted = put(v2, "AWS_SES")
    ses_cloud.dns.fail(DOMAIN, None)

    assert [unchanged, failed, restarted, dkim(v2)] == [
        {"DkimStatus": "SUCCESS", "DkimTokens": tokens, "SigningHostedZone": "dkim.amazonses.com"},
        "FAILED",
        {"DkimStatus": "PENDING", "DkimTokens": tokens, "SigningHostedZone": "dkim.amazonses.com"},
        easy(tokens, Status="SUCCESS"),
    ]


# ---- the length of the key ----


@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_another_length_makes_new_tokens_and_the_identity_stays_verified(v2, ses_cloud, tokens):
    # Probed: new tokens, DKIM PENDING, the identity's own verification untouched.
    ses_cloud.verify(DOMAIN)
    ses_cloud.clock.advance(hours=1)
    reply = put(v2, "AWS_SES", {"NextSigningKeyLength": "RSA_1024_BIT"})
    new = reply["DkimTokens"]
    got = v2.get_email_identity(EmailIdentity=DOMAIN)
    ses_cloud.verify(DOMAIN)

    assert reply == {"DkimStatus": "PENDING", "DkimTokens": new, "SigningHostedZone": "dkim.amazonses.com"}
    assert len({*tokens, *new}) == 6
    changed = easy(
        new, NextSigningKeyLength="RSA_1024_BIT", LastKeyGenerationTimestamp=NOW + timedelta(hours=1)
    )  # the key in use is the old one until the new records are found: assumed
    assert (got["DkimAttributes"], got["VerificationStatus"]) == (changed, "SUCCESS")
    assert dkim(v2) == {**changed, "Status": "SUCCESS", "CurrentSigningKeyLength": "RSA_1024_BIT"}


@pytest.mark.parametrize("token", [False, True])
def test_new_records_that_are_never_published_prove_the_domain_for_72_hours_and_sign_nothing(v1, v2, ses_cloud, token):
    # Assumed: what becomes of a change of the length that nobody publishes.
    v2.create_email_identity(EmailIdentity=DOMAIN)
    if token:
        v1.verify_domain_identity(Domain=DOMAIN)
    ses_cloud.verify(DOMAIN)
    put(v2, "AWS_SES", {"NextSigningKeyLength": "RSA_1024_BIT"})

    def seen():
        v1.send_email(
            Source=f"hello@{DOMAIN}",
            Destination={"ToAddresses": ["ann@example.org"]},
            Message={"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello."}}},
        )
        got = v2.get_email_identity(EmailIdentity=DOMAIN)
        attributes = got["DkimAttributes"]
        signed = DOMAIN in ses_cloud.outbox.last.signed_by
        return got["VerificationStatus"], attributes["Status"], attributes["CurrentSigningKeyLength"], signed

    ses_cloud.clock.advance(hours=71)
    waiting = seen()
    ses_cloud.clock.advance(hours=1)

    assert waiting == ("SUCCESS", "PENDING", "RSA_2048_BIT", False)
    assert seen() == ("SUCCESS" if token else "TEMPORARY_FAILURE", "FAILED", "RSA_2048_BIT", False)


SAME = "The DKIM signing key length is already RSA_{}_BIT."  # assumed texts
TODAY = "The DKIM signing key length can only be changed once in a 24 hour period."


@pytest.mark.parametrize(
    ("first", "steps", "refusal"),
    [
        # (hours to wait, length to ask for); the last step is refused with the text, or taken if there is none
        (2048, [(0, 2048)], SAME.format(2048)),
        (1024, [(0, 1024)], SAME.format(1024)),
        (2048, [(0, 1024)], None),  # terraform's acceptance test does so against AWS
        (1024, [(0, 2048)], None),
        (2048, [(0, 1024), (0, 1024)], SAME.format(1024)),
        (2048, [(0, 1024), (23.9, 2048)], TODAY),
        (2048, [(0, 1024), (24, 2048)], None),
        (1024, [(0, 2048), (1, 1024)], None),  # "except the first downgrade to 1024"
        (1024, [(0, 2048), (1, 1024), (1, 2048)], TODAY),
        (1024, [(0, 2048), (1, 1024), (23, 2048)], TODAY),
        (1024, [(0, 2048), (1, 1024), (24, 2048), (1, 1024)], None),
    ],
)
def test_the_length_changes_once_a_day_and_never_to_itself(v2, ses_cloud, first, steps, refusal):
    v2.create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes={"NextSigningKeyLength": f"RSA_{first}_BIT"})
    *before, (last_wait, last) = steps
    for hours, bits in before:
        ses_cloud.clock.advance(hours=hours)
        put(v2, "AWS_SES", {"NextSigningKeyLength": f"RSA_{bits}_BIT"})
    ses_cloud.clock.advance(hours=last_wait)
    was = dkim(v2)

    if refusal is None:
        put(v2, "AWS_SES", {"NextSigningKeyLength": f"RSA_{last}_BIT"})
        assert dkim(v2)["NextSigningKeyLength"] == f"RSA_{last}_BIT"
    else:
        refused = no_put(v2, "AWS_SES", {"NextSigningKeyLength": f"RSA_{last}_BIT"})
        assert (refused, dkim(v2)) == ((400, "BadRequestException", refusal), was)


@pytest.mark.parametrize("bits", [1024, 2048])
@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_create_takes_the_length_of_the_first_key(v2, bits):
    length = f"RSA_{bits}_BIT"
    created = v2.create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes={"NextSigningKeyLength": length})

    assert created["DkimAttributes"] == easy(
        created["DkimAttributes"]["Tokens"],
        Status="NOT_STARTED", NextSigningKeyLength=length, CurrentSigningKeyLength=length,
    )  # fmt: skip


@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_after_90_days_ses_has_made_new_keys_under_the_same_tokens(v2, ses_cloud, tokens):
    # Seen: SES changes between a domain's three selectors over months; the period is assumed.
    ses_cloud.verify(DOMAIN)
    ses_cloud.clock.advance(days=91)

    assert dkim(v2) == easy(tokens, Status="SUCCESS", LastKeyGenerationTimestamp=NOW + timedelta(days=90))


# ---- keys brought along ----


@pytest.mark.parametrize("form", [PKCS1, PKCS8])
@pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM])
def test_a_key_may_be_pkcs1_or_pkcs8_bare_or_a_whole_pem_file_in_base64(v2, ses_cloud, form, encoding):
    # The base64 of an entire PEM file: recorded, terraform's acceptance test sends it to AWS.
    key = private(rsa_key(), form, encoding)
    created = v2.create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes=brought(key=key))
    ses_cloud.dns.publish(f"mail._domainkey.{DOMAIN}", "TXT", public(rsa_key()))

    assert created["DkimAttributes"] == external(Status="NOT_STARTED")
    assert dkim(v2) == external(Status="SUCCESS")


@pytest.mark.parametrize(
    ("record", "error_type"),
    [
        (None, "HOST_NOT_FOUND"),
        (("MX", "10 mail.example.com"), "TYPE_NOT_FOUND"),
        (("CNAME", "nowhere.example.net"), "HOST_NOT_FOUND"),
        (("CNAME", "key.example.net"), None),
        (("TXT", "p="), "INVALID_VALUE"),
        (("TXT", "v=spf1 -all"), "INVALID_VALUE"),
        (("TXT", "another key's"), "INVALID_VALUE"),
        (("TXT", "v=DKIM1; k=rsa; {p}"), None),
        (("TXT", '"{p:.200}" "{p_rest}"'), None),
    ],
)
def test_the_record_of_a_key_decides(v2, ses_cloud, record, error_type):
    v2.create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes=brought())
    ses_cloud.clock.advance(hours=1)
    p = public(rsa_key())
    ses_cloud.dns.publish("key.example.net", "TXT", p)
    if record is not None:
        value = record[1].format(p=p, p_rest=p[200:])
        ses_cloud.dns.publish(
            f"mail._domainkey.{DOMAIN}", record[0], public(rsa_key(number=1)) if "another" in value else value
        )

    if error_type is None:
        assert dkim(v2) == external(Status="SUCCESS")
    else:
        assert (dkim(v2), error(v2)) == (external(), error_type)


def test_a_record_behind_a_cname_is_watched(v2, ses_cloud):
    v2.create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes=brought())
    ses_cloud.dns.publish(f"mail._domainkey.{DOMAIN}", "CNAME", "key.example.net")
    seen = [dkim(v2)["Status"]]
    ses_cloud.dns.publish("key.example.net", "TXT", public(rsa_key()))
    seen.append(dkim(v2)["Status"])
    ses_cloud.dns.remove("key.example.net")
    seen.append(dkim(v2)["Status"])
    ses_cloud.clock.advance(hours=72)
    seen.append(dkim(v2)["Status"])

    assert seen == ["PENDING", "SUCCESS", "TEMPORARY_FAILURE", "FAILED"]


@pytest.mark.parametrize(
    "key", ["AAAA", private(ec.generate_private_key(ec.SECP256R1()), PKCS8)], ids=["no key", "no RSA key"]
)
def test_a_key_that_is_none_is_taken_and_never_verifies(v2, ses_cloud, key):
    # SES checks little when a key is handed over.
    v2.create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes=brought(key=key))
    ses_cloud.dns.publish(f"mail._domainkey.{DOMAIN}", "TXT", public(rsa_key()))

    assert (dkim(v2), error(v2)) == (external(), "INVALID_VALUE")


SHORT = (
    "MIIBOgIBAAJBAMRh/+lHuxBdFS3FyQ3PJMZZiYKLfThqD5xU7XoV3AFBLNtNzZ3pLyfKjhKDxXQRnhtE8ip587B45J5Gz9DkwOsCAwEAAQJARgEx"
    "OrVpR6IG5LQ2wYdv8o0EadbTooKcYfwcU4LrVD6JKs0eHizsPiECvkXa+36lylwQi5Vf2UKPkShuX3av8QIhAPJF1RGkDVBws3RtsFB6vPKKOqxg"
    "MvcZwluOltE2EiYlAiEAz4KIe1TuGXXVMHz0USuhwZ/3aj19f3EZzjWJS9DVdc8CIA3dz1cmI5jyCmNkj83baIsdPER3cRNRhx1EaP9qb9l9AiEA"
    "yh+/iUJk2e/oxN4xrI7vdIa4nIdgoq4sEKwdG/hCtAkCIFAW/bTTldPV4FlGt/kUyXirqRTzJfWzHR32XrDFdRxE"
)  # an RSA key of 512 bits
LONG = private(rsa_key(2056))
KEY_SIZE = "The private key must be an RSA key of at least 1024 and at most 2048 bits."  # assumed texts, all of these
BOTH = "DomainSigningSelector and DomainSigningPrivateKey must both be specified."
NO_LENGTH = "NextSigningKeyLength cannot be specified together with DomainSigningSelector or DomainSigningPrivateKey."
NOT_EASY = "DomainSigningSelector and DomainSigningPrivateKey cannot be specified for origin AWS_SES."
TWICE = "DomainSigningAttributesOrigin cannot be specified in SigningAttributes."
ALONE = "DomainSigningAttributesOrigin cannot be specified together with other DKIM signing attributes."
LENGTH = {"NextSigningKeyLength": "RSA_1024_BIT"}


@pytest.mark.parametrize(
    ("origin", "attributes", "message"),
    [
        ("EXTERNAL", None, BOTH),
        ("EXTERNAL", {"DomainSigningSelector": "mail"}, BOTH),
        ("EXTERNAL", {"DomainSigningPrivateKey": "AAAA"}, BOTH),
        ("EXTERNAL", brought(key=SHORT), KEY_SIZE),
        ("EXTERNAL", brought(key=LONG), KEY_SIZE),
        ("EXTERNAL", {**brought(), **LENGTH}, NO_LENGTH),
        ("EXTERNAL", LENGTH, "NextSigningKeyLength cannot be specified for origin EXTERNAL."),
        ("AWS_SES", brought(), NOT_EASY),
        ("AWS_SES", {**brought(), **LENGTH}, NO_LENGTH),
        ("AWS_SES", {"DomainSigningAttributesOrigin": "AWS_SES"}, TWICE),
        ("EXTERNAL", {**brought(), "DomainSigningAttributesOrigin": "EXTERNAL"}, TWICE),
        ("AWS_SES_EU_WEST_1", LENGTH, ALONE),
        ("AWS_SES_EU_WEST_1", brought(), ALONE),
    ],
)
@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_attributes_that_do_not_go_together_are_refused_and_change_nothing(v2, tokens, origin, attributes, message):
    assert no_put(v2, origin, attributes) == (400, "BadRequestException", message)
    assert dkim(v2) == easy(tokens)


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ({"DomainSigningSelector": "mail"}, BOTH),
        (brought(key=SHORT), KEY_SIZE),
        ({**brought(), **LENGTH}, NO_LENGTH),
        ({"DomainSigningAttributesOrigin": "AWS_SES_EU_WEST_1", **LENGTH}, ALONE),
    ],
)
def test_create_refuses_the_same_and_creates_nothing(v2, attributes, message):
    refused = v2.no("create_email_identity", EmailIdentity=DOMAIN, DkimSigningAttributes=attributes)

    assert refused == (400, "BadRequestException", message)
    assert v2.list_email_identities() == {"EmailIdentities": []}


@pytest.mark.parametrize("attributes", [LENGTH, brought(), {"DomainSigningAttributesOrigin": "AWS_SES_EU_WEST_1"}])
def test_an_address_takes_no_dkim_attributes_at_creation(v2, attributes):
    assert v2.no("create_email_identity", EmailIdentity="ann@example.com", DkimSigningAttributes=attributes) == (
        400,
        "BadRequestException",
        "DkimSigningAttributes can only be specified for domain identities.",  # assumed
    )


@pytest.mark.parametrize("name", ["ann@example.com", "stranger@example.com", "%20", "%20%09", ""])
@pytest.mark.needs("sesv2:/v2/email/identities/{EmailIdentity}/dkim/signing")
def test_signing_attributes_are_for_domains(v2, wire, name):
    # Probed: an address, a blank and a missing identity alike, and not 404.
    v2.create_email_identity(EmailIdentity="ann@example.com")

    assert wire.v2("PUT", f"/identities/{name}/dkim/signing", {"SigningAttributesOrigin": "AWS_SES"}) == (
        400,
        "BadRequestException",
        {"message": "The EmailIdentity value must be a valid domain."},
    )


@pytest.mark.parametrize("origin", [None, "AWS_SES_MARS_1"])
@pytest.mark.needs("sesv2:/v2/email/identities/{EmailIdentity}/dkim/signing")
def test_the_origin_must_be_one_that_the_model_knows(wire, origin):
    status, code, body = wire.v2("PUT", "/identities/x.org/dkim/signing", {"SigningAttributesOrigin": origin})
    rule = "not be null" if origin is None else "satisfy enum value set: [AWS_SES, EXTERNAL, AWS_SES_AF_SOUTH_1, "
    at = "1 validation error detected: Value at 'signingAttributesOrigin'"
    expected = f"{at} failed to satisfy constraint: Member must {rule}"

    assert (status, code, body["message"][: len(expected)]) == (400, "BadRequestException", expected)


def test_the_private_key_never_comes_back(v2, wire):
    key = private(rsa_key())
    v2.create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes=brought(key=key))
    _, _, body = wire.v2("GET", f"/identities/{DOMAIN}")

    assert body["DkimAttributes"] == external()
    assert key[:40] not in json.dumps(body)


# ---- Deterministic Easy DKIM ----

REPLICATE = {"DomainSigningAttributesOrigin": "AWS_SES_US_EAST_1"}


@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_a_replica_has_its_primarys_keys_and_records(v2, api, ses_cloud, tokens):
    replica = api("sesv2", "eu-west-1")
    created = replica.create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes=REPLICATE)
    theirs = easy(tokens, SigningAttributesOrigin="AWS_SES_US_EAST_1")
    pending = dkim(replica)
    ses_cloud.verify(DOMAIN)  # in the primary's region

    assert created["DkimAttributes"] == {**theirs, "Status": "NOT_STARTED"}
    assert [pending, dkim(replica)] == [theirs, {**theirs, "Status": "SUCCESS"}]
    assert dkim(v2) == easy(tokens, Status="SUCCESS")
    got = replica.get_email_identity(EmailIdentity=DOMAIN)
    assert (got["VerificationStatus"], got["VerificationInfo"]["ErrorType"]) == ("SUCCESS", "HOST_NOT_FOUND")


@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_a_replica_has_the_hosted_zone_of_its_primary(api):
    api("sesv2", "af-south-1").create_email_identity(EmailIdentity=DOMAIN)
    created = api("sesv2", "eu-west-1").create_email_identity(
        EmailIdentity=DOMAIN, DkimSigningAttributes={"DomainSigningAttributesOrigin": "AWS_SES_AF_SOUTH_1"}
    )

    assert created["DkimAttributes"]["SigningHostedZone"] == "dkim.af-south-1.amazonses.com"


@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_a_new_key_length_of_the_primary_reaches_its_replicas(v2, api, ses_cloud, tokens):
    replica = api("sesv2", "eu-west-1")
    replica.create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes=REPLICATE)
    ses_cloud.verify(DOMAIN)
    new = put(v2, "AWS_SES", LENGTH)["DkimTokens"]

    assert dkim(replica) == easy(new, SigningAttributesOrigin="AWS_SES_US_EAST_1", NextSigningKeyLength="RSA_1024_BIT")
    assert replica.get_email_identity(EmailIdentity=DOMAIN)["VerificationStatus"] == "SUCCESS"


def test_a_replica_tells_which_key_is_in_use_also_if_nobody_has_looked_at_its_primary(v2, api, ses_cloud, tokens):
    replica = api("sesv2", "eu-west-1")
    replica.create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes=REPLICATE)
    put(v2, "AWS_SES", LENGTH)
    ses_cloud.dns.publish(*ses_cloud.region().domain(DOMAIN).records)
    seen = dkim(replica)

    assert (seen["Status"], seen["CurrentSigningKeyLength"]) == ("SUCCESS", "RSA_1024_BIT")


def test_a_key_of_ones_own_that_is_found_does_not_put_an_easy_dkim_key_to_use(v2, ses_cloud, tokens):
    put(v2, "AWS_SES", LENGTH)
    put(v2, "EXTERNAL", brought())
    ses_cloud.verify(DOMAIN)
    found = dkim(v2)["Status"]
    put(v2, "AWS_SES")
    seen = dkim(v2)

    assert (found, seen["Status"], seen["CurrentSigningKeyLength"]) == ("SUCCESS", "PENDING", "RSA_2048_BIT")


@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_a_domain_becomes_a_replica_and_its_own_again(api, tokens):
    replica = api("sesv2", "eu-west-1")
    own = replica.create_email_identity(EmailIdentity=DOMAIN)["DkimAttributes"]["Tokens"]

    assert put(replica, "AWS_SES_US_EAST_1") == {
        "DkimStatus": "PENDING", "DkimTokens": tokens, "SigningHostedZone": "dkim.amazonses.com",
    }  # fmt: skip
    assert put(replica, "AWS_SES") == {
        "DkimStatus": "PENDING", "DkimTokens": own, "SigningHostedZone": "dkim.amazonses.com",
    }  # fmt: skip


def test_a_primary_is_not_deleted_before_its_replicas(v1, v2, api, tokens):
    for region in ("eu-west-1", "eu-west-2"):
        api("sesv2", region).create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes=REPLICATE)
    message = (
        "Cannot delete arn:aws:ses:us-east-1:123456789012:identity/example.com because it has replica identities in "
        "eu-west-1, eu-west-2. Delete all replica identities and try again."
    )  # assumed

    assert v2.no("delete_email_identity", EmailIdentity=DOMAIN) == (400, "BadRequestException", message)
    assert v1.no("delete_identity", Identity=DOMAIN) == (400, "InvalidParameterValue", message)
    for region in ("eu-west-1", "eu-west-2"):
        api("sesv2", region).delete_email_identity(EmailIdentity=DOMAIN)
    assert v2.delete_email_identity(EmailIdentity=DOMAIN) == {}


def deny(principal, region):
    return json.dumps({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Deny",
            "Principal": {"AWS": principal},
            "Action": "ses:ReplicateEmailIdentityDkimSigningKey",
            "Resource": "arn:aws:ses:us-east-1:123456789012:identity/example.com",
            "Condition": {"StringEquals": {"ses:ReplicaRegion": region}},
        }],
    })  # fmt: skip


def _missing(api): ...


def _other_accounts(api):
    api("sesv2", account="222222222222").create_email_identity(EmailIdentity=DOMAIN)


def _without_dkim(api):
    api("ses").verify_domain_identity(Domain=DOMAIN)


def _external(api):
    api("sesv2").create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes=brought())


def _replica(api):
    api("sesv2", "us-west-2").create_email_identity(EmailIdentity=DOMAIN)
    api("sesv2").create_email_identity(
        EmailIdentity=DOMAIN, DkimSigningAttributes={"DomainSigningAttributesOrigin": "AWS_SES_US_WEST_2"}
    )


def _denied(api):
    api("sesv2").create_email_identity(EmailIdentity=DOMAIN)
    api("sesv2").create_email_identity_policy(
        EmailIdentity=DOMAIN, PolicyName="p", Policy=deny("123456789012", "eu-west-1")
    )


@pytest.mark.parametrize(
    ("primary", "origin", "error_type"),
    [
        (_missing, "AWS_SES_US_EAST_1", "REPLICATION_PRIMARY_NOT_FOUND"),
        (_other_accounts, "AWS_SES_US_EAST_1", "REPLICATION_PRIMARY_NOT_FOUND"),
        (_without_dkim, "AWS_SES_US_EAST_1", "REPLICATION_PRIMARY_NOT_FOUND"),
        (_external, "AWS_SES_US_EAST_1", "REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED"),
        (_replica, "AWS_SES_US_EAST_1", "REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED"),
        (_denied, "AWS_SES_US_EAST_1", "REPLICATION_ACCESS_DENIED"),
        (_missing, "AWS_SES_EU_WEST_1", "REPLICATION_PRIMARY_INVALID_REGION"),
    ],
)
@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_what_hinders_replication_is_told_by_verification_info_not_by_create(api, primary, origin, error_type):
    primary(api)
    replica = api("sesv2", "eu-west-1")
    created = replica.create_email_identity(
        EmailIdentity=DOMAIN, DkimSigningAttributes={"DomainSigningAttributesOrigin": origin}
    )
    nothing = {
        "SigningEnabled": True,
        "Status": "NOT_STARTED",
        "SigningHostedZone": "dkim.amazonses.com",
        "SigningAttributesOrigin": origin,
        "NextSigningKeyLength": "RSA_1024_BIT",
    }
    got = replica.get_email_identity(EmailIdentity=DOMAIN)

    assert created == {"IdentityType": "DOMAIN", "VerifiedForSendingStatus": False, "DkimAttributes": nothing}
    assert (got["DkimAttributes"], got["VerificationInfo"]) == (
        {**nothing, "Status": "PENDING"},
        {"LastCheckedTimestamp": NOW, "ErrorType": error_type},
    )


@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_replication_goes_on_once_the_policy_allows_it(v2, api, ses_cloud):
    _denied(api)
    ses_cloud.verify(DOMAIN)
    replica = api("sesv2", "eu-west-1")
    replica.create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes=REPLICATE)
    before = dkim(replica)["Status"], error(replica)
    v2.update_email_identity_policy(EmailIdentity=DOMAIN, PolicyName="p", Policy=deny("123456789012", "eu-west-2"))
    allowed = dkim(replica)

    assert before == ("PENDING", "REPLICATION_ACCESS_DENIED")
    assert allowed == easy(dkim(v2)["Tokens"], Status="SUCCESS", SigningAttributesOrigin="AWS_SES_US_EAST_1")
