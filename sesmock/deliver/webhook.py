"""An HTTPS subscriber of an SNS topic: what SNS sends it, to a URL or to a function of the test.

Sources: SNS Developer Guide, "Parsing Amazon SNS message formats: HTTP/HTTPS headers", "Making sure your endpoint is
ready to process Amazon SNS messages", "Amazon SNS message delivery retries" (of which there are none here).
"""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit, urlunsplit

from sesmock.deliver.neighbours import NotTaken
from sesmock.outside import sns

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.outside.ports import Message

_PATIENCE = 15  # seconds that SNS waits for an answer (documented)


class Webhook:
    """One subscriber: a URL, or a function that is called with headers and body.

    Before the first message it gets a SubscriptionConfirmation. Once it has taken that it counts as confirmed, whether
    or not it has visited the SubscribeURL; until then it gets nothing else, and each message asks it again.
    """

    def __init__(self, topic: str, target: str | Callable[[dict[str, str], bytes], object]) -> None:
        self._topic = topic
        self._target = target
        self._confirmed = False

    def __repr__(self) -> str:
        return f"<Webhook of {self._topic}: {self._target}>"

    def __call__(self, message: Message) -> None:
        """Send a message; raises NotTaken for an answer that is no success, and what stands in the way of one."""
        envelope = message.envelope()
        if not self._confirmed:
            digest = blake2b(f"{envelope['MessageId']} confirmation".encode(), digest_size=16).hexdigest()
            self._send(
                sns.confirmation(
                    topic_arn=self._topic,
                    token=digest * 8,
                    message_id=f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-a{digest[17:20]}-{digest[20:]}",
                    at=datetime.fromisoformat(envelope["Timestamp"].replace("Z", "+00:00")).timestamp(),
                )
            )
            self._confirmed = True
        self._send(envelope)

    def _send(self, envelope: dict[str, str]) -> None:
        subscription = envelope.get("UnsubscribeURL", "").partition("SubscriptionArn=")[2]
        headers = {
            "x-amz-sns-message-type": envelope["Type"],
            "x-amz-sns-message-id": envelope["MessageId"],
            "x-amz-sns-topic-arn": self._topic,
            **({"x-amz-sns-subscription-arn": subscription} if subscription else {}),
            "Content-Type": "text/plain; charset=UTF-8",
            "User-Agent": "Amazon Simple Notification Service Agent",
        }
        body = json.dumps(envelope, ensure_ascii=False, indent=2).encode()  # indented, as samples are
        if not isinstance(self._target, str):
            answer = self._target(headers, body)
            status = getattr(answer, "status_code", answer)
        else:
            status = _post(self._target, headers, body)
        if isinstance(status, int) and not 200 <= status < 300:
            raise NotTaken(f"{self._target} answered a {envelope['Type']} with HTTP {status}")


class _AsItIs(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow nothing: the redirection is the answer."""


def _post(url: str, headers: dict[str, str], body: bytes) -> int:
    """The status of the answer; a name and password in the URL are sent as Basic authentication."""
    parts = urlsplit(url)
    if parts.username is not None:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        headers = {**headers, "Authorization": f"Basic {base64.b64encode(secret).decode('ascii')}"}
        url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    request = urllib.request.Request(url, body, headers)
    try:
        with urllib.request.build_opener(_AsItIs).open(request, timeout=_PATIENCE) as answer:
            status: int = answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    return status
