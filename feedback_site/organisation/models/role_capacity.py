"""Usual capacities: how much somebody of a role can have, where their own profile does not say."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.roles import Role


class RoleCapacity(models.Model):
    """How much somebody of a role can have at a time, where their own profile does not say."""

    role = models.CharField(_("role"), max_length=20, choices=Role, unique=True)
    points = models.PositiveSmallIntegerField(
        _("points"),
        help_text=_(
            "Open cases count 1 (low), 2 (normal), 3 (high) or 4 (urgent); one that waits counts 1."
        ),
    )

    class Meta:
        verbose_name = _("usual capacity")
        verbose_name_plural = _("usual capacities")
        ordering = ("role",)

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.points}"
