"""One account in one region: everything that operations speak to."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from sesmock.domain import limits
from sesmock.domain.identity import Domain, EmailAddress, Identity, Notifications
from sesmock.domain.refusals import (
    AlreadyExists,
    ConfigurationSetExists,
    ConfigurationSetNotFound,
    ConstraintViolated,
    FromAddressNotVerified,
    IdentityInvalid,
    IdentityMissing,
    Invalid,
    InvalidPolicy,
    LimitExceeded,
    NotFound,
    NotVerifiedForDkim,
    ProductionAccessNotGranted,
    Refusal,
    TemplateExists,
    TemplateNotFound,
    TooManyPolicies,
    VerificationTemplateExists,
    VerificationTemplateInvalid,
    VerificationTemplateNotFound,
)
from sesmock.domain.shelf import Shelf
from sesmock.domain.verification import FAILED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sesmock.cloud import Cloud
    from sesmock.domain.account import AccountSettings, Usage
    from sesmock.domain.configuration_set import ConfigurationSet
    from sesmock.domain.suppression import Suppressed
    from sesmock.domain.template import Template
    from sesmock.domain.verification_template import VerificationTemplate

# Assumed texts: nobody has shown SES's own.
NOT_BOTH_TOPICS = (
    "Invalid feedback forwarding configuration: bounce and complaint topics must be set before forwarding is disabled."
)
NO_DOMAIN_FOR_DKIM = "The EmailIdentity value must be a valid domain."
POLICY_TOO_LONG = "Policy document exceeds the maximum length of {limit} characters."
TEMPLATE_TOO_LONG = "Template content exceeds the maximum size of {limit} bytes."
NO_PRODUCTION_ACCESS = "Account has not been granted production access."


class Region:
    """The SES of one account in one region."""

    def __init__(self, cloud: Cloud, account: str, name: str) -> None:
        self.cloud = cloud
        self.account = account
        self.name = name
        self.suppressed: dict[str, Suppressed] = {}  # by address as `suppression.normalise` writes it
        self.identities: Shelf[Identity] = Shelf()
        self.configuration_sets: dict[str, ConfigurationSet] = {}
        self.templates: dict[str, Template] = {}  # the newest last
        self._templates_made = 0
        self.verification_templates: dict[str, VerificationTemplate] = {}

    @cached_property
    def account_settings(self) -> AccountSettings:
        """What the account has set here."""
        from sesmock.domain.account import AccountSettings

        return AccountSettings(self.cloud)

    @cached_property
    def usage(self) -> Usage:
        """What the account has sent from here."""
        from sesmock.domain.account import Usage

        return Usage()

    def __repr__(self) -> str:
        return f"<Region {self.name} of {self.account}: {len(self.identities)} identities>"

    def now(self) -> float:
        """The cloud's time: one instant for a whole operation."""
        return self.cloud.now()

    @property
    def partition(self) -> str:
        """The AWS partition the region is in."""
        prefixes = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
        return next((name for prefix, name in prefixes.items() if self.name.startswith(prefix)), "aws")

    def arn(self, resource: str) -> str:
        """The ARN of something of SES here: ``identity/example.com``."""
        return f"arn:{self.partition}:ses:{self.name}:{self.account}:{resource}"

    # ---- identities ----

    def find(self, name: str) -> Identity | None:
        """The identity of that name or ARN; domains in any case, addresses as they were spelt."""
        if name.startswith("arn:"):
            prefix = self.arn("identity/")
            if not name.startswith(prefix):
                return None
            name = name[len(prefix) :]
        return self.identities.get(key_of(name))

    def demand(self, name: str, refusal: Callable[[str], Refusal]) -> Identity:
        """The identity of that name, or the operation's own refusal for unknown ones."""
        found = self.find(name)
        if found is None:
            raise refusal(name)
        return found

    def known(self, names: Sequence[str]) -> Iterator[tuple[str, Identity]]:
        """Those of a batch of names that are identities here; strangers are passed over in silence.

        Raises ConstraintViolated for too many names, and Invalid for one that cannot be an identity's (recorded: one
        in quotes; where exactly SES draws the line is assumed).
        """
        check_batch(names, self.cloud.limits.identities_per_query, "identities")
        for name in names:
            if not _may_be_identity(name):
                raise IdentityInvalid(name)
        return ((name, found) for name in names if (found := self.find(name)) is not None)

    def identity(self, name: str) -> Identity:
        """The identity of that name, for tests to look at; raises LookupError."""
        found = self.find(name)
        if found is None:
            raise LookupError(f"there is no identity {name!r} for account {self.account} in {self.name}")
        return found

    def domain(self, name: str) -> Domain:
        """The domain of that name, for tests to look at; raises LookupError."""
        found = self.identity(name)
        if not isinstance(found, Domain):
            raise LookupError(  # noqa: TRY004  there is no such domain, whatever else has that name
                f"{name!r} is an address, not a domain"
            )
        return found

    def verify(self, name: str) -> Identity:
        """`Cloud.verify`, in this region."""
        return self.cloud.verify(name, region=self.name, account=self.account)

    def new_address(self, name: str) -> EmailAddress:
        """Create an address identity; raises Invalid or LimitExceeded."""
        from sesmock.mail.address import is_simple_address

        if not (name.isascii() and is_simple_address(name)):  # the guide: Punycode in the domain, nothing before the @
            raise Invalid(f"Invalid email address<{name}>.")
        self._check_room()
        address = EmailAddress(self, name)
        self.identities.add(name, address)
        if self.cloud.auto_verify:
            self.cloud.prove(address)
        return address

    def new_domain(self, name: str) -> Domain:
        """Create a domain identity of which nothing is asked yet; raises Invalid or LimitExceeded."""
        self.check_domain(name)
        self._check_room()
        domain = Domain(self, name.lower())
        self.identities.add(domain.name, domain)
        return domain

    def check_domain(self, name: str) -> None:
        """Raise Invalid unless it can be a domain."""
        from sesmock.mail.address import is_domain

        if not is_domain(name):
            raise Invalid(f"Invalid domain name {name}.")

    def _check_room(self) -> None:
        if len(self.identities) >= self.cloud.limits.identities:
            raise LimitExceeded(limits.TOO_MANY_IDENTITIES)

    def delete_identity(self, identity: Identity) -> None:
        """Forget an identity and all that hangs on it.

        Raises Invalid for a domain with replicas, or with S/MIME certificates.
        """
        if isinstance(identity, Domain) and (replicas := identity.replicas()):
            where = ", ".join(replica.region.name for replica in replicas)
            # Assumed: AWS documents that such a parent cannot be deleted, and shows no text.
            raise Invalid(
                f"Cannot delete {identity.arn} because it has replica identities in {where}. "
                "Delete all replica identities and try again."
            )
        if identity.certificates:
            raise Invalid(
                f"Cannot delete {identity.arn} because it has certificates associated with it. "
                "Disassociate all certificates and try again."
            )
        self.identities.pop(identity.name)

    # ---- settings of identities ----

    def set_dkim_enabled(self, name: str, enabled: bool) -> None:
        """Switch signing; the status is not touched.

        For an address whose exact domain is an identity this does nothing and succeeds (probed).
        """
        found = self.find(name)
        if isinstance(found, Domain):
            found.settle()
            found.dkim_enabled = enabled
            return
        domain = name.rpartition("@")[2]
        if "@" not in name or not isinstance(self.find(domain), Domain):
            raise NotVerifiedForDkim(domain)

    def domain_for_dkim(self, name: str) -> Domain:
        """The domain whose signing attributes are to be put; raises Invalid or NotFound."""
        if not name.strip() or "@" in name:
            raise Invalid(NO_DOMAIN_FOR_DKIM)
        found = self.demand(name, lambda unknown: NotFound(f"Email identity <{unknown}> does not exist."))
        assert isinstance(found, Domain)
        return found

    def set_mail_from(self, name: str, domain: str | None, on_mx_failure: str | None) -> None:
        """Set or (with no domain) clear the MAIL FROM domain; clearing also resets the behaviour."""
        from sesmock.domain.mail_from import USE_DEFAULT_VALUE

        identity = self.demand(name, IdentityMissing)
        if domain:
            self.check_domain(domain)
            if not domain.lower().endswith("." + identity.domain_name):
                raise Invalid(
                    f"Provided MAIL-FROM domain <{domain}> is not subdomain of the domain of the identity "
                    f"<{identity.name}>."
                )
            if identity.status is FAILED:  # assumed: when exactly SES says this is not known
                raise Invalid(
                    f"Provided MAIL-FROM domain <{domain}> or its parents are not verified for identity "
                    f"<{identity.name}>."
                )
        identity.set_mail_from(domain, on_mx_failure or USE_DEFAULT_VALUE)
        if self.cloud.auto_verify and identity.mail_from is not None:
            self.cloud.provide(identity.mail_from.records)

    def set_feedback_forwarding(self, name: str, enabled: bool, *, needs_topics: bool) -> None:
        """Switch forwarding by mail; v1 only lets it be switched off once bounces and complaints have topics."""
        identity = self.demand(name, IdentityInvalid)
        topics = identity.notifications.topics if identity.notifications is not None else {}
        if needs_topics and not enabled and not {"Bounce", "Complaint"} <= topics.keys():
            raise Invalid(NOT_BOTH_TOPICS)
        identity.feedback_forwarding = enabled

    def set_notification_topic(self, name: str, kind: str, topic: str | None) -> None:
        """Report one type to an SNS topic, or (with none) no longer."""
        identity = self.demand(name, IdentityInvalid)
        if topic and not _is_topic(topic):
            raise Invalid(f"Invalid SNS topic <{topic}>.")  # assumed
        if identity.notifications is None:
            identity.notifications = Notifications()
        if topic:
            identity.notifications.topics[kind] = topic
        else:
            identity.notifications.topics.pop(kind, None)

    def set_notification_headers(self, name: str, kind: str, enabled: bool) -> None:
        """Include the mail's headers in one type of notification."""
        identity = self.demand(
            name, lambda x: Invalid(f"Identity {x} is invalid. It must be a verified email address or domain.")
        )
        if identity.notifications is None:
            identity.notifications = Notifications()
        (identity.notifications.headers.add if enabled else identity.notifications.headers.discard)(kind)

    # ---- policies ----

    def put_policy(
        self, owner: str, name: str, text: str, missing: Callable[[str], Refusal], *, create: bool | None = None
    ) -> None:
        """Attach a policy; ``create`` says whether it must be new (True), must exist (False) or may be either.

        Order as recorded: name, document, principal, identity, then existence and number.
        """
        from sesmock.domain import policy

        _check_policy_name(name)
        if len(text) > self.cloud.limits.policy_characters:
            raise InvalidPolicy(POLICY_TOO_LONG.format(limit=self.cloud.limits.policy_characters))
        try:
            policy.read(text)
        except policy.PolicyError as error:
            raise InvalidPolicy(str(error)) from None
        identity = self.demand(owner, missing)
        if create is False and name not in identity.policies:
            raise NotFound(f"Policy <{name}> does not exist")
        if create and name in identity.policies:
            raise AlreadyExists(f"Policy <{name}> already exists")
        if name not in identity.policies and len(identity.policies) >= self.cloud.limits.policies_per_identity:
            raise TooManyPolicies(identity.name)
        identity.policies[name] = policy.compact(text)

    # ---- configuration sets ----

    def configuration_set(self, name: str | None) -> ConfigurationSet:
        """The set of that name; raises Invalid for an impossible name, else ConfigurationSetNotFound."""
        from sesmock.domain.configuration_set import check_name

        found = self.configuration_sets.get(check_name(name))
        if found is None:
            raise ConfigurationSetNotFound(name or "")
        return found

    def new_configuration_set(self, name: str | None, *, reputation_metrics: bool) -> ConfigurationSet:
        """Check that a set of that name can be made, and make it (it still is to be stored by `store_set`)."""
        from sesmock.domain.configuration_set import ConfigurationSet, check_name

        checked = check_name(name)
        if checked in self.configuration_sets:
            raise ConfigurationSetExists(checked)
        if len(self.configuration_sets) >= self.cloud.limits.configuration_sets:
            raise LimitExceeded(limits.TOO_MANY_CONFIGURATION_SETS)
        return ConfigurationSet(checked, reputation_metrics=reputation_metrics)

    # ---- email templates ----

    def template(self, name: str) -> Template:
        """The template of that name; raises TemplateNotFound."""
        found = self.templates.get(name)
        if found is None:
            raise TemplateNotFound(name)
        return found

    def newest_templates(self, place: str) -> Iterator[tuple[int, Template]]:
        """Templates from the newest to the oldest behind a place, each with its own."""
        before = int(place) if place else self._templates_made + 1
        return ((t.number, t) for t in reversed(self.templates.values()) if t.number < before)

    def add_template(self, template: Template) -> None:
        """Keep a new template; raises TemplateExists or LimitExceeded."""
        if template.name in self.templates:
            raise TemplateExists(template.name)
        if len(self.templates) >= self.cloud.limits.templates:
            raise LimitExceeded(limits.TOO_MANY_TEMPLATES)
        self._templates_made += 1
        template.number = self._templates_made
        template.created = self.now()
        self.templates[template.name] = template

    def replace_template(self, template: Template) -> None:
        """Put a template in the place of the one of its name, whose date and tags stay; raises TemplateNotFound."""
        old = self.template(template.name)
        template.number, template.created, template.tags = old.number, old.created, old.tags
        self.templates[template.name] = template

    # ---- custom verification email templates ----

    def verification_template(self, name: str) -> VerificationTemplate:
        """The template of that name; raises VerificationTemplateNotFound."""
        found = self.verification_templates.get(name)
        if found is None:
            raise VerificationTemplateNotFound(name)
        return found

    def put_verification_template(self, template: VerificationTemplate, *, create: bool) -> None:
        """Create or replace a template, once its From address and its URLs are found good."""
        if create and template.name in self.verification_templates:
            raise VerificationTemplateExists(template.name)
        if create and len(self.verification_templates) >= self.cloud.limits.verification_templates:
            raise LimitExceeded(limits.TOO_MANY_VERIFICATION_TEMPLATES)
        if self.sender(template.from_address) is None:
            raise FromAddressNotVerified(template.from_address)
        from sesmock.domain.verification_template import is_url

        if not is_url(template.success_url):
            raise Invalid("The success redirection URL is invalid")
        if not is_url(template.failure_url):
            raise Invalid("The failure redirection URL is invalid")
        most = self.cloud.limits.verification_template_bytes
        if len(template.content.encode(errors="surrogatepass")) > most:
            raise VerificationTemplateInvalid(TEMPLATE_TOO_LONG.format(limit=most))
        self.verification_templates[template.name] = template

    def send_verification(self, address: str, template_name: str, missing: Callable[[str], Refusal]) -> str:
        """Ask the owner of an address by a custom mail; it becomes a pending identity. Returns a message id.

        The recipient is checked before the template (probed); ``missing`` words an unknown template.
        """
        from sesmock.mail.address import is_simple_address

        if not address.strip():
            raise Invalid("Email address not specified.")
        if not is_simple_address(address):
            raise Invalid(f"Invalid email address<{address}>.")
        template = self.verification_templates.get(template_name)
        if template is None:
            raise missing(template_name)
        if self.sender(template.from_address) is None:
            raise FromAddressNotVerified(
                template.from_address,
                "Email address is not verified. The following identities failed the check in region "
                f"{self.name.upper()}: {template.from_address}",
            )
        if self.cloud.sandbox:  # last, since all the above was probed in a sandbox
            raise ProductionAccessNotGranted(NO_PRODUCTION_ACCESS)
        found = self.find(address)
        if found is None:
            self.new_address(address)
        elif isinstance(found, EmailAddress):
            found.ask_again()
        return self.cloud.ids.message_id(self.name, self.now())

    # ---- who may send ----

    def sender(self, address: str) -> Identity | None:
        """The verified identity that lets an address send.

        The address itself, the same without its ``+label``, its domain, or the nearest parent domain
        (SES Developer Guide, "Verified identities").
        """
        found = self.identities.get(address)
        if found is not None and found.verified:
            return found
        local, _, domain = address.rpartition("@")
        domain = domain.lower()
        if "+" in local:
            from sesmock.mail.address import without_label

            found = self.identities.get(without_label(address))
            if found is not None and found.verified:
                return found
        while domain:
            found = self.identities.get(domain)
            if found is not None and found.verified:
                return found
            domain = domain.partition(".")[2]
        return None


