"""What has become of an identity does not depend on how often anybody has looked."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock import Cloud
from sesmock.domain.identities import dkim, mail_from
from sesmock.domain.refusals import Refusal

WHICH = st.integers(0, 6)  # of the records that are looked for
DNS = st.one_of(
    st.just(("publish_all",)),
    st.tuples(st.sampled_from(["publish", "remove", "spoil"]), WHICH),
    st.tuples(
        st.just("fail"),
        st.sampled_from(["example.com", "mail.example.com"]),
        st.sampled_from(["SERVFAIL", "NXDOMAIN", None]),
    ),
)
TIME = st.tuples(st.just("advance"), st.sampled_from([1, 24, 72, 200]))
OWNER = st.one_of(
    st.tuples(st.just("easy"), st.sampled_from([1024, 2048])),
    st.sampled_from([("external",), ("ask_again",), ("token",), ("leave_alone",)]),
    st.tuples(st.just("mail_from"), st.sampled_from(["mail.example.com", None])),
)
# What somebody does, then what happens in DNS, then time: and how often others look meanwhile.
STEPS = st.tuples(OWNER, DNS, TIME, st.lists(st.booleans(), min_size=3, max_size=3))


class World:
    """One domain, and another that replicates it, under a history."""

    def __init__(self, setup: str) -> None:
        self.cloud = Cloud(seed=1, at="2026-01-01")
        self.domain = self.cloud.region().identities.new_domain("example.com")
        if setup != "bare":
            dkim.apply(self.domain, dkim.SigningAttributes(dkim.EASY, 1024))
        if setup == "proven":
            self.publish_all()
        self.replica = self.cloud.region("eu-west-1").identities.new_domain("example.com")
        dkim.apply(self.replica, dkim.SigningAttributes("AWS_SES_US_EAST_1"))
        self.address = self.cloud.region().identities.new_address("ann@example.com")

    def do(self, verb: str, *arguments) -> None:
        with self.cloud._world.lock, contextlib.suppress(Refusal):
            getattr(self, verb)(*arguments)

    def records(self):
        token = dkim.Record("_amazonses.example.com", "TXT", (self.domain.verification_token,))
        return [*self.domain.records, token]

    def publish(self, number: int) -> None:
        records = self.records()
        self.cloud.dns.publish(records[number % len(records)])

    def publish_all(self) -> None:
        self.cloud.dns.publish(*self.records())

    def remove(self, number: int) -> None:
        records = self.records()
        record = records[number % len(records)]
        self.cloud.dns.remove(record.name, record.type)

    def spoil(self, number: int) -> None:
        records = self.records()
        record = records[number % len(records)]
        self.cloud.dns.publish(record.name, record.type, "10 wrong.example.net")

    def fail(self, name: str, error: str | None) -> None:
        self.cloud.dns.fail(name, error)

    def advance(self, hours: float) -> None:
        self.cloud.clock.advance(hours=hours)

    def easy(self, bits: int) -> None:
        dkim.apply(self.domain, dkim.SigningAttributes(dkim.EASY, bits))

    def external(self) -> None:
        # The key is not looked at: one from the ring does as well as a brought one.
        dkim.apply(
            self.domain,
            dkim.SigningAttributes(dkim.EXTERNAL, selector="mine", key=self.cloud._world.keys.key("mine", 1024)),
        )

    def ask_again(self) -> None:
        self.domain.ask_again()
        self.address.ask_again()

    def mail_from(self, domain: str | None) -> None:
        mail_from.put(self.cloud.region(), "example.com", domain, None)

    def leave_alone(self) -> None:
        pass

    def token(self) -> None:
        if self.domain.token_asked_at is None:
            self.domain.token_asked_at = self.cloud._world.now()

    def read(self):
        """All that anybody can see."""
        with self.cloud._world.lock:
            return [
                (
                    identity.status,
                    identity.dkim_report(),
                    identity.verification_info(),
                    identity.mail_from,
                    identity.records,
                )
                for identity in (self.domain, self.replica, self.address)
            ]


@settings(derandomize=True, max_examples=500, deadline=None, database=None)
@given(st.sampled_from(["bare", "easy", "proven"]), st.lists(STEPS, min_size=1, max_size=6))
def test_reading_often_is_reading_once(setup, history):
    often, once = World(setup), World(setup)
    for owner, dns, (_, hours), looks in history:
        for step, look in ((owner, looks[0]), (dns, looks[1])):
            for world in (often, once):
                world.do(*step)
            if look:
                often.read()
        if looks[2]:  # while time goes by
            often.advance(hours / 2)
            often.read()
            often.advance(hours / 2)
        else:
            often.advance(hours)
        once.advance(hours)

    assert often.read() == once.read()
    assert once.read() == often.read()


def test_what_was_published_before_a_setting_changes_counts_from_then_on():
    # Nobody has looked since the domain was created, 72 hours ago; its records have been there for 71 of them.
    cloud = Cloud(seed=1, at="2026-01-01")
    domain = cloud.region().identities.new_domain("example.com")
    dkim.apply(domain, dkim.SigningAttributes(dkim.EASY))
    cloud.clock.advance(hours=1)
    cloud.dns.publish(*domain.records)
    cloud.clock.advance(hours=71)
    mail_from.put(cloud.region(), "example.com", None, None)

    assert (domain.status.name, domain.dkim_report().status.name) == ("SUCCESS", "SUCCESS")


def test_a_domain_that_waits_for_new_keys_in_vain_is_lost_three_days_later_and_fails_after_six():
    cloud = Cloud(seed=1, at="2026-01-01")
    domain = cloud.verify("example.com")
    dkim.apply(domain, dkim.SigningAttributes(dkim.EASY, 1024))
    cloud.clock.advance(hours=71)
    vouched = (domain.status.name, domain.dkim_report().status.name)
    cloud.clock.advance(hours=1)
    lost = (domain.status.name, domain.dkim_report().status.name)
    cloud.clock.advance(hours=72)
    failed = (domain.status.name, domain.dkim_report().status.name)

    assert [vouched, lost, failed] == [("SUCCESS", "PENDING"), ("TEMPORARY_FAILURE", "FAILED"), ("FAILED", "FAILED")]
