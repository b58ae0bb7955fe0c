"""SES v2 (``boto3.client("sesv2")``): its operations by room, and its words for the domain's refusals."""

from __future__ import annotations

from sesmock.domain import refusals as no

# Which module answers which operation: a module is imported when the first of its operations is called.
ROOMS = {
    "sending": "send_bulk_email send_email",
    "identities": """
        create_email_identity delete_email_identity get_email_identity list_email_identities
        put_email_identity_configuration_set_attributes
    """,
    "dkim": "put_email_identity_dkim_attributes put_email_identity_dkim_signing_attributes",
    "mail_from": "put_email_identity_mail_from_attributes",
    "notifications": "put_email_identity_feedback_attributes",
    "policies": """
        create_email_identity_policy delete_email_identity_policy get_email_identity_policies
        update_email_identity_policy
    """,
    "certificates": """
        associate_email_identity_certificate disassociate_email_identity_certificate
        list_email_identity_certificates
    """,
    "tags": "list_tags_for_resource tag_resource untag_resource",
    "templates": """
        create_email_template delete_email_template get_email_template list_email_templates
        test_render_email_template update_email_template
    """,
    "verification_templates": """
        create_custom_verification_email_template delete_custom_verification_email_template
        get_custom_verification_email_template list_custom_verification_email_templates
        send_custom_verification_email update_custom_verification_email_template
    """,
    "configuration_sets": """
        create_configuration_set delete_configuration_set get_configuration_set list_configuration_sets
        put_configuration_set_archiving_options put_configuration_set_delivery_options
        put_configuration_set_reputation_options put_configuration_set_sending_options
        put_configuration_set_suppression_options put_configuration_set_tracking_options
        put_configuration_set_vdm_options update_configuration_set
    """,
    "event_destinations": """
        create_configuration_set_event_destination delete_configuration_set_event_destination
        get_configuration_set_event_destinations update_configuration_set_event_destination
    """,
    "suppression": """
        delete_suppressed_destination get_suppressed_destination list_suppressed_destinations
        put_suppressed_destination
    """,
    "account": """
        get_account put_account_dedicated_ip_warmup_attributes put_account_details put_account_pricing_attributes
        put_account_sending_attributes put_account_suppression_attributes put_account_vdm_attributes
    """,
}

# v2 names the family.
WORDING = {
    no.AlreadyExists: "AlreadyExistsException",
    no.Invalid: "BadRequestException",
    no.InvalidToken: "InvalidNextTokenException",
    no.LimitExceeded: "LimitExceededException",
    no.NotFound: "NotFoundException",
    no.AccessDenied: "AccessDeniedException",
    no.MailFromNotVerified: "MailFromDomainNotVerifiedException",
    no.QuotaExceeded: "LimitExceededException",  # disputed: only the text is firm
    no.Rejected: "MessageRejected",
    no.SendingPaused: "SendingPausedException",
    no.Throttled: "TooManyRequestsException",
}

# The HTTP status of codes that the model does not know.
STATUSES = {"AccessDeniedException": 403}
