"""Chats in the back office's menu, with the number of those who wait, there and on the first page."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from channels.measures.chat_desk import MOST_COUNTED, waiting_count
from feedback_site.first_page import Tile
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.own_acts import remember_for
from feedback_site.sidebar import Entry


def _waiting(request: HttpRequest) -> int:
    user = request.user
    return waiting_count(user) if isinstance(user, User) else 0


def waiting_tile(request: HttpRequest) -> Sequence[Tile]:
    """Say how many customers wait in the chat, for those who may answer."""
    user = request.user
    if not isinstance(user, User) or not user.can(Ability.WORK_CASES):
        return ()
    number = remember_for(request, "chats waiting", lambda: _waiting(request))
    return (
        Tile(
            section="needs", title=_("Customers waiting in the chat"), icon="chat-bubble-left-right",
            count=f"{MOST_COUNTED}+" if number >= MOST_COUNTED else str(number),
            url=reverse("admin:channels_chats"), is_urgent=True,
        ),
    )  # fmt: skip


# Somebody waits at this very moment: the number is worth its question, asked every few seconds at most.
CHATS = (
    Entry(
        title=_("Chats"), icon="chat-bubble-left-right", url_name="admin:channels_chats",
        ability=Ability.WORK_CASES,
        count=_waiting, is_urgent=True,
    ),
)  # fmt: skip
