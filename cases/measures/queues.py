"""Queues: which cases wait where, how many, and one page of them at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.measures.needs import escalations_for, rejections_for
from cases.models import Case
from cases.models.case import CaseQuerySet
from cases.states import CaseState
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

PAGE = 50
# Beyond this a queue's number says "and more": counting on would cost, and change nothing one does.
MOST_COUNTED = 999
RECENT = timedelta(days=30)
SHOWN_WITH = ("category", "store", "owner", "customer", "channel")

Pick = Callable[[CaseQuerySet, User, datetime], CaseQuerySet]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One view of the desk; `is_for` says whether somebody has such a queue at all."""

    code: str
    title: str | Promise
    icon: str
    pick: Pick
    nothing: str | Promise
    is_urgent: bool = False
    is_for: Callable[[User], bool] = lambda user: True


QUEUES: Mapping[str, Queue] = MappingProxyType(
    {
        queue.code: queue
        for queue in (
            Queue(
                code="mine",
                title=_("Mine"),
                icon="user",
                pick=lambda cases, user, now: cases.unfinished().owned_by(user),
                nothing=_("You answer for no open case. Claim one from “Unassigned”."),
            ),
            Queue(
                code="my_store",
                title=_("My store"),
                icon="building-storefront",
                pick=lambda cases, user, now: cases.unfinished().filter(
                    store__in=user.reach.stores
                ),
                nothing=_("Nothing is open at your store."),
                is_for=lambda user: bool(user.reach.stores),
            ),
            Queue(
                code="my_department",
                title=_("My department"),
                icon="user-group",
                pick=lambda cases, user, now: cases.unfinished().filter(
                    department__in=user.reach.departments
                ),
                nothing=_("Nothing is open in your department."),
                is_for=lambda user: bool(user.reach.departments),
            ),
            Queue(
                code="unassigned",
                title=_("Unassigned"),
                icon="inbox-arrow-down",
                pick=lambda cases, user, now: cases.unassigned(),
                nothing=_("Every case has somebody who answers for it."),
            ),
            Queue(
                code="due_soon",
                title=_("Due soon"),
                icon="clock",
                pick=lambda cases, user, now: cases.unfinished().due_soon(now),
                nothing=_("No limit falls within the next four hours."),
            ),
            Queue(
                code="overdue",
                title=_("Overdue"),
                icon="fire",
                pick=lambda cases, user, now: cases.unfinished().overdue(now),
                nothing=_("No limit has passed. Well done."),
                is_urgent=True,
            ),
            Queue(
                code="waiting",
                title=_("Waiting"),
                icon="pause-circle",
                pick=lambda cases, user, now: cases.filter(state=CaseState.WAITING),
                nothing=_("No case waits for an answer or a part."),
            ),
            Queue(
                code="to_verify",
                title=_("To verify"),
                icon="phone-arrow-up-right",
                pick=lambda cases, user, now: cases.filter(
                    state__in=(CaseState.RESOLVED, CaseState.VERIFYING)
                ),
                nothing=_("Every solved case has been confirmed by its customer."),
            ),
            Queue(
                code="to_acknowledge",
                title=_("To acknowledge"),
                icon="arrow-trending-up",
                pick=lambda cases, user, now: cases.filter(
                    pk__in=escalations_for(user).values("case")
                ),
                nothing=_("No escalation waits for you."),
                is_urgent=True,
                is_for=lambda user: user.can(Ability.SUPERVISE),
            ),
            Queue(
                code="to_reject",
                title=_("To reject?"),
                icon="no-symbol",
                pick=lambda cases, user, now: rejections_for(user),
                nothing=_("Nobody proposed to reject anything."),
                is_for=lambda user: user.can(Ability.CONFIRM_REJECTION),
            ),
            Queue(
                code="all_open",
                title=_("All open"),
                icon="queue-list",
                pick=lambda cases, user, now: cases.unfinished(),
                nothing=_("No case is open. New ones appear here by themselves."),
            ),
            Queue(
                code="recently_closed",
                title=_("Recently closed"),
                icon="check-badge",
                pick=lambda cases, user, now: cases.filter(
                    state=CaseState.CLOSED, closed_at__gte=now - RECENT
                ),
                nothing=_("No case was closed in the last 30 days."),
            ),
        )
    }
)


