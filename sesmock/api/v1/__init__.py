"""SES v1 (``boto3.client("ses")``): its operations, and its words for the domain's refusals."""

from __future__ import annotations

from sesmock.domain import refusals as no

# Which module answers which operation, named as in boto3; it is imported when the first of its operations is called.
OPERATIONS = {
    "sending": "send_bounce send_bulk_templated_email send_email send_raw_email send_templated_email",
    "identities": """
        delete_identity delete_verified_email_address get_identity_verification_attributes list_identities
        list_verified_email_addresses verify_domain_identity verify_email_address verify_email_identity
    """,
    "dkim": "get_identity_dkim_attributes set_identity_dkim_enabled verify_domain_dkim",
    "mail_from": "get_identity_mail_from_domain_attributes set_identity_mail_from_domain",
    "notifications": """
        get_identity_notification_attributes set_identity_feedback_forwarding_enabled
        set_identity_headers_in_notifications_enabled set_identity_notification_topic
    """,
    "policies": "delete_identity_policy get_identity_policies list_identity_policies put_identity_policy",
    "templates": """
        create_template delete_template get_template list_templates test_render_template update_template
    """,
    "verification_templates": """
        create_custom_verification_email_template delete_custom_verification_email_template
        get_custom_verification_email_template list_custom_verification_email_templates
        send_custom_verification_email update_custom_verification_email_template
    """,
    "configuration_sets": """
        create_configuration_set create_configuration_set_tracking_options delete_configuration_set
        delete_configuration_set_tracking_options describe_configuration_set list_configuration_sets
        put_configuration_set_delivery_options update_configuration_set_reputation_metrics_enabled
        update_configuration_set_sending_enabled update_configuration_set_tracking_options
    """,
    "event_destinations": """
        create_configuration_set_event_destination delete_configuration_set_event_destination
        update_configuration_set_event_destination
    """,
    "receiving": """
        clone_receipt_rule_set create_receipt_filter create_receipt_rule create_receipt_rule_set
        delete_receipt_filter delete_receipt_rule delete_receipt_rule_set describe_active_receipt_rule_set
        describe_receipt_rule describe_receipt_rule_set list_receipt_filters list_receipt_rule_sets
        reorder_receipt_rule_set set_active_receipt_rule_set set_receipt_rule_position update_receipt_rule
    """,
    "account": "get_account_sending_enabled get_send_quota get_send_statistics update_account_sending_enabled",
}

# The operations that are not answered, by the reason. Who writes one moves its name up.
MISSING: dict[str, str] = {}

# v1 names the leaf. "Not found" is nearly always InvalidParameterValue.
WORDING = {
    no.AlreadyExists: "AlreadyExists",
    no.CannotDelete: "CannotDelete",
    no.ConfigurationSetExists: "ConfigurationSetAlreadyExists",
    no.ConfigurationSetNotFound: "ConfigurationSetDoesNotExist",
    no.ConstraintViolated: "ValidationError",
    no.EventDestinationExists: "EventDestinationAlreadyExists",
    no.EventDestinationNotFound: "EventDestinationDoesNotExist",
    no.FromAddressNotVerified: "FromEmailAddressNotVerified",
    no.Invalid: "InvalidParameterValue",
    no.InvalidCloudWatchDestination: "InvalidCloudWatchDestination",
    no.InvalidFirehoseDestination: "InvalidFirehoseDestination",
    no.InvalidLambdaFunction: "InvalidLambdaFunction",
    no.InvalidPolicy: "InvalidPolicy",
    no.InvalidRenderingParameter: "InvalidRenderingParameter",
    no.InvalidS3Configuration: "InvalidS3Configuration",
    no.InvalidSnsDestination: "InvalidSNSDestination",
    no.InvalidSnsTopic: "InvalidSnsTopic",
    no.InvalidTemplate: "InvalidTemplate",
    no.InvalidTrackingOptions: "InvalidTrackingOptions",
    no.LimitExceeded: "LimitExceeded",
    no.MissingRenderingAttribute: "MissingRenderingAttribute",
    no.NotFound: "InvalidParameterValue",
    no.ProductionAccessNotGranted: "ProductionAccessNotGranted",
    no.RuleNotFound: "RuleDoesNotExist",
    no.RuleSetNotFound: "RuleSetDoesNotExist",
    no.TemplateNotFound: "TemplateDoesNotExist",
    no.TooManyPolicies: "InvalidParameterValue",
    no.TrackingOptionsExist: "TrackingOptionsAlreadyExistsException",
    no.TrackingOptionsMissing: "TrackingOptionsDoesNotExistException",
    no.VerificationTemplateExists: "CustomVerificationEmailTemplateAlreadyExists",
    no.VerificationTemplateInvalid: "CustomVerificationEmailInvalidContent",
    no.VerificationTemplateNotFound: "CustomVerificationEmailTemplateDoesNotExist",
    no.Failed: "InternalFailure",
    no.AccessDenied: "AccessDenied",
    no.MailFromNotVerified: "MailFromDomainNotVerifiedException",
    no.Rejected: "MessageRejected",
    no.SendingPaused: "AccountSendingPausedException",
    no.SetSendingPaused: "ConfigurationSetSendingPausedException",
    no.Throttled: "Throttling",
}

# The HTTP status of codes that the model does not know.
STATUSES = {"AccessDenied": 403}
