"""The links by which people leave a contact list: the page of their preferences, and one click on the header's.

A POST of ``List-Unsubscribe=One-Click`` to the header's link unsubscribes, a GET of it only shows the page (RFC 8058
§3.1, §3.2). Of the page AWS documents what can be chosen there; how its form is spelt is assumed.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from sesmock.domain.contacts import unsubscribe
from sesmock.domain.contacts.contact_list import OPT_IN, OPT_OUT
from sesmock.domain.mails.links import Answer

if TYPE_CHECKING:
    from sesmock.domain.contacts.contact_list import Contact, ContactList
    from sesmock.domain.region import Ses

ALL = "unsubscribeAll"
TOPIC = "topic."  # and its name: OPT_IN or OPT_OUT


def answer(ses: Ses, url: str, method: str, data: bytes) -> Answer:
    """What comes back to whoever follows such a link."""
    with ses.world.lock:
        found = unsubscribe.read(ses, url)
        if found is None:
            return _page(404, "<p>This link is not valid.</p>")
        mail, is_page = found
        both = unsubscribe.contact_of(mail)
        if both is None:
            return _page(410, "<p>This list is no longer available.</p>")
        if method in {"GET", "HEAD"}:
            return _page(200, _form(url if is_page else unsubscribe.url_for(mail, page=True) or "", *both))
        if method != "POST":
            return _page(405, "<p>Method Not Allowed</p>")
        said = _read(data)
        if not is_page:
            if said.get("List-Unsubscribe") != "One-Click":
                return _page(400, "<p>List-Unsubscribe=One-Click is missing.</p>")
            unsubscribe.unsubscribe(mail)
            return _page(200, "<p>You have been unsubscribed.</p>")
        topics = {name.removeprefix(TOPIC): value for name, value in said.items() if name.startswith(TOPIC)}
        wanted = {name: value for name, value in topics.items() if value in {OPT_IN, OPT_OUT}}
        unsubscribe.choose(mail, wanted, unsubscribed=said.get(ALL) == "true")
        return _page(200, "<p>Your preferences have been saved.</p>")


def _read(data: bytes) -> dict[str, str]:
    """A form as browsers and mail programs send it: urlencoded, or as multipart/form-data (RFC 8058 §3.2)."""
    if data.startswith(b"--"):
        from email import message_from_bytes

        boundary = data.partition(b"\r\n")[0][2:].decode("latin-1")
        whole = f'Content-Type: multipart/form-data; boundary="{boundary}"\r\n\r\n'.encode("latin-1") + data
        fields = message_from_bytes(whole).walk()
        named = ((part.get_param("name", header="Content-Disposition"), part) for part in fields)
        return {str(name): str(part.get_payload()).strip() for name, part in named if name}
    return {name: values[-1] for name, values in parse_qs(data.decode("utf-8", "replace")).items()}


def _form(url: str, contact_list: ContactList, contact: Contact) -> str:
    """The form of the preferences of a contact, with a choice for each topic."""
    rows = []
    for topic in contact_list.topics.values():
        now = contact.preferences.get(topic.name, topic.default)
        boxes = "".join(
            f'<label><input type="radio" name="{TOPIC}{escape(topic.name)}" value="{value}"'
            f"{' checked' if value == now else ''}>{word}</label>"
            for value, word in ((OPT_IN, "Subscribed"), (OPT_OUT, "Unsubscribed"))
        )
        rows.append(f"<fieldset><legend>{escape(topic.display_name)}</legend>{boxes}</fieldset>")
    checked = " checked" if contact.unsubscribed else ""
    rows.append(f'<label><input type="checkbox" name="{ALL}" value="true"{checked}>Unsubscribe from all</label>')
    return f'<form method="post" action="{escape(url)}">{"".join(rows)}<button>Save</button></form>'


def _page(status: int, content: str) -> Answer:
    body = f"<!DOCTYPE html><title>Email preferences</title><h1>Email preferences</h1>{content}".encode()
    return Answer(status, {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}, body)
