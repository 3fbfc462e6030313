"""What a person does with an item that opened no case: try again, dismiss it, or open one after all."""

from datetime import datetime

from django.db import transaction

from channels.errors import AlreadyAccounted, ChannelError, MissingReason
from channels.kinds import ChannelKind, Disposition, IntakeState
from channels.models import RawIntake
from channels.rules.conversations.continuing import dispose
from channels.rules.intake.accounting import account
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


def was_put_aside(raw: RawIntake) -> bool:
    """Whether an item is no case though it may be one: a person said so, or what reads mail did.

    What a messenger tells beside messages, such as who follows an account, is nothing that anybody said.
    """
    is_judged = raw.reviewer_id is not None or raw.channel.kind == ChannelKind.EMAIL
    return raw.disposition in DISMISSALS and raw.conversation_id is None and is_judged


def open_after_all(raw_id: int, *, actor: User, now: datetime) -> RawIntake:
    """Take back that an item opens no case, and read it as what a person said.

    Also of what the reader itself put aside, such as a report about a mail that was none of ours: no reading
    of machines is beyond doubt. Raises AlreadyAccounted where its place is another, CannotUnseal where its
    bytes were erased.
    """
    with transaction.atomic():
        raw = RawIntake.objects.select_for_update().get(pk=raw_id)
        if not was_put_aside(raw):
            raise AlreadyAccounted
        raw.bytes()
        entry = Entry(
            verb="intake.taken_up", subject=f"intake:{raw_id}", actor=name_of(actor),
            body={"disposition": raw.disposition, "reviewer": raw.reviewer_id},
        )  # fmt: skip
        raw.state, raw.disposition, raw.accounted_at = IntakeState.STORED, "", None
        raw.disposition_reason, raw.reviewer = "", None
        raw.context = {**raw.context, "is_feedback": True}
        raw.save(
            update_fields=(
                "state", "disposition", "accounted_at", "disposition_reason", "reviewer", "context",
            )
        )  # fmt: skip
        record([entry], now=now)
    return account(raw_id, now=now)


def _undisposed(raw_id: int) -> RawIntake:
    raw = RawIntake.objects.select_for_update().get(pk=raw_id)
    if raw.state == IntakeState.DONE:
        raise AlreadyAccounted
    return raw
