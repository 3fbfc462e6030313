"""Appointments at the desk: the day of a store, who came, booking from a case, and what stores offer."""

from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.measures.queues import store_day
from cases.models import Appointment, SlotOffer
from cases.rules.appointments import booking
from cases.rules.links import calling_off, merging
from cases.states import CaseState
from channels.models import Outgoing
from feedback_site import remembering
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import Store
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules import shutting
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import posted
from tests.factories.slots import TUESDAY, offer_at, open_store

pytestmark = pytest.mark.django_db
DAY, _NUMBERS = timedelta(days=1), count(1)
TWO = TUESDAY.replace(day=6, hour=6)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def store():
    return open_store(name_en="Zhongshan")


@pytest.fixture
def as_staff(client, store):
    def enter(role, **place):
        user = posted(role, **(place or {"store": store}))
        client.force_login(user)
        client.cookies["django_language"] = "en"
        return user

    return enter


def booked(store, offer, at=TWO, *, of=None):
    customer = customer_with(email=f"mei{next(_NUMBERS)}@example.com")
    told = {"customer": customer, "conversation__customer": customer, "no_contact_reason": ""}
    case = of or case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store, **told))
    return booking.book(
        case.pk,
        store_id=offer.store_id,
        purpose=offer.purpose,
        starts_at=at,
        actor=None,
        now=TUESDAY,
    )


def test_the_day_of_a_store_costs_the_same_however_many_come(
    client, store, as_staff, django_assert_num_queries
):
    offer, elsewhere = offer_at(store, places=9), open_store("other")
    as_staff(Role.CLERK)
    stranger = case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=elsewhere))
    booked(store, offer, of=stranger)
    address = f"{reverse('admin:cases_appointments')}?day=2026-05-06"
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address)
    for _ in range(8):
        booked(store, offer)
    with django_assert_num_queries(9):
        page = client.get(address)

    rows = page.context["found"].rows
    # Who comes is known also where their case is another store's; what it is about is not.
    assert [(one.may_see, bool(one.title)) for one in rows] == [(False, False)] + [(True, True)] * 8
    assert client.get(f"{address}&store=other").context["found"].store == store
    for no_day in ("2026-05-xx", "0001-01-01", "9999-12-31"):
        found = client.get(reverse("admin:cases_appointments"), {"day": no_day}).context["found"]
        assert (found.day, found.rows) == (found.today, [])


def test_at_the_counter_who_still_comes_is_not_lost_among_those_nobody_answered_for(
    store, monkeypatch
):
    monkeypatch.setattr(store_day, "MOST_VISITORS", 3)
    offer, today = offer_at(store, places=9), TUESDAY.replace(hour=6)
    for _ in range(3):
        booked(store, offer, today)
    Appointment.objects.update(starts_at=today - DAY, ends_at=today - DAY / 2, asked_at=TUESDAY)
    coming = booked(store, offer, today)

    day = store_day.store_day(posted(Role.CLERK, store=store), "zs", TUESDAY)

    assert ([one.reference for one in day.expected], day.unanswered) == ([coming.case.reference], 2)


def test_they_came_or_did_not_and_nobody_is_written_to(client, store, as_staff, clock):
    one, other = (booked(store, offer_at(store, purpose)) for purpose in ("repair", "pickup"))
    as_staff(Role.CLERK)
    mark = reverse("admin:cases_appointment_mark", args=(one.pk, "came"))
    letters = Outgoing.objects.count()
    client.post(mark)
    assert Appointment.objects.filter(state="booked").count() == 2

    clock.move_to(TWO + timedelta(minutes=5))
    as_staff(Role.CLERK)
    client.post(mark)
    client.post(reverse("admin:cases_appointment_mark", args=(other.pk, "missed")))

    assert list(Appointment.objects.order_by("pk").values_list("state", flat=True)) == [
        "came",
        "missed",
    ]
    assert Outgoing.objects.count() == letters
    assert (
        client.post(reverse("admin:cases_appointment_mark", args=(one.pk, "lost"))).status_code
        == 404
    )
    as_staff(Role.CLERK, store=open_store("other"))
    assert client.post(mark).status_code == 404


