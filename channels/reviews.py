"""What stands in a review: stars on one scale, and when it was written, out of what people type."""

import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

MOST_STARS = Decimal(5)
_HALF = Decimal("0.5")
_OF = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/|von|of|out of|分之|，滿分|，满分|滿分|满分)\s*(\d+)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WORDS = {"一": 1, "二": 2, "兩": 2, "两": 2, "三": 3, "四": 4, "五": 5} | {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5
}  # fmt: skip
_IN_WORDS = re.compile(
    r"(一|二|兩|两|三|四|五|one|two|three|four|five)\s*(?:顆|颗|個|个)?\s*(?:星|stars?)",
    re.IGNORECASE,
)
_FULL, _HALF_SIGN, _EMPTY = "★⭐🌟", "½⯨", "☆✩"
_UNITS = re.compile(r"\s*(?:顆|颗)?(?:星级|星級|星|stars?|分|pts?|points?)\.?\s*\Z", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,4})日?(.*)\Z", re.DOTALL)
_CLOCK = re.compile(
    r"\A[T\s,]*(?:(上午|下午|am|pm)\s*)?(\d{1,2})[:時时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?)?秒?\s*(上午|下午|am|pm)?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}:?\d{2})?\s*\Z",
    re.IGNORECASE,
)
# Seconds since 1970, or thousandths of them, of the years 2001 to 2099.
_EPOCH = re.compile(r"\d{10}(?:\.\d+)?|\d{13}")
# A clock that runs a little ahead is no lie.
_AHEAD = timedelta(days=1)


class UnclearStars(ValueError):
    """These are no stars that we understand."""


class UnclearMoment(ValueError):
    """This is no moment, or one that may be two."""


def stars_of(text: str) -> Decimal | None:
    """Read a rating as half to five stars, in half steps; None where nothing stands there.

    "4", "4.5", "8/10", "80%", "★★★☆☆", "四星", "3 stars". A scale without its top is of five.
    Raises UnclearStars.
    """
    text = text.strip()
    if not text or text in {"-", "–", "—", "n/a", "N/A"}:
        return None
    if any(sign in text for sign in _FULL + _EMPTY):
        return _checked(Decimal(sum(text.count(s) for s in _FULL)) + _halves(text))
    if word := _IN_WORDS.fullmatch(text):
        return Decimal(_WORDS[word[1].lower()])
    if of := _OF.fullmatch(text):
        return _scaled(_decimal(of[1]), _decimal(of[2]))
    if text.endswith(("%", "％")):
        return _scaled(_decimal(text[:-1].strip()), Decimal(100))
    return _checked(_decimal(_UNITS.sub("", text)))


def moment_of(text: str, zone: ZoneInfo, *, now: datetime) -> datetime | None:
    """Read when something was written; None where nothing stands there. Without a zone it is local.

    A day whose month and day could be exchanged is refused rather than guessed. Raises UnclearMoment.
    """
    text = text.strip()
    if not text:
        return None
    if _EPOCH.fullmatch(text):
        seconds = float(text) / (1000 if len(text) == 13 else 1)
        moment: datetime | None = datetime.fromtimestamp(seconds, UTC)
    else:
        moment = _iso(text, zone) or _written(text, zone) or _mailed(text)
    if moment is None or moment.year < 2000 or moment > now + _AHEAD:
        raise UnclearMoment(text)
    return min(moment, now)


def wants_case(
    stars: Decimal | None, *, posted_at: datetime | None, received_at: datetime, most_stars: Decimal,
    within_days: int, is_answered: bool,
) -> bool:  # fmt: skip
    """Whether a review is worked on as a case: not praise, not of long ago, not answered already."""
    if is_answered or (stars is not None and stars > most_stars):
        return False
    return posted_at is None or posted_at > received_at - timedelta(days=within_days)


def _decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise UnclearStars(text)
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise UnclearStars(text) from error


def _halves(text: str) -> Decimal:
    return _HALF if any(sign in text for sign in _HALF_SIGN) else Decimal(0)


def _scaled(value: Decimal, top: Decimal) -> Decimal:
    if not top:
        raise UnclearStars
    return _checked(value / top * MOST_STARS)


def _checked(stars: Decimal) -> Decimal:
    """Round to half stars, up where between; the lowest rating is half a star."""
    if stars > MOST_STARS:
        raise UnclearStars
    rounded = (stars / _HALF).quantize(Decimal(1), rounding=ROUND_HALF_UP) * _HALF
    return max(rounded, _HALF)


def _iso(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _written(text: str, zone: ZoneInfo) -> datetime | None:
    day = _DAY.match(text)
    if day is None:
        return None
    clock = _CLOCK.match(day[4]) if day[4].strip() else None
    if day[4].strip() and clock is None:
        return None
    year, month, number = _day(day[1], day[2], day[3])
    try:
        moment = datetime(year, month, number, tzinfo=zone)
        return _at(moment, clock) if clock else moment
    except ValueError as error:
        raise UnclearMoment(text) from error


def _day(first: str, second: str, third: str) -> tuple[int, int, int]:
    if len(first) == 4:
        return int(first), int(second), int(third)
    if len(third) != 4 or len(first) > 2:
        raise UnclearMoment
    one, two = int(first), int(second)
    if one > 12:
        return int(third), two, one
    if two > 12 or one == two:
        return int(third), one, two
    raise UnclearMoment


def _at(day: datetime, clock: re.Match[str]) -> datetime:
    half = (clock[1] or clock[5] or "").lower()
    hour = int(clock[2])
    if half in {"下午", "pm"} and hour < 12:
        hour += 12
    if half in {"上午", "am"} and hour == 12:
        hour = 0
    moment = day.replace(hour=hour, minute=int(clock[3]), second=int(clock[4] or 0))
    if not clock[6]:
        return moment
    offset = clock[6].upper()
    if offset in {"Z", "UTC", "GMT"}:
        return moment.replace(tzinfo=UTC)
    return datetime.fromisoformat(f"{moment:%Y-%m-%dT%H:%M:%S}{offset}")


def _mailed(text: str) -> datetime | None:
    """As mails and feeds write it: "Mon, 4 May 2026 09:30:00 +0800"."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
