"""The pytest plugin: fixtures ``ses_cloud``, ``ses_client``, ``sesv2_client`` and the marker ``ses``.

It is loaded in every test run of every project that has sesmock installed, so it imports nothing but pytest until a
test asks for it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sesmock.cloud import Cloud

_MARKER = (
    "ses(region=…, account=…, at=…, seed=…, verified=[…], auto_verify=…, sandbox=…, localstack=…, deliver=…): "
    "run the test in a mock of Amazon SES with these settings"
)
_INI = "ses_auto_verify"
_GUARD = "ses_guard"
_OUTBOX = "--ses-outbox"
_ACTIVE = "sesmock.mock.active"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the ini options and ``--ses-outbox``."""
    parser.addoption(
        _OUTBOX, metavar="DIR", help="keep the SES mails of failing tests below this directory, as .eml and .html"
    )
    parser.addini(_GUARD, "stop every request to SES that is made outside any mock", "bool", default=False)
    parser.addini(_INI, "verify every SES identity at creation, unless a test says otherwise", "bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and guard the whole run if the ini file says so."""
    config.addinivalue_line("markers", _MARKER)
    if config.getini(_GUARD):
        from sesmock import guard

        guarding = guard()
        guarding.start()
        config.add_cleanup(guarding.stop)


def pytest_itemcollected(item: pytest.Item) -> None:
    """A marked test runs in the mock, whether or not it asks for the fixture (a unittest method cannot)."""
    if item.get_closest_marker("ses") is None or not isinstance(item, pytest.Function):
        return
    names = [name for name in item.fixturenames if name != "ses_cloud"]
    known = item._fixtureinfo.name2fixturedefs
    # After the fixtures of wider scope, which must not be set up inside, and before the test's own, which may.
    wider = [index for index, name in enumerate(names) if name in known and known[name][-1].scope != "function"]
    names.insert(wider[-1] + 1 if wider else 0, "ses_cloud")
    item.fixturenames = names  # a list of its own: the other parameter sets of this test share the old one


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Say how two mails differ."""
    sent = sys.modules.get("sesmock.domain.mails.sent")
    if sent is None or op != "==" or not isinstance(left, sent.SentMail) or not isinstance(right, sent.SentMail):
        return None
    differences = left.differences(right) or ["nothing but message id and time: two mails of the same content"]
    return [f"{left!r} == {right!r}", *differences]


def pytest_runtest_setup() -> None:
    """Watch the clouds of the test that begins."""
    active: Any = sys.modules.get(_ACTIVE)
    if active is not None:
        active.watched = list(active.clouds)  # such as that of a class


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Note what SES has refused; for a test that has failed, tell it, and keep the mails."""
    outcome: Any = yield
    active: Any = sys.modules.get(_ACTIVE)
    if active is None or not active.watched:
        return
    report = outcome.get_result()
    _note(report, [refused for cloud in active.watched for refused in cloud._take_refused()])
    if report.failed:
        _tell(report, item, active.watched)


def _note(report: Any, refused: list[Any]) -> None:
    """Put the reasons of refused sends on a report, in a form that xdist's workers can hand on."""
    reasons = [found.reason for found in refused if found.is_send and not found.staged]
    if reasons:
        report.ses_refused = {reason: reasons.count(reason) for reason in reasons}


def _tell(report: Any, item: pytest.Item, clouds: list[Cloud]) -> None:
    """Add to the report of a failing test what SES has refused, and where its mails are kept."""
    refused = [found for cloud in clouds for found in cloud.refused]
    if refused:
        from sesmock.domain.refused import told

        report.sections.append(("SES refused", told(refused, most=5)))
    delivered = [delivery for cloud in clouds for delivery in cloud._world.delivered()]
    if delivered:
        report.sections.append(("SES deliveries", "\n".join(map(repr, delivered))))
    directory = item.config.getoption(_OUTBOX)
    mails = [mail for cloud in clouds for mail in cloud.outbox] if directory and report.when == "call" else []
    if mails:
        report.sections.append(("SES outbox", _keep(directory, item.nodeid, mails)))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in one line how many sends SES has refused: code that swallows refusals leaves its tests green."""
    tests: dict[str, None] = {}
    reasons: dict[str, int] = {}
    for report in [report for reports in terminalreporter.stats.values() for report in reports]:
        for reason, count in getattr(report, "ses_refused", {}).items():
            tests[report.nodeid] = None
            reasons[reason] = reasons.get(reason, 0) + count
    if not reasons:
        return
    number = sum(reasons.values())
    often = sorted(reasons, key=lambda reason: -reasons[reason])
    most = []
    for reason in often[:3]:
        short = reason if len(reason) <= 100 else f"{reason[:99]}…"
        most.append(f"{short} ({reasons[reason]})" if reasons[reason] > 1 < len(often) else short)
    if len(often) > 3:
        most.append(f"and {len(often) - 3} more reasons")
    where = next(iter(tests)) if len(tests) == 1 else f"{len(tests)} tests, such as {next(iter(tests))}"
    sends = "1 send" if number == 1 else f"{number} sends"
    terminalreporter.write_line(f"SES: {sends} refused: {'; '.join(most)} (in {where})", yellow=True)


def _keep(directory: str, nodeid: str, mails: list[Any]) -> str:
    """Write each mail below a directory named after the test; returns what to tell about it."""
    import re
    from pathlib import Path

    folder = Path(directory) / re.sub(r"[^A-Za-z0-9._-]+", "_", nodeid)[-200:].lstrip(".")
    folder.mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(mails, 1):
        mail.save(folder / f"{number:03}.eml")
        mail.preview(folder / f"{number:03}.html")
    return f"{len(mails)} mail{'' if len(mails) == 1 else 's'} kept in {folder}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Restore the environment to the last variable, also where ``monkeypatch`` was undone after the mock."""
    yield
    mock = sys.modules.get("sesmock.mock.mock")
    if mock is not None:
        mock.settle()


@pytest.fixture
def ses_cloud(request: pytest.FixtureRequest) -> Iterator[Cloud]:
    """A `sesmock.Cloud` of its own for this test, active while it runs; ids repeat for the same test."""
    from sesmock.mock.mock import failure, mock_ses

    settings: dict[str, Any] = {}
    for marker in request.node.iter_markers("ses"):  # the closest first
        if marker.args:
            raise pytest.UsageError("@pytest.mark.ses takes keyword arguments only")
        settings = {**marker.kwargs, **settings}
    settings.setdefault("seed", request.node.nodeid)
    if request.config.getini(_INI):
        settings.setdefault("auto_verify", True)
    with mock_ses(**settings) as cloud:
        yield cloud
        failed = failure(cloud)
    if failed is not None:
        raise failed


@pytest.fixture
def ses_client(ses_cloud: Cloud) -> Iterator[Any]:
    """A boto3 ``ses`` client in the default region of `ses_cloud`."""
    yield from _client("ses", ses_cloud)


@pytest.fixture
def sesv2_client(ses_cloud: Cloud) -> Iterator[Any]:
    """A boto3 ``sesv2`` client in the default region of `ses_cloud`."""
    yield from _client("sesv2", ses_cloud)


def _client(service: str, cloud: Cloud) -> Iterator[Any]:
    from sesmock.hooks.sessions import kept_client  # a new client costs as much as thirty calls

    yield from kept_client(service, cloud.default_region)
