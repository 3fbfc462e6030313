"""The tree of categories: each change an edition; refused where something would break, undone or carried."""

from datetime import timedelta

import pytest
from django.utils import translation

from cases.errors import CategoryInUse, MissingFacts, NothingToUndo, StaleTree, WrongFact
from cases.kinds import EditionKind, EventKind, OpenCases
from cases.measures.triage.tree import differences, edition_on, names_on, tree_now
from cases.models import Category, CategoryLabel, TreeEdition
from cases.rules.categories import categorising, editing, labelling
from cases.rules.triage import carrying, triaging
from cases.states import CaseState
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import Department, Skill
from feedback_site.organisation.roles import Role
from feedback_site.sweeping.models import StuckRow
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def admin():
    return posted(Role.ADMINISTRATOR)


def category(code):
    return Category.objects.get(code=code)


def new(code="print_mounting", **more):
    department = Department.objects.get(code="print_quality")
    return {
        "name_zh_hant": "裱框", "name_zh_hans": "裱框", "name_en": "Mounting", "klass": "technical",
        "department_id": department.pk, **more,
    }  # fmt: skip


def renamed(admin, code="print_colour", name="Colour cast", now=NOW, **more):
    return editing.change_category(
        category(code).pk, terms={"name_en": name}, reason="clearer", actor=admin, now=now, **more
    )


def retired(admin, code, successor=None, now=NOW, **more):
    return editing.retire_category(
        category(code).pk, successor_id=category(successor).pk if successor else None,
        reason="hardly used", actor=admin, now=now, **more,
    )  # fmt: skip


def test_the_first_change_keeps_the_tree_as_it_was_before(admin):
    edition = renamed(admin, now=LATER)

    begun, changed = TreeEdition.objects.order_by("number")
    assert (begun.kind, changed.kind, edition) == (EditionKind.BEGUN, EditionKind.CHANGED, changed)
    (one,) = differences(begun, changed)
    assert (one.code, [(before, after) for _name, before, after in one.lines]) == (
        "print_colour", [("Print colour", "Colour cast")],
    )  # fmt: skip
    assert LedgerEvent.objects.latest("pk").verb == "categories.changed"
    assert edition_on(NOW) == begun
    assert edition_on(LATER) == changed


def test_history_and_reports_keep_the_name_of_their_time(admin):
    case = case_in(CaseState.RECEIVED)
    facts = {
        "category": "print_colour", "severity": "normal", "concerns": "A1", "is_safety": False,
        "is_privacy": False, "duplicates_checked": True,
    }  # fmt: skip
    triaging.triage_case(case.pk, facts=facts, actor=posted(Role.AGENT), now=NOW)
    renamed(admin, now=LATER)

    told = case.events.get(kind=EventKind.TRIAGED).facts["category_name"]
    assert told[2] == "Print colour"
    pk = category("print_colour").pk
    with translation.override("zh-hant"):
        assert (names_on(NOW)[pk], names_on(LATER)[pk]) == ("色彩偏差", "色彩偏差")
        TreeEdition.objects.update(content=[{"id": pk, "name_zh_hant": "色偏"}])
        assert names_on(LATER) == {pk: "色偏"}


def test_only_who_manages_settings_changes_it():
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(NotAllowed):
            renamed(posted(role))
    assert not TreeEdition.objects.exists()


def test_a_change_upon_what_is_no_longer_so_is_refused(admin):
    renamed(admin, seen=0)

    with pytest.raises(StaleTree):
        renamed(admin, name="Colours", seen=0)
    with pytest.raises(MissingFacts):
        renamed(admin, name="Colour cast", seen=2)

    assert category("print_colour").name_en == "Colour cast"
    assert TreeEdition.objects.count() == 2


