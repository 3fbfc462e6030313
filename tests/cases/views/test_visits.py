"""A visit to a store: only when it is open, wished for on the case, confirmed by a promise."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cases.measures.appointments.visit_times import visit_times
from cases.models import Promise
from cases.rules.commitments import promising
from cases.states import CaseState
from channels.models import Message
from feedback_site.organisation.models import StoreClosure
from tests.doors import CommittingClient, enter
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.organisation import StoreFactory

pytestmark = pytest.mark.django_db
# A Tuesday, 11:00 in Taipei.
NOW = "2026-05-05T03:00:00Z"


@pytest.fixture
def store(weekly_calendar):
    return StoreFactory(code="zs", name_en="Zhongshan", calendar=weekly_calendar)


@pytest.fixture
def weekly_calendar():
    """Monday to Friday from 10 to 13 and from 14 to 20."""
    from feedback_site.organisation.models import BusinessCalendar, CalendarEdition

    calendar = BusinessCalendar.objects.create(code="shop", time_zone="Asia/Taipei", version=1)
    week = {
        day: [["10:00", "13:00"], ["14:00", "20:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
    }
    content = {"weekly": [{"valid_from": "2000-01-01", "week": week}], "days": []}
    CalendarEdition.objects.create(calendar=calendar, version=1, content=content)
    return calendar


@pytest.fixture(autouse=True)
def _at_eleven():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def client():
    client = CommittingClient()
    client.cookies["django_language"] = "en"
    return client


def codes(page):
    return [one.code for one in page.context["times"]]


def test_a_time_is_wished_for_and_confirmed(client, store):
    case = case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store))
    path = f"{enter(client, case.submission.conversation)}visit/"
    times = codes(client.get(path))
    # Two hours from now is one o'clock: the morning is over. Nobody is there at the weekend.
    assert times[:4] == [
        "2026-05-05.afternoon", "2026-05-05.evening", "2026-05-06.morning", "2026-05-06.afternoon",
    ]  # fmt: skip
    assert not [one for one in times if one.startswith(("2026-05-09", "2026-05-10"))]

    refused = client.post(path, {"store": "zs", "time": "2026-05-09.morning"})
    assert "not open then" in str(refused.context["form"].errors)
    assert not Message.objects.filter(conversation=case.submission.conversation).exists()
    done = client.post(path, {"store": "zs", "time": "2026-05-06.morning", "note": "The prints"})

    assert done.status_code == 302
    message = Message.objects.get(conversation=case.submission.conversation)
    assert message.text == (
        "I would like to come to Zhongshan: Wednesday, 6 May, in the morning (10:00–12:00).\nThe prints"
    )
    promising.promise(
        case.pk, text="Your visit", due_at=timezone.now() + timedelta(hours=23), actor=case.owner,
        now=timezone.now(),
    )  # fmt: skip
    page = client.get(done["Location"]).context["timeline"]
    assert page.next.text == Promise.objects.get().text


def test_what_a_store_is_shut_for_is_left_out(client, store):
    now = timezone.now()
    StoreClosure.objects.create(
        store=store, begins_at=now, ends_at=now + timedelta(days=1), reason="flood", recorded_at=now,
        closed_by=case_in(CaseState.IN_PROGRESS).owner,
    )  # fmt: skip
    case = case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store))

    page = client.get(f"{enter(client, case.submission.conversation)}visit/")

    first = page.context["times"][0]
    assert (first.code, f"{first.opens:%H:%M}") == ("2026-05-06.morning", "11:00")


def test_another_store_is_chosen_and_one_without_hours_says_so(client, store):
    other = StoreFactory(code="bare")
    case = case_in(CaseState.IN_PROGRESS)
    path = f"{enter(client, case.submission.conversation)}visit/"

    assert client.get(path).context["store"] is None
    assert codes(client.get(path, {"store": "zs"}))
    bare = client.get(path, {"store": other.code})
    assert "We do not know when this store is open" in bare.content.decode()


def test_two_presses_of_the_button_are_one_wish(client, store):
    conversation = case_in(
        CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store)
    ).submission.conversation
    path = f"{enter(client, conversation)}visit/"
    stamp = client.get(path).context["form"]["stamp"].value()

    for _ in range(2):
        client.post(path, {"store": "zs", "time": "2026-05-06.morning", "stamp": stamp})

    assert Message.objects.filter(conversation=conversation).count() == 1


def test_a_note_is_kept_while_stores_are_looked_at(client, store):
    StoreFactory(code="bare")
    conversation = case_in(CaseState.IN_PROGRESS).submission.conversation
    path = f"{enter(client, conversation)}visit/"

    for code, has_times in (("zs", True), ("bare", False)):
        page = client.post(path, {"store": code, "look": "1", "note": "The prints"})

        assert page.context["store"].code == code
        assert bool(page.context["times"]) is has_times
        assert "The prints</textarea>" in page.content.decode()
        assert not page.context["form"].errors
    # It shut while she wrote: what she wrote is there, and why it was not taken.
    late = client.post(path, {"store": "bare", "time": "2026-05-06.morning", "note": "The prints"})
    assert "The prints</textarea>" in late.content.decode()
    assert "not open then" in late.content.decode()
    assert not Message.objects.filter(conversation=conversation).exists()


def test_the_last_day_counts_whole(weekly_calendar):
    week = {day: [["10:00", "20:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    content = {"weekly": [{"valid_from": "2000-01-01", "week": week}], "days": []}
    weekly_calendar.editions.update(content=content)
    store = StoreFactory(calendar=weekly_calendar)

    with time_machine.travel("2026-05-05T03:07:00Z", tick=False):
        last = visit_times(store, now=timezone.now())[-2:]

    assert [(one.code, f"{one.opens:%H:%M}", f"{one.closes:%H:%M}") for one in last] == [
        ("2026-05-19.afternoon", "12:00", "18:00"), ("2026-05-19.evening", "18:00", "20:00"),
    ]  # fmt: skip


def test_a_calendar_of_no_real_place_has_no_times(weekly_calendar):
    weekly_calendar.time_zone = "Nowhere/At_all"
    weekly_calendar.save()

    assert visit_times(StoreFactory(calendar=weekly_calendar), now=timezone.now()) == ()


def test_a_case_that_is_over_takes_no_visit(client, store):
    case = case_in(
        CaseState.CLOSED, submission=SubmissionFactory(store=store), closed_at=timezone.now()
    )
    path = enter(client, case.submission.conversation)

    assert (
        client.post(f"{path}visit/", {"store": "zs", "time": "2026-05-06.morning"})["Location"]
        == path
    )
    assert not Message.objects.filter(conversation=case.submission.conversation).exists()
