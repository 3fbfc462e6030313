"""Climbing: who holds a level of the ladder for a case, and who stands in where nobody does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cases.measures.assignment.matching import is_named
from cases.measures.assignment.presence import Presence, distance, posts_of
from cases.models import Case
from cases.models.duty import TOP
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability, Role

# The ladder (case-lifecycle): agent, department head, expert consultation, management.
LADDER = {1: Role.DEPARTMENT_HEAD, 2: Role.SPECIALIST, 3: Role.MANAGER}
# Who hears of it where nobody is left on the ladder; the level stays what it was raised to.
BESIDE_THE_LADDER = (Role.EXPERIENCE_OFFICER, Role.ADMINISTRATOR)
ACKNOWLEDGE_WITHIN = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """Where an escalation lands: the level, its role, who holds it, and from when on they may be told.

    `instead_of` is the role that was meant, where nobody holds it or nobody of it is at work; `person` is
    None where the whole house has nobody.
    """

    level: int
    role: Role
    person: User | None
    tell_at: datetime
    instead_of: Role | None = None

    @property
    def acknowledge_by(self) -> datetime:
        """Until when it must be acknowledged before it climbs on."""
        return self.tell_at + ACKNOWLEDGE_WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """Somebody who may be asked: in which order, and from when on they are there."""

    order: tuple[int, ...]
    person: User
    from_at: datetime


@dataclass(slots=True, kw_only=True)
class Roster(Presence):
    """The ladder over those who are there at one moment."""

    _working: dict[int, bool] = field(default_factory=dict)
    _people: dict[int, User] = field(default_factory=dict)
    _asked: set[int] = field(default_factory=set)
    _told_from: dict[int, datetime] = field(default_factory=dict)
    _rungs: dict[tuple[int, int | None, int | None, frozenset[int]], Rung] = field(
        default_factory=dict
    )

    def rung_for(
        self, level: int, case: Case, *, passing_over: frozenset[int] = frozenset()
    ) -> Rung:
        """Find the first rung from this level up on which somebody is at work.

        Where nobody is at work anywhere, the first that somebody holds, to be told when they come.
        `passing_over` are people who were asked already. It is the same for all cases of a place, until
        somebody gets one more.
        """
        key = (level, case.store_id, case.department_id, passing_over)
        if key not in self._rungs:
            self._rungs[key] = self._rung_for(level, case, passing_over)
        return self._rungs[key]

    def took(self, person_id: int, points: int) -> None:
        """Remember that somebody got one more case in this pass: the next may be another's."""
        Presence.took(self, person_id, points)
        self._rungs.clear()

    def _rung_for(self, level: int, case: Case, passing_over: frozenset[int]) -> Rung:
        meant = LADDER[level]
        rungs = [(one, LADDER[one]) for one in range(level, TOP + 1)]
        rungs += [(level, role) for role in BESIDE_THE_LADDER]
        absent: Rung | None = None
        for one, role in rungs:
            best = self._best(one if role in LADDER.values() else None, role, case, passing_over)
            if best is None:
                continue
            found = Rung(
                level=one, role=role, person=best.person, tell_at=best.from_at,
                instead_of=None if role == meant else meant,
            )  # fmt: skip
            if best.from_at <= self.now:
                return found
            absent = absent or found
        return absent or _last_resort(level, meant, now=self.now)

    def rung_beside(
        self, level: int, case: Case, *, told: str, passing_over: frozenset[int] = frozenset()
    ) -> Rung:
        """Do the same without anybody whom the customer names in what was `told`.

        With nobody where only those are left: rather nobody than whom it may be about.
        """
        named: frozenset[int] = frozenset()
        while True:
            rung = self.rung_for(level, case, passing_over=passing_over | named)
            if rung.person is None or not is_named(rung.person.display_name, told):
                return rung
            if rung.person.id in named:
                # Whoever set the house up is asked at the end, whoever was passed over.
                return replace(rung, person=None)
            named |= {rung.person.id}

    def may_work(self, person: User) -> bool:
        """Whether somebody may own a case."""
        if person.id not in self._working:
            self._working[person.id] = person.can(Ability.WORK_CASES)
        return self._working[person.id]

    def people(self, person_ids: Iterable[int]) -> Mapping[int, User]:
        """Give these people, and whoever was asked for before; each is read once."""
        if new := set(person_ids) - self._people.keys():
            self._people |= User.objects.in_bulk(new)
        return self._people

    def told_from(self, person_ids: Iterable[int]) -> Mapping[int, datetime]:
        """From when on each of these may be told something; whoever has no place is left out."""
        if new := set(person_ids) - self._asked:
            self._asked |= new
            self._told_from |= self.there_from(posts_of(new))
        return self._told_from

    def _best(
        self, level: int | None, role: Role, case: Case, passing_over: frozenset[int]
    ) -> _Candidate | None:
        """The first in line who is there; of people who are all away, whoever comes first."""
        shifts = self.on_duty(level, case) if level is not None else []
        found = [
            _Candidate(order=(0, n), person=shift.person, from_at=self.now)
            for n, shift in enumerate(shifts)
        ]
        posts = self.holders((role,), case)
        there = self.there_from(posts)
        standing = self.standing_of(there)
        for post in posts:
            order = (1, distance(post), standing[post.user_id].points, post.user_id)
            found.append(_Candidate(order=order, person=post.user, from_at=there[post.user_id]))
        asked = [one for one in found if one.person.id not in passing_over]
        return min(asked, key=lambda one: (one.from_at, one.order), default=None)


def _last_resort(level: int, meant: Role, *, now: datetime) -> Rung:
    """Whoever set the house up, while nobody has a posting yet; else nobody at all."""
    founder = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if founder is None:
        return Rung(level=level, role=meant, person=None, tell_at=now)
    return Rung(level=level, role=Role.ADMINISTRATOR, person=founder, tell_at=now, instead_of=meant)
