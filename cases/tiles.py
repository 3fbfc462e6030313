"""What of cases stands on the back office's first page, and the numbers of the queues."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from cases.measures.appointments.other_times import outside_hours
from cases.measures.queues.needs import needs_of
from cases.measures.queues.queues import counts, queues_of
from feedback_site.first_page import Tile
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.rules.filling import missing_years
from feedback_site.own_acts import remember_for


def queue_numbers(request: HttpRequest, user: User, *, now: datetime) -> dict[str, str]:
    """The numbers of this person's queues: some seconds old at most, and with their own acts in them."""
    return remember_for(request, "queue numbers", lambda: counts(user, now=now))


def queue_links(request: HttpRequest) -> Mapping[str, str]:
    """The same by the address of each queue, for pages that stay open."""
    user = request.user
    if not isinstance(user, User) or not user.can(Ability.SEE_CASES):
        return {}
    numbers = queue_numbers(request, user, now=timezone.now())
    return {
        reverse("admin:cases_queue", args=(queue.code,)): numbers[queue.code]
        for queue in queues_of(user)
    }


def holiday_tiles(request: HttpRequest) -> Sequence[Tile]:
    """For administrators: calendars whose public holidays of a year are not there yet."""
    user = request.user
    if not isinstance(user, User) or not user.can(Ability.MANAGE_SETTINGS):
        return ()
    missing = missing_years(now=timezone.now())
    if not missing:
        return ()
    first = min(missing, key=lambda pk: (missing[pk][0], pk))
    address = reverse("admin:cases_calendar_holidays", args=(first,))
    return (
        Tile(
            section="needs", icon="calendar-days", is_urgent=True,
            title=_("Calendars without all public holidays of %(year)s")
            % {"year": min(min(years) for years in missing.values())},
            count=str(len(missing)), url=f"{address}?year={missing[first][0]}",
        ),
    )  # fmt: skip


def visit_tiles(request: HttpRequest) -> Sequence[Tile]:
    """For whoever supervises stores: who comes while they are shut; some seconds old at most.

    One statement where nobody is expected.
    """
    user = request.user
    if not isinstance(user, User) or not user.can(Ability.SUPERVISE):
        return ()
    stores = None if user.reach.everything else user.reach.stores
    n, first = remember_for(request, "visits outside hours", lambda: _visits_outside(stores))
    if not n:
        return ()
    address = reverse("admin:cases_appointments_other")
    return (
        Tile(
            section="needs", icon="calendar-days", is_urgent=True,
            title=_("Appointments outside the hours of a store"), count=str(n),
            url=f"{address}?{urlencode({'store': first})}",
        ),
    )  # fmt: skip


def _visits_outside(stores: Collection[int] | None) -> tuple[int, str]:
    """How many, and the code of the store to which the first of them comes."""
    outside = outside_hours(stores, now=timezone.now())
    return len(outside), outside[0].store.code if outside else ""


def case_tiles(request: HttpRequest) -> Sequence[Tile]:
    """What of cases needs this person, and their queues; two statements."""
    user = request.user
    if not isinstance(user, User) or not user.can(Ability.SEE_CASES):
        return ()
    now = timezone.now()
    needs = needs_of(user, now=now)
    numbers = queue_numbers(request, user, now=now)
    address = reverse("admin:cases_queues")
    return (
        Tile(
            section="needs", icon="arrow-trending-up", is_urgent=True,
            title=_("Escalations to acknowledge"), count=needs.escalations,
            url=f"{address}to_acknowledge/",
        ),
        Tile(
            section="needs", icon="fire", is_urgent=True, title=_("Overdue where I lead"),
            count=needs.breached, url=f"{address}overdue/",
        ),
        Tile(
            section="needs", icon="no-symbol", title=_("Rejections to confirm"),
            count=needs.rejections, url=f"{address}to_reject/",
        ),
        Tile(
            section="needs", icon="book-open", title=_("Standard solutions to approve"),
            count=needs.solutions, url=f"{reverse('admin:cases_solutions')}?state=in_review",
        ),
        Tile(
            section="needs", icon="light-bulb", title=_("Recurring problems to decide on"),
            count=needs.recurring, url=reverse("admin:cases_problems"),
        ),
        Tile(
            section="needs", icon="megaphone", is_urgent=True, title=_("Incidents I was called in to"),
            count=needs.incidents, url=reverse("admin:cases_incidents"),
        ),
        Tile(
            section="needs", icon="clipboard-document-list", title=_("Work orders for me or my department"),
            count=needs.orders, url=f"{reverse('admin:cases_orders')}?view=ours",
        ),
        Tile(
            section="needs", icon="academic-cap", is_urgent=True, title=_("Opinions asked of me"),
            count=needs.opinions, url=reverse("admin:cases_opinions"),
        ),
        Tile(
            section="needs", icon="fire", is_urgent=True, title=_("My overdue cases"),
            count=needs.overdue, url=f"{address}mine/?due=overdue",
        ),
        Tile(
            section="needs", icon="chat-bubble-left-ellipsis", title=_("Customers waiting for my answer"),
            count=needs.unanswered, url=f"{address}mine/?flag=unanswered",
        ),
        Tile(
            section="needs", icon="hand-raised", title=_("My promises due today"),
            count=needs.promises, url=f"{address}promised/",
        ),
        *(
            Tile(
                section="queues", icon=queue.icon, title=queue.title, count=numbers[queue.code],
                url=f"{address}{queue.code}/", is_urgent=queue.is_urgent,
            )
            for queue in queues_of(user)
        ),
    )  # fmt: skip
