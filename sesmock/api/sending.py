"""What v1 and v2 spell alike in sending, each shape read once: contents, recipients, tags, and bulk results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.domain.mails.draft import Recipients, Simple
from sesmock.domain.refusals import Worded
from sesmock.mail.mime import Attachment, Content

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sesmock.domain.mails.draft import Headers, Tags
    from sesmock.domain.refusals import Refusal
    from sesmock.domain.region import Region


def simple(shape: Mapping[str, Any]) -> Simple:
    """``{"Subject": …, "Body": {"Text": …, "Html": …}}``, in v2 with headers and attachments."""
    body = shape.get("Body") or {}
    return Simple(
        _content(shape.get("Subject")),
        _content(body.get("Text")),
        _content(body.get("Html")),
        headers(shape["Headers"]) if "Headers" in shape else (),
        attachments(shape["Attachments"]) if "Attachments" in shape else (),
    )


def _content(shape: Mapping[str, str] | None) -> Content | None:
    """``{"Data": …, "Charset": …}``; one without data is as good as none (seen on real SES)."""
    if shape is None or shape.get("Data") is None:
        return None
    return Content(shape["Data"], shape.get("Charset") or None)


def headers(shapes: Sequence[Mapping[str, str]]) -> Headers:
    """``[{"Name": …, "Value": …}]`` as pairs."""
    return tuple([(shape["Name"], shape["Value"]) for shape in shapes])


def attachments(shapes: Sequence[Mapping[str, Any]]) -> tuple[Attachment, ...]:
    """v2's ``Attachments``."""
    return tuple(
        [
            Attachment(
                shape["FileName"],
                shape["RawContent"],
                shape.get("ContentType"),
                shape.get("ContentDisposition", "ATTACHMENT"),
                shape.get("ContentId"),
                shape.get("ContentDescription"),
                shape.get("ContentTransferEncoding", "SEVEN_BIT"),
            )
            for shape in shapes
        ]
    )


def recipients(destination: Mapping[str, Sequence[str]]) -> Recipients:
    """``Destination``."""
    get = destination.get
    return Recipients(tuple(get("ToAddresses", ())), tuple(get("CcAddresses", ())), tuple(get("BccAddresses", ())))


def tags(shapes: Sequence[Mapping[str, str]]) -> Tags:
    """Message tags as pairs; one of the two may be missing."""
    return () if not shapes else tuple([(shape.get("Name"), shape.get("Value")) for shape in shapes])


def entry_statuses(
    call: tuple[Region, str],
    entries: Sequence[Mapping[str, Any]],
    results: Sequence[str | Refusal],
    success: str,
    wording: Mapping[type[Refusal], str],
    spell: Callable[[str], str] = str,
) -> list[dict[str, object]]:
    """What became of each destination of a bulk call: its MessageId, or the status of the refusal's nearest class.

    ``call`` is where it was made and its operation; ``spell`` makes an API's own spelling of a status that a test has
    staged.
    """
    statuses: list[dict[str, object]] = []
    for entry, result in zip(entries, results, strict=True):
        if isinstance(result, str):
            statuses.append({"Status": success, "MessageId": result})
        else:
            statuses.append(_refused(call, entry, result, wording, spell))
    return statuses


def _refused(
    call: tuple[Region, str],
    entry: Mapping[str, Any],
    result: Refusal,
    wording: Mapping[type[Refusal], str],
    spell: Callable[[str], str],
) -> dict[str, object]:
    from sesmock.domain.refused import Refusals

    if isinstance(result, Worded):
        status = spell(result.code)
    else:
        status = next(wording[kind] for kind in type(result).__mro__ if kind in wording)
    region, operation = call
    region.ses.of(Refusals).note(region, operation, status, result, entry)
    return {"Status": status, "Error": result.message} if result.message is not None else {"Status": status}
