"""Checklists at the desk: the panel of a case with its buttons and key, and where lists are written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import CaseList, Category, LaidList, LaidStep
from cases.rules.assignment import assigning
from cases.rules.knowledge import checklisting
from cases.states import CaseState
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.cases.admin.case_page.test_dialogs import step_address
from tests.cases.admin.case_page.test_workspace import STATEMENTS, desk
from tests.cases.rules.knowledge.test_checklisting import kept
from tests.factories.opened import NOW
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
ADD = "admin:cases_caselist_add"


def act(case, code, subject=None):
    if subject is None:
        return reverse("admin:cases_case_act", args=(case.reference, code))
    return reverse("admin:cases_case_act_on", args=(case.reference, code, subject))


def form(**more):
    """What the browser sends for a list of one step."""
    steps = {
        "steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0", "steps-0-position": "10",
        "steps-0-name_zh_hant": "看", "steps-0-name_zh_hans": "看", "steps-0-name_en": "Look",
        "steps-0-is_must": "on",
    }  # fmt: skip
    names = {"name_zh_hant": "色偏", "name_zh_hans": "色偏", "name_en": "Colour"}
    return {**names, "klass": "", "category": "", "store": "", "is_active": "on", **steps, **more}


@pytest.fixture
def laid(agent, case):
    colour = kept("Colour", category=Category.objects.get(code="print_colour"))
    checklisting.add_list(case.pk, list_id=colour.pk, actor=agent, now=NOW)
    case.refresh_from_db()
    return case


@pytest.mark.usefixtures("remembering")
def test_the_page_shows_how_far_it_is_and_ticks_the_next_step(at_desk, agent, laid):
    client, first = at_desk(agent), LaidStep.objects.order_by("pk").first()
    client.get(desk(laid))
    with CaptureQueriesContext(connection) as asked:
        page = client.get(desk(laid))
    assert "0 of 2" in page.text
    assert page.text.count('data-key="T"') == 1
    assert len(asked) == STATEMENTS + 1

    tick = client.post(act(laid, "tick", first.pk), {"next": f"{desk(laid)}#checklists"})

    assert tick.url == f"{desk(laid)}#checklists"
    after = client.get(desk(laid)).text
    assert "1 of 2" in after
    assert f"step done: {first.name_en} (Colour)" in after
    again = client.post(act(laid, "tick", first.pk))
    assert again.status_code == 409
    assert client.post(act(laid, "tick", 999999)).status_code == 404


def test_a_list_is_added_and_taken_away_in_dialogs(at_desk, agent, case):
    client, offered = at_desk(agent), CaseList.objects.order_by("pk").first()
    assert offered.name_en in client.get(act(case, "add_list")).text

    client.post(act(case, "add_list"), {"checklist": offered.pk, "version": case.version})

    on_case = LaidList.objects.get()
    assert (on_case.case, on_case.is_automatic) == (case, False)
    gone = client.post(act(case, "remove_list", on_case.pk), {"reason": "wrong case"}, follow=True)
    assert "The checklist is no longer on the case." in gone.text
    assert "wrong case" in gone.text


def test_solving_asks_for_steps_and_a_queue_is_narrowed_to_them(at_desk, agent, laid):
    assigning.claim_case(laid.pk, actor=agent, now=NOW)
    client = at_desk(agent)

    asked = client.get(step_address(laid, CaseState.RESOLVED)).text

    assert "Why it is solved although steps of a checklist are open" in asked
    here = reverse("admin:cases_queue", args=("mine",))
    assert laid.reference in client.get(here, {"flag": "steps"}).text
    for one in LaidStep.objects.all():
        checklisting.tick(one.pk, actor=agent, now=NOW)
    assert laid.reference not in client.get(here, {"flag": "steps"}).text


def test_whoever_leads_writes_a_list_and_each_change_is_a_version(at_desk, store, supervisor):
    client = at_desk(supervisor)
    made = client.post(reverse(ADD), form(klass="technical", is_automatic="on"))
    assert made.status_code == 302
    row = CaseList.objects.latest("pk")
    (one,) = row.steps.all()

    change = reverse("admin:cases_caselist_change", args=(row.pk,))
    more = {"steps-INITIAL_FORMS": "1", "steps-0-id": one.pk, "steps-0-checklist": row.pk}
    client.post(change, form(klass="technical", **more))

    row.refresh_from_db()
    assert (row.number, row.is_automatic, row.steps.get().is_must) == (2, False, True)
    told = LedgerEvent.objects.filter(verb="checklist.kept", subject=f"checklist:{row.pk}")
    assert told.count() == 2
    of_store = at_desk(posted(Role.SUPERVISOR, store=store))
    assert of_store.post(change, form(klass="technical", **more)).status_code == 403
    assert CaseList.objects.get(pk=row.pk).number == 2


def test_what_would_not_work_is_refused_with_why(at_desk, supervisor):
    client, before = at_desk(supervisor), CaseList.objects.count()
    category = Category.objects.first().pk

    for more, said in (
        ({"klass": "technical", "category": category}, "Choose the class or one category"),
        ({"is_automatic": "on"}, "Choose a class or a category first"),
        ({"steps-TOTAL_FORMS": "0"}, "Please submit at least 1 form"),
    ):
        assert said in client.post(reverse(ADD), form(**more)).text

    assert CaseList.objects.count() == before


def test_one_store_writes_for_itself(at_desk, store):
    client = at_desk(posted(Role.SUPERVISOR, store=store))

    for_all = client.post(reverse(ADD), form(klass="technical"))
    for_store = client.post(reverse(ADD), form(klass="technical", store=store.pk))

    assert "Choose a store that you lead." in for_all.text
    assert for_store.status_code == 302
    assert CaseList.objects.latest("pk").store == store
