"""Somebody follows a link in a mail: what happens then, and what comes back.

Recorded: a verification link leads on with status 302. Documented: what one-click unsubscribing is (RFC 8058). The
other statuses are assumed.
"""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING
from urllib.parse import quote

from sesmock.domain.events.event_type import AGENT, CLICK, IP, OPEN, Click, Open
from sesmock.domain.mails.links import Answer, is_of_ses, who_got
from sesmock.domain.mails.sent import Mails, SentMail

if TYPE_CHECKING:
    from sesmock.domain.events.event_type import Detail
    from sesmock.domain.region import Ses

# One transparent pixel.
_GIF = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


class _ById(dict[str, SentMail]):
    """The mails by id, as far as somebody has looked."""

    def __init__(self, ses: Ses) -> None:
        super().__init__()
        self._accepted = ses.of(Mails).accepted
        self._seen = 0

    def find(self, message_id: str) -> SentMail | None:
        """The mail of that id."""
        new = self._accepted[self._seen :]
        self._seen += len(new)
        self.update((mail.message_id, mail) for mail in new)
        return self.get(message_id)


def visit(
    ses: Ses,
    url: str,
    method: str = "GET",
    data: bytes = b"",
    *,
    user_agent: str = AGENT,
    ip: str = IP,
    by: str | None = None,
) -> Answer | None:
    """Follow a link: GET as a click does, POST to unsubscribe. None: it does not lead to SES.

    ``by`` is the recipient who does; else all of those who got the mail, for SES cannot tell them apart (documented).
    """
    found = _answer(ses, url, method, data, user_agent, ip, by)
    # To HEAD headers are the whole answer (RFC 9110 §9.3.2).
    return found if found is None or method != "HEAD" else found._replace(body=b"")


def _answer(ses: Ses, url: str, method: str, data: bytes, user_agent: str, ip: str, by: str | None) -> Answer | None:
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    host = host.partition(":")[0].lower()
    path = slash + path
    if scheme.lower() not in {"http", "https"}:
        return None
    if host.startswith("email-verification.") and is_of_ses(url):
        return _verify(ses, f"https://{host}{path}", method)
    if host.startswith("unsubscribe.") and is_of_ses(url):
        from sesmock.domain.mailbox.preferences import answer

        return answer(ses, f"https://{host}{path}", method, data)
    return _track(ses, host, path, method, user_agent, ip, by)


def _verify(ses: Ses, url: str, method: str) -> Answer:
    from sesmock.domain.identities import asking

    if method not in {"GET", "HEAD"}:
        return said(405, "Method Not Allowed")
    if method == "HEAD":
        return said(200, "")  # assumed: who only asks whether it is there verifies nothing
    with ses.world.lock:
        page = asking.follow(ses, url)
    return said(403, "Forbidden") if page is None else _redirect(page)


def _track(ses: Ses, host: str, path: str, method: str, user_agent: str, ip: str, by: str | None) -> Answer | None:
    from sesmock.domain.mails import tracking

    its_own = host.endswith(".awstrack.me")
    link = tracking.read(path)
    with ses.world.lock:
        mail = None if link is None else ses.of(_ById).find(link.message_id)
        if link is None or mail is None or not tracking.is_own(mail, link, host, path):
            return said(400, "Bad Request") if its_own else None
        if method not in {"GET", "HEAD"}:
            return said(405, "Method Not Allowed")
        happens = method == "GET" and mail._region.now() - mail.at <= tracking.COLLECTED
        if link.target is None:
            if happens:
                _happened(mail, OPEN, Open(ip, user_agent), by)
            return Answer(200, {"Content-Type": "image/gif", "Content-Length": str(len(_GIF))}, _GIF)
        if happens:
            _happened(mail, CLICK, Click(ip, user_agent, link.target, link.number), by)
        return _redirect(link.target)


def _happened(mail: SentMail, type_: str, detail: Detail, by: str | None) -> None:
    from sesmock.domain.events.publishing import happened

    happened(mail, type_, who_got(mail) if by is None else (by,), detail)


def _redirect(url: str) -> Answer:
    """To a URL, in which nothing but ASCII may stand in a header."""
    location = url if url.isascii() else quote(url, safe="%/:=&?~#+!$,;'@()*[]")
    return Answer(302, {"Location": location, "Content-Length": "0"}, b"")


def said(status: int, text: str, kind: str = "text/plain") -> Answer:
    """A page."""
    body = text.encode()
    return Answer(status, {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body))}, body)
