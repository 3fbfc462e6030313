"""Whoever called in vain is owed a call: made, joined, withdrawn, tried, late."""

from datetime import UTC, datetime, timedelta

import pytest

from channels.call_kinds import CallBackState, TryOutcome
from channels.errors import (
    CallBackFinished,
    CallTimePassed,
    MissingReason,
    TooFewTries,
    TriedMeanwhile,
)
from channels.models import Call, CallBack, CallBackTry, Outgoing
from channels.rules.calls import calling_back
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import CalendarHours
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules.publishing import publish_calendar
from tests.channels import call_centre
from tests.channels.call_centre import tell
from tests.factories.organisation import CalendarFactory, StoreFactory, posted
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def centre():
    return call_centre.account()


@pytest.fixture
def at():
    return datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=30)


@pytest.fixture
def agent():
    return posted(Role.AGENT)


def in_vain(centre, at, *, call="c-1", kind="missed", **data):
    tell(centre, "ringing", at, call=call, **data)
    tell(centre, kind, at + MINUTE, call=call, **data)
    return Call.objects.get(external_id=call)


def heard(centre, at, *, call="c-2", **data):
    tell(centre, "ringing", at, call=call, **data)
    tell(centre, "answered", at + MINUTE, call=call, **data)


@pytest.fixture
def owed(centre, at):
    return in_vain(centre, at).call_back


@pytest.mark.parametrize("kind", ["missed", "voicemail", "ended"])
def test_a_call_in_vain_is_owed_one_within_an_hour(centre, at, kind):
    call = in_vain(centre, at, kind=kind)

    owed = call.call_back
    assert (owed.state, owed.due_at, owed.owner) == ("open", at + 61 * MINUTE, None)
    assert (owed.promised_at, owed.number_masked) == (owed.due_at, call.number_masked)


def test_the_hour_is_one_of_working_time(centre):
    calendar = CalendarFactory(time_zone="Asia/Taipei")
    nine_to_six = [["09:00", "18:00"]]
    CalendarHours.objects.create(
        calendar=calendar, valid_from="2020-01-01", weekly={"mon": nine_to_six, "tue": nine_to_six}
    )
    publish_calendar(calendar.pk, actor=None, now=datetime(2026, 1, 1, tzinfo=UTC))
    store = StoreFactory(calendar=calendar)
    monday_1750 = datetime(2026, 5, 4, 9, 49, tzinfo=UTC)

    call = in_vain(centre, monday_1750, store=store.code)

    # Ten minutes are left on Monday, fifty remain for Tuesday.
    assert call.call_back.due_at == datetime(2026, 5, 5, 1, 50, tzinfo=UTC)


