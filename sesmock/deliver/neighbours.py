"""The neighbours of SES by boto3 clients; where there is nobody to reach they are those in memory.

What came to them is kept as well, unless it could not be delivered.
"""

from __future__ import annotations

import json
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.exceptions import ClientError

from sesmock.deliver.clients import Nobody
from sesmock.deliver.policies import allows
from sesmock.outside import memory
from sesmock.outside.handler import call
from sesmock.outside.ports import DEFAULT_KEY, DataKey

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

    def _look(
        self, at: _Place, service: str, operation: str, given: Mapping[str, object], absent: Collection[str]
    ) -> Any:
        """What an operation that looks at something says of it; None if it is not there.

        It is not where the operation is refused with one of the codes ``absent``; anything else is raised.
        """
        try:
            return self._clients.call(service, operation, given, region=at.region, account=at.account)
        except ClientError as error:
            if error.response["Error"]["Code"] not in absent:
                raise
            return None

    def _allows(self, policy: Any, action: str) -> bool:
        """Whether the policy of a resource (as JSON) lets SES in, if that is to be looked at."""
        if not self._clients.policies:
            return True
        return policy is not None and allows(json.loads(policy), action)


class _Place(NamedTuple):
    region: str
    account: str

    @classmethod
    def of(cls, arn: Arn) -> _Place:
        """Where a thing is, by its name; IAM's are everywhere and are asked for in one region of the partition."""
        return cls(arn.region or _MAIN.get(arn.partition, "us-east-1"), arn.account)


_MAIN = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
_ANYWHERE = _Place("us-east-1", "")  # of buckets only the name is known
_NONE: Mapping[str, str] = MappingProxyType({})


class Topics(_Reaching, memory.Topics):
    """SNS, in the region of the topic."""

    def exists(self, topic: Arn) -> bool:
        """Whether SNS has such a topic that SES may publish to."""
        given, absent = {"TopicArn": str(topic)}, ("NotFound", "AuthorizationError")
        try:
            found = self._look(_Place.of(topic), "sns", "get_topic_attributes", given, absent)
        except Nobody:
            return True
        return found is not None and self._allows(found.get("Attributes", {}).get("Policy"), "sns:Publish")

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
        try:
            found = self._look(_Place.of(stream), "firehose", "describe_delivery_stream", given, absent)
        except Nobody:
            return True
        return found is not None

    def put(self, stream: Arn, role: Arn, message: Message) -> None:
        """Put a record into the stream of that name that the role's account has."""
        given = {"DeliveryStreamName": _name(stream), "Records": [{"Data": message.message.encode()}]}
        with suppress(Nobody):
            answer = self._clients.call(
                "firehose", "put_record_batch", given, region=stream.region, account=role.account, role=role
            )
            _check(answer, "FailedPutCount", "RequestResponses")
        super().put(stream, role, message)


class Roles(_Reaching, memory.Roles):
    """IAM."""

    def can_be_assumed(self, role: Arn) -> bool:
        """Whether IAM has such a role, and it trusts SES."""
        given = {"RoleName": role.resource.rpartition("/")[2]}
        try:
            found = self._look(_Place.of(role), "iam", "get_role", given, ("NoSuchEntity",))
        except Nobody:
            return True
        return found is not None and allows(found["Role"]["AssumeRolePolicyDocument"], "sts:AssumeRole")


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

    def exists(self, bucket: str) -> bool:
        """Whether S3 has such a bucket."""
        try:
            return self._look(_ANYWHERE, "s3", "head_bucket", {"Bucket": bucket}, _NO_BUCKET) is not None
        except Nobody:
            return True

    def can_be_written(self, bucket: str) -> bool:
        """Whether S3 has such a bucket that SES may write to."""
        try:
            if self._look(_ANYWHERE, "s3", "head_bucket", {"Bucket": bucket}, {*_NO_BUCKET, "403"}) is None:
                return False
            if not self._clients.policies:
                return True
            given, absent = {"Bucket": bucket}, ("NoSuchBucketPolicy",)
            found = self._look(_ANYWHERE, "s3", "get_bucket_policy", given, absent)
        except Nobody:
            return True
        return found is not None and self._allows(found["Policy"], "s3:PutObject")

    def put(self, bucket: str, key: str, body: bytes, metadata: Mapping[str, str] = _NONE) -> None:
        """Write an object."""
        with suppress(Nobody):
            given = {"Bucket": bucket, "Key": key, "Body": body, "Metadata": dict(metadata)}
            self._clients.call("s3", "put_object", given, region=_ANYWHERE.region, account="")
        super().put(bucket, key, body, metadata)

    def get(self, bucket: str, key: str) -> bytes:
        """Read an object; raises LookupError where there is none."""
        try:
            found = self._look(
                _ANYWHERE, "s3", "get_object", {"Bucket": bucket, "Key": key}, {*_NO_BUCKET, "NoSuchKey"}
            )
        except Nobody:
            return super().get(bucket, key)
        if found is None:
            raise LookupError(f"no object {key} in {bucket}")
        body: bytes = found["Body"].read()
        return body

    def metadata(self, bucket: str, key: str) -> Mapping[str, str]:
        """The metadata of an object; raises LookupError where there is none."""
        try:
            found = self._look(_ANYWHERE, "s3", "head_object", {"Bucket": bucket, "Key": key}, _NO_BUCKET)
        except Nobody:
            return super().metadata(bucket, key)
        if found is None:
            raise LookupError(f"no object {key} in {bucket}")
        told: dict[str, str] = found["Metadata"]
        return told

    def create(self, bucket: str, region: str) -> None:
        """Make a bucket, if S3 has none of that name."""
        if not self.exists(bucket):
            # us-east-1 is where a bucket is that names no place
            place = {} if region == _ANYWHERE.region else {"CreateBucketConfiguration": {"LocationConstraint": region}}
            with suppress(Nobody):
                self._clients.call("s3", "create_bucket", {"Bucket": bucket, **place}, region=region, account="")


