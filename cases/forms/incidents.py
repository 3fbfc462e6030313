"""What is asked when an incident is declared, and when everybody of one is written to."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.cards import line_field, references_field, texts_fields
from cases.forms.facts import choice_field, text_field
from cases.incident_kinds import IncidentKind
from feedback_site.organisation.models import Store, User


def declaring_fields(user: User) -> Mapping[str, forms.Field]:
    """Ask what has happened, where, and in which cases."""
    return {
        "title": line_field(_("Title")),
        "kind": choice_field(
            _("Kind"), [(kind.value, str(kind.label)) for kind in IncidentKind]
        ),
        "summary": text_field(_("What is known"), help_text=_("Only colleagues see it.")),
        "store": forms.ModelChoiceField(
            label=_("Store"), queryset=Store.objects.all(), required=False,
            empty_label=str(_("several, or none")),
        ),
        "cases": references_field(user, required=False),
    }  # fmt: skip


class MessageForm(forms.Form):
    """One message to all, in three languages."""

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="message-%s")
        self.fields.update(texts_fields())
        self.fields["to_affected"] = forms.BooleanField(
            label=_("Also to affected customers who have not complained"), required=False
        )

    def texts(self) -> dict[str, str]:
        """The texts by language."""
        return {name: self.cleaned_data[name] for name in ("zh-hant", "zh-hans", "en")}