def test_a_colleague_books_moves_and_cancels_on_the_case(client, store, as_staff):
    offer_at(store)
    case = case_in(CaseState.RESOLVED, submission=SubmissionFactory(store=store))
    clerk = as_staff(Role.CLERK)
    address = reverse("admin:cases_case_book", args=(case.reference,))
    page = client.get(address)
    assert [one.code for one in page.context["days"]][:2] == ["2026-05-05", "2026-05-06"]
    sent = {"store": "zs", "purpose": "repair", "version": case.version}
    assert client.post(address, {**sent, "starts": "20260509T060000Z"}).status_code == 409

    assert client.post(address, {**sent, "starts": "20260506T060000Z"}).status_code == 302
    one = Appointment.objects.get()
    assert (one.case, one.starts_at, one.booked_by) == (case, TWO, clerk)
    # Somebody who looked at the case before that is told that it went on.
    assert client.post(address, {**sent, "starts": "20260507T060000Z"}).status_code == 409
    desk = client.get(reverse("admin:cases_case_desk", args=(case.reference,)))
    assert "Wednesday, 6 May 14:00–15:00" in " ".join(desk.content.decode().split()).replace(
        "</strong>", ""
    )
    case.refresh_from_db()
    client.post(address, {**sent, "starts": "20260507T060000Z", "version": case.version})
    one.refresh_from_db()
    assert one.starts_at == TWO + DAY
    act = reverse("admin:cases_case_act_on", args=(case.reference, "cancel_appointment", one.pk))
    assert client.post(act, {"reason": ""}).status_code == 422
    assert client.post(act, {"reason": "The machine is broken."}).status_code == 302
    one.refresh_from_db()
    assert one.state == "cancelled"


def test_the_case_that_leads_shows_the_appointments_of_those_merged_into_it(
    client, store, as_staff
):
    one = booked(store, offer_at(store))
    leading = case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store))
    merging.merge_case(
        one.case_id, into_reference=leading.reference, reason="same", actor=posted(Role.AGENT),
        now=TUESDAY,
    )  # fmt: skip
    as_staff(Role.CLERK)

    page = client.get(reverse("admin:cases_case_desk", args=(leading.reference,)))

    (shown,) = page.context["file"].appointments
    assert (shown.one, shown.one.case.reference) == (one, one.case.reference)
    assert reverse("admin:cases_case_book", args=(one.case.reference,)) in page.content.decode()


def test_a_store_that_must_shut_tells_each_customer_why(client, store, as_staff):
    offer = offer_at(store, places=2)
    silent = case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store))
    rows = [booked(store, offer), booked(store, offer), booked(store, offer, TWO + DAY)]
    SlotOffer.objects.update(places=3)
    booked(store, offer, of=silent)
    as_staff(Role.SUPERVISOR)
    shut = client.post(
        reverse("admin:cases_closures"),
        {
            "store": store.pk, "begins": "2026-05-06T00:00", "ends_on": "2026-05-06",
            "reason": "storm", "confirmed": "yes",
        },
        follow=True,
    )  # fmt: skip
    other = f"{reverse('admin:cases_appointments_other')}?store=zs"
    assert "3 appointments lie outside its hours and still stand." in shut.content.decode()
    assert other in shut.content.decode()
    address = reverse("admin:cases_appointments_cancel")
    sent = {"store": "zs", "day": "2026-05-06", "reason": ""}
    client.post(address, sent)
    assert Appointment.objects.filter(state="cancelled").count() == 0

    # Also where it shuts for good, those who are expected can be told.
    Store.objects.filter(pk=store.pk).update(is_open=False)
    page = client.post(address, {**sent, "reason": "A storm."}, follow=True)

    assert "3 appointments are cancelled" in page.content.decode()
    assert f"please tell them yourself: {silent.reference}" in page.content.decode()
    told = Outgoing.objects.filter(template="appointment_cancelled")
    assert [one.context["reason"] for one in told] == ["A storm.", "A storm."]
    assert list(Appointment.objects.filter(state="booked")) == [rows[2]]
    as_staff(Role.SUPERVISOR, store=open_store("other"))
    assert client.post(address, {**sent, "day": "2026-05-07", "reason": "x"}).status_code == 404


