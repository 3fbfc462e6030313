"""Acts by which a case that holds two matters becomes two, and one again."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.admin.acts.doing import Act, Doing, how, works
from cases.forms.facts import Asked, reason_fields, text_field
from cases.measures.case_page.case_story import customer_messages
from cases.rules.links import splitting


def _splitting(asked: Asked) -> Mapping[str, forms.Field]:
    said = customer_messages(asked.case)
    words = text_field(
        _("Only these of their words"),
        help_text=_("Copied from the messages chosen; left empty, those go as a whole."),
    )
    told = text_field(
        _("What you write to the customer"),
        help_text=_("In your own words, with the new number; left empty, nothing is sent."),
    )
    words.required = told.required = False
    return {
        "messages": forms.TypedMultipleChoiceField(
            label=_("Messages about the second matter"), choices=said, coerce=int,
            initial=[said[0][0]] if len(said) == 1 else [], widget=forms.CheckboxSelectMultiple,
        ),
        "words": words,
        "title": forms.CharField(label=_("What the second matter is"), max_length=200),
        **reason_fields(asked),
        "told": told,
    }  # fmt: skip


def _split(doing: Doing) -> object:
    facts = doing.facts
    second = splitting.Second(
        title=facts["title"], messages=facts["messages"], words=facts["words"], told=facts["told"]
    )
    return splitting.split_case(doing.case.pk, second=second, reason=facts["reason"], **how(doing))


def _unsplit(doing: Doing) -> object:
    return splitting.unsplit_case(doing.case.pk, reason=doing.facts["reason"], **how(doing))


SPLIT_ACTS = (
    Act(
        code="split", label=_("Split off a second matter"), submit=_("Split off"), key="i", may=works,
        done=_("The second matter has a case of its own, linked with this one."), fields=_splitting,
        do=_split,
    ),
    Act(
        code="unsplit", label=_("Undo splitting"), submit=_("Undo splitting"), may=works,
        done=_("Both matters are in one case again."), fields=reason_fields, subject="links", do=_unsplit,
    ),
)  # fmt: skip
