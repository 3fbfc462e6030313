"""The back office of the organisation: staff and their postings, stores, regions, departments."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from rest_framework_api_key.models import APIKey
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import (
    UnfoldAdminColorInputWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from feedback_site.ability_admin import AbilityAdmin, NamedInline, may
from feedback_site.organisation.colours import read_colour
from feedback_site.organisation.errors import ColourTooPale
from feedback_site.organisation.logos import NotALogo, drawn_logo
from feedback_site.organisation.models import (
    Brand,
    Department,
    Posting,
    Region,
    RoleCapacity,
    Skill,
    Store,
    User,
)
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.rules import branding, setting_up
from feedback_site.organisation.zone_names import zone_choices
from feedback_site.staff_doors import staff_of

# Rights come from postings, and keys belong to partners: Django's own pages for both would mislead.
admin.site.unregister([Group, APIKey])

NAMES = ("name_zh_hant", "name_zh_hans", "name_en")
SUPERUSER_ONLY = ("is_superuser",)
_CHOICES = {"language": lambda: settings.LANGUAGES, "time_zone": zone_choices}


class PostingInline(NamedInline):
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

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: Any, **how: Any
    ) -> forms.Field | None:
        """Let a language and a time zone be chosen: one that does not exist would show them no page."""
        choices = _CHOICES.get(db_field.name)
        if choices is None:
            return super().formfield_for_dbfield(db_field, request, **how)
        return forms.ChoiceField(
            label=capfirst(db_field.verbose_name), required=False, widget=UnfoldAdminSelectWidget,
            choices=[("", _("as the site")), *choices()],
        )  # fmt: skip

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


class BrandForm(forms.ModelForm):  # type: ignore[type-arg]
    """Names, colour and logo; refused with a sentence where customers could not read the pages."""

    upload = forms.FileField(
        label=_("New logo"), required=False, widget=UnfoldAdminFileFieldWidget,
        help_text=_("PNG, JPEG or WebP, up to 2 MB; drawn small. It should be seen on light and on dark."),
    )  # fmt: skip
    without_logo = forms.BooleanField(
        label=_("Without a logo"), required=False, widget=UnfoldBooleanSwitchWidget,
        help_text=_("The mark that the system came with is shown in its place."),
    )  # fmt: skip

    class Meta:
        model = Brand
        fields = ("name_zh_hant", "name_zh_hans", "name_en", "colour")
        widgets = {"colour": UnfoldAdminColorInputWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colour"].initial = branding.OWN_COLOUR

    def clean_colour(self) -> str:
        """Refuse what is too pale, and name what would do."""
        colour = read_colour(str(self.cleaned_data["colour"]))
        if colour is None:
            raise forms.ValidationError(_("Write the colour as # and six digits, such as #0f6468."))
        try:
            branding.require_readable(colour)
        except ColourTooPale as error:
            raise forms.ValidationError(str(error)) from error
        return colour

    def clean_upload(self) -> bytes | None:
        """Draw the logo anew, or say why not."""
        upload = self.cleaned_data.get("upload")
        if not upload:
            return None
        try:
            return drawn_logo(upload.read())
        except NotALogo as error:
            raise forms.ValidationError(str(error)) from error


@admin.register(Brand)
class BrandAdmin(AbilityAdmin):
    """How the chain is called and looks: to customers on pages, slips and in letters, and to staff."""

    ability_to_view = Ability.MANAGE_SETTINGS
    ability_to_change = Ability.MANAGE_SETTINGS
    form = BrandForm
    list_display = ("name", "colour", "changed_at")
    fields = (
        "name_zh_hant", "name_zh_hans", "name_en", "colour", "shown_logo", "upload", "without_logo",
    )  # fmt: skip
    readonly_fields = ("shown_logo",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """There is one chain."""
        return super().has_add_permission(request, obj) and not (
            _is_on_its_pages(request) and Brand.objects.exists()
        )

    @admin.display(description=_("logo"))
    def shown_logo(self, brand: Brand) -> SafeString | str:
        """The logo in force."""
        if brand.pk is None or brand.logo is None:
            return "–"
        return format_html(
            '<img src="{}?v={}" height="36" alt="">', reverse("brand_logo"), brand.version
        )

    def save_model(self, request: HttpRequest, obj: Brand, form: Any, change: bool) -> None:
        """Keep it for everybody."""
        if form.cleaned_data.get("without_logo"):
            obj.logo = None
        if form.cleaned_data.get("upload"):
            obj.logo = form.cleaned_data["upload"]
        branding.save_brand(obj, actor=staff_of(request), now=timezone.now())
        messages.info(request, _("Customers see it within seconds, and so do letters from now on."))


def _is_on_its_pages(request: HttpRequest) -> bool:
    """The frame of every page asks whether one could be added: there it costs a look, and shows nothing."""
    found = request.resolver_match
    return found is not None and str(found.url_name).startswith("organisation_brand")
