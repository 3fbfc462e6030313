"""Look up what hardly ever changes, and remember it for some seconds in each process."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar, cast

from django.conf import settings

from channels.models import Channel
from feedback_site.organisation.models import Store
from feedback_site.privacy.models import PrivacyNotice

T = TypeVar("T")
_remembered: dict[tuple[str, str], tuple[float, object]] = {}


def channel_called(code: str) -> Channel:
    """Give the channel of this code. Raises Channel.DoesNotExist."""
    return _remember("channel", code, lambda: Channel.objects.get(code=code))


def channel_of(pk: int) -> Channel:
    """Give the channel of this id. Raises Channel.DoesNotExist."""
    return _remember("channel_id", str(pk), lambda: Channel.objects.get(pk=pk))


def store_id_of(code: str) -> int | None:
    """Give the id of the store of this code; None where we have no such store."""
    if not code:
        return None
    return _remember(
        "store", code, lambda: Store.objects.filter(code=code).values_list("pk", flat=True).first()
    )


def notice_in_force(now: datetime) -> str:
    """Give the version of the privacy notice in force; empty where none has been published."""
    return _remember(
        "notice",
        "",
        lambda: (
            PrivacyNotice.objects.filter(valid_from__lte=now)
            .order_by("-valid_from")
            .values_list("version", flat=True)
            .first()
            or ""
        ),
    )


def forget() -> None:
    """Drop what is remembered in this process."""
    _remembered.clear()


def _remember(kind: str, code: str, look: Callable[[], T]) -> T:
    now = time.monotonic()
    known = _remembered.get((kind, code))
    if known is not None and known[0] > now:
        return cast("T", known[1])
    found = look()
    _remembered[kind, code] = (now + settings.LOOK_UP_SECONDS, found)
    return found
