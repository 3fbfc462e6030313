"""Solved by mistake: what an undoing takes back, and what was said meanwhile."""

from datetime import timedelta

import pytest

from cases.errors import (
    TooLate,
)
from cases.kinds import EventKind
from cases.models import Case, CaseLink, CategoryLabel, Escalation
from cases.rules.clocks import clocking
from cases.rules.lifecycle import moving
from cases.rules.replies import replying
from cases.states import CaseState
from channels.models import Outgoing
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, case_in, customer_writes, solving
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def test_32_a_slip_is_undone_within_minutes_and_counts_nowhere(agent, reachable):
    working = reachable
    moving.resolve_case(working.pk, facts=solving(), actor=agent, now=LATER)
    assert Outgoing.objects.get(template="resolved").state == "pending"

    back = moving.undo_resolution(working.pk, actor=agent, now=LATER + timedelta(minutes=4))

    assert back.state == CaseState.IN_PROGRESS
    assert not back.events.filter(kind=EventKind.REOPENED).exists()
    assert Outgoing.objects.get(template="resolved").state == "recalled"
    assert back.cycles.filter(clock="resolve").count() == 1


def waits(case):
    case.refresh_from_db()
    cycles = case.cycles.order_by("clock", "number").values_list(
        "clock", "number", "due_at", "met_at"
    )
    return case.unanswered_since, case.first_answered_at, list(cycles)


def test_16_and_32_a_slip_has_answered_nobody_and_remedied_nothing(agent, reachable):
    posted(Role.DEPARTMENT_HEAD)
    customer = reachable.submission.conversation.customer
    Case.objects.filter(pk=reachable.pk).update(customer=customer, reading={"sorted": True})
    earlier = case_in(CaseState.CLOSED, customer=customer, root_cause="machine_setting")
    customer_writes(reachable, NOW + timedelta(minutes=30))
    before = waits(reachable)
    moving.resolve_case(reachable.pk, facts=solving(), actor=agent, now=LATER)
    assert waits(reachable) != before
    assert CaseLink.objects.get().target == earlier
    assert CategoryLabel.objects.get().kind == "kept"

    moving.undo_resolution(reachable.pk, actor=agent, now=LATER + timedelta(minutes=4))

    assert waits(reachable) == before
    assert not clocking.mend(reachable.pk, now=LATER + timedelta(minutes=4))
    assert not CaseLink.objects.filter(undone_at=None).exists()
    assert not CategoryLabel.objects.exists()
    # With the next line they have come thrice without an answer.
    customer_writes(reachable, NOW + timedelta(hours=3))
    assert Escalation.objects.get().cause == "contacts"


def test_32_and_39_what_was_said_by_phone_before_the_slip_was_undone_is_said(agent, reachable):
    facts = solving(told_how="phone")
    moving.resolve_case(reachable.pk, facts=facts, actor=agent, now=LATER)

    moving.undo_resolution(reachable.pk, actor=agent, now=LATER)

    reachable.refresh_from_db()
    assert (reachable.unanswered_since, reachable.first_answered_at) == (None, LATER)
    assert reachable.cycles.get(clock="first_response").met_at == LATER


def test_32_what_was_written_between_a_slip_and_its_undoing_is_kept(agent, reachable):
    moving.resolve_case(reachable.pk, facts=solving(), actor=agent, now=LATER)
    written = LATER + timedelta(minutes=1)
    replying.reply(reachable.pk, text="您好", actor=agent, now=written)
    customer_writes(reachable, LATER + timedelta(minutes=2))

    moving.undo_resolution(reachable.pk, actor=agent, now=LATER + timedelta(minutes=4))

    reachable.refresh_from_db()
    assert reachable.first_answered_at == written
    assert reachable.unanswered_since == LATER + timedelta(minutes=2)
    assert reachable.cycles.get(clock="first_response").met_at == written
    assert reachable.cycles.get(clock="next_response").started_at == reachable.unanswered_since


def test_32_a_slip_is_not_undone_later(agent, working):
    moving.resolve_case(working.pk, facts=solving(), actor=agent, now=LATER)

    with pytest.raises(TooLate):
        moving.undo_resolution(working.pk, actor=agent, now=LATER + timedelta(minutes=6))
