"""Emergency plans in the settings: lines for each kind of incident."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from cases.models import ChecklistItem
from feedback_site.ability_admin import AbilityAdmin
from feedback_site.organisation.roles import Ability


@admin.register(ChecklistItem)
class ChecklistItemAdmin(AbilityAdmin):
    """What is changed here is for incidents declared from then on; what is no longer used is retired."""

    ability_to_view = Ability.MANAGE_SETTINGS
    ability_to_change = Ability.MANAGE_SETTINGS
    list_display = ("name", "kind", "role", "position", "is_active")
    list_filter = ("kind", "role", "is_active")
    search_fields = ("name_zh_hant", "name_zh_hans", "name_en")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the kind: another kind's plan gets a line of its own."""
        return ("kind",) if obj is not None else ()
