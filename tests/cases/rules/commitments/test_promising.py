"""What was promised is changed or taken back: the customer is told why, and the rate stays honest."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.errors import AlreadyDone, CaseEnded, MissingFacts, WrongFact
from cases.kinds import EventKind
from cases.measures.customers.timeline import customer_timeline
from cases.models import CaseEvent, Promise
from cases.rules.clocks import clocking
from cases.rules.commitments import promising
from cases.states import CaseState
from channels.models import Outgoing
from channels.rules.letters.composing import Circumstances, compose
from feedback_site.errors import NotAllowed
from feedback_site.organisation.roles import Role
from reports.measures.promises import kept_by_store
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
HOUR, UTC = timedelta(hours=1), ZoneInfo("UTC")


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@pytest.fixture
def case(agent):
    customer = customer_with(email="mei@example.com")
    submission = SubmissionFactory(
        customer=customer, conversation__customer=customer, no_contact_reason=""
    )
    return case_in(CaseState.IN_PROGRESS, submission=submission, owner=agent)


@pytest.fixture
def made(agent, case):
    return promising.promise(case.pk, text="call you", due_at=NOW + 2 * HOUR, actor=agent, now=NOW)


def change(made, actor, at, **more):
    how = {"text": "call you", "due_at": NOW + 5 * HOUR, "reason": "part is late", **more}
    return promising.change_promise(made.pk, actor=actor, now=NOW + at * HOUR, **how)


def withdraw(made, actor, at):
    return promising.withdraw_promise(made.pk, reason="sold out", actor=actor, now=NOW + at * HOUR)


def clocks(case):
    rows = case.cycles.filter(clock="promise").order_by("number")
    return [
        (row.due_at and (row.due_at - NOW) / HOUR, bool(row.breached_at), bool(row.cancelled_at))
        for row in rows
    ]


def rate():
    rows = kept_by_store(posted(Role.MANAGER), since=NOW, until=NOW + 99 * HOUR)
    return [
        (row.due, row.in_time, row.late, row.broken, row.changed, row.taken_back) for row in rows
    ]


def letter():
    row = Outgoing.objects.exclude(template="received").latest("pk")
    return row.template, row.context.get("text"), row.context.get("reason")


def test_changed_in_time_it_is_kept_by_the_new_one(agent, case, made):
    change(made, agent, 1)

    assert clocks(case) == [(2, False, True), (5, False, False)]
    assert letter() == ("promise_changed", "call you", "part is late")
    shown = customer_timeline(case.submission.conversation, now=NOW + HOUR)
    assert [(one.text, one.due_at) for one in shown.promises] == [("call you", NOW + 5 * HOUR)]
    assert [entry.text for entry in shown.entries][-1] == "call you\npart is late"

    promising.keep(made.pk, actor=agent, now=NOW + 4 * HOUR)
    assert rate() == [(1, 1, 0, 0, 1, 0)]


def test_changed_too_late_it_stays_broken(agent, case, made):
    change(made, agent, 3)
    promising.keep(made.pk, actor=agent, now=NOW + 4 * HOUR)

    assert clocks(case) == [(2, True, True), (5, False, False)]
    assert rate() == [(1, 0, 1, 0, 1, 0)]
    assert not clocking.mend(case.pk, now=NOW + 4 * HOUR)


@pytest.mark.parametrize(("at", "counted"), [(1, (0, 0, 0, 0, 0, 1)), (3, (1, 0, 0, 1, 0, 0))])
def test_taken_back_in_time_it_counts_beside_the_rate_and_too_late_as_broken(
    agent, case, made, at, counted
):
    withdraw(made, agent, at)

    assert letter() == ("promise_withdrawn", "call you", "sold out")
    assert clocks(case) == [(2, at > 2, True)]
    assert rate() == [counted]
    shown = customer_timeline(case.submission.conversation, now=NOW + at * HOUR)
    assert (shown.promises, shown.entries[-1].text) == ((), "call you\nsold out")
    with pytest.raises(AlreadyDone):
        promising.keep(made.pk, actor=agent, now=NOW + at * HOUR)


@pytest.mark.parametrize(
    ("state", "letters", "goes_on"),
    [
        (CaseState.IN_PROGRESS, 1, True), (CaseState.MERGED, 1, False), (CaseState.REJECTED, 0, False),
        (CaseState.WITHDRAWN, 0, False), (CaseState.DUPLICATE, 0, False),
    ],
)  # fmt: skip
def test_taken_back_on_a_case_that_ended_the_letter_promises_no_more_and_of_one_called_off_none_goes(
    agent, case, made, state, letters, goes_on
):
    type(case).objects.filter(pk=case.pk).update(state=state)

    withdraw(made, agent, 1)

    told = Outgoing.objects.filter(template="promise_withdrawn")
    said = [compose(one, Circumstances(zone=UTC), now=NOW).text for one in told]
    assert case.events.filter(kind=EventKind.PROMISE_WITHDRAWN).count() == 1
    assert (len(said), any("我們會繼續處理您的案件" in one for one in said)) == (letters, goes_on)


def test_other_words_alone_move_no_time(agent, case, made):
    change(made, agent, 1, text="write to you", due_at=made.due_at)

    assert clocks(case) == [(2, False, False)]
    made.refresh_from_db()
    assert (made.text, made.due_at, made.times_changed) == ("write to you", NOW + 2 * HOUR, 1)


def test_what_is_refused_changes_nothing(agent, case, made):
    before = CaseEvent.objects.count()
    for refused, how in (
        (MissingFacts, {"due_at": made.due_at}),
        (MissingFacts, {"reason": " "}),
        (MissingFacts, {"text": " "}),
        (WrongFact, {"due_at": NOW}),
        (NotAllowed, {"actor": posted(Role.CLERK)}),
    ):
        with pytest.raises(refused):
            change(made, **{"actor": agent, "at": 1, **how})
    type(case).objects.filter(pk=case.pk).update(state=CaseState.WITHDRAWN)
    with pytest.raises(CaseEnded):
        change(made, agent, 1)
    with pytest.raises(NotAllowed):
        withdraw(made, posted(Role.CLERK), 1)

    made.refresh_from_db()
    assert (made.due_at, made.times_changed, made.withdrawn_at) == (NOW + 2 * HOUR, 0, None)
    assert (CaseEvent.objects.count(), Outgoing.objects.exclude(template="received").count()) == (
        before, 0,
    )  # fmt: skip


def test_the_dialogs_change_it_and_take_it_back(client, agent, case):
    now = timezone.now().replace(microsecond=0)
    made = Promise.objects.create(
        case=case, text="call you", owner=agent, due_at=now + 2 * HOUR, made_at=now
    )
    client.force_login(agent)
    client.cookies["django_language"] = "en"

    def act(code):
        return reverse("admin:cases_case_act_on", args=(case.reference, code, made.pk))

    page = client.get(reverse("admin:cases_case_desk", args=(case.reference,))).text
    assert (act("change_promise") in page, act("withdraw_promise") in page) == (True, True)
    offered = client.get(act("change_promise")).context["form"]
    due = offered["due_at"].value()
    said = {"text": "write to you", "due_at": due.strftime("%Y-%m-%dT%H:%M"), "reason": "hoarse"}
    assert client.post(act("change_promise"), said).status_code == 302
    made.refresh_from_db()
    # Left as it was offered, the time has not moved, seconds and all.
    assert (made.text, made.due_at) == ("write to you", now + 2 * HOUR)
    history = client.get(reverse("admin:cases_case_desk", args=(case.reference,))).text
    assert "→ write to you" in history

    assert client.post(act("withdraw_promise"), {"reason": "sold out"}).status_code == 302
    assert case.events.filter(kind=EventKind.PROMISE_WITHDRAWN).count() == 1
