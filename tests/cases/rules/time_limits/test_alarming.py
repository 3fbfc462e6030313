"""Telling of missed limits: many cases in as many statements as few, and each as if it were alone."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from cases.kinds import EventKind
from cases.models import Case, CaseEvent, ClockCycle, Escalation, Notice
from cases.rules.changes.changing import Change, changing, write_events
from cases.rules.clocks import clocking, recounting
from cases.rules.commitments import promising
from cases.rules.escalation import escalating
from cases.rules.escalation.climbing import Roster
from cases.rules.escalation.raising import Raising
from cases.rules.links import splitting
from cases.rules.links.splitting import Second
from cases.rules.openings import opening
from cases.rules.time_limits import alarming
from cases.states import CaseState
from channels.kinds import ChannelKind
from channels.listed_letters import LISTED_BY
from channels.models import Outgoing
from feedback_site.organisation.models import Absence
from feedback_site.organisation.roles import Role
from tests.cases.rules.openings.test_opening import submission
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATE = NOW + timedelta(hours=25)


def opened(number):
    return [
        opening.open_case(SubmissionFactory(title="嗯", text="嗯").pk, now=NOW)
        for _ in range(number)
    ]


@pytest.fixture(autouse=True)
def head():
    return posted(Role.DEPARTMENT_HEAD)


def statements(do):
    with CaptureQueriesContext(connection) as captured:
        do()
    return len(captured)


@pytest.mark.usefixtures("remembering")
def test_many_are_told_in_as_many_statements_as_few():
    opened(2)
    few = statements(lambda: alarming.sweep_alarms(now=LATE))
    opened(20)
    many = statements(lambda: alarming.sweep_alarms(now=LATE))

    assert many == few


def told(case):
    return (
        list(case.events.order_by("seq").values_list("kind", "facts__clock", "facts__level")),
        list(Escalation.objects.filter(case=case).values_list("level", "assignee", "cause")),
        list(Notice.objects.filter(cycle__case=case).order_by("cycle__clock", "level")
             .values_list("cycle__clock", "level", "true_at")),
        list(ClockCycle.objects.filter(case=case).order_by("clock")
             .values_list("clock", "breached_at", "alarm_at")),
        Case.objects.filter(pk=case.pk).values_list("level", "version", "next_due_at").get(),
        sorted(letters_about(case)),
    )  # fmt: skip


def letters_about(case):
    """What colleagues were told of a case, by letters of its own or in such as list it, and how many."""
    alone_as = {many: one for one, many in LISTED_BY.items()}
    told = set()
    for row in Outgoing.objects.exclude(recipient=None):
        kind = alone_as.get(row.template, row.template)
        for one in row.context.get("rows", [row.context]):
            if one["case_id"] == case.pk:
                # A case that went up twice in one pass stands once in the letter about it.
                limit = "" if kind == "staff_escalated" else (one["clock"], one["due_at"])
                told.add((kind, limit, row.recipient_id))
    return Counter((kind, limit) for kind, limit, _person in told).items()


def test_a_batch_makes_of_each_what_it_would_become_alone(head):
    together, alone = opened(3), opened(1)[0]
    alarming.ring(alone.pk, now=LATE)

    alarming.sweep_alarms(now=LATE)

    assert {repr(told(case)) for case in together} == {repr(told(alone))}
    assert told(alone)[1] == [(1, head.pk, "breach")]
    assert list(clocking.differing(now=LATE)) == []
    assert CaseEvent.objects.filter(kind="assigned").count() == 4
    assert Outgoing.objects.filter(template="staff_escalated", recipient=head).count() == 4


def stored(case):
    clocking.refold(case, recounting.history_of(case), now=NOW)
    case.save()
    return case


def promised():
    case = stored(case_in(CaseState.IN_PROGRESS))
    promising.promise(
        case.pk, text="x", due_at=NOW + timedelta(hours=3), owner=posted(Role.AGENT),
        actor=case.owner, now=NOW,
    )  # fmt: skip
    return case


def split_off(at):
    whole = opening.open_case(submission("相片偏黃，請重印。店員很兇。").pk, now=NOW)
    (message,) = whole.submission.conversation.messages.all()
    second = Second(title="店員", words="店員很兇。", messages=[message.pk])
    agent = posted(Role.AGENT)
    return splitting.split_case(whole.pk, second=second, reason="two", actor=agent, now=at)


def one_of_each(head, at):
    """Cases in every state, owned and free, promised, split off, and one that names the head."""
    named = SubmissionFactory(title="嗯", text=f"{head.display_name} shouted at me")
    return [
        *(stored(case_in(state)) for state in CaseState), *opened(1),
        opening.open_case(named.pk, now=NOW), promised(), split_off(at),
    ]  # fmt: skip


@pytest.mark.parametrize("is_away", [False, True])
def test_varied_cases_become_in_a_batch_what_they_become_alone(head, is_away):
    posted(Role.MANAGER)
    if is_away:
        Absence.objects.create(
            person=head,
            begins_at=NOW,
            ends_at=NOW + timedelta(days=30),
            kind="leave",
            entered_by=head,
            entered_at=NOW,
        )
    at = NOW + timedelta(hours=30)
    alone, together = one_of_each(head, at), one_of_each(head, at)
    for hours in (31, 50):
        late = NOW + timedelta(hours=hours)
        for case in alone:
            alarming.ring(case.pk, now=late)
        while alarming.sweep_alarms(now=late):
            pass

    assert [repr(told(case)) for case in together] == [repr(told(case)) for case in alone]
    assert list(clocking.differing(now=late)) == []


def histories_read(do):
    with CaptureQueriesContext(connection) as captured:
        do()
    return sum("FROM cases_caseevent" in query["sql"] for query in captured)


def test_what_was_foreseen_is_told_as_if_the_history_were_folded(head):
    posted(Role.MANAGER)
    at = NOW + timedelta(hours=30)
    folded, foreseen = one_of_each(head, at), one_of_each(head, at)
    for hours in (13, 31, 50):
        late = NOW + timedelta(hours=hours)
        Case.objects.filter(pk__in=[case.pk for case in folded]).update(folded_seq=0)
        while alarming.sweep_alarms(now=late):
            pass

        assert [repr(told(case)) for case in foreseen] == [repr(told(case)) for case in folded]
        assert list(clocking.differing(now=late)) == []


def test_no_history_is_read_of_cases_with_an_owner():
    cases = [stored(case_in(CaseState.IN_PROGRESS)) for _ in range(2)]

    assert histories_read(lambda: alarming.sweep_alarms(now=LATE)) == 0
    missed = CaseEvent.objects.filter(kind="breached", facts__clock="first_response")
    assert missed.filter(facts__level=100).count() == 2
    assert Escalation.objects.filter(cause="breach").count() == 2
    Case.objects.filter(pk=cases[0].pk).update(folded_seq=0)
    assert histories_read(lambda: alarming.sweep_alarms(now=LATE + timedelta(days=9))) == 1


def test_what_happened_behind_the_stored_clocks_is_folded():
    case = stored(case_in(CaseState.IN_PROGRESS))
    change = Change(case=case, actor=case.owner, now=NOW + timedelta(hours=1))
    change.happened(EventKind.ANSWERED)
    write_events([change])
    case.save(update_fields=["last_event_seq"])

    alarming.sweep_alarms(now=LATE)

    answered = ClockCycle.objects.get(case=case, clock="first_response")
    assert (answered.met_at, answered.breached_at) == (NOW + timedelta(hours=1), None)
    assert not Notice.objects.filter(cycle=answered, level=100).exists()


def test_the_nightly_proof_mends_what_is_foreseen_wrongly_and_passes_over_what_is_not():
    case = stored(case_in(CaseState.IN_PROGRESS))
    right = ClockCycle.objects.get(case=case, clock="resolve").coming
    ClockCycle.objects.filter(case=case).update(coming=None)
    assert list(clocking.differing(now=NOW)) == []
    assert clocking.mend(case.pk, now=NOW) is False
    assert ClockCycle.objects.get(case=case, clock="resolve").coming == right

    ClockCycle.objects.filter(case=case, clock="resolve").update(coming=[100, 0])
    assert list(clocking.differing(now=NOW)) == [case.reference]
    assert clocking.mend(case.pk, now=NOW) is True
    assert ClockCycle.objects.get(case=case, clock="resolve").coming == right


def test_a_limit_missed_in_silence_goes_up_when_it_is_missed_for_long(head):
    child = split_off(NOW + timedelta(hours=30))

    alarming.sweep_alarms(now=NOW + timedelta(hours=31))
    assert not Escalation.objects.filter(case=child).exists()
    alarming.sweep_alarms(now=NOW + timedelta(hours=50))

    raised = Escalation.objects.filter(case=child).earliest("pk")
    assert (raised.level, raised.cause, raised.assignee) == (1, "long_breach", head)


def test_whoever_the_customer_names_does_not_get_the_case(head):
    text = f"{head.display_name} shouted at me"
    cases = [
        opening.open_case(SubmissionFactory(title="嗯", text=text).pk, now=NOW) for _ in range(2)
    ]

    alarming.sweep_alarms(now=LATE)

    raised = Escalation.objects.values_list("case", "assignee")
    assert set(raised) == {(case.pk, None) for case in cases}
    assert not Case.objects.exclude(owner=None).exists()
    assert not Outgoing.objects.filter(template="staff_escalated").exists()
    manager = posted(Role.MANAGER)
    with changing(cases[0].pk, actor=None, now=LATE) as change:
        escalating.raise_level(change, cause=Escalation.Cause.REQUEST)
    assert Case.objects.get(pk=cases[0].pk).owner == manager


@pytest.mark.parametrize("kind", [EventKind.NOTED, EventKind.ANSWERED])
def test_a_step_between_a_limit_and_its_sweep_takes_no_notice_away(kind):
    case = opening.open_case(SubmissionFactory(received_at=NOW).pk, now=NOW)
    cycle = ClockCycle.objects.get(case=case, clock="first_response")
    just_after = cycle.due_at + timedelta(seconds=3)

    with changing(case.pk, actor=None, now=just_after) as change:
        change.happened(kind)
    alarming.sweep_alarms(now=just_after + timedelta(seconds=2))

    assert Notice.objects.filter(cycle=cycle, level=100).count() == 1
    cycle.refresh_from_db()
    assert cycle.alarm_at is None or cycle.alarm_at > just_after


def test_a_receipt_that_goes_out_late_is_told_and_calls_nobody_above(head):
    case = opening.open_case(submission("嗯", ChannelKind.EMAIL).pk, now=NOW)

    alarming.sweep_alarms(now=NOW + timedelta(minutes=5))

    breached = case.events.filter(kind=EventKind.BREACHED).values_list("facts__clock", flat=True)
    assert set(breached) == {"acknowledge"}
    case.refresh_from_db()
    assert (case.level, Escalation.objects.count()) == (0, 0)


def test_what_came_up_before_a_case_could_be_opened_is_told():
    case = opening.open_case(SubmissionFactory(received_at=NOW).pk, now=NOW + timedelta(days=2))

    alarming.sweep_alarms(now=NOW + timedelta(days=2))

    told = Notice.objects.filter(cycle__case=case, cycle__clock="first_response", level=100)
    assert told.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_side_by_side_tell_each_case_once():
    cases = opened(12)
    start = Barrier(2)

    def sweep():
        start.wait()
        while alarming.sweep_alarms(now=LATE, limit=3):
            pass
        connections.close_all()

    sweeps = [Thread(target=sweep) for _ in range(2)]
    for one in sweeps:
        one.start()
    for one in sweeps:
        one.join()
    # What one passed over because the other had it is the next pass's.
    alarming.sweep_alarms(now=LATE)

    assert {repr(told(case)) for case in cases} == {repr(told(cases[0]))}
    assert Escalation.objects.count() == 12
    assert Outgoing.objects.filter(template="staff_escalated").count() == 12


def test_a_clock_of_no_promise_tells_nobody_who_promised():
    case = case_in("in_progress")
    raising = Raising(roster=Roster(now=NOW), now=NOW)
    change = Change(case=case, actor=None, now=NOW)

    for subject in ("", "0", "review"):
        raising.tell_promiser(change, subject, "staff_warned", limit=1, level=80, due_at="")
    raising.write()

    assert not Outgoing.objects.filter(template="staff_warned").exists()
