"""What is remembered for one person: some seconds old at most, and never older than their last act."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest
from django.utils.crypto import get_random_string

from feedback_site.remembering import remember

T = TypeVar("T")
KEY = "last_act"


def note_act(request: HttpRequest) -> None:
    """Tell every process, by the session, that what it remembers for this person has had its day."""
    request.session[KEY] = get_random_string(12)


def remember_for(request: HttpRequest, what: str, look: Callable[[], T]) -> T:
    """As `remember`, for the signed-in person alone, and anew after each act of theirs."""
    return remember(f"{what} for {request.user.pk} since {request.session.get(KEY, '')}", look)
