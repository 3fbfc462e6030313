"""Queues: which cases wait where, and how many."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.measures import counting
from cases.measures.queues.needs import escalated_to, promised_by, rejections_for
from cases.measures.queues.paging import BY_DUE, Order
from cases.models import Case
from cases.models.case import CaseQuerySet
from cases.states import CaseState
from feedback_site.kept_queries import Kept
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# Beyond this a queue's number says "and more": counting on would cost, and change nothing one does.
MOST_COUNTED = 999
_NUMBERS = Kept[Any](spare=("now",))
RECENT = timedelta(days=30)

Pick = Callable[[CaseQuerySet, User, datetime], CaseQuerySet]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One view of the desk; `is_for` says whether somebody has such a queue at all, `is_listed_for` whether
    it stands in their list: an escalation may be raised to whoever is on duty, and has to be reached then.

    `order` is the one it has while nobody chooses another.
    """

    code: str
    title: str | Promise
    icon: str
    pick: Pick
    nothing: str | Promise
    is_urgent: bool = False
    order: Order = BY_DUE
    is_for: Callable[[User], bool] = lambda user: True
    is_listed_for: Callable[[User], bool] = lambda user: True


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
                pick=lambda cases, user, now: escalated_to(user),
                nothing=_("No escalation waits for you."),
                is_urgent=True,
                is_listed_for=lambda user: user.can(Ability.SUPERVISE),
            ),
            Queue(
                code="to_reject",
                title=_("To reject?"),
                icon="no-symbol",
                pick=lambda cases, user, now: rejections_for(user),
                nothing=_("Nobody proposed to reject anything."),
                is_for=lambda user: user.can(Ability.CONFIRM_REJECTION),
            ),
            # Closed and merged cases stand in no other list of what is to be done.
            Queue(
                code="promised",
                title=_("My promises due today"),
                icon="hand-raised",
                pick=lambda cases, user, now: cases.filter(promised_by(user, now=now)),
                nothing=_("Nothing that you promised falls due within a day."),
                is_listed_for=lambda user: False,
            ),
            Queue(
                code="wrote_again",
                title=_("Not answered yet"),
                icon="chat-bubble-left-ellipsis",
                pick=lambda cases, user, now: cases.wrote_again(),
                nothing=_("Nothing waits for you in particular. Take the next case from a queue."),
                is_urgent=True,
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
                order=Order(column="closed_at", is_newest=True),
            ),
        )
    }
)


def queues_of(user: User) -> tuple[Queue, ...]:
    """The queues that this person has in the side list, in its order."""
    return tuple(queue for queue in reachable_queues(user) if queue.is_listed_for(user))


def reachable_queues(user: User) -> tuple[Queue, ...]:
    """All queues that this person may open, by a key or a tile also those that stand in no list."""
    return tuple(queue for queue in QUEUES.values() if queue.is_for(user))


def counts(user: User, *, now: datetime) -> dict[str, str]:
    """How many cases each queue holds, as text."""

    def questions(now: datetime) -> dict[str, CaseQuerySet]:
        visible = Case.objects.visible_to(user)
        return {queue.code: queue.pick(visible, user, now) for queue in queues_of(user)}

    return counting.counted_for(user, _NUMBERS, questions, now=now, most=MOST_COUNTED)


def counted(picks: Mapping[str, CaseQuerySet]) -> dict[str, str]:
    """How many cases each of these holds, as text, in one statement that stops counting at 999."""
    return counting.counted(picks, most=MOST_COUNTED)
