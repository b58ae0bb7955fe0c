"""A mail as one HTML page that a person opens in a browser; nothing in it is loaded from anywhere.

The mail's own HTML is a stranger's. It sits in a frame whose scripts, forms and pop-ups are off (``sandbox``), under a
Content Security Policy that lets it load nothing. One script of ours, outside the frame and named by its hash in the
page's policy, makes the frame as tall as the mail and keeps links from leading away; without it the page works too,
with a frame that a person can pull taller.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

from sesmock.mail.mime import decode_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
:root { color-scheme: light dark; --ink: #1f2328; --dim: #59636e; --line: #d1d9e0; --page: #fff; --soft: #f6f8fa;
  --good: #1a7f37; --bad: #cf222e; --odd: #9a6700 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #9198a1; --line: #3d444d; --page: #0d1117;
  --soft: #161b22; --good: #3fb950; --bad: #f85149; --odd: #d29922 } }
* { box-sizing: border-box }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem;
  color: var(--ink); background: var(--page); overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem }
h2, summary { font-size: 1rem; font-weight: 600; margin: 2rem 0 .5rem } summary { cursor: pointer; margin-top: 1rem }
pre + details, table + details, iframe + script + details { margin-top: 2rem }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { text-align: left; vertical-align: top; padding: .2rem .75rem .2rem 0 }
th { width: 10rem; font-weight: 400; color: var(--dim) } details th { width: 14rem }
.files th { width: auto } .files td:nth-child(3), .files th:nth-child(3) { text-align: right; width: 8rem }
.files th:nth-child(2) { width: 12rem } thead th { border-bottom: 1px solid var(--line) }
iframe, pre, .note { width: 100%; border: 1px solid var(--line); border-radius: 6px }
iframe { display: block; height: 32rem; min-height: 4rem; resize: vertical }
pre { font: 13px/1.5 ui-monospace, monospace; margin: 0; padding: 1rem; white-space: pre-wrap; background: var(--soft) }
.note { margin: .5rem 0; padding: .5rem .75rem; background: var(--soft); color: var(--dim) }
.note ul { margin: .25rem 0; padding-left: 1.25rem } .note summary { font-weight: 400; font-size: inherit; margin: 0 }
.fate { font-weight: 600; color: var(--odd) } .Delivered { color: var(--good) }
.Bounced, .Complained, .Rejected, .Suppressed { color: var(--bad) }
a { color: inherit }
@media (max-width: 40rem) { table, tbody, tr, th, td { display: block } thead { display: none }
  th, td, .files td { width: auto !important; padding: 0; text-align: left !important }
  tr { padding: .3rem 0 } .files tr { border-top: 1px solid var(--line) } }
"""

_SCRIPT = """
const frame = document.querySelector("iframe");
const fit = () => {
  frame.style.height = 0;
  const border = frame.offsetHeight - frame.clientHeight, page = frame.contentDocument.documentElement;
  frame.style.height = page.scrollHeight + border + "px";
  frame.style.height = page.scrollHeight + border + frame.clientHeight - page.clientHeight + "px";
};
const stay = event => { if (event.target.closest("a, area")) event.preventDefault(); };
addEventListener("load", () => { fit(); frame.contentDocument.addEventListener("click", stay, true); });
addEventListener("resize", fit);
"""

_NOTHING_LOADS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_HASH = b64encode(sha256(_SCRIPT.encode()).digest()).decode()
_FRAME_HEAD = (
    f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_LOADS}">'
    "<style>:where(img:not([src^='data:'])) { display: inline-block; outline: 1px dashed #999 }</style>"
)


