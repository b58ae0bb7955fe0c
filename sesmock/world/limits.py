"""Every quota of SES in one table, which a cloud may raise: ``cloud.limits.identities = 200_000``.

Source: SES Developer Guide, "Service quotas in Amazon SES".
"""

from __future__ import annotations


class Limits:
    """How much of everything an account may have, per region unless said otherwise."""

    def __init__(self) -> None:
        self.identities = 10_000
        self.identities_per_query = 100  # names in one GetIdentity…Attributes call
        self.policies_per_identity = 20
        self.policies_per_query = 20  # names in one GetIdentityPolicies call
        self.policy_characters = 4096
        self.tags_per_resource = 50
        self.configuration_sets = 10_000
        self.event_destinations_per_set = 10
        self.dimensions_per_destination = 10  # of a CloudWatch destination
        self.max_24_hour_send: float | None = None  # None: 50,000 or, in the sandbox, 200; -1: unlimited
        # None: 14 or, in the sandbox, 1; -1: unlimited. Enforced in the sandbox, elsewhere only if it is set.
        self.max_send_rate: float | None = None
        self.message_bytes_v1 = 10 * 1024 * 1024  # of a whole message, encoded, through the old API
        self.message_bytes_v2 = 40 * 1024 * 1024
        self.templates = 20_000
        self.template_bytes = 500 * 1024
        self.verification_templates = 50
        self.verification_template_bytes = 10 * 1024 * 1024


# Assumed: how SES says that there are too many (only the codes are documented).
TOO_MANY_IDENTITIES = "You have reached the maximum number of identities for this account."
TOO_MANY_CONFIGURATION_SETS = "You have reached the maximum number of configuration sets for this account."
TOO_MANY_EVENT_DESTINATIONS = "You have reached the maximum number of event destinations for this configuration set."
TOO_MANY_DIMENSIONS = "You have reached the maximum number of dimensions for this event destination."
TOO_MANY_TEMPLATES = "You have reached the maximum number of email templates for this account."
TOO_MANY_VERIFICATION_TEMPLATES = "You have reached the maximum number of custom verification email templates."
