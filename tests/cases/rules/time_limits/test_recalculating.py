"""Changes of the rules of time: seen first, carried through on purpose in passes, rewriting no history."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cases.kinds import EventKind
from cases.models import CaseEvent, ClockCycle, Escalation, Notice, Policy, Recalculation
from cases.rules import sweeping
from cases.rules.changes.changing import changing
from cases.rules.clocks import clocking, ruling
from cases.rules.commitments import promising
from cases.rules.openings import opening
from cases.rules.time_limits import alarming, recalculating, revising
from cases.rules.time_limits.previewing import preview, preview_policies
from cases.states import CaseState
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.errors import AlreadyOpen, NoSuchClosure
from feedback_site.organisation.models import CalendarHours, StoreClosure
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules import shutting
from feedback_site.organisation.rules.publishing import publish_calendar
from feedback_site.remembering import forget
from tests.factories.cases import NOW, SubmissionFactory
from tests.factories.organisation import CalendarFactory, StoreFactory, posted

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# NOW is a Monday, 09:30 in Taipei.
DAILY = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
MIDNIGHT = NOW - 9.5 * HOUR


@pytest.fixture
def store():
    calendar = CalendarFactory()
    CalendarHours.objects.create(calendar=calendar, valid_from="2026-01-01", weekly=DAILY)
    publish_calendar(calendar.pk, actor=None, now=NOW - 99 * HOUR)
    return StoreFactory(calendar=calendar)


@pytest.fixture
def supervisor():
    return posted(Role.SUPERVISOR)


@pytest.fixture
def administrator():
    return posted(Role.ADMINISTRATOR)


@pytest.fixture
def by_store_hours():
    """Every case is to be solved within four hours of its store's."""
    target = {"clock": "resolve", "seconds": 4 * 3600, "calendar": "@store"}
    return Policy.objects.create(code="by_hours", name="by hours", rank=1, targets=[target])


def opened(store=None):
    submission = SubmissionFactory(store=store, title="嗯", text="嗯")
    return opening.open_case(submission.pk, now=NOW)


def resolve(case):
    return ClockCycle.objects.get(case=case, clock="resolve")


def shut(store, actor, *, now, begins_at=MIDNIGHT):
    closure = shutting.shut_store(
        store.pk, begins_at=begins_at, ends_at=MIDNIGHT + 24 * HOUR, reason="flood", actor=actor,
        now=now,
    )  # fmt: skip
    asked = recalculating.store_shut(closure, actor=actor, now=now)
    recalculating.go_on(asked.pk, now=now)
    return closure


@pytest.mark.usefixtures("by_store_hours")
def test_10_a_store_shut_today_excuses_a_breach_already_told_and_stays_on_record(store, supervisor):
    case, elsewhere = opened(store), opened()
    assert resolve(case).due_at == NOW + 4 * HOUR
    alarming.sweep_alarms(now=NOW + 5 * HOUR)
    told = Notice.objects.filter(cycle__case=case, cycle__clock="resolve", level=100)
    assert told.count() == Escalation.objects.filter(case=case).count() == 1
    before = resolve(elsewhere).due_at

    shut(store, supervisor, now=NOW + 6 * HOUR)

    cycle = resolve(case)
    assert cycle.due_at == MIDNIGHT + 37 * HOUR  # Tuesday 13:00
    assert (cycle.breached_at, cycle.is_excused) == (None, True)
    breached = CaseEvent.objects.filter(case=case, kind="breached", facts__clock="resolve")
    assert told.count() == breached.filter(facts__level=100).count() == 1
    assert resolve(elsewhere).due_at == before
    assert not CaseEvent.objects.filter(case=elsewhere, kind="calendar_changed").exists()
    assert list(clocking.differing(now=NOW + 6 * HOUR)) == []
    asked = Recalculation.objects.get()
    assert (asked.cases, asked.asked_by, asked.remaining) == (1, supervisor, [])
    assert set(LedgerEvent.objects.filter(verb__in=("store.shut", "limits.recalculated"))
               .values_list("verb", flat=True)) == {"store.shut", "limits.recalculated"}  # fmt: skip


