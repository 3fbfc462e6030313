"""Triaging: category, severity and priority by a person or by the rules, and their later correction."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from django.utils.translation import gettext as _

from cases.errors import CaseError, MissingFacts
from cases.facts import OF_CATEGORY
from cases.kinds import EventKind, Klass, Priority, Severity
from cases.models import Case, Category
from cases.rules.assignment import assigning
from cases.rules.categories import asking, labelling
from cases.rules.categories.categorising import category_of, named
from cases.rules.changes.changing import Change, changing
from cases.rules.changes.searching import index_text
from cases.rules.escalation import pressing
from cases.rules.knowledge import checklisting
from cases.rules.lifecycle.moving import attributes, move
from cases.states import UNFINISHED, CaseState
from cases.triage.category_tree import Severity as SeverityCode
from cases.triage.urgency import priority as weighed_priority
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

_AT_WORK = frozenset({CaseState.IN_PROGRESS, CaseState.WAITING})
_RANKS = {code: rank for rank, code in enumerate(Priority.values)}


def triage_case(
    case_id: int,
    *,
    facts: Mapping[str, object],
    actor: User | None,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Sort a received case: class and sub-category, severity, what it concerns, safety and privacy."""
    with changing(case_id, actor=actor, now=now, version=version) as change:
        sort(change, facts)
    return change.case


def sort(change: Change, facts: Mapping[str, object]) -> None:
    """Take the step on a locked case; the values stand on the case before the event tells the clocks."""
    case = change.case
    category = category_of(str(facts.get("category", "")))
    if category is not None and facts.get("severity") in Severity.values:
        asking.require(case, category, facts)
        put_category(case, category)
        case.severity = Severity(str(facts["severity"]))
        case.priority = _at_least(category, _weighed(case))
    checked = move(change, CaseState.TRIAGED, facts)
    concerns = str(checked["concerns"])[:80]
    if change.actor is not None and concerns != case.concerns:
        index_text(case.pk, concerns)
    case.concerns = concerns
    case.is_safety, case.is_privacy = bool(checked["is_safety"]), bool(checked["is_privacy"])
    if change.actor is not None:
        labelling.decided(case, actor=change.actor, now=change.now)
        # At once, and not when a sweep comes by: it looks at the cases of these days only.
        pressing.raise_for_facts(change)
    checklisting.follow_category(change)


def _weighed(case: Case) -> Priority:
    """Severity and urgency together, as the reading weighs them."""
    return Priority(weighed_priority(cast(SeverityCode, str(case.severity)), case.urgency))


def _at_least(category: Category, weighed: str) -> Priority:
    """What was weighed, raised to the category's own."""
    return Priority(max(weighed, category.default_priority or weighed, key=_RANKS.__getitem__))


def put_category(case: Case, category: Category) -> None:
    """Give a case its category; the class and the responsible department follow from it."""
    case.category, case.klass = category, category.klass
    case.department_id = category.department_id


def retarget_case(
    case_id: int,
    *,
    reason: str,
    actor: User,
    now: datetime,
    category: str | None = None,
    severity: str | None = None,
    priority: str | None = None,
    is_safety: bool | None = None,
    version: int | None = None,
    known: Mapping[str, object] | None = None,
) -> Case:
    """Correct category, severity, priority or whether anybody is in danger; the limits follow by policy.

    Pauses are never forgotten. `known` is what the new category asks for. Raises MissingFacts without that,
    a reason or a change, NotAllowed for a finished case's clocks or a role that does not work on cases.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    is_change = bool(category or severity or priority) or is_safety is not None
    if not reason.strip() or not is_change:
        raise MissingFacts(names=_("Reason"))
    with changing(case_id, actor=actor, now=now, version=version) as change:
        case = change.case
        if case.state not in UNFINISHED or case.state == CaseState.RECEIVED:
            raise CaseError
        before, sorted_as = attributes(case), case.category_id
        given: dict[str, object] = {
            code: str(value)
            for code, value in (known or {}).items()
            if code in OF_CATEGORY and value
        }
        if category:
            _recategorise(change, category, given)
        _reweigh(case, severity, priority)
        if is_safety is not None:
            case.is_safety = given["is_safety"] = is_safety
        if case.klass == Klass.TECHNICAL and case.owner_id and case.state in _AT_WORK:
            # First, for what was met before it had a limit is judged by the one that it gets now.
            assigning.sent(change, case.owner_id)
        facts = {**given, **attributes(case), **named(case), "reason": reason, "before": before}
        change.happened(EventKind.RETARGETED, facts=facts)
        pressing.raise_for_facts(change)
        checklisting.follow_category(change, before=sorted_as)
    return change.case


def _recategorise(change: Change, category: str, given: Mapping[str, object]) -> None:
    case, chosen = change.case, Category.objects.get(code=category, is_active=True)
    asking.require(case, chosen, given)
    put_category(case, chosen)
    if change.actor is not None:
        labelling.decided(case, actor=change.actor, now=change.now)
    case.priority = _at_least(chosen, case.priority)


def _reweigh(case: Case, severity: str | None, priority: str | None) -> None:
    if severity:
        case.severity = Severity(severity)
        case.priority = _weighed(case)
        if case.category is not None:
            case.priority = _at_least(case.category, case.priority)
    if priority:
        case.priority = Priority(priority)
