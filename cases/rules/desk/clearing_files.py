"""Clearing away files beside answers that nobody will send: old ones, and those of cases that have ended."""

from datetime import datetime, timedelta
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.states import FINISHED, CaseState
from channels.models import Conversation, UnsentFile
from channels.rules.answers import keeping_files
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep

KEPT_FOR = timedelta(days=30)
# Somebody may be writing a last word on a case that has ended.
KEPT_ENDED = timedelta(days=1)
# A merged customer is still answered on their own page.
_ENDED = FINISHED - {CaseState.MERGED}


def _of_file(file_id: int) -> str:
    found = Conversation.objects.filter(unsent_files=file_id)
    return found.values_list("reference", flat=True).first() or ""


CLEARING = Sweep(
    code="cases.clear_files", title=_("Clear away a file that was never sent"), label=_of_file
)


def sweep_files(*, now: datetime, limit: int = 200) -> int:
    """Take away, with their bytes, the files that lie beside an answer for too long; count them."""
    done = 0
    while True:
        fresh = _left(now).exclude(pk__in=stuck(CLEARING)).values_list("pk", flat=True)[:limit]
        batch = one_by_one(CLEARING, list(fresh), partial(_clear, now=now), now=now)
        done += batch
        if batch < limit:
            return done


def _left(now: datetime) -> QuerySet[UnsentFile]:
    ended = Case.objects.filter(
        submission__conversation=OuterRef("conversation"), state__in=sorted(_ENDED)
    )
    of_ended = Q(Exists(ended), added_at__lt=now - KEPT_ENDED)
    return UnsentFile.objects.filter(of_ended | Q(added_at__lt=now - KEPT_FOR))


def _clear(file_id: int, *, now: datetime) -> bool:
    return keeping_files.clear_one(_left(now).filter(pk=file_id))
