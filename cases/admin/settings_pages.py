"""How the desk is set up: categories, schemes, shifts, and the log of escalations."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from cases.admin.addresses import case_url
from cases.models import Case, Category, DutyShift, Escalation, ResponseScheme, SchemeUse
from cases.rules.assignment.rostering import (
    MOST_WEEKS,
    Repeated,
    is_away,
    may_roster,
    may_stand,
    repeat_weekly,
    stands_already,
)
from feedback_site.ability_admin import AbilityAdmin, NamedInline, may
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import staff_of


@admin.register(Category)
class CategoryAdmin(AbilityAdmin):
    """The tree of problems, for reading: it is changed on its own pages, which keep its editions."""

    ability_to_view = Ability.MANAGE_SETTINGS
    list_display = (
        "code",
        "klass",
        "name",
        "department",
        "skill",
        "default_severity",
        "position",
        "is_active",
    )
    list_filter = ("klass", "department", "is_active")
    list_select_related = ("department", "skill")
    search_fields = ("code", "name_zh_hant", "name_zh_hans", "name_en")


class SchemeUseInline(NamedInline):
    """Who chose the scheme; a store or a partner whose row is taken away has everybody's limits again."""

    model = SchemeUse
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the ability."""
        return may(request, Ability.MANAGE_SETTINGS)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(ResponseScheme)
class ResponseSchemeAdmin(AbilityAdmin):
    """Sets of limits that a store or a contract may choose; they hold for cases opened from then on."""

    ability_to_view = Ability.MANAGE_SETTINGS
    ability_to_change = Ability.MANAGE_SETTINGS
    list_display = ("code", "name", "is_active")
    fields = ("code", "name_zh_hant", "name_zh_hans", "name_en", "is_active")
    inlines = (SchemeUseInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Policies name schemes by their code."""
        return ("code",) if obj is not None else ()


# A mistyped year would put somebody on duty for years.
LONGEST_SHIFT = timedelta(days=31)


class DutyShiftForm(forms.ModelForm):  # type: ignore[type-arg]
    """A shift: whoever is on duty is given cases, so that nobody gives more than they see themselves."""

    actor: User
    weeks = forms.IntegerField(
        label=gettext_lazy("repeat for further weeks"), required=False, min_value=0,
        max_value=MOST_WEEKS, widget=UnfoldAdminIntegerFieldWidget,
        help_text=gettext_lazy(
            "The same day and hours in each week that follows, up to 26. Empty: this once."
        ),
    )  # fmt: skip

    class Meta:
        model = DutyShift
        fields = ("level", "person", "department", "starts_at", "ends_at", "position")

    def clean(self) -> dict[str, Any]:
        """Refuse a shift beyond the reach of whoever fills it, or of whoever is to stand there."""
        cleaned = super().clean() or {}
        department, person = cleaned.get("department"), cleaned.get("person")
        department_id = department.pk if department is not None else None
        if not may_roster(self.actor, department_id=department_id):
            self.add_error("department", _("Choose a department that you are posted to."))
        if person is not None and not may_stand(person, department_id=department_id):
            words = _("Choose somebody who works on cases here, and not for one store only.")
            self.add_error("person", words)
        self._refuse_odd_times(cleaned)
        return cleaned

    def _refuse_odd_times(self, cleaned: dict[str, Any]) -> None:
        """Refuse what ends before it begins, a year mistyped, and the same shift a second time."""
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at is None or ends_at is None:
            return
        if not starts_at < ends_at <= starts_at + LONGEST_SHIFT:
            words = _("A shift ends after it begins, and lasts 31 days at most.")
            self.add_error("ends_at", words)
        elif self._stands_there_already(cleaned):
            self.add_error("person", _("They are on duty there already in this time."))
        elif cleaned.get("person") and is_away(
            cleaned["person"], starts_at=starts_at, ends_at=ends_at
        ):
            words = _("They are away in this time. Choose somebody else, or another time.")
            self.add_error("person", words)

    def _stands_there_already(self, cleaned: dict[str, Any]) -> bool:
        person, level, department = (
            cleaned.get(name) for name in ("person", "level", "department")
        )
        if person is None or level is None:
            return False
        there = stands_already(
            person, level=level, department_id=department.pk if department else None,
            starts_at=cleaned["starts_at"], ends_at=cleaned["ends_at"],
        )  # fmt: skip
        return there.exclude(pk=self.instance.pk).exists()


