"""What has become of an identity depends neither on how often anybody has looked, nor on what is looked at first."""

from __future__ import annotations

import contextlib
import inspect
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock import Cloud
from sesmock.domain.identities import dkim, mail_from, policies
from sesmock.domain.identities.dkim import Dkim, EasyKeys
from sesmock.domain.identities.identity import Domain, EmailAddress
from sesmock.domain.identities.mail_from import MailFromReport
from sesmock.domain.refusals import NotFound, Refusal

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
    st.sampled_from([("external",), ("ask_again",), ("token",), ("deny",), ("allow",), ("leave_alone",)]),
    st.tuples(st.just("mail_from"), st.sampled_from(["mail.example.com", None])),
)
# What somebody does, then what happens in DNS, then time: and how often others look meanwhile.
STEPS = st.tuples(OWNER, DNS, TIME, st.lists(st.booleans(), min_size=3, max_size=3))


SETUPS = ["bare", "again", "easy", "proven"]
DENY = json.dumps({
    "Statement": {
        "Effect": "Deny", "Principal": "*", "Action": "ses:ReplicateEmailIdentityDkimSigningKey", "Resource": "*",
    }
})  # fmt: skip


class World:
    """One domain, and another that replicates it, under a history."""

    def __init__(self, setup):
        self.cloud = Cloud(seed=1, at="2026-01-01")
        identities = self.cloud.region().identities
        if setup == "again":  # its records are there before it is
            identities.delete(self.cloud.verify("example.com"))
        self.domain = identities.new_domain("example.com")
        if setup not in ("bare", "again"):
            dkim.apply(self.domain, dkim.SigningAttributes(dkim.EASY, 1024))
        if setup == "proven":
            self.publish_all()
        self.replica = self.cloud.region("eu-west-1").identities.new_domain("example.com")
        dkim.apply(self.replica, dkim.SigningAttributes("AWS_SES_US_EAST_1"))
        self.address = self.cloud.region().identities.new_address("ann@example.com")

    def do(self, verb, *arguments):
        with self.cloud._world.lock, contextlib.suppress(Refusal):
            getattr(self, verb)(*arguments)

    def records(self):
        token = dkim.Record("_amazonses.example.com", "TXT", (self.domain.verification_token,))
        return [*self.domain.records, token]

    def publish(self, number):
        records = self.records()
        self.cloud.dns.publish(records[number % len(records)])

    def publish_all(self):
        self.cloud.dns.publish(*self.records())

    def remove(self, number):
        records = self.records()
        record = records[number % len(records)]
        self.cloud.dns.remove(record.name, record.type)

    def spoil(self, number):
        records = self.records()
        record = records[number % len(records)]
        self.cloud.dns.publish(record.name, record.type, "10 wrong.example.net")

    def fail(self, name, error):
        self.cloud.dns.fail(name, error)

    def advance(self, hours):
        self.cloud.clock.advance(hours=hours)

    def easy(self, bits):
        dkim.apply(self.domain, dkim.SigningAttributes(dkim.EASY, bits))

    def external(self):
        # The key is not looked at: one from the ring does as well as a brought one.
        dkim.apply(
            self.domain,
            dkim.SigningAttributes(dkim.EXTERNAL, selector="mine", key=self.cloud._world.keys.key("mine", 1024)),
        )

    def ask_again(self):
        self.domain.ask_again()
        self.address.ask_again()

    def mail_from(self, domain):
        mail_from.put(self.cloud.region(), "example.com", domain, None)

    def deny(self):
        """The replica may not share the keys any more."""
        policies.put(self.cloud.region(), "example.com", "p", DENY, NotFound)

    def allow(self):
        policies.delete(self.domain, "p")

    def leave_alone(self):
        pass

    def token(self):
        if self.domain.token_asked_at is None:
            self.domain.token_asked_at = self.cloud._world.now()

    def look(self, holder, name):
        """One thing that can be read, comparable: an object without values of its own by its repr."""
        with self.cloud._world.lock:
            found = getattr(HOLDERS[holder][1](self), name, None)
            value = found() if callable(found) else found
            # The looks below go through everything that hangs on these anyway.
            return repr(value) if isinstance(value, OBJECTS) else value

    def read(self, looks=None):
        """All that anybody can see, or some of it, in the order asked for."""
        return {look: self.look(*look) for look in looks or LOOKS}


OBJECTS = (Domain, EmailAddress, Dkim, EasyKeys, MailFromReport)
# The objects that a test can hold, how it comes by them, and the methods that only tell. A Dkim may have been held for
# long, so it is fetched without settling its domain here.
HOLDERS = {
    "domain": (Domain, lambda world: world.domain, {"dkim_report", "verification_info"}),
    "domain.dkim": (Dkim, lambda world: world.domain._dkim, {"signing_key_name"}),
    "domain.dkim.easy": (EasyKeys, lambda world: world.domain._dkim and world.domain._dkim.easy, set()),
    "replica": (Domain, lambda world: world.replica, {"dkim_report", "verification_info"}),
    "replica.dkim": (Dkim, lambda world: world.replica._dkim, {"signing_key_name"}),
    "address": (EmailAddress, lambda world: world.address, {"dkim_report", "verification_info"}),
}
WITHOUT_VALUE = {"region", "notifications", "key"}  # what cannot be compared and has no status
LOOKS = [(holder, "__repr__") for holder in HOLDERS] + [
    (holder, name)
    for holder, (kind, _, methods) in HOLDERS.items()
    for name in dir(kind)
    if not name.startswith("_") and name not in WITHOUT_VALUE
    if name in methods or not inspect.isfunction(getattr(kind, name))
]


