"""What has become of an identity does not depend on how often anybody has looked."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock import Cloud
from sesmock.domain import dkim
from sesmock.domain.refusals import Refusal

HOUR = 3600
# Names of records: 0-2 are the DKIM records of now, the others are where the token and MAIL FROM are looked for.
WHICH = st.integers(0, 6)
STEPS = st.one_of(
    st.tuples(st.just("publish"), WHICH),
    st.tuples(st.just("publish_all")),
    st.tuples(st.just("remove"), WHICH),
    st.tuples(st.just("spoil"), WHICH),
    st.tuples(
        st.just("fail"),
        st.sampled_from(["example.com", "_domainkey.example.com", "mail.example.com", "com"]),
        st.sampled_from(["SERVFAIL", "TIMEOUT", "NXDOMAIN", None]),
    ),
    st.tuples(st.just("advance"), st.sampled_from([0.5, 1, 24, 71, 72, 73, 100])),
    st.tuples(st.just("easy"), st.sampled_from([1024, 2048])),
    st.tuples(st.just("external")),
    st.tuples(st.just("ask_again")),
    st.tuples(st.just("mail_from"), st.sampled_from(["mail.example.com", None])),
    st.tuples(st.just("token")),
)


class World:
    """One domain, and another that replicates it, under a history."""

    def __init__(self, setup: str) -> None:
        self.cloud = Cloud(seed=1, at="2026-01-01")
        self.domain = self.cloud.region().new_domain("example.com")
        if setup != "bare":
            dkim.apply(self.domain, dkim.Wish(dkim.EASY, 1024))
        self.replica = self.cloud.region("eu-west-1").new_domain("example.com")
        dkim.apply(self.replica, dkim.Wish("AWS_SES_US_EAST_1"))
        self.address = self.cloud.region().new_address("ann@example.com")

    def do(self, verb: str, *arguments) -> None:
        with self.cloud.one_step():
            try:
                getattr(self, verb)(*arguments)
            except Refusal:
                pass

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
        dkim.apply(self.domain, dkim.Wish(dkim.EASY, bits))

    def external(self) -> None:
        # The key is not looked at: one from the ring does as well as a brought one.
        dkim.apply(self.domain, dkim.Wish(dkim.EXTERNAL, selector="mine", key=self.cloud.keys.key("mine", 1024)))

    def ask_again(self) -> None:
        self.domain.ask_again()
        self.address.ask_again()

    def mail_from(self, domain: str | None) -> None:
        self.cloud.region().set_mail_from("example.com", domain, None)

    def token(self) -> None:
        if self.domain.token_asked_at is None:
            self.domain.token_asked_at = self.cloud.now()

    def read(self):
        """All that anybody can see."""
        with self.cloud.one_step():
            return [
                (
                    identity.status,
                    identity.dkim_report(),
                    identity.verification_info(),
                    identity.mail_from and (identity.mail_from.verification.status, identity.mail_from.domain),
                    identity.records,
                )
                for identity in (self.domain, self.replica, self.address)
            ]


@settings(derandomize=True, max_examples=400, deadline=None, database=None)
@given(st.sampled_from(["easy", "bare"]), st.lists(STEPS, max_size=14), st.lists(st.integers(0, 3), min_size=14))
def test_reading_often_is_reading_once(setup, steps, looks):
    often, once = World(setup), World(setup)
    for step, count in zip(steps, looks, strict=False):
        if step[0] == "advance":  # others look in between, while time goes by
            for _ in range(count):
                often.advance(step[1] / (count + 1))
                often.read()
            often.cloud.clock.freeze(once.cloud.now() + step[1] * HOUR)
            once.do(*step)
        else:
            often.do(*step)
            once.do(*step)
        for _ in range(count % 2):
            often.read()

    assert often.cloud.now() == once.cloud.now()
    assert often.read() == once.read()
    assert once.read() == often.read()