def test_the_connection_says_how_soon_and_on_which_working_times(at):
    calendar = CalendarFactory(code="hotline", time_zone="Asia/Taipei")
    CalendarHours.objects.create(
        calendar=calendar, valid_from="2020-01-01", weekly={"tue": [["09:00", "18:00"]]}
    )
    publish_calendar(calendar.pk, actor=None, now=datetime(2026, 1, 1, tzinfo=UTC))
    centre = call_centre.account(call_back_minutes=15, calendar="hotline")

    call = in_vain(centre, datetime(2026, 5, 4, 2, 0, tzinfo=UTC))

    assert call.call_back.due_at == datetime(2026, 5, 5, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize("weekly", [None, {}])
def test_working_times_that_cannot_answer_are_round_the_clock(at, weekly):
    calendar = CalendarFactory(code="empty")
    if weekly is not None:
        CalendarHours.objects.create(calendar=calendar, valid_from="2020-01-01", weekly=weekly)
        publish_calendar(calendar.pk, actor=None, now=datetime(2026, 1, 1, tzinfo=UTC))

    call = in_vain(call_centre.account(calendar="empty"), at)

    assert call.call_back.due_at == at + 61 * MINUTE


def test_calls_of_one_number_share_one_call_back(centre, at):
    first = in_vain(centre, at)
    second = in_vain(centre, at + 5 * MINUTE, call="c-2")
    other = in_vain(centre, at, call="c-3", number="+886987654321")

    assert first.call_back == second.call_back != other.call_back
    assert first.call_back.due_at == at + 61 * MINUTE


def test_nothing_is_owed_to_a_withheld_number_nor_for_our_own_calls(centre, at):
    in_vain(centre, at, number="anonymous")
    in_vain(centre, at, call="c-2", direction="outbound")

    assert not CallBack.objects.exists()


@pytest.mark.parametrize("in_order", [True, False])
def test_who_called_again_and_was_heard_is_owed_nothing(centre, at, in_order):
    steps = [
        lambda: in_vain(centre, at),
        lambda: heard(centre, at + 5 * MINUTE),
    ]
    for step in steps if in_order else reversed(steps):
        step()

    assert not CallBack.objects.open().exists()
    assert not Call.objects.get(external_id="c-1").call_back or (
        CallBack.objects.get().state == CallBackState.NOT_NEEDED
    )


def test_who_was_heard_before_they_called_in_vain_is_still_owed_a_call(centre, at):
    heard(centre, at)
    in_vain(centre, at + 5 * MINUTE, call="c-3")

    assert CallBack.objects.open().count() == 1


def test_a_call_in_vain_that_is_told_of_only_after_the_call_back_is_owed_nothing(
    centre, at, owed, agent
):
    calling_back.record_try(owed.pk, outcome="reached", actor=agent, now=datetime.now(UTC))

    in_vain(centre, at + 2 * MINUTE, call="c-late")

    assert not CallBack.objects.open().exists()


def test_taking_it_on_names_an_owner_and_anybody_may_take_it_over(owed, agent):
    now = datetime.now(UTC)
    colleague = posted(Role.CLERK)

    calling_back.take_on(owed.pk, actor=agent, now=now)
    calling_back.take_on(owed.pk, actor=colleague, now=now)

    owed.refresh_from_db()
    assert owed.owner == colleague
    verbs = LedgerEvent.objects.filter(subject=f"call_back:{owed.pk}").order_by("pk")
    assert list(verbs.values_list("verb", "actor")) == [
        ("call_back.made", "system"),
        ("call_back.taken", f"user:{agent.pk}"),
        ("call_back.taken", f"user:{colleague.pk}"),
    ]


def test_reached_ends_it(owed, agent):
    now = datetime.now(UTC)

    calling_back.record_try(
        owed.pk, outcome="reached", remark=" will come on Friday ", actor=agent, now=now
    )

    owed.refresh_from_db()
    assert (owed.state, owed.finished_at, owed.finished_by) == ("done", now, agent)
    assert CallBackTry.objects.get().remark == "will come on Friday"


@pytest.mark.parametrize("outcome", ["no_answer", "busy", "call_later"])
def test_an_attempt_that_reaches_nobody_makes_it_due_anew(owed, agent, outcome):
    now = datetime.now(UTC).replace(microsecond=0)
    CallBack.objects.update(late_told_at=now)

    calling_back.record_try(owed.pk, outcome=outcome, actor=agent, now=now)

    promised = owed.promised_at
    owed.refresh_from_db()
    assert (owed.state, owed.due_at, owed.owner) == ("open", now + 60 * MINUTE, agent)
    assert (owed.promised_at, owed.late_told_at) == (promised, None)


def test_the_customers_own_time_counts(owed, agent):
    now = datetime.now(UTC)

    calling_back.record_try(
        owed.pk, outcome="call_later", call_at=now + 7 * MINUTE, actor=agent, now=now
    )

    owed.refresh_from_db()
    assert owed.due_at == now + 7 * MINUTE


def test_a_wrong_number_ends_it(owed, agent):
    calling_back.record_try(owed.pk, outcome="wrong_number", actor=agent, now=datetime.now(UTC))

    owed.refresh_from_db()
    assert owed.state == CallBackState.FAILED


def test_giving_up_takes_three_tries_and_a_reason(owed, agent):
    now = datetime.now(UTC)

    def give_up(reason="never there"):
        return calling_back.give_up(owed.pk, reason=reason, actor=agent, now=now)

    with pytest.raises(TooFewTries):
        give_up()
    for _ in range(3):
        calling_back.record_try(owed.pk, outcome="no_answer", actor=agent, now=now)
    with pytest.raises(MissingReason):
        give_up(" ")
    owed.refresh_from_db()
    assert owed.state == CallBackState.OPEN

    assert give_up().state == CallBackState.FAILED


def _state():
    return (
        list(CallBack.objects.values()), list(CallBackTry.objects.values()),
        LedgerEvent.objects.count(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("error", "act"),
    [
        (CallTimePassed, lambda o, a, n: calling_back.record_try(
            o.pk, outcome="call_later", call_at=n - MINUTE, actor=a, now=n)),
        (TriedMeanwhile, lambda o, a, n: calling_back.record_try(
            o.pk, outcome="busy", seen=1, actor=a, now=n)),
        (ValueError, lambda o, a, n: calling_back.record_try(o.pk, outcome="?", actor=a, now=n)),
        (NotAllowed, lambda o, a, n: calling_back.record_try(
            o.pk, outcome="busy", actor=posted(Role.AUDITOR), now=n)),
        (NotAllowed, lambda o, a, n: calling_back.take_on(
            o.pk, actor=posted(Role.EXPERIENCE_OFFICER), now=n)),
    ],
)  # fmt: skip
def test_a_refusal_changes_nothing(owed, agent, error, act):
    before = _state()

    with pytest.raises(error):
        act(owed, agent, datetime.now(UTC))

    assert _state() == before


@pytest.mark.parametrize(
    "act",
    [
        lambda pk, a, n: calling_back.take_on(pk, actor=a, now=n),
        lambda pk, a, n: calling_back.record_try(pk, outcome="busy", actor=a, now=n),
        lambda pk, a, n: calling_back.give_up(pk, reason="x", actor=a, now=n),
    ],
)
def test_what_is_finished_stays_as_it_is(owed, agent, act):
    now = datetime.now(UTC)
    calling_back.record_try(owed.pk, outcome="reached", actor=agent, now=now)
    before = _state()

    with pytest.raises(CallBackFinished):
        act(owed.pk, agent, now)

    assert _state() == before


def test_a_late_one_is_told_once_each_time_it_was_due(centre, at):
    store = StoreFactory()
    boss, _far_away = posted(Role.SUPERVISOR, store=store), posted(Role.SUPERVISOR)
    owed = in_vain(centre, at, store=store.code).call_back
    late = owed.due_at + MINUTE

    assert calling_back.sweep_late(now=owed.due_at - MINUTE) == 0
    assert [calling_back.sweep_late(now=late), calling_back.sweep_late(now=late)] == [1, 0]

    letter = Outgoing.objects.get(template="staff_call_back_late")
    assert letter.recipient == boss
    assert letter.context["reference"] == owed.number_masked
    assert LedgerEvent.objects.filter(verb="call_back.late").count() == 1

    calling_back.record_try(owed.pk, outcome="busy", actor=boss, now=late)
    owed.refresh_from_db()
    assert calling_back.sweep_late(now=owed.due_at + MINUTE) == 1
    assert Outgoing.objects.filter(template="staff_call_back_late").count() == 2


def test_where_nobody_supervises_the_owner_of_the_channel_is_told(centre, owed):
    owner = posted(Role.MANAGER)
    type(centre.channel).objects.filter(pk=centre.channel_id).update(owner=owner)

    calling_back.sweep_late(now=owed.due_at + MINUTE)

    assert Outgoing.objects.get(template="staff_call_back_late").recipient == owner


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", range(3))
def test_two_calls_in_vain_of_one_number_at_once_are_owed_one_call(at, round_number):
    centre = call_centre.account()
    at_once(2, lambda n: in_vain(centre, at, call=f"c-{n}"))

    assert CallBack.objects.count() == 1
    assert set(Call.objects.values_list("call_back", flat=True)) == {CallBack.objects.get().pk}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", range(3))
def test_a_call_heard_and_one_in_vain_at_once_leave_nothing_owed(at, round_number):
    centre = call_centre.account()
    steps = [lambda: in_vain(centre, at), lambda: heard(centre, at + MINUTE)]
    at_once(2, lambda n: steps[n]())

    assert not CallBack.objects.open().exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_record_at_once_do_not_overwrite_each_other(at):
    owed = in_vain(call_centre.account(), at).call_back
    agents = [posted(Role.AGENT), posted(Role.AGENT)]

    def record(n):
        try:
            calling_back.record_try(
                owed.pk,
                outcome=TryOutcome.NO_ANSWER,
                seen=0,
                actor=agents[n],
                now=datetime.now(UTC),
            )
        except TriedMeanwhile:
            return False
        return True

    assert sorted(at_once(2, record)) == [False, True]
    assert CallBackTry.objects.count() == 1
