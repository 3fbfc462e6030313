"""Authoring standard solutions: written, proposed, approved by a second person, taken back, reverted.

Of one solution one version at most is in force, and one at most is being written. Every rule locks the
solution first, so that its versions are decided on one after the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cases.errors import AlreadyDone, InReview, MissingFacts, SamePerson, StaleSolution
from cases.kinds import SolutionState
from cases.models import Category, Solution, SolutionText, SolutionVersion
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.remembering import forget


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a solution says in one language."""

    title: str
    problem: str = ""
    answer: str = ""
    steps: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody wrote: for which category, for whom, in which languages, and what is new in it."""

    category: Category
    is_public: bool
    texts: Mapping[str, Wording]
    change: str = ""


@transaction.atomic
def write_solution(draft: Draft, *, actor: User, now: datetime) -> SolutionVersion:
    """Begin a new solution with its first version, a draft."""
    _require(actor, Ability.WRITE_SOLUTIONS)
    _require_titles(draft)
    solution = Solution.objects.create(code=_code_for(draft), made_at=now)
    return _add(solution, draft, number=1, actor=actor, now=now)


@transaction.atomic
def write_version(
    solution_id: int, draft: Draft, *, seen: int, actor: User, now: datetime
) -> SolutionVersion:
    """Keep the next version as a draft; one's own draft is written over, for nobody relies on it yet.

    `seen` is the number of the newest version that the writer knew. Raises StaleSolution where there is
    a newer one, InReview where that waits to be approved.
    """
    _require(actor, Ability.WRITE_SOLUTIONS)
    _require_titles(draft)
    solution = Solution.objects.select_for_update().get(pk=solution_id)
    newest = solution.versions.order_by("-number")[0]
    if newest.number != seen:
        raise StaleSolution(number=newest.number)
    if newest.state == SolutionState.IN_REVIEW:
        raise InReview
    if newest.state == SolutionState.DRAFT and newest.written_by_id == actor.pk:
        return _write_over(newest, draft, actor=actor, now=now)
    solution.versions.filter(state=SolutionState.DRAFT).update(state=SolutionState.RETIRED)
    return _add(solution, draft, number=newest.number + 1, actor=actor, now=now)


@transaction.atomic
def propose(version_id: int, *, actor: User, now: datetime) -> SolutionVersion:
    """Ask for approval; from now on its words stay. Raises MissingFacts where a language is not whole."""
    _require(actor, Ability.WRITE_SOLUTIONS)
    version = _locked(version_id, SolutionState.DRAFT)
    missing = _languages_missing(version)
    if missing:
        raise MissingFacts(
            names=_("title, question and answer in %(languages)s") % {"languages": missing}
        )
    version.proposed_at, version.remark = now, ""
    return _become(version, SolutionState.IN_REVIEW, actor=actor, now=now, verb="proposed")


@transaction.atomic
def send_back(version_id: int, *, remark: str, actor: User, now: datetime) -> SolutionVersion:
    """Make a proposed version a draft again: who approves says why, its writer may take it back."""
    version = _locked(version_id, SolutionState.IN_REVIEW)
    is_writer = version.written_by_id == actor.pk
    if not is_writer:
        _require(actor, Ability.APPROVE_SOLUTIONS)
        if not remark.strip():
            raise MissingFacts(names=_("why it was sent back"))
    version.proposed_at, version.remark = None, remark.strip()
    return _become(version, SolutionState.DRAFT, actor=actor, now=now, verb="sent_back")


@transaction.atomic
def approve(version_id: int, *, actor: User, now: datetime) -> SolutionVersion:
    """Put a proposed version in force, in place of the one that was. Raises SamePerson for its writer."""
    _require(actor, Ability.APPROVE_SOLUTIONS)
    version = _locked(version_id, SolutionState.IN_REVIEW)
    return _put_in_force(version, actor=actor, now=now, verb="approved")


@transaction.atomic
def retire(version_id: int, *, actor: User, now: datetime) -> SolutionVersion:
    """Take a version back: the solution is suggested to nobody until another is approved."""
    _require(actor, Ability.APPROVE_SOLUTIONS)
    version = _locked(version_id, SolutionState.APPROVED)
    return _become(version, SolutionState.RETIRED, actor=actor, now=now, verb="retired")


@transaction.atomic
def revert(version_id: int, *, actor: User, now: datetime) -> SolutionVersion:
    """Put a version in force again that once was; it was read by two people then and needs no other.

    Raises AlreadyDone where it never was in force, SamePerson for its writer.
    """
    _require(actor, Ability.APPROVE_SOLUTIONS)
    version = _locked(version_id, SolutionState.RETIRED)
    if not version.was_approved:
        raise AlreadyDone
    return _put_in_force(version, actor=actor, now=now, verb="reverted")


def _put_in_force(
    version: SolutionVersion, *, actor: User, now: datetime, verb: str
) -> SolutionVersion:
    if version.written_by_id == actor.pk:
        raise SamePerson
    others = SolutionVersion.objects.filter(
        solution=version.solution_id, state=SolutionState.APPROVED
    )
    others.update(state=SolutionState.RETIRED)
    version.approved_by, version.approved_at = actor, now
    return _become(version, SolutionState.APPROVED, actor=actor, now=now, verb=verb)


def _become(
    version: SolutionVersion, state: SolutionState, *, actor: User, now: datetime, verb: str
) -> SolutionVersion:
    version.state = state
    version.save()
    _record(verb, version, actor=actor, now=now)
    # Whoever decided sees it at once; other processes within settings.LOOK_UP_SECONDS.
    transaction.on_commit(forget)
    return version


def _locked(version_id: int, state: SolutionState) -> SolutionVersion:
    """Lock the solution of a version, and give that. Raises AlreadyDone where it is in another state."""
    solution_id = SolutionVersion.objects.values_list("solution", flat=True).get(pk=version_id)
    Solution.objects.select_for_update().get(pk=solution_id)
    version = SolutionVersion.objects.get(pk=version_id)
    if version.state != state:
        raise AlreadyDone
    return version


def _add(
    solution: Solution, draft: Draft, *, number: int, actor: User, now: datetime
) -> SolutionVersion:
    version = SolutionVersion.objects.create(
        solution=solution, number=number, category=draft.category, is_public=draft.is_public,
        change=draft.change.strip(), written_by=actor, written_at=now,
    )  # fmt: skip
    return _written(version, draft, actor=actor, now=now)


def _write_over(
    version: SolutionVersion, draft: Draft, *, actor: User, now: datetime
) -> SolutionVersion:
    version.category, version.is_public = draft.category, draft.is_public
    version.change, version.written_at = draft.change.strip(), now
    version.save()
    version.texts.all().delete()
    return _written(version, draft, actor=actor, now=now)


def _written(
    version: SolutionVersion, draft: Draft, *, actor: User, now: datetime
) -> SolutionVersion:
    SolutionText.objects.bulk_create(
        SolutionText(
            version=version, language=language, title=said.title.strip(),
            problem=_tidy(said.problem), answer=_tidy(said.answer), steps=_tidy(said.steps),
        )
        for language, said in draft.texts.items()
        if said.title.strip()
    )  # fmt: skip
    _record("written", version, actor=actor, now=now)
    return version


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _languages_missing(version: SolutionVersion) -> str:
    whole = {text.language for text in version.texts.all() if text.is_whole}
    return ", ".join(str(name) for code, name in settings.LANGUAGES if code not in whole)


def _code_for(draft: Draft) -> str:
    """Make a code out of the English title; a number makes it another where it is taken."""
    said = draft.texts.get("en")
    base = slugify(said.title if said else "")[:50].strip("-") or "solution"
    taken = set(Solution.objects.filter(code__startswith=base).values_list("code", flat=True))
    codes = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in codes if code not in taken)


def _require(actor: User, ability: Ability) -> None:
    if not actor.can(ability):
        raise NotAllowed


def _require_titles(draft: Draft) -> None:
    if not any(said.title.strip() for said in draft.texts.values()):
        raise MissingFacts(names=_("title"))


def _record(verb: str, version: SolutionVersion, *, actor: User, now: datetime) -> None:
    body = {"solution": version.solution_id, "version": version.number}
    entry = Entry(
        verb=f"solution.{verb}", subject=f"solution_version:{version.pk}", actor=name_of(actor), body=body
    )  # fmt: skip
    record([entry], now=now)
