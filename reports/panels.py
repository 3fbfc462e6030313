"""What reports show on the first page of those who answer for places: stores, and what is getting worse."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from feedback_site.first_page import Panel
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.own_acts import remember_for
from reports.display.first_page import StoreLine, rising, store_lines
from reports.measures.places import places_of, words_of_cuts
from reports.measures.stores import span_of, states_of
from reports.measures.worsening import week_of_volume, weeks_of_limits, worsening_of

# As many as are seen at a glance; the page of all stores has the rest.
MOST_STORES = 8
_STYLE = "reports/report.css"


def manager_panels(request: HttpRequest) -> Sequence[Panel]:
    """Two panels, each of one statement, for whoever sees reports."""
    user = request.user
    if not isinstance(user, User) or not user.can(Ability.SEE_REPORTS):
        return ()
    return (_stores(request, user), _worsening(request, user))


def stores_seen(request: HttpRequest, user: User) -> list[StoreLine]:
    """All stores of this person in words, the worst first; counted some seconds ago at most."""
    day = today()
    stores = [int(pk) for pk, _name in places_of(user)["store"]]
    states = remember_for(
        request, "state of stores", lambda: states_of(user, stores, now=timezone.now(), today=day)
    )
    return store_lines(states, words_of_cuts(day)["store"], span_of(day))


def today() -> date:
    """The day in the chain's own time zone, by which reports count."""
    return timezone.localtime(timezone.now(), ZoneInfo(settings.TIME_ZONE)).date()


def _stores(request: HttpRequest, user: User) -> Panel:
    lines = stores_seen(request, user)
    return Panel(
        template="reports/first_page_stores.html", style=_STYLE,
        context={
            "lines": lines[:MOST_STORES], "total": len(lines), "more": len(lines) - MOST_STORES,
            "span": span_of(today()),
        },
    )  # fmt: skip


def _worsening(request: HttpRequest, user: User) -> Panel:
    day = today()
    found = remember_for(request, "what is getting worse", lambda: worsening_of(user, today=day))
    told, more = rising(found, words_of_cuts(day), week_of_volume(day), weeks_of_limits(day))
    return Panel(
        template="reports/first_page_worsening.html", style=_STYLE,
        context={"found": found, "told": told, "more": more},
    )  # fmt: skip
