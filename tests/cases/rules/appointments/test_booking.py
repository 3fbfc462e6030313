"""A place is booked once, moved and given back; its customer is told each time, and reminded."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Barrier

import pytest
from django.db import connection

from cases.appointment_words import said_of_booking
from cases.errors import (
    AlreadyDone,
    CaseEnded,
    ChangedTooOften,
    HasAppointment,
    MissingFacts,
    NotYet,
    SlotGone,
    TooLateToChange,
)
from cases.kinds import AppointmentState, EventKind
from cases.measures.appointments.free_slots import free_slots
from cases.models import Appointment, Case, SlotOffer
from cases.rules.appointments import booking, receiving, reminding
from cases.rules.lifecycle import closing
from cases.rules.links import calling_off
from cases.states import CaseState
from channels.models import Outgoing
from channels.rules.letters.composing import circumstances_of, compose
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import StoreClosure
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules import shutting
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import posted
from tests.factories.slots import TUESDAY, offer_at, open_store

pytestmark = pytest.mark.django_db
_NUMBERS = count(1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Wednesday, 14:00 and 15:00 in Taipei.
TWO, THREE = datetime(2026, 5, 6, 6, tzinfo=UTC), datetime(2026, 5, 6, 7, tzinfo=UTC)


@pytest.fixture
def store():
    return open_store(name_en="Zhongshan", address="1 Nanjing Rd; 2F", phone="02 2511")


@pytest.fixture
def offer(store):
    return offer_at(store, words_en="Bring the camera,\nand the receipt.")


def case_of(store, *, state=CaseState.IN_PROGRESS):
    customer = customer_with(email=f"mei{next(_NUMBERS)}@example.com")
    submission = SubmissionFactory(
        customer=customer, conversation__customer=customer, conversation__language="en",
        no_contact_reason="", store=store,
    )  # fmt: skip
    return case_in(state, submission=submission)


def book(case, offer, at=TWO, *, actor=None, now=TUESDAY):
    return booking.book(
        case.pk, store_id=offer.store_id, purpose=offer.purpose, starts_at=at, actor=actor, now=now
    )


def move(one, offer, at=THREE, *, actor=None, now=TUESDAY):
    return booking.move(
        one.pk, store_id=offer.store_id, purpose=offer.purpose, starts_at=at, actor=actor, now=now
    )


def kinds(case):
    return list(case.events.order_by("seq").values_list("kind", flat=True)[2:])


def letters():
    return list(
        Outgoing.objects.filter(template__startswith="appointment")
        .order_by("pk")
        .values_list("template", flat=True)
    )


def composed():
    row = Outgoing.objects.filter(template__startswith="appointment").latest("pk")
    letter = compose(row, circumstances_of(row, now=TUESDAY), now=TUESDAY)
    lines = letter.files[0].content.decode().replace("\r\n ", "").split("\r\n")
    return letter, dict(line.split(":", 1) for line in lines if line)


def begins(offer, **more):
    return [one.slot.starts_at for one in free_slots(offer, now=TUESDAY, **more)][:3]


def test_a_place_is_kept_and_told_with_a_file_for_the_calendar(store, offer):
    case = case_of(store)
    # Three hours from now is the first: at one there is no offer, and two hours are the notice.
    assert begins(offer) == [TUESDAY + 3 * HOUR, TUESDAY + 4 * HOUR, TWO]

    one = book(case, offer)

    # For a reminder the day before at ten it is too late: the next is to ask the store.
    assert (one.change_until, one.look_at) == (TWO - 2 * HOUR, THREE + booking.ASKED_AFTER)
    assert kinds(case) == [EventKind.BOOKED]
    assert TWO not in begins(offer)
    assert TWO in begins(offer, moving=one.pk)
    letter, file = composed()
    assert letter.subject == f"Appointment booked: Wednesday 6 May, 14:00 ({case.reference})"
    assert "until Wednesday 6 May, 12:00" in letter.text
    assert [(one.name, one.mime) for one in letter.files] == [("appointment.ics", "text/calendar")]
    assert (file["DTSTART"], file["DTEND"], file["SEQUENCE"], file["STATUS"]) == (
        "20260506T060000Z", "20260506T070000Z", "0", "CONFIRMED",
    )  # fmt: skip
    assert file["LOCATION"] == "Zhongshan\\, 1 Nanjing Rd\\; 2F"
    assert (
        file["DESCRIPTION"]
        == f"Bring the camera\\,\\nand the receipt.\\n{case.reference}\\n02 2511"
    )


def test_what_cannot_be_booked_changes_nothing(store, offer):
    case, agent = case_of(store), posted(Role.AGENT)
    clerk, auditor = posted(Role.CLERK, store=store), posted(Role.AUDITOR)
    for at in (TUESDAY - DAY, TWO + HOUR / 2, datetime(2026, 5, 9, 6, tzinfo=UTC), TWO + 30 * DAY):
        with pytest.raises(SlotGone):
            book(case, offer, at)
    with pytest.raises(NotAllowed):
        book(case, offer, actor=auditor)
    with pytest.raises(CaseEnded):
        book(case_of(store, state=CaseState.CLOSED), offer)
    # At short notice a colleague may, and the customer may not.
    late = TUESDAY + 2 * HOUR
    with pytest.raises(SlotGone):
        book(case, offer, TUESDAY + 3 * HOUR, now=late)
    SlotOffer.objects.update(is_offered=False)
    with pytest.raises(SlotGone):
        book(case, offer)
    SlotOffer.objects.update(is_offered=True)
    assert (kinds(case), Appointment.objects.count(), letters()) == ([], 0, [])

    book(case, offer, TUESDAY + 3 * HOUR, actor=clerk, now=late)
    with pytest.raises(HasAppointment):
        book(case, offer, actor=agent)
    StoreClosure.objects.create(
        store=store, begins_at=TWO - HOUR, ends_at=TWO + DAY, reason="flood", recorded_at=TUESDAY,
        closed_by=agent,
    )  # fmt: skip
    with pytest.raises(SlotGone):
        book(case_of(store), offer)


def test_places_are_counted_also_where_the_length_of_slots_was_changed(store, offer):
    SlotOffer.objects.update(places=2)
    book(case_of(store), offer)
    book(case_of(store), offer)
    with pytest.raises(SlotGone):
        book(case_of(store), offer)
    # Another purpose has places of its own.
    book(case_of(store), offer_at(store, "pickup"))
    SlotOffer.objects.filter(pk=offer.pk).update(minutes=30)
    offer.refresh_from_db()

    assert begins(offer)[-1] == TUESDAY + 4 * HOUR
    wednesday = [
        one.slot.starts_at for one in free_slots(offer, now=TUESDAY) if one.begins.day == 6
    ]
    assert wednesday == [THREE, THREE + HOUR / 2]


def test_moved_it_gives_the_old_place_back_and_cancelled_the_new_one(store, offer):
    case = case_of(store)
    one = book(case, offer)

    moved = move(one, offer)

    assert (moved.starts_at, moved.times_moved) == (THREE, 1)
    letter, file = composed()
    assert "moved from Wednesday 6 May, 14:00" in letter.text
    assert (file["DTSTART"], file["SEQUENCE"]) == ("20260506T070000Z", "1")
    assert TWO in begins(offer)
    with pytest.raises(AlreadyDone):
        move(moved, offer)
    clerk = posted(Role.CLERK, store=store)
    with pytest.raises(MissingFacts):
        booking.cancel(moved.pk, actor=clerk, now=TUESDAY)
    booking.cancel(moved.pk, actor=clerk, reason="The machine is broken.", now=TUESDAY)

    letter, file = composed()
    assert "The machine is broken." in letter.text
    assert (file["SEQUENCE"], file["STATUS"]) == ("2", "CANCELLED")
    assert kinds(case) == [EventKind.BOOKED, EventKind.BOOKING_MOVED, EventKind.BOOKING_CANCELLED]
    with pytest.raises(AlreadyDone):
        booking.cancel(moved.pk, actor=None, now=TUESDAY)


def test_shortly_before_it_and_after_many_changes_a_customer_tells_a_person(store, offer):
    case = case_of(store)
    one = book(case, offer)
    late = TWO - HOUR
    with pytest.raises(TooLateToChange):
        booking.cancel(one.pk, actor=None, now=late)
    with pytest.raises(TooLateToChange):
        move(one, offer, now=late)
    for number in range(booking.MOST_CHANGES - 1):
        move(one, offer, THREE if number % 2 == 0 else TWO)
    with pytest.raises(ChangedTooOften):
        move(one, offer, TWO if one.starts_at == THREE else TWO + DAY)
    assert len(kinds(case)) == booking.MOST_CHANGES
    # A colleague may, for them.
    move(one, offer, TWO + 2 * DAY, actor=posted(Role.CLERK, store=store), now=late - DAY / 4)


def test_the_case_that_was_called_off_holds_no_place(store, offer):
    case = case_of(store)
    one = book(case, offer)
    Case.objects.filter(pk=case.pk).update(state=CaseState.WITHDRAWN)

    assert TWO in begins(offer)
    with pytest.raises(CaseEnded):
        move(one, offer)
    assert reminding.sweep_appointments(now=one.ends_at + DAY) == 1
    one.refresh_from_db()
    assert (one.look_at, one.asked_at, letters()) == (None, None, ["appointment_booked"])


def test_with_the_case_its_appointment_ends_and_nobody_comes_for_nothing(store, offer):
    case, later = case_of(store), case_of(store, state=CaseState.RECEIVED)
    gone, kept = book(case, offer), book(later, offer, THREE)

    calling_off.withdraw_case(case.pk, reason="x", actor=None, by_customer=True, now=TUESDAY)

    gone.refresh_from_db()
    assert (gone.state, gone.ended_at, gone.ended_by, gone.look_at) == (
        AppointmentState.CANCELLED, TUESDAY, None, None,
    )  # fmt: skip
    assert kinds(case) == [EventKind.BOOKED, EventKind.WITHDRAWN, EventKind.BOOKING_CANCELLED]
    letter, file = composed()
    assert "Nothing more is done on your case" in letter.text
    assert "choose another time" not in letter.text
    assert file["STATUS"] == "CANCELLED"

    proposer, second = posted(Role.AGENT), posted(Role.SUPERVISOR, store=store)
    closing.propose_rejection(
        later.pk, reason="no feedback", customer_told="letter", actor=proposer, now=TUESDAY
    )
    kept.refresh_from_db()
    assert kept.is_booked
    closing.confirm_rejection(later.pk, actor=second, now=TUESDAY)
    kept.refresh_from_db()
    assert (kept.state, kept.ended_by) == (AppointmentState.CANCELLED, second)


def test_a_visit_that_is_over_is_not_cancelled_with_its_case(store, offer):
    case = case_of(store)
    one = book(case, offer)

    calling_off.withdraw_case(case.pk, reason="x", actor=None, by_customer=True, now=one.ends_at)

    one.refresh_from_db()
    # It holds no place, whatever the store says became of it.
    assert (one.state, one.is_dropped) == (AppointmentState.BOOKED, True)
    assert letters() == ["appointment_booked"]


def test_whoever_is_moved_by_us_reads_why(store, offer):
    one = book(case_of(store), offer)

    booking.move(
        one.pk, store_id=store.pk, purpose="repair", starts_at=THREE, now=TUESDAY,
        actor=posted(Role.CLERK, store=store), reason="The lab is rebuilt.",
    )  # fmt: skip

    letter, _file = composed()
    assert "We are sorry: we had to move your appointment of Wednesday 6 May, 14:00." in letter.text
    assert "Why:\nThe lab is rebuilt." in letter.text
    event = one.case.events.get(kind=EventKind.BOOKING_MOVED)
    assert said_of_booking(event.facts).endswith("\nThe lab is rebuilt.")


def test_where_the_case_is_worked_on_elsewhere_the_customer_still_comes(store, offer):
    case = case_of(store)
    one = book(case, offer)
    Case.objects.filter(pk=case.pk).update(state=CaseState.DUPLICATE)

    assert TWO not in begins(offer)
    assert move(one, offer).starts_at == THREE


def test_a_letter_that_is_no_longer_so_does_not_go_out_after_all(store, offer):
    one, at = book(case_of(store), offer, TWO + 2 * DAY), datetime(2026, 5, 7, 2, tzinfo=UTC)
    book(case_of(store), offer)
    reminding.sweep_appointments(now=at)

    booking.cancel(one.pk, actor=None, now=at)

    assert list(Outgoing.objects.order_by("pk").values_list("template", "state")) == [
        ("appointment_booked", "recalled"), ("appointment_booked", "pending"),
        ("appointment_reminder", "recalled"), ("appointment_cancelled", "pending"),
    ]  # fmt: skip


def test_the_customer_is_reminded_and_the_store_asked_and_nobody_is_blamed(store, offer):
    case, clerk = case_of(store), posted(Role.CLERK, store=store)
    at = TWO + 2 * DAY
    one = book(case, offer, at)
    reminder = datetime(2026, 5, 7, 2, tzinfo=UTC)  # the day before, ten in the morning
    assert one.look_at == reminder
    assert reminding.sweep_appointments(now=reminder - HOUR) == 0

    assert reminding.sweep_appointments(now=reminder) == 1
    assert reminding.sweep_appointments(now=reminder) == 0
    letter, _file = composed()
    assert letter.subject.startswith(
        "Reminder of your appointment: Friday 8 May, 14:00 at Zhongshan"
    )
    with pytest.raises(NotYet):
        receiving.missed(one.pk, actor=clerk, now=at - HOUR)
    assert reminding.sweep_appointments(now=at + 2 * HOUR) == 1
    assert list(Appointment.objects.unanswered()) == [one]

    receiving.missed(one.pk, actor=clerk, now=at + 2 * HOUR)
    with pytest.raises(AlreadyDone):
        receiving.missed(one.pk, actor=clerk, now=at + 2 * HOUR)
    # A slip is put right by saying the other.
    receiving.came(one.pk, actor=clerk, now=at + 3 * HOUR)
    with pytest.raises(NotAllowed):
        receiving.missed(one.pk, actor=posted(Role.AUDITOR), now=at + 3 * HOUR)

    assert kinds(case) == [
        EventKind.BOOKED, EventKind.BOOKING_REMINDED, EventKind.BOOKING_ASKED,
        EventKind.BOOKING_MISSED, EventKind.BOOKING_CAME,
    ]  # fmt: skip
    assert letters() == ["appointment_booked", "appointment_reminder"]
    # What was settled stands in nobody's way: another one can be booked.
    assert book(case, offer, TWO + 6 * DAY).is_booked


def test_nobody_is_told_to_come_to_a_store_that_is_shut_by_then(store, offer):
    case, at = case_of(store), TWO + 2 * DAY
    one = book(case, offer, at)
    shutting.shut_store(
        store.pk, begins_at=at - HOUR, ends_at=at + 3 * HOUR, reason="Typhoon",
        actor=posted(Role.ADMINISTRATOR), now=TUESDAY,
    )  # fmt: skip

    assert reminding.sweep_appointments(now=one.look_at) == 1

    one.refresh_from_db()
    assert (one.reminded_at, one.look_at) == (None, booking.asks_at(one))
    assert letters() == ["appointment_booked"]


def test_a_letter_tells_the_time_of_the_store_wherever_the_case_belongs(store):
    far = open_store("syd", zone="Australia/Sydney", name_en="Sydney")
    case = case_of(store)

    book(case, offer_at(far), datetime(2026, 5, 6, 4, tzinfo=UTC))

    letter, _file = composed()
    assert "Wednesday 6 May, 14:00\nSydney (repair)" in letter.text


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_has_the_last_place():
    store = open_store()
    offer = offer_at(store)
    cases, barrier = [case_of(store), case_of(store)], Barrier(2)

    def press(case):
        barrier.wait(timeout=60)
        try:
            return book(case, offer)
        except SlotGone as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(press, cases))

    assert sorted(type(one).__name__ for one in results) == ["Appointment", "SlotGone"]
    assert Appointment.objects.count() == 1