@pytest.mark.usefixtures("by_store_hours")
def test_opening_earlier_gives_the_hours_that_are_left(store, supervisor):
    case = opened(store)
    closure = shut(store, supervisor, now=NOW + HOUR)

    closure = shutting.open_store(closure.pk, actor=supervisor, now=NOW + 5 * HOUR)
    asked = recalculating.store_shut(closure, actor=supervisor, now=NOW + 5 * HOUR)
    recalculating.go_on(asked.pk, now=NOW + 5 * HOUR)

    # From 14:30 to 18:00, and half an hour on Tuesday.
    assert resolve(case).due_at == MIDNIGHT + 33.5 * HOUR
    with pytest.raises(AlreadyOpen):
        shutting.open_store(closure.pk, actor=supervisor, now=NOW + 6 * HOUR)


@pytest.mark.usefixtures("by_store_hours")
def test_what_a_closure_would_move_is_seen_before_it_is_made(store, supervisor):
    case = opened(store)
    now = NOW + 5 * HOUR
    closure = shutting.drafted(
        store, begins_at=MIDNIGHT, ends_at=MIDNIGHT + 24 * HOUR, reason="flood", actor=supervisor,
        now=now,
    )  # fmt: skip
    rules = ruling.Rules(
        policies=ruling.rules().policies, calendars=ruling.calendars_with(closure=closure)
    )

    seen = preview([case.pk], rules, kind=EventKind.CALENDAR_CHANGED, now=now)

    assert (seen.cases, seen.moved_cases, seen.later, seen.earlier, seen.excused) == (1, 1, 1, 0, 1)
    assert [(m.reference, m.clock, m.before, m.after, m.is_excused) for m in seen.examples] == [
        (case.reference, "resolve", NOW + 4 * HOUR, MIDNIGHT + 37 * HOUR, True)
    ]
    assert not StoreClosure.objects.exists()
    assert resolve(case).due_at == NOW + 4 * HOUR


@pytest.mark.parametrize(
    ("role", "more", "refusal"),
    [
        (Role.AGENT, {}, NotAllowed),
        (Role.SUPERVISOR, {"reason": " "}, NoSuchClosure),
        (Role.SUPERVISOR, {"begins_at": NOW - 8 * 24 * HOUR}, NoSuchClosure),
        (Role.SUPERVISOR, {"ends_at": NOW - HOUR}, NoSuchClosure),
        (Role.SUPERVISOR, {"ends_at": NOW + 40 * 24 * HOUR}, NoSuchClosure),
    ],
)
def test_a_closure_has_a_reason_a_span_and_somebody_in_charge(store, role, more, refusal):
    values = {"begins_at": MIDNIGHT, "ends_at": MIDNIGHT + 24 * HOUR, "reason": "flood", **more}

    with pytest.raises(refusal):
        shutting.shut_store(store.pk, actor=posted(role), now=NOW, **values)
    with pytest.raises(NotAllowed):
        shut(store, posted(Role.SUPERVISOR, store=StoreFactory()), now=NOW)

    assert not StoreClosure.objects.exists()


def revised(code, actor, **terms):
    policy = Policy.objects.get(code=code, until=None)
    return revising.revise_policy(policy.pk, terms=terms, actor=actor, now=NOW + HOUR)


def test_12_open_cases_continue_on_their_version_until_they_are_let_follow(administrator):
    case = opened()
    shorter = [
        {"clock": "first_response", "seconds": 7200},
        {"clock": "resolve", "seconds": 36_000},
    ]
    revised("standard", administrator, targets=shorter)
    assert list(clocking.differing(now=NOW + HOUR)) == []
    assert resolve(case).policy_version == 1

    seen = preview_policies(now=NOW + HOUR)
    assert (seen.cases, seen.moved_cases, seen.earlier) == (1, 1, 2)
    asked = recalculating.adopt_policies(
        code="standard", reason="new contract", actor=administrator, now=NOW + HOUR
    )
    recalculating.go_on(asked.pk, now=NOW + HOUR)

    assert (resolve(case).policy_version, resolve(case).due_at) == (2, NOW + 10 * HOUR)
    assert preview_policies(now=NOW + HOUR).moved_cases == 0
    again = recalculating.adopt_policies(
        code="standard", reason="", actor=administrator, now=NOW + HOUR
    )
    recalculating.go_on(again.pk, now=NOW + HOUR)
    again.refresh_from_db()
    assert (again.cases, again.finished_at) == (0, NOW + HOUR)


