"""Noting: what colleagues tell each other about a case."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.errors import MissingFacts
from cases.kinds import EventKind
from cases.models import Note
from cases.rules.changes.changing import changing
from cases.rules.changes.searching import index_text
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def note(case_id: int, *, text: str, actor: User, now: datetime, key: str = "") -> Note:
    """Write an internal note; it never fulfils a limit and no customer sees it.

    Raises SentBefore where the same was written under this key.
    """
    if not actor.can(Ability.SEE_CASES):
        raise NotAllowed
    if not text.strip():
        raise MissingFacts(names=_("Text"))
    with changing(case_id, actor=actor, now=now, key=key) as change:
        written = Note.objects.create(
            case=change.case, author=actor, text=text.strip(), written_at=now
        )
        change.happened(EventKind.NOTED, facts={"note": written.pk})
        index_text(change.case.pk, written.text)
    return written
