"""Checklists: laid by category or by hand, ticked, asked for when solving, changed for later cases only."""

from datetime import timedelta

import pytest
from django.utils import translation

from cases import event_words
from cases.errors import AlreadyDone, CaseEnded, MissingFacts
from cases.kinds import EventKind
from cases.models import CaseList, CaseListStep, Category, LaidList, LaidStep
from cases.rules.founding import found_checklists
from cases.rules.knowledge import checklisting, keeping_checklists
from cases.rules.lifecycle import moving
from cases.rules.triage import triaging
from cases.states import CaseState
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, SubmissionFactory, case_in, solving
from tests.factories.opened import opened
from tests.factories.organisation import StoreFactory, UserFactory, posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
SORTED = {
    "category": "print_colour", "severity": "normal", "concerns": "P1", "is_safety": False,
    "is_privacy": False, "duplicates_checked": True,
}  # fmt: skip


def kept(name, *, steps=((False, "look"), (True, "print")), **more):
    made = CaseList.objects.create(
        name_en=name, name_zh_hant=name, name_zh_hans=name, changed_at=NOW, **more
    )
    CaseListStep.objects.bulk_create(
        CaseListStep(
            checklist=made, position=place, is_must=is_must, name_en=words, name_zh_hant=words,
            name_zh_hans=words,
        )
        for place, (is_must, words) in enumerate(steps)
    )  # fmt: skip
    return made


def category(code="print_colour"):
    return Category.objects.get(code=code)


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@pytest.fixture
def colour():
    return kept("Colour", category=category(), is_automatic=True)


@pytest.fixture
def laid(agent, colour):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    checklisting.add_list(case.pk, list_id=colour.pk, actor=agent, now=LATER)
    case.refresh_from_db()
    return case


def lying(case):
    rows = LaidList.objects.filter(case=case, removed_at=None).order_by("pk")
    return [(one.name_en, one.is_automatic) for one in rows]


def counts(case):
    case.refresh_from_db()
    return case.steps_all, case.steps_done, case.steps_owed


def step(case, words="print"):
    return LaidStep.objects.get(checklist__case=case, name_en=words)


def test_sorting_lays_what_is_for_its_category_its_class_and_its_store(agent, colour):
    store = StoreFactory()
    kept("Technical", klass="technical", is_automatic=True, steps=((False, "note it"),))
    kept("Here", category=category(), is_automatic=True, store=store)
    kept("Elsewhere", category=category(), is_automatic=True, store=StoreFactory())
    kept("By hand", category=category())
    kept("Retired", category=category(), is_automatic=True, is_active=False)
    kept("Blur", category=category("print_blur"), is_automatic=True)
    submission = SubmissionFactory(store=store)
    case = case_in(CaseState.RECEIVED, submission=submission)

    triaging.triage_case(case.pk, facts=SORTED, actor=agent, now=LATER)

    assert lying(case) == [("Colour", True), ("Technical", True), ("Here", True)]
    assert counts(case) == (5, 0, 2)
    added = case.events.filter(kind=EventKind.CHECKLIST_ADDED).order_by("seq").first()
    with translation.override("en"):
        words = event_words.title_of(added.kind, added.facts)
    assert words == "checklist “Colour” added because of the category: 2 steps"


def test_a_case_sorted_as_it_comes_in_has_its_list_at_once(colour):
    case = opened("相片偏黃，顏色跟螢幕差很多，想請你們重印")

    assert (case.category.code, lying(case)) == ("print_colour", [("Colour", True)])
    assert counts(case) == (2, 0, 1)
    assert case.events.filter(kind=EventKind.CHECKLIST_ADDED).count() == 1


def test_what_is_changed_in_the_settings_is_for_cases_to_come(laid, colour):
    colour.steps.all().delete()
    CaseListStep.objects.create(
        checklist=colour, name_en="new", name_zh_hant="新", name_zh_hans="新"
    )
    keeper = posted(Role.ADMINISTRATOR)
    keeping_checklists.keep_version(colour.pk, actor=keeper, now=LATER)

    steps = LaidStep.objects.filter(checklist__case=laid).order_by("position")
    assert [one.name_en for one in steps] == ["look", "print"]
    assert (LaidList.objects.get().number, CaseList.objects.get(pk=colour.pk).number) == (1, 2)
    assert LedgerEvent.objects.filter(verb="checklist.kept").count() == 1


