"""Remember for some seconds, in each process, what hardly ever changes."""

import time
from collections.abc import Callable
from typing import TypeVar, cast

from django.conf import settings

T = TypeVar("T")
# Keys may hold what a stranger typed, such as the code of a store: no more of them than this.
MOST = 1_000
_remembered: dict[str, tuple[float, object]] = {}
_next_sweep = 0.0


def remember(key: str, look: Callable[[], T]) -> T:
    """Give what `look` found under this key, at most settings.LOOK_UP_SECONDS ago."""
    now = time.monotonic()
    known = _remembered.get(key)
    if known is not None and known[0] > now:
        return cast(T, known[1])
    found = look()
    _sweep(now)
    if len(_remembered) >= MOST:
        forget()
    _remembered[key] = (now + settings.LOOK_UP_SECONDS, found)
    return found


def _sweep(now: float) -> None:
    """Drop what has had its time, for it may be large; seldom, for that means looking at all of it."""
    global _next_sweep
    if now < _next_sweep:
        return
    _next_sweep = now + settings.LOOK_UP_SECONDS
    for key, (until, _found) in list(_remembered.items()):
        if until <= now:
            _remembered.pop(key, None)


def forget() -> None:
    """Drop what is remembered in this process, so that the next question looks anew."""
    _remembered.clear()
