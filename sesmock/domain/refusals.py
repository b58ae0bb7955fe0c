"""Every way in which SES says no, as a tree: v1 words the leaf, v2 the family (``WORDING`` in ``api/*/__init__.py``).

The sentences that more than one operation says stand here as classes of their own; a sentence that one operation
says stands where it is said, as the argument of its family. Extra members of a modelled error are in ``members``.
"""

from __future__ import annotations


class Refusal(Exception):
    """SES refuses: ``message`` is its sentence (None: the error carries none); nothing was changed."""

    staged = False  # a test has asked for it

    def __init__(self, message: str | None = None, **members: object) -> None:
        super().__init__(message)
        self.message = message
        self.members = members


class Worded(Refusal):
    """A refusal only one API words this way: the code is given, not looked up."""

    def __init__(self, code: str, message: str | None = None, **members: object) -> None:
        super().__init__(message, **members)
        self.code = code


class Invalid(Refusal):
    """A value that SES does not take."""


class InvalidPolicy(Invalid):
    """A policy document that SES cannot read or accept."""


class ConstraintViolated(Invalid):
    """A constraint of the interface is violated, in the words of the model's validator."""

    def __init__(self, path: str, constraint: str) -> None:
        super().__init__(
            f"1 validation error detected: Value at '{path}' failed to satisfy constraint: Member must {constraint}"
        )

    @classmethod
    def with_value(cls, path: str, value: object, constraint: str) -> ConstraintViolated:
        """The form of the newer operations, which show the value."""
        refusal = cls(path, constraint)
        refusal.message = (
            f"1 validation error detected: Value '{value}' at '{path}' failed to satisfy constraint: "
            f"Member must {constraint}"
        )
        return refusal


class ProductionAccessNotGranted(Invalid):
    """The account is in the sandbox, where this cannot be done (v2's code for it is assumed)."""


class VerificationTemplateInvalid(Invalid):
    """The content of a custom verification email template cannot be taken."""


class InvalidTemplate(Invalid):
    """An email template that is no Handlebars."""


class InvalidRenderingParameter(Invalid):
    """The data a template is to be rendered with for a test cannot be used."""


class MissingRenderingAttribute(Invalid):
    """What a template prints is missing from the data of a test."""


class NotFound(Refusal):
    """Something named in the request does not exist."""


class AlreadyExists(Refusal):
    """Something of that name exists already."""


class LimitExceeded(Refusal):
    """One more than SES keeps."""


class TooManyPolicies(LimitExceeded):
    """One policy more than an identity may have (v1 has no code of its own for it)."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Number of policies for <{name}> exceeds max allowed number of policies per resource")


class IdentityMissing(Invalid):
    """``Identity <X> does not exist.``: 400 on both APIs where it is about MAIL FROM."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Identity <{name}> does not exist.")


class IdentityInvalid(Invalid):
    """The identity of a notification setting is unknown (the name as it was passed, without brackets)."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Identity {name} is invalid. Must be a verified email address or domain.")


class NotVerifiedForDkim(Invalid):
    """DKIM cannot be switched for this name; the domain part is reported even for an address."""

    def __init__(self, domain: str) -> None:
        super().__init__(f"Domain {domain} is not verified for DKIM signing.")


class EmailIdentityNotFound(NotFound):
    """v2's sentence for an unknown identity, brackets included."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Email identity <{name}> does not exist.")


class ConfigurationSetNotFound(NotFound):
    """A configuration set that does not exist."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Configuration set <{name}> does not exist.", ConfigurationSetName=name)


class ConfigurationSetExists(AlreadyExists):
    """A configuration set of that name exists."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Configuration set {name} already exists.", ConfigurationSetName=name)


class SendingPoolMissing(Invalid):
    """The pool of a configuration set does not exist."""

    def __init__(self, name: str) -> None:
        super().__init__(f"SendingPool <{name}> doesn't exist")


class PoolNotFound(NotFound):
    """A pool of dedicated IP addresses that does not exist."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The requested pool <{name}> does not exist.")


class PoolExists(AlreadyExists):
    """A pool of that name exists."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The pool <{name}> already exists.")


class DedicatedIpNotFound(NotFound):
    """An IP address that the account has not leased."""

    def __init__(self, ip: str) -> None:
        super().__init__(f"Could not find dedicated IP <{ip}> under this account.")


class DomainNotSubscribed(NotFound):
    """The Deliverability dashboard does not watch a domain (code typed as one of two, text assumed)."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The Deliverability dashboard is not enabled for domain <{name}>.")


class DomainNotVerified(NotFound):
    """A domain that the Deliverability dashboard is to watch is not verified (assumed)."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Domain <{name}> is not verified under this account.")


class DomainSubscribed(AlreadyExists):
    """A domain that the Deliverability dashboard is to watch is named twice (assumed)."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The Deliverability dashboard is already enabled for domain <{name}>.")


class InvalidTrackingOptions(Invalid):
    """Tracking options of a configuration set that SES does not take."""


class TrackingOptionsExist(AlreadyExists):
    """A configuration set has tracking options already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Configuration set <{name}> already has tracking options.", ConfigurationSetName=name)


