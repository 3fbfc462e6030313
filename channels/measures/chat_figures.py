"""How soon chats are answered: by the assistant, by a person, by either; each with its n."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Aggregate, Avg, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import Least

from channels.measures.call_figures import Percentile
from channels.models import Chat
from channels.models.chat import ChatQuerySet
from feedback_site.organisation.models import User

TARGET = timedelta(minutes=5)
Who = Literal["either", "assistant", "person", "person_there"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Times until the first answer; `n` counts chats that wanted one, `answered` and `in_time` parts of it.

    A chat that has had no answer yet, or never got one, is part of `n` and of no time.
    """

    who: Who
    n: int
    answered: int
    in_time: int
    mean: timedelta | None
    p50: timedelta | None
    p90: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What became of chats that have begun in a while."""

    n: int
    helped: int
    asked: int
    unstaffed: int
    left_unjudged: int


def first_answers(user: User, *, since: datetime, until: datetime) -> Sequence[Answered]:
    """Sum up the chats that began in [since, until), in one statement.

    A person's time counts from the moment one was asked for; apart, where somebody took chats then.
    """
    rows = _begun(user, since, until)
    asked = Q(asked_at__isnull=False)
    kinds: Mapping[Who, tuple[str, object, Q]] = {
        "either": ("started_at", Least("answered_at", "first_human_at"), Q()),
        "assistant": ("started_at", F("answered_at"), Q(answered_at__isnull=False)),
        "person": ("asked_at", F("first_human_at"), asked),
        "person_there": ("asked_at", F("first_human_at"), asked & Q(was_staffed=True)),
    }
    sums: dict[str, Aggregate] = {}
    for who, (begins, ends, which) in kinds.items():
        rows = rows.annotate(
            **{f"wait_{who}": ExpressionWrapper(ends - F(begins), output_field=DurationField())}  # type: ignore[operator]
        )
        wait = f"wait_{who}"
        told = which & Q(**{f"{wait}__isnull": False})
        sums |= {
            f"{who}_n": Count("pk", filter=which) if which else Count("pk"),
            f"{who}_answered": Count("pk", filter=told),
            f"{who}_in_time": Count("pk", filter=told & Q(**{f"{wait}__lte": TARGET})),
            f"{who}_mean": Avg(wait, filter=told),
            f"{who}_p50": Percentile(wait, share=0.5, filter=told),
            f"{who}_p90": Percentile(wait, share=0.9, filter=told),
        }
    found = rows.aggregate(**sums)
    names = ("n", "answered", "in_time", "mean", "p50", "p90")
    return [Answered(who=who, **{name: found[f"{who}_{name}"] for name in names}) for who in kinds]


def outcomes(user: User, *, since: datetime, until: datetime) -> Outcomes:
    """Count what became of the chats that began in [since, until), in one statement."""
    unjudged = Q(ending="left", asked_at=None, answered_at__isnull=False)
    found = _begun(user, since, until).aggregate(
        n=Count("pk"),
        helped=Count("pk", filter=Q(ending="helped")),
        asked=Count("pk", filter=Q(asked_at__isnull=False)),
        unstaffed=Count("pk", filter=Q(was_staffed=False)),
        left_unjudged=Count("pk", filter=unjudged),
    )
    return Outcomes(**found)


def _begun(user: User, since: datetime, until: datetime) -> ChatQuerySet:
    rows = Chat.objects.visible_to(user).exclude(conversation=None)
    return rows.filter(started_at__gte=since, started_at__lt=until)
