"""Speed and memory beside moto, in one run, as ratios: ``python tests/bench/bench.py``.

Absolute times of a shared machine say little, so nearly every row is a ratio to botocore's own floor: the same
client and call, answered with the same bytes by a ``before-send`` handler. Needs moto for the column beside.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROUNDS = 9


def best(call: Callable[[], object], count: int) -> float:
    """Seconds of one call: the fastest of some rounds, since noise only ever adds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(count):
            call()
        times.append((time.perf_counter() - start) / count)
    return min(times)


class _Raw:
    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.body


def canned(client: Any, body: bytes, headers: Any) -> Callable[[], None]:
    """Answer every call of a client with these bytes; returns how to stop that."""
    from botocore.awsrequest import AWSResponse

    def answer(request: Any, **_: object) -> AWSResponse:
        return AWSResponse(request.url, 200, headers, _Raw(body))

    client.meta.events.register_first("before-send", answer, unique_id="canned")
    return lambda: client.meta.events.unregister("before-send", unique_id="canned")


def ratio(client: Any, call: Callable[[], object], count: int) -> float:
    """One call over botocore's floor: the same call answered with the same bytes, the two in turn."""
    seen: dict[str, Any] = {}

    def keep(response_dict: dict[str, Any], **_: object) -> None:
        seen.update(body=response_dict["body"], headers=dict(response_dict["headers"]))

    client.meta.events.register("before-parse", keep, unique_id="keep")
    call()
    client.meta.events.unregister("before-parse", unique_id="keep")
    ratios = []
    for _ in range(5):
        mocked = best(call, count)
        stop = canned(client, bytes(seen["body"]), seen["headers"])
        with _without_moto():
            floor = best(call, count)
        stop()
        ratios.append(mocked / floor)
    return statistics.median(ratios)


@contextlib.contextmanager
def _without_moto() -> Iterator[None]:
    """moto answers at before-send as well, so it must be silent while the floor is measured."""
    core: Any = sys.modules.get("moto.core.models")
    if core is None:
        yield
        return
    was, core.botocore_stubber.enabled = core.botocore_stubber.enabled, False
    yield
    core.botocore_stubber.enabled = was


