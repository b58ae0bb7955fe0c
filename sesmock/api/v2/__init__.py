"""SES v2 (``boto3.client("sesv2")``): its operations, and its words for the domain's refusals."""

from __future__ import annotations

from sesmock.domain import refusals as no

# Which module answers which operation, named as in boto3; it is imported when the first of its operations is called.
OPERATIONS = {
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
    "multi_region": """
        create_multi_region_endpoint delete_multi_region_endpoint get_multi_region_endpoint
        list_multi_region_endpoints
    """,
    "suppression": """
        delete_suppressed_destination get_suppressed_destination list_suppressed_destinations
        put_suppressed_destination
    """,
    "contact_lists": """
        create_contact_list delete_contact_list get_contact_list list_contact_lists update_contact_list
    """,
    "contacts": "create_contact delete_contact get_contact list_contacts update_contact",
    "jobs": """
        cancel_export_job create_export_job create_import_job get_export_job get_import_job list_export_jobs
        list_import_jobs
    """,
    "figures": "batch_get_metric_data get_email_address_insights get_message_insights list_recommendations",
    "tenants": """
        create_tenant create_tenant_resource_association delete_tenant delete_tenant_resource_association get_tenant
        list_resource_tenants list_tenant_resources list_tenants put_tenant_suppression_attributes
    """,
    "reputation": """
        get_reputation_entity list_reputation_entities update_reputation_entity_customer_managed_status
        update_reputation_entity_policy
    """,
    "dedicated_ips": """
        create_dedicated_ip_pool delete_dedicated_ip_pool get_dedicated_ip get_dedicated_ip_pool get_dedicated_ips
        list_dedicated_ip_pools put_dedicated_ip_in_pool put_dedicated_ip_pool_scaling_attributes
        put_dedicated_ip_warmup_attributes
    """,
    "deliverability": """
        create_deliverability_test_report get_blacklist_reports get_deliverability_dashboard_options
        get_deliverability_test_report get_domain_deliverability_campaign get_domain_statistics_report
        list_deliverability_test_reports list_domain_deliverability_campaigns put_deliverability_dashboard_option
    """,
    "account": """
        get_account put_account_dedicated_ip_warmup_attributes put_account_details put_account_pricing_attributes
        put_account_sending_attributes put_account_suppression_attributes put_account_vdm_attributes
    """,
}

# The operations that are not answered, by the reason. Who writes one moves its name up.
MISSING: dict[str, str] = {}

# v2 names the family.
WORDING = {
    no.AlreadyExists: "AlreadyExistsException",
    no.Invalid: "BadRequestException",
    no.InvalidToken: "InvalidNextTokenException",
    no.LimitExceeded: "LimitExceededException",
    no.NotFound: "NotFoundException",
    no.Failed: "InternalFailure",
    no.AccessDenied: "AccessDeniedException",
    no.MailFromNotVerified: "MailFromDomainNotVerifiedException",
    no.QuotaExceeded: "LimitExceededException",  # disputed: only the text is firm
    no.Rejected: "MessageRejected",
    no.SendingPaused: "SendingPausedException",
    no.Throttled: "TooManyRequestsException",
}

# The HTTP status of codes that the model does not know.
STATUSES = {"AccessDeniedException": 403}
