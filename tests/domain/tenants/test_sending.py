"""Sending for a tenant: what it takes, who is told, and whose suppression list counts."""

from __future__ import annotations

import json

import pytest

pytestmark = [
    pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.com"]),
    pytest.mark.needs("sesv2.SendEmail.TenantName"),
]

ARN = "arn:aws:ses:us-east-1:123456789012:"
IDENTITY, SET, TEMPLATE = ARN + "identity/example.com", ARN + "configuration-set/news", ARN + "template/hi"
TOPIC = "arn:aws:sns:us-east-1:123456789012:events"
SIMPLE = {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}}
RAW = b"From: ann@example.com\r\nTo: bob@example.org\r\nSubject: s\r\n"


def bad(text):
    return 400, "BadRequestException", text


def denied(*arns):
    return 403, "AccessDeniedException", f"Tenant not associated with resources [{', '.join(arns)}]."


UNKNOWN = (404, "NotFoundException", "Tenant nobody for AwsAccountId 123456789012 not found.")


def mail(tenant="acme", to="bob@example.org", content=SIMPLE, **more):
    given = {"Content": content, "Destination": {"ToAddresses": [to]}, "FromEmailAddress": "ann@example.com", **more}
    return given if tenant is None else {"TenantName": tenant, **given}


def bulk(*to, template="hi", **more):
    return {
        "TenantName": "acme",
        "FromEmailAddress": "ann@example.com",
        "DefaultContent": {"Template": {"TemplateName": template, "TemplateData": "{}"}},
        "BulkEmailEntries": [{"Destination": {"ToAddresses": [address]}} for address in to],
        **more,
    }


@pytest.fixture(autouse=True)
def acme(v2):
    v2.create_tenant(TenantName="acme")
    v2.create_configuration_set(ConfigurationSetName="news")
    v2.create_email_template(TemplateName="hi", TemplateContent={"Subject": "s", "Text": "t"})


@pytest.fixture
def give(v2):
    """Let resources belong to the tenant."""

    def give(*arns):
        for arn in arns:
            v2.create_tenant_resource_association(TenantName="acme", ResourceArn=arn)

    return give


def test_a_mail_names_its_tenant(v2, give, ses_cloud):
    give(IDENTITY)
    v2.send_email(**mail())
    v2.send_email(**mail(None))

    assert [sent.tenant for sent in ses_cloud.outbox] == ["acme", None]
    [difference] = ses_cloud.outbox[0].differences(ses_cloud.outbox[1])
    assert difference == "tenant: 'acme' != None"


def test_events_name_the_tenant(v2, give, ses_cloud):
    v2.create_configuration_set_event_destination(
        ConfigurationSetName="news",
        EventDestinationName="all",
        EventDestination={
            "Enabled": True,
            "MatchingEventTypes": ["SEND"],
            "CloudWatchDestination": {
                "DimensionConfigurations": [
                    {
                        "DimensionName": "ses:tenant-name",
                        "DimensionValueSource": "MESSAGE_TAG",
                        "DefaultDimensionValue": "none",
                    }
                ]
            },
        },
    )
    give(IDENTITY, SET)
    v2.send_email(**mail(ConfigurationSetName="news"))
    v2.send_email(**mail(None, ConfigurationSetName="news"))
    [first, second] = ses_cloud.events.of("Send").at("all")

    assert [event.payload["mail"]["tags"].get("ses:tenant-name") for event in ses_cloud.events.of("Send")] == [
        ["acme"],
        None,
    ]
    assert [notice.payload["MetricData"][0]["Dimensions"] for notice in (first, second)] == [
        [{"Name": "ses:tenant-name", "Value": "acme"}],
        [{"Name": "ses:tenant-name", "Value": "none"}],
    ]


# ---- what belongs to it ----


def test_everything_that_is_missing_is_named(v2, refused, give):
    content = {"Template": {"TemplateName": "hi", "TemplateData": "{}"}}
    given = mail(content=content, ConfigurationSetName="news")
    said = [refused(v2, "send_email", **given)]
    for arn in (SET, IDENTITY):
        give(arn)
        said.append(refused(v2, "send_email", **given))
    give(TEMPLATE)

    assert said == [denied(IDENTITY, SET, TEMPLATE), denied(IDENTITY, TEMPLATE), denied(TEMPLATE)]
    assert v2.send_email(**given).keys() == {"MessageId"}


