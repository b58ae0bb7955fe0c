"""moto's Route 53 as the DNS that SES looks at."""

from __future__ import annotations

import threading

import boto3
import pytest

from sesmock import mock_ses
from sesmock.outside.route53 import HostedZones
from sesmock.world.dns import Record

moto = pytest.importorskip("moto")
pytest.importorskip("moto.route53")


@pytest.fixture
def cloud():
    with moto.mock_aws(), mock_ses(at="2026-01-01T09:00Z", region="eu-west-1") as cloud:
        yield cloud


@pytest.fixture
def route53(cloud):
    return boto3.client("route53", "us-east-1")


@pytest.fixture
def zone(route53):
    return hosted(route53, "example.com")


def hosted(route53, name, **config):
    made = route53.create_hosted_zone(Name=name, CallerReference=name, HostedZoneConfig={"Comment": "a zone", **config})
    return made["HostedZone"]["Id"]


def change(route53, zone, name, type, *values, action="UPSERT", **more):
    record = {"Name": name, "Type": type, **more}
    if values:
        record |= {"TTL": 60, "ResourceRecords": [{"Value": value} for value in values]}
    changes = [{"Action": action, "ResourceRecordSet": record}]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})


def there(route53, zone):
    """What a hosted zone has, but for its own NS and SOA."""
    records = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    return {
        (record["Name"], record["Type"]): [value["Value"] for value in record["ResourceRecords"]]
        for record in records
        if record["Type"] not in {"NS", "SOA"}
    }


def onboard(route53, zone, domain="example.com"):
    """What code under test does: create the identity, and write what SES asks for to Route 53."""
    v2 = boto3.client("sesv2")
    tokens = v2.create_email_identity(EmailIdentity=domain)["DkimAttributes"]["Tokens"]
    for token in tokens:
        change(route53, zone, f"{token}._domainkey.{domain}", "CNAME", f"{token}.dkim.amazonses.com")
    return v2


def status(v2):
    found = v2.get_email_identity(EmailIdentity="example.com")
    return found["VerificationStatus"], found["DkimAttributes"]["Status"]


def test_onboarding_code_that_writes_to_route53_sees_success(cloud, route53, zone):
    cloud.dns.follow_route53()

    v2 = onboard(route53, zone)

    assert status(v2) == ("SUCCESS", "SUCCESS")
    info = v2.get_email_identity(EmailIdentity="example.com")["VerificationInfo"]["SOARecord"]
    assert info["AdminEmail"] == "hostmaster.example.com"
    assert info["SerialNumber"] == 1
    assert info["PrimaryNameServer"].startswith("ns-")


def test_nothing_is_followed_unless_asked_for(cloud, route53, zone):
    assert status(onboard(route53, zone)) == ("PENDING", "PENDING")

    cloud.dns.follow_route53()

    assert cloud.region().domain("example.com").status.name == "SUCCESS"


def test_what_has_changed_has_changed_before_the_clock_moves(cloud, route53, zone):
    cloud.dns.follow_route53()
    v2 = onboard(route53, zone)

    cloud.clock.advance(hours=71)  # nobody has looked before
    for record in cloud.region().domain("example.com").records:
        if record.type == "CNAME":
            change(route53, zone, record.name, "CNAME", *record.values, action="DELETE")
    cloud.clock.advance(hours=71)
    lost_for_a_while = status(v2)
    cloud.clock.advance(hours=2)

    assert (lost_for_a_while, status(v2)) == (("TEMPORARY_FAILURE",) * 2, ("FAILED", "FAILED"))


def test_an_identity_that_a_test_holds_knows_what_has_changed(cloud, route53, zone):
    cloud.dns.follow_route53()
    onboard(route53, zone)
    domain = cloud.region().domain("example.com")
    before = domain.status.name
    for name, kind in there(route53, zone):
        change(route53, zone, name, kind, *there(route53, zone)[name, kind], action="DELETE")

    assert (before, domain.status.name) == ("SUCCESS", "TEMPORARY_FAILURE")


def test_what_was_planned_is_seen_when_it_happens(cloud, route53, zone):
    cloud.dns.follow_route53()
    cloud.clock.resume()
    v2 = boto3.client("sesv2")
    v2.create_email_identity(EmailIdentity="example.com")
    records = [record for record in cloud.region().domain("example.com").records if record.type == "CNAME"]

    def publish():
        for record in records:
            change(route53, zone, record.name, "CNAME", *record.values)

    cloud.clock.at(hours=71, do=publish)
    cloud.clock.advance(hours=100)

    assert status(v2) == ("SUCCESS", "SUCCESS")

    cloud.clock.at(cloud.clock.today, do=lambda: change(route53, zone, "now.example.com", "A", "192.0.2.1"))

    assert cloud.dns.lookup("now.example.com", "A") == ("192.0.2.1",)


