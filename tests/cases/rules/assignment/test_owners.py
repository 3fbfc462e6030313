"""Every case finds somebody who is there: given out, taken as the next, handed over, given back."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import translation

from cases import event_words
from cases.measures.assignment.matching import is_named
from cases.measures.assignment.presence import Standing, gone_people
from cases.models import Assignment, Case, CaseEvent, Category, DutyShift, Handover, Promise
from cases.rules.assignment import assigning, giving, handing_over, taking_next
from cases.rules.escalation import escalating
from cases.rules.escalation.climbing import Roster
from cases.rules.lifecycle import closing
from cases.states import CaseState
from channels.models import Outgoing
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.errors import AlreadyBack, NoSuchAbsence
from feedback_site.organisation.models import (
    Absence,
    CalendarHours,
    Department,
    Posting,
    Skill,
    User,
    WorkProfile,
)
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules import absenting, publishing
from feedback_site.sweeping.models import StuckRow
from tests.channels.chats.chatting import case_of_chat
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.channels import conversation_with, customer_with
from tests.factories.organisation import (
    CalendarFactory,
    DepartmentFactory,
    RegionFactory,
    StoreFactory,
    posted,
)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Rounds of two who press at once; so many of them with all that claiming writes.
ROUNDS, WHOLE = 200, 5


@pytest.fixture
def supervisor():
    """Leads everybody, and takes no cases while on the ladder's night shift."""
    person = posted(Role.SUPERVISOR)
    DutyShift.objects.create(
        level=0, person=person, starts_at=NOW + 9 * HOUR, ends_at=NOW + 10 * HOUR
    )
    return person


def free(*, due=HOUR, opened=NOW, **more):
    """A case that nobody has, in the department of print quality."""
    department = Category.objects.get(code="print_colour").department
    values = {"opened_at": opened, "department": department, **more}
    case = case_in(CaseState.RECEIVED, **values)
    Case.objects.filter(pk=case.pk).update(next_due_at=None if due is None else NOW + due)
    case.refresh_from_db()
    return case


def mode(value):
    Department.objects.update(giving=value)


def told(case):
    event = CaseEvent.objects.filter(case=case, kind="assigned").latest("seq")
    with translation.override("en"):
        return event_words.text_of(event.kind, event.facts)


def knows(person, *skills, **more):
    return WorkProfile.objects.create(person=person, skills=list(skills), **more)


def away(person, supervisor, *, start=-HOUR, until=DAY, **more):
    return absenting.enter_absence(
        person.pk, begins_at=NOW + start, ends_at=NOW + until, kind="leave", actor=supervisor,
        now=NOW + min(start, timedelta()), **more,
    )  # fmt: skip


# --- Given out before a limit passes


@pytest.mark.parametrize(
    ("giving_mode", "opened", "due", "is_given"),
    [
        ("suggest", -8 * HOUR, 3 * HOUR, False),  # not near yet
        ("suggest", -8 * HOUR, 1.9 * HOUR, True),
        ("suggest", -HOUR / 6, HOUR / 3, False),  # of half an hour, ten minutes are gone
        ("suggest", -HOUR / 3, HOUR / 6, True),
        ("off", -8 * HOUR, HOUR, False),
        ("off", -8 * HOUR, -HOUR, True),  # whatever the mode, never past its limit
        ("automatic", -HOUR / 60, 8 * HOUR, True),
        ("automatic", timedelta(), 8 * HOUR, False),  # its bells have not rung yet
        ("automatic", -HOUR / 60, None, True),
        ("suggest", -HOUR, None, False),
    ],
)
def test_who_gets_a_case_when(giving_mode, opened, due, is_given):
    agent = posted(Role.AGENT)
    mode(giving_mode)
    case = free(opened=NOW + opened, due=due)

    assert giving.sweep_unowned(now=NOW) == int(is_given)

    case.refresh_from_db()
    assert case.owner == (agent if is_given else None)
    assert Assignment.objects.count() == int(is_given)
    assert giving.sweep_unowned(now=NOW) == 0


