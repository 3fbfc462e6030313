"""Work orders: what one department asks of another, for a case or for a matter of its own."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.order_states import OPEN_STATES, OrderState, WorkKind
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class WorkOrderQuerySet(models.QuerySet["WorkOrder"]):
    """Questions about work orders."""

    def visible_to(self, user: User) -> Self:
        """Keep those of either department's, one's own, and those on cases that one may see."""
        if not user.can(Ability.SEE_CASES):
            return self.none()
        reach = user.reach
        if reach.everything:
            return self
        return self.filter(
            Q(department__in=reach.departments)
            | Q(from_department__in=reach.departments)
            | Q(asked_by=user)
            | Q(owner=user)
            | Q(case__store__in=reach.stores)
            | Q(case__department__in=reach.departments)
            | Q(case__owner=user)
        )

    def open(self) -> Self:
        """Keep those that a department has to do."""
        return self.filter(state__in=OPEN_STATES)


class WorkOrder(models.Model):
    """One piece of work for a department; only the rules of work_orders change it.

    Its limit is the department's (`OrderStay`), never the customer's: no clock of a case knows of it.
    """

    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="work_orders"
    )
    kind = models.CharField(_("kind of work"), max_length=12, choices=WorkKind)
    title = models.CharField(_("title"), max_length=120)
    asked = models.TextField(_("what is asked"))
    state = models.CharField(_("state"), max_length=12, choices=OrderState, default=OrderState.OPEN)
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, related_name="+", verbose_name=_("department"),
        db_index=False,
    )  # fmt: skip
    from_department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("asked by department"),
    )  # fmt: skip
    asked_by = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"))
    owner = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("owner"), db_index=False,
    )  # fmt: skip
    # Of the department that has it now; empty where no limit is set for it.
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    # When somebody is to be told next: near the limit, then at it.
    alarm_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(_("result"), blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # How often it went to a department after the first, and how often to one that had had it before.
    hops = models.PositiveSmallIntegerField(_("hops"), default=0)
    returns = models.PositiveSmallIntegerField(_("returns"), default=0)
    version = models.PositiveIntegerField(default=1)
    last_event_seq = models.PositiveIntegerField(default=0)

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        constraints = (
            models.CheckConstraint(
                name="cases_order_begun_has_owner",
                condition=~Q(state__in=(OrderState.ACCEPTED, OrderState.IN_PROGRESS))
                | Q(owner__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_order_ended_iff_moment",
                condition=Q(state__in=sorted(OPEN_STATES), ended_at=None)
                | ~Q(state__in=sorted(OPEN_STATES)) & Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_order_done_has_result",
                condition=~Q(state=OrderState.DONE) | ~Q(result=""),
            ),
            models.CheckConstraint(
                name="cases_order_returns_are_hops", condition=Q(returns__lte=models.F("hops"))
            ),
        )
        indexes = (
            models.Index(
                name="cases_order_due",
                fields=("department", "due_at", "id"),
                condition=Q(state__in=sorted(OPEN_STATES)),
            ),
            models.Index(
                name="cases_order_owner",
                fields=("owner", "due_at", "id"),
                condition=Q(state__in=sorted(OPEN_STATES)),
            ),
            models.Index(
                name="cases_order_alarm",
                fields=("alarm_at",),
                condition=Q(alarm_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """What people call it."""
        return f"WO-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether a department has it to do."""
        return self.state in OPEN_STATES
