"""The desk's lines in the menu, and its numbers on the back office's first page."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from cases.measures.needs import needs_of
from cases.measures.other_times import outside_hours
from cases.measures.queues import counts, queues_of
from feedback_site.first_page import Tile
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.rules.filling import missing_years
from feedback_site.own_acts import remember_for
from feedback_site.sidebar import Entry

ENTRIES = (
    # Numbers stand on the page itself: here they would cost every page a question.
    Entry(title=_("Cases"), icon="inbox", url_name="admin:cases_queues", ability=Ability.SEE_CASES),
    Entry(
        title=_("Search cases"),
        icon="magnifying-glass",
        url_name="admin:cases_search",
        ability=Ability.SEE_CASES,
    ),
    Entry(
        title=_("Work orders"),
        icon="clipboard-document-list",
        url_name="admin:cases_orders",
        ability=Ability.SEE_CASES,
    ),
    Entry(
        title=_("Standard solutions"),
        icon="book-open",
        url_name="admin:cases_solutions",
        ability=Ability.SEE_CASES,
    ),
    Entry(
        title=_("Reply templates"),
        icon="chat-bubble-bottom-center-text",
        url_name="admin:cases_replies",
        ability=Ability.WORK_CASES,
    ),
    Entry(
        title=_("Diagnoses"),
        icon="puzzle-piece",
        url_name="admin:cases_diagnosis_changelist",
        ability=Ability.SEE_CASES,
    ),
    Entry(
        title=_("Reviews"),
        icon="star",
        url_name="admin:cases_reviews",
        ability=Ability.WATCH_CHANNELS,
    ),
)
SETTINGS = (
    Entry(
        title=_("Categories"),
        icon="rectangle-group",
        url_name="admin:cases_categories",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Word rules"),
        icon="adjustments-horizontal",
        url_name="admin:cases_word_rules",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Time limits"),
        icon="clock",
        url_name="admin:cases_policies",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Recompute open cases"),
        icon="arrow-path",
        url_name="admin:cases_adopt_policies",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Emergency plans"),
        icon="fire",
        url_name="admin:cases_checklistitem_changelist",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Checklists"),
        icon="clipboard-document-check",
        url_name="admin:cases_caselist_changelist",
        ability=Ability.SUPERVISE,
    ),
    Entry(
        title=_("Response schemes"),
        icon="list-bullet",
        url_name="admin:cases_responsescheme_changelist",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Service tiers"),
        icon="trophy",
        url_name="admin:channels_servicetier_changelist",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Working times"),
        icon="calendar-days",
        url_name="admin:organisation_businesscalendar_changelist",
        ability=Ability.MANAGE_SETTINGS,
    ),
)
PROBLEMS = Entry(
    title=_("Recurring problems"),
    icon="arrow-path-rounded-square",
    url_name="admin:cases_problems",
    ability=Ability.SEE_CASES,
)
INCIDENTS = Entry(
    title=_("Incidents"),
    icon="exclamation-triangle",
    url_name="admin:cases_incidents",
    ability=Ability.SEE_CASES,
)
WORK_SETTINGS = (
    Entry(
        title=_("Routes of work orders"), icon="arrows-right-left",
        url_name="admin:cases_workroute_changelist", ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Limits of departments"), icon="flag",
        url_name="admin:cases_worklimit_changelist", ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Experts"), icon="light-bulb", url_name="admin:cases_expertseat_changelist",
        ability=Ability.MANAGE_SETTINGS,
    ),
)  # fmt: skip
APPOINTMENTS = Entry(
    title=_("Appointments"), icon="calendar", url_name="admin:cases_appointments",
    ability=Ability.TAKE_FEEDBACK,
)  # fmt: skip
SLOTS = Entry(
    title=_("Slots of stores"), icon="table-cells", url_name="admin:cases_slots",
    ability=Ability.SUPERVISE,
)  # fmt: skip
QUOTES = Entry(
    title=_("Quotes"),
    icon="document-currency-dollar",
    url_name="admin:cases_quote_changelist",
    ability=Ability.SEE_CASES,
)
CLOSURES = Entry(
    title=_("Stores that are shut"),
    icon="no-symbol",
    url_name="admin:cases_closures",
    ability=Ability.SUPERVISE,
)
DUTY = Entry(
    title=_("On duty"),
    icon="calendar",
    url_name="admin:cases_dutyshift_changelist",
    ability=Ability.SUPERVISE,
)
WORKLOAD = Entry(
    title=_("Workload"),
    icon="user-group",
    url_name="admin:cases_workload",
    ability=Ability.SUPERVISE,
)
ABSENCES = Entry(
    title=_("Away times"), icon="moon", url_name="admin:cases_absences",
    ability=Ability.SUPERVISE,
)  # fmt: skip
LEARNED = Entry(
    title=_("Reading and learning"),
    icon="academic-cap",
    url_name="admin:cases_learned",
    ability=Ability.SUPERVISE,
)
CODING = Entry(
    title=_("Coding twice"),
    icon="check-badge",
    url_name="admin:cases_coding",
    ability=Ability.WORK_CASES,
)
KEYWORDS = Entry(
    title=_("Keywords"),
    icon="hashtag",
    url_name="admin:cases_keywords",
    ability=Ability.SEE_CASES,
)
ESCALATIONS = Entry(
    title=_("Escalations"),
    icon="arrow-trending-up",
    url_name="admin:cases_escalation_changelist",
    ability=Ability.SUPERVISE,
)


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
            count=needs.promises, url=f"{address}all_open/?flag=promised",
        ),
        *(
            Tile(
                section="queues", icon=queue.icon, title=queue.title, count=numbers[queue.code],
                url=f"{address}{queue.code}/", is_urgent=queue.is_urgent,
            )
            for queue in queues_of(user)
        ),
    )  # fmt: skip
