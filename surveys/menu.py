"""Where follow-up shows in the back office's menu and on its first page."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_site.first_page import Tile
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry
from surveys.measures.call_list import MOST_COUNTED, due_count


def count_due(request: HttpRequest) -> int:
    """How many follow-ups are due for this person, counted once a request and up to 99."""
    known: int | None = getattr(request, "follow_ups_due", None)
    if known is None:
        user = request.user
        known = due_count(user, timezone.now()) if isinstance(user, User) else 0
        request.follow_ups_due = known  # type: ignore[attr-defined]
    return known


def calls_tile(request: HttpRequest) -> Sequence[Tile]:
    """What waits to be asked, for those who make calls."""
    user = request.user
    if not isinstance(user, User) or not user.can(Ability.CALL_BACK):
        return ()
    due = count_due(request)
    return (
        Tile(
            section="needs",
            title=_("Follow-up calls to make"),
            count=f"{MOST_COUNTED}+" if due >= MOST_COUNTED else str(due),
            url=reverse("admin:surveys_call_list"),
            icon="phone",
        ),
    )


calls_entry = Entry(
    title=_("Follow-up calls"),
    icon="phone-arrow-up-right",
    url_name="admin:surveys_call_list",
    ability=Ability.CALL_BACK,
    count=count_due,
)
