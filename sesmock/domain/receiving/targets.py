"""What rules do mail to: whether SES can, and what it leaves there when a rule is written.

What a well-formed name names exists and lets SES in, unless the neighbour outside says otherwise. Source: SES Developer
Guide, "Giving permissions to Amazon SES for email receiving"; API reference, ReceiptAction; sentences and the mail that
SES writes are recorded.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from functools import partial
from typing import TYPE_CHECKING

from sesmock.domain.events import set_up
from sesmock.domain.identities.registry import Identities
from sesmock.domain.receiving.rule import S3, AddHeader, Bounce, Connect, Lambda, Sns, Stop, WorkMail
from sesmock.domain.refusals import Invalid, InvalidLambdaFunction, InvalidS3Configuration, InvalidSnsTopic
from sesmock.outside import aws
from sesmock.outside.ports import DEFAULT_KEY, Grant

if TYPE_CHECKING:
    from sesmock.domain.receiving.rule import Action, Rule
    from sesmock.domain.region import Region
    from sesmock.world import World

SET_UP = "AMAZON_SES_SETUP_NOTIFICATION"
"""The key of the object that SES puts into a bucket, and the message id that it tells topics."""

_TOPIC = r"arn:aws[a-zA-Z-]*:sns:[a-z0-9-]+:[0-9]{12}:.+"
_FUNCTION = r"arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:.+"


def check(region: Region, action: Action) -> None:
    """Refuse an action with contents that SES does not take, or with a target that it does not reach.

    Of targets, the topic that is to be told besides comes last (assumed).
    """
    if isinstance(action, S3):
        _check_bucket(region, action)
    elif isinstance(action, Lambda):
        _check_function(region, action.function)
    elif isinstance(action, Bounce):
        _check_bounce(region, action)
    elif isinstance(action, AddHeader):
        _check_header(action)
    # Assumed: SES asks nobody for organizations of WorkMail and instances of Connect.
    topic = topic_of(action)
    if topic is not None:
        _check_topic(region, topic)


def topic_of(action: Action) -> str | None:
    """The topic that is told of an action, if there is one."""
    return None if isinstance(action, (AddHeader, Connect)) else action.topic


def _check_bucket(region: Region, action: S3) -> None:
    outside, ask, bucket = region.world.outside, region.world.ask, action.bucket
    if not bucket:
        raise Invalid("Bucket name must not be empty")
    if action.role is not None:
        role = aws.Arn.parse(action.role)
        if not ask(outside.roles.can_be_assumed, role):
            raise Invalid("Could not assume the provided IAM Role")  # so much of the sentence is recorded
    if not ask(outside.buckets.exists, bucket):
        raise InvalidS3Configuration(f"No such bucket: {bucket}", bucket)
    if action.role is not None:
        if not ask(outside.roles.can_put, Grant(role, bucket)):
            raise Invalid("Unable to write to S3 bucket")  # so much of the sentence is recorded
    elif not ask(outside.buckets.can_be_written, bucket):
        raise InvalidS3Configuration(f"Could not write to bucket: {bucket}", bucket)
    if action.key is not None and not _is_usable(region, action.key):
        raise InvalidS3Configuration(f"Unable to use AWS KMS key: {action.key}", bucket)


def _is_usable(region: Region, text: str) -> bool:
    """Whether SES can encrypt with that key: one of this region, by its ARN, or the account's default one."""
    key = aws.arn(text)
    if key is None or key.service != "kms" or key.region != region.name or not key.account:
        return False
    if key.resource == DEFAULT_KEY:
        return key.account == region.account
    return key.resource.startswith("key/") and region.world.ask(region.world.outside.keys.exists, key)


def _check_function(region: Region, text: str) -> None:
    if not text:
        raise Invalid("Lambda function ARN must not be empty")
    function = aws.Arn.parse(text) if re.fullmatch(_FUNCTION, text) else None
    if function is None or function.region != region.name:
        raise InvalidLambdaFunction(f"Invalid Lambda function: {text}", text)
    if not region.world.ask(region.world.outside.functions.can_be_invoked, function):
        raise InvalidLambdaFunction(f"Could not invoke Lambda function: {text}", text)


def _check_topic(region: Region, text: str) -> None:
    if not re.fullmatch(_TOPIC, text):
        raise InvalidSnsTopic(f"Invalid SNS topic: {text}", text)
    topic = set_up.topic(region, text)
    if topic is None or not region.world.ask(region.world.outside.topics.exists, topic):
        raise InvalidSnsTopic(f"Could not publish to SNS topic: {text}", text)


def _check_bounce(region: Region, action: Bounce) -> None:
    """The order is recorded. That more is refused than what is empty is assumed: what RFC 5321 §4.2 does not allow."""
    if not re.fullmatch("[45][0-9]{2}", action.reply_code):
        raise Invalid(f"Invalid SMTP reply code: {action.reply_code}")
    if not re.fullmatch(r"[\t -~]+", action.message):
        raise Invalid(f"Invalid SMTP response message: {action.message}")
    if action.status_code is not None and not re.fullmatch(r"[245](\.[0-9]{1,3}){2}", action.status_code):
        raise Invalid(f"Invalid SMTP status code: {action.status_code}")  # assumed altogether (RFC 3463 §2)
    if "@" not in action.sender or region.of(Identities).sender(action.sender) is None:
        raise Invalid(f"Identity is not verified: {action.sender}")


def _check_header(action: AddHeader) -> None:
    if not re.fullmatch("[!-9;-~]+", action.name):
        raise Invalid(f"Invalid header name: {action.name}")
    if "\r" in action.value or "\n" in action.value:
        shown = action.value.replace("\r", "0x000d").replace("\n", "0x000a")
        raise Invalid(f"Invalid header value: {shown}")


