"""Customers: one row a person, their name sealed under their own key."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from channels.models.submission import Submission
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy import sealing
from feedback_site.privacy.masking import mask_name

NAME_CONTEXT = "channels_customer.name"
# Under which row a customer is shown: the one they were merged into, or their own.
HEAD = Coalesce("person", "pk")


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Questions about customers."""

    def visible_to(self, user: User) -> Self:
        """Keep the customers whose feedback, or that of who is merged with them, reaches these places."""
        if not (user.can(Ability.SEE_CASES) or user.can(Ability.TAKE_FEEDBACK)):
            return self.none()
        reach = user.reach
        if reach.everything or reach.departments:
            return self
        # Two questions, each along an index of its own; one with “or” would read every feedback of the store.
        told_here = Submission.objects.filter(store__in=reach.stores)
        return self.alias(head=HEAD).filter(
            Exists(told_here.filter(customer=OuterRef("head")))
            | Exists(told_here.filter(customer__person=OuterRef("head")))
        )

    def heads(self) -> Self:
        """Keep those under whom a person is shown: whoever was not merged into another."""
        return self.filter(person=None)

    def same_person(self, head_ids: Iterable[int]) -> Self:
        """Keep these and whoever was merged into them.

        Ask other tables by `customer__in` of this: an “or” over a join goes along no index.
        """
        ids = list(head_ids)
        return self.filter(Q(pk__in=ids) | Q(person__in=ids))

    def tiered(self) -> Self:
        """Keep those in a tier, whose tier is served first before the others."""
        return self.filter(tier__isnull=False).order_by("tier__rank", "tier__code")

    def same_as(self, customer_id: int) -> Self:
        """Keep whoever is the same person as this customer, themselves included."""
        # One value and not a list of them, which either side of the “or” would be held against row by row.
        head = Subquery(Customer.objects.filter(pk=customer_id).annotate(head=HEAD).values("head"))
        return self.filter(Q(pk=head) | Q(person=head))


class Customer(models.Model):
    """A person who gave feedback; without a wrapped key they have been erased.

    Several rows may be one person: `person` then names the row under which all are shown, `merged_into`
    the row that this one was merged into, which may have been merged itself. Nothing else of a row moves.
    """

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
    person = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, db_index=False, related_name="also_known"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, db_index=False, related_name="merged_from"
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = (
            models.CheckConstraint(
                name="channels_customer_merged_iff_person",
                condition=Q(person=None, merged_into=None)
                | Q(person__isnull=False, merged_into__isnull=False)
                & ~Q(person=F("id"))
                & ~Q(merged_into=F("id")),
            ),
        )
        indexes = (
            models.Index(
                name="channels_customer_person",
                fields=("person",),
                condition=Q(person__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name_masked or str(_("customer without name"))

    @property
    def head_id(self) -> int:
        """Under which row this customer is shown."""
        return self.person_id or self.pk

    def likes(self) -> tuple[str, ...]:
        """Say what is noted of what they like, one thing each; read it with `preference` joined."""
        noted = getattr(self, "preference", None)
        return noted.lines() if noted is not None else ()

    def likes_of_person(self) -> tuple[str, ...]:
        """Say what is noted under the row that they are shown as; a look more for whoever was merged."""
        return self.person.likes() if self.person is not None else self.likes()

    def write_name(self, name: str) -> None:
        """Seal a name, with its mask and blind index."""
        if self.wrapped_key is None:
            self.wrapped_key = sealing.new_key()
        self.name_sealed = sealing.seal(self.wrapped_key, name, context=NAME_CONTEXT)
        self.name_masked = mask_name(name)
        self.name_index = sealing.blind_index("name", "".join(name.split()).lower())


def likes_in(rows: Iterable[Customer]) -> tuple[str, ...]:
    """Say what is noted of one person under the first of their rows that has anything."""
    return next(filter(None, (row.likes() for row in rows)), ())