@pytest.mark.parametrize(("is_begun", "left"), [(False, []), (True, [("Colour", True)])])
def test_sorted_anew_a_case_loses_what_nobody_began_with(agent, colour, is_begun, left):
    case = case_in(CaseState.RECEIVED)
    triaging.triage_case(case.pk, facts=SORTED, actor=agent, now=LATER)
    if is_begun:
        checklisting.tick(step(case, "look").pk, actor=agent, now=LATER)

    triaging.retarget_case(
        case.pk, reason="cut", category="print_cut", actor=agent, now=LATER, known=SORTED
    )

    assert lying(case) == left
    assert counts(case) == ((2, 1, 1) if is_begun else (0, 0, 0))


def test_a_step_is_ticked_and_opened_again_by_whoever_sees_the_case(laid):
    clerk = posted(Role.CLERK)

    ticked = checklisting.tick(step(laid).pk, actor=clerk, now=LATER)
    assert (ticked.done_by, ticked.done_at, counts(laid)) == (clerk, LATER, (2, 1, 0))
    with pytest.raises(AlreadyDone):
        checklisting.tick(ticked.pk, actor=clerk, now=LATER)
    checklisting.untick(ticked.pk, actor=clerk, now=LATER)

    assert counts(laid) == (2, 0, 1)
    told = laid.events.filter(kind__in=(EventKind.STEP_DONE, EventKind.STEP_REOPENED))
    assert list(told.order_by("seq").values_list("kind", "actor")) == [
        ("step_done", clerk.pk), ("step_reopened", clerk.pk),
    ]  # fmt: skip


def test_refusals_change_nothing(agent, laid, colour):
    nobody, elsewhere = UserFactory(), kept("Elsewhere", store=StoreFactory())
    with pytest.raises(NotAllowed):
        checklisting.tick(step(laid).pk, actor=nobody, now=LATER)
    with pytest.raises(NotAllowed):
        checklisting.add_list(laid.pk, list_id=colour.pk, actor=posted(Role.CLERK), now=LATER)
    with pytest.raises(AlreadyDone):
        checklisting.add_list(laid.pk, list_id=colour.pk, actor=agent, now=LATER)
    with pytest.raises(CaseList.DoesNotExist):
        checklisting.add_list(laid.pk, list_id=elsewhere.pk, actor=agent, now=LATER)
    on_it = LaidList.objects.get(case=laid)
    with pytest.raises(MissingFacts):
        checklisting.remove_list(on_it.pk, reason=" ", actor=agent, now=LATER)
    assert (lying(laid), counts(laid)) == ([("Colour", False)], (2, 0, 1))

    checklisting.remove_list(on_it.pk, reason="wrong case", actor=agent, now=LATER)
    assert (lying(laid), counts(laid)) == ([], (0, 0, 0))
    with pytest.raises(AlreadyDone):
        checklisting.tick(step(laid).pk, actor=agent, now=LATER)
    ended = case_in(CaseState.CLOSED)
    with pytest.raises(CaseEnded):
        checklisting.add_list(ended.pk, list_id=colour.pk, actor=agent, now=LATER)


def test_solving_asks_why_what_must_be_done_is_open(agent, laid):
    with pytest.raises(MissingFacts, match=r"."):
        moving.resolve_case(laid.pk, facts=solving(), actor=agent, now=LATER)
    assert counts(laid) == (2, 0, 1)

    facts = {**solving(), "steps_left": "printed by hand"}
    moving.resolve_case(laid.pk, facts=facts, actor=agent, now=LATER)

    laid.refresh_from_db()
    solved = laid.events.get(kind=EventKind.RESOLVED)
    assert (laid.state, solved.facts["steps_left"]) == (CaseState.RESOLVED, "printed by hand")
    with translation.override("en"):
        assert "Steps still open: printed by hand" in event_words.text_of(solved.kind, solved.facts)


def test_a_list_is_written_by_whoever_leads_there(agent):
    store = StoreFactory()
    leads_store, leads_all = posted(Role.SUPERVISOR, store=store), posted(Role.MANAGER)
    may = keeping_checklists.may_keep

    assert [may(leads_store, one) for one in (store.pk, None, StoreFactory().pk)] == [
        True, False, False,
    ]  # fmt: skip
    assert (may(leads_all, None), may(agent, None)) == (True, False)
    of_all = kept("All")
    with pytest.raises(NotAllowed):
        keeping_checklists.keep_version(of_all.pk, actor=leads_store, now=LATER)
    assert CaseList.objects.get(pk=of_all.pk).number == 1


def test_a_new_system_has_three_lists_that_nothing_lays_by_itself():
    shipped = CaseList.objects.order_by("pk")
    assert [(one.category.code, one.is_automatic) for one in shipped] == [
        ("print_colour", False), ("camera_repair", False), ("missing_item", False),
    ]  # fmt: skip
    found_checklists(lists=CaseList, steps=CaseListStep, categories=Category, now=NOW)
    assert CaseList.objects.count() == 3
