"""A mail goes through the rules that take it, and its actions are done: outside the lock, since neighbours do them.

Source: SES Developer Guide, "Receipt rules", "Email receiving action options". What a failed action does to those that
follow is not documented: SES tries again for four hours. Here it is tried once, and the walk goes on (assumed).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sesmock.domain.events.notice import Told, deliver
from sesmock.domain.receiving import headers, payload
from sesmock.domain.receiving.bouncing import Reason, bounce, too_large
from sesmock.domain.receiving.received import ActionRun, RuleRun
from sesmock.domain.receiving.rule import S3, AddHeader, Bounce, Connect, Lambda, Sns, Stop, WorkMail
from sesmock.domain.receiving.targets import key, topic_of
from sesmock.mail.mime import Message, parts_of
from sesmock.outside.aws import Arn

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.domain.receiving.arrival import Arrival, Share
    from sesmock.domain.receiving.rule import Action
    from sesmock.domain.receiving.verdicts import Verdicts
    from sesmock.domain.region import Ses

MOST_ATTACHMENTS = 10  # of a mail for Connect; one with more is bounced (documented)
_STOP_RULE, _STOP_RULE_SET = "STOP_RULE", "STOP_RULE_SET"


class Walk:
    """The way of a mail through the rules of one account."""

    def __init__(
        self,
        ses: Ses,
        arrival: Arrival,
        share: Share,
        message: Message,
        raw: bytes,
        verdicts: Verdicts,
        generation: int,
    ) -> None:
        self._ses = ses
        self._arrival = arrival
        self._share = share
        self._message = message  # as it was sent
        self._raw = raw  # as the next action sees it
        self._mail: dict[str, Any] | None = None  # the same, as payloads show it
        self._verdicts = verdicts
        self._generation = generation
        self._rule, self._recipients = share.rules[0]  # what it is at
        self._stopped = ""  # by which disposition

    def run(self) -> list[RuleRun]:
        """Go through the rules, each once, until one stops the walk."""
        runs = []
        for rule, recipients in self._share.rules:
            self._rule, self._recipients, self._stopped = rule, recipients, ""
            done: list[ActionRun] = []
            for action in rule.actions:
                done.append(self._do(action))
                if self._stopped:
                    break
            runs.append(RuleRun(rule.name, self._share.region.account, recipients, tuple(done)))
            if self._stopped == _STOP_RULE_SET:
                break
        return runs

    def _do(self, action: Action) -> ActionRun:
        run = _DOING[type(action)](self, action)
        topic = None if isinstance(action, Sns) else topic_of(action)
        if topic is None or run.error is not None:
            return run
        message = self._notification(action)
        error = self._publish(topic, message)
        return run._replace(message=run.message or message, error=error)

    # ---- actions ----

    def _store(self, action: S3) -> ActionRun:
        buckets, name = self._ses.world.outside.buckets, key(action.prefix, self._arrival.message_id)
        raw = self._raw

        def put() -> None:
            if action.key is None:
                buckets.put(action.bucket, name, raw)
                return
            from sesmock.domain.receiving.encryption import encrypted

            account, keys = self._share.region.account, self._ses.world.outside.keys
            body, metadata = encrypted(keys, action.key, account, self._rule.name, self._arrival.message_id, raw)
            buckets.put(action.bucket, name, body, metadata)

        error = self._tell(f"arn:aws:s3:::{action.bucket}/{name}", "S3", put)
        return ActionRun("S3", action.bucket, name, error=error)

    def _send_to_topic(self, action: Sns) -> ActionRun:
        if len(self._raw) > self._ses.world.limits.sns_message_bytes_received:
            return self._bounced("SNS", action.topic, too_large(self._share.region))
        message = self._notification(action)
        return ActionRun("SNS", action.topic, message=message, error=self._publish(action.topic, message))

    def _call(self, action: Lambda) -> ActionRun:
        message = payload.compact(payload.event(self._told, self._shown, self._rule, self._recipients, action))
        functions, wait = self._ses.world.outside.functions, action.invocation == "RequestResponse"
        said: list[bytes | None] = []

        def invoke() -> None:
            said.append(functions.invoke(Arn.parse(action.function), message.encode(), wait=wait))

        error = self._tell(action.function, "LAMBDA", invoke)
        answer = _read(said[0]) if said else None
        if isinstance(answer, dict) and answer.get("disposition") in (_STOP_RULE, _STOP_RULE_SET):
            self._stopped = answer["disposition"]
        return ActionRun("Lambda", action.function, message=message, answer=answer, error=error)

    def _bounce(self, action: Bounce) -> ActionRun:
        why = Reason(action.reply_code, action.status_code, action.message, action.sender)
        return self._bounced("Bounce", None, why)

    def _add_header(self, action: AddHeader) -> ActionRun:
        self._raw = headers.added(action.name, action.value) + self._raw  # on top: assumed
        self._mail = None
        return ActionRun("AddHeader", action.name)

    def _stop(self, _: Stop) -> ActionRun:
        self._stopped = _STOP_RULE_SET
        return ActionRun("Stop")

    def _hand_over(self, action: WorkMail) -> ActionRun:
        return ActionRun("WorkMail", action.organization)

    def _connect(self, action: Connect) -> ActionRun:
        if len(parts_of(self._raw).attachments) > MOST_ATTACHMENTS:
            return self._bounced("Connect", action.instance, too_large(self._share.region))
        return ActionRun("Connect", action.instance)

    # ---- what they have in common ----

    @property
    def _told(self) -> payload.Told:
        return payload.Told(self._arrival, self._verdicts, self._raw)

    @property
    def _shown(self) -> dict[str, Any]:
        if self._mail is None:
            self._mail = payload.mail_of(self._told)
        return self._mail

    def _bounced(self, kind: str, target: str | None, why: Reason) -> ActionRun:
        letter = bounce(self._share.region, self._arrival, self._recipients, self._message, why)
        return ActionRun(kind, target, letter=letter)

    def _notification(self, action: Action) -> str:
        return payload.compact(payload.notification(self._told, self._shown, self._rule, self._recipients, action))

    def _publish(self, topic: str, message: str) -> Exception | None:
        told, world = self._ses.of(Told), self._ses.world
        with world.lock:  # its number is its own
            receipt = payload.Receipt(topic, self._rule.name, world.now(), message, len(told))
            told.append(receipt)
        return deliver(self._ses, receipt, self._generation)

    def _tell(self, target: str, kind: str, act: Callable[[], None]) -> Exception | None:
        return self._ses.world.outside.attempt(target, kind, act, self._ses.world.now)


_DOING: dict[type, Callable[[Walk, Any], ActionRun]] = {
    S3: Walk._store,
    Sns: Walk._send_to_topic,
    Lambda: Walk._call,
    Bounce: Walk._bounce,
    AddHeader: Walk._add_header,
    Stop: Walk._stop,
    WorkMail: Walk._hand_over,
    Connect: Walk._connect,
}


def _read(said: bytes | None) -> Any:
    """The answer of a function; what is no JSON is as good as none ("anything not valid": go on)."""
    if not said:
        return None
    try:
        return json.loads(said)
    except ValueError:
        return None