def test_it_goes_to_whoever_fits_and_is_there_with_reasons_and_a_letter():
    camera = Skill.objects.get(code="cameras")
    Category.objects.filter(code="camera_repair").update(skill=camera)
    skilled, plain, off, elsewhere = (posted(Role.AGENT) for _ in range(4))
    for person in (skilled, off, elsewhere):
        knows(person, "cameras", languages=["zh-hant", "ja"])
    DutyShift.objects.create(level=0, person=off, starts_at=NOW + HOUR, ends_at=NOW + 9 * HOUR)
    Posting.objects.filter(user=elsewhere).update(store=StoreFactory())
    case = free(category=Category.objects.get(code="camera_repair"))

    giving.give_out(case.pk, now=NOW + 0.9 * HOUR)

    case.refresh_from_db()
    assert case.owner == skilled
    letter = Outgoing.objects.get(template="staff_case_given")
    assert (letter.recipient, letter.context["reference"]) == (skilled, case.reference)
    assert told(case) == (
        "Nobody had taken it, and a limit was near.\nhas the skill that the category asks for · "
        "speaks Chinese (Traditional) · works for the whole chain · has 0 of 40 points · "
        "was given nothing yet"
    )
    assert not Assignment.objects.filter(owner=plain).exists()


def test_many_at_once_are_shared_and_the_fullest_is_spared():
    first, second, full = (posted(Role.AGENT) for _ in range(3))
    knows(full, capacity=1)
    for _ in range(6):
        free()

    assert giving.sweep_unowned(now=NOW + 0.9 * HOUR) == 6

    owners = list(Case.objects.values_list("owner", flat=True))
    assert sorted(owners) == sorted([first.pk] * 3 + [second.pk] * 3)


def test_where_nobody_is_there_whoever_is_on_duty_gets_it_and_an_officer_at_last():
    store = StoreFactory()
    officer = posted(Role.EXPERIENCE_OFFICER)
    case = free()

    giving.sweep_unowned(now=NOW + HOUR)

    case.refresh_from_db()
    # An officer has it in hand, without working on it, and may pass it on.
    assert (case.owner, case.state) == (officer, "received")
    assert told(case).startswith("Nobody of those who could take it was there")
    agent = posted(Role.AGENT, store=store)
    assigning.assign_case(case.pk, owner_id=agent.pk, actor=officer, now=NOW + HOUR)
    other = free()
    head = posted(Role.DEPARTMENT_HEAD)
    knows(head, capacity=0)
    giving.sweep_unowned(now=NOW + HOUR)
    other.refresh_from_db()
    assert other.owner == head
    assert "nobody who is there has room" in told(other)


def test_nobody_judges_a_complaint_that_names_them():
    named, other = posted(Role.AGENT), posted(Role.AGENT)
    User.objects.filter(pk=named.pk).update(display_name="陳美玲")
    case = free(submission=SubmissionFactory(text="櫃檯的陳美玲態度很差"))

    giving.give_out(case.pk, now=NOW + HOUR)

    case.refresh_from_db()
    assert case.owner == other
    texts = ("店員Ann態度很差", "ann was rude", "Joann", "Anné", "Ann2", "")
    assert [is_named("Ann", text) for text in texts] == [True, True, False, False, False, False]
    assert not is_named("", "anything")


def test_nobody_gets_a_chat_that_names_them_nor_whoever_is_on_duty_at_last():
    named, other = posted(Role.EXPERIENCE_OFFICER), posted(Role.EXPERIENCE_OFFICER)
    User.objects.filter(pk=named.pk).update(display_name="Amy")
    case = case_of_chat(NOW, "請問有人在嗎", "店員Amy態度很差", "謝謝")
    Case.objects.filter(pk=case.pk).update(owner=None, next_due_at=NOW)
    for person in (named, other):
        giving.give_out(case.pk, now=NOW + HOUR)
        case.refresh_from_db()
        assert case.owner == (other if person is named else None)
        User.objects.filter(pk=other.pk).update(is_active=False)
        Case.objects.filter(pk=case.pk).update(owner=None)
    User.objects.filter(pk=named.pk).update(is_superuser=True)
    assert giving.give_out(case.pk, now=NOW + HOUR) is None


