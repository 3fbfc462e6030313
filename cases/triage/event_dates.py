"""Days that a customer names: 明天, 下週五, 11月24日, tomorrow, Nov 24."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_WEEKDAYS = {
    **{character: number for number, character in enumerate("一二三四五六日")},
    "天": 6,
    **{str(number + 1): number for number in range(6)},
}
_RELATIVE = {
    **dict.fromkeys(("今天", "今日", "今晚", "today", "tonight", "this evening"), 0),
    **dict.fromkeys(("明天", "明日", "明早", "明晚", "听日", "tomorrow"), 1),
    **dict.fromkeys(("后天", "后日", "day after tomorrow"), 2),
    "大后天": 3,
}
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY_WORDS = r"mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun"
_SMALL_NUMBERS = {
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "one": 1,
    "two": 2,
    "three": 3,
    "a couple of": 2,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDay:
    """A day that a text names, the words it was named with, and where they stand."""

    day: date
    words: str
    start: int
    end: int


def named_days(folded: str, today: date) -> Iterator[NamedDay]:
    """The days named in a folded text, past ones too; a weekday alone is the next such day."""
    for pattern, read in _READERS:
        for match in pattern.finditer(folded):
            day = read(match, today)
            if day is not None:
                yield NamedDay(
                    day=day, words=match[0].strip(), start=match.start(), end=match.end()
                )


def _relative(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=_RELATIVE[match[0]])


def _chinese_weekday(match: re.Match[str], today: date) -> date | None:
    weekday = _WEEKDAYS[match["day"]]
    monday = today - timedelta(days=today.weekday())
    weeks = {"上": -1, "下": 1, "下个": 1, "这": 0, "这个": 0, "本": 0}.get(match["which"] or "")
    if weeks is not None:
        return monday + timedelta(days=weekday, weeks=weeks)
    return _coming(weekday, today)


def _english_weekday(match: re.Match[str], today: date) -> date | None:
    weekday = _ENGLISH_DAYS.index(match["day"][:3])
    if match["which"] == "last":
        return None
    if match["which"] == "next":
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(days=weekday, weeks=1)
    return _coming(weekday, today)


def _coming(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _weekend(match: re.Match[str], today: date) -> date | None:
    if match["which"] in ("上", "last"):
        return None
    coming = _coming(5, today)
    return coming + timedelta(days=7) if match["which"] in ("下", "next") else coming


def _in_days(match: re.Match[str], today: date) -> date | None:
    number = match["zh"] or match["en"]
    days = _SMALL_NUMBERS.get(number) or (
        int(number) if number.isascii() and number.isdigit() else 0
    )
    return today + timedelta(days=days) if 0 < days < 100 else None


def _in_hours(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=int(match["hours"]) // 24)


def _calendar_day(match: re.Match[str], today: date) -> date | None:
    """Without a year: the day of this year, or of the next where that is half a year past."""
    named = match.groupdict()
    month = _MONTHS.index(named["name"][:3]) + 1 if named.get("name") else int(named["month"])
    day_of_month = int(named["dom"])
    if month > 12 >= day_of_month:
        month, day_of_month = day_of_month, month
    year = int(named["year"]) if named.get("year") else None
    try:
        day = date(year or today.year, month, day_of_month)
        past_half_year = year is None and day < today - timedelta(days=182)
        return day.replace(year=day.year + 1) if past_half_year else day
    except ValueError:
        return None


_Reader = Callable[[re.Match[str], date], date | None]
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile("|".join(sorted(_RELATIVE, key=len, reverse=True))), _relative),
    (
        re.compile(
            r"(?P<which>上|下个|下|这个|这|本)?个?(?:星期|礼拜|周|"
            r"拜)(?P<day>[一二三四五六日天1-6])(?!\d)"
        ),
        _chinese_weekday,
    ),
    (
        re.compile(rf"\b(?:(?P<which>last|next|this|coming) )?(?P<day>{_DAY_WORDS})day\b"),
        _english_weekday,
    ),
    (
        re.compile(rf"\b(?P<which>last|next|this|on|by) (?P<day>{_DAY_WORDS})\b"),
        _english_weekday,
    ),
    (re.compile(r"(?P<which>上|下|这|本|last |next |this )?(?:个)?(?:周末|weekend)"), _weekend),
    (
        re.compile(
            r"(?P<zh>[一两二三]|\d{1,2})(?:天|日)(?:后|内|之后|之内)|in (?P<en>\d{1,2}|one|two|"
            r"three|a couple of) days"
        ),
        _in_days,
    ),
    (
        re.compile(
            r"(?:in |within )?(?P<hours>\d{1,2}) ?(?:个?小时(?:后|内)|hours\b(?= from now)|hrs "
            r"from now)"
        ),
        _in_hours,
    ),
    (
        re.compile(r"(?:(?P<year>20\d\d)年)?(?<!\d)(?P<month>\d{1,2})月(?P<dom>\d{1,2})(?:日|号)?"),
        _calendar_day,
    ),
    (
        re.compile(r"(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<dom>\d{1,2})(?!\d)"),
        _calendar_day,
    ),
    (re.compile(r"(?<![\d/.-])(?P<month>\d{1,2})/(?P<dom>\d{1,2})(?![\d/])"), _calendar_day),
    (re.compile(rf"\b(?P<name>{_MONTH}) (?P<dom>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)"), _calendar_day),
    (
        re.compile(rf"\b(?P<dom>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<name>{_MONTH})\b"),
        _calendar_day,
    ),
)
