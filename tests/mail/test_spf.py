"""SPF: RFC 7208 section by section, the examples of its appendix, pyspf as a judge, and junk."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock.errors import DnsFailure
from sesmock.mail.spf import Spf, check_host


def looking(zone, *, asked=None):
    """A look-up in a zone: lists of records by name, each (type, value), or an error instead of a list."""
    known = {name.lower().rstrip("."): records for name, records in zone.items()}

    def lookup(name, type):
        if asked is not None:
            asked.append((name, type))
        records = known.get(name.lower().rstrip("."), [])
        for _ in range(9):
            if isinstance(records, Exception):
                raise records
            alias = [value for kind, value in records if kind == "CNAME"]
            if not alias:
                break
            records = known.get(alias[0].lower(), [])
        found = [value for kind, value in records if kind == type]
        for value in found:
            if isinstance(value, Exception):
                raise value
        return found

    return lookup


BROKEN = DnsFailure("example.com", "SERVICE_ERROR")


HERE, SENDER = "192.0.2.1", "ann@x.example"
# What the rows below share: a host with addresses, exchangers of many kinds, and records to lead to.
ZONE = {
    "here.example": [("A", HERE), ("AAAA", "2001:db8::1"), ("MX", "10 mx.here.example")],
    "mx.here.example": [("A", "192.0.2.7")],
    "pass.example": [("TXT", "v=spf1 +all")],
    "fail.example": [("TXT", "v=spf1 -all")],
    "neutral.example": [("TXT", "v=spf1 ?all")],
    "soft.example": [("TXT", "v=spf1 ~all")],
    "empty.example": [("TXT", "v=spf1")],
    "bad.example": [("TXT", "v=spf1 nonsense")],
    "other.example": [("TXT", "v=other")],
    "twice.example": [("TXT", "v=spf1 +all"), ("TXT", "v=spf1 -all")],
    "down.example": BROKEN,
    "loop.example": [("TXT", "v=spf1 include:loop.example")],
    "many.example": [("MX", f"{n} mx{n}.many.example") for n in range(11)],
    "alias.example": [("CNAME", "pass.example")],
    "1.2.0.192.in-addr.arpa": [("PTR", "h.here.example"), ("PTR", "liar.example")],
    "h.here.example": [("A", HERE)],
    "liar.example": [("A", "203.0.113.1")],
    "ann.x.example.x.list.example": [("A", "127.0.0.2")],
    "1.2.0.192.list.example": [("A", "127.0.0.2")],
    "a%b c%20d.example": [("A", "127.0.0.2")],
}


def chain(length):
    """A record that leads to others, one after the other; each of them is a look-up."""
    zone = {f"{n}.chain.example": [("TXT", f"v=spf1 include:{n + 1}.chain.example -all")] for n in range(length - 1)}
    return {**zone, f"{length - 1}.chain.example": [("TXT", "v=spf1 +all")]}


@pytest.mark.parametrize(
    ("record", "result"),
    [
        # §2.6, §4.6.2: results by qualifier; nothing that fits is neutral (§4.7)
        ("v=spf1 all", "pass"),
        ("v=spf1 -all", "fail"),
        ("v=spf1 ~all", "softfail"),
        ("v=spf1 ?all", "neutral"),
        ("v=spf1", "neutral"),
        ("V=sPf1 IP4:192.0.2.1 -ALL", "pass"),
        # §4.5: what is a record at all
        ("v=spf10 -all", "none"),
        ("v=spf1-all", "none"),
        ("v=spf2.0/pra -all", "none"),
        # §4.6, §4.8: a mistake anywhere is one, whatever has fitted before
        ("v=spf1 all nonsense", "permerror"),
        ("v=spf1 all:x.example", "permerror"),
        ("v=spf1 +all a:", "permerror"),
        ("v=spf1 redirect=pass.example redirect=pass.example", "permerror"),
        ("v=spf1 exp=a.example exp=b.example all", "permerror"),
        ("v=spf1 unknown=anything -all", "fail"),
        ("v=spf1 1bad=x -all", "permerror"),
        # §5.1: after all comes nothing, redirect neither
        ("v=spf1 -all redirect=pass.example", "fail"),
        # §5.2: include
        ("v=spf1 include:pass.example -all", "pass"),
        ("v=spf1 ~include:pass.example -all", "softfail"),
        ("v=spf1 include:fail.example ?all", "neutral"),
        ("v=spf1 include:soft.example -all", "fail"),
        ("v=spf1 include:neutral.example -all", "fail"),
        ("v=spf1 include:alias.example -all", "pass"),
        ("v=spf1 include:other.example all", "permerror"),
        ("v=spf1 include:nobody.example all", "permerror"),
        ("v=spf1 include:bad.example all", "permerror"),
        ("v=spf1 include:twice.example all", "permerror"),
        ("v=spf1 include:down.example all", "temperror"),
        ("v=spf1 include all", "permerror"),
        # §5.3, §5.4: a and mx
        ("v=spf1 a:here.example -all", "pass"),
        ("v=spf1 a:nobody.example -all", "fail"),
        ("v=spf1 a:mx.here.example/28 -all", "pass"),
        ("v=spf1 a:mx.here.example/32 -all", "fail"),
        ("v=spf1 a:here.example//64 -all", "pass"),
        ("v=spf1 a:here.example/33 all", "permerror"),
        ("v=spf1 a:here.example//129 all", "permerror"),
        ("v=spf1 a:down.example all", "temperror"),
        ("v=spf1 mx:here.example/29 -all", "pass"),
        ("v=spf1 mx:here.example -all", "fail"),
        ("v=spf1 mx:many.example all", "permerror"),  # §4.6.4: more than ten exchangers
        # §5.5: names that lead back to the address
        ("v=spf1 ptr:here.example -all", "pass"),
        ("v=spf1 ptr:liar.example -all", "fail"),
        # §5.6: networks
        ("v=spf1 ip4:192.0.2.0/24 -all", "pass"),
        ("v=spf1 ip4:192.0.2.2/31 -all", "fail"),
        ("v=spf1 ip4:192.0.2.9/24 -all", "pass"),
        ("v=spf1 ip4:192.0.2 all", "permerror"),
        ("v=spf1 ip4:192.0.2.1/33 all", "permerror"),
        ("v=spf1 ip4:192.0.2.1/024 all", "permerror"),
        ("v=spf1 ip6:2001:db8::/32 -all", "fail"),
        ("v=spf1 ip6:2001:db8::/129 all", "permerror"),
        # §5.7 and §7: exists, and macros
        ("v=spf1 exists:%{l}.%{o}.%{d1r}.list.example -all", "pass"),
        ("v=spf1 exists:%{ir}.list.example -all", "pass"),
        ("v=spf1 exists:%{i}.list.example -all", "fail"),
        ("v=spf1 exists:a%%b%_c%-d.example -all", "pass"),
        ("v=spf1 exists:%{x}.list.example all", "permerror"),
        ("v=spf1 exists:%{l.list.example all", "permerror"),
        ("v=spf1 exists:%a.list.example all", "permerror"),
        ("v=spf1 exists:%{d0}.list.example all", "permerror"),
        ("v=spf1 exists:%{c}.list.example all", "permerror"),  # of explanations only
        # §6.1: redirect, which is nothing where something has fitted
        ("v=spf1 redirect=pass.example", "pass"),
        ("v=spf1 redirect=fail.example ?ip4:192.0.2.1", "neutral"),
        ("v=spf1 redirect=nobody.example", "permerror"),
        ("v=spf1 redirect=down.example", "temperror"),
        ("v=spf1 redirect=", "permerror"),
        # §4.6.4: ten look-ups, and two that find nothing
        ("v=spf1 include:loop.example all", "permerror"),
        ("v=spf1" + " a:mx.here.example" * 10 + " -all", "fail"),
        ("v=spf1" + " a:mx.here.example" * 11 + " all", "permerror"),
        ("v=spf1 a:one.nobody.example a:two.nobody.example -all", "fail"),
        ("v=spf1 a:one.nobody.example a:two.nobody.example a:three.nobody.example all", "permerror"),
    ],
)
def test_a_record_says(record, result):
    lookup = looking({**ZONE, "x.example": [("TXT", record)]})

    assert check_host(HERE, "x.example", SENDER, "h.example", lookup).result == result


@pytest.mark.parametrize(
    ("record", "result"),
    [
        ("v=spf1 ip6:2001:db8::/32 -all", "pass"),
        ("v=spf1 ip4:192.0.2.1 -all", "fail"),
        ("v=spf1 a:here.example -all", "pass"),
        ("v=spf1 a:here.example/8//128 -all", "pass"),
        ("v=spf1 exists:%{ir}.%{v}.list.example -all", "pass"),
    ],
)
def test_a_record_says_of_ipv6(record, result):
    nibbles = ".".join(["1", *"0" * 23, *reversed("20010db8")])
    zone = {**ZONE, f"{nibbles}.ip6.list.example": [("A", "127.0.0.2")], "x.example": [("TXT", record)]}

    assert check_host("2001:db8::1", "x.example", SENDER, "h.example", looking(zone)).result == result


@pytest.mark.parametrize(("length", "result"), [(10, "pass"), (11, "permerror")])
def test_a_chain_of_look_ups(length, result):
    zone = {**chain(length), "x.example": [("TXT", "v=spf1 include:0.chain.example -all")]}

    assert check_host(HERE, "x.example", SENDER, "h.example", looking(zone)).result == result


@pytest.mark.parametrize(
    ("domain", "result"),
    [
        ("nobody.example", "none"),
        ("other.example", "none"),
        ("twice.example", "permerror"),
        ("down.example", "temperror"),
        ("alias.example", "pass"),
        ("PASS.example", "pass"),
        ("localhost", "none"),  # §4.3: what can be no domain
        ("x..example", "none"),
        (("l" * 64) + ".example", "none"),
        ("", "none"),
    ],
)
def test_a_domain_has(domain, result):
    assert check_host(HERE, domain, f"ann@{domain}", "h.example", looking(ZONE)).result == result


def test_a_record_in_pieces_and_macros_of_the_helo():
    zone = {
        "x.example": [("TXT", "v=spf1 exists:%{h}.%{s}.list.example -all")],
        "h.example.ann@x.example.list.example": [("A", "127.0.0.2")],
    }

    assert check_host(HERE, "x.example", SENDER, "h.example", looking(zone)).result == "pass"


# The zone of appendix A of RFC 7208.
APPENDIX = {
    "example.com": [
        ("MX", "10 mail-a.example.com"),
        ("MX", "20 mail-b.example.com"),
        ("A", "192.0.2.10"),
        ("A", "192.0.2.11"),
    ],
    "amy.example.com": [("A", "192.0.2.65")],
    "bob.example.com": [("A", "192.0.2.66")],
    "mail-a.example.com": [("A", "192.0.2.129")],
    "mail-b.example.com": [("A", "192.0.2.130")],
    "example.org": [("MX", "10 mail-c.example.org")],
    "mail-c.example.org": [("A", "192.0.2.140")],
    "10.2.0.192.in-addr.arpa": [("PTR", "example.com")],
    "11.2.0.192.in-addr.arpa": [("PTR", "example.com")],
    "65.2.0.192.in-addr.arpa": [("PTR", "amy.example.com")],
    "66.2.0.192.in-addr.arpa": [("PTR", "bob.example.com")],
    "129.2.0.192.in-addr.arpa": [("PTR", "mail-a.example.com")],
    "130.2.0.192.in-addr.arpa": [("PTR", "mail-b.example.com")],
    "140.2.0.192.in-addr.arpa": [("PTR", "mail-c.example.org")],
    "4.3.2.10.in-addr.arpa": [("PTR", "bob.example.com")],  # whose address is another: no name of it
}


@pytest.mark.parametrize(
    ("record", "passing", "others"),
    [
        ("v=spf1 +all", ["192.0.2.129", "192.0.2.65", "203.0.113.9"], []),
        ("v=spf1 a -all", ["192.0.2.10", "192.0.2.11"], ["192.0.2.65", "192.0.2.129"]),
        ("v=spf1 a:example.org -all", [], ["192.0.2.10", "192.0.2.140"]),
        ("v=spf1 mx -all", ["192.0.2.129", "192.0.2.130"], ["192.0.2.10", "192.0.2.140"]),
        ("v=spf1 mx:example.org -all", ["192.0.2.140"], ["192.0.2.129"]),
        ("v=spf1 mx mx:example.org -all", ["192.0.2.129", "192.0.2.130", "192.0.2.140"], ["192.0.2.10"]),
        ("v=spf1 mx/30 mx:example.org/30 -all", ["192.0.2.128", "192.0.2.131", "192.0.2.143"], ["192.0.2.132"]),
        ("v=spf1 ptr -all", ["192.0.2.65", "192.0.2.10"], ["192.0.2.140", "10.2.3.4"]),
        ("v=spf1 ip4:192.0.2.128/28 -all", ["192.0.2.129", "192.0.2.140"], ["192.0.2.65"]),
    ],
)
def test_simple_examples_of_appendix_a(record, passing, others):
    lookup = looking({**APPENDIX, "example.com": [*APPENDIX["example.com"], ("TXT", record)]})
    found = {ip: check_host(ip, "example.com", "joe@example.com", "h.example", lookup) for ip in [*passing, *others]}

    assert found == {ip: Spf("pass" if ip in passing else "fail", "example.com") for ip in [*passing, *others]}


@pytest.mark.parametrize(("sender", "result"), [("strong@x.example", "pass"), ("weak@x.example", "fail")])
def test_a_record_by_user_as_in_appendix_a(sender, result):
    zone = {
        "x.example": [("TXT", "v=spf1 redirect=%{l1r+}._at_.%{o}._spf.%{d}")],
        "strong._at_.x.example._spf.x.example": [("TXT", "v=spf1 ip4:192.0.2.1 -all")],
        "weak._at_.x.example._spf.x.example": [("TXT", "v=spf1 -all")],
    }

    found = check_host("192.0.2.1", "x.example", sender, "h.example", looking(zone))

    # The domain whose record has decided.
    assert found == Spf(result, f"{sender.split('@')[0]}._at_.x.example._spf.x.example")


def test_a_block_list_as_in_appendix_a():
    asked = []
    zone = {
        "x.example": [("TXT", "v=spf1 -include:ip4._spf.%{d} -include:ptr._spf.%{d} +all")],
        "ip4._spf.x.example": [("TXT", "v=spf1 -ip4:192.0.2.0/24 +ip4:198.51.100.0/24")],
        "ptr._spf.x.example": [("TXT", "v=spf1 exists:%{ir}.list.example")],
        "7.113.0.203.list.example": [("A", "127.0.0.2")],
    }
    ips = ["198.51.100.1", "192.0.2.1", "203.0.113.7", "203.0.113.8"]

    found = [check_host(ip, "x.example", "a@x.example", "h", looking(zone, asked=asked)).result for ip in ips]

    assert found == ["fail", "pass", "fail", "pass"]
    assert asked[-1] == ("8.113.0.203.list.example", "A")


def test_an_address_that_is_none_is_the_callers_mistake():
    with pytest.raises(ValueError, match="does not appear to be an IPv4 or IPv6 address"):
        check_host("localhost", "example.com", "a@example.com", "h", looking({}))


def test_long_names_lose_labels_on_their_left():
    asked = []
    zone = {"x.example": [("TXT", "v=spf1 exists:%{l}.a.%{d} -all")]}
    sender = "l" * 60 + ("." + "m" * 60) * 4 + "@x.example"

    found = check_host("192.0.2.1", "x.example", sender, "h", looking(zone, asked=asked))

    assert (found.result, asked[1]) == ("fail", (".".join(["m" * 60] * 3) + ".a.x.example", "A"))


def test_what_is_no_utf_8_is_escaped_like_the_rest():
    asked = []
    zone = {"x.example": [("TXT", "v=spf1 exists:%{L}.%{d} -all")]}

    check_host("192.0.2.1", "x.example", "é\udcff!@x.example", "h", looking(zone, asked=asked))

    assert asked[1] == ("%C3%A9%ED%B3%BF%21.x.example", "A")


# ---------------------------------------------------------------------------------------------------------- a judge

HOSTS = ["a.example", "b.example", "_spf.a.example", "mail.b.example"]
IPS = ["192.0.2.1", "192.0.2.77", "198.51.100.9", "2001:db8::1", "2001:db8:1::5"]
SPECS = [
    "",
    *(f":{host}" for host in HOSTS),
    ":%{d2}",
    ":%{i}._spf.%{d}",
    ":_spf.%{o}",
    ":%{v}.%{h}",
    ":%{l}.b.example",
]
TERMS = st.one_of(
    st.builds("{}{}{}{}".format, st.sampled_from(["", "-", "~", "?"]), st.sampled_from(["a", "mx"]),
              st.sampled_from(SPECS), st.sampled_from(["", "/24", "/0", "//64", "/25//48", "/33", "/"])),
    st.builds("{}{}{}".format, st.sampled_from(["", "-", "~"]), st.sampled_from(["include", "exists", "ptr"]),
              st.sampled_from(SPECS)),
    st.builds("ip4:{}{}".format, st.sampled_from([*IPS[:3], "192.0.2", "x"]), st.sampled_from(["", "/24", "/40"])),
    st.builds("ip6:{}{}".format, st.sampled_from([*IPS[3:], "192.0.2.1"]), st.sampled_from(["", "/32", "/0", "/129"])),
    st.sampled_from(["all", "-all", "~all", "?all", "all.", "redirect=a.example", "redirect=_spf.%{d}", "x=y", "mx="]),
)  # fmt: skip
RECORDS = st.builds(lambda terms: " ".join(["v=spf1", *terms]), st.lists(TERMS, max_size=4))


@st.composite
def zones(draw):
    """A zone in which every name has something, so that the limit of look-ups that find nothing plays no part."""
    zone = {}
    for host in HOSTS:
        ips = draw(st.lists(st.sampled_from(IPS), min_size=1, max_size=3, unique=True))
        records = [("A" if ip_address(ip).version == 4 else "AAAA", ip) for ip in ips]
        records += [("MX", f"10 {draw(st.sampled_from(HOSTS))}")]
        zone[host] = [*records, *(("TXT", draw(RECORDS)) for _ in range(draw(st.sampled_from([1, 1, 1, 0, 2]))))]
    for ip in IPS:
        zone[ip_address(ip).reverse_pointer] = [("PTR", draw(st.sampled_from(HOSTS)))]
    return zone


@settings(max_examples=300, deadline=None)
@given(zones(), st.sampled_from(IPS), st.sampled_from(HOSTS))
def test_pyspf_agrees(zone, ip, domain):
    judge = pytest.importorskip("spf")
    lookup = looking(zone)

    def look(name, type, *_, **__):
        found = lookup(name, type)
        if type == "MX":
            found = [(int(value.split()[0]), value.split()[1]) for value in found]
        return [((name, type), (value.encode(),) if type == "TXT" else value) for value in found]

    judge.DNSLookup, judge.MAX_VOID_LOOKUPS = look, 1000
    query = judge.query(i=ip, s=f"joe@{domain}", h="mail.b.example", strict=True)
    expected, _, _ = query.check()

    assert _without_limit(ip, domain, lookup) == expected


def _without_limit(ip, domain, lookup):
    import sesmock.mail.spf as module

    most, module._MOST_VOID = module._MOST_VOID, 1000
    try:
        return check_host(ip, domain, f"joe@{domain}", "mail.b.example", lookup).result
    finally:
        module._MOST_VOID = most


# ------------------------------------------------------------------------------------------------------------- junk

JUNK = st.one_of(
    RECORDS,
    st.text(max_size=30).map(lambda text: f"v=spf1 {text}"),
    st.text("%{}sldiphctrv0123456789r-.+,/_=:aexists ", max_size=40).map(lambda text: f"v=spf1 exists:{text}"),
    st.text(max_size=20),
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(["TXT", "A", "AAAA", "MX", "PTR"]), st.lists(JUNK, max_size=3)),
       st.sampled_from(IPS), st.text(max_size=20), st.text(max_size=20), st.text(max_size=10))  # fmt: skip
def test_no_junk_raises(records, ip, domain, sender, helo):
    def lookup(name, type):
        return records.get(type, [])

    found = {check_host(ip, name, sender, helo, lookup).result for name in (domain, f"{domain}.example")}

    assert found <= {"none", "neutral", "pass", "fail", "softfail", "permerror"}
