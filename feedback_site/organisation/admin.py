"""The back office of the organisation: staff and their postings, stores, regions, departments."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework_api_key.models import APIKey
from unfold.admin import TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from feedback_site.ability_admin import AbilityAdmin, may
from feedback_site.organisation.models import (
    Department,
    Posting,
    Region,
    RoleCapacity,
    Skill,
    Store,
    User,
)
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.rules import setting_up
from feedback_site.staff_doors import staff_of

# Rights come from postings, and keys belong to partners: Django's own pages for both would mislead.
admin.site.unregister([Group, APIKey])

NAMES = ("name_zh_hant", "name_zh_hans", "name_en")
SUPERUSER_ONLY = ("is_superuser",)


class PostingInline(TabularInline):  # type: ignore[misc]
    """What somebody is and where. A posting ends by its date and is never deleted."""

    model = Posting
    fields = ("role", "store", "region", "department", "ended_at")
    autocomplete_fields = ("store",)
    extra = 0
    tab = True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show them to whoever manages staff."""
        return may(request, Ability.MANAGE_STAFF)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As with changing."""
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody give themselves a role."""
        return may(request, Ability.MANAGE_STAFF) and _is_open_to(request, obj, own_is_open=False)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: who could see what, and until when, has to stay known."""
        return False


@admin.register(User)
class StaffAdmin(DjangoUserAdmin, AbilityAdmin):  # type: ignore[misc, type-arg]
    """Members of staff. Passwords go through Django's own forms."""

    ability_to_view = Ability.MANAGE_STAFF
    ability_to_change = Ability.MANAGE_STAFF
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    inlines = (PostingInline,)
    list_display = ("username", "display_name", "roles", "is_active", "last_login")
    list_filter = ("is_active", "postings__role")
    search_fields = ("username", "display_name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "email")}),
        (_("Preferences"), {"fields": ("language", "time_zone")}),
        (_("Access"), {"fields": ("is_active", "is_staff", *SUPERUSER_ONLY)}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("username", "display_name", "email", "password1", "password2", "is_staff")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Read the postings along, which the list shows."""
        return super().get_queryset(request).prefetch_related("postings__store", "postings__region")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep superusers out of the hands of others, their passwords as well."""
        return super().has_change_permission(request, obj) and _is_open_to(
            request, obj, own_is_open=True
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Let only superusers make superusers, and nobody lock themselves out."""
        names = tuple(super().get_readonly_fields(request, obj))
        if not _is_superuser(request):
            names += SUPERUSER_ONLY
        if obj is not None and obj.pk == request.user.pk:
            names += ("is_active", "is_staff")
        return names

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new colleague may sign in."""
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    @admin.display(description=_("postings"))
    def roles(self, user: User) -> str:
        """What somebody is now."""
        current = (one for one in user.postings.all() if one.ended_at is None)
        return "、".join(str(one) for one in current) or "–"


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


def _is_open_to(request: HttpRequest, obj: Any, *, own_is_open: bool) -> bool:
    """Superusers may everything; others not to superusers, nor (unless open) to themselves."""
    if obj is None or _is_superuser(request):
        return True
    return not obj.is_superuser and (own_is_open or obj.pk != request.user.pk)


class NamedAdmin(AbilityAdmin):
    """Something with a code and a name in three languages."""

    ability_to_view = Ability.MANAGE_SETTINGS
    ability_to_change = Ability.MANAGE_SETTINGS
    list_display: tuple[str, ...] = ("code", *NAMES)
    list_display_links = ("code",)
    search_fields = ("code", *NAMES)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the code of what exists: links, imports and category trees refer to it."""
        return ("code",) if obj is not None else ()


@admin.register(Region)
class RegionAdmin(NamedAdmin):
    """Groups of stores."""

    list_display = ("code", *NAMES, "calendar")
    list_select_related = ("calendar",)


@admin.register(Store)
class StoreAdmin(NamedAdmin):
    """Shops with their hours."""

    list_display = ("code", "name_zh_hant", "region", "calendar", "phone", "is_open")
    list_filter = ("region", "is_open")
    list_select_related = ("region", "calendar")


@admin.register(Department)
class DepartmentAdmin(NamedAdmin):
    """Teams that own a kind of problem."""

    list_display = ("code", "name_zh_hant", "name_en", "calendar", "giving")
    list_select_related = ("calendar",)

    def save_model(self, request: HttpRequest, obj: Department, form: Any, change: bool) -> None:
        """Record who changed who gets its cases."""
        setting_up.save_department(obj, actor=staff_of(request), now=timezone.now())


@admin.register(Skill)
class SkillAdmin(NamedAdmin):
    """What somebody must know to handle a kind of case; categories name it."""

    list_display = ("code", *NAMES, "is_active")


@admin.register(RoleCapacity)
class RoleCapacityAdmin(AbilityAdmin):
    """How much somebody of a role can have at a time, unless their own profile says otherwise."""

    ability_to_view = Ability.MANAGE_SETTINGS
    ability_to_change = Ability.MANAGE_SETTINGS
    list_display = ("role", "points")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A role has one line."""
        return ("role",) if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: RoleCapacity, form: Any, change: bool) -> None:
        """Record who changed it."""
        setting_up.save_capacity(obj, actor=staff_of(request), now=timezone.now())
