"""The MAIL FROM domain of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.identities import mail_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.region import Region


def put_email_identity_mail_from_attributes(
    region: Region,
    *,
    email_identity: str,
    mail_from_domain: str | None = None,
    behavior_on_mx_failure: str | None = None,
) -> Mapping[str, object]:
    """Use a MAIL FROM domain, or (with none) the default again."""
    mail_from.put(region, email_identity, mail_from_domain, behavior_on_mx_failure)
    return {}