def test_12_or_they_are_cancelled_all_together_and_the_rows_follow(administrator):
    case = opened()
    Policy.objects.filter(code="standard").update(on_disable="cancel")
    revised("standard", administrator, is_on=False)

    asked = recalculating.adopt_policies(
        code="standard", reason="", actor=administrator, now=NOW + HOUR
    )
    recalculating.go_on(asked.pk, now=NOW + HOUR)

    running = ClockCycle.objects.running().filter(case=case, policy="standard")
    assert not running.exists()
    case.refresh_from_db()
    assert case.next_due_at is None
    assert list(clocking.differing(now=NOW + HOUR)) == []


def test_letting_follow_is_for_administrators(supervisor):
    opened()

    with pytest.raises(NotAllowed):
        recalculating.adopt_policies(code="x", reason="", actor=supervisor, now=NOW)

    assert not Recalculation.objects.exists()


@pytest.mark.usefixtures("by_store_hours")
def test_it_is_done_in_passes_and_what_is_finished_keeps_its_limits(store, supervisor):
    cases = [opened(store) for _ in range(3)]
    closure = shutting.shut_store(
        store.pk, begins_at=MIDNIGHT, ends_at=MIDNIGHT + 24 * HOUR, reason="flood",
        actor=supervisor, now=NOW + HOUR,
    )  # fmt: skip
    recalculating.store_shut(closure, actor=supervisor, now=NOW + HOUR)
    type(cases[2]).objects.filter(pk=cases[2].pk).update(state=CaseState.WITHDRAWN)

    assert recalculating.sweep_recalculations(now=NOW + HOUR, limit=2) == 2
    assert Recalculation.objects.get().finished_at is None
    assert recalculating.sweep_recalculations(now=NOW + HOUR, limit=2) == 0

    assert Recalculation.objects.get().finished_at == NOW + HOUR
    moved = CaseEvent.objects.filter(kind="calendar_changed").values_list("case", flat=True)
    assert set(moved) == {cases[0].pk, cases[1].pk}


def _go_on(asked_id):
    try:
        return recalculating.go_on(asked_id, now=NOW + HOUR)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_workers_move_each_case_once():
    administrator = posted(Role.ADMINISTRATOR)
    cases = [opened() for _ in range(4)]
    revised("standard", administrator, targets=[{"clock": "resolve", "seconds": 3600 * 9}])
    asked = recalculating.adopt_policies(
        code="standard", reason="", actor=administrator, now=NOW + HOUR
    )

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(_go_on, [asked.pk, asked.pk]))

    assert sum(done) == CaseEvent.objects.filter(kind="policy_changed").count() == len(cases)


@pytest.mark.usefixtures("by_store_hours")
def test_a_closure_told_within_a_second_moves_what_is_recorded_in_it(store, supervisor):
    case = opened(store)
    half = timedelta(microseconds=500_000)
    now = NOW + HOUR + half
    drafted = shutting.drafted(
        store, begins_at=MIDNIGHT, ends_at=MIDNIGHT + 24 * HOUR, reason="flood", actor=supervisor,
        now=now,
    )  # fmt: skip
    rules = ruling.Rules(
        policies=ruling.rules().policies, calendars=ruling.calendars_with(closure=drafted)
    )
    assert preview([case.pk], rules, kind=EventKind.CALENDAR_CHANGED, now=now).later == 1

    closure = shut(store, supervisor, now=now)
    assert resolve(case).due_at == MIDNIGHT + 37 * HOUR
    later = now + 4 * HOUR
    closure = shutting.open_store(closure.pk, actor=supervisor, now=later)
    asked = recalculating.store_shut(closure, actor=supervisor, now=later)
    recalculating.go_on(asked.pk, now=later)
    assert resolve(case).due_at == MIDNIGHT + 33.5 * HOUR

    CalendarHours.objects.filter(calendar=store.calendar).update(
        weekly={day: [["09:00", "12:00"], ["17:00", "18:00"]] for day in DAILY}
    )
    later += HOUR
    publish_calendar(store.calendar_id, actor=None, now=later)
    asked = recalculating.calendar_changed(store.calendar, actor=None, now=later)
    recalculating.go_on(asked.pk, now=later)
    assert resolve(case).calendar_version % 1000 == 2


