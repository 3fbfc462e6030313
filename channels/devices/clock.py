"""When something was captured, as far as the clock of the device that says so can be believed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# An entry is taken, however old; but nothing counts from before this.
OLDEST = timedelta(days=14)
# A clock this far from ours is put down as wrong; what it says is corrected all the same.
TOLERATED = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """The moment from which clocks count; `skew` is how far the device's clock was from ours.

    `is_clamped` where what the device said could not be, and the nearest moment that can is taken.
    """

    at: datetime
    skew: timedelta
    is_clamped: bool

    @property
    def is_doubtful(self) -> bool:
        """Whether a person should know that this moment is not simply what the device wrote down."""
        return self.is_clamped or abs(self.skew) > TOLERATED


def captured_moment(
    said: datetime, *, offset: timedelta, contact_at: datetime | None, registered_at: datetime,
    now: datetime,
) -> Captured:  # fmt: skip
    """Correct what a device's clock said by its offset at our last contact, and keep it within reason.

    `offset` is ours minus the device's. Nothing is captured in the future, nor before the contact that
    the device had had by then, nor before it was registered, nor longer ago than OLDEST.
    """
    try:
        corrected = said + offset
    except OverflowError:
        corrected = now
    earliest = max(filter(None, (contact_at, registered_at, now - OLDEST)))
    at = min(max(corrected, min(earliest, now)), now)
    return Captured(at=at, skew=offset, is_clamped=at != corrected)