def test_the_looks_are_at_everything_public():
    assert {
        ("domain", "mail_from"),
        ("domain", "status"),
        ("replica.dkim", "status"),
        ("address", "records"),
        ("domain.dkim.easy", "current_bits"),
        ("domain", "dkim"),
        ("address", "dkim_report"),
    } <= set(LOOKS)


def live(world, history, looks=()):
    """The history of a world; ``looks`` are what somebody reads in between, when the step says so."""
    for owner, dns, (_, hours), when in history:
        for step, reads in ((owner, when[0]), (dns, when[1])):
            world.do(*step)
            if looks and reads:
                world.read(looks)
        if looks and when[2]:  # while time goes by
            world.advance(hours / 2)
            world.read(looks)
            world.advance(hours / 2)
        else:
            world.advance(hours)


@settings(derandomize=True, max_examples=300, deadline=None, database=None)
@given(
    st.sampled_from(SETUPS),
    st.lists(STEPS, min_size=1, max_size=6),
    st.lists(st.sampled_from(LOOKS), min_size=1, max_size=4),
)
def test_reading_often_is_reading_once(setup, history, looks):
    often, once = World(setup), World(setup)
    live(often, history, looks)
    live(once, history)

    assert often.read() == once.read()
    assert once.read() == often.read()


PUBLISHED, SWITCHED = ("publish_all",), ("easy", 2048)


@pytest.mark.parametrize(
    "steps",
    [
        [PUBLISHED],
        [SWITCHED],
        [SWITCHED, PUBLISHED],
        [("spoil", 0)],
        [("advance", 71)],
        [PUBLISHED, ("advance", 200)],
        [("easy", 1024)],
        [PUBLISHED, ("deny",)],
        [PUBLISHED, ("deny",), ("advance", 80), ("allow",)],
    ],
)
@pytest.mark.parametrize("setup", SETUPS)
def test_whatever_is_read_first_is_settled(setup, steps):
    def world():
        made = World(setup)
        made.do("mail_from", "mail.example.com")
        for step in steps:
            made.read()
            made.do(*step)
        return made

    expected = world().read()

    assert {look: world().look(*look) for look in LOOKS} == expected


@settings(derandomize=True, max_examples=150, deadline=None, database=None)
@given(
    st.sampled_from(SETUPS),
    st.lists(STEPS, min_size=1, max_size=6),
    st.one_of(DNS, TIME, OWNER),
    st.permutations(LOOKS),
)
def test_reading_in_any_order_gives_one_answer(setup, history, last, order):
    one, other = World(setup), World(setup)
    for world in (one, other):
        live(world, history)
        world.read(LOOKS[:1])
        world.do(*last)

    assert other.read(order) == one.read()


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


def test_what_was_there_from_the_start_has_counted_from_the_start():
    # Nobody has looked since the domain was created, and its token was there before it was.
    cloud = Cloud(seed=1, at="2026-01-01")
    identities = cloud.region().identities
    token = identities.new_domain("example.com").verification_token
    cloud.dns.publish("_amazonses.example.com", "TXT", token)
    identities.delete(identities.find("example.com"))
    domain = identities.new_domain("example.com")
    cloud.clock.advance(hours=80)
    mail_from.put(cloud.region(), "example.com", None, None)

    assert domain.status.name == "SUCCESS"


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


def replica(look):
    """A replica whose primary forbids it for 80 hours to share its keys; ``look`` is done in between."""
    cloud = Cloud(seed=1, at="2026-01-01")
    primary = cloud.verify("example.com")
    made = cloud.region("eu-west-1").identities.new_domain("example.com")
    dkim.apply(made, dkim.SigningAttributes("AWS_SES_US_EAST_1"))
    look(made)
    policies.put(cloud.region(), "example.com", "p", DENY, NotFound)
    look(made)
    cloud.clock.advance(hours=80)
    look(made)
    policies.delete(primary, "p")
    return made


@pytest.mark.parametrize("look", [lambda _: None, lambda made: made.status])
def test_a_policy_of_the_primary_counts_from_the_moment_it_is_given(look):
    made = replica(look)

    assert (made.status.name, made.dkim_report().status.name) == ("FAILED", "FAILED")


@pytest.mark.parametrize("look", [lambda _: None, lambda made: made.status])
def test_a_primary_counts_from_the_moment_it_is_made(look):
    # The records of its first life are there all the time.
    cloud = Cloud(seed=1, at="2026-01-01")
    identities = cloud.region().identities
    identities.delete(cloud.verify("example.com"))
    made = cloud.region("eu-west-1").identities.new_domain("example.com")
    dkim.apply(made, dkim.SigningAttributes("AWS_SES_US_EAST_1"))
    look(made)
    cloud.clock.advance(hours=80)
    look(made)
    dkim.apply(identities.new_domain("example.com"), dkim.SigningAttributes(dkim.EASY))

    assert (made.status.name, made.dkim_report().status.name) == ("FAILED", "FAILED")
