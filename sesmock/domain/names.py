"""What SES lets things be called: letters, digits, ``_`` and ``-`` of ASCII, mostly up to 64 of them."""

from __future__ import annotations

import re

from sesmock.domain.refusals import Invalid

LONGEST = 64

# The pools of IP addresses that SES has by itself (recorded): the shared one, and where dedicated addresses come to.
DEFAULT_POOL, SHARED_POOL = "ses-default-dedicated-pool", "ses-shared-pool"

_plain = re.compile(r"[A-Za-z0-9_-]+").fullmatch


def is_plain(name: str) -> bool:
    """Whether a name has no other characters, and some at all."""
    return _plain(name) is not None


def check(name: str | None, what: str, *, missing: str | None = None, title: str | None = None) -> str:
    """The name of a ``what`` ("configuration set"), if it can be one; raises Invalid in the words that most share.

    ``missing`` is the sentence where there is none, ``title`` what the sentence of the length begins with. Length
    comes before characters (probed).
    """
    if not name:
        raise Invalid(missing or f"The {what} name must be specified.")
    if len(name) > LONGEST:
        raise Invalid(f"{title or f'{what} name'.capitalize()} cannot exceed {LONGEST} characters.")
    if not is_plain(name):
        raise Invalid(f"Invalid {what} name <{name}>: only alphanumeric ASCII characters, '_', and '-' are allowed.")
    return name
