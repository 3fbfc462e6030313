"""Model pages of the back office that ask for abilities instead of Django's permissions."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from unfold.admin import ModelAdmin, TabularInline

from feedback_site.organisation.roles import Ability


class AbilityAdmin(ModelAdmin):  # type: ignore[misc]
    """A model page whose permissions come from the abilities of the person's postings.

    Nothing is deleted in the back office; what is no longer used is retired.
    """

    ability_to_view: Ability = Ability.MANAGE_SETTINGS
    ability_to_change: Ability | None = None
    list_per_page = 50
    show_full_result_count = False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Call a list by what is in it: Django's title asks even who only reads to choose one."""
        title = capfirst(self.opts.verbose_name_plural)
        answer: HttpResponse = super().changelist_view(
            request, {"title": title, **(extra_context or {})}
        )
        return answer

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the model in menus to those who may view it."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Ask for the ability to view."""
        return may(request, self.ability_to_view)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change may add."""
        return self.has_change_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Ask for the ability to change; a page without one is for reading only."""
        return self.ability_to_change is not None and may(request, self.ability_to_change)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: history keeps its rows."""
        return False


class NamedInline(TabularInline):  # type: ignore[misc]
    """Rows in a table whose fields carry the names of their columns: a heading names no field to a reader."""

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Name the field, and one that leads to a row after what that is, where it has no name of its own."""
        related = db_field.related_model
        if isinstance(related, type) and db_field.verbose_name == db_field.name.replace("_", " "):
            kwargs.setdefault("label", capfirst(related._meta.verbose_name))  # noqa: SLF001
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and field.label:
            field.widget.attrs.setdefault("aria-label", field.label)
        return field


def may(request: HttpRequest, ability: Ability) -> bool:
    """Whether the signed-in member of staff carries this ability."""
    user = request.user
    return user.is_authenticated and user.is_staff and user.can(ability)