def page(mail: Mail) -> str:
    """The whole page. The mail's own HTML sits in a frame that may run and load nothing."""
    headers = {name.lower(): value for name, value in reversed(mail.headers)}
    on_top = [
        (name, f'<span dir="auto">{escape(decode_words(headers[name.lower()]))}</span>')
        for name in ("From", "Reply-To", "To", "Cc", "Date")
        if name.lower() in headers
    ]
    title = escape(mail.subject) or "(no subject)"
    parts = [f'<h1 dir="auto">{title}</h1>', _table([*on_top, ("Fate", _fates(mail.fates))])]
    shown: set[str] = set()
    if mail.html is not None:
        html, shown = _with_parts(mail.html, mail.attachments)
        parts += [
            "<h2>HTML</h2>",
            _notes(html),
            f'<iframe title="HTML body" sandbox="allow-same-origin" srcdoc="{escape(_FRAME_HEAD + html)}"></iframe>',
            f"<script>{_SCRIPT}</script>",
        ]
    if mail.text is not None:
        parts.append(f'<h2>Text</h2><pre dir="auto">{escape(mail.text)}</pre>')
    if mail.attachments:
        parts.append(f"<h2>Attachments</h2>{_files(mail.attachments, shown)}")
    envelope = [("MAIL FROM", mail.envelope_from), *(("RCPT TO", address) for address in mail.fates)]
    for name, rows in (("Envelope", envelope), ("Headers", mail.headers)):
        table = _table([(escape(key), escape(value)) for key, value in rows])
        parts.append(f"<details><summary>{name}</summary>{table}</details>")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_LOADS}; script-src \'sha256-{_HASH}\'">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _table(rows: Iterable[tuple[str, str]]) -> str:
    """Names and values, both HTML."""
    cells = "".join(f'<tr><th scope="row">{name}</th><td>{value}</td></tr>' for name, value in rows)
    return f"<table><tbody>{cells}</tbody></table>"


def _fates(fates: Mapping[str, str]) -> str:
    """What became of the mail; by recipient where they differ."""
    by_fate: dict[str, list[str]] = {}
    for address, fate in fates.items():
        by_fate.setdefault(fate, []).append(address)
    lines = [
        f'<span class="fate {fate}">{fate}</span>: {escape(", ".join(addresses))}'
        for fate, addresses in by_fate.items()
    ]
    return "<br>".join(lines) or '<span class="fate">Sent</span>'


def _files(attachments: Sequence[Attachment], shown: set[str]) -> str:
    """The attachments: name, type, size, and whether the HTML shows them."""
    rows = ""
    for a in attachments:
        name = escape(a.filename or "(no name)")
        download = f'<a download="{escape(a.filename or "attachment")}" href="{_data(a, None)}">{name}</a>'
        where = "attached" if a.disposition == "ATTACHMENT" else "inline"
        if a.content_id is not None:
            where += f", {'shown as' if a.content_id in shown else 'not shown:'} cid:{escape(a.content_id)}"
        size = f"{len(a.content):,} byte{'' if len(a.content) == 1 else 's'}"
        rows += f"<tr><td>{download}</td><td>{escape(a.content_type or '')}</td><td>{size}</td><td>{where}</td></tr>"
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Name", "Type", "Size", "Where"))
    return f'<table class="files"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _data(attachment: Attachment, content_type: str | None) -> str:
    """A ``data:`` URL; of no type in particular, unless one is given that is well formed."""
    if content_type is None or not re.fullmatch(r"[\w.+-]+/[\w.+-]+", content_type):
        content_type = "application/octet-stream"
    return f"data:{content_type};base64,{b64encode(attachment.content).decode()}"


def _with_parts(html: str, attachments: Iterable[Attachment]) -> tuple[str, set[str]]:
    """The HTML body as the frame has it, and the Content-IDs it shows.

    The parts it refers to (RFC 2392) are put in their places. Links to files and frames become unknown elements: the
    policy keeps them from loading anything, but browsers look up the name or open a connection beforehand.
    """
    parts = {a.content_id: a for a in attachments if a.content_id is not None}
    shown = set()

    def content(match: re.Match[str]) -> str:
        found = parts.get(match[1]) or parts.get(unquote(match[1]))
        if found is None or found.content_id is None:
            return match[0]
        shown.add(found.content_id)
        return _data(found, found.content_type)

    html = re.sub(r"(?i)(?<=[\"'(=;])cid:([^\s\"'()<>&]+)", content, html)
    return re.sub(r"(?i)<(?=(?:link|i?frame|fencedframe|object|embed)\b)", "<x-", html), shown


