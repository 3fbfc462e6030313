"""Ticking: say of one thing to do that it is done, or open it again; the same for cases and incidents."""

from datetime import datetime

from cases.errors import AlreadyDone
from cases.models.tickable import Tickable
from feedback_site.organisation.models import User
from feedback_site.organisation.words import Named


def mark(thing: Tickable, *, is_done: bool, actor: User, now: datetime) -> None:
    """Write down who did it, or that it is to be done again. Raises AlreadyDone where it stands so.

    The caller holds the lock of what it belongs to.
    """
    if thing.is_done == is_done:
        raise AlreadyDone
    thing.done_by, thing.done_at = (actor, now) if is_done else (None, None)
    thing.save(update_fields=["done_by", "done_at"])


def named_in_all(thing: Named) -> dict[str, str]:
    """What it was called then, in each language, as histories keep it: names change."""
    return {"zh-hant": thing.name_zh_hant, "zh-hans": thing.name_zh_hans, "en": thing.name_en}