def test_nothing_that_the_machine_gives_is_dispatched_or_begun_before_a_person_begins(supervisor):
    first, second = posted(Role.AGENT), posted(Role.AGENT)
    submission = SubmissionFactory(conversation=conversation_with())
    case = case_in(CaseState.TRIAGED, owner=supervisor, submission=submission)
    Case.objects.filter(pk=case.pk).update(owner=None, next_due_at=NOW + HOUR / 2)

    def standing():
        case.refresh_from_db()
        told_customer = Outgoing.objects.filter(template="in_progress").count()
        sent = case.events.filter(kind="dispatched").count()
        is_met = case.cycles.get(clock="dispatch").met_at is not None
        return case.owner, case.state, told_customer, sent, is_met

    giving.give_out(case.pk, now=NOW + HOUR / 4)
    assert standing() == (first, "triaged", 0, 0, False)
    absence = away(first, supervisor)
    handing_over.hand_over(case.pk, now=NOW + HOUR / 3)
    assert standing() == (second, "triaged", 0, 0, False)
    absenting.end_absence(absence.pk, actor=supervisor, now=NOW + HOUR / 3)
    handing_over.give_back(absence.pk, [case.pk], actor=supervisor, now=NOW + HOUR / 2)
    assert standing() == (first, "triaged", 0, 0, False)

    assigning.claim_case(case.pk, actor=first, now=NOW + HOUR / 2)
    assert standing() == (first, "in_progress", 1, 1, True)
    away(first, supervisor, start=HOUR)
    handing_over.hand_over(case.pk, now=NOW + HOUR)
    assigning.assign_case(case.pk, owner_id=supervisor.pk, actor=second, now=NOW + HOUR)
    assert standing() == (supervisor, "in_progress", 1, 1, True)


def test_whoever_has_another_case_of_the_customer_gets_this_one_too():
    busy, idle = posted(Role.AGENT), posted(Role.AGENT)
    customer = customer_with(email="mei@example.com")
    submission = SubmissionFactory(customer=customer, no_contact_reason="")
    case_in(CaseState.IN_PROGRESS, owner=busy, submission=submission)
    again = SubmissionFactory(customer=customer, no_contact_reason="")
    case = free(submission=again)

    giving.give_out(case.pk, now=NOW + HOUR)

    case.refresh_from_db()
    assert case.owner == busy
    assert not Assignment.objects.filter(owner=idle).exists()


# --- The next


def test_the_next_is_the_most_urgent_that_fits():
    Category.objects.filter(code="camera_repair").update(skill=Skill.objects.get(code="cameras"))
    agent = posted(Role.AGENT)
    User.objects.filter(pk=agent.pk).update(display_name="林志玲")
    agent.refresh_from_db()
    knows(agent, languages=["zh-hant"])
    free(due=HOUR, category=Category.objects.get(code="camera_repair"))
    free(due=2 * HOUR, language="en")
    free(due=3 * HOUR, submission=SubmissionFactory(title="林志玲太慢"))
    fits, later = free(due=4 * HOUR), free(due=5 * HOUR)

    assert taking_next.take_next(actor=agent, now=NOW).pk == fits.pk
    assert told(fits) == (
        "Taken with “Next for me”.\nspeaks Chinese (Traditional) · has 2 of 40 points"
    )
    assert taking_next.take_next(actor=agent, now=NOW).pk == later.pk
    with pytest.raises(taking_next.NothingFits) as refused:
        taking_next.take_next(actor=agent, now=NOW)
    assert "3" in str(refused.value)
    assert Assignment.objects.count() == 2


