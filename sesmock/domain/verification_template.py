"""Custom verification email templates, one store for both APIs.

Source: SES Developer Guide, "Using custom verification email templates".
"""

from __future__ import annotations


class VerificationTemplate:
    """One template; ``tags`` only ever come from v2."""

    __slots__ = ("content", "failure_url", "from_address", "name", "subject", "success_url", "tags")

    def __init__(
        self, name: str, from_address: str, subject: str, content: str, success_url: str, failure_url: str
    ) -> None:
        self.name = name
        self.from_address = from_address
        self.subject = subject
        self.content = content
        self.success_url = success_url
        self.failure_url = failure_url
        self.tags: dict[str, str] = {}


def is_url(text: str) -> bool:
    """Whether SES takes it as a redirection URL. What exactly it tests is assumed: http(s) and a host."""
    scheme, separator, rest = text.partition("://")
    host = rest.partition("/")[0]
    return scheme.lower() in {"http", "https"} and bool(separator and host) and not any(c.isspace() for c in text)
