"""The appointments of a store on one day, as whoever receives people there reads them."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from cases.kinds import AppointmentState
from cases.models import Appointment, Case
from cases.models.appointment import place_of
from feedback_site.organisation.models import Store, User
from feedback_site.organisation.working_time import instant_of

MOST_UNANSWERED = 20
# People come early; a mark before that would be a slip.
MARKED_EARLIEST = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One appointment; of a case that this person may not see, the title is left out."""

    one: Appointment
    title: str
    may_see: bool
    may_say_came: bool
    may_say_missed: bool
    # Its store is not open then: somebody has to find another time.
    is_outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfStore:
    """A day of a store, in order of time, and what of earlier days nobody has answered."""

    store: Store
    day: date
    today: date
    rows: Sequence[Expected]
    unanswered: Sequence[Expected]
    # How many of the day are still to come.
    coming: int


def stores_of(user: User) -> list[Store]:
    """Give the stores of whoever receives people there, by name.

    One that was closed for good too, as long as somebody is still expected: they have to be told.
    """
    reach = user.reach
    coming = Exists(Appointment.objects.expected().filter(store=OuterRef("pk")))
    stores = Store.objects.filter(Q(is_open=True) | coming).select_related("calendar")
    if not reach.everything:
        stores = stores.filter(pk__in=reach.stores)
    return sorted(stores, key=lambda store: store.name)


def day_of_store(
    store: Store, day: date | None, user: User, *, now: datetime, outside: Container[int] = ()
) -> DayOfStore:
    """Read a day, by the store's clock; two statements however many come.

    `outside` are those that lie outside its hours.
    """
    place = place_of(store.calendar.time_zone)
    today = now.astimezone(place).date()
    begins, ends = day_bounds(day or today, place)
    rows = (
        Appointment.objects.visible_to(user)
        .filter(store=store)
        .annotate(may_see=Exists(Case.objects.visible_to(user).filter(pk=OuterRef("case"))))
        .select_related("case__customer", "store__calendar")
        .order_by("starts_at", "pk")
    )
    of_day = list(rows.of_day(begins, ends))
    open_ones = list(rows.unanswered().exclude(pk__in=[one.pk for one in of_day])[:MOST_UNANSWERED])
    return DayOfStore(
        store=store, day=day or today, today=today, rows=_expected(of_day, now, outside),
        unanswered=_expected(open_ones, now),
        coming=sum(one.is_booked and one.starts_at >= now for one in of_day),
    )  # fmt: skip


def day_bounds(day: date, place: ZoneInfo) -> tuple[datetime, datetime]:
    """Give the moments at which a local day begins and ends."""
    begins, ends = (
        instant_of(place.key, datetime.combine(one, time(0)))
        for one in (day, day + timedelta(days=1))
    )
    return begins, ends


def expected(
    one: Appointment, *, may_see: bool, now: datetime, outside: Container[int] = ()
) -> Expected:
    """Say what may be said of an appointment now; both words may be corrected by the other."""
    is_cancelled = one.state == AppointmentState.CANCELLED
    return Expected(
        one=one, title=one.case.title if may_see else "", may_see=may_see,
        may_say_came=not is_cancelled and one.state != AppointmentState.CAME
        and now >= one.starts_at - MARKED_EARLIEST,
        may_say_missed=not is_cancelled and one.state != AppointmentState.MISSED
        and now >= one.starts_at,
        is_outside=one.pk in outside,
    )  # fmt: skip


def _expected(
    rows: Iterable[Appointment], now: datetime, outside: Container[int] = ()
) -> Sequence[Expected]:
    return [
        expected(one, may_see=bool(getattr(one, "may_see", False)), now=now, outside=outside)
        for one in rows
    ]
