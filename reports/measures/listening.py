"""The 10-100-1000 rule: ten talks held, a hundred pieces of feedback read, a thousand collected a month."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from cases.kinds import ExpertRole
from cases.models import Case, ExpertSeat
from channels.measures.troubles import home_zone
from channels.models import Submission, Talk
from feedback_site.organisation.models import User
from feedback_site.organisation.models.posting import read_reaches
from feedback_site.organisation.roles import Ability
from reports.models import ReadMark

TALKS, READ, COLLECTED = 10, 100, 1_000
# So many months are shown, this one among them.
MONTHS = 6
Counts = Mapping[tuple[int, datetime], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one person came in one month; `collected` is what came in at their own places."""

    talks: int
    read: int
    collected: int

    @property
    def is_reached(self) -> bool:
        """Whether all three are."""
        return self.talks >= TALKS and self.read >= READ and self.collected >= COLLECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """One person with this month, and the months before it, the latest first."""

    person: User
    now: Progress
    before: Sequence[Progress]


@dataclass(frozen=True, slots=True, kw_only=True)
class Everybody:
    """The product owners, whether or not they did anything, and who else did something this month."""

    owners: Sequence[Listener]
    others: Sequence[Listener]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """How much came in during one month at one place; an insight belongs to no department."""

    month: datetime
    store: int | None
    department: int | None
    is_insight: bool
    n: int


def month_of(now: datetime) -> datetime:
    """Give the first moment of this month where the chain counts its days."""
    return now.astimezone(home_zone()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def months_until(now: datetime) -> list[datetime]:
    """Give the first moments of the months that are shown, this one first."""
    months = [month_of(now)]
    while len(months) < MONTHS:
        months.append(month_of(months[-1] - timedelta(days=1)))
    return months


def what_came_in(*, now: datetime) -> list[Lot]:
    """Count by month and place, in two statements: cases where they lie, insights where they were said."""
    since, zone = months_until(now)[-1], home_zone()
    cases = (
        Case.objects.filter(submission__received_at__gte=since)
        .annotate(month=TruncMonth("submission__received_at", tzinfo=zone))
        .order_by()
        .values_list("month", "store", "department")
        .annotate(n=Count("pk"))
    )
    has_case = Exists(Case.objects.filter(submission=OuterRef("pk")))
    insights = (
        Submission.objects.filter(~has_case, is_insight=True, received_at__gte=since)
        .annotate(month=TruncMonth("received_at", tzinfo=zone))
        .order_by()
        .values_list("month", "store")
        .annotate(n=Count("pk"))
    )
    return [
        *(
            Lot(month=month, store=store, department=department, is_insight=False, n=n)
            for month, store, department, n in cases
        ),
        *(
            Lot(month=month, store=store, department=None, is_insight=True, n=n)
            for month, store, n in insights
        ),
    ]


def progress_of(user: User, lots: Sequence[Lot], *, now: datetime) -> Listener:
    """Count for one person, in two statements; `lots` is what came in."""
    months = months_until(now)
    talks, read = _talks(months[-1], [user.pk]), _read(months[-1], [user.pk])
    return _listener(user, months, talks, read, lots)


def read_count(user: User, *, now: datetime) -> int:
    """Count what somebody has read this month."""
    return ReadMark.objects.filter(reader=user, read_at__gte=month_of(now)).count()


def everybody(lots: Sequence[Lot], *, now: datetime) -> Everybody:
    """Count for all product owners, and for whoever else held a talk or read something this month.

    A product owner is who has a seat as an expert in that role; five statements for however many.
    """
    months = months_until(now)
    talks, read = _talks(months[-1]), _read(months[-1])
    seats = ExpertSeat.objects.filter(role=ExpertRole.PRODUCT_OWNER, is_active=True)
    owners = set(seats.values_list("person", flat=True))
    busy = {who for who, month in (*talks, *read) if month == months[0]}
    people = list(
        User.objects.filter(pk__in=owners | busy, is_active=True).order_by("display_name", "pk")
    )
    read_reaches(people)
    rows = [_listener(one, months, talks, read, lots) for one in people]
    return Everybody(
        owners=[row for row in rows if row.person.pk in owners],
        others=[row for row in rows if row.person.pk not in owners],
    )


def next_unread(user: User, *, now: datetime) -> Submission | None:
    """Give the newest feedback of this month that this person may see and has not read."""
    read = ReadMark.objects.filter(reader=user, submission=OuterRef("pk"))
    return (
        _within_reach(user)
        .filter(~Exists(read), received_at__gte=month_of(now))
        .select_related("channel", "store", "conversation")
        .order_by("-pk")
        .first()
    )


def may_read(user: User, submission_id: int) -> bool:
    """Whether this feedback is within somebody's reach."""
    return _within_reach(user).filter(pk=submission_id).exists()


def _listener(
    person: User, months: Sequence[datetime], talks: Counts, read: Counts, lots: Sequence[Lot]
) -> Listener:
    now, *before = [
        Progress(
            talks=talks.get((person.pk, month), 0), read=read.get((person.pk, month), 0),
            collected=sum(lot.n for lot in lots if lot.month == month and _is_theirs(lot, person)),
        )
        for month in months
    ]  # fmt: skip
    return Listener(person=person, now=now, before=before)


def _is_theirs(lot: Lot, person: User) -> bool:
    """Whether it came in at a place of theirs; insights of no store are everybody's."""
    reach = person.reach
    if not person.can(Ability.SEE_CASES):
        return False
    if reach.everything or lot.store in reach.stores:
        return True
    if lot.is_insight:
        return lot.store is None or bool(reach.departments)
    return lot.department in reach.departments


def _talks(since: datetime, of: Collection[int] | None = None) -> Counts:
    return _by_month(Talk.objects.all(), "moderator", "held_at", since, of)


def _read(since: datetime, of: Collection[int] | None = None) -> Counts:
    return _by_month(ReadMark.objects.all(), "reader", "read_at", since, of)


def _by_month(
    rows: QuerySet[Any], person: str, at: str, since: datetime, of: Collection[int] | None
) -> Counts:
    rows = rows.filter(**{f"{at}__gte": since})
    if of is not None:
        rows = rows.filter(**{f"{person}__in": of})
    months = rows.annotate(month=TruncMonth(at, tzinfo=home_zone()))
    counted = months.order_by().values_list(person, "month").annotate(n=Count("pk"))
    return {(who, month): n for who, month, n in counted}


def _within_reach(user: User) -> QuerySet[Submission]:
    """Keep what became a case that this person may see, and insights of their stores or of none."""
    cases = Case.objects.visible_to(user).filter(submission=OuterRef("pk"))
    insights = Q(is_insight=True)
    if not (user.reach.everything or user.reach.departments):
        insights &= Q(store__in=user.reach.stores) | Q(store=None)
    return Submission.objects.filter(insights | Exists(cases))