@pytest.mark.parametrize(
    ("code", "terms", "error"),
    [
        ("technical", {}, WrongFact),
        ("print_colour", {}, WrongFact),
        ("Bad Code", {}, WrongFact),
        ("mounting", {"klass": "other"}, WrongFact),
        ("mounting", {"name_en": " "}, WrongFact),
        ("mounting", {"required_facts": ["shoe_size"]}, WrongFact),
        ("mounting", {"parent": "staff_attitude"}, CategoryInUse),
    ],
)
def test_what_does_not_fit_is_not_added(admin, code, terms, error):
    terms = dict(terms)
    if "parent" in terms:
        terms["parent_id"] = category(terms.pop("parent")).pk

    with pytest.raises(error):
        editing.add_category(code, terms=new(**terms), reason="new", actor=admin, now=NOW)

    assert not TreeEdition.objects.exists()


def test_what_hangs_on_a_category_keeps_it_in_use(admin):
    case_in(CaseState.CLOSED)  # of print_colour
    editing.add_category(
        "mounting",
        terms=new(parent_id=category("print_cut").pk),
        reason="new",
        actor=admin,
        now=NOW,
    )

    for code, successor in (
        ("print_colour", None), ("print_cut", "print_blur"), ("camera_repair", "print_blur"),
    ):  # fmt: skip
        with pytest.raises(CategoryInUse):
            retired(admin, code, successor)
    with pytest.raises(WrongFact):
        retired(admin, "print_colour", "print_colour")

    assert Category.objects.filter(is_active=False).count() == 0


def test_open_cases_follow_to_the_successor_closed_ones_and_labels_keep_theirs(admin):
    agent = posted(Role.AGENT)
    working, closed = case_in(CaseState.IN_PROGRESS, owner=agent), case_in(CaseState.CLOSED)
    working.reading = {"category": "print_colour"}
    labelling.decided(working, actor=agent, now=NOW)
    edition = retired(admin, "print_colour", "print_banding", open_cases=OpenCases.FOLLOW)
    assert edition.is_carrying

    assert carrying.sweep_carrying(now=LATER) == 1
    assert carrying.sweep_carrying(now=LATER) == 0

    working.refresh_from_db()
    closed.refresh_from_db()
    edition.refresh_from_db()
    assert (working.category.code, closed.category.code) == ("print_banding", "print_colour")
    moved = working.events.get(kind=EventKind.RETARGETED)
    assert (moved.actor, moved.facts["reason"], moved.facts["before"]["category"]) == (
        admin, "hardly used", "print_colour",
    )  # fmt: skip
    assert not edition.is_carrying
    assert CategoryLabel.objects.get().category.code == "print_colour"
    assert categorising.successors() == {"print_colour": "print_banding"}
    with pytest.raises(NothingToUndo):
        editing.undo_last(actor=admin, now=LATER)


def test_who_sorts_by_the_old_tree_or_is_stuck_is_waited_for(admin, settings):
    settings.LOOK_UP_SECONDS = 10
    edition = retired(admin, "print_colour", "print_banding", open_cases=OpenCases.FOLLOW)

    def pass_after(seconds):
        moved = carrying.sweep_carrying(now=NOW + timedelta(seconds=seconds))
        edition.refresh_from_db()
        return moved, edition.is_carrying

    assert pass_after(1) == (0, True)
    late = case_in(CaseState.IN_PROGRESS)  # another process still had the old tree
    StuckRow.objects.create(
        sweep="cases.carry_category", row_id=late.pk, label="x", tries=1, first_failed_at=NOW,
        last_failed_at=NOW, next_try_at=NOW + timedelta(seconds=60),
    )  # fmt: skip
    assert pass_after(30) == (0, True)
    assert pass_after(60) == (1, True)
    assert pass_after(65) == (0, False)

    late.refresh_from_db()
    assert late.category.code == "print_banding"


def test_a_change_that_nothing_followed_is_undone_while_it_still_waits(admin, settings):
    settings.LOOK_UP_SECONDS = 10
    retired(admin, "print_colour", "print_banding", open_cases=OpenCases.FOLLOW)

    editing.undo_last(actor=admin, now=NOW)

    assert category("print_colour").is_active