def test_a_policy_revised_within_a_second_holds_for_a_case_opened_in_it():
    administrator = posted(Role.ADMINISTRATOR)
    policy = Policy.objects.get(code="standard", until=None)
    targets = [{"clock": "resolve", "seconds": 36_000}]
    revising.revise_policy(
        policy.pk, terms={"targets": targets}, actor=administrator,
        now=NOW + timedelta(microseconds=500_000),
    )  # fmt: skip

    assert resolve(opened()).policy_version == 2


def test_a_wrong_due_moment_on_the_case_alone_is_mended():
    case = opened()
    type(case).objects.filter(pk=case.pk).update(next_due_at=NOW + 99 * HOUR)
    assert list(clocking.differing(now=NOW)) == [case.reference]

    assert clocking.mend(case.pk, now=NOW) is True

    assert list(clocking.differing(now=NOW)) == []
    assert clocking.mend(case.pk, now=NOW) is False


@pytest.mark.parametrize(
    ("clock", "wrong"),
    [
        ("resolve", {"alarm_at": None}),
        ("resolve", {"alarm_at": NOW + 99 * HOUR}),
        ("resolve", {"breached_at": NOW}),
        ("acknowledge", {"breached_at": NOW}),  # met, and never missed
    ],
)
def test_a_timer_that_was_lost_and_a_breach_that_was_none_are_mended(clock, wrong):
    case = opened()
    ClockCycle.objects.filter(case=case, clock=clock).update(**wrong)
    assert list(clocking.differing(now=NOW)) == [case.reference]

    assert clocking.mend(case.pk, now=NOW) is True

    assert list(clocking.differing(now=NOW)) == []


def test_what_the_sweep_has_still_to_tell_is_no_difference():
    case = opened()
    past = resolve(case).due_at + HOUR

    assert clocking.mend(case.pk, now=past) is False
    assert list(clocking.differing(now=past)) == []


def test_a_promise_on_a_finished_case_is_proven_too():
    case = opened()
    agent = posted(Role.AGENT)
    promising.promise(case.pk, text="x", due_at=NOW + 9 * HOUR, actor=agent, now=NOW)
    with changing(case.pk, actor=None, now=NOW) as change:
        change.case.state, change.case.resolver, change.case.resolved_at = "closed", agent, NOW
        change.case.outcome, change.case.closed_at = "declined", NOW
        change.happened(EventKind.CLOSED, facts={"outcome": "declined"})
    promise = ClockCycle.objects.filter(case=case, clock="promise")
    assert promise.update(alarm_at=None) == 1

    assert sweeping.prove_clocks(now=NOW) == 1
    assert promise.get().alarm_at is not None


@pytest.fixture
def remembering(settings):
    forget()
    settings.LOOK_UP_SECONDS = 10
    yield
    forget()


@pytest.mark.usefixtures("by_store_hours", "remembering")
def test_a_worker_waits_until_all_forgot_and_takes_what_was_opened_meanwhile(store, supervisor):
    before = opened(store)
    remembered = ruling.rules()
    closure = shutting.shut_store(
        store.pk, begins_at=MIDNIGHT, ends_at=MIDNIGHT + 24 * HOUR, reason="flood",
        actor=supervisor, now=NOW,
    )  # fmt: skip
    asked = recalculating.store_shut(closure, actor=supervisor, now=NOW)
    assert ruling.rules() is remembered
    meanwhile = opened(store)
    assert resolve(meanwhile).calendar_version == 1

    assert recalculating.sweep_recalculations(now=NOW + timedelta(seconds=9)) == 0
    assert resolve(before).calendar_version == 1
    settled = NOW + timedelta(seconds=10)
    assert recalculating.sweep_recalculations(now=settled) == 1
    assert recalculating.sweep_recalculations(now=settled) == 1
    assert recalculating.sweep_recalculations(now=settled) == 0

    assert {resolve(case).calendar_version for case in (before, meanwhile)} == {1001}
    asked.refresh_from_db()
    assert (asked.cases, asked.remaining, asked.finished_at) == (2, [], settled)


