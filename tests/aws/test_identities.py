"""Probes about identities, DKIM, MAIL FROM, policies and notifications."""

# ruff: noqa: E501 (what SES says stays on a line)

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def case(row, name, value, says):
    """A probe's parameter with a row and an answer of its own."""
    return pytest.param(value, id=name, marks=pytest.mark.probe(row, says=says))


LENGTHS = ("CurrentSigningKeyLength", "NextSigningKeyLength")


def private_key(bits=1024):
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())).decode()


@pytest.fixture
def dkim(sesv2):
    """What Get says of an identity's DKIM."""
    return lambda name: sesv2.get_email_identity(EmailIdentity=name)["DkimAttributes"]


@pytest.fixture
def sign(sesv2):
    """Put DKIM signing attributes."""

    def sign(name, origin="AWS_SES", **attributes):
        return sesv2.put_email_identity_dkim_signing_attributes(
            EmailIdentity=name,
            SigningAttributesOrigin=origin,
            **({"SigningAttributes": attributes} if attributes else {}),
        )

    return sign


def same(before, after):
    return "the same" if before == after else "others"


@pytest.mark.probe("A1", says="the same")
def test_is_the_verification_token_stable_when_asked_for_again(ses, names):
    domain = names.domain()
    first = ses.verify_domain_identity(Domain=domain)["VerificationToken"]
    return same(first, ses.verify_domain_identity(Domain=domain)["VerificationToken"])


@pytest.mark.probe("A1", says="the same")
def test_is_the_verification_token_stable_after_deleting(ses, names):
    domain = names.domain()
    first = ses.verify_domain_identity(Domain=domain)["VerificationToken"]
    ses.delete_identity(Identity=domain)
    return same(first, ses.verify_domain_identity(Domain=domain)["VerificationToken"])


@pytest.mark.probe("A4", says="400 BadRequestException: Invalid domain name <domain>.")
def test_a_domain_of_one_label(sesv2, said, names):
    return said(sesv2.create_email_identity, EmailIdentity=names.domain("{label}"))


@pytest.mark.probe("A4", says="400 BadRequestException: Invalid domain name <domain>.")
def test_a_domain_with_an_underscore(sesv2, said, names):
    return said(sesv2.create_email_identity, EmailIdentity=names.domain("{label}_x.{base}"))


@pytest.mark.probe("A4", says="400 InvalidParameterValue: Invalid domain name <domain>.")
def test_a_domain_that_begins_with_an_underscore_in_v1(ses, said, names):
    return said(ses.verify_domain_identity, Domain=names.domain("_{label}.{base}"))


@pytest.mark.probe("A4", says="400 BadRequestException: Invalid email address<<address>>.")
def test_an_address_whose_domain_has_an_underscore(sesv2, said, names):
    return said(sesv2.create_email_identity, EmailIdentity=names.address("a@{label}_x.{base}"))


@pytest.mark.probe(
    "A5",
    says="400 ValidationError: 1 validation error detected: Value at 'identities' failed to satisfy constraint: Member must have length less than or equal to 100",
)
def test_more_than_100_names_in_a_query(ses, said, names):
    identities = [f"{n}.{names.base}" for n in range(101)]
    return said(ses.get_identity_verification_attributes, Identities=identities)


@pytest.mark.probe("A5", says="400 BadRequestException: The EmailIdentity value must be a valid domain.")
def test_dkim_signing_attributes_for_an_address(sesv2, said, sign, names):
    address = names.address()
    sesv2.create_email_identity(EmailIdentity=address)
    return said(sign, name=address, NextSigningKeyLength="RSA_1024_BIT")


@pytest.mark.probe("A6", says="the same")
def test_are_dkim_tokens_stable_after_deleting(sesv2, names):
    domain = names.domain()
    first = sesv2.create_email_identity(EmailIdentity=domain)["DkimAttributes"]["Tokens"]
    sesv2.delete_email_identity(EmailIdentity=domain)
    return same(first, sesv2.create_email_identity(EmailIdentity=domain)["DkimAttributes"]["Tokens"])


