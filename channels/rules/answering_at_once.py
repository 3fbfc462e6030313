"""Answering at once: the receipt in the answer to the call that brought a message, as the only way."""

from datetime import datetime

from django.db import transaction

from channels.errors import DeliveryRefused
from channels.kinds import ContactKind, Disposition, OutboxState
from channels.letters import Letter
from channels.models import ChannelAccount, Outgoing, RawIntake
from channels.rules import composing, delivery, ending
from channels.rules.enqueuing import tell_customer
from channels.rules.receipting import AT_ONCE, TEMPLATE, key_of


@transaction.atomic
def acknowledge_at_once(raw: RawIntake, account: ChannelAccount, *, now: datetime) -> Letter | None:
    """Give the receipt of a conversation that this item began, and write down that it is out.

    For connections that may not write of their own accord. The same call again gets the same receipt. None
    where nothing began, or was not read in time: then the case's own receipt goes the usual ways; so it does
    where a worker is handing it over just now.
    """
    if account.values.get("acknowledges") != "at_once" or raw.disposition != Disposition.OPENED:
        return None
    if raw.conversation is None:
        return None
    # A worker may have opened the case by now, and the call may be WeChat's second.
    known = Outgoing.objects.filter(conversation=raw.conversation, template=TEMPLATE)
    if not known.exists():
        key = key_of(raw.conversation.reference)
        tell_customer(raw.conversation, template=TEMPLATE, dedup_key=key, now=now)
    row = known.select_for_update(of=("self",)).order_by("pk").first()
    if row is None or row.kind != ContactKind.WECHAT or not _is_ours(row, now=now):
        return None
    return _composed(row, now=now)


def _is_ours(row: Outgoing, *, now: datetime) -> bool:
    """Whether a receipt is to be given here: nobody has it in hand, or it was given here already."""
    if row.state == OutboxState.PENDING:
        return row.leased_until is None or row.leased_until <= now
    return row.state == OutboxState.SENT and row.receipt == AT_ONCE


def _composed(row: Outgoing, *, now: datetime) -> Letter | None:
    try:
        letter = composing.compose(row, composing.circumstances_of(row, now=now), now=now)
    except DeliveryRefused:
        return None
    if row.state == OutboxState.PENDING:
        row.attempts, row.leased_until = row.attempts + 1, now + delivery.LEASE
        ending.save_claims([row])
        over = ending.Ending(row=row, state=OutboxState.SENT, receipt=AT_ONCE, notice=letter.notice)
        ending.finish([over], now=now)
    return letter