def test_an_inner_mock_with_a_time_of_its_own(cloud, route53, zone):
    cloud.dns.follow_route53()
    v2 = onboard(route53, zone)

    with mock_ses(at="2026-01-05T09:00Z"):
        inside = status(v2)
        change(route53, zone, "in.example.com", "A", "192.0.2.1")
    change(route53, zone, "out.example.com", "A", "192.0.2.1")

    assert inside == ("SUCCESS", "SUCCESS")
    assert cloud.dns.lookup("in.example.com", "A") == cloud.dns.lookup("out.example.com", "A") == ("192.0.2.1",)
    at = {name: cloud.dns._names[f"{name}.example.com"][0].at for name in ("in", "out")}
    assert at["in"] - at["out"] == 4 * 86400


def test_how_route53_writes_records(cloud, route53, zone):
    cloud.dns.follow_route53()
    long = "v=DKIM1; p=" + "A" * 400
    change(route53, zone, "TXT.example.com.", "TXT", f'"{long[:255]}" "{long[255:]}"', r'"a \"b\" \\ \052\303\244"')
    change(route53, zone, r"\052.example.com", "CNAME", "Else.example.org.")
    for part in "ab":
        change(route53, zone, "w.example.com", "MX", f"10 {part}.example.com", SetIdentifier=part, Weight=1)
    target = {"HostedZoneId": zone, "DNSName": "w.example.com", "EvaluateTargetHealth": False}
    change(route53, zone, "alias.example.com", "A", AliasTarget=target)

    assert cloud.dns.lookup("txt.example.com", "TXT") == (long, 'a "b" \\ *ä')
    assert cloud.dns.lookup("*.example.com", "CNAME") == ("Else.example.org.",)
    assert cloud.dns.lookup("w.example.com", "MX") == ("10 a.example.com", "10 b.example.com")
    assert cloud.dns.lookup("alias.example.com", "A") == ()


def test_the_nearest_public_zone_tells_a_name(cloud, route53, zone):
    inner = hosted(route53, "mail.example.com")
    private = hosted(route53, "secret.example.com", PrivateZone=True)
    change(route53, zone, "a.mail.example.com", "TXT", '"outer"')
    change(route53, inner, "a.mail.example.com", "TXT", '"inner"')
    change(route53, zone, "notmail.example.com", "TXT", '"outer"')
    change(route53, private, "a.secret.example.com", "TXT", '"private"')
    cloud.dns.follow_route53()

    assert cloud.dns.lookup("a.mail.example.com", "TXT") == ("inner",)
    assert cloud.dns.lookup("notmail.example.com", "TXT") == ("outer",)
    assert cloud.dns.lookup("a.secret.example.com", "TXT") == ()


def test_what_a_test_publishes_beside_it_stays(cloud, route53, zone):
    change(route53, zone, "a.example.com", "TXT", '"theirs"')
    cloud.dns.follow_route53()

    cloud.dns.publish("a.example.com", "TXT", "ours")
    cloud.dns.publish("a.example.com", "MX", "10 mx.example.com")

    assert cloud.dns.lookup("a.example.com", "TXT") == ("ours",)
    change(route53, zone, "a.example.com", "TXT", '"theirs again"')
    assert cloud.dns.lookup("a.example.com", "TXT") == ("theirs again",)
    change(route53, zone, "a.example.com", "TXT", '"theirs again"', action="DELETE")
    assert cloud.dns.lookup("a.example.com", "TXT") == ()
    assert cloud.dns.lookup("a.example.com", "MX") == ("10 mx.example.com",)
    assert there(route53, zone) == {}


def test_nothing_new_is_no_change(cloud, route53, zone):
    change(route53, zone, "a.example.com", "TXT", '"a"')
    cloud.dns.publish("a.example.com", "TXT", "a")
    before = cloud.dns.version
    cloud.dns.follow_route53()

    assert [record for record in ("TXT", "MX") if cloud.dns.lookup("a.example.com", record)] == ["TXT"]
    assert cloud.dns.version == before + 1  # the zone's own NS and SOA
    assert len(cloud.dns._names["a.example.com"]) == 1


