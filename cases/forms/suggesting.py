"""Who could take a case: the choice of a colleague, best first, with load and reasons beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cases.forms.facts import Asked, Words, person_field
from cases.measures.assignment.matching import is_named, ranking_for, told_of
from cases.measures.assignment.presence import Presence
from cases.models import Case
from cases.ranking import Ranked, Reason
from cases.ranking_words import reasons_in_words
from feedback_site.organisation.kinds import Giving

# Whoever can only take it has nobody to choose from.
ALONE, MOST_SUGGESTED = 1, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """Somebody who could take a case, or could not, with the reasons in words."""

    name: str
    words: Sequence[str]


class SuggestedOwnerField(forms.ChoiceField):
    """A colleague, those whom the case fits best first; the dialog shows why. Unranked, who could not."""

    is_ranked = True
    suggested: Sequence[Suggested] = ()
    left_out: Sequence[Suggested] = ()


def suggested_field(label: Words, asked: Asked) -> forms.ChoiceField:
    """Ask for a colleague as `person_field`, in the order in which the case fits them.

    Where nothing is suggested it is said all the same whom the customer names.
    """
    plain = person_field(label, asked)
    options: Any = plain.choices
    names = {str(pk): str(name) for pk, name in options if pk}
    case = asked.case
    if len(names) <= ALONE or (
        case.department is not None and case.department.giving == Giving.OFF
    ):
        return _unsuggested(label, plain, names, case)
    ranking = ranking_for(case, Presence(now=asked.now))
    ranked = [one for one in ranking.ranked if str(one.candidate.pk) in names]
    best = [(str(one.candidate.pk), _with_load(names, one)) for one in ranked]
    known = {pk for pk, _name in best}
    others = [(pk, name) for pk, name in names.items() if pk not in known]
    field = SuggestedOwnerField(
        label=str(label), initial=best[0][0] if best else plain.initial,
        choices=[("", "—"), (_("could take it"), best), (_("others"), others)],
    )  # fmt: skip
    field.suggested = [_suggested(names, one) for one in ranked[:MOST_SUGGESTED]]
    field.left_out = [
        _suggested(names, one) for one in ranking.left_out if str(one.candidate.pk) in names
    ]
    return field


def _unsuggested(
    label: Words, plain: forms.ChoiceField, names: Mapping[str, str], case: Case
) -> forms.ChoiceField:
    """The plain choice, with whoever should not judge the case beside it."""
    told = told_of([case])[case.pk]
    named = [name for name in names.values() if is_named(name, told)]
    if not named:
        return plain
    field = SuggestedOwnerField(label=str(label), initial=plain.initial, choices=plain.choices)
    why = reasons_in_words([Reason(code="named").wire()])
    field.is_ranked = False
    field.left_out = [Suggested(name=name, words=why) for name in named]
    return field


def _with_load(names: Mapping[str, str], one: Ranked) -> str:
    who = one.candidate
    return f"{names[str(who.pk)]} ({who.load}/{who.capacity})"


def _suggested(names: Mapping[str, str], one: Ranked) -> Suggested:
    words = reasons_in_words([reason.wire() for reason in one.reasons])
    return Suggested(name=names[str(one.candidate.pk)], words=words)
