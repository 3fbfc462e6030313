"""The limits of a time-limit policy as rows of a form, each with its length and its hours."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.measures.time_limits import policy_choices
from cases.measures.time_limits.limit_terms import DAY, PROMISED
from cases.rules.time_limits.proofreading import MOST_SHARE, Fault
from cases.sla.terms import WARN_AT, Anchor, Calendars, RetargetMode

PREFIX = "limits"
# More than there are kinds of limits, for those that differ by priority.
MOST_ROWS = 40
_BETWEEN = re.compile(r"[\s,;，；、%]+")
_MINUTE, _HOUR = 60, 3600
UNITS = {"second": 1, "minute": _MINUTE, "hour": _HOUR, "working_day": DAY}
_UNIT_NAMES = [
    ("minute", pgettext_lazy("unit", "minutes")),
    ("hour", pgettext_lazy("unit", "hours")),
    ("working_day", pgettext_lazy("unit", "working days")),
]
_ANCHORS = [
    (Anchor.RECEIVED.value, gettext_lazy("when it begins")),
    (Anchor.TRIAGED.value, gettext_lazy("when the case was sorted")),
]
_RETARGETS = [
    (RetargetMode.FROM_START.value, gettext_lazy("it still counts from its beginning")),
    (RetargetMode.FROM_CHANGE.value, gettext_lazy("it counts anew from the change")),
]
# Where a fault of a target is shown.
_SHOWN_AT = {"seconds": "number", "": "number"}


class NumbersField(forms.CharField):
    """Whole numbers one after the other, as people separate them."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=80, **kwargs)
        self.most = most
        self.widget.attrs["inputmode"] = "numeric"

    def clean(self, value: Any) -> list[int]:
        """Give the numbers, each once."""
        typed = [one for one in _BETWEEN.split(super().clean(value)) if one]
        if not all(
            one.isdecimal() and 0 < len(one) < 6 and 0 < int(one) <= self.most for one in typed
        ):
            raise ValidationError(
                _("Write whole numbers from 1 to %(most)s, such as “50, 80, 100”.")
                % {"most": self.most}
            )
        return sorted({int(one) for one in typed})


def _ticks(label: Any, help_text: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=help_text, required=False, widget=forms.CheckboxSelectMultiple
    )


