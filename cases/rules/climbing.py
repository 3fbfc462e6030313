"""Climbing: who holds a level of the ladder for a case, and who stands in where nobody does."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count

from cases.models import Case, DutyShift
from feedback_site.organisation.models import Posting, User
from feedback_site.organisation.roles import Ability, Role
from feedback_site.organisation.rules.attending import at_work_from

# The ladder (case-lifecycle): agent, department head, expert consultation, management.
LADDER = {1: Role.DEPARTMENT_HEAD, 2: Role.SPECIALIST, 3: Role.MANAGER}
TOP = max(LADDER)
# Who hears of it where nobody is left on the ladder; the level stays what it was raised to.
BESIDE_THE_LADDER = (Role.EXPERIENCE_OFFICER, Role.ADMINISTRATOR)
ACKNOWLEDGE_WITHIN = timedelta(hours=4)
# Shifts that begin later than this say nothing about today.
LOOKS_AHEAD = timedelta(days=14)


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
class Roster:
    """Who is there at one moment. What was looked up is kept, so that a pass of many cases asks once."""

    now: datetime
    _posts: dict[tuple[Role, int | None, int | None], list[Posting]] = field(default_factory=dict)
    _from: dict[int | None, datetime] = field(default_factory=dict)
    _loads: Counter[int] = field(default_factory=Counter)
    _counted: set[int] = field(default_factory=set)
    _working: dict[int, bool] = field(default_factory=dict)
    _shifts: list[DutyShift] | None = None

    def rung_for(
        self, level: int, case: Case, *, passing_over: frozenset[int] = frozenset()
    ) -> Rung:
        """Find the first rung from this level up on which somebody is at work.

        Where nobody is at work anywhere, the first that somebody holds, to be told when they come.
        `passing_over` are people who were asked already.
        """
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

    def may_work(self, person: User) -> bool:
        """Whether somebody may own a case."""
        if person.pk not in self._working:
            self._working[person.pk] = person.can(Ability.WORK_CASES)
        return self._working[person.pk]

    def there_from(self, person_ids: Iterable[int]) -> dict[int, datetime]:
        """From when on each of these may be told something: the first moment at any of their places."""
        there: dict[int, datetime] = {}
        for post in Posting.objects.current().filter(user__in=list(person_ids)):
            from_at = self._there_from(post)
            there[post.user_id] = min(from_at, there.get(post.user_id, from_at))
        return there

    def took(self, person_id: int) -> None:
        """Remember that somebody got one more case in this pass."""
        self._loads[person_id] += 1

    def on_duty(self, level: int, case: Case) -> list[DutyShift]:
        """Who stands on a level now for a case's department, first in line first."""
        return sorted(
            (
                shift
                for shift in self._known_shifts()
                if shift.level == level
                and shift.starts_at <= self.now < shift.ends_at
                and shift.department_id in (None, case.department_id)
            ),
            key=lambda shift: (shift.department_id is None, shift.position, shift.pk),
        )

    def _best(
        self, level: int | None, role: Role, case: Case, passing_over: frozenset[int]
    ) -> _Candidate | None:
        """The first in line who is there; of people who are all away, whoever comes first."""
        shifts = self.on_duty(level, case) if level is not None else []
        found = [
            _Candidate(order=(0, n), person=shift.person, from_at=self.now)
            for n, shift in enumerate(shifts)
        ]
        for post in self._holders(role, case):
            order = (1, _distance(post), self._loads[post.user_id], post.user_id)
            found.append(_Candidate(order=order, person=post.user, from_at=self._there_from(post)))
        asked = [one for one in found if one.person.pk not in passing_over]
        return min(asked, key=lambda one: (one.from_at, one.order), default=None)

    def _holders(self, role: Role, case: Case) -> list[Posting]:
        key = (role, case.store_id, case.department_id)
        if key not in self._posts:
            self._posts[key] = holders_of(role, case)
            self._count(post.user_id for post in self._posts[key])
        return self._posts[key]

    def _count(self, user_ids: Iterable[int]) -> None:
        new = set(user_ids) - self._counted
        if new:
            self._counted |= new
            rows = Case.objects.unfinished().filter(owner__in=new).order_by().values("owner")
            for row in rows.annotate(n=Count("pk")):
                self._loads[row["owner"]] += row["n"]

    def _there_from(self, post: Posting) -> datetime:
        """Who has shifts keeps to them: now, or when the next begins; others to their place's hours."""
        own = [one for one in self._known_shifts() if one.person_id == post.user_id]
        if own:
            return max(self.now, min(one.starts_at for one in own))
        if post.store_id not in self._from:
            self._from[post.store_id] = at_work_from(post, now=self.now)
        return self._from[post.store_id]

    def _known_shifts(self) -> list[DutyShift]:
        if self._shifts is None:
            rows = DutyShift.objects.filter(
                ends_at__gt=self.now, starts_at__lt=self.now + LOOKS_AHEAD, person__is_active=True
            )
            self._shifts = list(rows.select_related("person"))
        return self._shifts


def holder_of(role: Role, case: Case) -> User | None:
    """Find who holds a role for this case: its department, store, region, or the whole chain, in this order.

    Of several, the one with the fewest open cases; None where nobody is posted.
    """
    holders = sorted(
        holders_of(role, case),
        key=lambda post: (_distance(post), _load(post.user_id), post.user_id),
    )
    return holders[0].user if holders else None


def successor(case: Case) -> User | None:
    """Find who answers for a case whose owner has left: an agent, supervisor, head or manager of it."""
    roles = (Role.AGENT, Role.SUPERVISOR, Role.DEPARTMENT_HEAD, Role.MANAGER)
    return next((found for role in roles if (found := holder_of(role, case)) is not None), None)


def holders_of(role: Role, case: Case) -> list[Posting]:
    """Give the current postings in a role over this case's store or department."""
    return list(
        Posting.objects.current()
        .filter(role=role, user__is_active=True)
        .reaching(store=case.store, department_id=case.department_id)
        .select_related("user")
    )


def _distance(post: Posting) -> int:
    return 0 if post.department_id else 1 if post.store_id else 2 if post.region_id else 3


def _load(user_id: int) -> int:
    return Case.objects.unfinished().filter(owner=user_id).count()


def _last_resort(level: int, meant: Role, *, now: datetime) -> Rung:
    """Whoever set the house up, while nobody has a posting yet; else nobody at all."""
    founder = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if founder is None:
        return Rung(level=level, role=meant, person=None, tell_at=now)
    return Rung(level=level, role=Role.ADMINISTRATOR, person=founder, tell_at=now, instead_of=meant)
