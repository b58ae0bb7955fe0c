"""Where SES receives mail: not in all of its regions. Source: SES Developer Guide, "Amazon SES endpoints"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.refusals import Worded

if TYPE_CHECKING:
    from sesmock.domain.region import Region


_REGIONS = """
    ap-northeast-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2
    us-east-1 us-east-2 us-west-2
"""


class ReceivingRegions(set[str]):
    """The regions where mail can be received; which these are today is assumed."""

    def __init__(self, _: object = None) -> None:
        super().__init__(_REGIONS.split())


def require(region: Region) -> None:
    """Raise what all receipt operations say in a region that receives no mail (recorded)."""
    if region.name not in region.ses.of(ReceivingRegions):
        raise Worded("InvalidAction", "Unavailable Operation")
