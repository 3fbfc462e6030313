"""What time alone will bring to a cycle, told beforehand, so that nobody folds a history to see it come."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cases.sla.cycles import Cycle, Level

BROKEN = 100


def coming(cycle: Cycle) -> list[int] | None:
    """Return what is told of a cycle as time passes: share and moment of each level by turns, earliest first.

    Moments are seconds since 1970. None where time may do more to it than bring these levels and break its
    limit: a pause may end by its date, and a policy may take its cycles with it. As long as nothing happens
    to the case, no other cycle becomes another one by waiting.
    """
    levels: Sequence[Level] = cycle.levels
    if cycle.frozen:
        is_told = cycle.breached_at is not None and cycle.cancelled_at is None
        levels = [each for each in levels if each.share == BROKEN and is_told]
    elif cycle.ends_with_policy or any(pause.end is None for pause in cycle.pauses):
        return None
    quiet = cycle.quiet_until
    told = (each for each in levels if quiet is None or each.at > quiet)
    return [number for each in told for number in (each.share, int(each.at.timestamp()))]


def come(levels: Sequence[int], now: datetime) -> tuple[list[Level], datetime | None]:
    """Return of what is `coming` the levels whose moment has come, and when the next one comes."""
    moment, found, later = now.timestamp(), [], []
    for share, at in zip(levels[::2], levels[1::2], strict=True):
        # At the very instant of the limit it can still be met.
        rings = at + 1 if share == BROKEN else at
        if rings <= moment:
            found.append(Level(share=share, at=datetime.fromtimestamp(at, UTC)))
        else:
            later.append(rings)
    return found, datetime.fromtimestamp(min(later), UTC) if later else None
