"""Setting the mood of a case: a person confirms or corrects what was read, and the reading learns from it."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.errors import AlreadyDone, CaseEnded, WrongFact
from cases.kinds import MOOD_READ, EventKind, Mood
from cases.models import Case, MoodLabel
from cases.rules.changes.changing import changing
from cases.states import UNFINISHED
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def set_mood(
    case_id: int, *, mood: str, actor: User, now: datetime, version: int | None = None
) -> Case:
    """Say what the mood of an open case is; a confirmation is kept as well, for it teaches as much.

    Limits and priority stay. Raises NotAllowed, WrongFact, CaseEnded, and AlreadyDone where a person said
    the same last.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    if mood not in Mood.values:
        raise WrongFact(name=_("mood"), value=mood)
    with changing(case_id, actor=actor, now=now, version=version) as change:
        case = change.case
        if case.state not in UNFINISHED:
            raise CaseEnded
        before = case.sentiment
        if MOOD_READ in case.reading and before == mood:
            raise AlreadyDone
        read = case.reading.get(MOOD_READ, before)
        case.reading, case.sentiment = {**case.reading, MOOD_READ: read}, mood
        MoodLabel.objects.create(
            case=case, mood=mood, guessed=read, decided_by=actor, decided_at=now
        )
        change.happened(EventKind.MOOD_SET, facts={"mood": mood, "before": before, "read": read})
    return case
