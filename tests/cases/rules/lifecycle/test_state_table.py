"""The table of moves, cell by cell: what it allows works, what it does not changes nothing."""

from datetime import timedelta

import pytest

from cases.errors import CaseError, IllegalMove, MissingFacts
from cases.models import Case, CaseEvent
from cases.rules.changes.changing import changing
from cases.rules.lifecycle.moving import move
from cases.states import MOVES, CaseState
from feedback_site.errors import FeedbackError, NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, CaseFactory, case_in
from tests.factories.organisation import posted

LATER = NOW + timedelta(minutes=10)
LEGAL = [(a, b) for a in CaseState for b in MOVES[a]]
ILLEGAL = [(a, b) for a in CaseState for b in CaseState if b not in MOVES[a]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def facts():
    other = CaseFactory()
    owner = posted(Role.AGENT)
    return {
        "category": "print_colour", "severity": "normal", "concerns": "not applicable",
        "is_safety": "no", "is_privacy": False, "duplicates_checked": True, "reason": "because",
        "customer_told": "by phone", "duplicate_of": other.reference,
        "merge_into": other.reference, "owner": owner.pk, "waiting_reason": "customer",
        "asked_what": "which order", "asked_whom": "customer",
        "resume_by": LATER + timedelta(days=1), "cause": "answered",
        "root_cause": "machine_setting", "action_taken": "calibrated", "remedy": "reprint",
        "remedy_cost": 120, "decision_text": "我們已重印。", "told_how": "message",
        "follow_up": 7, "outcome": "confirmed", "evidence": {"statement": "said so"},
        "what_is_missing": "still yellow",
    }  # fmt: skip


def _snapshot():
    return (
        list(Case.objects.order_by("pk").values()),
        CaseEvent.objects.count(),
        LedgerEvent.objects.count(),
    )


@pytest.mark.parametrize(("came_from", "to"), ILLEGAL)
def test_a_step_outside_the_table_changes_nothing(came_from, to, facts):
    case = case_in(came_from)
    before = _snapshot()

    with (
        pytest.raises(IllegalMove),
        changing(case.pk, actor=posted(Role.MANAGER), now=LATER) as change,
    ):
        move(change, to, facts, is_entitled=True)

    assert _snapshot() == before


@pytest.mark.parametrize(("came_from", "to"), LEGAL)
def test_every_fact_of_a_step_is_required(came_from, to, facts):
    case = case_in(came_from)
    step = MOVES[came_from][to]
    before = _snapshot()

    for code in step.facts:
        without = {key: value for key, value in facts.items() if key != code}
        with (
            pytest.raises(MissingFacts),
            changing(case.pk, actor=None, now=LATER) as change,
        ):
            move(change, to, without, is_entitled=True)

    assert _snapshot() == before


@pytest.mark.parametrize(("came_from", "to"), LEGAL)
def test_a_stranger_to_the_step_is_refused(came_from, to, facts):
    """An auditor sees everything and may do nothing."""
    case = case_in(came_from)
    auditor = posted(Role.AUDITOR)
    before = _snapshot()

    with (
        pytest.raises(NotAllowed),
        changing(case.pk, actor=auditor, now=LATER) as change,
    ):
        move(change, to, facts)

    assert _snapshot() == before


def test_a_rule_that_lets_nothing_happen_is_an_error():
    case = case_in(CaseState.RECEIVED)

    with pytest.raises(CaseError), changing(case.pk, actor=None, now=LATER):
        pass


def test_the_state_is_assigned_in_one_place():
    """No module but the lifecycle writes a state onto a case."""
    import re
    from pathlib import Path

    writers = {
        path.as_posix()
        for folder in ("cases", "channels", "surveys", "reports")
        for path in Path(folder).rglob("*.py")
        if "migrations" not in path.parts and re.search(r"\bcase\.state\s*=[^=]", path.read_text())
    }

    assert writers == {"cases/rules/lifecycle/moving.py"}


def test_errors_carry_a_stable_code_and_words():
    error = IllegalMove(came_from="received", to="closed")

    assert isinstance(error, FeedbackError)
    assert error.code == "illegal_move"
    assert "received" in str(error)
