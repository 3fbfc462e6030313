"""Calling off a case that leads others: what others told is worked on by itself, or nothing is called off."""

import pytest
from django.utils import translation

from cases.errors import LeadsOthers
from cases.event_words import text_of
from cases.kinds import EventKind
from cases.models import Case, CaseLink
from cases.rules.lifecycle import closing
from cases.rules.links import calling_off, merging
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from tests.cases.rules.links.test_merged_customers import case_of
from tests.factories.cases import NOW, customer_writes
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
AGAIN = NOW.replace(hour=NOW.hour + 1)
DUPLICATE = {"reason": "same", "customer_told": "by mail"}


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@pytest.fixture
def leading(agent):
    return case_of("lead@example.com", agent, CaseState.RECEIVED)


@pytest.fixture
def others(agent, leading):
    """Of two others; the second was merged into the first before."""
    first, second = (case_of(f"{name}@example.com", agent) for name in ("one", "two"))
    how = {"reason": "same", "actor": agent, "now": NOW}
    merging.merge_case(second.pk, into_reference=first.reference, **how)
    merging.merge_case(first.pk, into_reference=leading.reference, **how)
    return first, second


def states(*cases):
    return [Case.objects.get(pk=case.pk).state for case in cases]


def test_what_others_told_goes_on_by_itself_when_a_customer_takes_theirs_back(leading, others):
    first, second = others
    customer_writes(first, AGAIN, text="and mine?")

    calling_off.withdraw_case(
        leading.pk, reason="found it", actor=None, now=AGAIN, by_customer=True
    )

    assert states(leading, first, second) == [
        CaseState.WITHDRAWN, CaseState.IN_PROGRESS, CaseState.MERGED,
    ]  # fmt: skip
    assert CaseLink.objects.get(undone_at=None).target == first
    released = Case.objects.get(pk=first.pk)
    assert released.unanswered_since == AGAIN
    assert released.cycles.running().filter(clock="resolve").exists()
    event = released.events.get(kind=EventKind.UNMERGED)
    assert (event.actor, event.facts["into"]) == (None, leading.reference)
    with translation.override("zh-hant"):
        assert text_of(event.kind, event.facts) == "帶領它的案件已取消。"


def test_what_the_same_person_told_stays_with_what_they_take_back(agent, leading, others):
    first, _second = others
    Case.objects.filter(pk__in=[leading.pk, *(one.pk for one in others)]).update(
        customer=leading.submission.customer
    )

    calling_off.withdraw_case(leading.pk, reason="found it", actor=agent, now=AGAIN)

    assert states(leading, first) == [CaseState.WITHDRAWN, CaseState.MERGED]


def test_a_case_that_leads_others_is_no_duplicate(agent, leading, others):
    target = case_of("third@example.com", agent)
    facts = {"duplicate_of": target.reference, **DUPLICATE}

    with pytest.raises(LeadsOthers, match=others[0].reference):
        calling_off.mark_duplicate(leading.pk, facts=facts, actor=agent, now=AGAIN)

    assert states(leading, others[0]) == [CaseState.RECEIVED, CaseState.MERGED]


def test_a_case_that_leads_others_is_not_rejected(agent, leading, others):
    with pytest.raises(LeadsOthers):
        closing.propose_rejection(
            leading.pk, reason="advertising", customer_told="by mail", actor=agent, now=AGAIN
        )

    assert Case.objects.get(pk=leading.pk).rejection_proposed_by is None


def test_what_is_merged_while_a_rejection_is_proposed_is_not_rejected_with_it(agent):
    leading, other = (
        case_of("lead@example.com", agent, CaseState.RECEIVED),
        case_of("a@b.tw", agent),
    )
    closing.propose_rejection(
        leading.pk, reason="advertising", customer_told="by mail", actor=agent, now=NOW
    )
    merging.merge_case(
        other.pk, into_reference=leading.reference, reason="same", actor=agent, now=NOW
    )

    with pytest.raises(LeadsOthers):
        closing.confirm_rejection(leading.pk, actor=posted(Role.SUPERVISOR), now=AGAIN)

    assert states(leading, other) == [CaseState.RECEIVED, CaseState.MERGED]
