"""sesmock: Amazon SES (boto3 ``ses`` and ``sesv2``) in your test process, with real identities and real DKIM.

Names are fetched on first use (PEP 562); importing sesmock imports nothing else.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesmock.cloud import Cloud as Cloud
    from sesmock.errors import DeliveryFailed as DeliveryFailed
    from sesmock.errors import DnsFailure as DnsFailure
    from sesmock.errors import NetworkBlocked as NetworkBlocked
    from sesmock.errors import OperationNotWritten as OperationNotWritten
    from sesmock.errors import ParameterNotWritten as ParameterNotWritten
    from sesmock.errors import SesmockError as SesmockError
    from sesmock.mock.mock import Mock as Mock
    from sesmock.mock.mock import mock_ses as mock_ses
    from sesmock.mock.mock import mock_sesv2 as mock_sesv2
    from sesmock.outside import Delivery as Delivery
    from sesmock.wire.message import Request as Request
    from sesmock.wire.message import Response as Response
    from sesmock.world.dns import Record as Record

_HOMES = {
    "Cloud": "cloud",
    "Delivery": "outside",
    "DeliveryFailed": "errors",
    "DnsFailure": "errors",
    "Mock": "mock.mock",
    "NetworkBlocked": "errors",
    "OperationNotWritten": "errors",
    "ParameterNotWritten": "errors",
    "Record": "world.dns",
    "Request": "wire.message",
    "Response": "wire.message",
    "SesmockError": "errors",
    "mock_ses": "mock.mock",
    "mock_sesv2": "mock.mock",
}

__all__ = [*_HOMES]  # noqa: PLE0604
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'sesmock' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f"sesmock.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
