"""What a store offers by appointment, as its supervisor types it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.hours import WeekField
from cases.models import SlotOffer
from cases.models.slot_offer import LONGEST, MOST_DAYS, MOST_PLACES, SHORTEST
from cases.rules.appointments.offering import LONGEST_NOTICE, Terms

_MOST_HOURS = int(LONGEST_NOTICE.total_seconds() // 3600)


def _number(label: Any, lowest: int, highest: int, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=lowest, max_value=highest, help_text=help_text)


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=300, required=False, help_text=help_text)


class SlotOfferForm(forms.Form):
    """Hours, length, places, notice, how far ahead, and what to bring in three languages."""

    weekly = WeekField(
        label=_("Hours of the week"), required=False,
        widget=forms.Textarea({"rows": 7, "placeholder": _("mon-fri 09:00-12:00 13:30-18:00")}),
        help_text=_(
            "A line for each day or span of days. Empty: whenever the store is open. Holidays, closures and "
            "make-up days follow the store's calendar by themselves."
        ),
    )  # fmt: skip
    minutes = _number(_("Length of a slot, in minutes"), SHORTEST, LONGEST)
    places = _number(
        _("Places in each slot"), 1, MOST_PLACES, _("How many customers can come at the same time.")
    )
    notice_hours = _number(
        _("Notice, in hours"), 0, _MOST_HOURS,
        _("Until then before it, customers book, move and cancel it themselves."),
    )  # fmt: skip
    days_ahead = _number(_("How many days ahead"), 1, MOST_DAYS)
    words_zh_hant = _words(
        _("What to bring or to know (Traditional Chinese)"),
        _("Customers read it while they book, in the letter and in the reminder."),
    )
    words_zh_hans = _words(_("What to bring or to know (Simplified Chinese)"))
    words_en = _words(_("What to bring or to know (English)"))

    def __init__(self, data: Any = None, *, offer: SlotOffer) -> None:
        hours = -(-offer.notice_minutes // 60)
        fields = ("weekly", "minutes", "places", "days_ahead")
        words = ("words_zh_hant", "words_zh_hans", "words_en")
        first = {name: getattr(offer, name) for name in (*fields, *words)}
        super().__init__(data, initial={**first, "notice_hours": hours})

    def terms(self, *, is_offered: bool) -> Terms:
        """Give what was typed, as the rule takes it."""
        said = dict(self.cleaned_data)
        return Terms(notice_minutes=said.pop("notice_hours") * 60, is_offered=is_offered, **said)
