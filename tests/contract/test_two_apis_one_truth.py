"""Whatever is done through either API, in whatever DNS: v1 and v2 never contradict each other.

The operations are called as functions, below the wire, so that thousands of them fit into seconds.
"""

from __future__ import annotations

import base64
import importlib
import json
import re

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sesmock import Cloud
from sesmock.domain.refusals import NotFound, Refusal

ACCOUNT, REGION = "123456789012", "us-east-1"
NAMES = ["example.com", "sub.example.com", "ann@example.com", "bob@example.net"]
KEY = base64.b64encode(
    rsa.generate_private_key(public_exponent=65537, key_size=1024).private_bytes(
        Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    )
).decode()
SECRET = KEY[-100:-60]  # out of the private half
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:feedback"
V1_STATUS = {
    "NotStarted": "NOT_STARTED",
    "Pending": "PENDING",
    "Success": "SUCCESS",
    "TemporaryFailure": "TEMPORARY_FAILURE",
    "Failed": "FAILED",
}
V1_BEHAVIOR = {"UseDefaultValue": "USE_DEFAULT_VALUE", "RejectMessage": "REJECT_MESSAGE"}
# What a status can have been one step before: a change of DNS, a stretch of time, or an operation.
BEFORE = {
    "PENDING": {None, "PENDING", "FAILED"},
    "SUCCESS": {None, "PENDING", "SUCCESS", "TEMPORARY_FAILURE", "FAILED"},
    "TEMPORARY_FAILURE": {"SUCCESS", "TEMPORARY_FAILURE"},
    "FAILED": {"PENDING", "TEMPORARY_FAILURE", "FAILED"},
}

names = st.sampled_from(NAMES)
domains = st.sampled_from(["example.com", "sub.example.com"])
tags = st.lists(st.sampled_from(["team", "stage"]), unique=True).map(
    lambda keys: [{"Key": key, "Value": "x"} for key in keys]
)
policies = st.sampled_from(["first", "second"])
kinds = st.sampled_from(["Bounce", "Complaint", "Delivery"])


MAY_SEND = {"SUCCESS", "TEMPORARY_FAILURE"}


def policy(identity, action="ses:SendEmail"):
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": ACCOUNT},
        "Action": action,
        "Resource": f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/{identity}",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class Functions(dict):
    """The operations of one API by name, fetched from their modules when first called."""

    def __init__(self, package):
        super().__init__()
        self.package = importlib.import_module(package)

    def __missing__(self, operation):
        home = next(home for home, listed in self.package.OPERATIONS.items() if operation in listed.split())
        self[operation] = getattr(importlib.import_module(f"{self.package.__name__}.{home}"), operation)
        return self[operation]


V1, V2 = Functions("sesmock.api.v1"), Functions("sesmock.api.v2")


def plain(answer):
    """An answer as the wire shows it: what is None is not there."""
    if isinstance(answer, dict):
        return {key: plain(value) for key, value in answer.items() if value is not None}
    return [plain(item) for item in answer] if isinstance(answer, (list, tuple)) else answer


