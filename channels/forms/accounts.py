"""The form of a connection: what its kind must be told, secrets written but never shown."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)  # fmt: skip

from channels.account_fields import AccountField, chosen_in
from channels.accounts import FIELDS
from channels.kinds import MEANS, AccountKind
from channels.mail_accounts import EXCHANGE_ONLINE, is_at_microsoft
from channels.models import Channel, ChannelAccount
from channels.origins import NoOrigin, read_origins


class OriginsField(forms.CharField):
    """Websites, one a line; given back as they are kept."""

    def clean(self, value: Any) -> Any:
        """Refuse a line that no browser would understand."""
        try:
            return "\n".join(read_origins(super().clean(value)))
        except NoOrigin as error:
            raise forms.ValidationError(
                _("“%(line)s” is no website. Write it as https://www.example.com.")
                % {"line": error}
            ) from error


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """Asks for name, channel and what accounts.FIELDS names for the kind."""

    class Meta:
        model = ChannelAccount
        fields = ("name", "channel", "is_active")
        widgets = {
            "name": UnfoldAdminTextInputWidget, "channel": UnfoldAdminSelectWidget,
            "is_active": UnfoldBooleanWidget,
        }  # fmt: skip

    # Set by `form_for`.
    account_kind: AccountKind

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind = self.instance.kind or self.account_kind
        if "channel" in self.fields:
            kind = MEANS[self.account_kind]
            self.fields["channel"].queryset = Channel.objects.filter(kind=kind)  # type: ignore[attr-defined]
        for field in FIELDS[self.account_kind]:
            self.initial.setdefault(field.code, self.instance.values.get(field.code, field.default))

    def clean(self) -> dict[str, Any]:
        """Look at what must be of a certain form; nothing of a secret is repeated."""
        cleaned = super().clean() or self.cleaned_data
        host = str(cleaned.get("host") or "")
        if cleaned.get("vouches") == EXCHANGE_ONLINE and not is_at_microsoft(host):
            self.add_error("vouches", ValidationError(_("This server is not Exchange Online's.")))
        for field in FIELDS[self.account_kind]:
            given = cleaned.get(field.code)
            if field.pattern and given and not re.fullmatch(field.pattern, str(given)):
                self.add_error(field.code, ValidationError(_("This does not look like one.")))
            if self._is_missing(field, cleaned):
                self.add_error(
                    field.code, ValidationError(_("What you chose cannot do without it."))
                )
        return cleaned

    def _is_missing(self, field: AccountField, cleaned: dict[str, Any]) -> bool:
        """Whether the chosen service needs what was neither filled in, well or badly, nor kept."""
        chosen = chosen_in(FIELDS[self.account_kind], cleaned)
        if not field.is_needed_by(chosen) or field.code in self.errors:
            return False
        is_kept = field.is_secret and bool(self.instance.secrets().get(field.code))
        return not (cleaned.get(field.code) or is_kept)

    def values(self) -> dict[str, object]:
        """What was filled in, by the codes of the fields; an empty secret means "as it was"."""
        given = {
            field.code: self.cleaned_data.get(field.code) for field in FIELDS[self.account_kind]
        }
        secret = {field.code for field in FIELDS[self.account_kind] if field.is_secret}
        return {code: value for code, value in given.items() if value or code not in secret}


def form_for(kind: AccountKind, account: ChannelAccount | None) -> type[AccountForm]:
    """Make the form of a kind, for a new account or for one that is there."""
    fields: dict[str, Any] = {field.code: _field(field, account) for field in FIELDS[kind]}
    return type("AccountFormOfKind", (AccountForm,), {**fields, "account_kind": kind})


def _field(field: AccountField, account: ChannelAccount | None) -> forms.Field:
    more: dict[str, Any] = {
        "label": field.label,
        "help_text": field.help,
        "required": field.is_required,
    }
    if field.is_secret:
        is_known = account is not None and bool(account.secrets().get(field.code))
        more["required"] = field.is_required and not is_known
        if is_known:
            more["help_text"] = _("Kept. Leave this empty unless you want to replace it.")
        return forms.CharField(
            widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}), **more
        )
    if field.kind == "number":
        return forms.IntegerField(widget=UnfoldAdminIntegerFieldWidget(), **more)
    if field.kind == "switch":
        return forms.BooleanField(widget=UnfoldBooleanWidget(), **{**more, "required": False})
    if field.kind == "choice":
        return forms.ChoiceField(choices=field.choices, widget=UnfoldAdminSelectWidget(), **more)
    if field.kind == "origins":
        lines = UnfoldAdminTextareaWidget(attrs={"rows": 4, "spellcheck": "false"})
        return OriginsField(widget=lines, **more)
    if field.kind == "long":
        return forms.CharField(widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}), **more)
    return forms.CharField(widget=UnfoldAdminTextInputWidget(), **more)
