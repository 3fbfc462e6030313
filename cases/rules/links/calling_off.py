"""Calling off: a case that its customer takes back, or that we have already; what others told goes on."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cases.errors import LeadsNowhere, SameCase, WrongFact
from cases.facts import FACTS
from cases.kinds import LinkKind
from cases.measures.merged_cases import cases_under
from cases.models import Case, CaseLink
from cases.rules.appointments import booking
from cases.rules.changes import forwarding, owning, telling
from cases.rules.changes.changing import changing
from cases.rules.lifecycle.moving import move
from cases.rules.links import merging
from cases.states import CALLED_OFF, CaseState
from channels.models import Customer
from channels.references import read_reference
from feedback_site.organisation.models import User


def withdraw_case(
    case_id: int,
    *,
    reason: str,
    actor: User | None,
    now: datetime,
    version: int | None = None,
    by_customer: bool = False,
) -> Case:
    """The customer takes the feedback back.

    What others told goes on: their cases are taken out of this one, each to where it came from. All are
    locked in id order, as for a merge.
    """
    with transaction.atomic():
        joined = Case.objects.filter(pk__in=(case_id, *cases_under(case_id))).order_by("pk")
        list(joined.select_for_update())
        with changing(
            case_id, actor=actor, now=now, version=version, by_customer=by_customer
        ) as change:
            move(change, CaseState.WITHDRAWN, {"reason": reason})
            owning.release(change)
            booking.end_with_case(change)
        merging.release_others(change.case, actor=actor, now=now)
    return change.case


def mark_duplicate(
    case_id: int,
    *,
    facts: Mapping[str, object],
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Say that we have this already; the customer is told and keeps the other reference.

    The pair is locked in id order. Raises SameCase, LeadsNowhere where the other was called off itself: two
    cases that point at each other would be worked on by nobody; and LeadsOthers.
    """
    other = read_reference(str(facts.get("duplicate_of", ""))) or ""
    with transaction.atomic():
        pair = Case.objects.filter(Q(pk=case_id) | Q(reference=other)).order_by("pk")
        target = {one.reference: one for one in pair.select_for_update()}.get(other)
        if target is not None and target.pk == case_id:
            raise SameCase(reference=target.reference)
        if target is not None and target.state in CALLED_OFF:
            raise LeadsNowhere(reference=target.reference, state=target.get_state_display())
        return _mark_duplicate(case_id, target, facts, actor=actor, now=now, version=version)


def _mark_duplicate(
    case_id: int,
    target: Case | None,
    facts: Mapping[str, object],
    *,
    actor: User,
    now: datetime,
    version: int | None,
) -> Case:
    with changing(case_id, actor=actor, now=now, version=version) as change:
        forwarding.require_none_under(change.case)
        checked = move(change, CaseState.DUPLICATE, facts)
        if target is None:
            raise WrongFact(name=FACTS["duplicate_of"].label, value=checked["duplicate_of"])
        CaseLink.objects.create(
            source=change.case,
            target=target,
            kind=LinkKind.DUPLICATE_OF,
            made_by=actor,
            made_at=now,
        )
        owning.release(change)
        # The number of a stranger's case is nobody else's.
        other = target.reference if _is_theirs(target, change.case) else ""
        telling.tell(change, "duplicate", other=other)
    return change.case


def _is_theirs(target: Case, case: Case) -> bool:
    """Whether both cases are of one person, as far as we know."""
    if case.customer_id is None or target.customer_id is None:
        return False
    person = Customer.objects.same_as(case.customer_id)
    return person.filter(pk=target.customer_id).exists()