@pytest.mark.usefixtures("remembering")
@pytest.mark.django_db(transaction=True)
def test_whoever_asked_forgets_when_it_is_committed():
    administrator = posted(Role.ADMINISTRATOR)
    with transaction.atomic():
        recalculating.adopt_policies(code="x", reason="", actor=administrator, now=NOW)
        remembered = ruling.rules()
    assert ruling.rules() is not remembered


@pytest.mark.usefixtures("remembering")
def test_policies_opened_meanwhile_are_compared_too(administrator):
    opened()
    ruling.rules()
    revised("standard", administrator, targets=[{"clock": "resolve", "seconds": 36_000}])
    submission = SubmissionFactory(title="嗯", text="嗯")
    meanwhile = opening.open_case(submission.pk, now=NOW + HOUR)
    assert resolve(meanwhile).policy_version == 1
    asked = recalculating.adopt_policies(
        code="x", reason="", actor=administrator, now=NOW + HOUR - timedelta(seconds=1)
    )
    Recalculation.objects.filter(pk=asked.pk).update(remaining=asked.remaining[:1])

    later = NOW + HOUR + timedelta(minutes=1)
    assert [recalculating.sweep_recalculations(now=later) for _ in range(3)] == [1, 1, 0]

    assert set(
        ClockCycle.objects.filter(clock="resolve").values_list("policy_version", flat=True)
    ) == {2}
    asked.refresh_from_db()
    assert (asked.cases, asked.finished_at) == (2, later)


def stated(change):
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE cases_recalculation {change}")


def test_cases_already_moved_stay_moved_when_the_worker_dies_before_it_strikes_them_off(
    administrator,
):
    cases = [opened() for _ in range(2)]
    revised("standard", administrator, targets=[{"clock": "resolve", "seconds": 36_000}])
    asked = recalculating.adopt_policies(code="x", reason="", actor=administrator, now=NOW + HOUR)
    stated("ADD CONSTRAINT dying CHECK (remaining <> '[]')")

    with pytest.raises(DatabaseError):
        recalculating.go_on(asked.pk, now=NOW + HOUR)

    assert [resolve(case).policy_version for case in cases] == [2, 2]
    asked.refresh_from_db()
    assert asked.remaining == [case.pk for case in cases]
    stated("DROP CONSTRAINT dying")
    assert recalculating.go_on(asked.pk, now=NOW + HOUR) == 0
    moved = CaseEvent.objects.filter(kind="policy_changed").values_list("case", flat=True)
    assert sorted(moved) == asked.remaining


def test_the_hours_of_a_store_are_cut_once_for_as_long_as_nothing_changes(
    store, supervisor, monkeypatch
):
    monkeypatch.setattr(ruling, "MOST_CUT", 2)
    monkeypatch.setattr(ruling, "_cut", {})
    closure = shut(store, supervisor, now=NOW)
    code = f"store:{store.pk}"
    first = ruling.calendars_with()[code]

    assert ruling.calendars_with()[code] is first
    drafted = StoreClosure(
        store=store, begins_at=NOW, ends_at=NOW + HOUR, recorded_at=NOW + HOUR, reason="x"
    )
    assert [one.version for one in ruling.calendars_with(closure=drafted)[code]] == [1, 1001, 2001]
    assert ruling.calendars_with()[code] is first
    shutting.open_store(closure.pk, actor=supervisor, now=NOW + HOUR)
    assert [one.version for one in ruling.calendars_with()[code]] == [1, 1001, 2001]
    publish_calendar(store.calendar_id, actor=None, now=NOW + 2 * HOUR)
    assert len(ruling.calendars_with()[code]) == 5
    assert len(ruling._cut) == 1