def test_a_zone_that_is_deleted_is_gone(cloud, route53):
    zone = hosted(route53, "example.org")
    change(route53, zone, "a.example.org", "TXT", '"a"')
    cloud.dns.follow_route53()
    before = cloud.dns.lookup("a.example.org", "TXT")

    change(route53, zone, "a.example.org", "TXT", '"a"', action="DELETE")
    route53.delete_hosted_zone(Id=zone)

    assert (before, cloud.dns.lookup("a.example.org", "TXT")) == (("a",), ())


# ---- both ways ----


def test_verify_writes_the_hosted_zone(cloud, route53, zone):
    cloud.dns.follow_route53(both_ways=True)

    domain = cloud.verify("example.com")
    cloud.verify("example.org")  # which has no zone

    assert there(route53, zone) == {
        (f"{record.name}.", record.type): [f'"{value}"' if record.type == "TXT" else value for value in record.values]
        for record in domain.records
    }
    assert domain.status.name == "SUCCESS"


def test_what_is_published_and_removed_is_written(cloud, route53, zone):
    long = 'ä "quoted" \\ ' + "x" * 300
    for part in "ab":
        change(route53, zone, "w.example.com", "TXT", f'"{part}"', SetIdentifier=part, Weight=1)
    target = {"HostedZoneId": zone, "DNSName": "w.example.com", "EvaluateTargetHealth": False}
    change(route53, zone, "alias.example.com", "A", AliasTarget=target)
    change(route53, zone, "kept.example.com", "TXT", '"kept"')
    cloud.dns.follow_route53(both_ways=True)

    cloud.dns.publish("w.example.com", "TXT", long)
    cloud.dns.publish("alias.example.com", "A", "192.0.2.1")
    cloud.dns.publish("gone.example.com", "A", "192.0.2.1")
    cloud.dns.remove("gone.example.com")
    cloud.dns.publish("example.com", "TXT", "t")
    cloud.dns.remove("example.com")
    cloud.dns.publish("kept.example.com", "MX", "10 mx.example.com")

    quoted = r"\303\244 \"quoted\" \\ "
    assert there(route53, zone) == {
        ("w.example.com.", "TXT"): [f'"{quoted}{"x" * 241}" "{"x" * 59}"'],
        ("alias.example.com.", "A"): ["192.0.2.1"],
        ("kept.example.com.", "TXT"): ['"kept"'],
        ("kept.example.com.", "MX"): ["10 mx.example.com"],
    }
    assert cloud.dns.lookup("w.example.com", "TXT") == (long,)


def test_everything_is_written_where_everything_is_verified_at_creation(cloud, route53, zone):
    cloud.auto_verify = True
    cloud.dns.follow_route53(both_ways=True)

    boto3.client("sesv2").create_email_identity(EmailIdentity="example.com")

    assert len(there(route53, zone)) >= 3
    assert there(route53, zone).keys() == {
        (f"{record.name}.", record.type) for record in cloud.region().domain("example.com").records
    }


def test_what_route53_refuses_is_raised(cloud, route53, zone, monkeypatch):
    cloud.dns.follow_route53(route53, both_ways=True)
    change = route53.change_resource_record_sets
    monkeypatch.setattr(route53, "change_resource_record_sets", lambda **what: change(**{**what, "HostedZoneId": "Z"}))

    with pytest.raises(route53.exceptions.NoSuchHostedZone):
        cloud.dns.publish("x.example.com", "TXT", "x")


# ---- whose Route 53 ----


def test_without_moto_somebody_has_to_be_named():
    with mock_ses() as cloud, pytest.raises(RuntimeError, match="moto is not active, so whose Route 53"):
        cloud.dns.follow_route53()


def test_when_moto_is_left_nobody_is_asked(monkeypatch):
    with mock_ses() as cloud:
        with moto.mock_aws():
            route53 = boto3.client("route53", "us-east-1")
            change(route53, hosted(route53, "example.com"), "a.example.com", "TXT", '"a"')
            cloud.dns.follow_route53(both_ways=True)
        monkeypatch.setattr("botocore.httpsession.URLLib3Session.send", lambda *_: pytest.fail("the network is used"))

        cloud.dns.publish("b.example.com", "TXT", "b")

        assert cloud.dns.lookup("a.example.com", "TXT") == ("a",)
        with moto.mock_aws():  # a new one, without any zone
            assert cloud.dns.lookup("a.example.com", "TXT") == ()