class LimitForm(forms.Form):
    """One limit; a row without promise and length is left out."""

    clock = forms.ChoiceField(label=gettext_lazy("What is promised"), required=False)
    number = forms.IntegerField(
        label=gettext_lazy("Within"), required=False, min_value=1, max_value=99_999,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    calendar = forms.ChoiceField(label=gettext_lazy("Which hours count"), required=False)
    priorities = _ticks(
        gettext_lazy("Only for priority"), gettext_lazy("None ticked: for every priority.")
    )
    pause_reasons = _ticks(
        gettext_lazy("Rests while the case waits for"),
        gettext_lazy(
            "None ticked: nothing stops it. An approval of our own stops only internal limits."
        ),
    )
    warn_at = NumbersField(
        label=gettext_lazy("Tells at (per cent of the time)"), most=MOST_SHARE,
        help_text=gettext_lazy("Such as 50, 80, 100, 150. 100 is the limit itself; more is long past it."),
    )  # fmt: skip
    warn_before = NumbersField(
        label=gettext_lazy("And so many working minutes before"), most=99_999,
        help_text=gettext_lazy("Such as 30. Empty: only by the shares."),
    )  # fmt: skip
    anchor = forms.ChoiceField(label=gettext_lazy("Counts from"), choices=_ANCHORS)
    retarget_mode = forms.ChoiceField(
        label=gettext_lazy("When priority, category or tier change"), choices=_RETARGETS
    )

    def __init__(
        self, *args: Any, calendars: Calendars, by_days: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_days = by_days
        gone = _("%(code)s (no longer there)")
        self._offer("clock", [("", "—"), *policy_choices.promises()], gone)
        self._offer("calendar", policy_choices.calendars(calendars), gone)
        self._offer("priorities", policy_choices.priorities(), gone)
        self._offer("pause_reasons", policy_choices.waiting_reasons(), gone)
        units = [*_UNIT_NAMES]
        if self["unit"].value() == "second":
            units.insert(0, ("second", pgettext_lazy("unit", "seconds")))
        self.fields["unit"].choices = units  # type: ignore[attr-defined]

    def _offer(self, name: str, offered: Sequence[Any], gone: str) -> None:
        """Offer what there is, and what was chosen before: the rule says that it is gone."""
        chosen = self[name].value() or []
        chosen = [chosen] if isinstance(chosen, str) else chosen
        field = self.fields[name]
        field.choices = policy_choices.with_gone(offered, chosen, gone)  # type: ignore[attr-defined]

    @property
    def meaning(self) -> Any:
        """From when the chosen promise counts and what meets it; None where none is chosen."""
        return PROMISED.get(self["clock"].value() or "")

    @property
    def is_open(self) -> bool:
        """Whether something is wrong below the fold, which is open then."""
        folded = (
            "priorities",
            "pause_reasons",
            "warn_at",
            "warn_before",
            "anchor",
            "retarget_mode",
        )
        return self.is_bound and any(name in self.errors for name in folded)

    @property
    def told_more(self) -> str:
        """What is said below the fold, in short."""
        names = [*_chosen(self["pause_reasons"]), *_chosen(self["priorities"])]
        shares = self["warn_at"].value()
        return " · ".join([*names, f"{shares} %"] if shares else names)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was chosen, so that the row is left out."""
        return not self.cleaned_data.get("clock") and self.cleaned_data.get("number") is None

    def clean(self) -> dict[str, Any]:
        """Ask for the half that is missing."""
        cleaned = super().clean() or self.cleaned_data
        if self.is_blank and "number" not in self.errors:
            return cleaned
        if not cleaned.get("clock") and "clock" not in self.errors:
            self.add_error("clock", _("Choose what is promised, or take the row away."))
        if cleaned.get("number") is None and "number" not in self.errors:
            self.add_error("number", _("Write how long it may take."))
        if cleaned.get("unit") == "working_day" and cleaned.get("calendar") not in self.by_days:
            words = _(
                "Working days need hours on which each day is a whole one, such as the calendar of working "
                "days. On these, write hours."
            )
            self.add_error("calendar", words)
        return cleaned

    def target(self) -> dict[str, Any]:
        """What was filled in, as a policy keeps it."""
        said = self.cleaned_data
        return {
            "clock": said["clock"],
            "seconds": said["number"] * UNITS[said["unit"]],
            "priorities": sorted(said["priorities"]),
            "calendar": said["calendar"],
            "anchor": said["anchor"],
            "pause_reasons": sorted(said["pause_reasons"]),
            "retarget_mode": said["retarget_mode"],
            "warn_at": said["warn_at"],
            "warn_before": said["warn_before"],
        }


def _chosen(field: forms.BoundField) -> list[str]:
    ticked = {str(one) for one in field.value() or ()}
    choices = field.field.choices  # type: ignore[attr-defined]
    return [str(label) for code, label in choices if code in ticked]


class LimitForms(forms.BaseFormSet):  # type: ignore[type-arg]
    """The limits of a policy, in the order in which they stand."""

    def targets(self) -> list[dict[str, Any]]:
        """What was filled in, without the blank rows."""
        return [form.target() for form in self.filled]

    @cached_property
    def filled(self) -> list[LimitForm]:
        """The rows that say something."""
        return [form for form in self.forms if not form.is_blank]

    def show(self, fault: Fault) -> bool:
        """Show at its field what a rule found in an entry of `targets`; False where it has none."""
        rows = self.filled
        if not 0 < fault.entry <= len(rows):
            return False
        row = rows[fault.entry - 1]
        name = _SHOWN_AT.get(fault.name, fault.name)
        row.add_error(name if name in row.fields else "clock", capfirst(fault.says))
        return True


def limit_forms(
    data: Any, rows: Sequence[Mapping[str, Any]], *, calendars: Calendars, by_days: frozenset[str]
) -> LimitForms:
    """Give the rows to fill in: as they were sent, else those given."""
    made = forms.formset_factory(
        LimitForm, formset=LimitForms, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS,
        validate_max=True,
    )  # fmt: skip
    kwargs = {"calendars": calendars, "by_days": by_days}
    found: LimitForms = made(data, prefix=PREFIX, initial=list(rows), form_kwargs=kwargs)  # type: ignore[assignment]
    return found


def focus_on(limits: LimitForms, focus: str) -> LimitForms:
    """Lead to the promise of a row, where that is what was asked for."""
    place, _dash, name = focus.partition("-")
    if name == "clock" and place.isdecimal() and int(place) < len(limits.forms):
        limits.forms[int(place)].fields["clock"].widget.attrs["autofocus"] = True
    return limits


def rows_of(targets: Iterable[Mapping[str, Any]], by_days: frozenset[str]) -> list[dict[str, Any]]:
    """The limits of a policy as the form shows them."""
    return [_row_of(one, by_days) for one in targets]


def _row_of(target: Mapping[str, Any], by_days: frozenset[str]) -> dict[str, Any]:
    number, unit = _length(target.get("seconds", 0), target.get("calendar", "") in by_days)
    return {
        **blank_row(),
        **{name: value for name, value in target.items() if name != "seconds"},
        "number": number,
        "unit": unit,
        "warn_at": _joined(target.get("warn_at", WARN_AT)),
        "warn_before": _joined(target.get("warn_before", ())),
    }


def blank_row() -> dict[str, Any]:
    """A limit of which nothing is said yet."""
    return {
        "unit": "hour", "calendar": "", "warn_at": _joined(WARN_AT), "anchor": Anchor.RECEIVED.value,
        "retarget_mode": RetargetMode.FROM_START.value,
    }  # fmt: skip


def _length(seconds: int, counts_days: bool) -> tuple[int, str]:
    """The largest unit that says it whole."""
    if counts_days and seconds % DAY == 0:
        return seconds // DAY, "working_day"
    unit = "hour" if seconds % _HOUR == 0 else "minute" if seconds % _MINUTE == 0 else "second"
    return seconds // UNITS[unit], unit


def _joined(numbers: Iterable[int]) -> str:
    return ", ".join(str(one) for one in numbers)
