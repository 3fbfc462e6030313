"""What may be done with many cases at once: the same acts as on the page of one, by the same rules."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.admin.acts import ACTS
from cases.admin.doing import Act
from cases.forms.facts import Asked, choice_field, text_field
from cases.measures.desk_choices import people_at_work
from cases.rules import noting
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def _note_fields(asked: Asked) -> Mapping[str, forms.Field]:
    return {"text": text_field(_("Internal note"), help_text=_("Only colleagues read this."))}


def bulk_fields(act: Act, asked: Asked) -> Mapping[str, forms.Field]:
    """The fields of an act; for several cases an owner may be anybody who works on cases."""
    fields = dict(act.fields(asked))
    if act.code == "assign":
        me = (str(asked.user.pk), str(asked.user))
        people = people_at_work() if asked.user.can(Ability.ASSIGN_CASES) else [me]
        fields["owner"] = choice_field(_("Owner"), people)
    return fields


_NOTE = Act(
    code="note", label=_("Internal note"), submit=_("Save internal note"),
    done=_("The note is written. Only colleagues see it."),
    may=lambda case, user, now: user.can(Ability.SEE_CASES), fields=_note_fields,
    do=lambda doing: noting.note(
        doing.case.pk, text=doing.facts["text"], actor=doing.actor, now=doing.now
    ),
)  # fmt: skip
BULK: Mapping[str, Act] = MappingProxyType(
    {
        act.code: act
        for act in (
            *(ACTS[code] for code in ("claim", "assign", "retarget", "escalate")),
            _NOTE,
        )
    }
)


def bulk_choices(user: User) -> Sequence[tuple[str, str | Promise]]:
    """What this person may choose from; nothing for those who only read."""
    if not user.can(Ability.WORK_CASES):
        return ()
    return [(act.code, act.label) for act in BULK.values()]
