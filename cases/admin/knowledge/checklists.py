"""Emergency plans in the settings, line by line, and checklists of cases with their steps."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import CaseList, CaseListStep, ChecklistItem
from cases.rules.knowledge.keeping_checklists import keep_version, may_keep
from feedback_site.ability_admin import AbilityAdmin, NamedInline
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import staff_of


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


class CaseListForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a checklist is for; whoever leads one store writes for that one."""

    actor: User

    class Meta:
        model = CaseList
        fields = (
            "name_zh_hant", "name_zh_hans", "name_en", "klass", "category", "store", "is_automatic",
            "is_active",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse what is for a class and a category at once, for neither by itself, or for others' stores."""
        cleaned = super().clean() or {}
        klass, category, store = (cleaned.get(name) for name in ("klass", "category", "store"))
        if klass and category:
            self.add_error(
                "klass", _("Choose the class or one category: the category has its class.")
            )
        if cleaned.get("is_automatic") and not (klass or category):
            words = _("Choose a class or a category first: for any case it is added by hand.")
            self.add_error("is_automatic", words)
        if not may_keep(self.actor, store.pk if store is not None else None):
            self.add_error("store", _("Choose a store that you lead."))
        return cleaned


class CaseListStepInline(NamedInline):
    """The steps, each in three languages; one that is taken away stays on the cases that have it."""

    model = CaseListStep
    fields = ("position", "name_zh_hant", "name_zh_hans", "name_en", "is_must")
    extra, min_num = 3, 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """A checklist without a step is none."""
        return super().get_formset(request, obj, validate_min=True, **kwargs)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may open the checklist."""
        return staff_of(request).can(Ability.SUPERVISE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may write the checklist; of a new one its form asks."""
        return self.has_view_permission(request) and (
            obj is None or may_keep(staff_of(request), obj.store_id)
        )

    has_add_permission = has_delete_permission = has_change_permission


@admin.register(CaseList)
class CaseListAdmin(AbilityAdmin):
    """Checklists of cases: each change is a version, and holds for cases that it is laid on afterwards."""

    ability_to_view = Ability.SUPERVISE
    ability_to_change = Ability.SUPERVISE
    form = CaseListForm
    inlines = (CaseListStepInline,)
    list_display = (
        "name", "klass", "category", "store", "is_automatic", "number", "changed_at", "is_active",
    )  # fmt: skip
    list_filter = ("klass", "is_automatic", "is_active")
    list_select_related = ("category", "store")
    search_fields = ("name_zh_hant", "name_zh_hans", "name_en")

    @admin.display(description=gettext_lazy("name"))
    def name(self, kept: CaseList) -> str:
        """In the reader's language."""
        return kept.name

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseList]:
        """Keep those of all stores and those of this person's."""
        user = staff_of(request)
        found: QuerySet[CaseList] = super().get_queryset(request)
        # Whoever may not look at any is told so, and not that this one is gone.
        return found & CaseList.objects.visible_to(user) if user.can(Ability.SUPERVISE) else found

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those of all stores are for reading where somebody leads one store alone."""
        return super().has_change_permission(request, obj) and (
            obj is None or may_keep(staff_of(request), obj.store_id)
        )

    def get_form(self, request: HttpRequest, *args: Any, **more: Any) -> Any:
        """Let the form know who fills it in."""
        form = super().get_form(request, *args, **more)
        form.actor = staff_of(request)
        return form

    def save_model(self, request: HttpRequest, obj: CaseList, form: Any, change: bool) -> None:
        """Only with its steps it is a version."""
        obj.changed_at = timezone.now()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Count the change once its steps are written."""
        super().save_related(request, form, formsets, change)
        actor, now = staff_of(request), timezone.now()
        keep_version(form.instance.pk, actor=actor, now=now, is_new=not change)
