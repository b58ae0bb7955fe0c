"""Notifications that could not be delivered are reported when the outermost mock is left, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest

from sesmock import Cloud, DeliveryFailed, SesmockError, mock_ses

if TYPE_CHECKING:
    from sesmock import Notification, SetUp

TOPIC = "arn:aws:sns:us-east-1:123456789012:bounces"


def fails(notice: Notification | SetUp) -> None:
    if hasattr(notice, "event"):
        raise LookupError("webhook")


def bounce(cloud: Cloud) -> None:
    cloud.verify("ann@example.com")
    ses = boto3.client("ses")
    if not cloud.outbox:
        ses.set_identity_notification_topic(Identity="ann@example.com", NotificationType="Bounce", SnsTopic=TOPIC)
    message = {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}
    whom = {"ToAddresses": ["bounce@simulator.amazonses.com"]}
    ses.send_email(Source="ann@example.com", Destination=whom, Message=message)


def test_the_outermost_mock_warns_of_them_when_it_is_left() -> None:
    def enter(caught: pytest.WarningsRecorder) -> None:
        with mock_ses(region="us-east-1") as cloud:
            with mock_ses():  # not when this one is left
                cloud.subscribe(TOPIC, fails)
                bounce(cloud)
                bounce(cloud)
            assert len(cloud.deliveries) == 6
            assert len(caught) == 0

    with pytest.warns(DeliveryFailed) as caught:
        enter(caught)

    [warning] = caught
    said = f"<Delivery to {TOPIC} (FUNCTION): LookupError('webhook')>"
    assert str(warning.message) == f"2 notifications of SES could not be delivered:\n  {said}\n  {said}"
    assert isinstance(warning.message, SesmockError)
    assert isinstance(warning.message.__cause__, LookupError)
    assert warning.filename == __file__


def test_a_warning_that_is_an_error_leaves_no_mock_behind() -> None:
    from sesmock.mock.active import active

    mock = mock_ses(region="us-east-1")
    cloud = mock.start()
    cloud.subscribe(TOPIC, fails)
    bounce(cloud)
    with pytest.raises(DeliveryFailed, match=r"^1 notification of SES could not be delivered"):  # as pytest is set up
        mock.stop()

    assert active() is None


def test_a_cloud_that_is_entered_again_tells_only_what_is_new() -> None:
    cloud = Cloud(region="us-east-1")
    cloud.subscribe(TOPIC, fails)
    for _ in range(2):
        with pytest.warns(DeliveryFailed, match="^1 notification"), mock_ses(cloud):
            bounce(cloud)
    with mock_ses(cloud):
        pass

    assert [delivery.ok for delivery in cloud.deliveries] == [True, True] + [True, False] * 2


def test_another_cloud_inside_tells_its_own() -> None:
    inner = Cloud(region="us-east-1")
    inner.subscribe(TOPIC, fails)
    with mock_ses(region="us-east-1") as outer:
        outer.subscribe(TOPIC, fails)
        with pytest.warns(DeliveryFailed), mock_ses(inner):
            bounce(inner)
        assert outer.deliveries == []


def test_what_a_test_takes_away_was_meant() -> None:
    with mock_ses(region="us-east-1") as cloud:
        cloud.subscribe(TOPIC, fails)
        bounce(cloud)
        bounce(cloud)
        cloud.deliveries.clear()
        bounce(cloud)
        cloud.deliveries.pop()
