"""The ledger's tables. All are made in SQL and unmanaged: nothing in Django may empty them."""

from feedback_site.ledger.models.content import LedgerContent
from feedback_site.ledger.models.epoch import LedgerEpoch
from feedback_site.ledger.models.event import LedgerEvent
from feedback_site.ledger.models.seal import LedgerSeal
from feedback_site.ledger.models.writer import LedgerWriter

__all__ = ["LedgerContent", "LedgerEpoch", "LedgerEvent", "LedgerSeal", "LedgerWriter"]
