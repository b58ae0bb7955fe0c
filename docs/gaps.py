"""What sesmock does not answer, and why: the one list of it.

`write_coverage.py` prints it, `tests/contract` holds it against the installed botocore. Whoever writes an operation
or a parameter takes its name out here.
"""

from __future__ import annotations

# The botocore these lists were compared with. A newer one may know operations and parameters that nobody has looked
# at; they raise OperationNotWritten and ParameterNotWritten like everything below, `write_coverage.py --news` names
# them, and raising this version makes the contract tests demand a decision about each.
KNOWN_BOTOCORE = "1.43.117"

# API → reason → operations, as boto3 names them.
GAPS: dict[str, dict[str, str]] = {
    "ses": {
        "Receiving mail is not written.": """
            clone_receipt_rule_set create_receipt_filter create_receipt_rule create_receipt_rule_set
            delete_receipt_filter delete_receipt_rule delete_receipt_rule_set describe_active_receipt_rule_set
            describe_receipt_rule describe_receipt_rule_set list_receipt_filters list_receipt_rule_sets
            reorder_receipt_rule_set set_active_receipt_rule_set set_receipt_rule_position update_receipt_rule
        """,
    },
    "sesv2": {
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

# API → operation that is answered → its parameters that are not taken (in snake case).
PARAMETER_GAPS: dict[str, dict[str, str]] = {
    "ses": {},
    "sesv2": {
        "send_bulk_email": "configuration_overrides endpoint_id tenant_name",
        "send_email": "configuration_overrides endpoint_id list_management_options tenant_name",
    },
}
