"""Quotes: where one stands, what a line is for, what follows where it is declined, in what money."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.states import CaseState


class QuoteState(models.TextChoices):
    """Where a quote stands; that it has expired is read off the clock, and that work has begun beside it."""

    DRAFT = "draft", pgettext_lazy("quote", "draft")
    OPEN = "open", pgettext_lazy("quote", "to be answered")
    APPROVED = "approved", pgettext_lazy("quote", "approved")
    DECLINED = "declined", pgettext_lazy("quote", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("quote", "taken back")
    REPLACED = "replaced", pgettext_lazy("quote", "replaced by a newer one")


class LineKind(models.TextChoices):
    """What a line of a quote is for."""

    LABOUR = "labour", pgettext_lazy("quote", "labour")
    PART = "part", pgettext_lazy("quote", "part")
    SHIPPING = "shipping", pgettext_lazy("quote", "shipping")


class IfDeclined(models.TextChoices):
    """What becomes of the customer's thing where they decline, in the words that they read."""

    RETURNED = "returned", _("You get it back as it is, unrepaired.")
    COLLECTED = "collected", _("It waits for you at the store, unrepaired, until you collect it.")
    RECYCLED = "recycled", _("We recycle it for you.")
    NOTHING = "nothing", _("We do nothing further.")


class AnswerWay(models.TextChoices):
    """How the customer's word reached us."""

    ONLINE = "online", _("on the page of the case")
    PHONE = "phone", _("by phone")
    IN_PERSON = "in_person", _("in person")
    MESSAGE = "message", _("by message")
    LETTER = "letter", _("by letter")


class SaidBy(models.TextChoices):
    """Whose word it was."""

    CUSTOMER = "customer", _("the customer")
    FOR_CUSTOMER = "for_customer", _("somebody on the customer's behalf")


class Currency(models.TextChoices):
    """The money of a region."""

    TWD = "TWD", _("New Taiwan dollar")
    HKD = "HKD", _("Hong Kong dollar")
    CNY = "CNY", _("renminbi")


ANSWERS = (QuoteState.APPROVED, QuoteState.DECLINED)
# Whoever works on a case asks its customer then; and only then does an answer set anything going.
QUOTABLE = frozenset({CaseState.IN_PROGRESS, CaseState.WAITING})
# How each money is written: its sign, and how many digits its minor unit has. ISO 4217 gives the New Taiwan
# dollar two, but nobody has paid in cents for decades.
SIGNS: Mapping[str, str] = MappingProxyType({"TWD": "NT$", "HKD": "HK$", "CNY": "CN¥"})
DIGITS: Mapping[str, int] = MappingProxyType({"TWD": 0, "HKD": 2, "CNY": 2})
