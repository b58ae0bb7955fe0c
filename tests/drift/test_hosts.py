"""An alarm: every partition that botocore knows has hosts that we know."""

from __future__ import annotations

import pytest
from botocore.loaders import create_loader

from sesmock.wire.scope import is_ses_host, scope_of, smtp_region_of

PARTITIONS = create_loader().load_data("partitions")["partitions"]
SUFFIXES = sorted({p["outputs"][kind] for p in PARTITIONS for kind in ("dnsSuffix", "dualStackDnsSuffix")})


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_hosts_of_every_partition_are_known(suffix):
    for host in ("email.xx-east-1", "email-fips.xx-east-1", "vpce-1-2.email.xx-east-1.vpce"):
        assert (is_ses_host(f"{host}.{suffix}"), scope_of({}, f"{host}.{suffix}").region) == (True, "xx-east-1")
    for host in ("abc.d3f.endpoints.email", "abc.d3f.endpoints.email.global", "abc.d3f.endpoints.email.us-gov"):
        assert is_ses_host(f"{host}.{suffix}")
    assert smtp_region_of(f"email-smtp.xx-east-1.{suffix}") == "xx-east-1"
