"""Presence: who is there at one moment, until when the others are not, and how much each has.

The one roster of the house: escalations, owners, notices and pages all ask it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Count, F, IntegerField, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from cases.models import Assignment, Case, DutyShift
from cases.ranking import POINTS, WAITING_POINTS, Nearness
from cases.states import WORKABLE, CaseState
from feedback_site.organisation.models import Absence, Posting, RoleCapacity, User
from feedback_site.organisation.roles import WORKING, Role
from feedback_site.organisation.rules.attending import hours_of, hours_of_teams, opens_at
from feedback_site.organisation.working_hours import WorkingCalendar

# Shifts and absences that begin later than this say nothing about today.
LOOKS_AHEAD = timedelta(days=14)
# Where no row says how much a role can have.
USUAL_CAPACITY = 20
# A store, department or region, as a posting has them, and its key.
Place = tuple[str, int]
STORES = "stores"


@dataclass(slots=True, kw_only=True)
class Standing:
    """What one person has and can; points and cases rise while a pass gives them more."""

    points: int = 0
    cases: int = 0
    capacity: int = USUAL_CAPACITY
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    last_given_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Presence:
    """Who is there at one moment. What was looked up is kept, so that a pass of many cases asks once."""

    now: datetime
    _posts: dict[tuple[tuple[Role, ...], int | None, int | None], list[Posting]] = field(
        default_factory=dict
    )
    _hours: dict[Place, WorkingCalendar | None] = field(default_factory=dict)
    _opens: dict[tuple[Place, datetime], datetime] = field(default_factory=dict)
    _standing: dict[int, Standing] = field(default_factory=dict)
    _staffed: dict[tuple[int | None, int | None], bool] = field(default_factory=dict)
    _shifts: list[DutyShift] | None = None
    _absences: dict[int, tuple[Absence, datetime]] | None = None

    def holders(self, roles: tuple[Role, ...], case: Case) -> list[Posting]:
        """Give the current postings in these roles over a case's store or department."""
        key = (roles, case.store_id, case.department_id)
        if key not in self._posts:
            self._posts[key] = list(
                Posting.objects.current()
                .filter(role__in=roles, user__is_active=True)
                .reaching(store=case.store, department_id=case.department_id)
                .select_related("user")
            )
        return self._posts[key]

    def away(self, person_id: int) -> Absence | None:
        """The away time that somebody is in now: its stand-in is the one in force."""
        known = self._known_absences().get(person_id)
        return known[0] if known is not None else None

    def back_from(self, person_id: int) -> datetime:
        """Now, or when somebody's away time ends, with those that follow on it without a gap."""
        known = self._known_absences().get(person_id)
        return known[1] if known is not None else self.now

    def there_from(self, posts: Iterable[Posting]) -> dict[int, datetime]:
        """From when on each of these people is there, at the first of their places.

        Whoever has shifts keeps to them, others to their place's hours; nobody is there while away.
        """
        posts = list(posts)
        self._learn_hours(posts)
        there: dict[int, datetime] = {}
        for post in posts:
            from_at = self._there_from(post)
            there[post.user_id] = min(from_at, there.get(post.user_id, from_at))
        return there

    def has_anybody(self, case: Case) -> bool:
        """Whether anybody who works on cases and reaches this one is there."""
        place = (case.store_id, case.department_id)
        if place not in self._staffed:
            there = self.there_from(self.holders(WORKING, case))
            self._staffed[place] = any(from_at <= self.now for from_at in there.values())
        return self._staffed[place]

    def on_duty(self, level: int, case: Case) -> list[DutyShift]:
        """Who stands on a level now for a case's department, first in line first; nobody who is away."""
        return sorted(
            (
                shift
                for shift in self._known_shifts()
                if shift.level == level
                and shift.starts_at <= self.now < shift.ends_at
                and shift.department_id in (None, case.department_id)
                and self.away(shift.person_id) is None
            ),
            key=lambda shift: (shift.department_id is None, shift.position, shift.pk),
        )

    def standing_of(self, person_ids: Iterable[int]) -> Mapping[int, Standing]:
        """What each of these has and can; those not known yet are read in one statement."""
        new = set(person_ids) - self._standing.keys()
        if new:
            for row in _standings(new):
                self._standing[row["pk"]] = _standing(row)
        return self._standing

    def took(self, person_id: int, points: int) -> None:
        """Remember that somebody got one more case in this pass."""
        standing = self.standing_of([person_id]).get(person_id)
        if standing is not None:
            standing.points += points
            standing.cases += 1
            standing.last_given_at = self.now

    def _there_from(self, post: Posting) -> datetime:
        since = self.back_from(post.user_id)
        shifts = [one for one in self._known_shifts() if one.person_id == post.user_id]
        if shifts:
            later = [max(since, one.starts_at) for one in shifts if one.ends_at > since]
            return min(later, default=since)
        return self._opening(_place(post), since)

    def _opening(self, place: Place | None, since: datetime) -> datetime:
        if place is None:
            return since
        if (place, since) not in self._opens:
            self._opens[place, since] = opens_at(self._hours.get(place), since)
        return self._opens[place, since]

    def _learn_hours(self, posts: Sequence[Posting]) -> None:
        """Read the hours of all their places at once; they also say when those away are there again."""
        new = {place for post in posts if (place := _place(post))} - self._hours.keys()
        stores = hours_of((pk for kind, pk in new if kind == STORES), now=self.now)
        self._hours.update({(STORES, pk): hours for pk, hours in stores.items()})
        if any(kind != STORES for kind, _pk in new):
            teams = hours_of_teams(now=self.now)
            self._hours.update({place: teams.get(place) for place in new if place[0] != STORES})

    def _known_shifts(self) -> list[DutyShift]:
        if self._shifts is None:
            rows = DutyShift.objects.filter(
                ends_at__gt=self.now, starts_at__lt=self.now + LOOKS_AHEAD, person__is_active=True
            )
            self._shifts = list(rows.select_related("person"))
        return self._shifts

    def _known_absences(self) -> dict[int, tuple[Absence, datetime]]:
        if self._absences is None:
            rows = (
                Absence.objects.lasting()
                .filter(ends_at__gt=self.now, begins_at__lt=self.now + LOOKS_AHEAD)
                .order_by("begins_at")
            )
            self._absences = {}
            for one in rows:
                holding, until = self._absences.get(one.person_id, (one, self.now))
                if one.begins_at <= until:
                    self._absences[one.person_id] = (holding, max(until, one.ends_at))
        return self._absences


