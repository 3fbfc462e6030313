"""Customers: one row a person, their name sealed under their own key."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy import sealing
from feedback_site.privacy.masking import mask_name

NAME_CONTEXT = "channels_customer.name"


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Questions about customers."""

    def visible_to(self, user: User) -> Self:
        """Keep the customers whose feedback reaches this person's places."""
        if not (user.can(Ability.SEE_CASES) or user.can(Ability.TAKE_FEEDBACK)):
            return self.none()
        reach = user.reach
        if reach.everything or reach.departments:
            return self
        return self.filter(submissions__store__in=reach.stores).distinct()


class Customer(models.Model):
    """A person who gave feedback; without a wrapped key they have been erased."""

    wrapped_key = models.BinaryField(null=True)
    name_sealed = models.BinaryField(null=True)
    name_masked = models.CharField(_("name"), max_length=80, blank=True)
    name_index = models.BinaryField(max_length=32, null=True, db_index=True)
    language = models.CharField(_("language"), max_length=8, default="zh-hant")
    first_seen_at = models.DateTimeField(_("first seen at"))
    tier = models.ForeignKey(
        "channels.ServiceTier", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("service tier"),
    )  # fmt: skip

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")

    def __str__(self) -> str:
        return self.name_masked or str(_("customer without name"))

    def write_name(self, name: str) -> None:
        """Seal a name, with its mask and blind index."""
        if self.wrapped_key is None:
            self.wrapped_key = sealing.new_key()
        self.name_sealed = sealing.seal(self.wrapped_key, name, context=NAME_CONTEXT)
        self.name_masked = mask_name(name)
        self.name_index = sealing.blind_index("name", "".join(name.split()).lower())
