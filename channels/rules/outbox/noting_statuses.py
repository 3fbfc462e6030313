"""What whoever carries texts tells later of one: it arrived, or it did not and perhaps never will."""

from datetime import datetime

from django.db import transaction

from channels.adapters.sms.provider import TextStatus
from channels.kinds import BOUNCED, ContactKind, OutboxState
from channels.models import Outgoing
from channels.rules.outbox import ending, texting
from channels.rules.outbox.stopping import stop_refused

_DELIVERED = "delivered"


@transaction.atomic
def note_status(outgoing_id: int, status: TextStatus, *, now: datetime) -> None:
    """Keep how a text went. Told twice, late or out of order it changes nothing more.

    What is told of another message than the row's last is passed over: that try is not what counts. A number
    that takes no texts is kept as such even where our own mark of the message is not written yet.
    """
    row = (
        Outgoing.objects.select_related("contact_point")
        .select_for_update(of=("self",))
        .filter(pk=outgoing_id, kind=ContactKind.PHONE)
        .first()
    )
    if row is None:
        return
    if status.is_failed and (status.is_unreachable or status.is_stopped):
        stop_refused(row, is_asked=status.is_stopped, now=now)
    receipt, _space, how = row.receipt.partition(" ")
    if row.state != OutboxState.SENT or receipt != status.receipt or how or row.last_error:
        return
    if status.is_delivered:
        row.receipt = f"{receipt} {_DELIVERED}"
        row.save(update_fields=("receipt",))
    elif status.is_failed:
        if status.is_unsent and row.sent_at is not None:
            # Of the day on which it was counted.
            texting.take_back(row, now=row.sent_at)
        row.last_error, row.receipt = BOUNCED, f"{receipt} {status.why or 'failed'}"
        row.save(update_fields=("last_error", "receipt"))
        ending.note([row], "outgoing.came_back", now=now)