def test_the_body_of_the_refusal_has_a_capital(wire):
    assert wire.v2("POST", "/outbound-emails", mail()) == (
        403, "AccessDeniedException", {"Message": f"Tenant not associated with resources [{IDENTITY}]."},
    )  # fmt: skip


def test_an_identity_is_enough(v2, give):
    # A live run says so, the guide asks for a configuration set.
    give(IDENTITY)

    assert v2.send_email(**mail()).keys() == {"MessageId"}


def test_the_default_set_of_an_identity_counts(v2, refused, give):
    give(IDENTITY)
    v2.put_email_identity_configuration_set_attributes(EmailIdentity="example.com", ConfigurationSetName="news")

    assert refused(v2, "send_email", **mail()) == denied(SET)


def test_an_address_with_an_identity_of_its_own_does_not_send_by_its_domain(v2, refused, give, ses_cloud):
    give(IDENTITY)
    ses_cloud.verify("ann@example.com")

    assert refused(v2, "send_email", **mail()) == denied(ARN + "identity/ann@example.com")
    give(ARN + "identity/ann@example.com")
    assert v2.send_email(**mail()).keys() == {"MessageId"}


def test_an_address_that_is_not_verified_yet_sends_by_its_domain(v2, give, ses_cloud):
    give(IDENTITY)
    v2.create_email_identity(EmailIdentity="ann@example.com")

    assert v2.send_email(**mail()).keys() == {"MessageId"}
    assert ses_cloud.outbox.last.identity == IDENTITY


def test_the_domain_above_is_the_identity(v2, refused, give):
    given = mail(FromEmailAddress="ann@sub.example.com")

    assert refused(v2, "send_email", **given) == denied(IDENTITY)
    give(IDENTITY)
    assert v2.send_email(**given).keys() == {"MessageId"}


def test_an_inline_template_belongs_to_nobody(v2, give):
    give(IDENTITY)
    content = {"Template": {"TemplateContent": {"Subject": "s", "Text": "t"}, "TemplateData": "{}"}}

    assert v2.send_email(**mail(content=content)).keys() == {"MessageId"}


@pytest.mark.parametrize("template", ["hi", "none"])
def test_bulk_mail_is_refused_as_a_whole(v2, refused, give, template):
    said = refused(v2, "send_bulk_email", **bulk("bob@example.org", template=template))

    if template == "none":
        assert said == (404, "NotFoundException", "Template none does not exist")
        return
    assert said == denied(IDENTITY, TEMPLATE)
    give(IDENTITY, TEMPLATE)
    results = v2.send_bulk_email(**bulk("bob@example.org", "carl@example.org"))["BulkEmailEntryResults"]
    assert [result["Status"] for result in results] == ["SUCCESS", "SUCCESS"]


def test_what_is_taken_away_no_longer_sends(v2, refused, give):
    give(IDENTITY)
    v2.send_email(**mail())
    v2.delete_tenant_resource_association(TenantName="acme", ResourceArn=IDENTITY)

    assert refused(v2, "send_email", **mail()) == denied(IDENTITY)


def test_an_identity_that_is_there_is_asked_for_before_it_is_verified(v2, refused, give):
    v2.create_email_identity(EmailIdentity="pending.example")
    given = mail(FromEmailAddress="ann@pending.example")
    not_verified = (
        "Email address is not verified. The following identities failed the check in region US-EAST-1: {}".format
    )

    assert refused(v2, "send_email", **given) == denied(ARN + "identity/pending.example")
    give(ARN + "identity/pending.example")
    assert refused(v2, "send_email", **given) == (400, "MessageRejected", not_verified("ann@pending.example"))
    # Without any identity nothing can be missing: assumed.
    assert refused(v2, "send_email", **mail(FromEmailAddress="ann@nowhere.example")) == (
        400, "MessageRejected", not_verified("ann@nowhere.example"),
    )  # fmt: skip


