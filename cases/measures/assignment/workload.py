"""Workload: who of somebody's people is there, what each has, and which cases nobody looks after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from cases.measures.assignment.matching import candidates
from cases.measures.assignment.presence import Presence, Standing, gone_people
from cases.models import Case
from cases.ranking import Candidate
from cases.states import WORKABLE
from feedback_site.organisation.models import Absence, Posting, Skill, User
from feedback_site.organisation.models.work_profile import led_by
from feedback_site.organisation.roles import WORKING

# More people than this nobody looks after on one page.
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person on the page."""

    person: User
    places: Sequence[str]
    candidate: Candidate
    standing: Standing
    absence: Absence | None
    skills: Sequence[str]
    overdue: int
    is_there: bool

    @property
    def percent(self) -> int:
        """How full they are."""
        return int(self.candidate.share * 100)

    @property
    def is_full(self) -> bool:
        """Whether they have as much as they can."""
        return self.candidate.share >= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """The page: the people, those there first, and the cases that wait for an owner."""

    lines: Sequence[Line]
    is_cut: bool
    unowned: int
    unowned_due: datetime | None
    behind: int  # with somebody who is away or has left

    @property
    def there(self) -> int:
        """How many are there."""
        return sum(line.is_there for line in self.lines)


def workload_of(actor: User, *, now: datetime) -> Workload:
    """Read the whole page in a fixed number of statements, however many people they are."""
    people = led_by(actor)
    found = list(
        Posting.objects.current()
        .filter(user__in=people, role__in=WORKING)
        .select_related("user", "store", "region", "department")
        .order_by("user__display_name", "user_id", "pk")
    )
    presence = Presence(now=now)
    posts: dict[int, list[Posting]] = {}
    for post in found:
        posts.setdefault(post.user_id, []).append(post)
    lines = _lines(posts, candidates(found, presence), presence)
    visible = Case.objects.visible_to(actor)
    free = visible.unassigned().aggregate(n=Count("pk"), due=Min("next_due_at"))
    return Workload(
        lines=lines[:MOST], is_cut=len(lines) > MOST, unowned=free["n"], unowned_due=free["due"],
        behind=visible.left_behind(gone_people(now)).count(),
    )  # fmt: skip


def _lines(
    posts: Mapping[int, Sequence[Posting]], found: Sequence[Candidate], presence: Presence
) -> list[Line]:
    names = {skill.code: skill.name for skill in Skill.objects.all()}
    overdue = _overdue(list(posts), presence.now)
    standing = presence.standing_of(posts)
    lines = [
        Line(
            person=posts[one.pk][0].user, places=[str(post) for post in posts[one.pk]],
            candidate=one, standing=standing[one.pk], absence=presence.away(one.pk),
            skills=[names[code] for code in sorted(one.skills) if code in names],
            overdue=overdue.get(one.pk, 0), is_there=one.there_from <= presence.now,
        )
        for one in found
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (not line.is_there, -line.candidate.share))


def _overdue(ids: Sequence[int], now: datetime) -> dict[int, int]:
    rows = (
        Case.objects.filter(owner__in=ids, state__in=sorted(WORKABLE))
        .overdue(now)
        .order_by()
        .values("owner")
        .annotate(n=Count("pk"))
    )
    return {row["owner"]: row["n"] for row in rows}
