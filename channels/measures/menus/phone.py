"""The phone in the back office's menu, and on its first page the calls that we owe."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from channels.measures.call_log import MOST_COUNTED, owed_count
from feedback_site.first_page import Tile
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry


def owed_tile(request: HttpRequest) -> Sequence[Tile]:
    """Say how many call-backs wait, for those who take calls."""
    user = request.user
    if not isinstance(user, User) or not user.can(Ability.TAKE_FEEDBACK):
        return ()
    owed = owed_count(user)
    return (
        Tile(
            section="needs", title=_("Call-backs owed"), icon="phone-arrow-up-right",
            count=f"{MOST_COUNTED}+" if owed >= MOST_COUNTED else str(owed),
            url=reverse("admin:channels_calls"),
        ),
    )  # fmt: skip


# Numbers stand on the first page and on the log itself: here they would cost every page a question.
PHONE = (
    Entry(
        title=_("Phone"), icon="phone", url_name="channels:phone",
        ability=Ability.TAKE_FEEDBACK,
    ),
    Entry(
        title=_("Calls"), icon="phone-arrow-down-left", url_name="admin:channels_calls",
        ability=Ability.TAKE_FEEDBACK,
    ),
)  # fmt: skip
