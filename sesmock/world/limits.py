"""Every quota of SES in one table, which a cloud may raise: ``cloud.limits.identities = 200_000``.

Source: SES Developer Guide, "Service quotas in Amazon SES".
"""

from __future__ import annotations


class Limits:
    """How much of everything an account may have, per region unless said otherwise."""

    identities: int = 10_000
    identities_per_query: int = 100  # names in one GetIdentity…Attributes call
    policies_per_identity: int = 20
    policies_per_query: int = 20  # names in one GetIdentityPolicies call
    policy_characters: int = 4096
    tags_per_resource: int = 50
    configuration_sets: int = 10_000
    event_destinations_per_set: int = 10
    dedicated_ip_pools: int = 50
    managed_dedicated_ip_pools: int = 5
    dimensions_per_destination: int = 10  # of a CloudWatch destination
    max_24_hour_send: float | None = None  # None: 50,000 or, in the sandbox, 200; -1: unlimited
    # None: 14 or, in the sandbox, 1; -1: unlimited. Enforced in the sandbox, elsewhere only if it is set.
    max_send_rate: float | None = None
    message_bytes_v1: int = 10 * 1024 * 1024  # of a whole message, encoded, through the old API
    message_bytes_v2: int = 40 * 1024 * 1024
    message_bytes_received: int = 40 * 1024 * 1024  # with its headers
    sns_message_bytes_received: int = 150 * 1024  # of a mail that a rule publishes, with SES's headers
    templates: int = 20_000
    template_bytes: int = 500 * 1024
    inline_template_bytes: int = 1024 * 1024
    verification_templates: int = 50
    tenants: int = 10_000
    verification_template_bytes: int = 10 * 1024 * 1024
    contact_lists: int = 1
    topics_per_contact_list: int = 20
    import_jobs: int = 20  # in progress at a time
    export_jobs: int = 20  # in progress at a time, of each type
    suppressions_per_import: int = 100_000
    suppression_deletions_per_import: int = 10_000
    contacts_per_import: int = 1_000_000
    receipt_rule_sets: int = 40
    receipt_rules_per_set: int = 200
    receipt_actions_per_rule: int = 10
    receipt_filters: int = 100

    def __setattr__(self, name: str, value: float | None) -> None:
        """Raises AttributeError for a limit that there is not, TypeError for a value that is no number."""
        known = vars(Limits).keys() & Limits.__annotations__.keys()
        if name not in known:
            from sesmock.hints import did_you_mean

            raise AttributeError(f"SES has no limit {name!r}{did_you_mean(name, known)}")
        if isinstance(value, bool) or not isinstance(value, (int, float, type(getattr(Limits, name)))):
            raise TypeError(f"the limit {name} is a number, not {value!r}")
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        raised = ", ".join(f"{name}={value!r}" for name, value in vars(self).items() if value != getattr(Limits, name))
        return f"<Limits: {raised or 'as on AWS'}>"


# Assumed: how SES says that there are too many (only the codes are documented).
TOO_MANY_IDENTITIES = "You have reached the maximum number of identities for this account."
TOO_MANY_CONFIGURATION_SETS = "You have reached the maximum number of configuration sets for this account."
TOO_MANY_EVENT_DESTINATIONS = "You have reached the maximum number of event destinations for this configuration set."
TOO_MANY_DIMENSIONS = "You have reached the maximum number of dimensions for this event destination."
TOO_MANY_POOLS = "You have reached the maximum number of dedicated IP pools for this account."
TOO_MANY_MANAGED_POOLS = "You have reached the maximum number of managed dedicated IP pools for this account."
TOO_MANY_TEMPLATES = "You have reached the maximum number of email templates for this account."
TOO_MANY_IMPORT_JOBS = "There are too many import jobs running - please wait for one to complete before resubmitting."
TOO_MANY_TENANTS = "You have reached the maximum number of tenants for this account."
TOO_MANY_VERIFICATION_TEMPLATES = "You have reached the maximum number of custom verification email templates."
TOO_MANY_RULE_SETS = "Too many rule sets"
# Recorded.
TOO_MANY_RULES = "Too many rules"
TOO_MANY_ACTIONS = "Too many actions"
TOO_MANY_FILTERS = "Too many filters"
