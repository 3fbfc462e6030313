"""Escalations: raised to a named role, acknowledged by a person, stepped down with a reason."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.roles import Role


class Escalation(models.Model):
    """A case raised one level; level 1 is the department head."""

    class Cause(models.TextChoices):
        """What raised it."""

        BREACH = "breach", _("a limit was missed")
        LONG_BREACH = "long_breach", _("a limit was missed for long")
        NOT_ACKNOWLEDGED = "unanswered", _("nobody acknowledged it in time")
        PROMISE = "promise", _("a promise was broken")
        CONTACTS = "contacts", _("the customer came for the third time")
        SAFETY = "safety", _("somebody's safety is concerned")
        PRESS = "press", _("press or a regulator")
        NOT_SOLVED = "not_solved", _("not solved, said the customer")
        REQUEST = "request", _("on request")
        CUSTOMER = "customer", _("the customer asked for it")
        SEVERITY = "severity", _("severity")

    case = models.ForeignKey(
        "cases.Case", models.PROTECT, related_name="escalations", verbose_name=_("case")
    )
    level = models.PositiveSmallIntegerField(_("level"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    # The role that it was for, where nobody holds that or nobody of it was at work.
    instead_of = models.CharField(_("instead of"), max_length=20, choices=Role, blank=True)
    assignee = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("called on"),
    )  # fmt: skip
    cause = models.CharField(_("cause"), max_length=12, choices=Cause)
    reason = models.TextField(_("reason"), blank=True)
    raised_at = models.DateTimeField(_("raised at"))
    acknowledge_by = models.DateTimeField(_("acknowledge by"))
    # When it climbed on for want of an answer: then the next level has it, and this one no more. Or when it
    # was let rest unanswered, because the case was finished or a later escalation had taken its place.
    climbed_at = models.DateTimeField(_("climbed on at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    stepped_down_at = models.DateTimeField(_("stepped down at"), null=True, blank=True)
    step_down_reason = models.TextField(_("reason for stepping down"), blank=True)

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ("-raised_at",)
        indexes = (
            models.Index(
                name="cases_escalation_waits",
                fields=("acknowledge_by",),
                condition=models.Q(acknowledged_at=None, stepped_down_at=None, climbed_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} level {self.level}"
