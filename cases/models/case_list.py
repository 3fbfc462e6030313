"""Checklists as the site keeps them: what is to be done on cases of a kind, to be copied onto each."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import Klass
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.words import Named
from feedback_site.worded_constraints import WordedCheck


class CaseListQuerySet(models.QuerySet["CaseList"]):
    """Questions about checklists."""

    def visible_to(self, user: User) -> Self:
        """Keep, for whoever leads, those of all stores and those of their own."""
        if not user.can(Ability.SUPERVISE):
            return self.none()
        reach = user.reach
        return self if reach.everything else self.filter(Q(store=None) | Q(store__in=reach.stores))

    def in_use(self) -> Self:
        """Keep what may be laid on cases."""
        return self.filter(is_active=True)

    def for_store(self, store_id: int | None) -> Self:
        """Keep those of all stores and those of one."""
        return self.filter(Q(store=None) | Q(store=store_id))


class CaseList(Named):
    """A checklist; `number` grows with every change, and what lies on cases already stays as it was.

    With neither class nor category it is for all cases, and laid on them by hand alone.
    """

    klass = models.CharField(
        _("class"), max_length=10, choices=Klass, blank=True,
        help_text=_("For all cases of a class; empty where it is for one category, or for any case."),
    )  # fmt: skip
    category = models.ForeignKey(
        "cases.Category", models.PROTECT, null=True, blank=True, related_name="case_lists",
        verbose_name=_("category"),
    )  # fmt: skip
    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("store"), db_index=False, help_text=_("Empty: for all stores."),
    )  # fmt: skip
    is_automatic = models.BooleanField(
        _("by itself"), default=False,
        help_text=_(
            "Laid on each case that is sorted into the class or category from now on; "
            "else somebody adds it on the page of a case."
        ),
    )  # fmt: skip
    is_active = models.BooleanField(_("in use"), default=True)
    number = models.PositiveIntegerField(_("version"), default=1)
    changed_at = models.DateTimeField(_("changed at"))

    objects = CaseListQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ("pk",)
        constraints = (
            WordedCheck(
                name="cases_list_for_one_kind",
                condition=Q(klass="") | Q(category=None),
                violation_error_message=_(
                    "Choose the class or one category: the category has its class."
                ),
            ),
            WordedCheck(
                name="cases_list_by_itself_for_a_kind",
                condition=Q(is_automatic=False) | ~Q(klass="") | Q(category__isnull=False),
                violation_error_message=_(
                    "Choose a class or a category first: for any case it is added by hand."
                ),
            ),
        )


class CaseListStep(Named):
    """One step of a checklist; copied with it, so that it may be changed or taken away here."""

    checklist = models.ForeignKey(CaseList, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("position"), default=10)
    is_must = models.BooleanField(
        _("before solving"), default=False,
        help_text=_("Whoever solves the case without it says why."),
    )  # fmt: skip

    class Meta(Named.Meta):
        verbose_name = _("step of a checklist")
        verbose_name_plural = _("steps of checklists")
        ordering = ("position", "pk")
