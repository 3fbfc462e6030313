"""Word rules of a site's own, in versions, and shipped ones that it switched off."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import RuleUrgency


class WordRuleQuerySet(models.QuerySet["WordRule"]):
    """Rules by whether they are in force."""

    def in_force(self) -> Self:
        """Keep the versions by which texts are read now."""
        return self.filter(until=None)


class WordRule(models.Model):
    """One version of a rule; a change is a new version, and what was taken out of use got its `until`.

    Points for `category`, or for `urgency`, where one of `words` stands in a text, beside one of `near` if
    any are given, and nothing of `unless`. A row with `shipped` switches off the shipped rule of that key.
    """

    number = models.PositiveIntegerField(_("number"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    shipped = models.CharField(_("switches off"), max_length=16, blank=True)
    category = models.ForeignKey(
        "cases.Category", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("category"), db_index=False,
    )  # fmt: skip
    urgency = models.CharField(_("urgency"), max_length=16, choices=RuleUrgency, blank=True)
    points = models.DecimalField(_("points"), max_digits=4, decimal_places=1, default=0)
    words = models.JSONField(_("words"), default=list)
    near = models.JSONField(_("only beside"), default=list)
    unless = models.JSONField(_("never beside"), default=list)
    example = models.CharField(_("example"), max_length=500, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    since = models.DateTimeField(_("in force since"))
    made_by = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="+", verbose_name=_("by"), db_index=False
    )
    until = models.DateTimeField(_("in force until"), null=True, blank=True)
    ended_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("ended by"), db_index=False,
    )  # fmt: skip

    objects = WordRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("word rule")
        verbose_name_plural = _("word rules")
        ordering = ("number", "-version")
        constraints = (
            models.UniqueConstraint(name="cases_word_rule_version", fields=("number", "version")),
            models.UniqueConstraint(
                name="cases_word_rule_one_in_force", fields=("number",), condition=Q(until=None)
            ),
            models.UniqueConstraint(
                name="cases_word_rule_off_once", fields=("shipped",),
                condition=Q(until=None) & ~Q(shipped=""),
            ),
            models.CheckConstraint(
                name="cases_word_rule_speaks_for_one",
                condition=Q(category__isnull=False, urgency="", shipped="")
                | Q(category=None, shipped="") & ~Q(urgency="")
                | Q(category=None, urgency="") & ~Q(shipped=""),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} v{self.version}"
