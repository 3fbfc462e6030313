"""Channels with their owners, partners, and partners' keys: the settings of this app."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels.models import Channel, ChannelCounter, Partner, PartnerKey, ServiceTier
from channels.rules.connections import keying
from feedback_site.ability_admin import AbilityAdmin
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import staff_of


@admin.register(Channel)
class ChannelAdmin(AbilityAdmin):
    """The ways in, each with its owner and when something last came."""

    ability_to_view = Ability.WATCH_CHANNELS
    ability_to_change = Ability.MANAGE_SETTINGS
    list_display = ("code", "name", "kind", "owner", "is_active", "received", "last_received_at")
    list_select_related = ("owner", "counter")
    fields = ("code", "kind", "name_zh_hant", "name_zh_hans", "name_en", "owner", "is_active")
    autocomplete_fields = ()

    def get_readonly_fields(
        self, request: HttpRequest, obj: Channel | None = None
    ) -> tuple[str, ...]:
        """Keep code and kind once something may have come in by it."""
        return ("code", "kind") if obj else ()

    @admin.display(description=_("name"))
    def name(self, channel: Channel) -> str:
        """The name in the reader's language."""
        return channel.name

    @admin.display(description=_("items received"))
    def received(self, channel: Channel) -> int:
        """How many items came in by it, ever."""
        counter = _counter(channel)
        return counter.last_seq if counter else 0

    @admin.display(description=_("last item at"), empty_value="–")
    def last_received_at(self, channel: Channel) -> datetime | None:
        """When the last one came."""
        counter = _counter(channel)
        return counter.last_received_at if counter else None


def _counter(channel: Channel) -> ChannelCounter | None:
    return getattr(channel, "counter", None)


@admin.register(ServiceTier)
class ServiceTierAdmin(AbilityAdmin):
    """Groups of customers with limits of their own; what a tier gets, policies say."""

    ability_to_view = Ability.MANAGE_SETTINGS
    ability_to_change = Ability.MANAGE_SETTINGS
    list_display = ("code", "name", "rank", "is_active")
    fields = ("code", "name_zh_hant", "name_zh_hans", "name_en", "rank", "is_active")

    def get_readonly_fields(
        self, request: HttpRequest, obj: ServiceTier | None = None
    ) -> tuple[str, ...]:
        """Policies name tiers by their code."""
        return ("code",) if obj is not None else ()


@admin.register(Partner)
class PartnerAdmin(AbilityAdmin):
    """Who may hand in feedback over the API."""

    ability_to_view = Ability.MANAGE_SETTINGS
    ability_to_change = Ability.MANAGE_SETTINGS
    list_display = ("name", "channel", "is_active")
    list_select_related = ("channel",)
    search_fields = ("name",)
    fields = ("name", "channel", "is_active")


@admin.register(PartnerKey)
class PartnerKeyAdmin(AbilityAdmin):
    """Keys of partners: made here and shown once; later only revoked."""

    ability_to_view = Ability.MANAGE_SETTINGS
    ability_to_change = Ability.MANAGE_SETTINGS
    list_display = ("prefix", "name", "partner", "created", "expiry_date", "revoked")
    list_select_related = ("partner",)
    actions = ("revoke",)

    def get_fields(self, request: HttpRequest, obj: PartnerKey | None = None) -> tuple[str, ...]:
        """Ask for what a new key needs; show what is known of an old one."""
        asked = ("partner", "name", "expiry_date")
        return ("prefix", *asked, "created", "revoked") if obj else asked

    def get_readonly_fields(
        self, request: HttpRequest, obj: PartnerKey | None = None
    ) -> tuple[str, ...]:
        """Nothing of a key can be changed; it is revoked by the action of the list."""
        return self.get_fields(request, obj) if obj else ()

    def save_model(
        self, request: HttpRequest, obj: PartnerKey, form: "ModelForm[PartnerKey]", change: bool
    ) -> None:
        """Make the key by the rule, and show its secret this once."""
        if change:
            return
        key, secret = keying.make_key(
            obj.partner_id, name=obj.name, expires_at=obj.expiry_date, actor=staff_of(request),
            now=timezone.now(),
        )  # fmt: skip
        obj.pk, obj.prefix = key.pk, key.prefix
        messages.warning(
            request,
            _("This is the key. Copy it now: it is not kept and cannot be shown again. %(key)s")
            % {"key": secret},
        )

    @admin.action(description=_("Revoke: the key stops working at once"), permissions=("change",))
    def revoke(self, request: HttpRequest, chosen: QuerySet[PartnerKey]) -> None:
        """Revoke each chosen key."""
        for key_id in chosen.values_list("pk", flat=True):
            keying.revoke_key(key_id, actor=staff_of(request), now=timezone.now())
        messages.success(request, _("The chosen keys no longer work."))

    def log_addition(self, request: HttpRequest, obj: PartnerKey, message: Any) -> Any:
        """The ledger has it."""