# ---- what SES leaves there ----


def introduce(region: Region, rule: Rule) -> None:
    """Put SES's mail into the buckets of a rule and tell its topics, each action's in turn, after the operation.

    The functions are not called (assumed: SES only tries whether it might). That topics of other actions than S3 and
    SNS are told too is assumed.
    """
    for action in rule.actions:
        if isinstance(action, S3):
            body = set_up_mail(region.now(), "S3 bucket")
            act = partial(_put, region.world, action.bucket, key(action.prefix, SET_UP), body)
            region.world.afterwards.append(act)
        topic = topic_of(action)
        if topic is not None:
            set_up.of_rule(region, topic, rule.name, json.dumps(_notification(region, action), separators=(",", ":")))


def key(prefix: str | None, message_id: str) -> str:
    """The key of a mail's object: a slash stands before the id, unless the prefix is empty or ends in one."""
    if not prefix:
        return message_id
    return f"{prefix}{message_id}" if prefix.endswith("/") else f"{prefix}/{message_id}"


def _put(world: World, bucket: str, name: str, body: bytes, _: int) -> None:
    outside = world.outside
    outside.attempt(f"arn:aws:s3:::{bucket}/{name}", "S3", partial(outside.buckets.put, bucket, name, body), world.now)


_SENDER = "no-reply-aws@amazon.com"
_RECIPIENT = "recipient@example.com"
_TEXT = (
    "Hello,\r\n\r\n"
    "You received this message because you attempted to set up Amazon SES to deliver emails to this {target}.\r\n\r\n"
    "Please note that the rule that you configured to deliver emails to this {target} is only valid if the entire "
    "setup process is successful. For more information about\r\nsetting up email-receiving rules, see the Amazon SES "
    "Developer Guide at http://docs.aws.amazon.com/ses/latest/DeveloperGuide/Welcome.html .\r\n\r\n"
    "Thank you for using Amazon SES!\r\n\r\n"
    "The Amazon SES Team\n"
)


def _headers(at: float) -> list[tuple[str, str]]:
    from email.utils import formatdate

    return [
        ("Date", formatdate(at).replace("-0000", "+0000")),
        ("To", _RECIPIENT),
        ("From", f"Amazon Web Services <{_SENDER}>"),
        ("Subject", "Amazon SES Setup Notification"),
    ]


def set_up_mail(at: float, target: str) -> bytes:
    """The mail with which SES tries an ``S3 bucket`` or an ``SNS topic``."""
    headers = "".join(f"{name}: {value}\r\n" for name, value in _headers(at))
    return (headers + "\r\n" + _TEXT.format(target=target)).encode()


def _notification(region: Region, action: Action) -> dict[str, object]:
    """What a topic is told of that mail; all but its id, its recipient, the key and the content is assumed."""
    at = region.now()
    headers = dict(_headers(at))
    moment = aws.iso(at)
    passed = {"status": "PASS"}
    told: dict[str, object] = {
        "notificationType": "Received",
        "mail": {
            "timestamp": moment,
            "source": _SENDER,
            "messageId": SET_UP,
            "destination": [_RECIPIENT],
            "headersTruncated": False,
            "headers": [{"name": name, "value": value} for name, value in headers.items()],
            "commonHeaders": {
                "from": [headers["From"]],
                "date": headers["Date"],
                "to": [headers["To"]],
                "subject": headers["Subject"],
            },
        },
        "receipt": {
            "timestamp": moment,
            "processingTimeMillis": 0,
            "recipients": [_RECIPIENT],
            "spamVerdict": passed,
            "virusVerdict": passed,
            "spfVerdict": passed,
            "dkimVerdict": passed,
            "dmarcVerdict": passed,
            "action": described(action, SET_UP),
        },
    }
    if isinstance(action, Sns):
        mail = set_up_mail(at, "SNS topic")
        told["content"] = b64encode(mail).decode() if action.encoding == "Base64" else mail.decode()
    return told


def described(action: Action, message_id: str) -> dict[str, str]:
    """An action as the payloads show it (``receipt.action``), for the mail of that id; {} for one that tells nobody.

    Source: SES Developer Guide, "Contents of notifications for Amazon SES email receiving"; the key is recorded.
    """
    shown: dict[str, str | None]
    if isinstance(action, S3):
        shown = {
            "type": "S3",
            "topicArn": action.topic,
            "bucketName": action.bucket,
            "objectKeyPrefix": action.prefix or "",
            "objectKey": key(action.prefix, message_id),
        }
    elif isinstance(action, Sns):
        shown = {"type": "SNS", "topicArn": action.topic, "encoding": action.encoding.replace("-", "").upper()}
    elif isinstance(action, Lambda):
        shown = {
            "type": "Lambda",
            "topicArn": action.topic,
            "functionArn": action.function,
            "invocationType": action.invocation or "Event",
        }
    elif isinstance(action, Bounce):
        shown = {
            "type": "Bounce",
            "topicArn": action.topic,
            "smtpReplyCode": action.reply_code,
            "statusCode": action.status_code,
            "message": action.message,
            "sender": action.sender,
        }
    elif isinstance(action, Stop):
        shown = {"type": "Stop", "topicArn": action.topic}
    elif isinstance(action, WorkMail):
        shown = {"type": "WorkMail", "topicArn": action.topic, "organizationArn": action.organization}
    else:
        shown = {}
    return {name: value for name, value in shown.items() if value is not None}
