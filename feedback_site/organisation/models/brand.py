"""The chain's name, colour and logo, where they are not those that the system came with."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.words import Named


class Brand(Named):
    """The one row; without it the system looks as it came. `version` stands in addresses that are cached."""

    colour = models.CharField(
        _("colour"), max_length=7,
        help_text=_("Of buttons and links; dark enough to be read. Dark pages get a lighter one of its hue."),
    )  # fmt: skip
    logo = models.BinaryField(_("logo"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta(Named.Meta):
        verbose_name = _("brand")
        verbose_name_plural = _("brand")
        constraints = (
            models.CheckConstraint(name="organisation_one_brand", condition=Q(id=1)),
            models.CheckConstraint(
                name="organisation_brand_colour", condition=Q(colour__regex=r"^#[0-9a-f]{6}$")
            ),
        )
