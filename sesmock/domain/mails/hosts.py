"""The hosts that mail from SES comes from, as DNS knows them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sesmock.domain.mails.composing import NETWORKS, outgoing_host
from sesmock.domain.mails.sent import Mails

if TYPE_CHECKING:
    from sesmock.domain.region import Ses

# As amazonses.com publishes it (seen in 2025).
SPF = (
    "v=spf1 ip4:199.255.192.0/22 ip4:199.127.232.0/22 ip4:54.240.0.0/18 ip4:69.169.224.0/20 ip4:23.249.208.0/20 "
    "ip4:23.251.224.0/19 ip4:76.223.176.0/20 ip4:54.240.64.0/18 ip4:76.223.128.0/19 ip4:216.221.160.0/19 "
    "ip4:206.55.144.0/20 ip4:24.110.64.0/18 -all"
)
# assumed: a region's domain leads to the whole.
_SPF_OF_A_REGION = "v=spf1 include:amazonses.com -all"
_REGION = r"[a-z]{2}(?:-[a-z]+)+-[0-9]+"
_NUMBER = "([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])"


def answer(ses: Ses, name: str, type: str) -> tuple[str, ...]:
    """What DNS says at a name of SES's hosts: SPF records, addresses, and names of addresses."""
    if type == "TXT":
        if name == "amazonses.com":
            return (SPF,)
        return (_SPF_OF_A_REGION,) if re.fullmatch(rf"{_REGION}\.amazonses\.com", name) else ()
    if type == "A":
        found = re.fullmatch(rf"([ac]){_NUMBER}-{_NUMBER}\.smtp-out\.(?:{_REGION}\.)?amazonses\.com", name)
        return (f"{NETWORKS[found[1]]}.{found[2]}.{found[3]}",) if found is not None else ()
    address = rf"{_NUMBER}\.{_NUMBER}\.(240\.54|223\.76)\.in-addr\.arpa"
    found = re.fullmatch(address, name) if type == "PTR" else None
    return (_name_of(ses, ".".join(reversed(name.split(".")[:4]))),) if found is not None else ()


def _name_of(ses: Ses, ip: str) -> str:
    """An address is used in all regions here: its name is that of the region which has used it last."""
    used = next((mail.region for mail in reversed(ses.of(Mails).accepted) if mail.outgoing_ip == ip), "us-east-1")
    return outgoing_host(ip, used)