def test_nothing_is_taken_by_who_may_not_is_full_away_or_has_none_to_take(supervisor):
    agent, auditor = posted(Role.AGENT), posted(Role.AUDITOR)
    with pytest.raises(taking_next.NothingFree):
        taking_next.take_next(actor=agent, now=NOW)
    case = free()
    with pytest.raises(NotAllowed):
        taking_next.take_next(actor=auditor, now=NOW)
    profile = knows(agent, capacity=0)
    with pytest.raises(taking_next.NoRoom):
        taking_next.take_next(actor=agent, now=NOW)
    WorkProfile.objects.filter(pk=profile.pk).update(capacity=9)
    away(agent, supervisor)
    with pytest.raises(assigning.Away):
        taking_next.take_next(actor=agent, now=NOW)
    with pytest.raises(assigning.Away):
        assigning.assign_case(case.pk, owner_id=agent.pk, actor=supervisor, now=NOW)

    case.refresh_from_db()
    assert case.owner is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_exactly_one_gets_the_case():
    agents, third = [posted(Role.AGENT), posted(Role.AGENT)], posted(Role.AUDITOR)
    cases = [free(due=DAY) for _ in range(WHOLE)]
    Case.objects.exclude(pk=cases[0].pk).update(owner=third)
    barrier = Barrier(2, timeout=60)

    def take(agent, number):
        """The whole rule in some rounds; in the others what decides: the lock, and the owner behind it."""
        if number < WHOLE:
            return taking_next.take_next(actor=agent, now=NOW)
        with transaction.atomic():
            case = taking_next.lock_next(agent, Standing(languages=frozenset({"zh-hant"})))
            if case is not None:
                Case.objects.filter(pk=case.pk).update(owner=agent)
        return case

    def press(agent):
        won = 0
        try:
            for number in range(ROUNDS):
                barrier.wait()
                with suppress(taking_next.NothingFits, taking_next.NothingFree):
                    won += take(agent, number) is not None
                barrier.wait()
                if agent is agents[0]:
                    # The next round is about the next case alone.
                    Case.objects.filter(owner__in=agents).update(owner=third)
                    Case.objects.filter(pk=cases[(number + 1) % WHOLE].pk).update(owner=None)
        finally:
            connection.close()
        return won

    with ThreadPoolExecutor(2) as pool:
        wins = list(pool.map(press, agents))

    assert sum(wins) == ROUNDS
    assert Assignment.objects.count() == WHOLE
    assert CaseEvent.objects.filter(kind="assigned").count() == WHOLE


# --- Handed over, and back


def test_an_away_time_hands_over_to_whoever_stands_in_and_back(supervisor):
    gone, stand_in, other = (posted(Role.AGENT) for _ in range(3))
    case = case_in(CaseState.IN_PROGRESS, owner=gone)
    solved = case_in(CaseState.VERIFYING, owner=gone)
    promised = Promise.objects.create(
        case=case, text="call", owner=gone, due_at=NOW + DAY, made_at=NOW
    )
    Assignment.objects.create(case=case, owner=gone, began_at=NOW - DAY)
    absence = away(gone, supervisor, start=HOUR, stand_in=stand_in)

    would = handing_over.preview(absence, actor=supervisor, now=NOW)
    assert [(one.case, one.taker) for one in would] == [(case, stand_in)]
    assert handing_over.sweep_handovers(now=NOW) == 0
    assert handing_over.sweep_handovers(now=NOW + 2 * HOUR) == 1
    assert handing_over.sweep_handovers(now=NOW + 2 * HOUR) == 0

    for row in (case, solved, promised):
        row.refresh_from_db()
    assert (case.owner, solved.owner, promised.owner) == (stand_in, gone, stand_in)
    assert told(case).startswith("Handed over, as whoever had it is away.")
    letter = Outgoing.objects.get(template="staff_handed_over")
    assert (letter.recipient, letter.context) == (stand_in, {"reference": str(gone)})
    with pytest.raises(assigning.Away):
        handing_over.give_back(absence.pk, [case.pk], actor=supervisor, now=NOW + 3 * HOUR)
    absenting.end_absence(absence.pk, actor=supervisor, now=NOW + 4 * HOUR)
    with pytest.raises(NotAllowed):
        handing_over.give_back(absence.pk, [case.pk], actor=other, now=NOW + 5 * HOUR)
    given = handing_over.give_back(absence.pk, [case.pk], actor=supervisor, now=NOW + 5 * HOUR)

    assert [one.pk for one in given] == [case.pk]
    for row in (case, promised):
        row.refresh_from_db()
    assert (case.owner, promised.owner) == (gone, gone)
    assert Handover.objects.get().given_back_at == NOW + 5 * HOUR
    assert not handing_over.to_give_back(absence, supervisor).exists()


def test_of_two_away_times_without_a_gap_the_one_in_force_names_the_stand_in(supervisor):
    gone, first, second = (posted(Role.AGENT) for _ in range(3))
    case = case_in(CaseState.IN_PROGRESS, owner=gone)
    away(gone, supervisor, until=DAY, stand_in=first)
    away(gone, supervisor, start=DAY, until=2 * DAY, stand_in=second)

    roster = Roster(now=NOW)
    assert (roster.away(gone.pk).stand_in, roster.back_from(gone.pk)) == (first, NOW + 2 * DAY)
    assert Roster(now=NOW + DAY).away(gone.pk).stand_in == second
    handing_over.sweep_handovers(now=NOW)

    case.refresh_from_db()
    assert case.owner == first


