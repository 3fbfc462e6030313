"""Acknowledging: the customer has the number, so the first promise is kept."""

from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind
from cases.models import Case
from cases.rules.changing import changing
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


# By hand, for every case is acknowledged: Django takes longer to write these than the database to answer.
_LOCK = """
SELECT one.id, mail.sent_at FROM channels_outgoing AS mail
JOIN channels_submission AS told ON told.conversation_id = mail.conversation_id
JOIN cases_case AS one ON one.submission_id = told.id
WHERE mail.id = %s AND mail.template = 'received' AND mail.state = %s
ORDER BY one.id LIMIT 1 FOR UPDATE OF one
"""
_KNOWN = "SELECT EXISTS (SELECT FROM cases_caseevent WHERE case_id = %s AND kind = %s)"


@transaction.atomic
def acknowledge_receipt(outgoing_id: int, *, now: datetime) -> Case | None:
    """Note on the case that its receipt was handed over; None where the message is no receipt.

    A case acknowledged before stays as it is.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [outgoing_id, OutboxState.SENT])
        found = cursor.fetchone()
        if found is None:
            return None
        case_id, sent_at = found
        # Asked after the lock was given: a twin that held it has acknowledged by now.
        cursor.execute(_KNOWN, [case_id, EventKind.ACKNOWLEDGED])
        if cursor.fetchone()[0]:
            return Case.from_db(connection.alias, ("id",), (case_id,))
    with changing(case_id, actor=None, now=now) as change:
        change.happened(EventKind.ACKNOWLEDGED, at=sent_at, facts={"how": "message"})
    return change.case


def sweep_receipts(*, now: datetime, limit: int = 200) -> int:
    """Make up for lost bells: receipts that went out and are not on their case yet."""
    sent = Outgoing.objects.filter(
        template="received", state=OutboxState.SENT, conversation__isnull=False
    )
    waiting = Case.objects.filter(
        cycles__clock="acknowledge", cycles__met_at=None, cycles__cancelled_at=None
    ).values("submission__conversation")
    found = sent.filter(conversation__in=waiting).exclude(pk__in=stuck(ACKNOWLEDGING))
    fresh = found.values_list("pk", flat=True)[:limit]
    return one_by_one(ACKNOWLEDGING, fresh, partial(acknowledge_receipt, now=now), now=now)
