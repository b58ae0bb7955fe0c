"""Which provider an address is at. Neither the list nor the spelling of SES's is public: both are assumed."""

from __future__ import annotations

from sesmock.mail.address import domain_of

UNKNOWN = "UNKNOWN_ISP"  # recorded

_DOMAINS = {
    "AOL": "aol.com aim.com verizon.net",
    "Apple": "icloud.com mac.com me.com",
    "Comcast": "comcast.net",
    "GMX": "gmx.at gmx.ch gmx.com gmx.de gmx.net",
    "Gmail": "gmail.com googlemail.com",
    "Hotmail": "hotmail.co.uk hotmail.com hotmail.de hotmail.fr live.com msn.com outlook.com outlook.de",
    "Orange": "orange.fr wanadoo.fr",
    "QQ": "foxmail.com qq.com",
    "WebDe": "web.de",
    "Yahoo": "rocketmail.com yahoo.co.uk yahoo.com yahoo.de yahoo.fr ymail.com",
    "YahooJapan": "yahoo.co.jp",
    "Yandex": "yandex.com yandex.ru",
}
NAMES = (*_DOMAINS, UNKNOWN)
_BY_DOMAIN = {domain: name for name, domains in _DOMAINS.items() for domain in domains.split()}


def isp_of(address: str) -> str:
    """The provider of an address, by its domain."""
    return _BY_DOMAIN.get(domain_of(address), UNKNOWN)
