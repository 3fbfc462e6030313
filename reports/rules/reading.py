"""Reading feedback to learn from it."""

from datetime import datetime

from django.db import transaction

from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from reports.models import ReadMark


@transaction.atomic
def mark_read(submission_id: int, *, reader: User, now: datetime) -> bool:
    """Note that somebody has read one piece of feedback; false where they had before.

    The caller asks whether they may see it. Raises NotAllowed.
    """
    if not reader.can(Ability.SEE_CASES):
        raise NotAllowed
    _mark, is_new = ReadMark.objects.get_or_create(
        reader=reader, submission_id=submission_id, defaults={"read_at": now}
    )
    if is_new:
        entry = Entry(
            verb="feedback.read", subject=f"submission:{submission_id}", actor=name_of(reader)
        )
        record([entry], now=now)
    return is_new
