"""Writing a reply template: its name, for whom it is, and what it says in each language."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.measures.desk_choices import choices
from cases.models import ReplyTemplate
from cases.reply_words import LONGEST, VARIABLES, faults_of, in_braces
from cases.rules.replies.keeping_templates import Wording
from channels.letters import LANGUAGES
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

MINE, ALL = "", "all"


def _text(label: Any) -> forms.CharField:
    widget = forms.Textarea({"rows": 8})
    return forms.CharField(label=label, max_length=LONGEST, required=False, widget=widget)


class ReplyTemplateForm(forms.Form):
    """One template; whoever supervises may write for all, and for the teams within their reach."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=60)
    audience = forms.ChoiceField(label=_("For whom"), required=False)
    text_zh_hant = _text(_("Text in Traditional Chinese"))
    text_zh_hans = _text(_("Text in Simplified Chinese"))
    text_en = _text(_("Text in English"))

    def __init__(
        self, data: Any = None, *, user: User, template: ReplyTemplate | None = None
    ) -> None:
        super().__init__(data, initial=_initial(template))
        self.fields["audience"].choices = _audiences(user, template)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse what stands in braces and is not known, at its field; and a template that says nothing."""
        cleaned: dict[str, Any] = super().clean() or {}
        for language in LANGUAGES:
            name = _field(language)
            if faults := faults_of(cleaned.get(name, "")):
                words = _("%(faults)s is not known. You may use: %(known)s.")
                self.add_error(
                    name, words % {"faults": ", ".join(faults), "known": in_braces(VARIABLES)}
                )
        if not self.errors and not any(cleaned.get(_field(one)) for one in LANGUAGES):
            self.add_error(_field(LANGUAGES[0]), _("Write the text in at least one language."))
        return cleaned

    def wording(self) -> Wording:
        """What was written, as the rule takes it."""
        given = self.cleaned_data
        audience = given["audience"]
        return Wording(
            name=given["name"],
            texts={language: given[_field(language)] for language in LANGUAGES},
            is_shared=audience != MINE,
            department_id=None if audience in (MINE, ALL) else int(audience),
        )


def _field(language: str) -> str:
    return f"text_{language.replace('-', '_')}"


def _initial(template: ReplyTemplate | None) -> dict[str, str]:
    if template is None:
        return {}
    audience = str(template.department_id or ALL) if template.is_shared else MINE
    texts = {_field(language): text for language, text in template.texts.items()}
    return {"name": template.name, "audience": audience, **texts}


def _audiences(user: User, template: ReplyTemplate | None) -> Sequence[tuple[str, Any]]:
    """What is somebody else's is shared, and stays so."""
    mine = [(MINE, _("me alone"))] if template is None or template.owner_id == user.pk else []
    if not user.can(Ability.SUPERVISE):
        return mine
    teams = [
        one
        for one in choices().departments
        if user.reach.everything or int(one[0]) in user.reach.departments
    ]
    return [*mine, (ALL, _("all colleagues")), *teams]
