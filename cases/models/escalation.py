"""Escalations: raised to a named role, acknowledged by a person, stepped down with a reason."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.roles import Role


class Escalation(models.Model):
    """A case raised one level; level 1 is the department head."""

    class Cause(models.TextChoices):
        """What raised it."""

        BREACH = "breach", _("a limit was missed")
        NOT_SOLVED = "not_solved", _("not solved, said the customer")
        REQUEST = "request", _("on request")
        SEVERITY = "severity", _("severity")

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="escalations")
    level = models.PositiveSmallIntegerField(_("level"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    # The role that it was for, where nobody holds that or nobody of it was at work.
    instead_of = models.CharField(_("instead of"), max_length=20, choices=Role, blank=True)
    assignee = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    cause = models.CharField(_("cause"), max_length=12, choices=Cause)
    reason = models.TextField(_("reason"), blank=True)
    raised_at = models.DateTimeField(_("raised at"))
    acknowledge_by = models.DateTimeField(_("acknowledge by"))
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    stepped_down_at = models.DateTimeField(_("stepped down at"), null=True, blank=True)
    step_down_reason = models.TextField(_("reason for stepping down"), blank=True)

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ("-raised_at",)

    def __str__(self) -> str:
        return f"{self.case_id} level {self.level}"
