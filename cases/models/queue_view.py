"""Saved views: a queue with its filters, order and columns under a name, one's own or shared."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.models import User


class QueueViewQuerySet(models.QuerySet["QueueView"]):
    """Questions about saved views."""

    def kept(self) -> Self:
        """Keep what was not taken away."""
        return self.filter(dropped_at=None)

    def in_order(self) -> Self:
        """One's own before those shared, each as they were put; unmoved by their names."""
        return self.order_by("is_shared", "position", "name", "pk")

    def named(self, text: str) -> Self:
        """Keep those whose name, or the name of whoever keeps them, has this in it."""
        by_owner = Q(owner__display_name__icontains=text) | Q(owner__username__icontains=text)
        return self.filter(Q(name__icontains=text) | by_owner)

    def visible_to(self, user: User) -> Self:
        """Keep one's own and those shared; the rows in them are still those that each may see."""
        return self.filter(Q(owner=user) | Q(is_shared=True))


class QueueView(models.Model):
    """What to look at and how; `asked` holds the filters as the address of the queue spells them."""

    name = models.CharField(_("name"), max_length=40)
    owner = models.ForeignKey("organisation.User", models.PROTECT, related_name="+", db_index=False)
    queue = models.CharField(_("queue"), max_length=20)
    asked = models.JSONField(_("filters"), default=dict)
    order = models.CharField(_("order"), max_length=12, blank=True)
    columns = models.JSONField(_("columns"), default=list)
    is_shared = models.BooleanField(_("shared with colleagues"), default=False)
    # Among one's own, or among those shared; 0 until somebody moves one of them.
    position = models.PositiveSmallIntegerField(_("position"), default=0, db_default=0)
    changed_at = models.DateTimeField(_("changed at"))
    dropped_at = models.DateTimeField(_("taken away at"), null=True)

    objects = QueueViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("view")
        verbose_name_plural = _("views")
        constraints = (
            models.UniqueConstraint(
                name="cases_view_named_once",
                fields=("owner", "name"),
                condition=Q(dropped_at=None),
            ),
        )

    def __str__(self) -> str:
        return self.name
