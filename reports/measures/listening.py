"""The 10-100-1000 rule: ten talks held, a hundred pieces of feedback read, a thousand collected a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cases.models import Case
from channels.measures.troubles import home_zone
from channels.models import Submission, Talk
from feedback_site.organisation.models import User
from reports.models import ReadMark

TALKS, READ, COLLECTED = 10, 100, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one person has come this month; `collected` is what came in within their reach."""

    person: User
    talks: int
    read: int
    collected: int | None = None


def month_of(now: datetime) -> datetime:
    """Give the first moment of this month where the chain counts its days."""
    return now.astimezone(home_zone()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def progress_of(user: User, *, now: datetime) -> Progress:
    """Count for one person, in three statements."""
    since = month_of(now)
    return Progress(
        person=user,
        talks=Talk.objects.filter(moderator=user, held_at__gte=since).count(),
        read=ReadMark.objects.filter(reader=user, read_at__gte=since).count(),
        collected=_within_reach(user).filter(received_at__gte=since).count(),
    )


def everybody(*, now: datetime) -> Sequence[Progress]:
    """Count for all who held a talk or read something this month, in three statements."""
    since = month_of(now)
    talks = dict(
        Talk.objects.filter(held_at__gte=since).values_list("moderator").annotate(n=Count("pk"))
    )
    read = dict(
        ReadMark.objects.filter(read_at__gte=since).values_list("reader").annotate(n=Count("pk"))
    )
    people = User.objects.filter(pk__in={*talks, *read}).order_by("display_name", "pk")
    return [
        Progress(person=one, talks=talks.get(one.pk, 0), read=read.get(one.pk, 0)) for one in people
    ]


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


def _within_reach(user: User) -> QuerySet[Submission]:
    """Keep what became a case that this person may see, and insights of their stores or of none."""
    cases = Case.objects.visible_to(user).filter(submission=OuterRef("pk"))
    insights = Q(is_insight=True)
    if not (user.reach.everything or user.reach.departments):
        insights &= Q(store__in=user.reach.stores) | Q(store=None)
    return Submission.objects.filter(insights | Exists(cases))
