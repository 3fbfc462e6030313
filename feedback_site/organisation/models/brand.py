"""The chain's name, colour and logo, where they are not those that the system came with."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.words import Named
from feedback_site.worded_constraints import WordedCheck


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
            WordedCheck(
                name="organisation_one_brand",
                condition=Q(id=1),
                violation_error_message=_("There is one brand. Change the one that is there."),
            ),
            WordedCheck(
                name="organisation_brand_colour",
                condition=Q(colour__regex=r"^#[0-9a-f]{6}$"),
                violation_error_message=_("Write the colour as # and six digits, such as #0f6468."),
            ),
        )
