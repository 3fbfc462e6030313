"""Answering at once: the receipt in the answer to the call that brought a message, as the only way."""

from datetime import datetime

from django.db import transaction

from channels.errors import DeliveryRefused
from channels.kinds import ContactKind, Disposition, OutboxState
from channels.letters import Letter
from channels.models import ChannelAccount, Conversation, Outgoing, RawIntake
from channels.rules.letters import composing
from channels.rules.outbox import delivery, ending
from channels.rules.outbox.enqueuing import tell_customer
from channels.rules.outbox.receipting import AT_ONCE, TEMPLATE, key_of


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
    row = _claimed(raw.conversation, now=now)
    if row is None:
        return None
    try:
        letter = composing.compose(row, composing.circumstances_of(row, now=now), now=now)
    except DeliveryRefused:
        _give_back(row)
        return None
    if row.state == OutboxState.PENDING:
        # Only when the claim is committed: whoever opens the case waits for a new row, and this for the case.
        over = ending.Ending(row=row, state=OutboxState.SENT, receipt=AT_ONCE, notice=letter.notice)
        ending.finish([over], now=now)
    return letter


@transaction.atomic
def _claimed(conversation: Conversation, *, now: datetime) -> Outgoing | None:
    """Take the receipt of a conversation in hand, making it where there is none; None where others have it.

    A worker may have opened the case by now, and the call may be WeChat's second.
    """
    known = Outgoing.objects.filter(conversation=conversation, template=TEMPLATE)
    if not known.exists():
        key = key_of(conversation.reference)
        tell_customer(conversation, template=TEMPLATE, dedup_key=key, now=now)
    row = known.select_for_update(of=("self",)).order_by("pk").first()
    if row is None or row.kind != ContactKind.WECHAT:
        return None
    is_in_hand = row.leased_until is not None and row.leased_until > now
    if row.state == OutboxState.PENDING and not is_in_hand:
        row.attempts, row.leased_until, row.receipt = (
            row.attempts + 1,
            now + delivery.LEASE,
            AT_ONCE,
        )
        row.save(update_fields=("attempts", "leased_until", "receipt"))
        return row
    is_given_here = row.receipt == AT_ONCE and row.state in {OutboxState.PENDING, OutboxState.SENT}
    return row if is_given_here else None


def _give_back(row: Outgoing) -> None:
    """Let it go the usual ways."""
    row.attempts -= 1
    Outgoing.objects.filter(pk=row.pk, receipt=AT_ONCE, state=OutboxState.PENDING).update(
        leased_until=None, attempts=row.attempts, receipt=""
    )
