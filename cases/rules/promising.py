"""Promising: commitments to a customer, with an owner and a time, seen on their status page."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.errors import AlreadyDone, CaseEnded, MissingFacts, WrongFact
from cases.kinds import EventKind
from cases.models import Promise
from cases.rules.changing import changing
from cases.states import UNFINISHED
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def promise(
    case_id: int,
    *,
    text: str,
    due_at: datetime,
    actor: User,
    now: datetime,
    owner: User | None = None,
    version: int | None = None,
) -> Promise:
    """Commit to something by a time; a clock of its own watches it.

    Whoever promises answers for it, or a colleague whom they name, who must be able to work on cases.
    Raises NotAllowed, WrongFact, MissingFacts, and CaseEnded where nobody works on the case any more.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    owner = owner or actor
    if not owner.can(Ability.WORK_CASES):
        raise WrongFact(name=_("Owner"), value=owner)
    if not text.strip():
        raise MissingFacts(names=_("Text"))
    if due_at <= now:
        raise WrongFact(name=_("Due"), value=due_at)
    with changing(case_id, actor=actor, now=now, version=version) as change:
        if change.case.state not in UNFINISHED:
            raise CaseEnded
        made = Promise.objects.create(
            case=change.case, text=text.strip(), owner=owner, due_at=due_at, made_at=now
        )
        facts = {"promise": str(made.pk), "due_at": due_at.isoformat(), "text": made.text}
        change.happened(EventKind.PROMISE_MADE, facts=facts)
    return made


def keep(promise_id: int, *, actor: User, now: datetime) -> Promise:
    """Say that it was done. Raises AlreadyDone the second time."""
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    case_id = Promise.objects.values_list("case", flat=True).get(pk=promise_id)
    with changing(case_id, actor=actor, now=now) as change:
        kept = Promise.objects.get(pk=promise_id)
        if kept.kept_at is not None:
            raise AlreadyDone
        kept.kept_at = now
        kept.save(update_fields=["kept_at"])
        change.happened(EventKind.PROMISE_KEPT, facts={"promise": str(kept.pk)})
    return kept
