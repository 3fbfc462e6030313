"""How well the phone is answered: times, shares, by day and by hour, each with its n."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import (
    Aggregate,
    Avg,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
)
from django.db.models.functions import ExtractHour, TruncDate

from channels.call_kinds import CallDirection, CallOutcome
from channels.kinds import AccountKind
from channels.models import Call, ChannelAccount
from feedback_site.organisation.models import User

TARGET_SECONDS = 30


class Percentile(Aggregate):
    """The value under which a share of all lies, between two where none is exactly there."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """What became of finished calls from customers; times are of those answered, None where there is none.

    `n` counts all of them; `answered`, `in_time` and `abandoned` parts of it, and `by_hand` those that
    colleagues wrote down. `untimed` were answered, but nobody knows how soon: they are in no time, and
    no part of what `in_time` is a share of.
    """

    n: int
    answered: int
    in_time: int
    abandoned: int
    by_hand: int
    untimed: int
    average: timedelta | None
    p50: timedelta | None
    p90: timedelta | None
    p95: timedelta | None

    @property
    def timed(self) -> int:
        """Of how many it is known whether they were answered in time."""
        return self.n - self.untimed


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One day, or one hour of all days."""

    day: date | None
    hour: int | None
    figures: Answering


def target_seconds() -> int:
    """Within how many seconds a call should be answered: as the first connection in use says."""
    values = (
        ChannelAccount.objects.in_use()
        .filter(kind=AccountKind.CALL_CENTRE)
        .order_by("pk")
        .values_list("values__answer_seconds", flat=True)
        .first()
    )
    return int(values or TARGET_SECONDS)


def answering(user: User, *, since: datetime, until: datetime, target: int) -> Answering:
    """Sum up the finished calls from customers that rang in [since, until), in one statement."""
    return _figures(_finished(user, since, until).aggregate(**_sums(target)))


def by_day(
    user: User, *, since: datetime, until: datetime, target: int, zone: ZoneInfo
) -> Sequence[Slice]:
    """Sum up each day of a zone on which anybody called, in order."""
    rows = _finished(user, since, until).annotate(day=TruncDate("rang_at", tzinfo=zone))
    return [
        Slice(day=row["day"], hour=None, figures=_figures(row))
        for row in rows.values("day").annotate(**_sums(target)).order_by("day")
    ]


def by_hour(
    user: User, *, since: datetime, until: datetime, target: int, zone: ZoneInfo
) -> Sequence[Slice]:
    """Sum up each hour of the day in which anybody called, over all days, in order."""
    rows = _finished(user, since, until).annotate(hour=ExtractHour("rang_at", tzinfo=zone))
    return [
        Slice(day=None, hour=row["hour"], figures=_figures(row))
        for row in rows.values("hour").annotate(**_sums(target)).order_by("hour")
    ]


def _finished(user: User, since: datetime, until: datetime) -> QuerySet[Call]:
    rows = Call.objects.visible_to(user).exclude(outcome="")
    return rows.filter(direction=CallDirection.INBOUND, rang_at__gte=since, rang_at__lt=until)


def _sums(target: int) -> dict[str, Aggregate]:
    wait = ExpressionWrapper(F("answered_at") - F("rang_at"), output_field=DurationField())
    answered = Q(answered_at__isnull=False)
    timed = answered & Q(is_wait_known=True)
    in_time = Q(is_wait_known=True, answered_at__lte=F("rang_at") + timedelta(seconds=target))
    return {
        "n": Count("pk"),
        "answered": Count("pk", filter=answered),
        "in_time": Count("pk", filter=in_time),
        "abandoned": Count("pk", filter=Q(outcome=CallOutcome.ABANDONED)),
        "by_hand": Count("pk", filter=Q(account=None)),
        "untimed": Count("pk", filter=answered & Q(is_wait_known=False)),
        "average": Avg(wait, filter=timed),
        **{
            name: Percentile(wait, share=share, filter=timed)
            for name, share in (("p50", 0.5), ("p90", 0.9), ("p95", 0.95))
        },
    }


def _figures(row: Mapping[str, object]) -> Answering:
    names = (field.name for field in fields(Answering))
    return Answering(**{name: row[name] for name in names})  # type: ignore[arg-type]
