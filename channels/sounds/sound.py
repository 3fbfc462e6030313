"""What is known of a recording."""

from dataclasses import dataclass

# More than a day is no voice message, but a number that somebody made up.
LONGEST = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Its type as we serve it, whole seconds where the file tells them, and whether browsers play it."""

    mime: str
    seconds: int | None
    is_playable: bool = True


def whole(seconds: float) -> int | None:
    """Round up to whole seconds; None for what no recording lasts."""
    return max(1, round(seconds)) if 0 < seconds <= LONGEST else None
