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
    "ses(region=…, account=…, at=…, seed=…, verified=[…], auto_verify=…, sandbox=…, deliver=…): "
    "run the test in a mock of Amazon SES with these settings"
)
_INI = "ses_auto_verify"
_GUARD = "ses_guard"
_OUTBOX = "--ses-outbox"


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


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Remember the clouds of the test that begins, if its mails are to be kept."""
    if item.config.getoption(_OUTBOX):
        from sesmock.mock import active as _active

        _active.watched = list(_active.clouds)  # such as that of a class


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Show what was delivered in a test that has failed, and keep its mails."""
    outcome: Any = yield
    if call.when != "call":
        return
    report = outcome.get_result()
    cloud: Any = getattr(item, "funcargs", {}).get("ses_cloud")
    if report.failed and cloud is not None and (told := cloud._world.delivered()):
        report.sections.append(("SES deliveries", "\n".join(map(repr, told))))
    directory = item.config.getoption(_OUTBOX)
    if not directory:
        return
    from sesmock.mock import active as _active

    mails = [mail for cloud in _active.watched or () for mail in cloud.outbox]
    _active.watched = None
    if report.failed and mails:
        report.sections.append(("SES outbox", _keep(directory, item.nodeid, mails)))


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
