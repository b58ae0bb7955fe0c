"""The neighbours of SES by boto3 clients; where there is nobody to reach they are those in memory.

What came to them is kept as well, unless it could not be delivered.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from sesmock.deliver.clients import Nobody
from sesmock.outside import memory

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sesmock.deliver.clients import Clients
    from sesmock.outside.aws import Arn
    from sesmock.outside.ports import Message


class NotTaken(Exception):
    """The neighbour answered, but what it was given did not go in; the message is the neighbour's."""


class _Reaching:
    """A neighbour that takes over what came to the one ``before`` it, and reaches out by clients."""

    def __init__(self, before: object, clients: Clients) -> None:
        vars(self).update(vars(before))
        self._clients = clients

    def _there(
        self, arn: Arn, service: str, operation: str, given: Mapping[str, object], absent: Collection[str]
    ) -> bool:
        """Whether an operation that looks at something finds it; what nobody can look at is there.

        It is looked for where its ARN says. What is refused with one of the codes ``absent`` is not there, anything
        else is raised.
        """
        try:
            self._clients.call(service, operation, given, region=arn.region, account=arn.account)
        except Nobody:
            return True
        except ClientError as error:
            if error.response["Error"]["Code"] not in absent:
                raise
            return False
        return True


class Topics(_Reaching, memory.Topics):
    """SNS, in the region of the topic."""

    def exists(self, topic: Arn) -> bool:
        """Whether SNS has such a topic that may be looked at."""
        given, absent = {"TopicArn": str(topic)}, ("NotFound", "AuthorizationError")
        return self._there(topic, "sns", "get_topic_attributes", given, absent)

    def publish(self, topic: Arn, message: Message) -> None:
        """Publish to the topic."""
        given = {"TopicArn": str(topic), "Message": message.message}
        if message.subject is not None:
            given["Subject"] = message.subject
        with suppress(Nobody):
            self._clients.call("sns", "publish", given, region=topic.region, account=topic.account)
        super().publish(topic, message)


class Streams(_Reaching, memory.Streams):
    """Amazon Data Firehose, in the region of the stream."""

    def exists(self, stream: Arn) -> bool:
        """Whether Firehose has such a stream."""
        given, absent = {"DeliveryStreamName": _name(stream)}, ("ResourceNotFoundException",)
        return self._there(stream, "firehose", "describe_delivery_stream", given, absent)

    def put(self, stream: Arn, role: Arn, message: Message) -> None:
        """Put a record into the stream of that name that the role's account has."""
        # documented: each record is ended by a newline
        record = {"Data": (message.message.removesuffix("\n") + "\n").encode()}
        given = {"DeliveryStreamName": _name(stream), "Records": [record]}
        with suppress(Nobody):
            answer = self._clients.call(
                "firehose", "put_record_batch", given, region=stream.region, account=role.account, role=role
            )
            _check(answer, "FailedPutCount", "RequestResponses")
        super().put(stream, role, message)


class Roles(_Reaching, memory.Roles):
    """IAM."""


class Buses(_Reaching, memory.Buses):
    """EventBridge, in the region of the bus.

    It gives an event its own id and time of arrival. That of real AWS takes events of ``aws.ses`` from SES only.
    """

    def put(self, bus: Arn, message: Message) -> None:
        """Put the event on the bus."""
        event = message.payload
        entry = {
            "Time": event["time"],
            "Source": event["source"],
            "Resources": event["resources"],
            "DetailType": event["detail-type"],
            "Detail": json.dumps(event["detail"], ensure_ascii=False),
            "EventBusName": str(bus),
        }
        with suppress(Nobody):
            given = {"Entries": [entry]}
            answer = self._clients.call("events", "put_events", given, region=bus.region, account=bus.account)
            _check(answer, "FailedEntryCount", "Entries")
        super().put(bus, message)


class Metrics(_Reaching, memory.Metrics):
    """CloudWatch, in the region and account of SES. That of real AWS takes the namespace AWS/SES from SES only."""

    def put(self, account: str, region: str, message: Message) -> None:
        """Put the data."""
        with suppress(Nobody):
            self._clients.call("cloudwatch", "put_metric_data", message.payload, region=region, account=account)
        super().put(account, region, message)


class Buckets(_Reaching, memory.Buckets):
    """S3."""


class Functions(_Reaching, memory.Functions):
    """Lambda."""


def _name(stream: Arn) -> str:
    return stream.resource.partition("/")[2]


def _check(answer: Any, failed: str, entries: str) -> None:
    """Raise what a batch of one says of its entry, if it was not taken."""
    if answer.get(failed):
        [entry] = answer[entries]
        raise NotTaken(f"{entry.get('ErrorCode')}: {entry.get('ErrorMessage')}")
