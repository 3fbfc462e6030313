"""The fifty edge cases of time limits by number; here those that only rows and doors can show.

A test's name begins with its number. Arithmetic (1 to 9, 13, 14, 44, 49) is tested with the organisation,
the fold (7 to 43) and notices (44 to 46) beside this file, closing and undoing (30, 32) with the loop;
the roll at the end holds that none of the fifty is missing.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from cases.errors import AlreadyDone, MissingFacts, WrongFact
from cases.models import CaseEvent, ClockCycle, Notice
from cases.rules.clocks import clocking
from cases.rules.desk import noting
from cases.rules.lifecycle import moving
from cases.rules.openings import opening
from cases.rules.replies import replying
from cases.rules.time_limits import alarming, correcting
from cases.states import CaseState
from channels.models import Message
from feedback_site.errors import NotAllowed
from feedback_site.organisation.roles import Role
from tests.cases.admin.conftest import at_desk  # noqa: F401 a fixture
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import posted

TESTS = Path(__file__).parents[2]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def case():
    return opening.open_case(SubmissionFactory().pk, now=NOW)


@pytest.fixture
def supervisor():
    return posted(Role.SUPERVISOR)


def limit(case, clock):
    return ClockCycle.objects.get(case=case, clock=clock)


@pytest.mark.django_db
def test_08_a_receipt_speaks_in_the_time_zone_of_whoever_reads_it(case, at_desk):  # noqa: F811
    pages = {}
    for zone in ("Asia/Taipei", "Europe/Berlin"):
        reader = posted(Role.AGENT)
        reader.time_zone = zone
        reader.save()
        page = at_desk(reader).get(reverse("admin:cases_case_limits", args=(case.reference,)))
        pages[zone] = page.text

    # 01:30 in UTC and a day after it
    assert "9:30" in pages["Asia/Taipei"]
    assert "3:30" in pages["Europe/Berlin"]


def entered(case, actor, **more):
    values = {
        "waiting_reason": "customer", "pause_from": NOW + HOUR, "pause_until": NOW + 3 * HOUR,
        "reason": "asked on the phone, not noted", "now": NOW + 5 * HOUR, **more,
    }  # fmt: skip
    return correcting.enter_pause(case.pk, actor=actor, **values)


@pytest.mark.django_db
def test_18_a_pause_entered_afterwards_moves_the_limit_and_shows_as_a_correction(case, supervisor):
    due_at = limit(case, "resolve").due_at

    entered(case, supervisor)

    assert limit(case, "resolve").due_at == due_at + 2 * HOUR
    assert limit(case, "first_response").due_at == NOW + DAY
    (cycle,) = (c for c in clocking.explain_case(case.reference, now=NOW + 5 * HOUR)
                if c.clock == "resolve")  # fmt: skip
    assert [(p.person, p.correction) for p in cycle.pauses] == [(str(supervisor.pk), True)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"reason": " "}, MissingFacts),
        ({"waiting_reason": "weather"}, WrongFact),
        ({"pause_from": NOW - HOUR}, WrongFact),  # before the case
        ({"pause_until": NOW + HOUR}, WrongFact),  # nothing
        ({"pause_until": NOW + 6 * HOUR}, WrongFact),  # in the future
        ({"now": NOW + 10 * DAY, "pause_until": NOW + HOUR + 7.1 * DAY}, WrongFact),  # too long
        ({"now": NOW + 15 * DAY}, WrongFact),  # too long ago
    ],
)
def test_18_it_needs_a_reason_and_has_a_maximum(case, supervisor, more, refusal):
    with pytest.raises(refusal):
        entered(case, supervisor, **more)

    assert not CaseEvent.objects.filter(case=case, kind="correction").exists()


@pytest.mark.django_db
def test_18_it_is_for_supervisors_and_open_cases(case, supervisor):
    closed = case_in(CaseState.CLOSED)

    with pytest.raises(NotAllowed):
        entered(case, posted(Role.AGENT))
    with pytest.raises(AlreadyDone):
        entered(closed, supervisor)

    assert not CaseEvent.objects.filter(kind="correction").exists()


@pytest.mark.django_db
def test_41_what_was_captured_offline_counts_from_then_and_a_breach_is_late_sync():
    captured = SubmissionFactory(captured_at=NOW - 2 * DAY, received_at=NOW)
    case = opening.open_case(captured.pk, now=NOW)

    cycle = limit(case, "first_response")
    (read,) = (c for c in clocking.explain_case(case.reference, now=NOW)
               if c.clock == "first_response")  # fmt: skip

    assert (cycle.started_at, cycle.breached_at) == (NOW - 2 * DAY, NOW - DAY)
    assert read.breach.cause == "late_sync"


@pytest.mark.django_db
def test_45_after_three_hours_of_standstill_each_level_is_told_once_with_its_true_time(case):
    due_at = limit(case, "first_response").due_at

    assert alarming.sweep_alarms(now=due_at + 3 * HOUR) == 1
    assert alarming.sweep_alarms(now=due_at + 3 * HOUR) == 0

    told = Notice.objects.filter(cycle__case=case, cycle__clock="first_response")
    assert list(told.order_by("level").values_list("level", "true_at", "told_at")) == [
        (50, NOW + 12 * HOUR, due_at + 3 * HOUR),
        (80, NOW + 19.2 * HOUR, due_at + 3 * HOUR),
        (100, due_at, due_at + 3 * HOUR),
    ]


@pytest.mark.django_db
def test_46_the_database_refuses_the_same_notice_twice(case):
    values = {"cycle": limit(case, "resolve"), "level": 80, "true_at": NOW, "told_at": NOW}
    Notice.objects.create(**values)

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(**values)

    assert Notice.objects.count() == 1


def _sweep(now):
    try:
        return alarming.sweep_alarms(now=now)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_47_two_workers_tell_each_notice_once():
    cases = [opening.open_case(SubmissionFactory().pk, now=NOW) for _ in range(4)]
    late = NOW + 2 * DAY

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(_sweep, [late, late]))
    alarming.sweep_alarms(now=late)

    events = CaseEvent.objects.filter(kind="breached", facts__level=100)
    assert events.filter(facts__clock="first_response").count() == len(cases)
    assert list(clocking.differing(now=late)) == []


@pytest.mark.django_db
def test_50_of_an_erased_customer_the_timings_stay():
    customer = customer_with(email="mei@example.com")
    case = case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(customer=customer))
    agent = case.owner
    replying.reply(case.pk, text="您好", actor=agent, now=NOW + HOUR)
    noting.note(case.pk, text="嗯", actor=agent, now=NOW + 2 * HOUR)
    before = list(case.cycles.order_by("pk").values())

    # The key goes, and with it every word; the rows that have times stay.
    customer.wrapped_key, customer.name_sealed, customer.name_masked = None, None, ""
    customer.save()
    Message.objects.filter(conversation=case.submission.conversation).update(text="")

    assert clocking.mend(case.pk, now=NOW + 2 * HOUR) is False
    assert list(case.cycles.order_by("pk").values()) == before


def test_01_to_50_each_edge_case_has_its_test():
    named = re.compile(r"^def test_((?:\d\d_(?:and_)?)+)", re.MULTILINE)
    numbers = {
        int(number)
        for path in TESTS.rglob("test_*.py")
        for name in named.findall(path.read_text())
        for number in re.findall(r"\d\d", name)
    }

    assert sorted(numbers) == list(range(1, 51))


def test_32_undoing_is_for_five_minutes():
    assert moving.undo_time() == timedelta(minutes=5)
