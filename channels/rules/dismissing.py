"""What a person does with an item that opened no case: try again, or dismiss it with a reason."""

from datetime import datetime

from django.db import transaction

from channels.errors import AlreadyAccounted, ChannelError, MissingReason
from channels.kinds import Disposition, IntakeState
from channels.models import RawIntake
from channels.rules.accounting import account
from channels.rules.continuing import dispose
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User

DISMISSALS = (Disposition.SPAM, Disposition.REJECTED, Disposition.DUPLICATE)


def retry(raw_id: int, *, actor: User | None, now: datetime) -> RawIntake:
    """Read a stored or failed item once more, after a person asked for it.

    Raises AlreadyAccounted where the item has its disposition.
    """
    with transaction.atomic():
        _undisposed(raw_id)
        entry = Entry(verb="intake.retried", subject=f"intake:{raw_id}", actor=name_of(actor))
        record([entry], now=now)
    return account(raw_id, now=now)


@transaction.atomic
def dismiss(
    raw_id: int, *, disposition: Disposition, reason: str, actor: User, now: datetime
) -> RawIntake:
    """Say of an item that it opens no case: spam, rejected or a duplicate, always with a reason.

    The person who says so is its reviewer. Raises AlreadyAccounted, MissingReason.
    """
    if disposition not in DISMISSALS:
        raise ChannelError
    raw = _undisposed(raw_id)
    if not reason.strip():
        raise MissingReason
    raw.reviewer = actor
    dispose(raw, disposition, reason=reason.strip()[:200], actor=name_of(actor), now=now)
    return raw


def _undisposed(raw_id: int) -> RawIntake:
    raw = RawIntake.objects.select_for_update().get(pk=raw_id)
    if raw.state == IntakeState.DONE:
        raise AlreadyAccounted
    return raw
