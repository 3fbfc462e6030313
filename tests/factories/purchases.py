"""Purchases for tests."""

from channels.purchases import PurchaseDraft
from channels.rules.imports.purchasing import keep_purchase
from tests.factories.cases import NOW
from tests.factories.channels import PartnerFactory


def draft(number="P260501-1001", **more):
    told = {
        "order_number": number,
        "bought_at": NOW,
        "lines": ("相片書 20 頁", "4x6 沖印 × 30"),
        **more,
    }
    return PurchaseDraft(**told)


def bought(number="P260501-1001", *, partner=None, **more):
    """Let a partner tell of an order."""
    return keep_purchase(draft(number, **more), partner=partner or PartnerFactory(), now=NOW)
