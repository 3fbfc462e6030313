"""Chat hours: whether a colleague is there for a store's chats, and when somebody will be again."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from channels.rules.chats import staffing
from channels.rules.working_calendars import opens_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffed:
    """Whether somebody takes chats now; else when the place opens, where its hours are known."""

    is_somebody_there: bool
    again_at: datetime | None = None


def staffed(store_id: int | None, *, now: datetime) -> Staffed:
    """Say who is there for the chats of a store, or for those of no store in particular.

    While the place is open nobody can say when a colleague comes back, so no time is given.
    """
    if staffing.is_somebody_there(now=now, store_id=store_id):
        return Staffed(is_somebody_there=True)
    opens = opens_at(now, store_id=store_id, code=settings.CHAT_CALENDAR)
    return Staffed(is_somebody_there=False, again_at=opens if opens and opens > now else None)
