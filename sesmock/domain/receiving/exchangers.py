"""Which mail comes in here: that of domains whose MX records name SES. Source: "Publishing an MX record"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sesmock.mail.address import domain_of

if TYPE_CHECKING:
    from sesmock.world.dns import Zone

_HOST = r"inbound-smtp\.([a-z0-9-]+)\.amazonaws\.com\.?"


def inbound_region(zone: Zone, address: str) -> str | None:
    """The region whose inbound server takes the mail to an address; None: it goes elsewhere, or nowhere."""
    exchangers = []
    for value in zone.answer(domain_of(address), "MX").values:
        preference, _, host = value.partition(" ")
        exchangers.append((int(preference) if re.fullmatch("[0-9]{1,5}", preference) else 0, host.strip().lower()))
    found = re.fullmatch(_HOST, min(exchangers)[1]) if exchangers else None
    return None if found is None else found[1]
