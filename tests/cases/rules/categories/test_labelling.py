"""Every decision on a category is kept, confirmations too."""

import pytest

from cases.models import CategoryLabel
from cases.rules.lifecycle import moving
from cases.rules.openings import opening
from cases.rules.triage import triaging
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from tests.cases.rules.openings.test_opening import submission
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
CLEAR = "訂單P1的相片整批偏黃，顏色跟螢幕差很多，想請你們重印"


def triaged(case, category, actor):
    return triaging.triage_case(
        case.pk,
        facts={
            "category": category, "severity": "normal", "concerns": "not applicable",
            "is_safety": False, "is_privacy": False, "duplicates_checked": True,
        },
        actor=actor,
        now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("category", "kind"), [("print_colour", "confirmed"), ("print_banding", "corrected")]
)
def test_sorting_confirms_or_corrects_what_was_read(category, kind):
    actor = posted(Role.AGENT)
    reading = {"category": "print_colour", "confidence": 0.7, "version": 3}
    case = case_in(CaseState.RECEIVED, reading=reading)

    triaged(case, category, actor)

    label = CategoryLabel.objects.get()
    assert (label.case, label.category.code, label.kind) == (case, category, kind)
    assert (label.guessed, label.confidence, label.version) == ("print_colour", 0.7, 3)
    assert (label.was_sorted, label.decided_by, label.decided_at) == (False, actor, NOW)


def test_a_later_word_takes_the_place_of_an_earlier_one():
    actor = posted(Role.AGENT)
    case = case_in(CaseState.RECEIVED, reading={"category": "print_colour"})
    triaged(case, "print_colour", actor)

    triaging.retarget_case(
        case.pk, reason="streaks", category="print_banding", actor=actor, now=NOW
    )

    assert CategoryLabel.objects.count() == 2
    assert CategoryLabel.objects.latest_of_each().get().category.code == "print_banding"


def test_another_priority_is_no_word_on_the_category():
    case = case_in(CaseState.TRIAGED)

    triaging.retarget_case(
        case.pk, reason="urgent", priority="urgent", actor=posted(Role.AGENT), now=NOW
    )

    assert not CategoryLabel.objects.exists()


def test_sorting_without_a_person_is_no_label_until_somebody_solves_it():
    case = opening.open_case(submission(CLEAR).pk, now=NOW)
    assert case.state == CaseState.TRIAGED
    assert case.reading["sorted"]
    assert not CategoryLabel.objects.exists()
    actor = posted(Role.AGENT)
    moving.start_case(case.pk, owner_id=actor.pk, actor=actor, now=NOW)

    resolved(case, actor)

    label = CategoryLabel.objects.get()
    assert (label.kind, label.was_sorted, label.category) == ("kept", True, case.category)


def resolved(case, actor):
    facts = {
        "root_cause": "machine_setting", "action_taken": "重印", "remedy": "reprint", "remedy_cost": 0,
        "decision_text": "已重印", "told_how": "phone",
    }  # fmt: skip
    moving.resolve_case(case.pk, facts=facts, actor=actor, now=NOW)
