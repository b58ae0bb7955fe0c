"""What sesmock does not answer, and why: the one list of it.

`write_coverage.py` prints it, `tests/contract` holds it against the installed botocore. Whoever writes an operation
or a parameter takes its name out here, in ``ROOMS`` of ``sesmock/api/v1`` or ``v2`` it is answered.
"""

from __future__ import annotations

# The botocore these lists were compared with. A newer one may know operations and parameters that nobody has looked
# at; they raise OperationNotWritten and ParameterNotWritten like everything below, `write_coverage.py --news` names
# them, and raising this version makes the contract tests demand a decision about each.
KNOWN_BOTOCORE = "1.43.117"

# API → reason → operations, as boto3 names them.
GAPS: dict[str, dict[str, str]] = {
    "ses": {
        "Sending is not written yet.": """
            send_bulk_templated_email send_email send_raw_email send_templated_email
        """,
        "Templates are not written yet.": """
            create_template delete_template get_template list_templates test_render_template update_template
        """,
        "The account's settings and figures are not written yet.": """
            get_account_sending_enabled get_send_quota get_send_statistics update_account_sending_enabled
        """,
        "Options and event destinations of configuration sets are not written yet.": """
            create_configuration_set_event_destination create_configuration_set_tracking_options
            delete_configuration_set_event_destination delete_configuration_set_tracking_options
            put_configuration_set_delivery_options update_configuration_set_event_destination
            update_configuration_set_reputation_metrics_enabled update_configuration_set_sending_enabled
            update_configuration_set_tracking_options
        """,
        "Receiving mail is not written.": """
            clone_receipt_rule_set create_receipt_filter create_receipt_rule create_receipt_rule_set
            delete_receipt_filter delete_receipt_rule delete_receipt_rule_set describe_active_receipt_rule_set
            describe_receipt_rule describe_receipt_rule_set list_receipt_filters list_receipt_rule_sets
            reorder_receipt_rule_set send_bounce set_active_receipt_rule_set set_receipt_rule_position
            update_receipt_rule
        """,
    },
    "sesv2": {
        "Sending is not written yet.": """
            send_bulk_email send_email
        """,
        "Templates are not written yet.": """
            create_email_template delete_email_template get_email_template list_email_templates
            test_render_email_template update_email_template
        """,
        "The account's settings are not written yet.": """
            get_account put_account_dedicated_ip_warmup_attributes put_account_details put_account_pricing_attributes
            put_account_sending_attributes put_account_suppression_attributes put_account_vdm_attributes
        """,
        "The suppression list is not written yet.": """
            delete_suppressed_destination get_suppressed_destination list_suppressed_destinations
            put_suppressed_destination
        """,
        "Options and event destinations of configuration sets are not written yet.": """
            create_configuration_set_event_destination delete_configuration_set_event_destination
            get_configuration_set_event_destinations put_configuration_set_archiving_options
            put_configuration_set_delivery_options put_configuration_set_reputation_options
            put_configuration_set_sending_options put_configuration_set_suppression_options
            put_configuration_set_tracking_options put_configuration_set_vdm_options update_configuration_set
            update_configuration_set_event_destination
        """,
        "Contact lists are not written.": """
            create_contact create_contact_list delete_contact delete_contact_list get_contact get_contact_list
            list_contact_lists list_contacts update_contact update_contact_list
        """,
        "Dedicated IP addresses are not written.": """
            create_dedicated_ip_pool delete_dedicated_ip_pool get_dedicated_ip get_dedicated_ip_pool get_dedicated_ips
            list_dedicated_ip_pools put_dedicated_ip_in_pool put_dedicated_ip_pool_scaling_attributes
            put_dedicated_ip_warmup_attributes
        """,
        "Tenants are not written.": """
            create_tenant create_tenant_resource_association delete_tenant delete_tenant_resource_association get_tenant
            list_resource_tenants list_tenant_resources list_tenants put_tenant_suppression_attributes
        """,
        "Import and export jobs are not written.": """
            cancel_export_job create_export_job create_import_job get_export_job get_import_job list_export_jobs
            list_import_jobs
        """,
        "Deliverability reports, insights and metrics are not written: they tell of the world outside.": """
            batch_get_metric_data create_deliverability_test_report get_blacklist_reports
            get_deliverability_dashboard_options get_deliverability_test_report get_domain_deliverability_campaign
            get_domain_statistics_report get_email_address_insights get_message_insights
            list_deliverability_test_reports list_domain_deliverability_campaigns list_recommendations
            put_deliverability_dashboard_option
        """,
        "Reputation is not written.": """
            get_reputation_entity list_reputation_entities update_reputation_entity_customer_managed_status
            update_reputation_entity_policy
        """,
        "Multi-region endpoints are not written.": """
            create_multi_region_endpoint delete_multi_region_endpoint get_multi_region_endpoint
            list_multi_region_endpoints
        """,
    },
}

# API → operation that is answered → its parameters that are not taken, as boto3's paths in snake case.
PARAMETER_GAPS: dict[str, dict[str, str]] = {
    "ses": {},
    "sesv2": {
        "create_configuration_set": """
            archiving_options delivery_options message_security_options reputation_options sending_options
            suppression_options tracking_options vdm_options
        """,
    },
}
