"""Quotes: what a repair or other work would cost the customer of a case, in versions, and what they said."""

from datetime import datetime
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.quote_states import ANSWERS, AnswerWay, Currency, IfDeclined, QuoteState, SaidBy
from cases.quote_sums import Offer, digest_of, lines_of, money
from feedback_site.organisation.models import User

# What a quote offers, to whom, and since when.
_OFFERED = (
    "case_id", "number", "currency", "lines", "total", "valid_until", "if_declined", "declined_fee",
    "note", "digest", "sent_at", "sent_by_id",
)  # fmt: skip
_old, _new = (", ".join(f"{row}.{name}" for name in _OFFERED) for row in ("OLD", "NEW"))


class QuoteQuerySet(models.QuerySet["Quote"]):
    """Questions about quotes."""

    def visible_to(self, user: User) -> Self:
        """Keep those of cases that this person may see."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def replaceable(self) -> Self:
        """Keep what a newer quote takes the place of: what is open, and what was approved and not begun."""
        return self.filter(Q(state=QuoteState.OPEN) | Q(state=QuoteState.APPROVED, begun_at=None))

    def sent(self) -> Self:
        """Keep what a customer has been shown."""
        return self.exclude(state=QuoteState.DRAFT)


class Quote(models.Model):
    """One version of a quote; once it was sent, what it offers never changes, and the database sees to it.

    `lines` holds objects with kind, description, quantity (a decimal as text) and unit_price; all amounts
    are in the minor unit of `currency`, tax included.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="quotes", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=9, choices=QuoteState, default=QuoteState.DRAFT)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    lines = models.JSONField(_("lines"), default=list)
    total = models.PositiveIntegerField(_("total"))
    valid_until = models.DateTimeField(_("valid until"))
    if_declined = models.CharField(_("if declined"), max_length=9, choices=IfDeclined)
    declined_fee = models.PositiveIntegerField(_("fee if declined"), default=0)
    note = models.TextField(_("remark for the customer"), blank=True)
    digest = models.CharField(_("digest of what is offered"), max_length=64)
    written_by = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="+", db_index=False,
        verbose_name=_("written by"),
    )  # fmt: skip
    written_at = models.DateTimeField(_("written at"))
    sent_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("sent by"),
    )  # fmt: skip
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    # How the last answer came, whose word it was, and which colleague wrote it down; nobody where online.
    answered_how = models.CharField(_("how"), max_length=9, choices=AnswerWay, blank=True)
    said_by = models.CharField(_("whose word"), max_length=12, choices=SaidBy, blank=True)
    recorded_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("recorded by"),
    )  # fmt: skip
    words = models.TextField(_("what the customer said"), blank=True)
    begun_at = models.DateTimeField(_("work began at"), null=True, blank=True)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ("case", "number")
        constraints = (
            models.UniqueConstraint(name="cases_quote_number", fields=("case", "number")),
            models.UniqueConstraint(
                name="cases_quote_one_draft", fields=("case",), condition=Q(state="draft")
            ),
            models.UniqueConstraint(
                name="cases_quote_one_open", fields=("case",), condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="cases_quote_sent_iff_no_draft",
                condition=Q(state="draft", sent_at=None, sent_by=None)
                | ~Q(state="draft") & Q(sent_at__isnull=False, sent_by__isnull=False),
            ),
            # What was approved, and not begun, keeps its answer when a newer one takes its place.
            models.CheckConstraint(
                name="cases_quote_answered_whole",
                condition=Q(
                    state__in=("approved", "declined", "replaced"), answered_at__isnull=False
                )
                & ~Q(answered_how="") & ~Q(said_by="")
                | ~Q(state__in=("approved", "declined"))
                & Q(answered_at=None, answered_how="", said_by="", words=""),
            ),
            models.CheckConstraint(
                name="cases_quote_begun_is_answered",
                condition=Q(begun_at=None) | Q(state__in=("approved", "declined")),
            ),
            models.CheckConstraint(
                name="cases_quote_word_recorded_by_somebody",
                condition=Q(answered_how__in=("", "online"), recorded_by=None)
                | ~Q(answered_how__in=("", "online")) & Q(recorded_by__isnull=False),
            ),
        )  # fmt: skip
        triggers = (
            pgtrigger.Protect(
                name="sent_stays_as_it_is", operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.sent_at IS NOT NULL AND ({_old}) IS DISTINCT FROM ({_new})"
                ),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} Q{self.number}"

    @property
    def offer(self) -> Offer:
        """What it offers, as a value."""
        return Offer(
            lines=lines_of(self.lines), valid_until=self.valid_until,
            if_declined=self.if_declined, declined_fee=self.declined_fee, note=self.note,
        )  # fmt: skip

    def digest_anew(self, reference: str) -> str:
        """Reckon the digest of what stands in the row now."""
        return digest_of(reference, self.number, self.currency, self.offer)

    @property
    def total_in_words(self) -> str:
        """What is to be paid, as shops write it."""
        return money(self.total, self.currency)

    @property
    def is_answered(self) -> bool:
        """Whether the customer has said yes or no."""
        return self.state in ANSWERS

    def is_expired(self, now: datetime) -> bool:
        """Whether it was left unanswered for too long."""
        return self.state == QuoteState.OPEN and now >= self.valid_until