def test_a_client_of_another_account(cloud):
    boto3.client("route53", "us-east-1").create_hosted_zone(Name="example.com", CallerReference="1")
    keys = boto3.client("sts", "us-east-1").assume_role(
        RoleArn="arn:aws:iam::222222222222:role/dns", RoleSessionName="dns"
    )["Credentials"]
    theirs = boto3.client(
        "route53",
        "us-east-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    change(theirs, hosted(theirs, "example.org"), "a.example.org", "TXT", '"a"')

    cloud.dns.follow_route53(theirs)

    assert cloud.dns.lookup("a.example.org", "TXT") == ("a",)
    assert cloud.dns.lookup("example.com", "SOA") == ()


def test_publishing_the_same_again_writes_nothing(cloud, route53, zone, monkeypatch):
    cloud.dns.follow_route53(route53, both_ways=True)
    cloud.dns.publish("a.example.com", "TXT", "a")
    monkeypatch.setattr(route53, "change_resource_record_sets", lambda **_: 1 / 0)

    cloud.dns.publish("a.example.com", "TXT", "a")

    assert there(route53, zone) == {("a.example.com.", "TXT"): ['"a"']}


def test_a_zone_that_goes_while_it_is_read(cloud, route53, zone, monkeypatch):
    change(route53, zone, "a.example.com", "TXT", '"a"')
    listed = route53.list_hosted_zones()
    cloud.dns.follow_route53(route53)
    before = cloud.dns.lookup("a.example.com", "TXT")
    change(route53, zone, "a.example.com", "TXT", '"a"', action="DELETE")
    route53.delete_hosted_zone(Id=zone)
    monkeypatch.setattr(route53, "list_hosted_zones", lambda **_: listed)

    assert (before, cloud.dns.lookup("a.example.com", "TXT")) == (("a",), ())


def test_the_look_that_began_last_counts(cloud, route53, zone, monkeypatch):
    """The first has read already when the second begins and ends."""
    client = boto3.client("route53", "us-east-1")
    cloud.dns.follow_route53(client)
    pages = client.get_paginator
    first = threading.get_ident()

    def slow(operation):
        if operation == "list_resource_record_sets" and threading.get_ident() == first:
            found = [*pages(operation).paginate(HostedZoneId=zone)]
            change(route53, zone, "a.example.com", "TXT", '"a"')
            other = threading.Thread(target=cloud.dns.lookup, args=("a.example.com", "TXT"))
            other.start()
            other.join(20)
            monkeypatch.undo()
            return type("Pages", (), {"paginate": lambda *_, **__: found})()
        return pages(operation)

    monkeypatch.setattr(client, "get_paginator", slow)

    assert cloud.dns.lookup("b.example.com", "TXT") == ()
    assert len(cloud.dns._names["a.example.com"]) == 1


def test_an_endpoint_is_asked_with_keys_that_are_nobodys(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    client = HostedZones("http://localhost:4566")._client

    assert client.meta.endpoint_url == "http://localhost:4566"
    assert client._request_signer._credentials.access_key == "test"


def test_an_error_of_the_client_reaches_whoever_asks(cloud, route53, monkeypatch):
    cloud.dns.follow_route53(route53)
    monkeypatch.setattr(type(route53), "get_paginator", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        boto3.client("sesv2").get_account()


def test_many_threads_at_once(cloud, route53, zone):
    cloud.dns.follow_route53(both_ways=True)
    errors = []

    def work(number):
        try:
            for turn in range(5):
                name = f"{number}-{turn}.example.com"
                change(route53, zone, name, "TXT", f'"{turn}"')
                assert cloud.dns.lookup(name, "TXT") == (str(turn),)
                cloud.dns.publish(f"ours-{name}", "TXT", "x")
        except Exception as error:  # shown at the end
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert len(there(route53, zone)) == 40


def test_values_that_are_none(cloud):
    """What other endpoints may say: a TXT without quotes, an empty one, a SOA that cannot be read."""

    class Pages:
        def __init__(self, *pages):
            self.pages = pages

        def paginate(self, **_):
            return self.pages

    class Client:
        class exceptions:  # noqa: N801
            NoSuchHostedZone = LookupError

        def get_paginator(self, operation):
            if operation == "list_hosted_zones":
                return Pages({"HostedZones": [{"Id": "1", "Name": "example.com."}]})
            records = [
                {"Name": "example.com.", "Type": kind, "ResourceRecords": [{"Value": value}]}
                for kind, value in [("TXT", "plain"), ("SPF", ""), ("SOA", "none")]
            ]
            return Pages(*({"ResourceRecordSets": [record]} for record in records))

    assert HostedZones(Client()).read() == {("example.com", "TXT"): ("plain",)}
    cloud.dns.follow_route53(Client())
    assert cloud.dns._records("example.com") == {"TXT": ("plain",)}
    assert Record("example.com", "TXT", cloud.dns.lookup("example.com", "TXT")).values == ("plain",)
