"""For webhooks under test: what SNS sends to an HTTPS subscriber, and the certificate that its signatures verify with.

``sesmock.sns.certificate_pem()`` stands for what ``SigningCertURL`` would give; `confirmation` is the request that SNS
begins with, `envelope` that for any message (`Notification.envelope` makes it for what SES has published).
"""

from __future__ import annotations

from sesmock.outside.sns import certificate_pem, confirmation, envelope

__all__ = ["certificate_pem", "confirmation", "envelope"]
