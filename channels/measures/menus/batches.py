"""Boxes and letters in the menu, and on the first page the batches that wait for a second person."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from channels.batch_kinds import BatchState
from channels.measures.batches import MOST_COUNTED, differing
from feedback_site.first_page import Tile
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry


def differing_tile(request: HttpRequest) -> Sequence[Tile]:
    """Say how many batches differ, for those who might count them again."""
    user = request.user
    if not isinstance(user, User) or not user.can(Ability.TAKE_FEEDBACK):
        return ()
    found = differing(user)
    return (
        Tile(
            section="needs", title=_("Batches to count again"), icon="inbox-stack",
            count=f"{MOST_COUNTED}+" if found >= MOST_COUNTED else str(found),
            url=f"{reverse('admin:channels_batches')}?state={BatchState.ENTERED}",
        ),
    )  # fmt: skip


BATCHES = (
    Entry(
        title=_("Boxes and letters"), icon="inbox-stack", url_name="admin:channels_batches",
        ability=Ability.TAKE_FEEDBACK,
    ),
)  # fmt: skip