def test_an_edition_from_before_skills_is_compared_and_gone_back_to(admin):
    skilled = Skill.objects.first()
    Category.objects.filter(code="print_colour").update(skill=skilled)
    edition = renamed(admin)
    begun = TreeEdition.objects.get(number=1)
    begun.content = [{k: v for k, v in one.items() if k != "skill_id"} for one in begun.content]
    begun.save()

    (one,) = differences(begun, edition)
    assert [after for _name, _before, after in one.lines] == ["Colour cast", str(skilled)]
    editing.undo_last(actor=admin, now=LATER)

    assert (category("print_colour").name_en, category("print_colour").skill) == (
        "Print colour", skilled,
    )  # fmt: skip


def test_a_retired_category_stays_in_sight_where_its_parent_moves_to_another_class(admin):
    editing.add_category(
        "mounting",
        terms=new(parent_id=category("print_cut").pk),
        reason="new",
        actor=admin,
        now=NOW,
    )
    retired(admin, "mounting")
    editing.change_category(
        category("print_cut").pk, terms={"klass": "service"}, reason="moved", actor=admin, now=NOW
    )

    shown = {one.code: one for _klass, nodes in tree_now() for one in nodes}
    assert [one.code for one in shown["print_cut"].below] == ["mounting"]


def test_a_moved_category_takes_its_open_cases_along_or_leaves_them(admin):
    case = case_in(CaseState.IN_PROGRESS)
    elsewhere = Department.objects.get(code="customer_care")

    def move(**more):
        return editing.change_category(
            case.category_id, terms={"department_id": elsewhere.pk, **more}, reason="moved",
            open_cases=OpenCases.FOLLOW if more else OpenCases.STAY, actor=admin, now=NOW,
        )  # fmt: skip

    assert (move().kind, carrying.sweep_carrying(now=LATER)) == (EditionKind.MOVED, 0)
    move(klass="service")
    assert carrying.sweep_carrying(now=LATER) == 1

    case.refresh_from_db()
    assert (case.klass, case.department) == ("service", elsewhere)


def test_the_last_change_is_undone_once_and_only_while_no_case_depends_on_it(admin):
    editing.add_category("mounting", terms=new(), reason="new", actor=admin, now=NOW)
    undone = editing.undo_last(actor=admin, now=LATER)
    assert (undone.kind, undone.undoes.number, category("mounting").is_active) == (
        "undone",
        2,
        False,
    )
    with pytest.raises(NothingToUndo):
        editing.undo_last(actor=admin, now=LATER)

    editing.restore_category(category("mounting").pk, reason="back", actor=admin, now=LATER)
    renamed(admin, code="mounting", now=LATER)
    case = case_in(CaseState.IN_PROGRESS)
    triaging.retarget_case(
        case.pk, reason="it is", category="mounting", actor=case.owner, now=LATER + timedelta(1)
    )
    with pytest.raises(NothingToUndo):
        editing.undo_last(actor=admin, now=LATER + timedelta(2))
    assert category("mounting").name_en == "Colour cast"


def test_a_category_asks_for_facts_and_never_gives_less_than_its_priority(admin):
    terms = {"required_facts": ["tracking_number", "order_number"], "default_priority": "high"}
    editing.change_category(
        category("print_colour").pk, terms=terms, reason="asked", actor=admin, now=NOW
    )
    agent, case = posted(Role.AGENT), case_in(CaseState.RECEIVED)
    facts = {
        "category": "print_colour", "severity": "low", "concerns": "not applicable",
        "is_safety": False, "is_privacy": False, "duplicates_checked": True,
    }  # fmt: skip

    with translation.override("en"), pytest.raises(MissingFacts) as refused:
        triaging.triage_case(case.pk, facts=facts, actor=agent, now=NOW)
    assert refused.value.facts["names"] == "Order number、Tracking number"
    case.refresh_from_db()
    assert case.state == CaseState.RECEIVED

    facts |= {"concerns": "ZS-7", "tracking_number": "not applicable"}
    sorted_ = triaging.triage_case(case.pk, facts=facts, actor=agent, now=NOW)
    assert (sorted_.state, sorted_.priority) == (CaseState.TRIAGED, "high")
    assert case.events.get(kind="triaged").facts["tracking_number"] == "not applicable"