class TwoApis(RuleBasedStateMachine):
    """Random operations of both APIs, and after each of them everything that both can say."""

    def __init__(self):
        super().__init__()
        self.cloud = Cloud(seed=1, at="2026-01-01", region=REGION, account=ACCOUNT)
        self.before = {}
        self.tags = {}  # only v2 knows tags and default configuration sets
        self.sets = {}
        self.verification_tokens = {}
        self.waited = self.asked = False

    def call(self, functions, operation, **parameters):
        def act():
            with self.cloud._world.lock:
                return plain(functions[operation](self.cloud.region(), **parameters))

        answer = self.cloud._world.asking(act)
        assert SECRET not in repr(answer)
        return answer

    def do(self, functions, operation, **parameters):
        """One operation; None if SES refuses it, which must change nothing."""
        before = self.seen()
        try:
            return self.call(functions, operation, **parameters) or {}
        except Refusal as error:
            refusal = error
        assert SECRET not in f"{refusal}{refusal!r}{refusal.members}"
        assert self.seen() == before, f"{operation} was refused ({refusal.message}) and changed something"
        return None

    # ---- what the two say ----

    def seen(self):
        return self.seen_by_v1(), self.seen_by_v2()

    def seen_by_v1(self):
        listed = self.call(V1, "list_identities")["Identities"]
        attributes = {
            "VerificationAttributes": "get_identity_verification_attributes",
            "DkimAttributes": "get_identity_dkim_attributes",
            "MailFromDomainAttributes": "get_identity_mail_from_domain_attributes",
            "NotificationAttributes": "get_identity_notification_attributes",
        }
        views = {key: self.call(V1, operation, identities=NAMES)[key] for key, operation in attributes.items()}
        for view in views.values():
            assert {*view} == {*listed}, "strangers are passed over"
        held = {name: self.call(V1, "list_identity_policies", identity=name)["PolicyNames"] for name in NAMES}
        return {
            "listed": listed,
            "domains": self.call(V1, "list_identities", identity_type="Domain")["Identities"],
            "verified": self.call(V1, "list_verified_email_addresses")["VerifiedEmailAddresses"],
            "policies": {
                name: self.call(V1, "get_identity_policies", identity=name, policy_names=held[name])["Policies"]
                for name in NAMES
            },
            **views,
        }

    def seen_by_v2(self):
        listed = self.call(V2, "list_email_identities")["EmailIdentities"]
        found = {}
        for name in NAMES:
            try:
                found[name] = self.call(V2, "get_email_identity", email_identity=name)
            except NotFound:
                continue
            held = self.call(V2, "get_email_identity_policies", email_identity=name)["Policies"]
            tagged = self.call(V2, "list_tags_for_resource", resource_arn=self.arn(name))["Tags"]
            assert (held, tagged) == (found[name]["Policies"], found[name]["Tags"])
        return {"listed": listed, "found": found}

    @invariant()
    def v1_and_v2_agree(self):
        v1, v2 = self.seen()
        found = v2["found"]

        assert (v1, v2) == self.seen(), "reading changes nothing"
        assert v1["listed"] == [item["IdentityName"] for item in v2["listed"]]
        assert {*v1["listed"]} == {*found}
        assert {*v1["domains"]} == {name for name, identity in found.items() if identity["IdentityType"] == "DOMAIN"}
        for item in v2["listed"]:
            identity = found[item["IdentityName"]]
            assert item == {
                "IdentityType": "DOMAIN" if "@" not in item["IdentityName"] else "EMAIL_ADDRESS",
                "IdentityName": item["IdentityName"],
                "SendingEnabled": identity["VerificationStatus"] in MAY_SEND,
                "VerificationStatus": identity["VerificationStatus"],
            }
        for name, identity in found.items():
            self.agree(name, identity, v1)
            assert v1["policies"][name] == identity["Policies"]
        assert {*v1["verified"]} == {
            name for name, found_ in found.items() if "@" in name and found_["VerificationStatus"] in MAY_SEND
        }
        assert [name for name in NAMES if name not in found and v1["policies"][name]] == []

    def agree(self, name, identity, v1):
        verification = v1["VerificationAttributes"][name]
        assert V1_STATUS[verification["VerificationStatus"]] == identity["VerificationStatus"]
        assert identity["VerifiedForSendingStatus"] is (identity["VerificationStatus"] in MAY_SEND)
        assert ("VerificationToken" in verification) is ("@" not in name)
        if "@" not in name:
            token = self.verification_tokens.setdefault(name, verification["VerificationToken"])
            assert verification["VerificationToken"] == token, "a domain's token never changes"

        dkim, v1_dkim = identity["DkimAttributes"], v1["DkimAttributes"][name]
        assert {
            "SigningEnabled": v1_dkim["DkimEnabled"],
            "Status": V1_STATUS[v1_dkim["DkimVerificationStatus"]],
            "Tokens": v1_dkim.get("DkimTokens"),
        } == {key: dkim.get(key) for key in ("SigningEnabled", "Status", "Tokens")}
        self.dkim_makes_sense(name, dkim)

        mail_from, v1_mail_from = identity["MailFromAttributes"], v1["MailFromDomainAttributes"][name]
        assert mail_from == {
            "BehaviorOnMxFailure": V1_BEHAVIOR[v1_mail_from["BehaviorOnMXFailure"]],
            **{key: v1_mail_from[key] for key in ("MailFromDomain",) if key in v1_mail_from},
            **(
                {"MailFromDomainStatus": V1_STATUS[v1_mail_from["MailFromDomainStatus"]]}
                if "MailFromDomainStatus" in v1_mail_from
                else {}
            ),
        }
        assert v1["NotificationAttributes"][name]["ForwardingEnabled"] is identity["FeedbackForwardingStatus"]
        assert identity["Tags"] == [{"Key": key, "Value": value} for key, value in self.tags.get(name, {}).items()]
        assert identity.get("ConfigurationSetName") == self.sets.get(name)
        if "@" in name:
            assert identity["VerificationInfo"] == {}

    def dkim_makes_sense(self, name, dkim):
        tokens = dkim.get("Tokens", [])
        if "@" not in name and dkim["SigningAttributesOrigin"] == "EXTERNAL":
            assert tokens == ["mine"]
            assert "SigningHostedZone" not in dkim
        else:
            assert len(tokens) in {0, 1, 3}
            assert [t for t in tokens if len(tokens) == 3 and not re.fullmatch("[a-z2-7]{32}", t)] == []
        if "@" not in name and dkim["SigningAttributesOrigin"] == "AWS_SES":
            assert (len(tokens) == 3) is ("CurrentSigningKeyLength" in dkim) is ("LastKeyGenerationTimestamp" in dkim)
            assert bool(tokens) is (dkim["Status"] != "NOT_STARTED")

    @invariant()
    def statuses_go_their_ways(self):
        now = {}
        for name, identity in self.seen_by_v2()["found"].items():
            statuses = {
                "verification": identity["VerificationStatus"],
                "dkim": identity["DkimAttributes"]["Status"],
                "mail_from": identity["MailFromAttributes"].get("MailFromDomainStatus"),
            }
            now[name] = statuses
            old = self.before.get(name, {})
            assert statuses["verification"] in BEFORE
            assert old.get("verification") in BEFORE[statuses["verification"]]
            assert statuses["mail_from"] in {None, *BEFORE}
            if not self.asked and old:  # "you must start over"
                for what, status in statuses.items():
                    assert old[what] != "FAILED" or status in {"FAILED", None}
            if not self.waited and old:
                assert statuses["verification"] != "FAILED" or old["verification"] == "FAILED", "failing takes time"
        self.before = now
        self.waited = self.asked = False

    # ---- v1 ----

    @rule(domain=domains)
    def verify_domain_identity(self, domain):
        token = self.do(V1, "verify_domain_identity", domain=domain)["VerificationToken"]
        assert token == self.verification_tokens.setdefault(domain, token)
        self.asked = True

    @rule(domain=domains)
    def verify_domain_dkim(self, domain):
        tokens = self.do(V1, "verify_domain_dkim", domain=domain)["DkimTokens"]
        attributes = self.call(V2, "get_email_identity", email_identity=domain)["DkimAttributes"]
        if attributes["SigningAttributesOrigin"] == "EXTERNAL":
            assert len(tokens) == 3, "what Easy DKIM would have, while the key brought along stays in force"
        else:
            assert tokens == attributes.get("Tokens", []), "none, if it replicates a domain that is not there"
        self.asked = True

    @rule(address=st.sampled_from(NAMES[2:]))
    def verify_email_identity(self, address):
        assert self.do(V1, "verify_email_identity", email_address=address) == {}
        self.asked = True

    @rule(name=names)
    def delete_identity(self, name):
        assert self.do(V1, "delete_identity", identity=name) == {}
        self.forget(name)

    @rule(name=names, enabled=st.booleans())
    def set_identity_dkim_enabled(self, name, enabled):
        self.do(V1, "set_identity_dkim_enabled", identity=name, dkim_enabled=enabled)

    @rule(
        name=names,
        domain=st.sampled_from(["mail.example.com", "mail.sub.example.com", "mail.example.net", None]),
        behavior=st.sampled_from([*V1_BEHAVIOR, None]),
        v2=st.booleans(),
    )
    def set_mail_from(self, name, domain, behavior, v2):
        if v2:
            behavior = V1_BEHAVIOR.get(behavior)
            done = self.do(
                V2, "put_email_identity_mail_from_attributes",
                email_identity=name, mail_from_domain=domain, behavior_on_mx_failure=behavior,
            )  # fmt: skip
        else:
            done = self.do(
                V1, "set_identity_mail_from_domain",
                identity=name, mail_from_domain=domain, behavior_on_mx_failure=behavior,
            )  # fmt: skip
        self.asked = done is not None

    @rule(name=names, kind=kinds, topic=st.sampled_from([TOPIC, None, "nonsense"]))
    def set_identity_notification_topic(self, name, kind, topic):
        self.do(V1, "set_identity_notification_topic", identity=name, notification_type=kind, sns_topic=topic)

    @rule(name=names, enabled=st.booleans(), v2=st.booleans())
    def set_feedback_forwarding(self, name, enabled, v2):
        if v2:
            self.do(V2, "put_email_identity_feedback_attributes", email_identity=name, email_forwarding_enabled=enabled)
        else:
            self.do(V1, "set_identity_feedback_forwarding_enabled", identity=name, forwarding_enabled=enabled)

    @rule(name=names, policy_name=policies, good=st.booleans())
    def put_identity_policy(self, name, policy_name, good):
        text = policy(name) if good else policy(name)[:-1]
        done = self.do(V1, "put_identity_policy", identity=name, policy_name=policy_name, policy=text)
        assert (done is not None) is (good and name in self.before)

    @rule(name=names, policy_name=policies)
    def delete_identity_policy(self, name, policy_name):
        assert self.do(V1, "delete_identity_policy", identity=name, policy_name=policy_name) == {}

    # ---- v2 ----

    @initialize(primary=st.booleans())
    def there_is_a_configuration_set_and_perhaps_a_domain_to_replicate(self, primary):
        self.do(V2, "create_configuration_set", configuration_set_name="marketing")
        if primary:
            V2["create_email_identity"](self.cloud.region("eu-west-1"), email_identity="example.com")

    @rule(
        name=names,
        tags=tags,
        attributes=st.sampled_from([
            None,
            {"NextSigningKeyLength": "RSA_1024_BIT"},
            {"DomainSigningSelector": "mine", "DomainSigningPrivateKey": KEY},
            {"DomainSigningSelector": "mine"},
            {"DomainSigningAttributesOrigin": "AWS_SES_EU_WEST_1"},
        ]),
        configuration_set=st.sampled_from([None, "marketing", "missing"]),
    )  # fmt: skip
    def create_email_identity(self, name, tags, attributes, configuration_set):
        made = self.do(
            V2, "create_email_identity",
            email_identity=name, tags=tags, dkim_signing_attributes=attributes,
            configuration_set_name=configuration_set,
        )  # fmt: skip
        if made is None:
            return
        assert name not in self.before
        self.tags[name] = {tag["Key"]: tag["Value"] for tag in tags}
        if configuration_set:
            self.sets[name] = configuration_set
        self.asked = True
        if "@" not in name:
            assert made["DkimAttributes"]["Status"] == "NOT_STARTED"

    @rule(name=names)
    def delete_email_identity(self, name):
        done = self.do(V2, "delete_email_identity", email_identity=name)
        assert (done is not None) is (name in self.before)
        self.forget(name)

    def forget(self, name):
        self.tags.pop(name, None)
        self.sets.pop(name, None)
        self.before.pop(name, None)
        self.asked = True  # addresses show their domain's DKIM no longer

    @rule(name=names, enabled=st.booleans())
    def put_email_identity_dkim_attributes(self, name, enabled):
        self.do(V2, "put_email_identity_dkim_attributes", email_identity=name, signing_enabled=enabled)

    @rule(
        name=names,
        asked=st.sampled_from([
            ("AWS_SES", None),
            ("AWS_SES", {"NextSigningKeyLength": "RSA_1024_BIT"}),
            ("AWS_SES", {"NextSigningKeyLength": "RSA_2048_BIT"}),
            ("EXTERNAL", {"DomainSigningSelector": "mine", "DomainSigningPrivateKey": KEY}),
            ("EXTERNAL", {"DomainSigningPrivateKey": KEY}),
        ]),
    )  # fmt: skip
    def put_email_identity_dkim_signing_attributes(self, name, asked):
        origin, attributes = asked
        done = self.do(
            V2, "put_email_identity_dkim_signing_attributes",
            email_identity=name, signing_attributes_origin=origin, signing_attributes=attributes,
        )  # fmt: skip
        if done is not None:
            self.asked = True
            dkim = self.call(V2, "get_email_identity", email_identity=name)["DkimAttributes"]
            assert (done["DkimTokens"], origin) == (dkim["Tokens"], dkim["SigningAttributesOrigin"])

    @rule(name=names, policy_name=policies, create=st.booleans())
    def put_email_identity_policy(self, name, policy_name, create):
        operation = "create_email_identity_policy" if create else "update_email_identity_policy"
        held = name in self.before and self.call(V1, "list_identity_policies", identity=name)["PolicyNames"]
        text = policy(name, "ses:SendRawEmail")
        done = self.do(V2, operation, email_identity=name, policy_name=policy_name, policy=text)
        assert (done is not None) is (name in self.before and (policy_name in held) is not create)

    @rule(name=names, policy_name=policies)
    def delete_email_identity_policy(self, name, policy_name):
        self.do(V2, "delete_email_identity_policy", email_identity=name, policy_name=policy_name)

    @rule(name=names, configuration_set=st.sampled_from(["marketing", "missing", None]))
    def put_email_identity_configuration_set_attributes(self, name, configuration_set):
        done = self.do(
            V2, "put_email_identity_configuration_set_attributes",
            email_identity=name, configuration_set_name=configuration_set,
        )  # fmt: skip
        if done is not None:
            self.sets.pop(name, None)
            if configuration_set:
                self.sets[name] = configuration_set

    def arn(self, name):
        return f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/{name}"

    @rule(name=names, tags=tags)
    def tag_resource(self, name, tags):
        if self.do(V2, "tag_resource", resource_arn=self.arn(name), tags=tags) is not None:
            self.tags.setdefault(name, {}).update({tag["Key"]: tag["Value"] for tag in tags})

    @rule(name=names)
    def untag_resource(self, name):
        if self.do(V2, "untag_resource", resource_arn=self.arn(name), tag_keys=["team"]) is not None:
            self.tags.get(name, {}).pop("team", None)

    # ---- the world ----

    @precondition(lambda self: self.before)
    @rule(data=st.data())
    def publish(self, data):
        name = data.draw(st.sampled_from(sorted(self.before)))
        records = self.cloud.region().identity(name).records
        if records:
            self.cloud.dns.publish(*data.draw(st.sampled_from([records, records[:1], records[1:] or records])))

    @precondition(lambda self: self.before)
    @rule(data=st.data())
    def remove(self, data):
        name = data.draw(st.sampled_from(sorted(self.before)))
        for record in self.cloud.region().identity(name).records[:1]:
            self.cloud.dns.remove(record.name, record.type)

    @rule(
        name=st.sampled_from(["example.com", "sub.example.com"]), error=st.sampled_from(["SERVFAIL", "NXDOMAIN", None])
    )
    def fail(self, name, error):
        self.cloud.dns.fail(name, error)

    @rule(address=st.sampled_from(NAMES[2:]))
    def follow_link(self, address):
        if address in self.before:
            self.cloud.region().identity(address).follow_link()
            self.asked = True

    @rule(hours=st.sampled_from([1, 24, 72, 100]))
    def advance(self, hours):
        self.cloud.clock.advance(hours=hours)
        self.waited = True


TwoApis.TestCase.settings = settings(
    derandomize=True, max_examples=200, stateful_step_count=30, deadline=None, database=None
)
test_v1_and_v2_never_contradict_each_other = TwoApis.TestCase