def key_of(name: str) -> str:
    """What an identity is found by: domains are the same in any case, addresses are not.

    "If you verify sender@EXAMPLE.com, you can't send email from sender@example.com unless you verify
    sender@example.com as well" (SES Developer Guide, "Creating and verifying an email address identity").
    """
    return name if "@" in name else name.lower()


def check_batch(names: Sequence[str], limit: int, path: str) -> None:
    """Refuse more names than one call may ask for (the number is documented, the words are assumed)."""
    if len(names) > limit:
        raise ConstraintViolated(path, f"have length less than or equal to {limit}")


def is_identity_name(name: str) -> bool:
    """Whether an identity could be called that."""
    from sesmock.mail.address import is_domain, is_simple_address

    return is_simple_address(name) if "@" in name else is_domain(name)


def _may_be_identity(name: str) -> bool:
    """Whether a look-up by that name makes sense: an address, an ARN, or nothing but what domains are made of."""
    from sesmock.mail.address import is_simple_address

    return name.startswith("arn:") or is_simple_address(name) or re.fullmatch("[A-Za-z0-9._-]+", name) is not None


def _check_policy_name(name: str) -> None:
    if not name or not all(c.isascii() and (c.isalnum() or c in "_-") for c in name):
        raise Invalid(
            "PolicyName is invalid. Policy names must only include alpha-numeric characters, dashes, and underscores."
        )


def _is_topic(arn: str) -> bool:
    parts = arn.split(":")
    return len(parts) == 6 and parts[0] == "arn" and parts[2] == "sns" and all(parts[1:])
