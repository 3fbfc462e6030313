"""Promising: commitments to a customer, with an owner and a time, seen on their status page.

One that cannot be kept is changed or taken back before its time, and its customer told. Afterwards that can
be done as well, for they should know; but what was broken stays broken.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.errors import AlreadyDone, CaseEnded, MissingFacts, WrongFact
from cases.kinds import EventKind
from cases.models import Case, Promise
from cases.rules.changes import telling
from cases.rules.changes.changing import changing
from cases.states import RELEASED, UNFINISHED
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
    with changing(_case_of(promise_id), actor=actor, now=now) as change:
        kept = _open(promise_id)
        kept.kept_at = now
        kept.save(update_fields=["kept_at"])
        change.happened(EventKind.PROMISE_KEPT, facts={"promise": str(kept.pk)})
    return kept


def keep_no_more(case: Case, promise_id: int) -> None:
    """A promise of this locked case was not kept after all: it is owed again, by the time it had."""
    kept = Promise.objects.get(pk=promise_id, case=case)
    kept.kept_at = None
    kept.save(update_fields=["kept_at"])


def change_promise(
    promise_id: int, *, text: str, due_at: datetime, reason: str, actor: User, now: datetime,
    version: int | None = None,
) -> Promise:  # fmt: skip
    """Agree on another time or other words; the customer is told the new ones, and why.

    A limit of its own watches the new time. Where the old one has passed, it stays missed. Raises
    NotAllowed, MissingFacts without a reason or where nothing differs, WrongFact for a time that is over,
    AlreadyDone for what is not open, CaseEnded on a case that was called off, StaleCase.
    """
    _require(actor, reason)
    if not text.strip():
        raise MissingFacts(names=_("Text"))
    if due_at <= now:
        raise WrongFact(name=_("Due"), value=due_at)
    with changing(_case_of(promise_id), actor=actor, now=now, version=version) as change:
        promised = _open(promise_id)
        if change.case.state in RELEASED:
            raise CaseEnded
        was = {"was_text": promised.text, "was_due_at": promised.due_at.isoformat()}
        is_moved = promised.due_at != due_at
        if not is_moved and promised.text == text.strip():
            raise MissingFacts(names=_("another time or other words"))
        if is_moved:
            promised.miss(now)
        promised.text, promised.due_at = text.strip(), due_at
        promised.times_changed += 1
        promised.save(update_fields=["text", "due_at", "missed_at", "times_changed"])
        moved = {"due_at": due_at.isoformat()} if is_moved else {}
        facts = {"promise": str(promised.pk), "text": promised.text, "reason": reason.strip()}
        change.happened(EventKind.PROMISE_CHANGED, facts={**facts, **was, **moved})
        telling.tell(
            change, "promise_changed", text=promised.text, by=due_at, reason=reason.strip()
        )
    return promised


def withdraw_promise(
    promise_id: int, *, reason: str, actor: User, now: datetime, version: int | None = None
) -> Promise:
    """Take back what cannot be done; the customer is told so, and why.

    Nobody is written to about a case that was called off. Before its time it counts as neither kept nor
    broken, and as taken back; afterwards as broken. Raises NotAllowed, MissingFacts, AlreadyDone for what
    is not open, StaleCase.
    """
    _require(actor, reason)
    with changing(_case_of(promise_id), actor=actor, now=now, version=version) as change:
        promised = _open(promise_id)
        promised.miss(now)
        promised.withdrawn_at, promised.withdrawn_reason = now, reason.strip()
        promised.save(update_fields=["missed_at", "withdrawn_at", "withdrawn_reason"])
        facts = {"promise": str(promised.pk), "text": promised.text, "reason": reason.strip()}
        change.happened(EventKind.PROMISE_WITHDRAWN, facts=facts)
        if change.case.state not in RELEASED:
            ended = change.case.state if change.case.is_finished else None
            telling.tell(
                change, "promise_withdrawn", text=promised.text, reason=reason.strip(), ended=ended
            )
    return promised


def _require(actor: User, reason: str) -> None:
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    if not reason.strip():
        raise MissingFacts(names=_("Reason"))


def _case_of(promise_id: int) -> int:
    return Promise.objects.values_list("case", flat=True).get(pk=promise_id)


def _open(promise_id: int) -> Promise:
    """Read a promise of the locked case. Raises AlreadyDone where it was kept or taken back."""
    found = Promise.objects.get(pk=promise_id)
    if not found.is_open:
        raise AlreadyDone
    return found
