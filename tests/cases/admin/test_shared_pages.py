"""Recurring problems and incidents at the desk: whole tasks through their pages."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cases.measures.problems import incident_pages
from cases.models import Case, Incident, IncidentMessage, Problem
from cases.rules.problems import addressing, going_through, running
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from tests.factories.cases import case_in
from tests.factories.incidents import bare_incident, incident_with, member, problem_in
from tests.factories.opened import customer_called, opened
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
FIGURES = {
    "now": 9, "expected": 1.2, "chance": 1e-6, "asked": 80, "windows": 12, "before": [1] * 12,
}  # fmt: skip
# Session, person and postings in each; then those of the list, or of the page.
PROBLEMS, PROBLEM, INCIDENTS, INCIDENT = 4, 8, 5, 15


def do(desk, row, code, **facts):
    name = "admin:cases_problem_act" if isinstance(row, Problem) else "admin:cases_incident_act"
    return desk.post(reverse(name, args=(row.pk, code)), facts, follow=True)


def test_a_proposal_is_read_accepted_and_made_an_incident(at_desk, store):
    cases = [case_in(CaseState.IN_PROGRESS, store=store) for _ in range(2)]
    problem = problem_in(
        "proposed", title="", kind="store", key="store:1:1", store=store,
        category=cases[0].category, proposed=[case.pk for case in cases], figures=FIGURES,
    )  # fmt: skip
    desk = at_desk(posted(Role.SUPERVISOR, store=store))

    listed = desk.get(reverse("admin:cases_problems")).text
    assert problem.code in listed
    page = desk.get(reverse("admin:cases_problem", args=(problem.pk,))).text
    for words in (
        "9 people told of it",
        "1.2 were to be expected",
        "1,000,000",
        cases[0].reference,
    ):
        assert words in page
    refused = do(desk, problem, "decline", reason="")
    assert (refused.status_code, "nothing you typed was lost" in refused.text) == (422, True)

    assert "Accepted; its cases are linked." in do(desk, problem, "accept", title="").text
    case_page = desk.get(reverse("admin:cases_case_desk", args=(cases[0].reference,))).text
    assert f"{problem.code} " in case_page
    address = reverse("admin:cases_incident_declare")
    answer = desk.post(
        f"{address}?problem={problem.pk}",
        {"title": "三號機", "kind": "machine", "summary": "偏黃", "cases": ""}, follow=True,
    )  # fmt: skip
    incident = Incident.objects.get()
    assert "Declared. You lead it" in answer.text
    assert list(Case.objects.filter(incident=incident).order_by("pk")) == cases
    queue = desk.get(reverse("admin:cases_queue", args=("all_open",))).text
    assert queue.count("incident</span>") == 2


def test_an_incident_is_handled_to_the_message_and_its_end(at_desk, agent):
    case = opened(customer=customer_called("陳美玲", "mei@example.com"))
    incident = incident_with([case], lead=(lead := posted(Role.SUPERVISOR)))
    member(incident, agent, "communication")
    desk, voice = at_desk(lead), at_desk(agent)
    address = reverse("admin:cases_incident", args=(incident.pk,))

    unknown = do(desk, incident, "join", cases="FB-0000-0000")
    assert "There is no such case that you may see: FB-0000-0000" in unknown.text
    orders = SimpleUploadedFile("o.csv", b"A1,kim@example.com,en\nA2,?")
    listed = do(desk, incident, "affected", file=orders, orders="")
    assert "1 listed" in listed.text
    assert "Rows that could not be read: 2." in listed.text
    assert "kim@example.com" not in listed.text
    reveal = reverse("admin:cases_incident_reveal", args=(incident.pk,))
    row = incident.affected.get()
    assert "kim@example.com" in desk.post(reveal, {"affected": row.pk}).text

    write = reverse("admin:cases_incident_message", args=(incident.pk,))
    begun = voice.post(write, {"zh-hant": "機台已停用", "to_affected": "on"}, follow=True).text
    assert "gets the text in zh-hant" in begun
    assert "Send to all: 2 letters" in begun
    message = IncidentMessage.objects.get()
    send = reverse("admin:cases_incident_send", args=(incident.pk,))
    stale = voice.post(send, {"message": f"{message.pk}@yesterday"}, follow=True).text
    assert "nothing was sent" in stale
    late = {"zh-hant": "三號機停了", "to_affected": "on", "message": ""}
    refused = desk.post(write, late)
    assert refused.status_code == 409
    for words in (f"As {agent} has kept it", "機台已停用", "三號機停了", message.version):
        assert words in refused.text
    message.refresh_from_db()
    assert message.text_zh_hant == "機台已停用"
    token = {"message": message.version}
    assert "Kept." in desk.post(write, late | token, follow=True).text
    assert "nothing was sent" in voice.post(send, token, follow=True).text
    message.refresh_from_db()
    token = {"message": message.version}
    assert "It goes out now." in voice.post(send, token, follow=True).text
    addressing.sweep_telling(now=timezone.now())
    page = voice.get(address).text
    assert "2 of 2 told; 2 letters: 0 sent, 2 on their way, 0 not taken." in page
    case_page = desk.get(reverse("admin:cases_case_desk", args=(case.reference,))).text
    assert "told with all others of incident" in case_page

    assert do(voice, incident, "contained", containment="off").status_code == 403
    do(desk, incident, "contained", containment="off")
    task = incident.tasks.first()
    assert "Ticked." in do(voice, incident, "tick", subject=task.pk).text
    assert do(desk, incident, "tick", subject=0).status_code == 404
    incident.refresh_from_db()
    assert incident.state == "contained"


def test_many_cases_join_by_workers_and_the_page_tells_how_far_they_are(at_desk, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 1)
    cases = [case_in(CaseState.RECEIVED) for _ in range(3)]
    incident = bare_incident()
    desk = at_desk(posted(Role.SUPERVISOR))
    address = reverse("admin:cases_incident", args=(incident.pk,))

    page = do(desk, incident, "join", cases=" ".join(case.reference for case in cases)).text
    assert "3 cases join one after the other" in page
    assert f'data-live="{address}?part=runs"' in page
    going_through.sweep_runs(now=timezone.now(), limit=1)
    part = desk.get(f"{address}?part=runs").text
    assert "1 of 3 cases are behind us" in part
    assert "<html" not in part
    run = incident.runs.get()
    assert "2 cases were left as they are" in do(desk, incident, "stop", subject=run.pk).text
    assert do(desk, incident, "stop", subject=run.pk).status_code == 409
    assert do(desk, incident, "stop", subject=0).status_code == 404
    page = desk.get(address).text
    assert "1 of 3 done, 2 left as they are." in page
    assert f"{cases[2].reference}</a>" in page
    assert list(Case.objects.filter(incident=incident)) == cases[:1]


def test_file_and_typed_rows_are_read_apart_each_with_its_own_head(at_desk):
    incident = incident_with(lead=(lead := posted(Role.SUPERVISOR)))
    sent = "E-Mail;語言;訂單\nkim@example.com;en;A1\n?;en;A2\n".encode()

    listed = do(
        at_desk(lead), incident, "affected", file=SimpleUploadedFile("o.csv", sent),
        orders="A3,lin@example.com,zh-hans\nA4,?",
    )  # fmt: skip

    assert "2 listed" in listed.text
    assert "Rows that could not be read: 3, 2 (typed)." in listed.text
    rows = incident.affected.order_by("pk").values_list("order_number", "language")
    assert list(rows) == [("A1", "en"), ("A3", "zh-hans")]


def test_of_a_long_list_those_to_be_called_come_first_and_nobody_is_out_of_reach(
    at_desk, monkeypatch
):
    monkeypatch.setattr(incident_pages, "MOST_AFFECTED", 1)
    incident = incident_with(lead=(lead := posted(Role.SUPERVISOR)))
    desk = at_desk(lead)
    do(desk, incident, "affected", orders="A1,kim@example.com\nA2,0912345678\nA3,0912345679")
    mail, phone, other = incident.affected.order_by("pk")

    def shown():
        return [one.row for one in incident_pages.incident_file(incident.pk, lead).affected]

    assert shown() == [phone]
    assert do(desk, incident, "contacted", subject=other.pk, how="phone").status_code == 200
    assert do(desk, incident, "contacted", subject=phone.pk, how="unreachable").status_code == 200
    assert shown() == [mail]
    for wrong in ("0", "", "x"):
        assert do(desk, incident, "contacted", subject=wrong, how="phone").status_code == 404
    other.refresh_from_db()
    assert other.contacted_how == "phone"


def test_who_takes_a_case_out_a_second_time_is_told_that_it_was_done(at_desk):
    case = case_in(CaseState.IN_PROGRESS)
    address = reverse("admin:cases_case_act", args=(case.reference, "leave_incident"))

    answer = at_desk(posted(Role.SUPERVISOR)).post(address, {"reason": "another machine"})

    assert answer.status_code == 409
    assert "That was done already" in answer.text


def test_strangers_see_neither(at_desk, stranger, store):
    problem, incident = problem_in("open", store=store), bare_incident(store=store)
    desk = at_desk(stranger)

    for name, row in (("admin:cases_problem", problem), ("admin:cases_incident", incident)):
        assert desk.get(reverse(name, args=(row.pk,))).status_code == 404
    lists = [
        desk.get(reverse(name)).text for name in ("admin:cases_problems", "admin:cases_incidents")
    ]
    assert not any(row.code in text for row in (problem, incident) for text in lists)
    assert "No incident" in lists[1]


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_and_pages_cost_the_same_at_1_and_30_rows(
    at_desk, rows, remembering, django_assert_num_queries
):
    desk, store = at_desk(posted(Role.MANAGER)), StoreFactory()
    problems = [problem_in("open", store=store) for _ in range(rows)]
    incidents = [bare_incident(problem=problems[0]) for _ in range(rows)]
    lead = incidents[0].declared_by
    for at in range(rows):
        case_in(CaseState.IN_PROGRESS, problem=problems[0], incident=incidents[0], owner=lead)
        member(incidents[at], lead, "lead")
        incidents[0].events.create(
            seq=at + 1, kind="noted", actor=lead, facts={"text": "x"},
            happened_at=timezone.now() - timedelta(minutes=at),
        )  # fmt: skip
    desk.get(reverse("admin:cases_problems"))

    with django_assert_num_queries(PROBLEMS):
        desk.get(reverse("admin:cases_problems") + "?state=open")
    with django_assert_num_queries(PROBLEM):
        desk.get(reverse("admin:cases_problem", args=(problems[0].pk,)))
    with django_assert_num_queries(INCIDENTS):
        desk.get(reverse("admin:cases_incidents"))
    with django_assert_num_queries(INCIDENT):
        desk.get(reverse("admin:cases_incident", args=(incidents[0].pk,)))


def test_a_page_that_a_colleague_was_quicker_on_says_so_and_keeps_what_was_typed(at_desk):
    lead = posted(Role.SUPERVISOR)
    desk = at_desk(lead)
    incident = incident_with([case_in(CaseState.IN_PROGRESS)], lead=lead)
    do(desk, incident, "contained", containment="off")
    problem = problem_in("declined", title="Banding")

    for row, code in ((incident, "cancelled"), (problem, "decline")):
        said = do(desk, row, code, reason="Only a worn brush")
        row.refresh_from_db()
        assert said.status_code == 409
        assert "Only a worn brush" in said.text

    assert incident.state == "contained"
    assert problem.state == "declined"
    assert do(desk, incident, "no-such-step", reason="x").status_code == 404


def test_a_merged_problem_leads_to_where_its_cases_are(at_desk):
    desk = at_desk(posted(Role.SUPERVISOR))
    case = case_in(CaseState.IN_PROGRESS)
    target, problem = problem_in("open", title="Banding"), problem_in("open", title="Stripes")
    do(desk, problem, "link", cases=case.reference)

    page = do(desk, problem, "merge", into=target.pk)

    assert "None that you may see." not in page.text
    assert page.text.count(f'href="{reverse("admin:cases_problem", args=(target.pk,))}"') == 2
