"""The key record in DNS: RFC 6376 §3.6.1."""

from __future__ import annotations

import re


def key_record(public_base64: str) -> str:
    """The TXT value that publishes a public key. Like SES's own records it has the ``p=`` tag and no other."""
    return f"p={public_base64}"


def public_key_of(txt: str) -> str | None:
    """The base64 public key a TXT value publishes.

    None if the value is no valid list of tags (RFC 6376 §3.2), is of another version or key type, or was revoked
    by an empty ``p=``.
    """
    tags = key_tags(txt)
    if tags is None or tags.get("k", "rsa") != "rsa":
        return None
    return re.sub(r"\s", "", tags.get("p", "")) or None


def key_tags(txt: str) -> dict[str, str] | None:
    """The tags of a key record of this version of DKIM; None if it is no list of tags, or of another version."""
    tags = tag_list(txt)
    # v= is optional, but must come first and read DKIM1.
    if tags is None or ("v" in tags and (next(iter(tags)) != "v" or tags["v"] != "DKIM1")):
        return None
    return tags


def tag_list(text: str) -> dict[str, str] | None:
    """Names and values of a list of tags (RFC 6376 §3.2), in order; None if it is none."""
    tags: dict[str, str] = {}
    for spec in text.strip().removesuffix(";").split(";"):
        name, equals, value = spec.partition("=")
        name = name.strip()
        # Tags with duplicate names make the whole list invalid.
        if not equals or name in tags or not re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name):
            return None
        tags[name] = value.strip()
    return tags
