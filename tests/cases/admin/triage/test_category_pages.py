"""The pages of the tree of categories: looking, previewing, changing, looking back, undoing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Category, TreeEdition
from cases.states import CaseState
from feedback_site.organisation.models import Skill
from feedback_site.organisation.roles import Role
from tests.factories.cases import case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
STATEMENTS = 13


@pytest.fixture
def administrator(at_desk):
    return at_desk(posted(Role.ADMINISTRATOR))


def page(name, *args, **query):
    return reverse(f"admin:cases_{name}", args=args, query=query)


def sent(client, code="print_colour", **more):
    """The form as the browser sends it back, with some answers changed."""
    form = client.get(page("category_change_page", code)).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {
        name: value
        for name, value in {**data, "reason": "clearer", **more}.items()
        if value is not None
    }


def test_a_change_is_previewed_saved_and_undone(administrator):
    case = case_in(CaseState.IN_PROGRESS)
    address = page("category_change_page", "print_colour")
    data = sent(administrator, klass="service", parent="")

    preview = administrator.post(address, {**data, "preview": "yes"})
    assert (preview.status_code, TreeEdition.objects.count()) == (200, 0)
    assert preview.context["touched"].open == 1
    assert preview.context["limits"] != preview.context["limits_then"]

    assert administrator.post(address, data).status_code == 302
    case.refresh_from_db()
    assert case.klass == "service"
    # Looking at the page searches no history; it is asked when it is pressed.
    with CaptureQueriesContext(connection) as asked:
        assert 'name="seen" value="2"' in administrator.get(page("categories")).text
    assert not [one for one in asked.captured_queries if "cases_caseevent" in one["sql"]]
    refused = administrator.post(page("categories_undo"), {"seen": "2"}, follow=True)
    assert "open cases have followed it" in refused.text

    administrator.post(
        page("category_change_page", "print_cut"), sent(administrator, "print_cut", name_en="Cut")
    )
    assert administrator.post(page("categories_undo"), {"seen": "3"}).status_code == 302
    assert Category.objects.get(code="print_cut").name_en == "Print cut"
    assert "Print cut" in administrator.get(page("category_edition", 4)).text
    compared = administrator.get(page("category_edition", 4, **{"with": "2"}))
    assert compared.context["differences"] == []


def test_a_category_says_which_skill_it_needs(administrator):
    skill = Skill.objects.create(
        code="colour", name_zh_hant="調色", name_zh_hans="调色", name_en="Colours"
    )
    data = sent(administrator, skill=str(skill.pk))

    administrator.post(page("category_change_page", "print_colour"), data)

    assert Category.objects.get(code="print_colour").skill == skill
    (difference,) = administrator.get(page("category_edition", 2)).context["differences"]
    assert difference.lines == [("skill needed", "", "Colours")]


def test_a_stale_form_says_so_and_may_be_sent_again(administrator):
    address = page("category_change_page", "print_cut")
    old, other = (
        sent(administrator, "print_cut", name_en="Cut"),
        sent(administrator, name_en="Colours"),
    )
    administrator.post(page("category_change_page", "print_colour"), other)

    refused = administrator.post(address, old)
    assert (refused.status_code, Category.objects.get(code="print_cut").name_en) == (
        409,
        "Print cut",
    )
    assert "Somebody changed the categories" in refused.text
    again = {**old, "seen": refused.context["form"]["seen"].value()}
    assert administrator.post(address, again).status_code == 302


def test_one_is_added_retired_for_another_and_taken_back(administrator):
    data = {**sent(administrator), "code": "mounting", "required_facts": ["store"]}
    assert administrator.post(page("category_new"), data).status_code == 302
    case_in(CaseState.CLOSED, category=Category.objects.get(code="mounting"))
    retire = {"open_cases": "stay", "reason": "hardly used", "seen": "2"}
    address = page("category_retire", "mounting")

    refused = administrator.post(address, {**retire, "successor": ""})
    assert (refused.status_code, "name its successor" in refused.text) == (409, True)
    assert administrator.post(address, {**retire, "successor": "print_cut"}).status_code == 302
    text = administrator.get(page("categories")).text
    assert ("out of use" in text, "→ Print cut" in text) == (True, True)
    again = {"reason": "back", "seen": "3"}
    assert administrator.post(page("category_restore", "mounting"), again).status_code == 302
    assert Category.objects.get(code="mounting").is_active


def test_looking_back_to_a_day_finds_its_edition(administrator):
    today = timezone.localdate()
    assert administrator.get(page("categories_on", on=today))["Location"] == page("categories")
    administrator.post(
        page("category_change_page", "print_cut"), sent(administrator, "print_cut", name_en="Cut")
    )

    for day, number in ((today, 2), (today - timedelta(days=9), 1)):
        answer = administrator.get(page("categories_on", on=day))
        assert answer["Location"] == page("category_edition", number)
    assert administrator.get(page("categories_on", on="x"))["Location"] == page("categories")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_tree_costs_the_same_at_1_and_30_rows(administrator, rows, django_assert_num_queries):
    admin = posted(Role.ADMINISTRATOR)
    for number in range(rows):
        TreeEdition.objects.create(
            number=number + 1, kind="changed", category=Category.objects.first(), reason="x", content=[],
            made_by=admin, made_at=timezone.now(),
        )  # fmt: skip
        case_in(CaseState.CLOSED)

    with django_assert_num_queries(STATEMENTS):
        answer = administrator.get(page("categories"))

    assert Case.objects.count() == answer.context["klasses"][0][1][0].cases == rows


def test_what_a_category_asks_for_is_asked_in_the_dialog(administrator, at_desk):
    Category.objects.filter(code="print_cut").update(required_facts=["tracking_number"])
    case, client = case_in(CaseState.RECEIVED), at_desk(posted(Role.AGENT))
    address = reverse("admin:cases_case_step", args=(case.reference, "triaged"))
    data = {
        "category": "print_cut", "severity": "normal", "concerns": "A1", "is_safety": "no",
        "is_privacy": "no", "duplicates_checked": "yes",
    }  # fmt: skip

    asked = client.post(address, data)
    assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["tracking_number"])
    assert client.post(address, {**data, "tracking_number": "Z9"}).status_code == 302

    case.refresh_from_db()
    assert case.state == CaseState.TRIAGED
    page = client.get(reverse("admin:cases_case_desk", args=(case.reference,))).text
    assert ("Tracking number: Z9" in page, "Category: Print cut" in page) == (True, True)
