"""The codes of batches: how far one has come, what became of a sheet, what was done."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BatchState(models.TextChoices):
    """How far a batch of sheets has come."""

    OPEN = "open", pgettext_lazy("batch", "being entered")
    ENTERED = "entered", _("entered, the count differs")
    RECONCILED = "reconciled", _("reconciled")


# Only a batch whose sheets are all accounted for is reconciled; whatever differs waits for a second person.
MOVES: Mapping[BatchState, frozenset[BatchState]] = MappingProxyType(
    {
        BatchState.OPEN: frozenset({BatchState.ENTERED, BatchState.RECONCILED}),
        BatchState.ENTERED: frozenset({BatchState.OPEN, BatchState.RECONCILED}),
        BatchState.RECONCILED: frozenset(),
    }
)


class SheetState(models.TextChoices):
    """What became of one sheet of paper."""

    ENTERED = "entered", pgettext_lazy("sheet", "entered")
    EMPTY = "empty", pgettext_lazy("sheet", "empty")
    ILLEGIBLE = "illegible", _("illegible")


class BatchEventKind(models.TextChoices):
    """What was done with a batch."""

    MADE = "made", _("batch begun")
    ENTERED = "entered", _("sheet entered")
    SET_ASIDE = "set_aside", _("sheet set aside")
    CORRECTED = "corrected", _("sheet corrected")
    SCANNED = "scanned", _("scans added")
    FINISHED = "finished", _("entering finished")
    RESUMED = "resumed", _("entering resumed")
    RECOUNTED = "recounted", _("counted again by a second person")
    RECONCILED = "reconciled", _("reconciled")
