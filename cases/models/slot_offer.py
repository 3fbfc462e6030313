"""What a store offers by appointment: at which hours of the week, how long, and for how many at a time."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cases.kinds import Purpose
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.working_hours import WeeklyHours

_WORDS = {"zh-hant": "words_zh_hant", "zh-hans": "words_zh_hans", "en": "words_en"}
SHORTEST, LONGEST, MOST_PLACES, MOST_DAYS = 5, 480, 50, 90


class SlotOfferQuerySet(models.QuerySet["SlotOffer"]):
    """Questions about what stores offer."""

    def open(self) -> Self:
        """Keep what may be booked now."""
        return self.filter(is_offered=True, store__is_open=True)

    def visible_to(self, user: User) -> Self:
        """Keep those of the stores that this person supervises."""
        if not user.can(Ability.SUPERVISE):
            return self.none()
        reach = user.reach
        return self if reach.everything else self.filter(store__in=reach.stores)


class SlotOffer(models.Model):
    """Slots of one store for one purpose; each change of it is in the ledger. Taken back, it stays.

    `weekly` is as in a calendar, and empty where all its open hours are offered.
    """

    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, related_name="+", verbose_name=_("store")
    )
    purpose = models.CharField(_("purpose"), max_length=6, choices=Purpose)
    weekly = models.JSONField(_("weekly hours"), default=dict)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    places = models.PositiveSmallIntegerField(_("places at a time"), default=1)
    # Until when before it a customer may book, move and cancel it themselves.
    notice_minutes = models.PositiveIntegerField(_("notice in minutes"), default=120)
    days_ahead = models.PositiveSmallIntegerField(_("days ahead"), default=14)
    words_zh_hant = models.CharField(max_length=300, blank=True)
    words_zh_hans = models.CharField(max_length=300, blank=True)
    words_en = models.CharField(max_length=300, blank=True)
    is_offered = models.BooleanField(_("offered"), default=True)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="+", db_index=False
    )

    objects = SlotOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("slots of a store")
        verbose_name_plural = _("slots of stores")
        ordering = ("store__code", "purpose")
        constraints = (
            models.UniqueConstraint(name="cases_slot_offer_once", fields=("store", "purpose")),
            models.CheckConstraint(
                name="cases_slot_offer_is_possible",
                condition=Q(
                    minutes__range=(SHORTEST, LONGEST), places__range=(1, MOST_PLACES),
                    days_ahead__range=(1, MOST_DAYS),
                ),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.store_id} {self.purpose}"

    @property
    def week(self) -> WeeklyHours:
        """The hours as values; they were read once before they were stored."""
        return WeeklyHours.of(self.weekly)

    @property
    def words(self) -> str:
        """What to bring or to know, in the language of whoever is looking; none is better than another's."""
        return str(getattr(self, _WORDS.get(translation.get_language() or "", "words_zh_hant")))

    def words_by_language(self) -> dict[str, str]:
        """The same in each language."""
        return {code: str(getattr(self, field)) for code, field in _WORDS.items()}
