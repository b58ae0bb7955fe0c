"""Feedback forwarding through sesv2."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)


def forwarding(v2, name):
    return v2.get_email_identity(EmailIdentity=name)["FeedbackForwardingStatus"]


@pytest.mark.parametrize("name", ["example.com", "ann@example.org"])
def test_forwarding_is_on_until_switched_and_needs_no_topics(v1, v2, name):
    v2.create_email_identity(EmailIdentity=name)
    put = v2.put_email_identity_feedback_attributes
    seen = [forwarding(v2, name)]
    seen += [put(EmailIdentity=name, EmailForwardingEnabled=False), forwarding(v2, name)]
    attributes = v1.get_identity_notification_attributes(Identities=[name])["NotificationAttributes"][name]
    seen += [put(EmailIdentity=name, EmailForwardingEnabled=True), forwarding(v2, name)]

    assert seen == [True, {}, False, {}, True]
    assert attributes["ForwardingEnabled"] is False


@pytest.mark.parametrize("body", [b"", {}])
def test_a_switch_that_is_not_given_is_off(v2, wire, body):
    # Probed: a missing boolean is false.
    v2.create_email_identity(EmailIdentity="example.com")

    assert wire.v2("PUT", "/identities/example.com/feedback", body) == (200, None, {})
    assert forwarding(v2, "example.com") is False


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (
            {"EmailForwardingEnabled": 0},
            ("SerializationException", "NUMBER_VALUE can not be converted to a Boolean"),
        ),
        ({"EmailForwardingEnabled": None}, ("SerializationException", None)),
        (
            {"EmailForwardingEnabled": True},
            (
                "BadRequestException",
                "Identity stranger.example is invalid. Must be a verified email address or domain.",
            ),
        ),
    ],
)
def test_what_cannot_be_read_is_refused_before_an_unknown_identity(wire, body, refusal):
    code, message = refusal

    assert wire.v2("PUT", "/identities/stranger.example/feedback", body) == (400, code, {"message": message})
