"""Incidents: declared over cases, handled by a task force along a plan, and kept on record."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from cases.admin.problems.incident_cards import CARDS, MOVES, SOLVE
from cases.errors import (
    AlreadyDone,
    CaseError,
    IllegalMove,
    MissingFacts,
    StillRunning,
    WrongFact,
)
from cases.incident_kinds import (
    INCIDENT_MOVES,
    IncidentKind,
    IncidentState,
    ProblemState,
    RunKind,
    TaskForceRole,
)
from cases.kinds import EventKind
from cases.models import (
    AffectedCustomer,
    Case,
    CaseEvent,
    ChecklistItem,
    Incident,
    IncidentEvent,
    IncidentRunCase,
)
from cases.order_lists import read
from cases.rules.lifecycle import moving
from cases.rules.openings import opening
from cases.rules.problems import (
    commanding,
    declaring,
    going_through,
    listing_affected,
    running,
    solving_children,
)
from cases.rules.problems.chronicling import chronicled
from cases.states import CaseState
from channels.models import ContactPoint
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from feedback_site.privacy.models import Reveal
from surveys.models import FollowUp
from surveys.rules import planning
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.channels import conversation_with
from tests.factories.incidents import bare_incident, incident_with, member, problem_in
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
FACTS = {
    "containment": "off", "root_cause": "machine_fault", "action": "new part", "lessons": "check",
    "reason": "why",
}  # fmt: skip


@pytest.fixture
def lead():
    return posted(Role.SUPERVISOR)


def killed(*_args):
    raise KeyboardInterrupt


def rows_of(incident):
    rows = IncidentRunCase.objects.filter(run__incident=incident).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def results(incident):
    rows = IncidentRunCase.objects.filter(run__incident=incident).order_by("pk")
    return list(rows.values_list("result", flat=True))


def kinds_of(incident):
    return list(incident.events.values_list("kind", flat=True))


def test_declared_over_a_problem_it_joins_what_is_open_and_pauses_nobody(lead):
    problem = problem_in(ProblemState.OPEN)
    opened = opening.open_case(SubmissionFactory(received_at=NOW).pk, now=NOW)
    state = opened.state
    Case.objects.filter(pk=opened.pk).update(problem=problem)
    case_in(CaseState.CLOSED, problem=problem)
    elsewhere = case_in(CaseState.RECEIVED, incident=bare_incident())
    limits = list(opened.cycles.order_by("pk").values_list("clock", "due_at", "met_at"))

    incident = incident_with([elsewhere], lead=lead, problem=problem)

    opened.refresh_from_db()
    assert (opened.incident, opened.state) == (incident, state)
    assert list(Case.objects.filter(incident=incident)) == [opened]
    assert list(opened.cycles.order_by("pk").values_list("clock", "due_at", "met_at")) == limits
    assert kinds_of(incident) == ["declared", "joined"]
    assert opened.events.filter(kind=EventKind.INCIDENT_JOINED).count() == 1
    assert incident.tasks.count() == 6
    assert [(one.person, one.role) for one in incident.members.all()] == [(lead, "lead")]
    assert LedgerEvent.objects.filter(subject=f"incident:{incident.pk}").count() == 2
    with pytest.raises(AlreadyDone):
        declaring.join(incident.pk, [opened.pk, elsewhere.pk], actor=lead, now=LATER)

    declaring.leave(incident.pk, opened.pk, reason="another machine", actor=lead, now=LATER)
    assert not Case.objects.filter(incident=incident).exists()
    assert kinds_of(incident)[-1] == "left"
    with pytest.raises(AlreadyDone):
        declaring.leave(incident.pk, opened.pk, reason="x", actor=lead, now=LATER)


def test_all_cases_of_a_large_problem_are_joined_and_none_in_silence_left_out(lead, monkeypatch):
    """Too many for one page: workers join them, each once, wherever one of them was killed."""
    monkeypatch.setattr(running, "AT_ONCE", 4)
    problem = problem_in(ProblemState.OPEN)
    cases = [case_in(CaseState.RECEIVED, problem=problem) for _ in range(5)]

    incident = incident_with(lead=lead, problem=problem)

    def inside():
        return list(Case.objects.filter(incident=incident).order_by("pk"))

    assert (inside(), kinds_of(incident)) == ([], ["declared", "run_asked"])
    assert going_through.sweep_runs(now=LATER, limit=2) == 2
    assert (inside(), results(incident)) == (cases[:2], ["done", "done", "", "", ""])
    monkeypatch.setattr(going_through, "finish", killed)
    with pytest.raises(KeyboardInterrupt):
        going_through.go_through(rows_of(incident)[2], now=LATER)
    assert (inside(), results(incident)) == (cases[:2], ["done", "done", "", "", ""])
    monkeypatch.undo()
    declaring.join(bare_incident().pk, [cases[4].pk], actor=lead, now=LATER)
    assert [going_through.sweep_runs(now=LATER) for _ in range(2)] == [3, 0]
    assert inside() == cases[:4]
    assert results(incident) == ["done"] * 4 + ["taken"]
    assert incident.runs.get().ended_at == LATER
    assert kinds_of(incident).count("joined") == 4
    joined = CaseEvent.objects.filter(kind=EventKind.INCIDENT_JOINED)
    assert [joined.filter(case=case).count() for case in cases] == [1] * 5


@pytest.mark.parametrize("kind", IncidentKind)
def test_each_kind_has_an_emergency_plan_in_three_languages(lead, kind):
    plan = ChecklistItem.objects.filter(kind=kind, is_active=True)

    incident = incident_with(lead=lead, kind=kind)

    assert incident.tasks.count() == plan.count() > 0
    for line in plan:
        assert all((line.name_zh_hant, line.name_zh_hans, line.name_en))


@pytest.mark.parametrize("change", [lambda rows: rows.update(seq=99), lambda rows: rows.delete()])
def test_its_record_is_never_changed(lead, change):
    record = incident_with(lead=lead).events.all()
    before = list(record.values())

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        change(record)

    assert before
    assert list(record.all().values()) == before


def test_its_steps_are_those_of_the_table_with_their_facts(lead):
    for state in IncidentState:
        solved = state in (IncidentState.SOLVED, IncidentState.REVIEWED)
        is_over = state in (IncidentState.REVIEWED, IncidentState.CANCELLED)
        known = {"solved_at": NOW, "root_cause": "material"} if solved else {}
        incident = bare_incident(state=state, **known, **({"over_at": NOW} if is_over else {}))
        for to in set(IncidentState) - set(INCIDENT_MOVES[state]):
            with pytest.raises((IllegalMove, AlreadyDone)):
                commanding.move(incident.pk, to, facts=FACTS, actor=lead, now=LATER)
        for to, facts in INCIDENT_MOVES[state].items():
            with pytest.raises(MissingFacts):
                commanding.move(incident.pk, to, facts={facts[0]: " "}, actor=lead, now=LATER)
        incident.refresh_from_db()
        assert (incident.state, incident.last_event_seq) == (state, 0)
        assert {card.code for card in MOVES.get(state, ())} == set(INCIDENT_MOVES[state])
    assert not IncidentEvent.objects.exists()


def test_from_contained_to_reviewed_and_back_once(lead):
    case = case_in(CaseState.IN_PROGRESS)
    incident = incident_with([case], lead=lead)

    def move(to):
        return commanding.move(incident.pk, to, facts=FACTS, actor=lead, now=LATER)

    with pytest.raises(AlreadyDone):
        move("cancelled")  # while a case is in it
    for to in ("contained", "solved", "contained"):
        moved = move(to)
    assert (moved.solved_at, moved.root_cause, moved.contained_at) == (None, "", LATER)
    move("solved")
    with pytest.raises(WrongFact):
        move("reviewed")  # the plan is not done
    for task in incident.tasks.all():
        commanding.tick(incident.pk, task.pk, actor=lead, now=LATER)
    assert move("reviewed").lessons == "check"
    with pytest.raises(AlreadyDone):
        commanding.note(incident.pk, text="more", actor=lead, now=LATER)


def test_who_may_do_what_in_a_task_force(lead):
    outsider, hand, head = (posted(Role.AGENT) for _ in range(3))
    incident = incident_with(lead=lead)
    member(incident, hand, TaskForceRole.TECHNICAL)
    member(incident, head, TaskForceRole.LEAD)
    task = incident.tasks.first()
    before = incident.events.count()

    for person, may_tick, may_lead in ((outsider, False, False), (hand, True, False)):
        for act, may in (
            (lambda p: commanding.tick(incident.pk, task.pk, actor=p, now=LATER), may_tick),
            (
                lambda p: commanding.call_in(incident.pk, p.pk, "legal", actor=p, now=LATER),
                may_lead,
            ),
            (
                lambda p: commanding.move(
                    incident.pk, "contained", facts=FACTS, actor=p, now=LATER
                ),
                may_lead,
            ),
        ):
            if may:
                act(person)
                continue
            with pytest.raises(NotAllowed):
                act(person)
    assert incident.events.count() == before + 1
    task.refresh_from_db()
    assert (task.done_by, task.done_at) == (hand, LATER)
    with pytest.raises(AlreadyDone):
        commanding.tick(incident.pk, task.pk, actor=hand, now=LATER)
    commanding.untick(incident.pk, task.pk, actor=hand, now=LATER)
    commanding.call_in(incident.pk, outsider.pk, "recorder", actor=head, now=LATER)
    commanding.add_task(incident.pk, text="ring", role="store", actor=outsider, now=LATER)
    leads = incident.members.filter(role="lead")
    commanding.release(incident.pk, leads.get(person=head).pk, actor=head, now=LATER)
    with pytest.raises(AlreadyDone):  # somebody has to lead
        commanding.release(incident.pk, leads.get(person=lead).pk, actor=lead, now=LATER)
    with pytest.raises(NotAllowed):
        declaring.declare(title="x", kind="other", summary="x", actor=head, now=LATER)


def test_affected_customers_are_sealed_listed_once_and_without_who_complained(lead):
    conversation = conversation_with("mei@example.com")
    case = case_in(CaseState.IN_PROGRESS, customer=conversation.customer)
    incident = incident_with([case], lead=lead)
    rows = read("A1,MEI@example.com\nA2,lin@example.com,en\nA2,lin@example.com\nA3,0912345678").rows

    listed = listing_affected.list_affected(incident.pk, rows, actor=lead, now=LATER)

    assert (listed.added, listed.known, listed.complained) == (2, 1, 1)
    mail, phone = AffectedCustomer.objects.order_by("pk")
    assert (mail.language, mail.contact_point.value()) == ("en", "lin@example.com")
    assert "lin@" not in mail.contact_point.value_masked
    assert ContactPoint.objects.filter(kind="phone").count() == 1
    with pytest.raises(NotAllowed):
        listing_affected.reveal_contact(mail, actor=posted(Role.AGENT), now=LATER)
    assert listing_affected.reveal_contact(phone, actor=lead, now=LATER).endswith("912345678")
    assert Reveal.objects.count() == 1
    listing_affected.mark_contacted(incident.pk, phone.pk, how="unreachable", actor=lead, now=LATER)
    listing_affected.mark_contacted(incident.pk, phone.pk, how="phone", actor=lead, now=LATER)
    with pytest.raises(AlreadyDone):
        listing_affected.mark_contacted(incident.pk, phone.pk, how="phone", actor=lead, now=LATER)


def test_children_are_solved_by_their_own_step_and_verified_by_somebody_else(lead):
    busy, fresh = case_in(CaseState.IN_PROGRESS), case_in(CaseState.TRIAGED)
    ordered = case_in(CaseState.IN_PROGRESS, orders_open=1)
    incident = incident_with([busy, fresh, ordered], lead=lead)
    given = {"texts": {"zh-hant": "已重印"}, "remedy": "reprint", "remedy_cost": 30}

    def solve(**more):
        return solving_children.solve_children(
            incident.pk, **{**given, **more}, actor=lead, now=LATER
        )

    with pytest.raises(AlreadyDone):
        solve()
    for to in ("contained", "solved"):
        commanding.move(incident.pk, to, facts=FACTS, actor=lead, now=LATER)
    with translation.override("zh-hant"):
        with pytest.raises(WrongFact, match="補救"):
            solve(remedy="gold")
        with pytest.raises(MissingFacts, match="內文"):
            solve(texts={"zh-hant": " "})
    result = solve()

    assert (result.solved, result.left, result.with_orders) == (1, {"triaged": 1}, 1)
    with translation.override("en"):
        assert "has work orders or steps open" in SOLVE.done(result)
    ordered.refresh_from_db()
    assert ordered.state == CaseState.IN_PROGRESS
    busy.refresh_from_db()
    assert (busy.state, busy.resolver, busy.root_cause) == ("resolved", lead, "machine_fault")
    assert busy.decision_text == "已重印"
    planning.sweep_resolved(now=LATER + timedelta(hours=1))
    assert FollowUp.objects.get().case == busy
    fresh.refresh_from_db()
    assert fresh.state == CaseState.TRIAGED


def test_many_children_are_solved_by_workers_each_as_it_stands_then(lead, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 3)
    cases = [case_in(CaseState.IN_PROGRESS) for _ in range(5)]
    incident = incident_with(lead=lead)
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(incident=incident)
    for to in ("contained", "solved"):
        commanding.move(incident.pk, to, facts=FACTS, actor=lead, now=LATER)
    texts = {"zh-hant": "已重印"}

    def solve():
        return solving_children.solve_children(
            incident.pk, texts=texts, remedy="reprint", remedy_cost=30, actor=lead, now=LATER
        )

    found = solve()
    assert (found.solved, found.queued, found.left) == (0, 5, {})
    with translation.override("en"):
        assert SOLVE.done(found).startswith("5 cases are solved one after the other.")
    with pytest.raises(StillRunning):
        solve()
    Case.objects.filter(pk=cases[0].pk).update(orders_open=1)
    waiting = {
        "waiting_reason": "customer", "asked_what": "?", "asked_whom": "?",
        "resume_by": (LATER + timedelta(days=1)).isoformat(),
    }  # fmt: skip
    moving.wait_case(cases[1].pk, facts=waiting, actor=cases[1].owner, now=LATER)
    assert going_through.sweep_runs(now=LATER, limit=3) == 3
    assert results(incident) == ["orders", "state", "done", "", ""]
    case = Case.objects.get(pk=cases[2].pk)
    assert (case.state, case.resolver, case.root_cause) == ("resolved", lead, "machine_fault")
    assert case.decision_text == "已重印"

    commanding.move(incident.pk, "contained", facts=FACTS, actor=lead, now=LATER)
    assert going_through.sweep_runs(now=LATER, limit=1) == 1
    run = incident.runs.get()
    with pytest.raises(NotAllowed):
        running.stop(run.pk, actor=posted(Role.AGENT), now=LATER)
    assert running.stop(run.pk, actor=lead, now=LATER) == 1
    with pytest.raises(AlreadyDone):
        running.stop(run.pk, actor=lead, now=LATER)
    assert results(incident)[2:] == ["done", "stopped", "stopped"]
    assert going_through.sweep_runs(now=LATER) == 0
    run.refresh_from_db()
    assert run.ended_at == LATER
    assert kinds_of(incident)[-1] == "run_ended"
    states = Case.objects.filter(incident=incident).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["in_progress", "waiting", "resolved", "in_progress", "in_progress"]


def test_children_of_other_places_are_left_to_their_people_and_counted(lead):
    here, there = (case_in(CaseState.IN_PROGRESS, store=StoreFactory()) for _ in range(2))
    incident = incident_with([here, there], lead=lead)
    for to in ("contained", "solved"):
        commanding.move(incident.pk, to, facts=FACTS, actor=lead, now=LATER)
    local = posted(Role.SUPERVISOR, store=here.store)

    result = solving_children.solve_children(
        incident.pk, texts={"en": "reprinted"}, remedy="reprint", remedy_cost=30, actor=local,
        now=LATER,
    )  # fmt: skip

    assert (result.solved, result.left, result.elsewhere) == (1, {}, 1)
    states = Case.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["resolved", "in_progress"]
    with translation.override("en"):
        assert "1 further case is of a place that you do not see" in CARDS["solve"].done(result)


@pytest.mark.django_db(transaction=True)
def test_two_incidents_at_once_do_not_get_the_same_case():
    lead, case = posted(Role.SUPERVISOR), case_in(CaseState.RECEIVED)
    incidents = [bare_incident(), bare_incident()]

    def join(incident):
        try:
            return declaring.join(incident.pk, [case.pk], actor=lead, now=LATER).joined
        except CaseError:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        joined = list(pool.map(join, incidents))

    assert sorted(joined) == [0, 1]
    case.refresh_from_db()
    assert case.incident == incidents[joined.index(1)]
    assert IncidentEvent.objects.count() == 1
    assert Incident.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_not_take_the_same_case_of_a_run():
    lead, case, incident = posted(Role.SUPERVISOR), case_in(CaseState.RECEIVED), bare_incident()
    with chronicled(incident.pk, actor=lead, now=NOW) as chronicle:
        running.begin(chronicle, RunKind.JOIN, [case.pk], {})
    row_id = IncidentRunCase.objects.get().pk

    def go(_worker):
        try:
            return going_through.go_through(row_id, now=LATER) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, range(2))) == [False, True]
    assert kinds_of(incident) == ["run_asked", "joined"]
    assert case.events.filter(kind=EventKind.INCIDENT_JOINED).count() == 1
