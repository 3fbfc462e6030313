"""What is asked of somebody who writes a letter's text."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from channels.letter_grammar import LONGEST_BODY, LONGEST_SUBJECT, Fault, faults_of
from channels.models import Channel
from channels.panels import slots
from channels.short_letters import is_short

FAULTS: dict[str, str | Promise] = {
    "empty": _("Subject and text must both be written."),
    "too_long": _("The subject is one line of at most 150 characters, the text at most 8,000."),
    "too_long_text": _("A text by SMS has at most 120 characters beside its values."),
    "foreign": _("“%(about)s” cannot stand in a letter: only the values listed, and conditions on them."),
    "unknown": _("This letter has no value “%(about)s”."),
    "unbalanced": _("A condition is not closed: each {% if … %} needs its {% endif %}."),
    "missing": _("“%(about)s” must stand in this letter, whatever else is known."),
}  # fmt: skip


class LetterTextForm(forms.Form):
    """For whom, subject and text; checked before anything of it is rendered."""

    channel = forms.ModelChoiceField(
        label=_("Only for the channel"), queryset=Channel.objects.all(), required=False,
        empty_label=_("all channels"),
    )  # fmt: skip
    category = forms.ChoiceField(label=_("Only for the category"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    body = forms.CharField(
        label=_("Text"), max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
    )  # fmt: skip

    def __init__(self, *args: Any, template: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template
        if is_short(template):
            self.fields["subject"].help_text = _("Not sent: a name for colleagues.")
        chips = [
            (chip.code, f"{group.name} › {chip.label}")
            for group in slots.categories(get_language() or "zh-hant")
            for chip in group.chips
        ]
        self.fields["category"].choices = [("", _("all categories")), *chips]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """Say each fault in words."""
        said = super().clean() or {}
        if "subject" in said and "body" in said:
            for fault in faults_of(self.template, said["subject"], said["body"]):
                self.add_error("body", _in_words(fault))
        return said


def _in_words(fault: Fault) -> str:
    return str(FAULTS[fault.code]).replace("%(about)s", fault.about)
