"""Acknowledging: the customer has the number, so the first promise is kept."""

from datetime import datetime
from functools import partial

from django.db import transaction
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


@transaction.atomic
def acknowledge_receipt(outgoing_id: int, *, now: datetime) -> Case | None:
    """Note on the case that its receipt was handed over; None where the message is no receipt.

    A case acknowledged before stays as it is.
    """
    receipt = Outgoing.objects.filter(pk=outgoing_id, template="received", state=OutboxState.SENT)
    sent = receipt.values_list("conversation", "sent_at").first()
    if sent is None:
        return None
    conversation, sent_at = sent
    case = (
        Case.objects.select_for_update(of=("self",))
        .filter(submission__conversation=conversation)
        .only("pk")
        .first()
    )
    if case is None or case.events.filter(kind=EventKind.ACKNOWLEDGED).exists():
        return case
    with changing(case.pk, actor=None, now=now) as change:
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
