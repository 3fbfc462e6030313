"""Correcting: a pause that nobody set at the time, entered afterwards by a supervisor, within bounds."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.errors import AlreadyDone, MissingFacts, WrongFact
from cases.kinds import EventKind
from cases.models import Case
from cases.rules.changes.changing import changing
from cases.states import WaitingReason
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# A correction mends a slip of the last days; what is longer ago was a decision, and stays one.
LONGEST_PAUSE = timedelta(days=7)
LOOKS_BACK = timedelta(days=14)


def enter_pause(
    case_id: int,
    *,
    waiting_reason: str,
    pause_from: datetime,
    pause_until: datetime,
    reason: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Enter afterwards that a case waited; limits that list the reason move, and the receipt says so.

    Raises NotAllowed for anybody but a supervisor, MissingFacts without a reason, WrongFact for a span
    that is empty, in the future, longer than LONGEST_PAUSE, or further back than LOOKS_BACK or the
    case, and AlreadyDone for a finished case, whose limits are frozen.
    """
    if not actor.can(Ability.SUPERVISE):
        raise NotAllowed
    if not reason.strip():
        raise MissingFacts(names=_("Reason"))
    if waiting_reason not in WaitingReason.values:
        raise WrongFact(name=_("Waiting for"), value=waiting_reason)
    with changing(case_id, actor=actor, now=now, version=version) as change:
        if change.case.is_finished:
            raise AlreadyDone
        _require_span(change.case, pause_from, pause_until, now=now)
        facts = {
            "waiting_reason": waiting_reason,
            "pause_from": pause_from.isoformat(),
            "pause_until": pause_until.isoformat(),
            "reason": reason.strip(),
        }
        change.happened(EventKind.CORRECTION, facts=facts)
    return change.case


def _require_span(case: Case, start: datetime, end: datetime, *, now: datetime) -> None:
    earliest = max(case.opened_at, now - LOOKS_BACK)
    if start < earliest:
        raise WrongFact(name=pgettext("moment", "from"), value=start)
    if not start < end <= min(now, start + LONGEST_PAUSE):
        raise WrongFact(name=_("Until"), value=end)
