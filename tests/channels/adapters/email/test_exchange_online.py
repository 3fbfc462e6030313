"""Exchange Online names no server: its word is known by where it stands, and no sender can write there."""

import pytest

from channels.adapters.email.exchange_online import own_result
from channels.adapters.email.mime.entities import read_headers
from channels.adapters.email.vouching import is_vouched_for

STORE = (
    b"Received: from AB1.eop-nam04.prod.protection.outlook.com (10.1.1.1) by\r\n"
    b" BY1PR19MB0022.namprd19.prod.outlook.com with HTTPS; Sun, 19 Mar 2026 09:13:37 +0000"
)
WORD = (
    b"Authentication-Results: spf=pass (sender IP is 192.0.2.9)\r\n"
    b" smtp.mailfrom=bounce.shop.example; our.example; dkim=pass (signature was\r\n"
    b" verified) header.d=shop.example;our.example; dmarc=pass action=none header.from=shop.example;"
)
DOOR = (
    b"Received: from mx.shop.example (192.0.2.9) by\r\n"
    b" AB1NAM04FT010.mail.protection.outlook.com (10.152.88.129) with Microsoft SMTP\r\n"
    b" Server (version=TLS1_2) id 15.1.977.7 via Frontend Transport; Sun, 19 Mar 2026 09:13:35 +0000"
)
NONE = b"Authentication-Results: spf=none (sender IP is 192.0.2.66) smtp.mailfrom=shop.example; dkim=none"
OUTSIDE = b"X-MS-Exchange-Organization-AuthAs: Anonymous"
INSIDE = b"X-MS-Exchange-Organization-AuthAs: Internal"
BELOW = b"Received: from pc by mx.shop.example; Sun, 19 Mar 2026 09:13:30 +0000"


def is_proved(*lines):
    mail = b"\r\n".join((*lines, b"From: mei@shop.example", b"", b"x"))
    own = own_result(read_headers(mail, 0, len(mail))[0])
    return bool(own) and is_vouched_for("mei@shop.example", [f"unnamed; {own}"], by="unnamed")


def test_its_word_above_its_door_counts():
    assert is_proved(STORE, WORD, DOOR, BELOW, OUTSIDE)
    assert is_proved(
        STORE, WORD, DOOR.replace(b"outlook.com", b"partner.outlook.cn"), BELOW, OUTSIDE
    )


@pytest.mark.parametrize(
    "lines",
    [
        # What it found is nothing, and the sender's own word came with the mail.
        (STORE, NONE, DOOR, WORD, BELOW, OUTSIDE),
        (STORE, DOOR, WORD, BELOW, OUTSIDE),
        (STORE, DOOR, WORD, DOOR, BELOW, OUTSIDE),
        (WORD, DOOR.replace(b".mail.protection.outlook.com", b".mx.elsewhere.example"), DOOR, OUTSIDE),
        # A greeting that reads like the host which took it.
        (STORE, DOOR.replace(b"mx.shop.example", b"x by a.prod.outlook.com"), WORD, DOOR, OUTSIDE),
        # A word in front of it that names somebody.
        (STORE, WORD.replace(b" spf=pass", b" mx.elsewhere.example; spf=pass"), DOOR, OUTSIDE),
        # From within, where it checks nobody; said twice; said by nobody.
        (STORE, WORD, DOOR, INSIDE),
        (STORE, WORD, DOOR, OUTSIDE, INSIDE),
        (STORE, WORD, DOOR, OUTSIDE, OUTSIDE),
        (STORE, WORD, DOOR, BELOW),
        # Taken by nobody that we know.
        (WORD, BELOW, OUTSIDE),
        (WORD, OUTSIDE),
    ],
)  # fmt: skip
def test_nothing_that_came_with_the_mail_counts(lines):
    assert not is_proved(*lines)
