"""Acknowledging: the customer has the number, so the first promise is kept."""

from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind
from cases.models import Case, ClockCycle
from cases.rules.changes.changing import changing
from cases.rules.locking import lock_case
from channels.kinds import OutboxState
from channels.models import Outgoing
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep


def _reference_of(outgoing_id: int) -> str:
    found = Outgoing.objects.filter(pk=outgoing_id)
    return found.values_list("conversation__reference", flat=True).first() or ""


ACKNOWLEDGING = Sweep(
    code="cases.acknowledge", title=_("Note that a receipt went out"), label=_reference_of
)


_WAITING = """
SELECT one.id, letter.sent_at FROM channels_outgoing AS letter
JOIN channels_submission AS submission ON submission.conversation_id = letter.conversation_id
JOIN cases_case AS one ON one.submission_id = submission.id
WHERE letter.id = %s AND letter.template = 'received' AND letter.state = 'sent'
  AND NOT EXISTS (SELECT FROM cases_caseevent WHERE case_id = one.id AND kind = %s)
"""


@transaction.atomic
def acknowledge_receipt(outgoing_id: int, *, now: datetime) -> Case | None:
    """Note on the case that its receipt was handed over; None where the message is no receipt.

    None too where it was acknowledged before, as by whoever held the receipt in their hands: one look,
    without a lock, for each letter that goes out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [outgoing_id, EventKind.ACKNOWLEDGED])
        found = cursor.fetchone()
    if found is None:
        return None
    case_id, sent_at = found
    case = lock_case(case_id)
    # Asked again after the lock was given: a twin that held it has noted it by now.
    if case.events.filter(kind=EventKind.ACKNOWLEDGED).exists():
        return None
    with changing(case.pk, actor=None, now=now) as change:
        change.happened(EventKind.ACKNOWLEDGED, at=sent_at, facts={"how": "message"})
    return change.case


def sweep_receipts(*, since: datetime, now: datetime, limit: int = 200) -> int:
    """Make up for lost bells: receipts that went out and are not on their case, told since then, yet.

    Found from the limits that wait for them: letters are many, and no index leads to receipts.
    """
    sent = Outgoing.objects.filter(
        template="received", state=OutboxState.SENT, conversation__isnull=False
    )
    waiting = ClockCycle.objects.running().filter(clock="acknowledge", started_at__gt=since)
    found = sent.filter(conversation__in=waiting.values("case__submission__conversation")).exclude(
        pk__in=stuck(ACKNOWLEDGING)
    )
    fresh = found.values_list("pk", flat=True)[:limit]
    return one_by_one(ACKNOWLEDGING, fresh, partial(acknowledge_receipt, now=now), now=now)