def test_a_supervisor_offers_slots_and_takes_them_back(client, store, as_staff):
    as_staff(Role.SUPERVISOR)
    address = reverse("admin:cases_slot_offer", args=("zs", "repair"))
    terms = {
        "weekly": "tue 14:00-16:00\nwed 14:00-16:00", "minutes": "60", "places": "2", "notice_hours": "2",
        "days_ahead": "7", "words_en": "Bring it.",
    }  # fmt: skip
    for wrong in (
        {"minutes": "0"},
        {"weekly": "tue 9-10"},
        {"notice_hours": "200"},
        {"minutes": "240"},
    ):
        assert client.post(address, {**terms, **wrong}).status_code == 422
    assert not SlotOffer.objects.exists()

    said = client.post(address, terms, follow=True).content.decode()

    # Today and on Wednesday two each, and next Tuesday.
    assert "Kept: 6 times can be booked now." in said
    assert "60 min, places: 2" in said
    assert (
        "no time can be booked"
        in client.post(
            address, {**terms, "weekly": "sun 14:00-16:00"}, follow=True
        ).content.decode()
    )
    client.post(address, {**terms, "stop": "1"})
    assert not SlotOffer.objects.open().exists()
    events = LedgerEvent.objects.filter(subject__startswith="slot_offer:").order_by("pk")
    assert list(events.values_list("verb", flat=True)) == [
        "slots.offered", "slots.offered", "slots.taken_back",
    ]  # fmt: skip

    as_staff(Role.SUPERVISOR, store=open_store("other"))
    assert client.post(address, terms).status_code == 404
    assert not SlotOffer.objects.open().exists()


def test_a_day_is_moved_to_what_is_free_and_each_is_told(client, store, as_staff):
    offer = offer_at(store, places=2)
    rows = [booked(store, offer), booked(store, offer)]
    silent = case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store))
    rows.append(booked(store, offer, TWO + timedelta(hours=1), of=silent))
    as_staff(Role.SUPERVISOR)
    address = reverse("admin:cases_appointments_other")
    day = client.get(f"{reverse('admin:cases_appointments')}?store=zs&day=2026-05-06")
    assert f"{address}?store=zs&amp;day=2026-05-06" in day.content.decode()

    page = client.get(address, {"store": "zs", "day": "2026-05-06"})

    codes = [one.code for one in page.context["found"]]
    assert codes == [
        f"{rows[0].pk}~20260506T060000Z~20260507T060000Z",
        f"{rows[1].pk}~20260506T060000Z~20260507T060000Z",
        f"{rows[2].pk}~20260506T070000Z~20260507T070000Z",
    ]  # fmt: skip
    sent = {"store": "zs", "day": "2026-05-06", "reason": "The lab is rebuilt."}
    for nothing in (
        {},
        {"move": ["x", "1~y", "~", codes[0].replace("~20260506T060000Z", "")]},
        {"move": codes, "reason": ""},
    ):
        client.post(address, {**sent, **nothing})
        assert Appointment.objects.filter(times_moved=0).count() == 3

    said = client.post(address, {**sent, "move": codes[::2]}, follow=True).content.decode()

    assert "2 appointments are moved." in said
    assert f"please tell them yourself: {silent.reference}" in said
    starts = list(Appointment.objects.order_by("pk").values_list("starts_at", flat=True))
    assert starts == [TWO + DAY, TWO, TWO + DAY + timedelta(hours=1)]
    as_staff(Role.CLERK)
    assert client.post(address, {**sent, "move": codes[1]}).status_code == 403
    as_staff(Role.SUPERVISOR, store=open_store("other"))
    assert client.post(address, {**sent, "move": codes[1]}).status_code == 404
    assert Appointment.objects.filter(times_moved=0).count() == 1


def test_a_holiday_that_is_added_points_at_who_comes_then(client, store, as_staff):
    one = booked(store, offer_at(store))
    as_staff(Role.ADMINISTRATOR, store=None)
    week = store.calendar.editions.get().content["weekly"][0]["week"]
    store.calendar.hours.create(valid_from="2000-01-01", weekly=week)
    store.calendar.exceptions.create(day="2026-05-06", kind="holiday", intervals=[], note="x")
    address = reverse("admin:cases_calendar_publish", args=(store.calendar.pk,))
    assert client.get(address).context["n_outside"] == 1

    said = client.post(address, {"reason": "x"}, follow=True).content.decode()

    assert "1 appointment lies outside its hours and still stands." in said
    as_staff(Role.SUPERVISOR)
    page = client.get(reverse("admin:cases_appointments"), {"store": "zs", "day": "2026-05-20"})
    assert page.context["days_outside"] == [one.day]
    assert "1 appointment lies outside the hours of this store" in page.content.decode()
    assert page.context["outside_url"] in client.get(reverse("admin:index")).content.decode()
    found = client.get(page.context["outside_url"]).context["found"]
    assert [proposal.code for proposal in found] == [f"{one.pk}~20260506T060000Z~20260507T060000Z"]