SIMPLE = {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello " * 20}}}}


def calls(peer: str, verify: Callable[[str], object]) -> dict[str, float]:
    """The rows that are single calls."""
    import boto3

    v2, v1 = boto3.client("sesv2", region_name="us-east-1"), boto3.client("ses", region_name="us-east-1")
    v2.create_email_identity(EmailIdentity="example.com")
    v1.verify_domain_identity(Domain="example.org")
    v1.verify_email_identity(EmailAddress="me@example.net")
    verify("me@example.net")
    number = iter(range(10**9))
    rows = {
        "get_email_identity": ratio(v2, lambda: v2.get_email_identity(EmailIdentity="example.com"), 200),
        "get_identity_dkim_attributes": ratio(
            v1, lambda: v1.get_identity_dkim_attributes(Identities=["example.com"]), 200
        ),
        "create_email_identity": ratio(
            v2, lambda: v2.create_email_identity(EmailIdentity=f"d{next(number)}.example"), 200
        ),
    }
    to = {"ToAddresses": ["ann@example.org"]}
    rows["send_email (v2)"] = ratio(
        v2, lambda: v2.send_email(FromEmailAddress="me@example.net", Destination=to, Content=SIMPLE), 200
    )
    rows["send_email (v1)"] = ratio(
        v1, lambda: v1.send_email(Source="me@example.net", Destination=to, Message=SIMPLE["Simple"]), 200
    )
    v1.create_template(
        Template={"TemplateName": "t", "SubjectPart": "Hi {{name}}", "TextPart": "Dear {{name}}, " * 5,
                  "HtmlPart": "<p>{{#if name}}Dear {{name}}{{/if}}</p>"}
    )  # fmt: skip
    entries = [
        {"Destination": {"ToAddresses": [f"a{i}@example.org"]},
         "ReplacementEmailContent": {"ReplacementTemplate": {"ReplacementTemplateData": json.dumps({"name": f"n{i}"})}}}
        for i in range(50)
    ]  # fmt: skip
    content = {"Template": {"TemplateName": "t", "TemplateData": "{}"}}
    if peer == "sesmock":
        v1.create_receipt_rule_set(RuleSetName="main")
        for i in range(200):
            named = [f"user{i}@example.com", f"d{i}.example"]
            actions = [
                {"S3Action": {"BucketName": "mails", "ObjectKeyPrefix": f"in/{i}"}},
                {"StopAction": {"Scope": "RuleSet"}},
            ]
            rule = {"Name": f"r{i}", "Enabled": True, "Recipients": named, "Actions": actions}
            v1.create_receipt_rule(RuleSetName="main", Rule=rule)
        v1.set_active_receipt_rule_set(RuleSetName="main")
        rows["describe an active set of 200 rules"] = ratio(v1, v1.describe_active_receipt_rule_set, 3)
        rows["send_bulk_email, 50 templated"] = ratio(
            v2,
            lambda: v2.send_bulk_email(
                FromEmailAddress="me@example.net", DefaultContent=content, BulkEmailEntries=entries
            ),
            10,
        )
    return rows


def entering(mock: Callable[[], Any]) -> float:
    """Milliseconds of entering and leaving an empty mock."""

    def once() -> None:
        with mock():
            pass

    once()
    return best(once, 20) * 1000


def both_over_moto() -> float:
    """Milliseconds of entering and leaving the combined mock over moto's own.

    moto makes thousands of objects each time, which costs ten times as much and varies by more than what is measured:
    so the garbage collector is silent meanwhile, the two are entered in turn, and the fastest of each counts.
    """
    from moto import mock_aws as theirs

    from sesmock.moto import mock_aws as ours

    seen: dict[Any, list[float]] = {theirs: [], ours: []}
    for _ in range(5):
        gc.collect()
        gc.disable()
        for mock, times in 100 * list(seen.items()):
            start = time.perf_counter()
            with mock():
                pass
            times.append(time.perf_counter() - start)
        gc.enable()
    return (min(seen[ours]) - min(seen[theirs])) * 1000


COLD = {
    "floor": """
import os
os.environ.update(AWS_ACCESS_KEY_ID="a", AWS_SECRET_ACCESS_KEY="b")
import boto3
from botocore.awsrequest import AWSResponse
class Raw:
    def stream(self, **k): yield b'{"VerifiedForSendingStatus":false}'
def answer(request, **k): return AWSResponse(request.url, 200, {"content-type": "application/json"}, Raw())
client = boto3.client("sesv2", region_name="us-east-1")
client.meta.events.register("before-send", answer)
client.create_email_identity(EmailIdentity="example.com")
""",
    "sesmock": """
import boto3
from sesmock import mock_sesv2
with mock_sesv2():
    client = boto3.client("sesv2", region_name="us-east-1")
    client.create_email_identity(EmailIdentity="example.com")
""",
    "moto": """
import boto3
from moto import mock_aws
with mock_aws():
    client = boto3.client("sesv2", region_name="us-east-1")
    client.create_email_identity(EmailIdentity="example.com")
""",
}
# A full garbage collection costs more than all that is measured here, and whether one falls before the first answer
# depends on what a process has made before. So the row is of processes that have made more and more, up to as much as
# lies between two full collections: the mean is what a user pays on average.
MADE_BEFORE = range(0, 8400, 700)
BEFORE = "made_before = [[] for _ in range({})]\n"
# Not getrusage(): its figure survives exec, so a child would show its parent's peak.
PEAK = "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"


def cold(peer: str) -> tuple[float, float]:
    """Time and peak memory of a whole process to its first answer, over boto3 with a canned answer."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": tempfile.gettempdir()}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package has its byte code

    def run(name: str, before: int) -> tuple[float, int]:
        code = BEFORE.format(before) + COLD[name] + PEAK
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environ)
        return time.perf_counter() - start, int(done.stdout)

    for name in ("floor", peer):
        run(name, 0)
    rounds = [[(run("floor", before), run(peer, before)) for before in MADE_BEFORE] for _ in range(3)]
    # By starting point the fastest of three, since noise only ever adds; then the mean over the starting points.
    fastest = [[min(pair[side][0] for pair in same) for side in (0, 1)] for same in zip(*rounds, strict=True)]
    seconds = sum(ours for _, ours in fastest) / sum(floor for floor, _ in fastest)
    memory = statistics.median(ours[1] / floor[1] for pairs in rounds for floor, ours in pairs)
    return seconds, memory


def one_test() -> float:
    """A test of fixture, client and one call, over the bare call with a kept client."""
    import boto3

    from sesmock import mock_ses, pytest_plugin

    with mock_ses():
        kept = boto3.client("sesv2", region_name="us-east-1")
        kept.create_email_identity(EmailIdentity="example.com")
        bare = best(kept.get_account, 200)

    def test() -> None:  # what the fixtures do, without pytest's own work around it
        with mock_ses(seed="x") as cloud:
            fixture = pytest_plugin._client("sesv2", cloud)
            next(fixture).get_account()
            next(fixture, None)

    test()
    return best(test, 50) / bare


def many() -> dict[str, float]:
    """100,000 identities, then 100,000 mails."""
    import boto3

    from sesmock import mock_ses

    rows = {}
    with mock_ses() as cloud:
        v2 = boto3.client("sesv2", region_name="us-east-1")
        v2.create_email_identity(EmailIdentity="a@example.com")
        few = best(lambda: v2.get_email_identity(EmailIdentity="a@example.com"), 200)
        cloud.limits.identities = 200_000
        region = cloud.region()
        for number in range(100_000):
            region.identities.new_address(f"user{number}@example.com")
        start, pages = time.perf_counter(), 0
        token: dict[str, Any] = {}
        while True:
            page = v2.list_email_identities(PageSize=1000, **token)
            pages += 1
            if "NextToken" not in page:
                break
            token = {"NextToken": page["NextToken"]}
        rows["list 100,000 identities by pages, seconds"] = time.perf_counter() - start
        rows["get 1 of 100,000 over 1 of 10"] = (
            best(lambda: v2.get_email_identity(EmailIdentity="user99999@example.com"), 200) / few
        )
    with mock_ses(verified=["me@example.net"]) as cloud:
        cloud.limits.max_24_hour_send = -1
        v2 = boto3.client("sesv2", region_name="us-east-1")

        def send() -> object:
            return v2.send_email(
                FromEmailAddress="me@example.net", Destination={"ToAddresses": ["ann@example.org"]}, Content=SIMPLE
            )

        first = best(send, 200)
        gc.collect()
        before = _resident()
        sent = len(cloud.outbox)
        for _ in range(100_000):
            send()
        kept = (_resident() - before) / (len(cloud.outbox) - sent)
        rows["KB kept for each of 100,000 mails"] = kept / 1024
        rows["send_email with 100,000 kept over the first ones"] = best(send, 200) / first
    with mock_ses(verified=["example.com"]) as cloud:
        v2 = boto3.client("sesv2", region_name="us-east-1")
        v2.send_email(
            FromEmailAddress="me@example.com", Destination={"ToAddresses": ["ann@example.org"]}, Content=SIMPLE
        )
        rows["RSA keys made by sending"] = float(len(cloud._world.keys._keys))
        mail = cloud.outbox.last
        _ = mail.raw

        def sign() -> None:
            mail._kept.pop("raw")
            _ = mail.raw

        rows["signing a mail when looked at, ms"] = best(sign, 20) * 1000
    return rows


def _resident() -> int:
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


AIMS = {
    "get_email_identity": "≤ 1.15", "get_identity_dkim_attributes": "≤ 1.15", "create_email_identity": "≤ 1.15",
    "describe an active set of 200 rules": "≤ 1.2",
    "send_email (v2)": "≤ 1.2", "send_email (v1)": "≤ 1.2", "send_bulk_email, 50 templated": "≤ 2",
    "entering and leaving, ms": "≤ 0.1", "the same of sesmock.moto.mock_aws, over moto's": "≤ 0.2",
    "cold process to first answer": "≤ 1.10", "peak memory": "≤ 1.1",
    "fixture + client + one call, over the bare call": "≤ 2", "list 100,000 identities by pages, seconds": "< 1.5",
    "get 1 of 100,000 over 1 of 10": "≈ 1", "KB kept for each of 100,000 mails": "≤ 3",
    "send_email with 100,000 kept over the first ones": "≈ 1", "RSA keys made by sending": "0",
    "signing a mail when looked at, ms": "≤ 2",
}  # fmt: skip


def measure() -> dict[str, dict[str, float]]:
    """Everything, for both."""
    from sesmock import mock_ses

    with mock_ses() as cloud:
        cloud.limits.identities = 10**9
        cloud.limits.max_24_hour_send = -1
        ours = calls("sesmock", cloud.verify)
    ours["entering and leaving, ms"] = entering(mock_ses)
    ours["fixture + client + one call, over the bare call"] = one_test()
    ours |= many()
    ours["cold process to first answer"], ours["peak memory"] = cold("sesmock")
    table = {"sesmock": ours}
    try:
        from moto import mock_aws
    except ImportError:
        return table
    with mock_aws():
        theirs = calls("moto", str)
    theirs["entering and leaving, ms"] = entering(mock_aws)
    ours["the same of sesmock.moto.mock_aws, over moto's"] = both_over_moto()
    theirs["cold process to first answer"], theirs["peak memory"] = cold("moto")
    return table | {"moto": theirs}


def main() -> None:
    """Print the table."""
    table = measure()
    width = max(map(len, AIMS))
    print("Ratios to botocore's floor, unless the row says otherwise; lower is better.\n")
    print(f"{'what':{width}}  {'aim':>7}  {'sesmock':>8}  {'moto':>8}")
    for name, aim in AIMS.items():
        cells = (table.get(peer, {}).get(name) for peer in ("sesmock", "moto"))
        print(f"{name:{width}}  {aim:>7}  " + "  ".join(f"{'–' if c is None else format(c, '8.2f'):>8}" for c in cells))


if __name__ == "__main__":
    main()
