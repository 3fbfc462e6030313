"""Steps: what may be done next with a case, and doing any of it by data. Every door goes through here."""

from collections.abc import Callable, Mapping
from datetime import datetime

from cases.models import Case
from cases.rules.assignment import assigning
from cases.rules.lifecycle import closing, moving
from cases.rules.lifecycle.guarding import is_entitled, step_of
from cases.rules.links import calling_off, merging
from cases.rules.triage import triaging
from cases.states import MOVES, CaseState, Step
from feedback_site.organisation.models import User

# Steps that only the system takes, that need two people, or that are acts: all have doors of their own.
NOT_A_BUTTON = frozenset({"begin_verifying", "reject", "spam", "not_spam"})
Verb = Callable[..., Case]


def available(case: Case, user: User) -> tuple[tuple[CaseState, Step], ...]:
    """The legal next steps that this person may take, in the table's order."""
    found: dict[str, tuple[CaseState, Step]] = {}
    for to, step in MOVES[CaseState(case.state)].items():
        if step.verb not in NOT_A_BUTTON and is_entitled(case, step, user):
            found.setdefault(step.verb, (to, step))
    return tuple(found.values())


def take_step(
    case_id: int,
    to: CaseState,
    *,
    facts: Mapping[str, object],
    actor: User | None,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Take one step of the table with the facts that its dialog asked for.

    Raises what the verbs raise: IllegalMove, NotAllowed, SamePerson, MissingFacts, WrongFact, StaleCase.
    """
    step = step_of(Case.objects.get(pk=case_id), to)
    return _VERBS[step.verb](case_id, facts, actor=actor, now=now, version=version)


def _with_facts(verb: Callable[..., Case]) -> Verb:
    return lambda case_id, facts, **how: verb(case_id, facts=facts, **how)


def _named(verb: Callable[..., Case], **names: str) -> Verb:
    """Hand facts over as arguments: argument name = fact code; a fact not given is empty."""
    return lambda case_id, facts, **how: verb(
        case_id, **{argument: facts.get(code, "") for argument, code in names.items()}, **how
    )


_VERBS: Mapping[str, Verb] = {
    "triage": _with_facts(triaging.triage_case),
    "start": _named(assigning.assign_case, owner_id="owner"),
    "wait": _with_facts(moving.wait_case),
    "resume": _named(moving.resume_case, cause="cause"),
    "resolve": _with_facts(moving.resolve_case),
    "close": _named(closing.close_case, outcome="outcome", evidence="evidence"),
    "not_solved": _named(closing.not_solved, what_is_missing="what_is_missing"),
    "reopen": _named(closing.reopen_case, reason="reason"),
    "withdraw": _named(calling_off.withdraw_case, reason="reason"),
    "mark_duplicate": _with_facts(calling_off.mark_duplicate),
    "merge": _named(merging.merge_case, into_reference="merge_into", reason="reason"),
    "unmerge": _named(merging.unmerge_case, reason="reason"),
}