# ---- which tenant ----


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("nobody", UNKNOWN),
        (" ", bad("TenantName cannot be empty")),
        ("t" * 65, bad("TenantName cannot exceed 64 characters.")),
        ("a b", bad("Invalid tenant name <a b>: only alphanumeric ASCII characters, '_', and '-' are allowed.")),
    ],
)
def test_a_tenant_that_cannot_be_is_told_before_addresses(v2, refused, name, answer):
    assert refused(v2, "send_email", **mail(name, to="not an address")) == answer
    assert refused(v2, "send_email", **mail(name, content={"Raw": {"Data": b": empty\r\n"}})) == answer
    assert refused(v2, "send_bulk_email", **{**bulk("x"), "TenantName": name, "FromEmailAddress": "x y"}) == answer


def test_what_the_content_says_of_itself_comes_first(v2, refused):
    both = {**SIMPLE, "Raw": {"Data": b"x"}}
    inline = {"Template": {"TemplateContent": {"Subject": "s"}, "TemplateData": "{}"}}

    assert refused(v2, "send_email", **mail("nobody", content=both))[0] == 400
    assert refused(v2, "send_email", **mail("nobody", content=inline))[0] == 400


@pytest.mark.parametrize("operation", ["v1", "v2"])
def test_the_header_of_a_raw_mail_names_it_and_goes_no_further(v1, v2, refused, give, ses_cloud, operation):
    def parameters(data):
        if operation == "v2":
            return v2, "send_email", {"Content": {"Raw": {"Data": data}}}
        return v1, "send_raw_email", {"RawMessage": {"Data": data}}

    caller, name, given = parameters(RAW + b"X-SES-TENANT: acme\r\n\r\nt\r\n")
    unknown = parameters(RAW + b"X-Ses-Tenant: nobody\r\n\r\nt\r\n")
    message = f"Tenant not associated with resources [{IDENTITY}]."
    codes = {
        "v1": ("AccessDenied", "InvalidParameterValue", 400),
        "v2": ("AccessDeniedException", "NotFoundException", 404),
    }

    assert refused(caller, name, **given) == (403, codes[operation][0], message)
    assert refused(unknown[0], unknown[1], **unknown[2]) == (codes[operation][2], codes[operation][1], UNKNOWN[2])
    give(IDENTITY)
    getattr(caller, name)(**given)
    [sent] = ses_cloud.outbox
    assert (sent.tenant, sent.header("X-SES-TENANT")) == ("acme", None)


def test_an_empty_header_names_nobody(v2, ses_cloud):
    v2.send_email(Content={"Raw": {"Data": RAW + b"X-SES-TENANT:\r\n\r\nt\r\n"}})

    assert (ses_cloud.outbox.last.tenant, ses_cloud.outbox.last.header("X-SES-TENANT")) == (None, None)


def test_the_parameter_counts_before_the_header(v2, give, ses_cloud):
    give(IDENTITY)
    v2.send_email(**mail(content={"Raw": {"Data": RAW + b"X-SES-TENANT: nobody\r\n\r\nt\r\n"}}))

    assert ses_cloud.outbox.last.tenant == "acme"


def test_by_smtp(ses_cloud, give):
    import smtplib

    def send():
        with smtplib.SMTP("email-smtp.us-east-1.amazonaws.com", 587) as server:
            server.starttls()
            server.login("user", "password")
            server.sendmail("ann@example.com", ["bob@example.org"], RAW + b"X-SES-TENANT: acme\r\n\r\nt\r\n")

    def reply():
        with pytest.raises(smtplib.SMTPDataError) as caught:
            send()
        return caught.value.smtp_code, caught.value.smtp_error.decode()

    not_associated = reply()
    give(IDENTITY)
    send()
    ses_cloud.region().tenants["acme"].pause()

    assert not_associated == (554, f"Access denied: Tenant not associated with resources [{IDENTITY}].")
    assert ses_cloud.outbox.one().tenant == "acme"
    assert reply() == (454, "Message rejected: Sending is paused for tenant acme")