@pytest.mark.probe("A6", says="the same")
def test_are_dkim_tokens_stable_over_a_key_of_ones_own(sesv2, sign, names):
    domain = names.domain()
    first = sesv2.create_email_identity(EmailIdentity=domain)["DkimAttributes"]["Tokens"]
    sign(domain, "EXTERNAL", DomainSigningSelector="probe", DomainSigningPrivateKey=private_key())
    return same(first, sign(domain)["DkimTokens"])


@pytest.mark.probe("A7", says=["RSA_2048_BIT", "RSA_1024_BIT"])
def test_key_lengths_right_after_a_change(sesv2, dkim, sign, names):
    domain = names.domain()
    sesv2.create_email_identity(EmailIdentity=domain)
    sign(domain, NextSigningKeyLength="RSA_1024_BIT")
    return [dkim(domain).get(name) for name in LENGTHS]


@pytest.mark.probe("A8", says="400 BadRequestException: The DKIM signing key length is already RSA_2048_BIT.")
def test_the_same_key_length_again(sesv2, said, sign, names):
    domain = names.domain()
    sesv2.create_email_identity(EmailIdentity=domain)
    return said(sign, name=domain, NextSigningKeyLength="RSA_2048_BIT")


@pytest.mark.probe(
    "A8",
    says=[
        "accepted",
        "400 BadRequestException: The DKIM signing key length can only be changed once in a 24 hour period.",
        "400 BadRequestException: The DKIM signing key length is already RSA_1024_BIT.",
    ],
)
def test_two_changes_of_the_key_length_in_a_day(sesv2, said, sign, names):
    domain = names.domain()
    sesv2.create_email_identity(EmailIdentity=domain)
    return [said(sign, name=domain, NextSigningKeyLength=f"RSA_{bits}_BIT") for bits in (1024, 2048, 1024)]


@pytest.mark.probe("A10", says=[None, "RSA_1024_BIT"])
def test_key_lengths_of_a_domain_with_a_key_of_its_own(sesv2, dkim, names):
    domain = names.domain()
    attributes = {"DomainSigningSelector": "probe", "DomainSigningPrivateKey": private_key()}
    sesv2.create_email_identity(EmailIdentity=domain, DkimSigningAttributes=attributes)
    return [dkim(domain).get(name) for name in LENGTHS]


@pytest.mark.probe("A10", says=[None, "RSA_1024_BIT"])
def test_key_lengths_of_a_domain_that_v1_has_made(ses, dkim, names):
    domain = names.domain()
    ses.verify_domain_identity(Domain=domain)
    return [dkim(domain).get(name) for name in LENGTHS]


@pytest.mark.probe(
    "A11", says="400 BadRequestException: The private key must be an RSA key of at least 1024 and at most 2048 bits."
)
def test_a_key_of_2056_bits(sesv2, said, names):
    attributes = {"DomainSigningSelector": "probe", "DomainSigningPrivateKey": private_key(2056)}
    return said(sesv2.create_email_identity, EmailIdentity=names.domain(), DkimSigningAttributes=attributes)


@pytest.mark.probe(
    "A11", says="400 BadRequestException: DomainSigningSelector and DomainSigningPrivateKey must both be specified."
)
def test_a_selector_without_a_key(sesv2, said, names):
    attributes = {"DomainSigningSelector": "probe"}
    return said(sesv2.create_email_identity, EmailIdentity=names.domain(), DkimSigningAttributes=attributes)


@pytest.mark.probe("A12", says="accepted")
def test_a_replica_of_a_domain_that_the_other_region_does_not_have(sesv2, said, names, region):
    other = "US_WEST_2" if region == "us-east-1" else "US_EAST_1"
    attributes = {"DomainSigningAttributesOrigin": f"AWS_SES_{other}"}
    answer = said(sesv2.create_email_identity, EmailIdentity=names.domain(), DkimSigningAttributes=attributes)
    return answer.replace(other, "<OTHER>").replace(other.lower().replace("_", "-"), "<other>")


@pytest.mark.probe("A12", says="accepted")
def test_a_replica_of_the_same_region(sesv2, said, names, region):
    origin = f"AWS_SES_{region.upper().replace('-', '_')}"
    attributes = {"DomainSigningAttributesOrigin": origin}
    answer = said(sesv2.create_email_identity, EmailIdentity=names.domain(), DkimSigningAttributes=attributes)
    return answer.replace(origin, "<origin>")


