"""Working-time calendars: weekly hours in versions, and the days that replace them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.words import Named
from feedback_site.worded_constraints import WordedUnique


class BusinessCalendar(Named):
    """The opening hours of a place, in its own time zone."""

    code = models.SlugField(_("code"), unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Taipei")
    holiday_country = models.CharField(
        _("country of public holidays"),
        max_length=2,
        blank=True,
        help_text=_("CN, TW, HK or empty"),
    )
    # The last published edition; hours and exceptions edited since are a draft.
    version = models.PositiveIntegerField(_("version"), default=0)

    class Meta(Named.Meta):
        verbose_name = _("working-time calendar")
        verbose_name_plural = _("working-time calendars")


def team_calendar() -> "models.ForeignKey[BusinessCalendar | None, BusinessCalendar | None]":
    """When whoever is posted to a team, and not to a store, is there; its people have no shop hours."""
    return models.ForeignKey(
        BusinessCalendar, models.PROTECT, null=True, blank=True, related_name="%(class)ss",
        verbose_name=_("working times"),
        help_text=_("When its people are there, unless they have shifts. Empty: round the clock."),
    )  # fmt: skip


class CalendarHours(models.Model):
    """Weekly hours that hold from a day on.

    `weekly` maps mon…sun to lists of ["HH:MM", "HH:MM"]; "24:00" and windows across midnight are allowed.
    """

    calendar = models.ForeignKey(BusinessCalendar, models.CASCADE, related_name="hours")
    valid_from = models.DateField(_("valid from"))
    weekly = models.JSONField(_("weekly hours"), default=dict)

    class Meta:
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        ordering = ("valid_from",)
        constraints = (
            WordedUnique(
                name="organisation_hours_once_a_day",
                fields=("calendar", "valid_from"),
                violation_error_message=_(
                    "This calendar has hours from this day on already. Change the line that is there."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.valid_from}"


class CalendarException(models.Model):
    """One date whose hours replace the weekly ones; a make-up day wins over a holiday."""

    class Kind(models.TextChoices):
        """Why the day differs."""

        HOLIDAY = "holiday", _("holiday")
        MAKEUP = "makeup", _("make-up working day")
        SPECIAL = "special", _("special hours")

    calendar = models.ForeignKey(BusinessCalendar, models.CASCADE, related_name="exceptions")
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    intervals = models.JSONField(_("hours"), default=list, blank=True)
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("exceptional day")
        verbose_name_plural = _("exceptional days")
        ordering = ("day",)
        constraints = (
            WordedUnique(
                name="organisation_exception_once",
                fields=("calendar", "day", "kind"),
                violation_error_message=_(
                    "This calendar has an exception of this kind on this day already. Change the line that "
                    "is there."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"


class CalendarEdition(models.Model):
    """A calendar as it was published: clocks run on editions, so that an edit rewrites no history.

    `content` holds {"weekly": [{"valid_from", "week"}], "days": [{"day", "kind", "intervals", "note"}]}.
    """

    calendar = models.ForeignKey(BusinessCalendar, models.PROTECT, related_name="editions")
    version = models.PositiveIntegerField(_("version"))
    # Empty for the first: it also speaks for what lies before it.
    since = models.DateTimeField(_("in force since"), null=True)
    content = models.JSONField(_("content"))

    class Meta:
        verbose_name = _("calendar edition")
        verbose_name_plural = _("calendar editions")
        ordering = ("version",)
        constraints = (
            models.UniqueConstraint(
                name="organisation_calendar_edition", fields=("calendar", "version")
            ),
        )

    def __str__(self) -> str:
        return f"{self.calendar_id} v{self.version}"
