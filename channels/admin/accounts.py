"""Connections of channels to the outside: made, changed and watched here."""

from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from channels.accounts import FIELDS
from channels.forms.accounts import AccountForm, form_for
from channels.kinds import AccountKind
from channels.mailbox_troubles import advice_on
from channels.models import ChannelAccount
from channels.rules.connections import connecting
from feedback_site.ability_admin import AbilityAdmin
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import staff_of


@admin.register(ChannelAccount)
class ChannelAccountAdmin(AbilityAdmin):
    """Mailboxes, official accounts, webhooks and feeds."""

    ability_to_view = Ability.WATCH_CHANNELS
    ability_to_change = Ability.MANAGE_SETTINGS
    list_display = ("name", "kind", "channel", "is_active", "worked_at", "failures", "error")
    list_select_related = ("channel",)
    readonly_fields = (
        "kind_in_words", "embedding", "tried_at", "worked_at", "failures", "error", "what_to_do",
    )  # fmt: skip
    change_form_outer_before_template = "channels/desk/account_setup.html"

    class Media:
        css = {"all": ("channels/desk.css",)}

    def get_form(
        self, request: HttpRequest, obj: ChannelAccount | None = None, change: bool = False, **kwargs: Any
    ) -> type["ModelForm[ChannelAccount]"]:  # fmt: skip
        """Ask for what this kind of connection needs."""
        return form_for(_kind(request, obj), obj)

    def get_fieldsets(self, request: HttpRequest, obj: ChannelAccount | None = None) -> Any:
        """Show what is asked for, and of a connection that is there how it is; above stands its set-up."""
        groups = {field.code: field.group for field in FIELDS[_kind(request, obj)] if field.group}
        asked = [
            name for name in form_for(_kind(request, obj), obj).base_fields if name not in groups
        ]
        together = [
            (words, {"fields": [code for code in groups if groups[code] == words]})
            for words in dict.fromkeys(groups.values())
        ]
        if obj is None:
            return [(None, {"fields": ["kind_in_words", *asked]}), *together]
        return [
            (None, {"fields": ["kind_in_words", *asked, *_how_embedded(obj)]}),
            *together,
            (
                _("How it is"),
                {"fields": ["tried_at", "worked_at", "failures", "error", *_advised(obj)]},
            ),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for the kind first: it decides what else is asked."""
        if request.GET.get("kind") in AccountKind.values or not self.has_add_permission(request):
            return cast("HttpResponse", super().add_view(request, form_url, extra_context))
        context = {
            **self.admin_site.each_context(request), "kinds": AccountKind.choices,
            "title": _("Connect a channel"), "opts": self.opts,
        }  # fmt: skip
        return TemplateResponse(request, "channels/desk/account_kinds.html", context)

    def save_model(
        self, request: HttpRequest, obj: ChannelAccount, form: Any, change: bool
    ) -> None:
        """Make or change it by the rule."""
        given: AccountForm = form
        actor, now = staff_of(request), timezone.now()
        if change:
            connecting.change_account(
                obj.pk, name=obj.name, is_active=obj.is_active, values=given.values(), actor=actor,
                now=now,
            )  # fmt: skip
            return
        made = connecting.make_account(
            obj.channel, kind=_kind(request, None), name=obj.name, values=given.values(),
            actor=actor, now=now,
        )  # fmt: skip
        obj.pk, obj.public_id, obj.kind = made.pk, made.public_id, made.kind

    def log_addition(self, request: HttpRequest, obj: ChannelAccount, message: Any) -> Any:
        """The ledger has it."""

    def log_change(self, request: HttpRequest, obj: ChannelAccount, message: Any) -> Any:
        """The ledger has it."""

    @admin.display(description=_("kind"))
    def kind_in_words(self, account: ChannelAccount) -> str:
        """What kind of connection it is; it cannot become another."""
        return str(AccountKind(account.kind).label) if account.kind else ""

    @admin.display(description=_("what to do"))
    def what_to_do(self, account: ChannelAccount) -> str:
        """What mends the last error."""
        return _advice(account)

    @admin.display(description=_("put this into the website"))
    def embedding(self, account: ChannelAccount) -> str:
        """The one line that a website needs."""
        source = settings.SITE_URL + reverse("channels:widget_script")
        return format_html(
            "<code>{}</code>",
            f'<script src="{source}" data-key="{account.public_id}" async></script>',
        )


def _how_embedded(account: ChannelAccount) -> list[str]:
    return ["embedding"] if account.kind == AccountKind.WIDGET else []


def _advised(account: ChannelAccount) -> list[str]:
    return ["what_to_do"] if _advice(account) else []


def _advice(account: ChannelAccount) -> str:
    return advice_on(account.error, is_out=account.kind == AccountKind.SMTP)


def _kind(request: HttpRequest, account: ChannelAccount | None) -> AccountKind:
    return AccountKind(account.kind if account else request.GET.get("kind", AccountKind.IMAP))
