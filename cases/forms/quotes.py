"""Forms of quotes: what a colleague offers, line by line, and what the customer says to it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.forms.facts import choice_field, text_field
from cases.models import Quote
from cases.quote_states import ANSWERS, DIGITS, AnswerWay, IfDeclined, LineKind, QuoteState, SaidBy
from cases.quote_sums import MOST_LINES, Line, Offer, lines_of, major, minor, plain
from cases.rules.commitments.approving import LONGEST_WORDS
from channels.forms.stamps import new_stamp

VALID_FOR = timedelta(days=14)
LONGEST_VALID = timedelta(days=180)
FIRST_LINES, MORE_LINES = 3, 3


class AnswerForm(forms.Form):
    """Yes or no with a word or none; or, once it has expired, the wish for a new one."""

    AGAIN = "again"

    words = forms.CharField(
        label=_("Would you like to add something?"), required=False, max_length=LONGEST_WORDS,
        help_text=_("Not needed. Whoever works on it reads exactly this."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[*((one.value, one.label) for one in ANSWERS), (AGAIN, "")],
        error_messages={"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")},
    )  # fmt: skip
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stamp"].initial = new_stamp


class QuoteForm(forms.Form):
    """What stands below the lines. `seen` is the digest of the draft that this was opened on."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    valid_on = forms.DateField(
        label=_("Valid until"), help_text=_("To the end of that day at the store."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write a day, such as 2026-11-30.")},
    )  # fmt: skip
    if_declined = forms.ChoiceField(label=_("If the customer declines"), choices=IfDeclined)
    declined_fee = forms.DecimalField(
        label=_("Fee if they decline"), required=False, min_value=Decimal(0), max_value=Decimal(9_999_999),
        help_text=_("Such as for the inspection. Empty: it costs them nothing."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Remark for the customer"), required=False, max_length=1000,
        help_text=_("In the customer's language; they read exactly this."),
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None, *, currency: str, zone: ZoneInfo, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.currency, self.zone = currency, zone
        _ask_in(self.fields["declined_fee"], currency)

    def clean_valid_on(self) -> date:
        """A day that is still to come at the store, and not beyond what anybody promises."""
        day: date = self.cleaned_data["valid_on"]
        today = timezone.now().astimezone(self.zone).date()
        if day < today:
            raise ValidationError(_("This day is over. Choose one that is still to come."))
        if day > today + LONGEST_VALID:
            raise ValidationError(_("That is more than half a year ahead. Choose an earlier day."))
        return day

    def offer(self, lines: Sequence[Line]) -> Offer:
        """What was typed, as the rules take it."""
        said = self.cleaned_data
        ends = datetime.combine(said["valid_on"], time(23, 59), tzinfo=self.zone)
        return Offer(
            lines=lines, valid_until=ends, if_declined=said["if_declined"],
            declined_fee=minor(said["declined_fee"] or Decimal(0), self.currency),
            note=said["note"].strip().replace("\r\n", "\n"),
        )  # fmt: skip


class LineForm(forms.Form):
    """One line; an empty one is left out."""

    description = forms.CharField(
        label=_("Description"), required=False, max_length=120,
        widget=forms.TextInput({"placeholder": _("as the customer calls it")}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=pgettext_lazy("quote", "Kind"), choices=LineKind)
    quantity = forms.DecimalField(
        label=_("Quantity"), required=False, min_value=Decimal("0.01"), max_value=Decimal(9999),
        decimal_places=2,
    )  # fmt: skip
    unit_price = forms.DecimalField(
        label=_("Price of one"), required=False, min_value=Decimal(0), max_value=Decimal(9_999_999)
    )

    def __init__(self, *args: Any, currency: str, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["description"].widget.attrs["lang"] = language
        _ask_in(self.fields["unit_price"], currency)

    def clean(self) -> dict[str, Any]:
        """Ask for the half that is missing; where both are, the line is left out."""
        cleaned = super().clean() or self.cleaned_data
        description, price = cleaned.get("description"), cleaned.get("unit_price")
        if description and price is None and "unit_price" not in self.errors:
            self.add_error("unit_price", _("Write the price; 0 where it is free."))
        if price is not None and not description:
            self.add_error("description", _("Write what it is for."))
        return cleaned

    def line(self) -> Line | None:
        """Give what was typed; None for an empty line."""
        said = self.cleaned_data
        if not said.get("description"):
            return None
        return Line(
            kind=said["kind"], description=said["description"].strip(),
            quantity=said["quantity"] or Decimal(1),
            unit_price=minor(said["unit_price"], self.currency),
        )  # fmt: skip


class LineForms(forms.BaseFormSet):  # type: ignore[type-arg]
    """The lines, of which at least one must be filled in."""

    def clean(self) -> None:
        """Refuse a quote without anything on it."""
        if not any(self.errors) and not self.lines():
            raise ValidationError(_("Write at least one line: what it is for, and its price."))

    def lines(self) -> list[Line]:
        """What was typed, without the empty lines."""
        return [line for form in self.forms if (line := form.line()) is not None]


def line_forms(
    data: Mapping[str, Any] | None, lines: Sequence[Line], *, currency: str, language: str
) -> LineForms:
    """Give the lines to fill in: those that there are, and some empty ones below."""
    made = forms.formset_factory(
        LineForm, formset=LineForms, extra=FIRST_LINES if not lines else 1,
        max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True,
    )  # fmt: skip
    lines_typed: LineForms = made(
        data, prefix="lines", initial=[_typed(line, currency) for line in lines],
        form_kwargs={"currency": currency, "language": language},
    )  # type: ignore[assignment]  # fmt: skip
    return lines_typed


def with_more_lines(data: Any) -> Any:
    """Give what was sent with some more empty lines, as many as a quote may have."""
    more = data.copy()
    there = more.get("lines-TOTAL_FORMS", "")
    number = int(there) if there.isdecimal() and len(there) < 4 else 0
    more["lines-TOTAL_FORMS"] = str(min(number + MORE_LINES, MOST_LINES))
    return more


def initial_of(quote: Quote | None, zone: ZoneInfo, *, now: datetime) -> dict[str, Any]:
    """What stands in the form at first: what was written last, valid anew where it was sent before."""
    two_weeks = (now + VALID_FOR).astimezone(zone).date()
    if quote is None:
        return {"valid_on": two_weeks, "if_declined": IfDeclined.RETURNED, "seen": ""}
    is_draft = quote.state == QuoteState.DRAFT
    fee = major(quote.declined_fee, quote.currency) if quote.declined_fee else None
    return {
        "valid_on": quote.valid_until.astimezone(zone).date() if is_draft else two_weeks,
        "if_declined": quote.if_declined, "declined_fee": fee, "note": quote.note,
        "seen": quote.digest if is_draft else "",
    }  # fmt: skip


def lines_in(quote: Quote | None) -> list[Line]:
    """The lines of a quote; none where there is none."""
    return lines_of(quote.lines) if quote is not None else []


def record_fields() -> Mapping[str, forms.Field]:
    """What is asked of whoever heard the customer's answer."""
    ways = [(one.value, str(one.label)) for one in AnswerWay if one != AnswerWay.ONLINE]
    words = text_field(
        _("What they said"), help_text=_("In their own words, as near as you can; it stays.")
    )
    words.max_length = LONGEST_WORDS
    return {
        "answer": forms.ChoiceField(
            label=str(_("Their answer")), widget=forms.RadioSelect,
            choices=[
                (QuoteState.APPROVED.value, str(_("They approve"))),
                (QuoteState.DECLINED.value, str(_("They decline"))),
            ],
        ),
        "how": choice_field(_("How it was said"), ways),
        "said_by": choice_field(
            _("Whose word it is"), [(one.value, str(one.label)) for one in SaidBy],
            initial=SaidBy.CUSTOMER.value,
        ),
        "words": words,
    }  # fmt: skip


def _typed(line: Line, currency: str) -> dict[str, Any]:
    return {
        "kind": line.kind, "description": line.description, "quantity": plain(line.quantity),
        "unit_price": major(line.unit_price, currency),
    }  # fmt: skip


def _ask_in(field: forms.Field, currency: str) -> None:
    """Take no more digits after the point than that money has."""
    field.validators.append(_whole if DIGITS[currency] == 0 else _to_the_cent)
    field.widget.attrs["step"] = "1" if DIGITS[currency] == 0 else "0.01"
    field.widget.attrs["inputmode"] = "decimal"


def _whole(amount: Decimal) -> None:
    if amount != amount.to_integral_value():
        raise ValidationError(_("Write whole dollars, without decimals."))


def _to_the_cent(amount: Decimal) -> None:
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        raise ValidationError(_("Write at most two decimals."))