def queues_of(user: User) -> tuple[Queue, ...]:
    """The queues that this person has, in the order of the side list."""
    return tuple(queue for queue in QUEUES.values() if queue.is_for(user))


def counts(user: User, *, now: datetime) -> dict[str, str]:
    """How many cases each queue holds, as text, in one statement that stops counting at 999."""
    parts: list[str] = []
    values: list[Any] = []
    for queue in queues_of(user):
        cases = queue.pick(Case.objects.visible_to(user), user, now).order_by()
        sql, params = cases.values("pk")[: MOST_COUNTED + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")  # noqa: S608 the ORM wrote it
        values += params
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        row = cursor.fetchone()
    return {
        queue.code: f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
        for queue, count in zip(queues_of(user), row, strict=True)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place between two rows: after (or before) this moment and id; no moment is after all moments."""

    at: datetime | None
    pk: int
    is_backwards: bool = False

    @classmethod
    def read(cls, text: str, *, is_backwards: bool = False) -> "Place | None":
        """Read what `write` wrote; None where that is not what it is."""
        at, _tilde, pk = text.partition("~")
        moment = parse_datetime(at) if at else None
        if not pk.isdecimal() or (at and (moment is None or moment.tzinfo is None)):
            return None
        return cls(at=moment, pk=int(pk), is_backwards=is_backwards)

    def write(self) -> str:
        """Spell it for an address."""
        return f"{self.at.isoformat() if self.at else ''}~{self.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """At most 50 cases in the order of their limits, and where the neighbouring pages begin."""

    cases: Sequence[Case]
    previous: Place | None = None
    next: Place | None = None


def page_of(queue: Queue, cases: CaseQuerySet, place: Place | None) -> QueuePage:
    """Read one page of a queue in one statement, however deep; what has no limit comes last."""
    column = "closed_at" if queue.code == "recently_closed" else "next_due_at"
    is_newest_first = column == "closed_at"
    is_backwards = place is not None and place.is_backwards
    rows = _rows(cases.select_related(*SHOWN_WITH), column, place, is_newest_first != is_backwards)
    is_more, rows = len(rows) > PAGE, rows[:PAGE]
    if is_backwards:
        rows.reverse()
    if not rows:
        return QueuePage(cases=rows)

    def beside(case: Case, *, is_backwards: bool) -> Place:
        return Place(at=getattr(case, column), pk=case.pk, is_backwards=is_backwards)

    has_previous = is_more if is_backwards else place is not None
    has_next = True if is_backwards else is_more
    return QueuePage(
        cases=rows,
        previous=beside(rows[0], is_backwards=True) if has_previous else None,
        next=beside(rows[-1], is_backwards=False) if has_next else None,
    )


def _rows(cases: CaseQuerySet, column: str, place: Place | None, is_descending: bool) -> list[Case]:
    """Two ordered parts, with a limit and without, so that both are read along an index."""
    sign, beyond = ("-", "lt") if is_descending else ("", "gt")
    dated = cases.filter(**{f"{column}__isnull": False})
    undated = cases.filter(**{column: None})
    parts = [dated, undated]
    if place is not None and place.at is not None:
        same_or_beyond = Q(**{f"{column}__{beyond}e": place.at})
        beyond_it = Q(**{f"{column}__{beyond}": place.at}) | Q(**{f"pk__{beyond}": place.pk})
        dated = dated.filter(same_or_beyond & beyond_it)
        parts = [dated] if is_descending else [dated, undated]
    elif place is not None:
        undated = undated.filter(**{f"pk__{beyond}": place.pk})
        parts = [undated, dated] if is_descending else [undated]
    elif is_descending:
        parts = [undated, dated]
    ordered = [
        part.order_by(f"{sign}pk")
        if part is undated
        else part.order_by(f"{sign}{column}", f"{sign}pk")
        for part in parts
    ]
    limited = [part[: PAGE + 1] for part in ordered]
    if len(limited) == 1:
        return list(limited[0])
    both = list(limited[0].union(limited[1], all=True))
    # A hundred rows are sorted here; asked to sort them together, the database would read them all.
    both.sort(key=lambda case: _rank(case, column), reverse=is_descending)
    return both[: PAGE + 1]


def _rank(case: Case, column: str) -> tuple[bool, float, int]:
    at = getattr(case, column)
    return at is None, at.timestamp() if at else 0.0, case.pk