class TrackingOptionsMissing(NotFound):
    """A configuration set has no tracking options (without a period, as probed)."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There are no tracking options for configuration set <{name}>", ConfigurationSetName=name)


class EventDestinationNotFound(NotFound):
    """A configuration set has no event destination of that name."""

    def __init__(self, configuration_set: str, name: str, message: str | None = None) -> None:
        super().__init__(
            message
            or f"An event destination with name <{name}> does not exist for configuration set <{configuration_set}>.",
            ConfigurationSetName=configuration_set,
            EventDestinationName=name,
        )


class EventDestinationExists(AlreadyExists):
    """A configuration set has an event destination of that name."""

    def __init__(self, configuration_set: str, name: str) -> None:
        super().__init__(
            f"An event destination with name <{name}> already exists for configuration set <{configuration_set}>.",
            ConfigurationSetName=configuration_set,
            EventDestinationName=name,
        )


class InvalidDestination(Invalid):
    """What an event destination leads to cannot be used."""

    def __init__(self, configuration_set: str, name: str, message: str) -> None:
        super().__init__(message, ConfigurationSetName=configuration_set, EventDestinationName=name)


class InvalidCloudWatchDestination(InvalidDestination):
    """Dimensions that CloudWatch would not take."""


class InvalidFirehoseDestination(InvalidDestination):
    """A role or a stream that SES cannot use."""


class InvalidSnsDestination(InvalidDestination):
    """A topic that SES cannot publish to."""


class InvalidToken(Invalid):
    """A page token that a list with an error of its own for it does not take."""


class VerificationTemplateNotFound(NotFound):
    """A custom verification email template that does not exist."""

    def __init__(self, name: str, message: str | None = None) -> None:
        super().__init__(
            message or f"Custom verification email template <{name}> does not exist",
            CustomVerificationEmailTemplateName=name,
        )


class VerificationTemplateExists(AlreadyExists):
    """A custom verification email template of that name exists."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Custom verification email template <{name}> already exists", CustomVerificationEmailTemplateName=name
        )


class TemplateNotFound(NotFound):
    """An email template that does not exist (recorded, without a period)."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Template {name} does not exist", TemplateName=name)


class TemplateExists(AlreadyExists):
    """An email template of that name exists (the text is assumed)."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Template {name} already exists.", Name=name)


class FromAddressNotVerified(NotFound):
    """The From address of a custom verification email template is not verified."""

    def __init__(self, address: str, message: str | None = None) -> None:
        super().__init__(message or f"The from email address <{address}> is not verified", FromEmailAddress=address)


class RuleSetNotFound(NotFound):
    """A receipt rule set that does not exist."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Rule set does not exist: {name}", Name=name)


class RuleNotFound(NotFound):
    """A receipt rule that its set does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Rule does not exist: {name}", Name=name)


class CannotDelete(Invalid):
    """The receipt rule set is the active one."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Cannot delete active rule set: {name}", Name=name)


class InvalidS3Configuration(Invalid):
    """A bucket that SES cannot put mail into, or a key that it cannot encrypt mail with."""

    def __init__(self, message: str, bucket: str) -> None:
        super().__init__(message, Bucket=bucket)


class InvalidSnsTopic(Invalid):
    """A topic that SES cannot publish mail to."""

    def __init__(self, message: str, topic: str) -> None:
        super().__init__(message, Topic=topic)


class InvalidLambdaFunction(Invalid):
    """A function that SES cannot call for mail."""

    def __init__(self, message: str, function: str) -> None:
        super().__init__(message, FunctionArn=function)


class Rejected(Refusal):
    """A mail that SES does not take (MessageRejected on both APIs)."""


class NotVerified(Rejected):
    """The identity gate: everybody in a mail who would have to be verified and is not, as they were written."""

    def __init__(self, region: str, failed: list[str]) -> None:
        shown = ", ".join(failed[:10]) + ("..." if len(failed) > 10 else "")  # where the ellipsis begins is assumed
        super().__init__(
            "Email address is not verified. The following identities failed the check in region "
            f"{region.upper()}: {shown}"
        )
        self.failed = failed


class AccountSuspended(Rejected):
    """AWS itself has stopped the account's sending (recorded)."""

    def __init__(self) -> None:
        super().__init__(
            "Sending paused for this account. For more information, please check the inbox of the email address "
            "associated with your AWS account."
        )


class AccessDenied(Refusal):
    """No policy lets this account send for another's identity."""

    def __init__(self, account: str, action: str, resource: str) -> None:
        super().__init__(
            f"User `arn:aws:iam::{account}:root' is not authorized to perform `{action}' on resource `{resource}'"
        )


class TenantNotAssociated(AccessDenied):
    """A mail takes resources that do not belong to its tenant (recorded)."""

    def __init__(self, arns: list[str]) -> None:
        Refusal.__init__(self, f"Tenant not associated with resources [{', '.join(arns)}].")


class MailFromNotVerified(Refusal):
    """The MAIL FROM domain is not ready and the identity says to reject mail then (text assumed)."""

    def __init__(self, domain: str) -> None:
        super().__init__(f"The MAIL FROM domain <{domain}> is not verified.")


class SendingPaused(Refusal):
    """Sending is switched off for the account (text assumed)."""

    def __init__(self) -> None:
        super().__init__("Sending is paused for this account.")


class SetSendingPaused(SendingPaused):
    """Sending is switched off for a configuration set."""

    def __init__(self, name: str) -> None:
        Refusal.__init__(self, f"Sending is paused for configuration set {name}", ConfigurationSetName=name)


class TenantSendingPaused(SendingPaused):
    """Somebody has paused a tenant (text assumed)."""

    def __init__(self, name: str) -> None:
        Refusal.__init__(self, f"Sending is paused for tenant {name}")


class Throttled(Refusal):
    """Too much at a time."""

    def __init__(self, message: str = "Maximum sending rate exceeded.") -> None:
        super().__init__(message)


class Failed(Refusal):
    """SES has failed by itself."""

    def __init__(self) -> None:
        super().__init__("The request processing has failed.")


class QuotaExceeded(Throttled):
    """Too much in 24 hours."""

    def __init__(self) -> None:
        super().__init__("Daily message quota exceeded.")
