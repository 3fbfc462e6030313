"""Working times as a person types them: lines of days and hours, such as "mon-fri 09:00-18:00"."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from feedback_site.organisation.models import BusinessCalendar, CalendarException, CalendarHours
from feedback_site.organisation.working_hours import WEEKDAYS, CalendarError, hours
from feedback_site.organisation.zone_names import zone_choices

Pairs = list[list[str]]
_BETWEEN = re.compile(r"[\s,、;]+")
_AFTER_DAY = re.compile(r"(?<=[^\d\s:-]):?(?=\d)")
_DASH = re.compile(r"[‐-―−~至到]")
_SPAN = re.compile(r"\d{1,2}:\d\d-\d{1,2}:\d\d")
# As they are written back; read in each of the three languages, whatever that of the reader.
_WRITTEN: Mapping[str, str | Promise] = {
    "mon": pgettext_lazy("weekday as typed", "mon"),
    "tue": pgettext_lazy("weekday as typed", "tue"),
    "wed": pgettext_lazy("weekday as typed", "wed"),
    "thu": pgettext_lazy("weekday as typed", "thu"),
    "fri": pgettext_lazy("weekday as typed", "fri"),
    "sat": pgettext_lazy("weekday as typed", "sat"),
    "sun": pgettext_lazy("weekday as typed", "sun"),
}
_IN_CHINESE = dict(zip("一二三四五六日天", (*WEEKDAYS, "sun"), strict=True))
_CHINESE = re.compile(r"(?:週|周|星期|禮拜|礼拜)?([一二三四五六日天])")
_ENGLISH = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urday)?")
COUNTRY_NAMES: Mapping[str, str | Promise] = {
    "TW": gettext_lazy("Taiwan"),
    "CN": gettext_lazy("mainland China"),
    "HK": gettext_lazy("Hong Kong"),
}


class PairsField(forms.CharField):
    """The hours of one day: "09:00-12:00 13:30-18:00"; empty is closed."""

    def prepare_value(self, value: Any) -> Any:
        """Write stored hours as they are typed."""
        return _written(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Read what was typed."""
        return _pairs(_words(str(super().clean(value) or "")))


class WeekField(forms.CharField):
    """The hours of a week; a day that is not named is closed."""

    def prepare_value(self, value: Any) -> Any:
        """Write stored hours as they are typed, in the reader's language."""
        if not isinstance(value, dict):
            return value
        return "\n".join(
            f"{_WRITTEN[day]} {_written(value[day])}" for day in WEEKDAYS if value.get(day)
        )

    def clean(self, value: Any) -> Any:
        """Read what was typed, line by line, and say in which line something cannot be read."""
        week: dict[str, Pairs] = {}
        for number, line in enumerate(str(super().clean(value) or "").splitlines(), 1):
            try:
                week |= _read_line(_words(line), known=week)
            except forms.ValidationError as error:
                told = {"n": number, "what": error.message}
                raise forms.ValidationError(_("Line %(n)s: %(what)s") % told) from error
        return week


def _words(text: str) -> list[str]:
    """What was typed, with every width of letters and every dash made one."""
    plain = _DASH.sub("-", unicodedata.normalize("NFKC", text).lower())
    joined = _AFTER_DAY.sub(" ", re.sub(r"\s*-\s*", "-", plain))
    return [word.rstrip(":.。") for word in _BETWEEN.split(joined) if word.rstrip(":.。")]


def _read_line(words: Sequence[str], *, known: Mapping[str, Pairs]) -> dict[str, Pairs]:
    """The days that a line names, each with its hours."""
    named = [word for word in words if not word[0].isdecimal()]
    days = [day for word in named for day in _days(word)]
    pairs = _pairs(words[len(named) :])
    if words and not days:
        raise forms.ValidationError(_("it names no weekday. Write such as “mon 09:00-18:00”."))
    for day in days:
        if day in known or days.count(day) > 1:
            words_ = _("“%(day)s” was said already.")
            raise forms.ValidationError(words_ % {"day": _WRITTEN[day]})
    return dict.fromkeys(days, pairs)


def _days(word: str) -> Iterator[str]:
    """The weekdays of one word, such as "mon" or "mon-fri"."""
    first, dash, last = word.partition("-")
    begins = _day(first)
    ends = _day(last) if dash else begins
    at, to = WEEKDAYS.index(begins), WEEKDAYS.index(ends)
    if to < at:
        to += len(WEEKDAYS)
    yield from (WEEKDAYS[place % len(WEEKDAYS)] for place in range(at, to + 1))


def _day(word: str) -> str:
    if met := _CHINESE.fullmatch(word):
        return _IN_CHINESE[met[1]]
    if met := _ENGLISH.fullmatch(word):
        return met[1]
    words = _("“%(word)s” is no weekday. Write such as “mon” or “mon-fri”.")
    raise forms.ValidationError(words % {"word": word})


def _pairs(spans: Sequence[str]) -> Pairs:
    """Hours as they are stored; each span is proved by the arithmetic."""
    for span in spans:
        if not _SPAN.fullmatch(span) or not _is_span(span):
            words = _("“%(span)s” is no span of time. Write such as 09:00-18:00, up to 24:00.")
            raise forms.ValidationError(words % {"span": span})
    return [[f"{one:0>5}" for one in span.split("-")] for span in spans]


def _is_span(span: str) -> bool:
    try:
        hours([span.split("-")])
    except CalendarError:
        return False
    return True


def _written(pairs: list[Any]) -> str:
    return " ".join("-".join(pair) for pair in pairs)


class HoursForm(forms.ModelForm):  # type: ignore[type-arg]
    """A week's hours from a day on."""

    weekly = WeekField(
        label=gettext_lazy("weekly hours"),
        widget=UnfoldAdminTextareaWidget(
            {"rows": 7, "placeholder": gettext_lazy("mon-fri 09:00-12:00 13:30-18:00")}
        ),
        help_text=gettext_lazy(
            "A line for each day or span of days; a day that is not named is closed."
        ),
        required=False,
    )

    class Meta:
        model = CalendarHours
        fields = ("valid_from", "weekly")


class ExceptionForm(forms.ModelForm):  # type: ignore[type-arg]
    """One day that differs."""

    intervals = PairsField(
        label=gettext_lazy("hours"),
        help_text=gettext_lazy("09:00-12:00 13:30-18:00; empty is closed."),
        required=False,
    )

    class Meta:
        model = CalendarException
        fields = ("day", "kind", "intervals", "note")


class CalendarForm(forms.ModelForm):  # type: ignore[type-arg]
    """A calendar: where it is, and whose holidays it knows, chosen by name."""

    time_zone = forms.ChoiceField(label=gettext_lazy("time zone"), widget=UnfoldAdminSelectWidget)
    holiday_country = forms.ChoiceField(
        label=gettext_lazy("public holidays of"), required=False, widget=UnfoldAdminSelectWidget,
        choices=[("", gettext_lazy("none: they are entered by hand")), *COUNTRY_NAMES.items()],
        help_text=gettext_lazy("A year's holidays are then added under “Public holidays …”."),
    )  # fmt: skip

    class Meta:
        model = BusinessCalendar
        fields = (
            "code", "name_zh_hant", "name_zh_hans", "name_en", "time_zone", "holiday_country",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices()  # type: ignore[attr-defined]
