"""What may be done with many cases at once: the same acts as on the page of one, by the same rules."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.admin.acts.acts import ACTS
from cases.admin.acts.doing import Act, Doing, how
from cases.errors import AlreadyDone
from cases.facts import FACTS
from cases.forms.composing import key_of, new_key
from cases.forms.facts import Asked, choice_field, field_of, text_field
from cases.measures.desk_choices import people_at_work
from cases.models import Case
from cases.rules.desk import noting, steps
from cases.states import MOVES, CaseState, Step
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def _note_fields(asked: Asked) -> Mapping[str, forms.Field]:
    """The same words are written once of each case, however often the button is pressed."""
    key = forms.CharField(max_length=40, widget=forms.HiddenInput, required=False, initial=new_key)
    return {
        "text": text_field(_("Internal note"), help_text=_("Only colleagues read this.")),
        "key": key,
    }


def _note(doing: Doing) -> object:
    text, key = doing.facts["text"], doing.facts.get("key", "")
    return noting.note(
        doing.case.pk, text=text, actor=doing.actor, now=doing.now, key=key_of(key, "", text)
    )


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
    do=_note,
)  # fmt: skip
# Steps that are the same for many: what a supplier, a machine or an answer ended or held up at once.
STEPS = ("wait", "resume", "resolve")
# What takes an act back, and stands beside its results for as long as that is open.
UNDOES: Mapping[str, str] = MappingProxyType({"resolve": "undo"})


def _way(case: Case, user: User, verb: str) -> CaseState | None:
    return next((to for to, step in steps.available(case, user) if step.verb == verb), None)


def _take(doing: Doing, verb: str) -> object:
    to = _way(doing.case, doing.actor, verb)
    if to is None:
        raise AlreadyDone
    return steps.take_step(doing.case.pk, to, facts=doing.facts, **how(doing))


def _step(verb: str) -> Act:
    """A step as an act: the facts that the table asks for are asked for once, and go to each case."""
    step: Step = next(one for moves in MOVES.values() for one in moves.values() if one.verb == verb)
    label = cast(Promise, step.label)
    return Act(
        code=verb, label=label, done=label,
        may=lambda case, user, now: _way(case, user, verb) is not None,
        fields=lambda asked: {code: field_of(FACTS[code], asked) for code in step.facts},
        do=lambda doing: _take(doing, verb),
    )  # fmt: skip


BULK: Mapping[str, Act] = MappingProxyType(
    {
        act.code: act
        for act in (
            *(ACTS[code] for code in ("claim", "assign", "retarget", "escalate")),
            *(_step(verb) for verb in STEPS),
            _NOTE,
            *(ACTS[code] for code in UNDOES.values()),
        )
    }
)


# By these keys, where something is ticked; those of acts stand with the acts.
KEYS: Mapping[str, str] = MappingProxyType({"wait": "w", "resolve": "s", "note": "n"})


def bulk_choices(user: User) -> Sequence[tuple[str, str | Promise, str]]:
    """What this person may choose from, each with its key; nothing for those who only read."""
    if not user.can(Ability.WORK_CASES):
        return ()
    return [
        (act.code, act.label, act.key or KEYS.get(act.code, ""))
        for act in BULK.values()
        if act.code not in UNDOES.values()
    ]
