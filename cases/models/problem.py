"""Recurring problems: the same trouble in many cases, proposed by counting, decided on by a manager."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cases.incident_kinds import KeyKind, ProblemState
from cases.kinds import RootCause
from cases.models.case import Case
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class ProblemQuerySet(models.QuerySet["Problem"]):
    """Questions about recurring problems."""

    def visible_to(self, user: User) -> Self:
        """Keep those of this person's places, and those with a case that they may see."""
        if not user.can(Ability.SEE_CASES):
            return self.none()
        reach = user.reach
        if reach.everything:
            return self
        seen = Case.objects.visible_to(user).filter(problem=OuterRef("pk"))
        return self.filter(
            Q(store__in=reach.stores) | Q(department__in=reach.departments) | Exists(seen)
        )

    def unsettled(self) -> Self:
        """Keep those that somebody decides on or works on."""
        return self.filter(state__in=(ProblemState.PROPOSED, ProblemState.OPEN))


class Problem(models.Model):
    """One recurring problem. Its cases point at it; those of a proposal stand in `proposed` before."""

    # "" for what was counted: it is named in the reader's language by what its cases have in common.
    title = models.CharField(_("title"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=ProblemState, default=ProblemState.PROPOSED
    )
    kind = models.CharField(_("in common"), max_length=9, choices=KeyKind)
    # What it was counted by, such as "store:3:print_colour"; "" where a person put it together.
    key = models.CharField(max_length=120, blank=True)
    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("store"),
    )  # fmt: skip
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("department"),
    )  # fmt: skip
    category = models.ForeignKey(
        "cases.Category", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("category"),
    )  # fmt: skip
    # Machine or lot, or the words of a group.
    about = models.CharField(_("about"), max_length=120, blank=True)
    # What was counted: people now, expected, chance, keys asked about, windows before.
    figures = models.JSONField(default=dict, blank=True)
    since = models.DateTimeField(_("cases since"))
    proposed = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # The closed problem that seems to have come back.
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="recurrences"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    found_at = models.DateTimeField(_("found at"))
    decided_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.TextField(_("reason"), blank=True)
    quiet_until = models.DateTimeField(_("not proposed again before"), null=True, blank=True)
    root_cause = models.CharField(_("root cause"), max_length=20, choices=RootCause, blank=True)
    action = models.TextField(_("what was done"), blank=True)
    closed_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("recurring problem")
        verbose_name_plural = _("recurring problems")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                name="cases_problem_key_once",
                fields=("key",),
                condition=Q(state__in=(ProblemState.PROPOSED, ProblemState.OPEN)) & ~Q(key=""),
            ),
            models.CheckConstraint(
                name="cases_problem_decided_iff_at",
                condition=Q(state=ProblemState.PROPOSED, decided_at=None)
                | ~Q(state=ProblemState.PROPOSED) & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_problem_closed_with_cause",
                condition=Q(state=ProblemState.CLOSED, closed_at__isnull=False) & ~Q(root_cause="")
                | ~Q(state=ProblemState.CLOSED) & Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="cases_problem_merged_iff_into",
                condition=Q(state=ProblemState.MERGED, merged_into__isnull=False)
                & ~Q(merged_into=F("id"))
                | ~Q(state=ProblemState.MERGED) & Q(merged_into=None),
            ),
        )
        indexes = (models.Index(name="cases_problem_state", fields=("state", "-id")),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """What people call it."""
        return f"P-{self.pk}"
