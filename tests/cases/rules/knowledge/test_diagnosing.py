"""Trees of questions: whole before they are published, and never changed afterwards."""

from datetime import UTC, datetime

import pytest

from cases.diagnosis_trees import Fault, Page, faults_of
from cases.errors import NotADraft, NotInForce, NotWhole
from cases.kinds import DiagnosisState
from cases.models import Diagnosis
from cases.rules.knowledge import diagnosing
from cases.starter_diagnoses import starter_diagnoses
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.organisation import posted
from tests.side_by_side import at_once

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def pages(**above):
    return [Page(code=code, above=over) for code, over in above.items()]


@pytest.mark.parametrize(
    ("tree", "faults"),
    [
        (pages(a=None, b="a", c="a"), []),
        ([], [("no_first", "")]),
        (pages(a=None, b=None), [("no_first", "")]),
        (pages(a=None), [("no_answers", "a")]),
        (pages(a=None, b="a"), [("one_answer", "a")]),
        (pages(a=None, b="a", c="a", d="e", e="d"), [("unreachable", "d"), ("unreachable", "e")]),
        (pages(a=None, b="a", c="a", d="?"), [("unreachable", "d")]),
        (
            [Page(code="a", above=None), Page(code="b", above="a"),
             Page(code="c", above="a", missing=("en",))],
            [("words_missing", "c")],
        ),
    ],
)  # fmt: skip
def test_what_makes_a_tree_whole(tree, faults):
    assert faults_of(tree) == [Fault(code=code, step=step) for code, step in faults]


def test_a_branch_is_at_most_eight_questions_long():
    above = {"q0": None}
    for n in range(9):
        above |= {f"q{n + 1}": f"q{n}", f"end{n}": f"q{n}"}

    assert {(one.code, one.step) for one in faults_of(pages(**above))} == {
        ("too_deep", "q9"), ("too_deep", "end8"),
    }  # fmt: skip


@pytest.mark.django_db
def test_what_is_shipped_is_whole_in_each_language():
    shipped = list(Diagnosis.objects.published())

    assert [one.code for one in shipped] == [one.code for one in starter_diagnoses()]
    assert [diagnosing.tree_faults(one) for one in shipped] == [[]] * 5
    assert [one.steps.filter(solution=None).count() < one.steps.count() for one in shipped] == (
        [True] * 5
    )


@pytest.mark.django_db
def test_a_draft_is_written_and_takes_the_place_of_what_was_published():
    first = Diagnosis.objects.get(code="colours")
    writer = posted(Role.SPECIALIST)

    draft = diagnosing.begin_draft(first.pk, actor=writer, now=NOW)

    assert (draft.number, draft.state) == (2, DiagnosisState.DRAFT)
    assert diagnosing.begin_draft(first.pk, actor=writer, now=NOW) == draft
    told = [(one.code, one.words_en, one.above and one.above.code) for one in first.steps.all()]
    copied = [(one.code, one.words_en, one.above and one.above.code) for one in draft.steps.all()]
    assert copied == told
    assert {one.diagnosis_id for one in draft.steps.all()} == {draft.pk}
    # Half a language keeps it from being published, and what customers see stays as it is.
    end = draft.steps.get(code="lamp")
    end.advice_en, kept = "", end.advice_en
    end.save()
    with pytest.raises(NotWhole):
        diagnosing.publish(draft.pk, actor=writer, now=NOW)
    assert list(Diagnosis.objects.published().filter(code="colours")) == [first]

    end.advice_en = kept
    end.save()
    diagnosing.publish(draft.pk, actor=writer, now=NOW)

    assert list(Diagnosis.objects.published().filter(code="colours")) == [draft]
    with pytest.raises(NotADraft):
        diagnosing.publish(draft.pk, actor=writer, now=NOW)
    diagnosing.retire(draft.pk, actor=writer, now=NOW)
    assert not Diagnosis.objects.published().filter(code="colours").exists()
    with pytest.raises(NotInForce):
        diagnosing.retire(draft.pk, actor=writer, now=NOW)
    verbs = LedgerEvent.objects.filter(subject=f"diagnosis:{draft.pk}").order_by("pk")
    assert [one.verb for one in verbs] == [
        "diagnosis.begun", "diagnosis.published", "diagnosis.retired",
    ]  # fmt: skip


@pytest.mark.django_db
def test_who_does_not_write_solutions_changes_nothing():
    shipped = Diagnosis.objects.get(code="colours")

    for rule in (diagnosing.begin_draft, diagnosing.publish, diagnosing.retire):
        with pytest.raises(NotAllowed):
            rule(shipped.pk, actor=posted(Role.AGENT), now=NOW)

    assert Diagnosis.objects.count() == 5
    assert Diagnosis.objects.published().count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_write_on_one_draft():
    shipped = Diagnosis.objects.get(code="colours")
    writers = [posted(Role.SPECIALIST), posted(Role.SPECIALIST)]

    drafts = at_once(2, lambda n: diagnosing.begin_draft(shipped.pk, actor=writers[n], now=NOW).pk)

    assert set(drafts) == {Diagnosis.objects.get(code="colours", number=2).pk}
