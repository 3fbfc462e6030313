"""Escalating reaches somebody who is there: the ladder, whoever stands in, and the hours of their place."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from cases.event_words import title_of
from cases.kinds import ExpertRole
from cases.models import Escalation, ExpertSeat
from cases.rules.changes.changing import changing
from cases.rules.escalation import consulting, escalating, pressing
from cases.rules.lifecycle import closing
from cases.states import CaseState
from channels.models import Outgoing
from feedback_site.organisation.models import CalendarHours, Department, Posting, User
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules.publishing import publish_calendar
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.organisation import CalendarFactory, StoreFactory, posted

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# NOW is a Monday, 09:30 in Taipei.
OPEN = {"mon": [["09:00", "18:00"]], "tue": [["09:00", "18:00"]]}
SHUT = {"tue": [["09:00", "18:00"]]}
TUESDAY_AT_NINE = NOW + timedelta(hours=23, minutes=30)


@pytest.fixture
def case():
    return case_in(CaseState.IN_PROGRESS)


def raised(case):
    escalating.escalate(case.pk, reason="press", actor=case.owner, now=NOW)
    case.refresh_from_db()
    return Escalation.objects.get(case=case)


def store_with(hours):
    calendar = CalendarFactory()
    CalendarHours.objects.create(calendar=calendar, valid_from=date(2026, 1, 1), weekly=hours)
    publish_calendar(calendar.pk, actor=None, now=NOW)
    return StoreFactory(calendar=calendar)


def case_of(store):
    return case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store))


def said(case):
    with translation.override("en"):
        event = case.events.get(kind="escalated")
        return title_of(event.kind, event.facts)


def test_the_level_that_somebody_holds_gets_it(case):
    head = posted(Role.DEPARTMENT_HEAD)
    posted(Role.MANAGER)

    escalation = raised(case)

    assert (escalation.level, escalation.role, escalation.assignee) == (1, "department_head", head)
    assert escalation.instead_of == ""
    assert said(case) == "raised to level 1: department head"


def test_a_level_that_nobody_holds_is_climbed_over_and_the_record_says_so(case):
    manager = posted(Role.MANAGER)

    escalation = raised(case)

    assert (escalation.level, escalation.role, escalation.assignee) == (3, "manager", manager)
    assert (escalation.instead_of, case.level) == ("department_head", 3)
    assert said(case) == "raised to level 3: manager, as no department head is there"
    assert Outgoing.objects.get(template="staff_escalated").recipient == manager


@pytest.mark.parametrize(
    "roles", [(Role.EXPERIENCE_OFFICER, Role.ADMINISTRATOR), (Role.ADMINISTRATOR,)]
)
def test_without_a_ladder_the_experience_officer_or_an_administrator_hears_of_it(case, roles):
    people = [posted(role) for role in roles]

    escalation = raised(case)

    assert (escalation.level, escalation.role, escalation.assignee) == (1, roles[0], people[0])
    assert escalation.instead_of == "department_head"
    assert Outgoing.objects.get(template="staff_escalated").recipient == people[0]


def test_before_anybody_has_a_posting_whoever_set_the_house_up_hears_of_it(case):
    founder = User.objects.create(username="founder", is_superuser=True)

    escalation = raised(case)

    assert (escalation.role, escalation.assignee) == ("administrator", founder)
    assert escalation.instead_of == "department_head"


def test_where_there_is_nobody_the_record_says_that(case):
    escalation = raised(case)

    assert (escalation.level, escalation.assignee) == (1, None)
    assert said(case) == "raised to level 1: department head, but nobody holds this role"
    assert not Outgoing.objects.filter(template="staff_escalated").exists()


@pytest.mark.parametrize("gone", ["posting ended", "person left", "another department"])
def test_whoever_is_not_there_any_more_is_not_written_to(case, gone):
    head = posted(Role.DEPARTMENT_HEAD)
    manager = posted(Role.MANAGER)
    match gone:
        case "posting ended":
            Posting.objects.filter(user=head).update(ended_at=NOW)
        case "person left":
            User.objects.filter(pk=head.pk).update(is_active=False)
        case "another department":
            other = Department.objects.exclude(pk=case.department_id).first()
            Posting.objects.filter(user=head).update(department=other)

    assert raised(case).assignee == manager


def test_whoever_is_at_work_comes_before_whoever_is_not(case):
    case = case_of(store_with(SHUT))
    away = posted(Role.DEPARTMENT_HEAD, store=case.store)
    region = posted(Role.DEPARTMENT_HEAD, region=case.store.region)

    escalation = raised(case)

    assert escalation.assignee == region
    assert escalation.instead_of == ""
    assert not Outgoing.objects.filter(recipient=away).exists()


def test_where_all_of_a_level_are_off_it_climbs_to_somebody_at_work():
    case = case_of(store_with(SHUT))
    posted(Role.DEPARTMENT_HEAD, store=case.store)
    manager = posted(Role.MANAGER)

    escalation = raised(case)

    assert (escalation.assignee, escalation.level) == (manager, 3)
    assert escalation.instead_of == "department_head"


def test_where_everybody_is_off_the_first_hears_of_it_when_their_place_opens():
    case = case_of(store_with(SHUT))
    head = posted(Role.DEPARTMENT_HEAD, store=case.store)
    posted(Role.MANAGER, store=case.store)

    escalation = raised(case)

    assert (escalation.assignee, escalation.level, escalation.instead_of) == (head, 1, "")
    assert escalation.acknowledge_by == TUESDAY_AT_NINE + 4 * HOUR
    assert Outgoing.objects.get(template="staff_escalated").due_at == TUESDAY_AT_NINE


@pytest.mark.parametrize("hours", [OPEN, None, {}], ids=["open", "not published", "no hours"])
def test_somebody_at_an_open_place_or_at_one_without_known_hours_is_told_at_once(hours):
    store = StoreFactory() if hours is None else store_with(hours)
    case = case_of(store)
    head = posted(Role.DEPARTMENT_HEAD, store=store)
    posted(Role.MANAGER)

    escalation = raised(case)

    assert escalation.assignee == head
    assert Outgoing.objects.get(template="staff_escalated").due_at == NOW


def called(role, name):
    person = posted(role)
    User.objects.filter(pk=person.pk).update(display_name=name)
    return person


@pytest.mark.parametrize("level", [None, 2, 3])
def test_an_owned_case_is_raised_to_nobody_whom_the_customer_names(level):
    """On whichever level: the next who is not named gets it, at last rather nobody."""
    submission = SubmissionFactory(text="林主任、王專家和吳經理都知道，沒人處理")
    case = case_in(CaseState.IN_PROGRESS, submission=submission)
    for role, name in (
        (Role.DEPARTMENT_HEAD, "林主任"), (Role.SPECIALIST, "王專家"), (Role.MANAGER, "吳經理"),
    ):  # fmt: skip
        called(role, name)
    owner, officer = case.owner, posted(Role.EXPERIENCE_OFFICER)

    escalating.escalate(case.pk, reason="press", actor=owner, now=NOW, level=level)

    case.refresh_from_db()
    first = Escalation.objects.get(case=case)
    assert (first.level, first.assignee, case.owner) == (level or 1, officer, owner)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    (passed_on,) = pressing.hand_on([first.pk], now=NOW + 5 * HOUR)
    assert passed_on.assignee is None
    told = Outgoing.objects.filter(template="staff_escalated")
    assert [row.recipient for row in told] == [officer]


def test_a_missed_limit_of_an_owned_case_and_experts_are_not_for_whom_the_customer_names():
    submission = SubmissionFactory(text="店長陳美玲對我大吼", received_at=NOW)
    case = case_in(CaseState.IN_PROGRESS, submission=submission, level=1)
    called(Role.SPECIALIST, "陳美玲")
    other = posted(Role.SPECIALIST)
    ExpertSeat.objects.create(role="technical_expert", person=called(Role.AGENT, "陳美玲"))

    with changing(case.pk, actor=None, now=NOW) as change:
        escalation = escalating.raise_level(change, cause=Escalation.Cause.BREACH)
        asked = consulting.call_in(
            change, [ExpertRole.TECHNICAL_EXPERT], question="?", due_at=NOW + HOUR
        )

    assert (escalation.level, escalation.assignee) == (2, other)
    assert asked.opinions.get().person == other


def test_a_case_that_needs_an_owner_goes_to_nobody_who_may_not_work_on_it():
    officer = posted(Role.EXPERIENCE_OFFICER)
    case = case_in(CaseState.VERIFYING, failed_verifications=2)
    agent = case.owner

    closing.not_solved(case.pk, what_is_missing="…", actor=officer, now=NOW)

    case.refresh_from_db()
    assert case.owner == agent
    assert Escalation.objects.get(case=case).assignee == officer
