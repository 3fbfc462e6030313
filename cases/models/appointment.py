"""Appointments: a customer comes to a store about a case, at a time that is kept free for them."""

from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import AppointmentState, Purpose
from cases.models.case import Case
from cases.states import CALLED_OFF, CaseState
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.working_hours import CalendarError, zone

# Whose case was called off does not come. Where it is worked on elsewhere they do: nobody told them not to.
NOT_COMING = CALLED_OFF - {CaseState.MERGED, CaseState.DUPLICATE}


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Questions about appointments."""

    def visible_to(self, user: User) -> Self:
        """Keep those at the stores of whoever receives people there, and those of cases that they see."""
        if not user.can(Ability.TAKE_FEEDBACK):
            return self.none()
        reach = user.reach
        if reach.everything:
            return self
        return self.filter(Q(store__in=reach.stores) | Q(case__in=Case.objects.visible_to(user)))

    def expected(self) -> Self:
        """Keep what still holds a place: the case of one that was called off holds none."""
        return self.filter(state=AppointmentState.BOOKED).exclude(case__state__in=NOT_COMING)

    def of_day(self, begins: datetime, ends: datetime) -> Self:
        """Keep what begins within a day, and was not cancelled."""
        within = self.filter(starts_at__gte=begins, starts_at__lt=ends)
        return within.exclude(state=AppointmentState.CANCELLED).exclude(case__state__in=NOT_COMING)

    def unanswered(self) -> Self:
        """Keep those of which the store has been asked whether somebody came, and has not said."""
        return self.expected().filter(asked_at__isnull=False)


class Appointment(models.Model):
    """One place in one slot, of one case. It holds no words of the customer's.

    `booked_by` and `ended_by` are None where the customer did it themselves.
    """

    case = models.ForeignKey(
        "cases.Case", models.PROTECT, related_name="appointments", db_index=False
    )
    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, related_name="+", db_index=False,
        verbose_name=_("store"),
    )  # fmt: skip
    purpose = models.CharField(_("purpose"), max_length=6, choices=Purpose)
    state = models.CharField(
        _("state"), max_length=9, choices=AppointmentState, default=AppointmentState.BOOKED
    )
    starts_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"))
    # Until then the customer may move or cancel it themselves: as it was when they booked.
    change_until = models.DateTimeField(_("may be changed until"))
    times_moved = models.PositiveSmallIntegerField(default=0)
    booked_at = models.DateTimeField(_("booked at"))
    booked_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(_("settled at"), null=True)
    ended_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    # When the sweep has to do with it next: remind the customer, then ask the store.
    look_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ("starts_at",)
        constraints = (
            models.UniqueConstraint(
                name="cases_appointment_one_at_a_time", fields=("case",),
                condition=Q(state=AppointmentState.BOOKED),
            ),
            models.CheckConstraint(
                name="cases_appointment_lasts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="cases_appointment_settled_iff_at",
                condition=Q(state=AppointmentState.BOOKED, ended_at=None)
                | ~Q(state=AppointmentState.BOOKED) & Q(ended_at__isnull=False, look_at=None),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(name="cases_appointment_case", fields=("case", "-starts_at")),
            models.Index(name="cases_appointment_day", fields=("store", "starts_at")),
            # Who is still to come, of many stores or of the whole chain.
            models.Index(
                name="cases_appointment_coming", fields=("starts_at",),
                condition=Q(state=AppointmentState.BOOKED),
            ),
            models.Index(
                name="cases_appointment_look", fields=("look_at",),
                condition=Q(look_at__isnull=False),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def place(self) -> ZoneInfo:
        """The time zone of the store; its calendar is read with it."""
        return place_of(self.store.calendar.time_zone)

    @property
    def is_booked(self) -> bool:
        """Whether it is still to come, or nobody has said what became of it."""
        return self.state == AppointmentState.BOOKED

    @property
    def is_dropped(self) -> bool:
        """Whether it stands as booked and holds no place, because its case was called off."""
        return self.is_booked and self.case.state in NOT_COMING

    def settle(self, state: AppointmentState, *, by: User | None, now: datetime) -> None:
        """Say what became of it; the sweep has nothing more to do with it."""
        self.state, self.ended_by, self.ended_at = state, by, now
        self.look_at = None

    @property
    def begins(self) -> datetime:
        """When it begins, by the store's clock."""
        return self.starts_at.astimezone(self.place)

    @property
    def day(self) -> date:
        """On which day, by the store's clock."""
        return self.begins.date()

    @property
    def clock(self) -> str:
        """From when to when, as the store's clock shows it."""
        return f"{self.begins:%H:%M}–{self.ends_at.astimezone(self.place):%H:%M}"


def place_of(time_zone: str) -> ZoneInfo:
    """Give a store's time zone, or the site's where its calendar names none that exists."""
    try:
        return zone(time_zone)
    except CalendarError:
        return zone(settings.TIME_ZONE)
