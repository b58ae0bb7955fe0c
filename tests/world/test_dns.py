"""The pocket DNS: what is published, removed, made to fail, and looked up as of a moment."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock.errors import DnsFailure
from sesmock.world.dns import Answer, Record, Zone


class Time:
    now = 0.0


def zone(**authority: str) -> Zone:
    Time.now = 0.0
    dns = Zone(lambda: Time.now)
    dns.delegate(lambda name, kind: (authority[kind],) if kind in authority and "aws" in name else ())
    return dns


def test_what_is_published_is_found_in_any_case_and_with_a_final_dot():
    dns = zone()
    dns.publish("Example.COM.", "txt", "v=spf1 -all", "other")

    assert dns.lookup("eXample.com", "TXT") == ("v=spf1 -all", "other")
    assert dns.lookup("example.com.", "txt") == ("v=spf1 -all", "other")
    assert dns.lookup("example.com", "MX") == ()


def test_publishing_replaces_the_same_type_only():
    dns = zone()
    dns.publish(Record("example.com", "TXT", ("old",)), Record("example.com", "MX", ("10 a",)))
    dns.publish("example.com", "TXT", "new")

    assert (dns.lookup("example.com", "TXT"), dns.lookup("example.com", "MX")) == (("new",), ("10 a",))


def test_records_of_one_name_and_type_published_together_stand_together():
    dns = zone()
    dns.publish(Record("example.com", "TXT", ("one",)), Record("EXAMPLE.com", "TXT", ("two", "three")))

    assert dns.lookup("example.com", "TXT") == ("one", "two", "three")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"p=abc" "def"', "p=abcdef"),
        ('"one"', "one"),
        ("plain", "plain"),
        (' "a\\"b" ', 'a"b'),
        ('"', '"'),
    ],
)
def test_texts_are_read_as_master_files_write_them(written, read):
    dns = zone()
    dns.publish("example.com", "TXT", written)

    assert dns.lookup("example.com", "TXT") == (read,)


@pytest.mark.parametrize("wrong", [("example.com",), ("example.com", "TXT"), (), ("example.com", "TXT", 5), (5,)])
def test_only_names_types_and_texts_can_be_published(wrong):
    dns = zone()

    with pytest.raises(TypeError):
        dns.publish(*wrong)
    assert dns.version == 0


def test_removing_takes_one_type_or_all():
    dns = zone()
    dns.publish(Record("example.com", "TXT", ("t",)), Record("example.com", "MX", ("10 a",)))
    dns.remove("example.com", "MX")
    without_mx = (dns.lookup("example.com", "TXT"), dns.lookup("example.com", "MX"))
    dns.remove("example.com")

    assert without_mx == (("t",), ())
    assert dns.lookup("example.com", "TXT") == ()


def test_removing_what_is_not_there_is_no_change():
    dns = zone()
    dns.publish("example.com", "TXT", "t")
    before = dns.version
    dns.remove("example.com", "MX")
    dns.remove("example.org")

    assert dns.version == before


def test_an_answer_tells_a_missing_name_from_a_missing_type():
    dns = zone()
    dns.publish("example.com", "TXT", "t")

    assert dns.answer("example.com", "MX") == Answer((), "TYPE_NOT_FOUND")
    assert dns.answer("example.org", "MX") == Answer((), "HOST_NOT_FOUND")


def test_cnames_are_followed_but_not_when_asked_for_themselves():
    dns = zone(TXT="the key")
    dns.publish("a.example.com", "CNAME", "B.example.com.")
    dns.publish("b.example.com", "CNAME", "key.aws.example")

    assert dns.lookup("a.example.com", "TXT") == ("the key",)
    assert dns.lookup("a.example.com", "CNAME") == ("B.example.com.",)


def test_a_loop_of_cnames_ends():
    dns = zone()
    dns.publish("a.example.com", "CNAME", "b.example.com")
    dns.publish("b.example.com", "CNAME", "a.example.com")

    assert dns.lookup("a.example.com", "TXT") == ()


@pytest.mark.parametrize(
    ("staged", "error"),
    [("SERVFAIL", "DNS_SERVER_ERROR"), ("refused", "DNS_SERVER_ERROR"), ("TIMEOUT", "SERVICE_ERROR")],
)
def test_a_staged_failure_is_raised_at_and_under_the_name(staged, error):
    dns = zone()
    dns.publish("a.example.com", "TXT", "t")
    dns.publish("example.org", "TXT", "t")
    dns.fail("Example.com", staged)

    with pytest.raises(DnsFailure, match=r"the mock DNS fails for a\.example\.com") as caught:
        dns.lookup("a.example.com", "TXT")
    assert caught.value.error == error
    assert dns.answer("example.com", "MX") == Answer((), error)
    assert dns.lookup("example.org", "TXT") == ("t",)


@pytest.mark.parametrize(("staged", "error"), [("NXDOMAIN", "HOST_NOT_FOUND"), ("NODATA", "TYPE_NOT_FOUND")])
def test_staged_absence_is_an_empty_answer(staged, error):
    dns = zone()
    dns.publish("example.com", "TXT", "t")
    dns.fail("example.com", staged)

    assert dns.lookup("example.com", "TXT") == ()
    assert dns.answer("example.com", "TXT") == Answer((), error)


def test_a_failure_is_healed():
    dns = zone()
    dns.publish("example.com", "TXT", "t")
    dns.fail("example.com")
    dns.fail("example.com", None)

    assert dns.lookup("example.com", "TXT") == ("t",)


def test_healing_a_domain_does_not_heal_a_name_under_it():
    dns = zone()
    dns.fail("a.example.com")
    dns.fail("example.com")
    dns.fail("example.com", None)

    assert dns.answer("a.example.com", "TXT").error == "DNS_SERVER_ERROR"


def test_all_of_dns_can_fail():
    dns = zone()
    dns.publish("example.com", "TXT", "t")
    dns.fail(".")

    assert dns.answer("example.com", "TXT").error == "DNS_SERVER_ERROR"


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("MX", " ", "an empty MX value at example.com"),
        ("TXT", "", "an empty TXT value at example.com"),
        ("SOA", "ns1.example.com. admin.example.com.", "a SOA is a name server, a mailbox, a serial number and so on"),
        ("SOA", "ns1.example.com. admin.example.com. soon", "a SOA is a name server, a mailbox"),
    ],
)
def test_values_that_nobody_could_read_are_refused(kind, value, message):
    dns = zone()
    with pytest.raises(ValueError, match=message):
        dns.publish("example.com", kind, value)

    assert dns.version == 0


def test_changes_and_look_ups_wait_for_the_lock():
    class Lock:
        taken = 0

        def __enter__(self):
            Lock.taken += 1

        def __exit__(self, *_):
            pass

    dns = Zone(lambda: 0.0, Lock())
    dns.publish("example.com", "TXT", "t")
    dns.lookup("example.com", "TXT")
    dns.fail("example.com")
    dns.remove("example.com")

    assert Lock.taken == 4


def test_an_unknown_failure_is_refused():
    with pytest.raises(ValueError, match="'BOOM' is not one of SERVFAIL"):
        zone().fail("example.com", "BOOM")


def test_dkimpy_gets_bytes():
    dns = zone()
    dns.publish("k._domainkey.example.com", "TXT", "p=abc")

    assert dns.txt(b"k._domainkey.example.com.") == b"p=abc"
    assert dns.txt("k._domainkey.example.com.", timeout=1) == b"p=abc"
    assert dns.txt(b"other.example.com.") is None


def test_the_history_can_be_asked():
    dns = zone()
    dns.publish("example.com", "TXT", "one")
    Time.now = 10.0
    dns.publish("other.example.com", "TXT", "x")
    dns.publish("example.com", "TXT", "two")
    Time.now = 20.0
    dns.fail("com", "TIMEOUT")

    assert [dns.answer("example.com", "TXT", seq) for seq in range(5)] == [
        Answer((), "HOST_NOT_FOUND"),
        Answer(("one",)),
        Answer(("one",)),
        Answer(("two",)),
        Answer((), "SERVICE_ERROR"),
    ]
    assert dns.changes(["example.com"], 0) == [(1, 0.0), (3, 10.0), (4, 20.0)]
    assert dns.changes(["example.com"], 3) == [(4, 20.0)]


def test_authority_is_published_or_made_up():
    dns = zone()
    nothing = dns.start_of_authority("example.com")
    dns.publish("a.example.com", "TXT", "t")
    made_up = dns.start_of_authority("example.com")
    dns.publish("example.com", "SOA", "NS1.example.net. dns.example.net. 7 1 1 1 1")

    assert nothing is None
    assert made_up == ("ns1.example.com", "hostmaster.example.com", 1)
    assert dns.start_of_authority("a.example.com") == ("ns1.example.net", "dns.example.net", 7)


NAMES = st.sampled_from(["example.com", "a.example.com", "b.a.example.com", "com"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("publish"), NAMES, st.sampled_from(["TXT", "MX"]), st.sampled_from(["x", "y"])),
        st.tuples(st.just("remove"), NAMES, st.sampled_from(["TXT", "MX", None])),
        st.tuples(st.just("fail"), NAMES, st.sampled_from(["SERVFAIL", "NXDOMAIN", None])),
    ),
    max_size=12,
)


@settings(derandomize=True, max_examples=100, deadline=None, database=None)
@given(STEPS)
def test_the_past_stays_as_it_was_and_every_change_is_reported(steps):
    dns = zone()
    names = ["example.com", "a.example.com", "b.a.example.com"]

    def all_answers(seq=None):
        return [dns.answer(name, kind, seq) for name in names for kind in ("TXT", "MX")]

    seen = [all_answers()]
    for at, (verb, *arguments) in enumerate(steps, 1):
        Time.now = float(at)
        getattr(dns, verb)(*arguments)
        if dns.version == len(seen):
            seen.append(all_answers())

    assert [all_answers(seq) for seq in range(dns.version + 1)] == seen
    reported = {seq for seq, _ in dns.changes(names, 0)}
    assert {seq for seq in range(1, len(seen)) if seen[seq] != seen[seq - 1]} <= reported
