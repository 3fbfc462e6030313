"""What the customer is told when a case is solved and over, and what they are spared."""

from datetime import timedelta

import pytest

from cases.rules.lifecycle import closing, moving
from cases.rules.links import merging
from cases.states import CaseState
from channels.models import Outgoing
from channels.rules.letters.composing import circumstances_of, compose
from channels.rules.outbox import delivery
from tests.cases.rules.lifecycle.conftest import told
from tests.factories.cases import NOW, case_in, solving

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
CONFIRMED = {"contacted_at": LATER.isoformat(), "solved": True}


def test_whoever_objects_at_once_is_not_told_afterwards_that_it_is_solved(agent, reachable):
    working = reachable
    moving.resolve_case(working.pk, facts=solving(), actor=agent, now=LATER)

    closing.reopen_case(
        working.pk,
        reason="還是偏黃",
        actor=None,
        by_customer=True,
        now=LATER + timedelta(minutes=1),
    )

    assert Outgoing.objects.get(template="resolved").state == "recalled"
    assert Outgoing.objects.filter(template="reopened", state="pending").exists()


@pytest.mark.parametrize(
    ("outcome", "evidence"), [("confirmed", CONFIRMED), ("declined", "does not want to be asked")]
)
def test_nobody_is_asked_to_confirm_what_is_closed_and_the_decision_comes_along(
    agent, colleague, reachable, outcome, evidence
):
    moving.resolve_case(reachable.pk, facts=solving(), actor=agent, now=LATER)
    closing.begin_verifying(reachable.pk, follow_up_id=1, now=LATER)

    closing.close_case(
        reachable.pk, outcome=outcome, evidence=evidence, actor=colleague,
        now=LATER + timedelta(minutes=2),
    )  # fmt: skip

    assert told(reachable) == ["closed"]
    closed = Outgoing.objects.get(template="closed")
    letter = compose(closed, circumstances_of(closed, now=LATER), now=LATER)
    assert "我們已重印。" in letter.text


def test_what_was_asked_already_is_not_told_twice(agent, colleague, reachable):
    moving.resolve_case(reachable.pk, facts=solving(), actor=agent, now=LATER)
    closing.begin_verifying(reachable.pk, follow_up_id=1, now=LATER)
    asked = Outgoing.objects.get(template="resolved")
    delivery.deliver(asked.pk, now=asked.due_at)

    closing.close_case(
        reachable.pk, outcome="confirmed", evidence=CONFIRMED, actor=colleague,
        now=asked.due_at + timedelta(minutes=1),
    )  # fmt: skip

    asked.refresh_from_db()
    assert asked.state == "sent"
    assert Outgoing.objects.get(template="closed").context["decision"] is None


def test_a_merged_case_asks_for_no_confirmation_until_it_is_taken_out_again(agent, reachable):
    moving.resolve_case(reachable.pk, facts=solving(), actor=agent, now=LATER)
    target = case_in(CaseState.IN_PROGRESS)

    merging.merge_case(
        reachable.pk, into_reference=target.reference, reason="same", actor=agent,
        now=LATER + timedelta(minutes=1),
    )  # fmt: skip
    assert told(reachable) == ["joined"]

    merging.unmerge_case(
        reachable.pk, reason="not the same", actor=agent, now=LATER + timedelta(minutes=9)
    )
    assert told(reachable) == ["resolved"]


def test_taking_a_case_out_of_a_merge_revives_no_notice_of_an_earlier_solution(agent, reachable):
    moving.resolve_case(reachable.pk, facts=solving(), actor=agent, now=LATER)
    moving.undo_resolution(reachable.pk, actor=agent, now=LATER)
    target = case_in(CaseState.IN_PROGRESS)
    how = {"actor": agent, "now": LATER}
    merging.merge_case(reachable.pk, into_reference=target.reference, reason="same", **how)

    merging.unmerge_case(reachable.pk, reason="not the same", **how)

    assert told(reachable) == []
