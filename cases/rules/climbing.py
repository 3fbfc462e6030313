"""Climbing: who holds a level of the ladder for a case, and who stands in where nobody does."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import Case
from feedback_site.organisation.models import Posting, User
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules.attending import at_work_from

# The ladder (case-lifecycle): agent, department head, expert consultation, management.
LADDER = {1: Role.DEPARTMENT_HEAD, 2: Role.SPECIALIST, 3: Role.MANAGER}
TOP = max(LADDER)
# Who hears of it where nobody is left on the ladder; the level stays what it was raised to.
BESIDE_THE_LADDER = (Role.EXPERIENCE_OFFICER, Role.ADMINISTRATOR)


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


def rung_for(level: int, case: Case, *, now: datetime) -> Rung:
    """Find the first rung from this level up on which somebody is at work.

    Where nobody is at work anywhere, the first that somebody holds, to be told when their place opens.
    """
    meant = LADDER[level]
    rungs = [(one, LADDER[one]) for one in range(level, TOP + 1)]
    rungs += [(level, role) for role in BESIDE_THE_LADDER]
    absent: Rung | None = None
    for one, role in rungs:
        best = _first_at_work(_holders(role, case), now=now)
        if best is None:
            continue
        post, tell_at = best
        found = Rung(
            level=one, role=role, person=post.user, tell_at=tell_at,
            instead_of=None if role == meant else meant,
        )  # fmt: skip
        if tell_at <= now:
            return found
        absent = absent or found
    return absent or _last_resort(level, meant, now=now)


def holder_of(role: Role, case: Case) -> User | None:
    """Find who holds a role for this case: its department, store, region, or the whole chain, in this order.

    Of several, the one with the fewest open cases; None where nobody is posted.
    """
    holders = _holders(role, case)
    return holders[0].user if holders else None


def successor(case: Case) -> User | None:
    """Find who answers for a case whose owner has left: an agent, supervisor, head or manager of it."""
    roles = (Role.AGENT, Role.SUPERVISOR, Role.DEPARTMENT_HEAD, Role.MANAGER)
    return next((found for role in roles if (found := holder_of(role, case)) is not None), None)


def _holders(role: Role, case: Case) -> list[Posting]:
    posts = (
        Posting.objects.current()
        .filter(role=role, user__is_active=True)
        .reaching(store=case.store, department_id=case.department_id)
        .select_related("user")
    )
    return sorted(posts, key=lambda post: (_distance(post), _load(post.user_id), post.user_id))


def _first_at_work(holders: list[Posting], *, now: datetime) -> tuple[Posting, datetime] | None:
    """The nearest who is there; of people who are all away, whoever comes first."""
    times = [(post, at_work_from(post, now=now)) for post in holders]
    return min(times, key=lambda one: one[1], default=None)


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
