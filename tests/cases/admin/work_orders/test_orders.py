"""Work orders and opinions at the desk: lists, one order and its steps, the case page, refusals."""

import pytest
from django.urls import reverse

from cases.models import Case, ExpertSeat, Opinion, WorkOrder
from cases.rules.assignment import assigning
from cases.rules.work_orders import ordering
from feedback_site.organisation.models import Department
from feedback_site.organisation.roles import Role
from tests.factories.opened import NOW
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
# Session, person, postings, rows, numbers; choices and the frame are remembered for some seconds.
STATEMENTS = 5


@pytest.fixture
def printer():
    return posted(Role.AGENT, department=Department.objects.get(code="print_quality"))


@pytest.fixture
def owned(case, agent):
    return assigning.claim_case(case.pk, actor=agent, now=NOW)


def given(actor, number=0, **more):
    values = {
        "kind": "reprint",
        "title": f"Print {number} again",
        "asked": "matte",
        "now": NOW,
    } | more
    return ordering.order_work(actor=actor, **values)


def step_url(order, verb):
    return reverse("admin:cases_order_step", args=(order.pk, verb))


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_at_1_and_30_rows(
    at_desk, agent, printer, remembering, rows, django_assert_num_queries
):
    for number in range(rows):
        given(agent, number)
    client = at_desk(printer)
    client.get(reverse("admin:cases_orders"))

    with django_assert_num_queries(STATEMENTS):
        answer = client.get(reverse("admin:cases_orders"))

    assert answer.text.count("data-open>") == rows
    assert answer.text.count('data-claim="/admin/orders/') == rows


def test_each_view_opens_empty_and_narrowed(at_desk, agent):
    client = at_desk(agent)
    for view in ("ours", "mine", "asked", "overdue", "all", "ended", "nonsense"):
        answer = client.get(reverse("admin:cases_orders"), {"view": view})
        assert (answer.status_code, "Nothing here" in answer.text) == (200, True)
    given(agent)
    query = {"view": "all", "kind": "repair"}
    assert "Nothing fits these filters" in client.get(reverse("admin:cases_orders"), query).text


def test_given_from_the_case_accepted_done_and_read_on_the_case(at_desk, agent, printer, owned):
    desk = at_desk(agent)
    act = reverse("admin:cases_case_act", args=(owned.reference, "order"))
    assert "they may not see the case" in desk.get(act).text
    assert desk.post(act, {"kind": "reprint"}).status_code == 422
    assert not WorkOrder.objects.exists()
    sent = {"kind": "reprint", "title": "24 prints", "asked": "matte, please"}
    assert desk.post(act, sent).status_code == 302
    order = WorkOrder.objects.get()

    shop = at_desk(printer)
    page = shop.get(reverse("admin:cases_order", args=(order.pk,)))
    assert "matte, please" in page.text
    assert shop.post(step_url(order, "accept"), {"version": order.version}).status_code == 302
    stale = shop.post(step_url(order, "start"), {"version": order.version})
    assert (stale.status_code, "Look again" in stale.text) == (409, True)
    note = reverse("admin:cases_order_note", args=(order.pk,))
    assert shop.post(note, {"text": ""}).status_code == 422
    assert shop.post(note, {"text": "paper is out"}).status_code == 302
    assert shop.post(step_url(order, "finish"), {"result": ""}).status_code == 422
    assert shop.get(step_url(order, "withdraw")).status_code == 403
    assert shop.post(step_url(order, "nonsense")).status_code == 404
    assert shop.post(step_url(order, "finish"), {"result": "sent"}).status_code == 302

    shown = desk.get(reverse("admin:cases_case_desk", args=(owned.reference,))).text
    for words in ("24 prints", "sent", "work order WO-"):
        assert words in shown


def test_a_matter_of_its_own_needs_no_case_and_strangers_see_nothing(at_desk, agent, stranger):
    desk = at_desk(agent)
    new = reverse("admin:cases_order_new")
    refused = desk.post(new, {"kind": "other", "title": "Shelf", "asked": "mend it"})
    assert (refused.status_code, "Choose one yourself" in refused.text) == (422, True)
    care = Department.objects.get(code="store_operations")
    sent = {"kind": "other", "title": "Shelf", "asked": "mend it", "department": str(care.pk)}
    assert desk.post(new, sent).status_code == 302
    order = WorkOrder.objects.get()
    assert at_desk(stranger).get(reverse("admin:cases_order", args=(order.pk,))).status_code == 404


def test_solving_asks_why_orders_are_left_open(at_desk, agent, owned):
    given(agent, case_id=owned.pk, department_id=Department.objects.get(code="camera_repair").pk)
    address = reverse("admin:cases_case_step", args=(owned.reference, "resolved"))
    Case.objects.filter(pk=owned.pk).update(state="in_progress")

    assert 'name="orders_left"' in at_desk(agent).get(address).text


def test_experts_are_asked_answer_and_are_decided_upon(at_desk, agent, stranger, owned):
    expert = posted(Role.SPECIALIST, department=Department.objects.get(code="camera_repair"))
    ExpertSeat.objects.create(role="technical_expert", person=expert)
    desk = at_desk(agent)
    act = reverse("admin:cases_case_act", args=(owned.reference, "consult"))
    assert "technical expert" in desk.get(act).text
    sent = {"roles": ["technical_expert"], "question": "Lot out?", "due_at": "2099-01-01T10:00"}
    assert desk.post(act, sent).status_code == 302
    opinion = Opinion.objects.get()
    address = reverse("admin:cases_opinion", args=(opinion.pk,))

    lab = at_desk(expert)
    assert "Lot out?" in lab.get(reverse("admin:cases_opinions")).text
    # Whoever is asked reads what the customer said, also on a case that they could not open.
    assert owned.submission.text in lab.get(address).text
    assert lab.post(address, {"recommendation": "yes"}).status_code == 422
    answer = {"recommendation": "yes", "confidence": "high", "reasons": "third of this lot"}
    assert at_desk(stranger).post(address, answer).status_code == 404
    assert desk.post(address, answer).status_code == 403
    assert lab.post(address, answer).status_code == 302

    page = reverse("admin:cases_case_desk", args=(owned.reference,))
    assert "third of this lot" in desk.get(page).text
    decide = reverse(
        "admin:cases_case_act_on",
        args=(owned.reference, "decide_opinions", opinion.consultation_id),
    )
    assert desk.post(decide, {"decision": "lot out", "followed": [opinion.pk]}).status_code == 302
    assert "lot out" in desk.get(page).text
    assert "Nobody asks for your opinion" in desk.get(reverse("admin:cases_opinions")).text
