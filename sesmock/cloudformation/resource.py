"""What the handlers of all types have in common: how they call SES, and how a refusal fails a resource."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from sesmock.cloudformation.properties import at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sesmock.cloudformation.properties import Shape

# What a handler says of SES's refusals (CloudFormation CLI User Guide, "Handler error codes").
_CODES = {
    "AlreadyExistsException": "AlreadyExists",
    "NotFoundException": "NotFound",
    "BadRequestException": "InvalidRequest",
    "LimitExceededException": "ServiceLimitExceeded",
    "TooManyRequestsException": "Throttling",
    "AccessDeniedException": "AccessDenied",
    # What v1 says.
    "AlreadyExists": "AlreadyExists",
    "CannotDelete": "ResourceConflict",
    "RuleDoesNotExist": "NotFound",
    "RuleSetDoesNotExist": "NotFound",
    "InvalidLambdaFunction": "InvalidRequest",
    "InvalidParameterValue": "InvalidRequest",
    "InvalidS3Configuration": "InvalidRequest",
    "InvalidSnsTopic": "InvalidRequest",
    "ValidationError": "InvalidRequest",
    "LimitExceeded": "ServiceLimitExceeded",
}


class Refused(Exception):
    """SES has refused what a handler wanted: AWS's code, and what a stack event says."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def handler_code(self) -> str:
        """HandlerErrorCode."""
        return _CODES.get(self.code, "GeneralServiceException")


class Ses:
    """SES as a handler calls it, in one account and region. ``wait`` lets that many seconds pass."""

    def __init__(self, account: str, region: str, wait: Callable[[float], object]) -> None:
        self._account = account
        self._region = region
        self.wait = wait
        self._clients: dict[str, Any] = {}

    def __call__(self, operation: str, **parameters: Any) -> Mapping[str, Any]:
        """Call an operation of v2; parameters that are None are left out. Raises Refused."""
        return self._call("sesv2", operation, parameters)

    def v1(self, operation: str, **parameters: Any) -> Mapping[str, Any]:
        """The same of v1."""
        return self._call("ses", operation, parameters)

    def _call(self, api: str, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import ClientError

        client = self._clients.get(api)
        if client is None:
            once = Config(parameter_validation=False, retries={"total_max_attempts": 1})
            make: Any = boto3.client
            client = self._clients[api] = make(
                api,
                region_name=self._region,
                aws_access_key_id=self._account,  # an access key of 12 digits is its own account
                aws_secret_access_key="cloudformation",  # which nobody checks
                config=once,
            )
        given = {name: value for name, value in parameters.items() if value is not None}
        try:
            reply: Mapping[str, Any] = getattr(client, operation)(**given)
        except ClientError as error:
            code, said = error.response["Error"]["Code"], error.response["Error"]["Message"]
            meta = error.response["ResponseMetadata"]
            service = "Ses" if api == "ses" else "SesV2"
            where = f"Service: {service}, Status Code: {meta['HTTPStatusCode']}, Request ID: {meta['RequestId']}"
            raise Refused(code, f"{said} ({where})") from error
        return reply

    def arn(self, resource: str) -> str:
        """The ARN of something here."""
        return f"arn:{_partition(self._region)}:ses:{self._region}:{self._account}:{resource}"

    def tag(self, resource: str, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
        """Let a resource have the tags of other properties than before; those that stay the same are no matter."""
        old, new = ({tag["Key"]: tag["Value"] for tag in said.get("Tags", ())} for said in (before, wanted))
        if gone := [key for key in old if key not in new]:
            self("untag_resource", ResourceArn=self.arn(resource), TagKeys=gone)
        if changed := [{"Key": key, "Value": value} for key, value in new.items() if old.get(key) != value]:
            self("tag_resource", ResourceArn=self.arn(resource), Tags=changed)


@cache
def _partition(region: str) -> str:
    """The partition of a region; a session takes a while to be made."""
    import boto3

    found: str = boto3.Session().get_partition_for_region(region)
    return found


class Type:
    """One type of resources. ``ref`` is what `Ref` gives, and what a resource of the type is known by.

    NAME is the path of the property that says it, SHAPE says which properties there are, REPLACED_BY which of them make
    another resource when they change, and ATTRIBUTES what `Fn::GetAtt` knows. The methods call SES; what it refuses is
    raised as Refused.
    """

    NAME: ClassVar[str]
    SHAPE: ClassVar[Mapping[str, Shape]]
    REPLACED_BY: ClassVar[tuple[str, ...]] = ()
    ATTRIBUTES: ClassVar[tuple[str, ...]] = ()

    def __init__(self, name: str) -> None:
        self.name = name

    def ref(self, properties: Mapping[str, Any], generated: str) -> str:
        """What a new resource is to be known by; ``generated`` is a name for those that have none."""
        name: str | None = at(properties, self.NAME)
        return generated if name is None else name

    def create(self, ses: Ses, ref: str, wanted: Mapping[str, Any]) -> None:
        """Make it; where it cannot be made in full, nothing is left of it."""
        raise NotImplementedError

    def update(self, ses: Ses, ref: str, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
        """Let it have other properties than before, none of which replaces it."""
        raise NotImplementedError

    def delete(self, ses: Ses, ref: str, properties: Mapping[str, Any]) -> None:
        """Delete it."""
        raise NotImplementedError

    def attribute(self, ses: Ses, ref: str, name: str) -> str | None:  # noqa: ARG002
        """The value of one of ATTRIBUTES, which is its name if nothing else is said; None where this one has none."""
        return ref
