"""The numbers a device gives to what it keeps: without gaps, so that nothing vanishes unseen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# So long may a number be missing after a later one came: two were on the way at once.
PATIENCE = timedelta(minutes=15)
# So long may entries wait on a device before somebody looks why.
KEPT_TOO_LONG = timedelta(hours=2)
# No device is further ahead of what we have; a larger number is a mistake or a forgery.
MOST_AHEAD = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Numbers `first` to `last` that are missing; `since` is when the first later number came.

    `is_kept` where the device says that it still holds them all; `is_lost` where it has given them
    and says that it holds none.
    """

    first: int
    last: int
    since: datetime | None
    is_kept: bool = False
    is_lost: bool = False

    def __len__(self) -> int:
        return self.last - self.first + 1

    def is_overdue(self, now: datetime) -> bool:
        """Whether somebody must look for them."""
        return self.is_lost or (self.since is not None and self.since <= now - PATIENCE)


def advanced(gapless_to: int, came: Collection[int]) -> int:
    """Give the highest number up to which all are there."""
    while gapless_to + 1 in came:
        gapless_to += 1
    return gapless_to


def gaps_of(
    came: Mapping[int, datetime], *, gapless_to: int, given_to: int, kept: Collection[int]
) -> Sequence[Gap]:
    """List what is missing above `gapless_to`, in order.

    `came` are the numbers above it that are there, with their times; `given_to` and `kept` are what the
    device said when it was last heard.
    """
    highest = max((*came, given_to, gapless_to))
    found: list[Gap] = []
    since: datetime | None = None
    for number in range(highest, gapless_to, -1):
        if number in came:
            since = min(filter(None, (since, came[number])))
            continue
        is_kept = number in kept
        one = Gap(
            first=number, last=number, since=since, is_kept=is_kept,
            is_lost=not is_kept and number <= given_to,
        )  # fmt: skip
        found.append(one)
    return _joined(found[::-1])


def _joined(single: Sequence[Gap]) -> Sequence[Gap]:
    """Put neighbours of one fate together."""
    joined: list[Gap] = []
    for one in single:
        last = joined[-1] if joined else None
        if last and last.last + 1 == one.first and _fate(last) == _fate(one):
            joined[-1] = Gap(
                first=last.first, last=one.last, since=one.since, is_kept=one.is_kept,
                is_lost=one.is_lost,
            )  # fmt: skip
        else:
            joined.append(one)
    return joined


def _fate(gap: Gap) -> tuple[object, ...]:
    return gap.since, gap.is_kept, gap.is_lost
