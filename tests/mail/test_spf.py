"""SPF: the published suite of RFC 7208, the examples of its appendix, pyspf as a judge, and junk."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock.errors import DnsFailure
from sesmock.mail.spf import Spf, check_host

yaml = pytest.importorskip("yaml")
# The suite of the SPF project, as it is published; its licence lies beside it.
SUITE = [
    (name, test, scenario["zonedata"])
    for scenario in yaml.safe_load_all(Path(__file__).with_name("rfc7208-tests.yml").read_text(encoding="utf-8"))
    for name, test in scenario["tests"].items()
]


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


def zone_of(published):
    """Records of the suite: those of the type SPF stand for TXT where no TXT is, "TIMEOUT" for what fails."""
    zone = {}
    for name, records in published.items():
        of_types = [next(iter(record.items())) for record in records if record != "TIMEOUT"]
        kept = []
        for kind, value in of_types:
            if kind == "SPF" and any(other == "TXT" for other, _ in of_types):
                continue
            if value == "NONE":
                continue
            told = BROKEN if value == "TIMEOUT" else value
            if kind in {"SPF", "TXT"}:
                kept.append(("TXT", "".join(told) if isinstance(told, list) else told))
            else:
                kept.append((kind, " ".join(map(str, told)) if kind == "MX" else told))
        if "TIMEOUT" in records:
            kept += [(kind, BROKEN) for kind in ("TXT", "A", "AAAA", "MX", "PTR") if kind not in dict(kept)]
        zone[name] = kept
    return zone


@pytest.mark.parametrize(("test", "zone"), [pytest.param(test, zone, id=name) for name, test, zone in SUITE])
def test_the_suite_of_rfc_7208(test, zone):
    domain = test["mailfrom"].rpartition("@")[2] or test["helo"]
    sender = test["mailfrom"] or f"postmaster@{domain}"

    found = check_host(test["host"], domain, sender, test["helo"], looking(zone_of(zone)))

    assert found.result in ([test["result"]] if isinstance(test["result"], str) else test["result"])


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
