"""What LocalStack tells of SES over HTTP, for tests that look there: ``/_aws/ses`` and ``/_localstack/health``.

Source: LocalStack's documentation, "Simple Email Service (SES)", "Retrieve Sent Emails". What differs is on purpose:
``email`` may be a recipient too, and each destination of a bulk call has its mail.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from sesmock.domain.mails.draft import Raw, Templated
from sesmock.domain.mails.sent import Mails
from sesmock.wire.message import Response

if TYPE_CHECKING:
    from sesmock.domain.mails.sent import SentMail
    from sesmock.domain.region import Ses

_PORTS = {"http": 80, "https": 443}


def check(url: object) -> None:
    """Refuse what cannot be where LocalStack is; raises TypeError or ValueError."""
    problem = f"localstack takes a URL such as 'http://localhost:4566', not {url!r}"
    if not isinstance(url, str):
        raise TypeError(problem)
    if _origin(url) is None:
        raise ValueError(problem)


def _origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of a URL; None for what is none."""
    try:
        parts = urlsplit(url)
        if parts.hostname:
            return parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]
    except (KeyError, ValueError):
        pass
    return None


def answer(ses: Ses, base: str, method: str, url: str) -> Response | None:
    """What the LocalStack at a base URL would say; None where it is not asked, or not about SES."""
    if _origin(url) != _origin(base):
        return None
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if path == "/_localstack/health" and method in {"GET", "HEAD"}:
        return _json(200, {"services": {"ses": "running", "sesv2": "running"}})
    if path != "/_aws/ses":
        return None
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    mails = ses.of(Mails).sent
    wanted = asked.get("id")
    if method == "GET":
        return _json(200, {"messages": [_told(mail) for mail in mails if _fits(mail, wanted, asked.get("email"))]})
    if method != "DELETE":
        return _json(405, {"message": "The method is not allowed for the requested URL."})
    left = [] if wanted is None else [mail for mail in mails if mail.message_id != wanted]
    if wanted is not None and len(left) == len(mails):
        return _json(404, {"message": f"There is no message {wanted}."})
    mails[:] = left
    return Response(204, {}, b"")


def _json(status: int, body: object) -> Response:
    return Response(status, {"Content-Type": "application/json"}, json.dumps(body).encode())


def _fits(mail: SentMail, id_: str | None, email: str | None) -> bool:
    if id_ and id_ != mail.message_id:
        return False
    return not email or email in {mail.source, *mail.recipients}


def _told(mail: SentMail) -> dict[str, Any]:
    """One mail, in LocalStack's members; of a raw one it has no destination."""
    told: dict[str, Any] = {
        "Id": mail.message_id,
        "Region": mail.region,
        "Timestamp": f"{mail.time:%Y-%m-%dT%H:%M:%S}",
        "Source": mail.source,
    }
    content = mail._draft.content
    if isinstance(content, Raw):
        return {**told, "RawData": content.data.decode("utf-8", "replace")}
    told["Destination"] = destination(mail)
    if isinstance(content, Templated):
        given = content.text if content.own_text is None else content.own_text
        return {**told, "Template": content.template.name, "TemplateData": given or ""}
    return {**told, "Subject": mail.subject, "Body": {"text_part": mail.text, "html_part": mail.html}}


def destination(mail: SentMail) -> dict[str, list[str]]:
    """To, Cc and Bcc of a mail as a request has them; those that nobody is in are left out."""
    lists = {"ToAddresses": mail.to, "CcAddresses": mail.cc, "BccAddresses": mail.bcc}
    return {name: list(addresses) for name, addresses in lists.items() if addresses}
