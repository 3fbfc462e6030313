"""Possible matches of customers in the menu, and on the first page those who are almost certainly one."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from channels.likeness import ALMOST_CERTAIN
from channels.measures.people import to_decide
from feedback_site.first_page import Tile
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry

MOST_COUNTED = 99


def people_tile(request: HttpRequest) -> Sequence[Tile]:
    """Say how many customers are almost certainly the same person, for those who may merge them."""
    user = request.user
    if not isinstance(user, User) or not user.can(Ability.WORK_CASES):
        return ()
    found = len(to_decide(user).filter(score__gte=ALMOST_CERTAIN).values("pk")[: MOST_COUNTED + 1])
    return (
        Tile(
            section="needs", title=_("Customers who may be one person"), icon="user-group",
            count=f"{MOST_COUNTED}+" if found > MOST_COUNTED else str(found),
            url=reverse("admin:channels_people"),
        ),
    )  # fmt: skip


PEOPLE = (
    Entry(
        title=_("Same person?"), icon="user-plus", url_name="admin:channels_people",
        ability=Ability.SEE_CASES,
    ),
)  # fmt: skip
