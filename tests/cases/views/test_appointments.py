"""A customer books on the page of their case, one question a page, moves it and gives it back."""

import pytest
import time_machine
from django.utils import timezone

from cases.models import Appointment
from cases.rules.appointments import booking
from cases.states import CaseState
from channels.models import Message
from tests.doors import CommittingClient, enter
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.slots import TUESDAY, offer_at, open_store

pytestmark = pytest.mark.django_db
TWO, THREE, NEXT_TWO = "20260506T060000Z", "20260506T070000Z", "20260507T060000Z"


@pytest.fixture(autouse=True)
def _tuesday():
    with time_machine.travel(TUESDAY, tick=True):
        yield


@pytest.fixture
def client():
    client = CommittingClient()
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def store():
    store = open_store(name_en="Zhongshan")
    offer_at(store, words_en="Bring the camera.")
    offer_at(store, "pickup")
    return store


@pytest.fixture
def case(store):
    return case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store))


@pytest.fixture
def path(client, case):
    return f"{enter(client, case.submission.conversation)}appointment/"


def send(client, path, starts, **more):
    sent = {"store": "zs", "purpose": "repair", "day": "2026-05-06", "starts": starts, **more}
    return client.post(path, sent)


def times():
    rows = Appointment.objects.order_by("pk").values_list("state", "starts_at", "booked_by")
    return [(state, f"{at:%m-%d %H:%M}", who) for state, at, who in rows]


def test_purpose_day_time_and_done(client, case, path):
    visit = client.get(path.replace("appointment", "visit"))
    assert visit["Location"] == f"{path}?store=zs"
    assert "What do you come for?" in client.get(path).content.decode()
    days = client.get(path, {"store": "zs", "purpose": "repair"})
    assert [one.code for one in days.context["choices"].days][:2] == ["2026-05-05", "2026-05-06"]
    asked = {"store": "zs", "purpose": "repair", "day": "2026-05-06"}
    page = client.get(path, asked).content.decode()
    assert ("Wednesday, 6 May" in page, "Bring the camera." in page, TWO in page) == (True,) * 3

    done = send(client, path, TWO)

    assert (done.status_code, times()) == (302, [("booked", "05-06 06:00", None)])
    status = client.get(done["Location"])
    card = status.content.decode()
    assert "Your appointment is booked" in card
    assert "until Wednesday, 6 May 12:00" in card
    assert "An appointment was made" in card
    assert (status.context["timeline"].rights.may_visit, status.context["timeline"].visit.clock) == (
        False, "14:00–15:00",
    )  # fmt: skip
    file = client.get(f"{path}calendar.ics")
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"DTSTART:20260506T060000Z" in file.content
    # Pressed twice it is one, and nothing of it is a message that somebody has to answer.
    twice = client.get(send(client, path, TWO)["Location"])
    assert (len(times()), Message.objects.count()) == (1, 0)
    assert "Your appointment is booked" in twice.content.decode()


def test_moved_and_cancelled(client, case, path):
    send(client, path, TWO)
    page = client.get(path)
    assert page.context["choices"].offer.purpose == "repair"
    assert "Your appointment until now:" in page.content.decode()
    # The time that it has is no other time; another purpose may well begin then.
    asked = {"store": "zs", "purpose": "repair", "day": "2026-05-06"}
    mine = client.get(path, asked).content.decode()
    assert (TWO in mine, THREE in mine) == (False, True)
    assert TWO in client.get(path, {**asked, "purpose": "pickup"}).content.decode()

    for _ in range(2):
        moved = send(client, path, NEXT_TWO, day="2026-05-07", moves="1")
        assert "Nothing was changed" not in client.get(moved["Location"]).content.decode()
    assert times() == [("booked", "05-07 06:00", None)]
    assert "Cancel this appointment?" in client.get(f"{path}cancel/").content.decode()
    client.post(f"{path}cancel/")

    assert times() == [("cancelled", "05-07 06:00", None)]
    assert client.get(f"{path}calendar.ics").status_code == 404
    again = client.get(client.post(f"{path}cancel/")["Location"])
    assert "Your appointment is cancelled" in again.content.decode()
    assert "nothing was changed" not in again.content.decode()


def test_a_time_that_was_taken_meanwhile_is_said_with_what_is_left(client, store, case, path):
    other = case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store))
    booking.book(
        other.pk, store_id=store.pk, purpose="repair", starts_at=TUESDAY.replace(day=6, hour=6),
        actor=None, now=timezone.now(),
    )  # fmt: skip

    answer = send(client, path, TWO)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "taken meanwhile" in page
    assert (TWO in page, THREE in page) == (False, True)
    assert len(times()) == 1
    assert send(client, path, "nonsense").status_code == 409


def test_shortly_before_it_only_a_person_changes_it(client, case, path):
    send(client, path, "20260505T060000Z", day="2026-05-05")
    with time_machine.travel("2026-05-05T04:30:00Z", tick=True):
        page = client.get(path.replace("appointment/", "")).content.decode()
        assert "please call the store" in page
        assert client.get(path).status_code == client.post(f"{path}cancel/").status_code == 302
        assert send(client, path, THREE, moves="1").status_code == 302

    assert times() == [("booked", "05-05 06:00", None)]


def test_one_that_did_not_take_place_offers_another_and_blames_nobody(client, case, path):
    send(client, path, TWO)
    Appointment.objects.update(state="missed", ended_at=timezone.now(), look_at=None)

    page = client.get(path.replace("appointment/", "")).content.decode()

    assert ("We did not meet" in page, "Choose another time" in page) == (True, True)


def test_where_a_store_has_slots_another_is_chosen_by_the_old_page(client, store, case, path):
    open_store("bare")
    visit = path.replace("appointment", "visit")

    page = client.get(visit, {"choose": "1"})
    assert (page.context["store"], {one.code for one in page.context["stores"]}) == (
        None, {"zs", "bare"},
    )  # fmt: skip
    assert client.post(visit, {"store": "zs", "look": "1"})["Location"] == f"{path}?store=zs"
    assert client.get(path, {"store": "bare"})["Location"] == visit
