"""How work between departments is set up: who does what, until when, and who is asked as an expert."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _

from cases.models import ExpertSeat, WorkLimit, WorkRoute
from feedback_site.ability_admin import AbilityAdmin
from feedback_site.organisation.roles import Ability


@admin.register(WorkRoute)
class WorkRouteAdmin(AbilityAdmin):
    """Which department does which kind of work; holds for orders given from then on."""

    ability_to_view = Ability.MANAGE_SETTINGS
    ability_to_change = Ability.MANAGE_SETTINGS
    list_display = ("__str__", "kind", "category", "department", "is_active")
    list_filter = ("kind", "department")
    list_select_related = ("category", "department")


class WorkLimitForm(forms.ModelForm):  # type: ignore[type-arg]
    """How long a department may take: some time at least."""

    class Meta:
        model = WorkLimit
        fields = ("department", "kind", "minutes", "calendar", "warn_at", "is_active")

    def clean_minutes(self) -> int:
        """Refuse a limit of nothing in words, before the table does in its own."""
        minutes = int(self.cleaned_data["minutes"])
        if minutes < 1:
            raise forms.ValidationError(_("Give one minute at least."))
        return minutes


@admin.register(WorkLimit)
class WorkLimitAdmin(AbilityAdmin):
    """How long departments may take; holds for orders that arrive from then on."""

    form = WorkLimitForm
    ability_to_view = Ability.MANAGE_SETTINGS
    ability_to_change = Ability.MANAGE_SETTINGS
    list_display = ("__str__", "department", "kind", "minutes", "calendar", "warn_at", "is_active")
    list_filter = ("department", "kind")
    list_select_related = ("department", "calendar")


class ExpertSeatForm(forms.ModelForm):  # type: ignore[type-arg]
    """A seat: whoever is asked signs in to answer."""

    class Meta:
        model = ExpertSeat
        fields = ("role", "person", "department", "position", "is_active")

    def clean(self) -> dict[str, Any]:
        """Refuse somebody who could not open the page on which opinions are given."""
        cleaned = super().clean() or {}
        person = cleaned.get("person")
        if person is not None and not person.can(Ability.SEE_CASES):
            self.add_error("person", _("Choose somebody who may see cases: they answer on a page."))
        return cleaned


@admin.register(ExpertSeat)
class ExpertSeatAdmin(AbilityAdmin):
    """Who is asked for opinions in which role; where nobody is named, the ladder's people are."""

    ability_to_view = Ability.MANAGE_SETTINGS
    ability_to_change = Ability.MANAGE_SETTINGS
    form = ExpertSeatForm
    list_display = ("__str__", "role", "person", "department", "position", "is_active")
    list_filter = ("role", "department")
    list_select_related = ("person", "department")