@pytest.mark.probe(
    "A13",
    says="400 InvalidParameterValue: Provided MAIL-FROM domain <bounce.sesmock.invalid> is not subdomain of the domain of the identity <<address>>.",
)
def test_a_mail_from_domain_that_is_not_below_an_addresss_domain(ses, said, names):
    address = names.address()
    ses.verify_email_identity(EmailAddress=address)
    return said(ses.set_identity_mail_from_domain, Identity=address, MailFromDomain="bounce.sesmock.invalid")


STATEMENT = {
    "Sid": "probe",
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "ses:SendEmail",
    "Resource": "RESOURCE",
}
POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}


def statement(**changes):
    changed = {key: value for key, value in {**STATEMENT, **changes}.items() if value is not None}
    return json.dumps({**POLICY, "Statement": [changed]})


@pytest.fixture
def put_policy(ses, said, names, region, account):
    """What PutIdentityPolicy says of a policy for a domain that v1 has made."""

    def put_policy(policy):
        domain = names.domain()
        ses.verify_domain_identity(Domain=domain)
        arn = f"arn:aws:ses:{region}:{account}:identity/{domain}"
        policy = policy.replace("RESOURCE", arn).replace("ACCOUNT", account)
        return said(ses.put_identity_policy, Identity=domain, PolicyName="probe", Policy=policy)

    return put_policy


@pytest.mark.parametrize(
    "policy",
    [
        case("A16", "no JSON", "{", says="400 InvalidPolicy: This policy contains invalid Json"),
        case(
            "A16", "a list", "[]", says="400 InvalidPolicy: Policies must be valid JSON and the first byte must be '{'"
        ),
        case("A16", "empty", "{}", says="400 InvalidPolicy: Missing required field Statement"),
        case(
            "A16",
            "another version",
            json.dumps({**POLICY, "Version": "2020-01-01"}),
            says="400 InvalidPolicy: The policy must contain a valid version string",
        ),
        case(
            "A16", "an unknown field", json.dumps({**POLICY, "Other": 1}), says="400 InvalidPolicy: Unknown field Other"
        ),
        case("A16", "no effect", statement(Effect=None), says="400 InvalidPolicy: Missing required field Effect"),
        case("A16", "another effect", statement(Effect="Maybe"), says="400 InvalidPolicy: Invalid effect: Maybe"),
        case(
            "A16", "no principal", statement(Principal=None), says="400 InvalidPolicy: Missing required field Principal"
        ),
        case("A16", "no action", statement(Action=None), says="400 InvalidPolicy: Missing required field Action"),
        case(
            "A16", "a nonsensical action", statement(Action="send"), says="400 InvalidPolicy: Policy has invalid action"
        ),
        case(
            "A41",
            "another service's action",
            statement(Action="s3:GetObject"),
            says="400 InvalidPolicy: Policy has invalid action",
        ),
        case(
            "A40",
            "a condition key in capitals",
            statement(Condition={"StringEquals": {"ses:FROMADDRESS": "a"}}),
            says="accepted",
        ),
        case(
            "A40",
            "an unknown condition key",
            statement(Condition={"StringEquals": {"ses:Nobody": "a"}}),
            says="400 InvalidPolicy: Unknown or unapplicable condition field 'ses:Nobody'.",
        ),
        case("A16", "no resource", statement(Resource=None), says="400 InvalidPolicy: Missing required field Resource"),
        case(
            "A41",
            "another identity",
            statement(Resource="arn:aws:ses:us-east-1:111122223333:identity/example.com"),
            says="accepted",
        ),
        case(
            "A16",
            "an unknown operator",
            statement(Condition={"StringMatches": {"ses:FromAddress": "a"}}),
            says="400 InvalidPolicy: Invalid Condition type : StringMatches",
        ),
        case(
            "A16",
            "the same Sid twice",
            json.dumps({**POLICY, "Statement": [STATEMENT, STATEMENT]}),
            says="400 InvalidPolicy: Statement IDs (SID) in a single policy must be unique.",
        ),
    ],
)
def test_a_policy(put_policy, policy):
    return put_policy(policy)