@pytest.mark.parametrize("number", [1, 30])
def test_when_people_are_back_costs_the_same_for_1_and_30(
    supervisor, number, django_assert_num_queries
):
    store = StoreFactory()
    every_day = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed")}
    CalendarHours.objects.create(calendar=store.calendar, valid_from="2026-01-01", weekly=every_day)
    publishing.publish_calendar(store.calendar_id, actor=None, now=NOW - DAY)
    people = [posted(Role.AGENT, store=store) for _ in range(number)]
    for n, person in enumerate(people):
        # Until some minute of the evening, so that they are there when the store opens.
        away(person, supervisor, until=DAY + 10 * HOUR + n * HOUR / 60)
    posts = list(Posting.objects.filter(user__in=people))

    # Two of hours, shifts, absences.
    with django_assert_num_queries(4):
        there = Roster(now=NOW).there_from(posts)

    assert {there[person.pk] for person in people} == {NOW + 2 * DAY - HOUR / 2}


@pytest.mark.parametrize("number", [1, 30])
def test_people_of_a_team_keep_its_working_times(number, django_assert_num_queries):
    hours = CalendarFactory(time_zone="Asia/Taipei")
    every_day = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed")}
    CalendarHours.objects.create(calendar=hours, valid_from="2026-01-01", weekly=every_day)
    publishing.publish_calendar(hours.pk, actor=None, now=NOW - DAY)
    teams = ({"department": DepartmentFactory(code="lab", calendar=hours)},
             {"region": RegionFactory(calendar=hours)})  # fmt: skip
    unbound = ({"department": DepartmentFactory(code="web")}, {"region": RegionFactory()},
               {"region": RegionFactory(calendar=CalendarFactory())}, {})  # fmt: skip
    at_night = NOW + 12 * HOUR
    theirs, others = (
        [posted(Role.AGENT, **place) for place in places for _ in range(number)]
        for places in (teams, unbound)
    )
    posts = list(Posting.objects.filter(user__in=[*theirs, *others]))

    # Departments, regions, shifts, absences.
    with django_assert_num_queries(4):
        there = Roster(now=at_night).there_from(posts)

    assert {there[person.pk] for person in theirs} == {NOW + DAY - HOUR / 2}
    assert {there[person.pk] for person in others} == {at_night}


def test_a_case_waits_for_a_stand_in_off_shift_but_not_beyond_its_limit(supervisor):
    gone, stand_in, other = (posted(Role.AGENT) for _ in range(3))
    DutyShift.objects.create(
        level=0, person=stand_in, starts_at=NOW + 2 * HOUR, ends_at=NOW + 9 * HOUR
    )
    waits, urgent = (case_in(CaseState.IN_PROGRESS, owner=gone) for _ in range(2))
    Case.objects.filter(pk=urgent.pk).update(next_due_at=NOW + HOUR)
    away(gone, supervisor, stand_in=stand_in)

    assert handing_over.sweep_handovers(now=NOW) == 1
    assert handing_over.sweep_handovers(now=NOW + 3 * HOUR) == 1

    for case in (waits, urgent):
        case.refresh_from_db()
    assert (waits.owner, urgent.owner) == (stand_in, other)


def test_what_somebody_had_who_left_is_handed_over_and_what_comes_back_to_them_too():
    left, stays = posted(Role.AGENT), posted(Role.AGENT)
    case, solved = case_in(CaseState.WAITING, owner=left), case_in(CaseState.RESOLVED, owner=left)
    User.objects.filter(pk=left.pk).update(is_active=False)

    assert handing_over.sweep_handovers(now=NOW) == 1
    closing.reopen_case(solved.pk, reason="still yellow", actor=None, by_customer=True, now=NOW)

    for row in (case, solved):
        row.refresh_from_db()
    assert (case.owner, solved.owner) == (stays, stays)
    assert told(case).startswith("Whoever had it has left.")
    assert Handover.objects.get().absence is None
    assert not Case.objects.left_behind(gone_people(NOW)).exists()


