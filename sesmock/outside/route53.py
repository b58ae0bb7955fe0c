"""The public hosted zones of Route 53, as a DNS that SES looks at would have them, and written as their owner does.

Sources: Route 53 API reference, ListHostedZones, ListResourceRecordSets, ChangeResourceRecordSets; Developer Guide,
"DNS domain name format", "Supported DNS record types".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sesmock.outside import moto

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TTL = 300  # of what is written anew
_LONGEST_STRING = 255  # in a TXT record (RFC 1035 §3.3); longer values are several strings
_ESCAPE = re.compile(rb"\\(?:([0-7]{3})|(.))", re.DOTALL)
_STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"', re.DOTALL)
# moto shows the text of a Python dictionary around its own, hence: wherever it stands
_SOA = re.compile(r"[\w.-]+ [\w.-]+ \d+ \d+ \d+ \d+ \d+", re.ASCII)


class HostedZones:
    """All that one client of Route 53 sees.

    Args:
        client: a boto3 client, or the URL of an endpoint; None: moto's, while moto is active, and nobody else's ever.

    Raises RuntimeError without a client where moto is not active.
    """

    def __init__(self, client: Any = None) -> None:
        if client is None and not moto.is_active():
            raise RuntimeError(
                "moto is not active, so whose Route 53? Call follow_route53() within mock_aws, or give it a client or "
                "the URL of an endpoint"
            )
        self._of_moto = client is None
        if client is None or isinstance(client, str):
            client = _connect(client)
        self._client: Any = client

    def read(self) -> dict[tuple[str, str], tuple[str, ...]] | None:
        """Values by folded name and type, TXT as it reads; None where moto was left.

        Alias records are left out; of weighted and other routed records all values count. A name is told by the zone
        that is nearest to it; who delegates to whom is not looked at.
        """
        if not self._is_there():
            return None
        zones = self._zones()
        found: dict[tuple[str, str], dict[str, None]] = {}
        for zone, number in zones.items():
            for record in self._records(number):
                name = _name(record["Name"])
                if "ResourceRecords" in record and _nearest(name, zones) == zone:
                    values = found.setdefault((name, record["Type"]), {})
                    values.update(
                        (value, None) for each in record["ResourceRecords"] for value in _read(record["Type"], each)
                    )
        return {key: tuple(values) for key, values in found.items() if values}

    def write(self, name: str, changed: Mapping[str, tuple[str, ...]]) -> None:
        """Let values stand at a folded name, by type; none: nothing stands there. Names without a zone are passed over.

        What Route 53 refuses is raised. A zone's own NS and SOA are never deleted.
        """
        if not self._is_there():
            return
        zones = self._zones()
        zone = _nearest(name, zones)
        if zone is None:
            return
        changes = []
        there = [record for record in self._records(zones[zone], name) if record["Type"] in changed]
        for record in there:
            routed = "SetIdentifier" in record or "AliasTarget" in record
            if routed or not (changed[record["Type"]] or (name == zone and record["Type"] in {"NS", "SOA"})):
                changes.append({"Action": "DELETE", "ResourceRecordSet": record})
        for kind, values in changed.items():
            if values:
                ttl = next((record["TTL"] for record in there if record["Type"] == kind and "TTL" in record), TTL)
                texts = [{"Value": _quote(value) if kind == "TXT" else value} for value in values]
                new = {"Name": name, "Type": kind, "TTL": ttl, "ResourceRecords": texts}
                changes.append({"Action": "UPSERT", "ResourceRecordSet": new})
        if changes:
            self._client.change_resource_record_sets(HostedZoneId=zones[zone], ChangeBatch={"Changes": changes})

    def _is_there(self) -> bool:
        return not self._of_moto or moto.is_active()

    def _zones(self) -> dict[str, str]:
        """The ids of the public zones by their names; of two with one name the first counts."""
        found: dict[str, str] = {}
        for page in self._client.get_paginator("list_hosted_zones").paginate():
            for zone in page["HostedZones"]:
                if not zone.get("Config", {}).get("PrivateZone"):
                    found.setdefault(_name(zone["Name"]), zone["Id"])
        return found

    def _records(self, zone: str, name: str | None = None) -> Iterator[dict[str, Any]]:
        """The record sets of a zone (at a name); none of one that somebody has just deleted."""
        try:
            for page in self._client.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone):
                for record in page["ResourceRecordSets"]:
                    if name is None or _name(record["Name"]) == name:
                        yield record
        except self._client.exceptions.NoSuchHostedZone:
            return


def _connect(url: str | None) -> Any:
    """A client for moto, or for an endpoint, which is nobody's account and so needs no real keys."""
    import boto3

    return boto3.client(
        "route53",
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def _nearest(name: str, zones: Mapping[str, str]) -> str | None:
    """The longest of the zones that a name is in."""
    while name not in zones:
        _, dot, name = name.partition(".")
        if not dot:
            return None
    return name


def _name(text: str) -> str:
    r"""A name, folded, from how Route 53 writes it: ``\052.example.com.`` is ``*.example.com``."""
    return _plain(text.encode()).rstrip(".").lower()


def _plain(text: bytes) -> str:
    r"""A text without its escapes: ``\ooo`` in octal digits, as Route 53 has it, and a backslash before anything."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 8) & 255]) if found[1] else found[2], text).decode(
        errors="replace"
    )


def _read(kind: str, record: Mapping[str, str]) -> list[str]:
    """The value of a record, if it has one; strings of TXT are joined."""
    value = record["Value"].strip()
    if kind == "SOA":
        return _SOA.findall(value)[:1]
    if kind == "TXT" and value.startswith('"'):
        value = _plain(b"".join(_STRING.findall(value.encode())))
    return [value] if value else []


def _quote(value: str) -> str:
    """A value of TXT as Route 53 wants it: in quotes, no string longer than DNS allows."""
    data = value.encode()
    parts = [data[at : at + _LONGEST_STRING] for at in range(0, len(data), _LONGEST_STRING)]
    return " ".join(f'"{"".join(map(_escape, part))}"' for part in parts)


def _escape(byte: int) -> str:
    if byte in b'"\\':
        return f"\\{chr(byte)}"
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"
