from __future__ import annotations

import pytest

from sesmock.mail.dkim.record import key_record, public_key_of


def test_a_record_reads_back_as_its_key():
    assert key_record("MIGf+/A=") == "p=MIGf+/A="
    assert public_key_of(key_record("MIGf+/A=")) == "MIGf+/A="


@pytest.mark.parametrize(
    ("txt", "key"),
    [
        ("v=DKIM1; k=rsa; p=AB CD\r\n\tEF==;", "ABCDEF=="),
        (" p = ABCD ", "ABCD"),
        ("k=rsa; t=s; n=note; p=ABCD; x=unknown", "ABCD"),
        ("v=DKIM1; p=", None),
        ("v=DKIM1; k=ed25519; p=ABCD", None),
        ("v=DKIM2; p=ABCD", None),
        ("p=ABCD; v=DKIM1", None),
        ("p=ABCD; p=EFGH", None),
        ("v=DKIM1; k=rsa", None),
        ("v=spf1 include:amazonses.com ~all", None),
        ("some text", None),
        ("", None),
    ],
)
def test_the_key_in_a_txt_record(txt, key):
    assert public_key_of(txt) == key
