"""Many appointments are moved at once; who cannot be moved stands as they did, and is named."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from cases.errors import MissingFacts
from cases.measures.appointments.other_times import outside_hours, proposals
from cases.models import Appointment, SlotOffer
from cases.rules.appointments import booking, rebooking
from cases.states import CaseState
from channels.models import Outgoing
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import CalendarEdition, Store, StoreClosure
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules import shutting
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import posted
from tests.factories.slots import TUESDAY, WORKDAYS, offer_at, open_store

pytestmark = pytest.mark.django_db
HOUR, DAY, _NUMBERS = timedelta(hours=1), timedelta(days=1), count(1)
# Wednesday, 14:00 in Taipei.
TWO = datetime(2026, 5, 6, 6, tzinfo=UTC)


@pytest.fixture
def store():
    return open_store(name_en="Zhongshan")


def booked(store, offer, at=TWO):
    customer = customer_with(email=f"mei{next(_NUMBERS)}@example.com")
    told = {"customer": customer, "conversation__customer": customer, "no_contact_reason": ""}
    case = case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store, **told))
    return booking.book(
        case.pk, store_id=store.pk, purpose=offer.purpose, starts_at=at, actor=None, now=TUESDAY
    )


def to(one, at=TWO + DAY):
    return rebooking.Move(appointment_id=one.pk, seen_at=one.starts_at, starts_at=at)


def instead(rows, **how):
    how = {"first": None, "now": TUESDAY, **how}
    return [one.free and one.free.slot.starts_at for one in proposals(rows, **how)]


def test_each_is_offered_its_own_time_of_day_as_long_as_there_is_a_place(store):
    offer = offer_at(store, places=2)
    rows = [booked(store, offer), booked(store, offer), booked(store, offer, TWO + HOUR)]
    booked(store, offer, TWO + DAY)

    # On Thursday one place is left at two: the second comes an hour later, the third has its own hour.
    assert instead(rows, first=date(2026, 5, 7)) == [TWO + DAY, TWO + DAY + HOUR, TWO + DAY + HOUR]
    # On their own day only the other hour; never the time that they have.
    assert instead(rows[2:]) == [TWO + DAY + HOUR]
    # No other purpose's places, none beyond what is offered, none where nothing is.
    assert instead(rows, first=date(2026, 6, 30)) == [None, None, None]
    SlotOffer.objects.update(is_offered=False)
    offer_at(store, "pickup")
    assert instead(rows) == [None, None, None]


def test_what_lies_outside_the_hours_is_found_whatever_changed_them(store):
    offer, other = offer_at(store), open_store("other")
    one, late = booked(store, offer), booked(store, offer, TWO + DAY)
    booked(other, offer_at(other))
    assert outside_hours([store.pk, other.pk], now=TUESDAY) == []

    shut = shutting.shut_store(
        store.pk, begins_at=TWO - HOUR, ends_at=TWO + 2 * HOUR, reason="Typhoon",
        actor=posted(Role.ADMINISTRATOR), now=TUESDAY,
    )  # fmt: skip
    assert outside_hours([store.pk, other.pk], now=TUESDAY) == [one]
    shutting.open_store(shut.pk, actor=posted(Role.ADMINISTRATOR), now=TUESDAY + HOUR)
    assert outside_hours([store.pk], now=TUESDAY + HOUR) == []
    # A visit has to lie within the hours whole.
    week = {day: [["10:00", "14:30"]] for day in WORKDAYS}
    content = {"weekly": [{"valid_from": "2000-01-01", "week": week}], "days": []}
    CalendarEdition.objects.create(
        calendar=store.calendar, version=2, content=content, since=TUESDAY
    )
    assert outside_hours([store.pk], now=TUESDAY + HOUR) == [one, late]
    assert outside_hours([store.pk], now=TWO + HOUR) == [late]
    Store.objects.filter(pk=other.pk).update(is_open=False)
    assert len(outside_hours([other.pk], now=TUESDAY)) == 1
    # Of hours that nobody knows nothing is known to lie outside.
    CalendarEdition.objects.filter(calendar=store.calendar).delete()
    assert outside_hours([store.pk], now=TUESDAY) == []


def test_what_is_read_to_find_it_is_the_same_however_many_come(store, django_assert_num_queries):
    offer = offer_at(store, places=9)
    booked(store, offer)
    with django_assert_num_queries(3):
        assert outside_hours(None, now=TUESDAY) == []
    for at in (TWO, TWO + HOUR, TWO + DAY):
        booked(store, offer, at)
    with django_assert_num_queries(3) as asked:
        assert outside_hours(None, now=TUESDAY) == []
    # Of those who come while it is open no name is read.
    assert not any("channels_customer" in one["sql"] for one in asked.captured_queries)
    StoreClosure.objects.create(
        store=store, begins_at=TWO + DAY, ends_at=TWO + 2 * DAY, reason="flood",
        recorded_at=TUESDAY, closed_by=posted(Role.SUPERVISOR, store=store),
    )  # fmt: skip
    with django_assert_num_queries(4):
        (found,) = outside_hours(None, now=TUESDAY)
        # The page names each with store and customer, and asks for none of them again.
        assert (found.starts_at, found.store.calendar.pk) == (TWO + DAY, store.calendar_id)
        assert found.case.customer.pk


def test_all_are_moved_but_whose_time_was_taken_and_each_reads_why(store):
    offer, actor = offer_at(store, places=2), posted(Role.SUPERVISOR, store=store)
    first, second = booked(store, offer), booked(store, offer)
    elsewhere = open_store("other")
    stranger = booked(elsewhere, offer_at(elsewhere))
    moves = [to(one) for one in (first, second, stranger)]
    booked(store, offer, TWO + DAY)

    done = rebooking.rebook(
        moves, store_id=store.pk, reason="The lab is rebuilt.", actor=actor, now=TUESDAY
    )

    assert (done.moved, done.refused) == ([first.pk], [second.pk])
    starts = dict(Appointment.objects.values_list("pk", "starts_at"))
    assert [starts[one.pk] for one in (first, second, stranger)] == [TWO + DAY, TWO, TWO]
    told = Outgoing.objects.filter(template="appointment_booked").latest("pk")
    assert (told.context["reason"], told.context["was_at"]) == (
        "The lab is rebuilt.", TWO.isoformat(),
    )  # fmt: skip


def test_a_stranger_and_who_says_no_reason_move_nothing(store):
    one = booked(store, offer_at(store))
    letters = Outgoing.objects.count()
    for actor, reason, error in (
        (posted(Role.SUPERVISOR, store=open_store("other")), "x", NotAllowed),
        (posted(Role.CLERK, store=store), "x", NotAllowed),
        (posted(Role.SUPERVISOR, store=store), " ", MissingFacts),
    ):
        with pytest.raises(error):
            rebooking.rebook([to(one)], store_id=store.pk, reason=reason, actor=actor, now=TUESDAY)

    one.refresh_from_db()
    assert (one.starts_at, Outgoing.objects.count()) == (TWO, letters)


def test_what_a_customer_chose_since_and_who_has_come_already_stand(store):
    offer, actor = offer_at(store, places=2), posted(Role.SUPERVISOR, store=store)
    changed, begun = booked(store, offer), booked(store, offer, TWO - DAY)
    seen = [to(changed), to(begun)]
    booking.move(
        changed.pk, store_id=store.pk, purpose=offer.purpose, starts_at=TWO + 2 * DAY, actor=None,
        now=TUESDAY,
    )  # fmt: skip
    letters = Outgoing.objects.count()

    done = rebooking.rebook(
        seen, store_id=store.pk, reason="The lab is rebuilt.", actor=actor, now=TWO - DAY
    )

    assert (done.moved, sorted(done.refused)) == ([], sorted(one.appointment_id for one in seen))
    starts = dict(Appointment.objects.values_list("pk", "starts_at"))
    assert [starts[one.appointment_id] for one in seen] == [TWO + 2 * DAY, TWO - DAY]
    assert Outgoing.objects.count() == letters