def _tell_repeated(request: HttpRequest, repeated: Repeated) -> None:
    """Say how many weeks were entered, and which are left for somebody else."""
    if repeated.entered:
        words = _("%(n)s further shifts were entered, the last one on %(day)s.")
        told = {"n": len(repeated.entered), "day": _days([repeated.entered[-1].starts_at])}
        messages.success(request, words % told)
    left_out = (
        (repeated.away, _("Left out, for they are away then: %(days)s. Choose somebody else for these.")),
        (repeated.there_already, _("Left out, for they are on duty there already: %(days)s.")),
    )  # fmt: skip
    for moments, words in left_out:
        if moments:
            messages.warning(request, words % {"days": _days(moments)})


def _days(moments: Sequence[datetime]) -> str:
    days = (date_format(timezone.localtime(one), "SHORT_DATE_FORMAT") for one in moments)
    return ", ".join(days)


@admin.register(DutyShift)
class DutyShiftAdmin(AbilityAdmin):
    """Who stands on which level, and when; whoever has shifts is never reached outside them."""

    ability_to_view = Ability.SUPERVISE
    ability_to_change = Ability.SUPERVISE
    form = DutyShiftForm
    list_display = ("starts_at", "ends_at", "level", "position", "person", "department")
    list_filter = ("level", "department")
    list_select_related = ("person", "department")
    date_hierarchy = "starts_at"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A new shift may be repeated; each is changed by itself from then on."""
        asked = ("level", "person", "department", "starts_at", "ends_at", "position")
        return asked if obj is not None else (*asked, "weeks")

    def save_model(self, request: HttpRequest, obj: DutyShift, form: Any, change: bool) -> None:
        """Enter the shift, and those of the weeks that follow."""
        super().save_model(request, obj, form, change)
        if not change and (weeks := form.cleaned_data.get("weeks")):
            zone = timezone.get_current_timezone()
            _tell_repeated(
                request, repeat_weekly(obj.pk, weeks, zone=zone, actor=staff_of(request))
            )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Shifts beyond one's own departments are for reading."""
        return super().has_change_permission(request, obj) and (
            obj is None or may_roster(staff_of(request), department_id=obj.department_id)
        )

    def get_form(self, request: HttpRequest, *args: Any, **more: Any) -> Any:
        """Let the form know who fills it in."""
        form = super().get_form(request, *args, **more)
        form.actor = staff_of(request)
        return form


@admin.register(Escalation)
class EscalationAdmin(AbilityAdmin):
    """Every escalation of the cases one may see, for reading; its case is where one acts."""

    ability_to_view = Ability.SUPERVISE
    list_display = (
        "raised_at",
        "reference",
        "level",
        "role",
        "instead_of",
        "assignee",
        "cause",
        "acknowledge_by",
        "acknowledged_at",
        "climbed_at",
    )
    list_filter = ("level", "role", "cause")
    list_select_related = ("case", "assignee")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Escalation]:
        """Keep those of cases that this person may see."""
        visible = Case.objects.visible_to(staff_of(request))
        return super().get_queryset(request).filter(case__in=visible)  # type: ignore[no-any-return]

    @admin.display(description=gettext_lazy("case"))
    def reference(self, escalation: Escalation) -> SafeString:
        """Lead to the case."""
        reference = escalation.case.reference
        return format_html('<a href="{}">{}</a>', case_url(reference), reference)
