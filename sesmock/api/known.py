"""Which members of nested structures somebody has looked at, so that none is dropped in silence.

A newer botocore may let a caller say something inside a structure that no function here knows of. It goes by name
only: that is enough to notice what is new. ``tests/contract`` holds the list against the installed model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_LISTED = """
    Action Actions AddHeaderAction Aggregation ApplicationArn ArchiveArn ArrivalDate Attachments BccAddresses
    Body BounceAction BounceType BucketName CcAddresses Charset Cidr ClickTrackingEnabled CloudWatchDestination
    ConditionThreshold ConditionThresholdEnabled ConfidenceVerdictThreshold ConnectAction ContactListDestination
    ContactListImportAction ContactListName ContentDescription ContentDisposition ContentId
    ContentTransferEncoding ContentType CustomRedirectDomain DashboardAttributes DashboardOptions Data
    DataFormat DefaultDimensionValue DefaultScheme DefaultSubscriptionStatus DeliveryStreamARN DeliveryStreamArn
    Description Destination DiagnosticCode DimensionConfigurations DimensionName DimensionValueSource Dimensions
    DisplayName Domain DomainSigningAttributesOrigin DomainSigningPrivateKey DomainSigningSelector Enabled
    Encoding EndDate EngagementMetrics EventBridgeDestination EventBusArn Exclude ExtensionFields FileName
    FilteredStatus FinalRecipient FromEmailAddress FunctionArn Global GuardianAttributes GuardianOptions
    HeaderName HeaderValue Headers Html HtmlPart HttpsPolicy IAMRoleARN IamRoleArn Id
    InboxPlacementTrackingOption Include InstanceARN InvocationType IpFilter Isp Key KinesisFirehoseDestination
    KmsKeyArn LambdaAction LastAttemptDate LastDeliveryEvent LastEngagementEvent LastFreshStart
    MatchingEventTypes MaxDeliverySeconds MaxResults Message MessageInsightsDataSource Metric Metrics
    MetricsDataSource Name Namespace NextSigningKeyLength ObjectKeyPrefix OpenTrackingEnabled
    OptimizedSharedDelivery OrganizationArn OverallConfidenceThreshold PinpointDestination Policy Raw RawContent
    Recipient RecipientArn RecipientDsnFields Recipients Region RemoteMta ReplacementEmailContent
    ReplacementHeaders ReplacementTags ReplacementTemplate ReplacementTemplateData ReportingMta
    ReputationMetricsEnabled RoutesDetails S3Action S3Url SNSAction SNSDestination ScanEnabled Scope Sender
    SendingEnabled SendingPoolName SignatureFormat SigningScheme Simple SmimeScheme SmtpReplyCode SnsDestination
    StartDate Status StatusCode StopAction Subject SubjectPart SubscriptionStartDate SubscriptionStatus
    SuppressedReasons SuppressionListDestination SuppressionListImportAction SuppressionScope Template
    TemplateArn TemplateContent TemplateData TemplateName TenantName Text TextPart TlsPolicy ToAddresses
    TopicARN TopicArn TopicFilter TopicName TrackedIsps Tracking UseDefaultIfPreferenceUnavailable
    ValidationOptions Value VdmEnabled WorkmailAction
"""
MEMBERS = frozenset(_LISTED.split())


def members(shape: Any, inside: tuple[str, ...] = ()) -> Iterator[str]:
    """The names of all members of the structures within a shape, at any depth, but not of the shape's own."""
    if shape.type_name == "list":
        yield from members(shape.member, inside)
    elif shape.type_name == "map":
        yield from members(shape.value, inside)
    elif shape.type_name == "structure" and shape.name not in inside:
        for name, member in shape.members.items():
            if inside:
                yield name
            yield from members(member, (*inside, shape.name))


def strangers(shape: Any) -> frozenset[str]:
    """Those of them that nobody has looked at yet."""
    return frozenset() if shape is None else frozenset(members(shape)) - MEMBERS


def used(value: object, names: frozenset[str]) -> set[str]:
    """Which of these names are keys somewhere in a request's parameters."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = names & value.keys() if isinstance(value, dict) else ()
    return set(own).union(*(used(item, names) for item in inner))