def test_policies_know_the_tenant(v2, api, give, ses_cloud, refused):
    statement = {
        "Effect": "Deny", "Principal": "*", "Action": "ses:SendEmail", "Resource": IDENTITY,
        "Condition": {"StringEquals": {"ses:TenantName": "acme"}},
    }  # fmt: skip
    v2.create_email_identity_policy(
        EmailIdentity="example.com",
        PolicyName="p",
        Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    give(IDENTITY)

    assert refused(v2, "send_email", **mail()) == (
        403,
        "AccessDeniedException",
        f"User `arn:aws:iam::123456789012:root' is not authorized to perform `ses:SendEmail' on resource `{IDENTITY}'",
    )
    assert v2.send_email(**mail(None)).keys() == {"MessageId"}


# ---- pauses ----


def test_a_paused_tenant_sends_nothing_and_others_go_on(v1, v2, refused, give, ses_cloud):
    v2.create_tenant(TenantName="other")
    v2.create_tenant_resource_association(TenantName="other", ResourceArn=IDENTITY)
    give(IDENTITY, TEMPLATE)
    tenant = ses_cloud.region().tenants["acme"]
    tenant.pause()
    paused = "Sending is paused for tenant acme"  # assumed, after that of configuration sets

    assert refused(v2, "send_email", **mail()) == (400, "SendingPausedException", paused)
    assert refused(v2, "send_bulk_email", **bulk("bob@example.org")) == (400, "SendingPausedException", paused)
    raw = {"RawMessage": {"Data": RAW + b"X-SES-TENANT: acme\r\n\r\nt\r\n"}}
    assert refused(v1, "send_raw_email", **raw) == (400, "AccountSendingPausedException", paused)
    v2.send_email(**mail("other"))
    v2.send_email(**mail(None))
    tenant.reinstate()
    v2.send_email(**mail())
    assert [sent.tenant for sent in ses_cloud.outbox] == ["other", None, "acme"]


def test_account_and_set_are_asked_first(v2, refused, give, ses_cloud):
    give(IDENTITY, SET)
    ses_cloud.region().tenants["acme"].pause()
    v2.put_configuration_set_sending_options(ConfigurationSetName="news", SendingEnabled=False)

    assert refused(v2, "send_email", **mail(ConfigurationSetName="news"))[2] == (
        "Sending is paused for configuration set news"
    )


# ---- suppression ----

DIAGNOSTIC = (
    "Amazon SES did not send the message to this address because it is on the suppression list for your tenant."
)


@pytest.fixture
def own_list(v2, give, ses_cloud):
    """A tenant with a list of its own, and bob, who bounces, and carl, who complains."""
    give(IDENTITY, SET)
    v2.put_tenant_suppression_attributes(
        TenantName="acme", SuppressedReasons=["BOUNCE", "COMPLAINT"], SuppressionScope="TENANT"
    )
    ses_cloud.receivers.bounce("bob@example.org")
    ses_cloud.receivers.complaint("carl@example.org")


def listed(v2, **tenant):
    return [
        (entry["EmailAddress"], entry["Reason"])
        for entry in v2.list_suppressed_destinations(**tenant)["SuppressedDestinationSummaries"]
    ]


ALL = [("bob@example.org", "BOUNCE"), ("carl@example.org", "COMPLAINT")]


def test_a_tenant_with_a_list_of_its_own(v2, own_list, ses_cloud):
    for _ in range(2):
        for to in ("bob@example.org", "carl@example.org"):
            v2.send_email(**mail(to=to))
    v2.send_email(**mail(None, to="bob@example.org"))
    first, _, again, complained, other = ses_cloud.outbox
    [event] = [event for event in again.events if event.type == "Bounce"]
    bounce = event.payload["bounce"]

    assert [sent.fate for sent in ses_cloud.outbox] == ["Bounced", "Complained", "Suppressed", "Suppressed", "Bounced"]
    assert listed(v2, TenantName="acme") == ALL
    assert listed(v2) == ALL[:1]  # of the mail without a tenant
    assert (bounce["bounceType"], bounce["bounceSubType"], bounce["bouncedRecipients"], bounce["reportingMTA"]) == (
        "Permanent",
        "OnTenantSuppressionList",
        [
            {
                "emailAddress": "bob@example.org",
                "action": "failed",
                "status": "5.1.1",
                "diagnosticCode": DIAGNOSTIC,
            }
        ],
        "dns; amazonses.com",
    )
    assert [e.detail.subtype for e in complained.events if e.type == "Complaint"] == ["OnTenantSuppressionList"]
    assert (first.tenant, other.tenant) == ("acme", None)
    shown = v2.get_suppressed_destination(EmailAddress="bob@example.org", TenantName="acme")["SuppressedDestination"]
    assert (shown["TenantName"], shown["Attributes"]["MessageId"]) == ("acme", first.message_id)


def test_lists_are_put_and_emptied_apart(v2):
    v2.put_suppressed_destination(EmailAddress="dan@example.org", Reason="BOUNCE", TenantName="acme")
    v2.put_suppressed_destination(EmailAddress="eve@example.org", Reason="COMPLAINT")
    before = listed(v2), listed(v2, TenantName="acme")
    gone = (404, "NotFoundException", "Email address dan@example.org does not exist on your suppression list.")

    assert before == ([("eve@example.org", "COMPLAINT")], [("dan@example.org", "BOUNCE")])
    assert v2.no("get_suppressed_destination", EmailAddress="dan@example.org") == gone
    assert v2.no("delete_suppressed_destination", EmailAddress="dan@example.org") == gone
    assert v2.delete_suppressed_destination(EmailAddress="dan@example.org", TenantName="acme") == {}
    assert (listed(v2), listed(v2, TenantName="acme")) == (before[0], [])


def test_a_token_of_one_list_is_none_of_another(v2):
    for tenant in ({}, {"TenantName": "acme"}):
        for name in ("a", "b"):
            v2.put_suppressed_destination(EmailAddress=f"{name}@example.org", Reason="BOUNCE", **tenant)
    token = v2.list_suppressed_destinations(TenantName="acme", PageSize=1)["NextToken"]

    assert v2.no("list_suppressed_destinations", NextToken=token)[1] == "InvalidNextTokenException"
    assert listed(v2, TenantName="acme", NextToken=token) == [("b@example.org", "BOUNCE")]


@pytest.mark.parametrize(
    ("tenant", "options", "lists"),
    [
        # What the tenant and its configuration set say, and what then stands on the account's and the tenant's list.
        (None, None, (ALL, [])),
        ((["BOUNCE"], "ACCOUNT"), None, (ALL[:1], [])),
        ((["COMPLAINT"], "TENANT"), None, ([], ALL[1:])),
        (([], "TENANT"), None, ([], [])),
        ((["BOUNCE"], "TENANT"), {"SuppressedReasons": ["COMPLAINT"]}, ([], ALL[1:])),
        (
            (["BOUNCE"], "TENANT"),
            {"SuppressedReasons": ["BOUNCE", "COMPLAINT"], "SuppressionScope": "ACCOUNT"},
            (ALL, []),
        ),
        (None, {"SuppressedReasons": ["BOUNCE"], "SuppressionScope": "TENANT"}, ([], ALL[:1])),
    ],
)
def test_the_set_decides_before_the_tenant_and_the_tenant_before_the_account(v2, own_list, tenant, options, lists):
    reasons, scope = tenant or (None, None)
    given = {} if tenant is None else {"SuppressedReasons": reasons, "SuppressionScope": scope}
    v2.put_tenant_suppression_attributes(TenantName="acme", **given)
    if options:
        v2.put_configuration_set_suppression_options(ConfigurationSetName="news", **options)
    for to in ("bob@example.org", "carl@example.org"):
        v2.send_email(**mail(to=to, ConfigurationSetName="news"))

    assert (listed(v2), listed(v2, TenantName="acme")) == lists


def test_a_scope_without_a_tenant_is_the_account(v2, own_list):
    options = {"SuppressedReasons": ["BOUNCE"], "SuppressionScope": "TENANT"}
    v2.put_configuration_set_suppression_options(ConfigurationSetName="news", **options)
    v2.send_email(**mail(None, to="bob@example.org", ConfigurationSetName="news"))

    assert listed(v2) == ALL[:1]


def test_reasons_that_no_longer_count_let_mail_through(v2, own_list, ses_cloud):
    v2.send_email(**mail(to="bob@example.org"))
    v2.put_tenant_suppression_attributes(TenantName="acme", SuppressedReasons=[], SuppressionScope="TENANT")
    ses_cloud.receivers.accept("bob@example.org")
    v2.send_email(**mail(to="bob@example.org"))

    assert ses_cloud.outbox.last.fate == "Delivered"
