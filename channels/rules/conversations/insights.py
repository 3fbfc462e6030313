"""Insights: feedback that was kept to learn from, and becomes a case when somebody asks for one."""

from datetime import datetime

from django.db import transaction

from channels.errors import NoInsight
from channels.kinds import Disposition
from channels.models import RawIntake, Submission
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User


@transaction.atomic
def ask_for_case(submission_id: int, *, actor: User | None, now: datetime) -> Submission:
    """Let an insight become a case; the caller opens it, or rings for it.

    `actor` is nobody where its customer asked. Raises NoInsight where it is none any more.
    """
    submission = Submission.objects.select_for_update().get(pk=submission_id)
    if not submission.is_insight:
        raise NoInsight
    submission.is_insight, submission.case_asked_at = False, now
    submission.save(update_fields=("is_insight", "case_asked_at"))
    RawIntake.objects.filter(pk=submission.raw_id).update(disposition=Disposition.OPENED)
    entry = Entry(
        verb="insight.case_asked", subject=f"intake:{submission.raw_id}", actor=name_of(actor, "customer"),
        body={"submission": submission.pk},
    )  # fmt: skip
    record([entry], now=now)
    return submission
