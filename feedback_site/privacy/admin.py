"""Who looked behind which mask, and what customers were told: for reading."""

from django.contrib import admin
from unfold.paginator import InfinitePaginator

from feedback_site.ability_admin import AbilityAdmin
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.models import PrivacyNotice, Reveal


@admin.register(Reveal)
class RevealAdmin(AbilityAdmin):
    """Every look, newest first; it names what was looked at and never shows it."""

    ability_to_view = Ability.SEE_LEDGER
    list_display = ("revealed_at", "actor", "subject", "field", "reason")
    list_select_related = ("actor",)
    search_fields = ("=subject", "reason")
    ordering = ("-revealed_at",)
    paginator = InfinitePaginator
    actions = None


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(AbilityAdmin):
    """The notices as they were published; a new text is a new version."""

    ability_to_view = Ability.MANAGE_SETTINGS
    list_display = ("version", "valid_from")
    actions = None