def test_only_cases_that_a_supervisor_may_see_are_led_to(client, store, as_staff):
    offer = offer_at(store, places=2)
    stranger = case_in(
        CaseState.IN_PROGRESS, submission=SubmissionFactory(store=open_store("other"))
    )
    own, far = booked(store, offer).case, booked(store, offer, of=stranger).case
    as_staff(Role.SUPERVISOR)

    page = client.get(
        reverse("admin:cases_appointments_other"), {"store": "zs", "day": "2026-05-06"}
    ).content.decode()

    links = [reverse("admin:cases_case_book", args=(one.reference,)) for one in (own, far)]
    assert [link in page for link in links] == [True, False]
    assert far.reference in page
    assert [client.get(link).status_code for link in links] == [200, 404]


def test_the_first_page_does_not_ask_anew_for_each_look_who_comes_outside_hours(
    client, store, as_staff, settings
):
    settings.LOOK_UP_SECONDS = 60
    remembering.forget()
    booked(store, offer_at(store))
    as_staff(Role.SUPERVISOR)
    looks = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("admin:index"))
        looks.append(sum('"is_open" AS "store__is_open"' in one["sql"] for one in asked))
    remembering.forget()

    assert looks == [1, 0]


def test_whoever_calls_a_case_off_reads_what_becomes_of_its_appointment(
    client, store, as_staff, clock
):
    offer = offer_at(store, places=3)
    told = booked(store, offer)
    silent = case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store))
    booked(store, offer, of=silent)
    # The visit of a merged customer is their own: it does not end with the case that leads.
    other = booked(store, offer)
    merging.merge_case(
        other.case_id, into_reference=told.case.reference, reason="same", actor=posted(Role.AGENT),
        now=TUESDAY,
    )  # fmt: skip
    as_staff(Role.SUPERVISOR, store=None)
    merged = "1 appointment of a case merged into this one still stands"

    def notice(case):
        step = reverse("admin:cases_case_step", args=(case.reference, CaseState.WITHDRAWN))
        return client.get(step).context["notice"]

    assert "is cancelled as soon as the case is called off; its customer is told." in notice(
        told.case
    )
    assert merged in notice(told.case)
    assert "No letter goes to its customer; please tell them yourself." in notice(silent)
    assert merged not in notice(silent)
    calling_off.withdraw_case(told.case_id, reason="x", actor=None, by_customer=True, now=TUESDAY)
    states = dict(Appointment.objects.values_list("pk", "state"))
    assert (states[told.pk], states[other.pk]) == ("cancelled", "booked")

    # What is over is cancelled by nobody, whether or not the store has said what became of it.
    clock.move_to(TWO + timedelta(hours=1))
    as_staff(Role.SUPERVISOR, store=None)
    assert notice(silent) == ""


def test_where_none_could_be_moved_nothing_is_called_moved(client, store, as_staff):
    offer = offer_at(store, places=1)
    one = booked(store, offer)
    as_staff(Role.SUPERVISOR)
    address = reverse("admin:cases_appointments_other")
    asked = {"store": "zs", "day": "2026-05-06"}
    codes = [found.code for found in client.get(address, asked).context["found"]]
    booked(store, offer, TWO + DAY)

    said = client.post(address, {**asked, "reason": "x", "move": codes}, follow=True)

    assert [str(message) for message in said.context["messages"]] == [
        "1 stands as it did: its new time was taken, or somebody changed it meanwhile."
    ]
    assert Appointment.objects.get(pk=one.pk).starts_at == TWO


def test_what_lies_outside_the_hours_is_marked_on_the_case_and_in_the_days_list(
    client, store, as_staff
):
    offer = offer_at(store, places=2)
    case = booked(store, offer).case
    as_staff(Role.SUPERVISOR)
    pages = (
        (reverse("admin:cases_case_desk", args=(case.reference,)), {}),
        (reverse("admin:cases_appointments"), {"store": "zs", "day": "2026-05-06"}),
    )
    marks = [">outside its hours<" in client.get(*page).content.decode() for page in pages]
    assert marks == [False, False]

    shutting.shut_store(
        store.pk, begins_at=TWO - timedelta(hours=1), ends_at=TWO + timedelta(hours=2),
        reason="Typhoon", actor=posted(Role.ADMINISTRATOR), now=TUESDAY,
    )  # fmt: skip

    for page in pages:
        assert client.get(*page).content.decode().count(">outside its hours<") == 1
