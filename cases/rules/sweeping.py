"""Sweeping: which rows upstream have no row of ours, and whose date has come."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from cases.errors import CaseError
from cases.models import Case, CaseEvent
from cases.rules import acknowledging, lifecycle, opening, replying
from cases.states import CaseState
from channels.kinds import Direction
from channels.models import Message, Submission

# What is younger than this is most likely being worked on by its bell.
BELL_HAS = timedelta(seconds=15)
# Longer than anybody leaves a broken sweep unnoticed; further back lies in the nightly reconciliation.
LOOK_BACK = timedelta(days=30)


def sweep_submissions(*, now: datetime, limit: int = 200) -> int:
    """Open cases for submissions without one, and take in messages and receipts whose bell was lost."""
    lost = Submission.objects.filter(
        ~Exists(Case.objects.filter(submission=OuterRef("pk"))),
        received_at__lt=now - BELL_HAS,
        is_insight=False,
    ).values_list("pk", flat=True)[:limit]
    opened = [opening.open_case(pk, now=now) for pk in list(lost)]
    return (
        len(opened)
        + _sweep_messages(now, limit)
        + acknowledging.sweep_receipts(now=now, limit=limit)
    )


def _sweep_messages(now: datetime, limit: int) -> int:
    """The message that came with the submission itself is in the case from its opening."""
    lost = Message.objects.filter(
        ~Exists(CaseEvent.objects.filter(message=OuterRef("pk"))),
        direction=Direction.INBOUND,
        recorded_at__gt=now - LOOK_BACK,
        recorded_at__lt=now - BELL_HAS,
        raw__disposition="appended",
    ).values_list("pk", flat=True)[:limit]
    return sum(replying.customer_wrote(pk, now=now) is not None for pk in list(lost))


def sweep_waiting(*, now: datetime, limit: int = 200) -> int:
    """Continue the cases whose date has come."""
    due = Case.objects.filter(state=CaseState.WAITING, resume_by__lte=now).values_list(
        "pk", flat=True
    )
    count = 0
    for pk in list(due[:limit]):
        try:
            lifecycle.resume_case(pk, cause="resume_by", actor=None, now=now)
        except CaseError:
            continue  # somebody continued it in the meantime
        count += 1
    return count
