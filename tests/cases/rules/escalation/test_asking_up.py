"""A customer asks that somebody else looks at it: once on each level, and it reaches who works on it."""

from datetime import timedelta

import pytest

from cases.errors import AlreadyDone, MissingFacts
from cases.kinds import EventKind
from cases.measures.customers.timeline import customer_timeline
from cases.measures.customers.words import TITLES
from cases.models import CaseEvent, Escalation
from cases.rules.escalation import asking_up, escalating
from cases.rules.links import merging
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@pytest.fixture
def case(agent):
    return case_in(CaseState.IN_PROGRESS, owner=agent)


def ask(case, words="nobody reads what I write"):
    return asking_up.ask_up(case.pk, words=words, now=LATER)


def may(case):
    return customer_timeline(case.submission.conversation, now=LATER).rights.may_ask_up


def raised():
    rows = Escalation.objects.order_by("pk")
    return [(row.case_id, row.level, row.cause, row.reason) for row in rows]


def test_it_goes_up_with_their_words_and_the_next_time_once_that_was_taken_up(case):
    assert may(case)

    ask(case)

    assert raised() == [(case.pk, 1, "customer", "nobody reads what I write")]
    entry = customer_timeline(case.submission.conversation, now=LATER).entries[-1]
    assert (entry.kind, entry.text) == ("customer", "nobody reads what I write")
    assert not may(case)
    with pytest.raises(AlreadyDone):
        ask(case)
    assert len(raised()) == 1

    Escalation.objects.update(acknowledged_at=LATER)
    assert may(case)
    ask(case, "still nobody")
    assert [level for _case, level, *_rest in raised()] == [1, 2]


def test_at_the_top_and_once_it_is_solved_there_is_nobody_else(case):
    for values in ({"level": 3}, {"state": CaseState.REJECTED}):
        type(case).objects.filter(pk=case.pk).update(**values)
        assert not may(case)
        with pytest.raises(AlreadyDone):
            ask(case)
    with pytest.raises(MissingFacts):
        ask(case, " ")
    assert (raised(), CaseEvent.objects.filter(kind=EventKind.ASKED_UP).count()) == ([], 0)


def test_of_a_merged_case_the_one_that_leads_goes_up(agent, case):
    leading = case_in(CaseState.IN_PROGRESS, owner=agent)
    merging.merge_case(
        case.pk, into_reference=leading.reference, reason="same", actor=agent, now=NOW
    )
    assert may(case)

    ask(case)

    assert raised() == [(leading.pk, 1, "customer", "nobody reads what I write")]
    assert (may(case), may(leading)) == (False, True)
    heard = customer_timeline(leading.submission.conversation, now=LATER).entries
    assert not [entry for entry in heard if "nobody reads" in entry.text]


def test_a_colleague_writes_down_that_they_asked_and_keeps_the_reason_inside(agent, case):
    escalating.escalate(case.pk, reason="rang, furious", actor=agent, now=LATER, is_wish=True)

    assert raised() == [(case.pk, 1, "customer", "rang, furious")]
    entry = customer_timeline(case.submission.conversation, now=LATER).entries[-1]
    assert (entry.title, entry.text) == (TITLES[EventKind.ASKED_UP], "")
    assert not may(case)
