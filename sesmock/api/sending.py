"""What v1 and v2 spell alike in sending: contents, message tags and templates by name or ARN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.refusals import Invalid, TemplateNotFound
from sesmock.domain.template import Templates
from sesmock.mail.mime import Content

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region
    from sesmock.domain.template import Template

UNKNOWN_CHARSET = "Unsupported charset: {charset}"  # assumed text


def content(shape: Mapping[str, str] | None) -> Content | None:
    """``{"Data": …, "Charset": …}``; one without data is as good as none (seen on real SES).

    Raises Invalid for a charset nobody knows.
    """
    if shape is None or shape.get("Data") is None:
        return None
    charset = shape.get("Charset") or None
    if charset is not None and charset not in _known:
        try:
            "\r\n".encode(charset, "replace")
        except (LookupError, ValueError):  # unknown, or a codec of Python's that is no charset
            raise Invalid(UNKNOWN_CHARSET.format(charset=charset)) from None
        _known.add(charset)
    return Content(shape["Data"], charset)


_known = {"UTF-8", "utf-8"}


def whom(destination: Mapping[str, Sequence[str]]) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """``Destination`` as To, Cc and Bcc."""
    get = destination.get
    return get("ToAddresses", ()), get("CcAddresses", ()), get("BccAddresses", ())


def template_of(region: Region, name: str | None, arn: str | None) -> Template:
    """The stored template of that name or ARN; raises TemplateNotFound, or Invalid for an ARN of another kind."""
    if name or not arn:
        return region.of(Templates).require(name or "")
    from sesmock.outside import aws

    named = aws.arn(arn)
    if named is None or not named.resource.startswith("template/"):
        raise Invalid(f"Invalid template ARN: {arn}")  # assumed
    name = named.resource.removeprefix("template/")
    if arn != region.arn(named.resource):
        raise TemplateNotFound(name)  # assumed: nobody else's template can be had
    return region.of(Templates).require(name)