class _References(HTMLParser):
    """What an HTML text wants to load: images and other files, each once, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.images: dict[str, None] = {}
        self.others: dict[str, None] = {}
        self.feed(html.replace("<![", "<!-"))  # a comment to browsers, a stumbling block to this parser
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value}
        images = [given.get("background"), given.get("poster")]
        if tag in {"img", "image", "input", "source"} or tag.endswith(":fill"):
            images.append(given.get("src"))
            images += [one.split()[0] for one in re.split(r",\s+", given.get("srcset") or "") if one.strip()]
        elif "src" in given:
            self._add(self.others, given["src"])
        if tag == "x-link" and "stylesheet" in (given.get("rel") or "").lower():
            self._add(self.others, given.get("href"))
        for image in images:
            self._add(self.images, image)
        self._style(given.get("style") or "")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style":
            self._style(data)

    def _style(self, css: str) -> None:
        for imported in re.findall(r"@import\s*(?:url\()?\s*[\"']?([^\"'()\s;]+)", css):
            self._add(self.others, imported)
        css = re.sub(r"@import[^;]*|@font-face\s*{[^}]*}", "", css)
        for url in re.findall(r"url\(\s*[\"']?([^\"'()\s]+)", css):
            self._add(self.images, url)

    @staticmethod
    def _add(to: dict[str, None], url: str | None) -> None:
        if url is not None and not url.strip().lower().startswith("data:"):
            to[url.strip()] = None


def _notes(html: str) -> str:
    """What of the mail's HTML is not shown, and why."""
    wanted = _References(html)
    remote: list[str] = []
    missing: list[str] = []
    nowhere: list[str] = []
    for url in wanted.images:
        kind = remote if _host(url) else missing if url.lower().startswith("cid:") else nowhere
        kind.append(url)
    return (
        _note("remote image", remote, "not loaded: this page uses no network")
        + _note("image", missing, "not shown: the mail has no such part")
        + _note("image", nowhere, "not shown: in a mail only a whole address leads anywhere")
        + _note("other file", [*wanted.others], "not loaded")
    )


def _note(what: str, urls: Sequence[str], why: str) -> str:
    if not urls:
        return ""
    hosts: dict[str, int] = {}
    for url in urls:
        hosts[_host(url)] = hosts.get(_host(url), 0) + 1
    origin = ", ".join(f"{host} ({n})" if len(hosts) > 1 else host for host, n in hosts.items() if host)
    if len(urls) == 1:
        count = f"1 {what} ({urls[0]})" if not origin else f"1 {what} from {origin}"
    else:
        count = f"{len(urls)} {what}s{' from ' + origin if origin else ''}"
    items = "".join(f"<li>{escape(url)}</li>" for url in urls)
    return f'<details class="note"><summary>{escape(count)} {why}</summary><ul>{items}</ul></details>'


def _host(url: str) -> str:
    """The host of a web address; "" for anything else."""
    try:
        split = urlsplit(url)
    except ValueError:  # such as http://[
        return ""
    return split.netloc if split.scheme in {"", "http", "https"} else ""


def write(mail: Mail, path: str | Path | None) -> Path:
    """Write the page to a file (default: a new temporary one) and return its path."""
    if path is None:
        import tempfile

        with tempfile.NamedTemporaryFile(prefix="sesmock-", suffix=".html", delete=False) as made:
            path = made.name
    file = Path(path)
    file.write_text(page(mail), encoding="utf-8")
    return file