@pytest.mark.parametrize(
    "principal",
    [
        case("A17", "an account that may not exist", {"AWS": "999999999999"}, says="accepted"),
        case("A17", "no account", {"AWS": "12345"}, says="400 InvalidPolicy: Policy contains an invalid principal"),
        case(
            "A17",
            "a role that does not exist",
            {"AWS": "arn:aws:iam::ACCOUNT:role/sesmock-there-is-none"},
            says="accepted",
        ),
        case("A17", "an unknown service", {"Service": "nobody.amazonaws.com"}, says="accepted"),
        case(
            "A17",
            "a federation",
            {"Federated": "accounts.google.com"},
            says="400 InvalidPolicy: Policy contains an invalid principal",
        ),
        case("A17", "anybody", "*", says="accepted"),
    ],
)
def test_a_policy_for(put_policy, principal):
    return put_policy(statement(Principal=principal))


@pytest.mark.probe(
    "A18",
    says="400 InvalidParameterValue: Invalid feedback forwarding configuration: bounce and complaint topics must be set before forwarding is disabled.",
)
def test_no_feedback_forwarding_and_no_topics(ses, said, names):
    domain = names.domain()
    ses.verify_domain_identity(Domain=domain)
    return said(ses.set_identity_feedback_forwarding_enabled, Identity=domain, ForwardingEnabled=False)


@pytest.mark.probe("A33", says="accepted")
def test_an_identity_topic_that_does_not_exist(ses, said, names, region, account):
    domain = names.domain()
    ses.verify_domain_identity(Domain=domain)
    topic = f"arn:aws:sns:{region}:{account}:sesmock-there-is-none"
    return said(ses.set_identity_notification_topic, Identity=domain, NotificationType="Bounce", SnsTopic=topic)


@pytest.mark.parametrize(
    "topic",
    [
        case("A60", "no ARN", "x", says="400 InvalidParameterValue: SNS topic x is invalid."),
        case(
            "A60",
            "elsewhere",
            "arn:aws:sns:sesmock-nowhere-1:{account}:x",
            says="400 InvalidParameterValue: SNS topic arn:aws:sns:sesmock-nowhere-1:<account>:x is invalid.",
        ),
    ],
)
def test_an_identity_topic_that_cannot_be(ses, said, names, account, topic):
    domain = names.domain()
    ses.verify_domain_identity(Domain=domain)
    topic = topic.format(account=account)
    return said(ses.set_identity_notification_topic, Identity=domain, NotificationType="Bounce", SnsTopic=topic)


@pytest.mark.probe("A62", says="404 NotFoundException: No MultiRegionEndpoint present with name: sesmock-there-is-none")
def test_tags_of_a_multi_region_endpoint_that_is_not_there(sesv2, said, region, account):
    arn = f"arn:aws:ses:{region}:{account}:multi-region-endpoint/sesmock-there-is-none"
    return said(sesv2.list_tags_for_resource, ResourceArn=arn)


@pytest.mark.probe(
    "A37",
    says="404 NotFoundException: Email identity <arn:aws:ses:<region>:<account>:identity/<domain>> does not exist.",
)
def test_an_identity_of_v2_named_by_its_arn(sesv2, said, names, region, account):
    domain = names.domain()
    sesv2.create_email_identity(EmailIdentity=domain)
    return said(sesv2.get_email_identity, EmailIdentity=f"arn:aws:ses:{region}:{account}:identity/{domain}")


@pytest.mark.probe("A38", says=[3, "EXTERNAL"])
def test_tokens_for_a_domain_with_a_key_of_its_own(ses, sesv2, names):
    domain = names.domain()
    attributes = {"DomainSigningSelector": "probe", "DomainSigningPrivateKey": private_key()}
    sesv2.create_email_identity(EmailIdentity=domain, DkimSigningAttributes=attributes)
    tokens = ses.verify_domain_dkim(Domain=domain)["DkimTokens"]
    origin = sesv2.get_email_identity(EmailIdentity=domain)["DkimAttributes"]["SigningAttributesOrigin"]
    return [len(tokens), origin]


@pytest.mark.probe("A39", says="400 InvalidParameterValue: Domain <domain> is not verified for DKIM signing.")
def test_signing_of_an_address_whose_domain_has_no_dkim(ses, said, names):
    domain = names.domain()
    ses.verify_domain_identity(Domain=domain)
    return said(ses.set_identity_dkim_enabled, Identity=f"a@{domain}", DkimEnabled=True)