def test_with_nobody_there_cases_stay_and_nothing_is_stuck(supervisor):
    gone = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=gone)
    hours = away(gone, supervisor, hands_over=False)

    assert handing_over.sweep_handovers(now=NOW) == 0
    Absence.objects.filter(pk=hours.pk).update(hands_over=True)
    assert handing_over.sweep_handovers(now=NOW) == 0

    case.refresh_from_db()
    assert case.owner == gone
    assert Case.objects.left_behind(gone_people(NOW)).count() == 1
    assert not StuckRow.objects.exists()


@pytest.mark.parametrize("number", [1, 30])
def test_a_pass_costs_what_is_due_and_not_what_is_open_or_cannot_go_yet(
    supervisor, number, django_assert_num_queries
):
    gone = posted(Role.AGENT)
    for _ in range(number):
        case_in(CaseState.IN_PROGRESS, owner=gone)
    # Who is gone (nobody), and what is stuck: no case is looked at.
    with django_assert_num_queries(2):
        handing_over.sweep_handovers(now=NOW)
    away(gone, supervisor)

    # Also their cases; who works in the one place of all, shifts and absences: nobody is there.
    with django_assert_num_queries(6):
        handing_over.sweep_handovers(now=NOW)

    assert set(Case.objects.values_list("owner", flat=True)) == {gone.pk}


def test_nobody_away_is_escalated_to_or_told_before_they_are_back(supervisor):
    case = case_in(CaseState.IN_PROGRESS, owner=posted(Role.AGENT))
    head, deputy = posted(Role.DEPARTMENT_HEAD), posted(Role.AGENT)
    for position, person in ((1, head), (2, deputy)):
        DutyShift.objects.create(
            level=1, person=person, position=position, starts_at=NOW - HOUR, ends_at=NOW + DAY
        )
    away(head, supervisor, until=2 * HOUR)

    escalating.escalate(case.pk, reason="asked", actor=case.owner, now=NOW)

    assert case.escalations.get().assignee == deputy
    away(deputy, supervisor, until=3 * HOUR)
    escalating.escalate(case.pk, reason="again", actor=case.owner, now=NOW)

    assert list(case.escalations.filter(reason="again").values_list("assignee", flat=True)) == [
        None
    ]
    assert [letter.recipient for letter in Outgoing.objects.all()] == [deputy]
    assert Roster(now=NOW).told_from([deputy.pk]) == {deputy.pk: NOW + 3 * HOUR}


# --- Away times


def test_an_away_time_is_entered_for_ones_own_people_only_and_recorded(supervisor):
    store = StoreFactory()
    here = posted(Role.SUPERVISOR, store=store)
    mine, other = posted(Role.AGENT, store=store), posted(Role.AGENT)

    absence = away(mine, here, start=HOUR)
    for wrong, error in (
        ({"person": other, "supervisor": here}, NotAllowed),
        ({"person": mine, "supervisor": mine}, NotAllowed),
        ({"person": mine, "supervisor": here}, NoSuchAbsence),  # overlaps the first
        ({"person": other, "supervisor": supervisor, "start": 2 * DAY}, NoSuchAbsence),
        ({"person": other, "supervisor": supervisor, "stand_in": other}, NoSuchAbsence),
    ):
        with pytest.raises(error):
            away(**wrong)
    assert list(Absence.objects.visible_to(here)) == [absence]
    assert list(Absence.objects.visible_to(other)) == []
    with pytest.raises(NotAllowed):
        absenting.end_absence(absence.pk, actor=other, now=NOW)
    absenting.end_absence(absence.pk, actor=here, now=NOW)
    with pytest.raises(AlreadyBack):
        absenting.end_absence(absence.pk, actor=here, now=NOW + 2 * HOUR)

    # Called off before it began: nothing is left of it.
    absence.refresh_from_db()
    assert absence.ends_at == absence.begins_at
    around = away(mine, here, start=HOUR / 2, until=2 * DAY)
    roster = Roster(now=NOW + HOUR)
    assert (roster.away(mine.pk), roster.back_from(mine.pk)) == (around, NOW + 2 * DAY)
    verbs = LedgerEvent.objects.filter(verb__startswith="absence").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "absence.entered", "absence.ended", "absence.entered",
    ]  # fmt: skip
