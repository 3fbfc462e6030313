"""Who vouches for a sender: our own server's newest word about the sender's own domain, and nothing else."""

import pytest

from channels.adapters.email.vouching import is_vouched_for

OURS = "mx.our.example"
SENDER = "mei@shop.example"
DMARC = f"{OURS}; dmarc=pass (p=reject) header.from=shop.example"


@pytest.mark.parametrize(
    "results",
    [
        [DMARC],
        [f"{OURS} 1; dkim=pass header.i=@shop.example; spf=softfail smtp.mailfrom=shop.example"],
        [f"{OURS}; dkim=pass header.d=SHOP.example header.s=a"],
        [f"{OURS}; spf=pass (they may) smtp.mailfrom=bounce@shop.example; dkim=none"],
        ["mx.elsewhere.example; spf=none", DMARC],
    ],
)
def test_the_senders_own_domain_passed(results):
    assert is_vouched_for(SENDER, results, by=OURS)


@pytest.mark.parametrize(
    "results",
    [
        [],
        ["mx.elsewhere.example; dmarc=pass header.from=shop.example"],
        [f"{OURS}; spf=softfail smtp.mailfrom=shop.example; dkim=none; dmarc=none"],
        [f"{OURS}; dmarc=temperror header.from=shop.example"],
        [f"{OURS}; dkim=pass header.d=mallory.example; spf=pass smtp.mailfrom=x@mallory.example"],
        [f"{OURS}; dkim=pass header.d=example"],
        [f"{OURS}; dkim=pass header.d=post.shop.example"],
        # What stands below the newest word of our server may have come with the mail.
        [f"{OURS}; spf=none", DMARC],
        [DMARC, "mx.elsewhere.example; spf=fail smtp.mailfrom=shop.example"],
        # The sender's own words in a comment, in quotes, or in half of either.
        [f"{OURS}; spf=pass (a; dkim=pass header.d=shop.example) smtp.mailfrom=x@mallory.example"],
        [f'{OURS}; spf=pass smtp.mailfrom="; dmarc=pass header.from=shop.example; "@mallory.example'],
        [f"{OURS}; spf=none (a) b; dmarc=pass header.from=shop.example ("],
    ],
)  # fmt: skip
def test_nobody_vouches(results):
    assert not is_vouched_for(SENDER, results, by=OURS)


def test_without_a_named_server_nobody_vouches():
    assert not is_vouched_for(SENDER, [DMARC], by="")
    assert not is_vouched_for("", [DMARC], by=OURS)
