"""What a *user of sesmock* may meet as a Python exception; AWS's own refusals arrive as botocore's ``ClientError``."""

from __future__ import annotations


class SesmockError(Exception):
    """The root of everything sesmock raises in its own name."""


class OperationNotWritten(SesmockError, NotImplementedError):
    """The code under test called an SES operation that sesmock does not answer (yet)."""

    def __init__(self, api: str, operation: str) -> None:
        super().__init__(
            f"sesmock does not answer {api}.{operation} yet, so the call was stopped rather than faked. "
            "docs/coverage.md lists what is answered; docs/adding-an-operation.md tells how to add one."
        )
        self.api = api
        self.operation = operation


class ParameterNotWritten(SesmockError, NotImplementedError):
    """The code under test passed a parameter that the installed botocore knows and sesmock does not."""

    def __init__(self, api: str, operation: str, parameters: list[str]) -> None:
        names = ", ".join(sorted(parameters))
        super().__init__(
            f"sesmock does not know what {names} does to {api}.{operation}, and will not drop it silently. "
            "A newer sesmock may know it."
        )
        self.api = api
        self.operation = operation
        self.parameters = tuple(sorted(parameters))


class NetworkBlocked(SesmockError):
    """Something tried to reach an SES host on the network while a mock was active."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} was about to be reached over the network while sesmock is active. Use boto3, aiobotocore, "
            "requests or urllib3 (all answered in process), or Cloud.handle() to bridge another HTTP client."
        )
        self.host = host


class DnsFailure(SesmockError):
    """The mock DNS was told to fail for this name (``cloud.dns.fail``)."""

    def __init__(self, name: str, error: str) -> None:
        super().__init__(f"the mock DNS fails for {name}: {error}")
        self.name = name
        self.error = error


class DeliveryFailed(SesmockError, UserWarning):
    """Notifications of SES could not be delivered (``cloud.deliveries``): a warning when the outermost mock is left.

    With the pytest plugin's fixtures and marker it is the test's error.
    """
