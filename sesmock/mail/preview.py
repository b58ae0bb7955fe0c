"""A mail as one HTML page that a person opens in a browser; nothing in it is loaded from anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sesmock.mail.mime import Attachment


class Mail(Protocol):
    """What the page shows."""

    @property
    def subject(self) -> str: ...  # noqa: D102
    @property
    def text(self) -> str | None: ...  # noqa: D102
    @property
    def html(self) -> str | None: ...  # noqa: D102
    @property
    def headers(self) -> Sequence[tuple[str, str]]: ...  # noqa: D102
    @property
    def attachments(self) -> Sequence[Attachment]: ...  # noqa: D102
    @property
    def envelope_from(self) -> str: ...  # noqa: D102
    @property
    def fates(self) -> Mapping[str, str]: ...  # noqa: D102


_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; width: 100% } td { vertical-align: top; padding: .15rem .6rem .15rem 0 }
td:first-child { color: #666; white-space: nowrap } td { word-break: break-word }
iframe, pre { width: 100%; box-sizing: border-box; border: 1px solid #ccc; border-radius: 4px; background: #fff }
iframe { height: 36rem } pre { padding: 1rem; white-space: pre-wrap } h2 { font-size: 1rem; margin-top: 2rem }
"""


def page(mail: Mail) -> str:
    """The whole page. The mail's own HTML sits in a frame that may run and load nothing."""
    from html import escape

    parts = [f"<h1>{escape(mail.subject) or '(no subject)'}</h1>"]
    if mail.html is not None:
        parts.append(f'<h2>HTML</h2><iframe sandbox="" srcdoc="{escape(_POLICY + _with_images(mail))}"></iframe>')
    if mail.text is not None:
        parts.append(f"<h2>Text</h2><pre>{escape(mail.text)}</pre>")
    if mail.attachments:
        items = (
            f'<li><a download="{escape(a.filename or "attachment")}" '
            f'href="{_data(a, "application/octet-stream")}">'
            f"{escape(a.filename or 'attachment')}</a> ({escape(a.content_type or '')}, {len(a.content)} bytes)</li>"
            for a in mail.attachments
        )
        parts.append(f"<h2>Attachments</h2><ul>{''.join(items)}</ul>")
    parts.append(f"<h2>Envelope</h2>{_table([('MAIL FROM', mail.envelope_from), *mail.fates.items()])}")
    parts.append(f"<h2>Headers</h2>{_table(mail.headers)}")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(mail.subject)}</title>'
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _table(rows: Sequence[tuple[str, str]]) -> str:
    from html import escape

    cells = "".join(f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>" for name, value in rows)
    return f"<table>{cells}</table>"


def _data(attachment: Attachment, content_type: str) -> str:
    from base64 import b64encode

    return f"data:{content_type};base64,{b64encode(attachment.content).decode()}"


def _with_images(mail: Mail) -> str:
    """The HTML body with the parts it refers to by Content-ID (RFC 2392) put in their places."""
    import re

    inline = {a.content_id: a for a in mail.attachments if a.content_id is not None}

    def content(match: re.Match[str]) -> str:
        found = inline.get(match[1])
        return match[0] if found is None else _data(found, found.content_type or "application/octet-stream")

    return re.sub(r"(?i)cid:([^\s\"'()<>]+)", content, mail.html or "")


_POLICY = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
)


def write(mail: Mail, path: str | Path | None) -> Path:
    """Write the page to a file (default: a new temporary one) and return its path."""
    from pathlib import Path

    if path is None:
        import tempfile

        with tempfile.NamedTemporaryFile(prefix="sesmock-", suffix=".html", delete=False) as made:
            path = made.name
    file = Path(path)
    file.write_text(page(mail), encoding="utf-8")
    return file