def gone_people(now: datetime, *, among: Sequence[int] | None = None) -> list[int]:
    """Who is away and hands their cases over, or has left; of some, or of all. One statement."""
    away = Absence.objects.holding(now).filter(hands_over=True)
    left = User.objects.filter(is_active=False)
    if among is not None:
        away, left = away.filter(person__in=among), left.filter(pk__in=among)
    return list(
        left.values_list("pk")
        .union(away.order_by().values_list("person"))
        .values_list("pk", flat=True)
    )


def _place(post: Posting) -> Place | None:
    """Whose hours somebody keeps; none for whoever is posted to the whole chain."""
    places = (
        (STORES, post.store_id),
        ("departments", post.department_id),
        ("regions", post.region_id),
    )
    return next(((kind, pk) for kind, pk in places if pk is not None), None)


def distance(post: Posting) -> Nearness:
    """How near a posting is to a case that it reaches."""
    if post.department_id is not None:
        return Nearness.DEPARTMENT
    if post.store_id is not None:
        return Nearness.STORE
    return Nearness.REGION if post.region_id is not None else Nearness.CHAIN


def points_of(case: Case) -> int:
    """What a case weighs."""
    return WAITING_POINTS if case.state == CaseState.WAITING else POINTS[case.priority]


def _standings(person_ids: set[int]) -> Iterable[Mapping[str, Any]]:
    mine = (
        Case.objects.filter(owner=OuterRef("pk"), state__in=sorted(WORKABLE))
        .order_by()
        .values("owner")
    )
    weight = Choose(
        When(state=CaseState.WAITING, then=Value(WAITING_POINTS)),
        *(When(priority=priority, then=Value(points)) for priority, points in POINTS.items()),
        default=Value(POINTS["normal"]), output_field=IntegerField(),
    )  # fmt: skip
    roles = Posting.objects.current().filter(user=OuterRef(OuterRef("pk"))).values("role")
    usual = RoleCapacity.objects.filter(role__in=roles).order_by("-points").values("points")
    last = Assignment.objects.filter(owner=OuterRef("pk")).order_by("-began_at").values("began_at")
    return User.objects.filter(pk__in=person_ids).values(
        "pk", "language", own_capacity=F("work_profile__capacity"),
        skills=F("work_profile__skills"), languages=F("work_profile__languages"),
        points=Coalesce(Subquery(mine.annotate(sum=Sum(weight)).values("sum")), 0),
        cases=Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0),
        usual=Subquery(usual[:1]), last_given_at=Subquery(last[:1]),
    )  # fmt: skip


def _standing(row: Mapping[str, Any]) -> Standing:
    """Who entered no language speaks the one that they use the site in."""
    known = (row["own_capacity"], row["usual"], USUAL_CAPACITY)
    return Standing(
        points=row["points"], cases=row["cases"],
        capacity=next(one for one in known if one is not None),
        skills=frozenset(row["skills"] or ()),
        languages=frozenset(row["languages"] or (row["language"] or "zh-hant",)),
        last_given_at=row["last_given_at"],
    )  # fmt: skip


def posts_of(person_ids: Iterable[int]) -> list[Posting]:
    """Give the current postings of some people."""
    return list(Posting.objects.current().filter(user__in=list(person_ids)))