_NO_BUCKET = frozenset({"404", "NoSuchBucket"})


class Functions(_Reaching, memory.Functions):
    """Lambda, in the region of the function; handlers in Python that a test has named come first."""

    def can_be_invoked(self, function: Arn) -> bool:
        """Whether there is such a handler, or Lambda has such a function that SES may invoke."""
        name = str(function)
        if name in self._clients.handlers or name in self.handlers or self.of_python(function) is not None:
            return True
        given, absent = {"FunctionName": name}, ("ResourceNotFoundException",)
        try:
            if self._look(_Place.of(function), "lambda", "get_function", given, absent) is None:
                return False
            if not self._clients.policies:
                return True
            found = self._look(_Place.of(function), "lambda", "get_policy", given, absent)
        except Nobody:
            return True
        return found is not None and self._allows(found["Policy"], "lambda:InvokeFunction")

    def invoke(self, function: Arn, payload: bytes, *, wait: bool) -> bytes | None:
        """Call a handler or a function; gives its answer if it is waited for, and raises what a handler raises."""
        handler = self._clients.handlers.get(str(function))
        if handler is None and str(function) not in self.handlers and self.of_python(function) is None:
            with suppress(Nobody):
                return self._call(function, payload, wait=wait)
        if handler is None:
            return super().invoke(function, payload, wait=wait)
        self.invoked.append((function, payload))
        return call(handler, function, payload, len(self.invoked), wait=wait)

    def _call(self, function: Arn, payload: bytes, *, wait: bool) -> bytes | None:
        given = {
            "FunctionName": str(function),
            "InvocationType": "RequestResponse" if wait else "Event",
            "Payload": payload,
        }
        answer = self._clients.call("lambda", "invoke", given, region=function.region, account=function.account)
        said: bytes = answer["Payload"].read()
        if "FunctionError" in answer:
            raise NotTaken(f"{answer['FunctionError']}: {said.decode('utf-8', 'replace')}")
        self.invoked.append((function, payload))
        return said if wait else None


class Keys(_Reaching, memory.Keys):
    """KMS, in the region of the key."""

    def exists(self, key: Arn) -> bool:
        """Whether KMS has such a key."""
        given, absent = {"KeyId": str(key)}, ("NotFoundException", "InvalidArnException")
        try:
            return self._look(_Place.of(key), "kms", "describe_key", given, absent) is not None
        except Nobody:
            return True

    def data_key(self, key: Arn, context: Mapping[str, str]) -> DataKey:
        """A new key that KMS has made and sealed."""
        given = {"KeyId": str(key), "KeySpec": "AES_256", "EncryptionContext": dict(context)}
        try:
            if key.resource == DEFAULT_KEY and not self.exists(key):
                made = self._call("create_key", {"Description": "Default key of SES"}, key)
                alias = {"AliasName": DEFAULT_KEY, "TargetKeyId": made["KeyMetadata"]["KeyId"]}
                self._call("create_alias", alias, key)
            found = self._call("generate_data_key", given, key)
        except Nobody:
            return super().data_key(key, context)
        data_key = DataKey(found["Plaintext"], found["CiphertextBlob"])
        self.sealed[data_key.sealed] = data_key.plain
        return data_key

    def _call(self, operation: str, given: Mapping[str, object], at: Arn) -> Any:
        return self._clients.call("kms", operation, given, region=at.region, account=at.account)


def _name(stream: Arn) -> str:
    return stream.resource.partition("/")[2]


def _check(answer: Any, failed: str, entries: str) -> None:
    """Raise what a batch of one says of its entry, if it was not taken."""
    if answer.get(failed):
        [entry] = answer[entries]
        raise NotTaken(f"{entry.get('ErrorCode')}: {entry.get('ErrorMessage')}")
