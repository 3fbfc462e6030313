"""Dialogs of the desk: a form made from the facts that a step requires, and those of its other verbs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.facts import FACTS, Fact, FactCode
from cases.kinds import Priority, RootCause, Severity, ToldHow
from cases.measures.case_page.remedies import noted_remedies
from cases.measures.desk_choices import Choice, grouped_categories, people_for
from cases.models import Case
from cases.rules.categories import asking
from cases.rules.categories.categorising import category_of
from cases.states import Outcome, WaitingReason
from channels.kinds import Remedy
from channels.references import read_reference
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# A dialog is made for one request, so that its words are those of the reader's language at once.
Words = str | Promise
Options = Sequence[Choice | tuple[str, Sequence[Choice]]]
# What a browser's date and time field speaks; it knows no time zone, the viewer's is meant.
LOCAL_MOMENT = "%Y-%m-%dT%H:%M"
DAYS_OF_WAITING = timedelta(days=3)
YES_NO = (("yes", _("yes")), ("no", _("no")))
# A customer's yes and honest attempts come from the follow-up call, which has the evidence for them.
BY_STATEMENT = (Outcome.NO_CONTACT, Outcome.DECLINED, Outcome.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is asked about which case; `verb` is that of the step."""

    case: Case
    user: User
    verb: str = ""
    # The row that an act is done to, where that is not the case itself.
    subject_id: int | None = None
    # The category that was chosen in what was sent, which may ask for more.
    category: str = ""
    now: datetime = field(default_factory=timezone.now)


class DialogForm(forms.Form):
    """A dialog's form: knows the version of the case that it was opened on."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def facts(self) -> dict[str, object]:
        """What was answered, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def renew_version(self, version: int) -> None:
        """Let the same answers be sent again on top of what a colleague changed."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "version": str(version)}

    def add_rule_error(self, error: Exception) -> None:
        """Show why a rule refused, above what was typed."""
        self.add_error(None, str(error))


def step_form(
    asked: Asked, fields: Sequence[Fact], data: Mapping[str, Any] | None = None
) -> DialogForm:
    """Make the form of a step: exactly the facts that it requires, in their order."""
    return dialog_form(asked, {fact.code: field_of(fact, asked) for fact in fields}, data)


def dialog_form(
    asked: Asked, fields: Mapping[str, forms.Field], data: Mapping[str, Any] | None = None
) -> DialogForm:
    """Make the form of a dialog about a case from any fields."""
    return made_form(fields, data, version=asked.case.version)


def made_form(
    fields: Mapping[str, forms.Field], data: Mapping[str, Any] | None, *, version: int | None = None
) -> DialogForm:
    """Make a dialog's form from any fields; their ids are its own, for several may be on one page."""
    made: type[DialogForm] = type("DialogForm", (DialogForm,), dict(fields))
    return made(data, initial={"version": version}, auto_id="dialog-%s")


def asked_by_category(case: Case, code: str) -> tuple[Fact, ...]:
    """What the chosen category asks for beside the step, as far as nobody knows it of this case yet."""
    category = category_of(code)
    if category is None:
        return ()
    return tuple(FACTS[one] for one in asking.missing(case, category))


def field_of(fact: Fact, asked: Asked) -> forms.Field:
    """Give the field that asks for a fact."""
    return _FIELDS[fact.kind](fact, asked)


def text_field(label: Words, *, help_text: Words = "") -> forms.CharField:
    """Ask for some sentences."""
    return forms.CharField(
        label=str(label), help_text=str(help_text), widget=forms.Textarea({"rows": 3})
    )


def reason_fields(_asked: object) -> Mapping[str, forms.Field]:
    """Ask for a reason and nothing else, whatever it is about."""
    return {"reason": text_field(_("Reason"))}


def reason_line(help_text: Words = "") -> forms.CharField:
    """Ask for a reason in a sentence, which is kept where only so much fits."""
    return forms.CharField(label=str(_("Reason")), help_text=str(help_text), max_length=500)


def moment_field(
    label: Words, *, help_text: Words = "", is_past: bool = False
) -> forms.DateTimeField:
    """Ask for a moment that is still to come, or one that is past, in the viewer's time zone."""
    bound = timezone.localtime() + timedelta(minutes=0 if is_past else 1)
    return forms.DateTimeField(
        label=str(label),
        help_text=str(help_text),
        input_formats=[LOCAL_MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(
            {
                "type": "datetime-local",
                "max" if is_past else "min": bound.strftime(LOCAL_MOMENT),
            },
            format=LOCAL_MOMENT,
        ),
    )


def choice_field(
    label: Words, options: Options, *, required: bool = True, initial: str = "", empty: Words = "—"
) -> forms.ChoiceField:
    """Ask for one of some; nothing is chosen beforehand unless `initial` is. `empty` says what that means."""
    return forms.ChoiceField(
        label=str(label), required=required, choices=[("", str(empty)), *options], initial=initial
    )


def _line(fact: Fact, asked: Asked) -> forms.Field:
    most = 80 if fact.code == "concerns" else 200
    initial = asked.case.concerns if fact.code == "concerns" else ""
    return forms.CharField(
        label=str(fact.label), help_text=str(fact.hint), max_length=most, initial=initial
    )


def _text(fact: Fact, asked: Asked) -> forms.Field:
    return text_field(fact.label, help_text=str(fact.hint))


def _choice(fact: Fact, asked: Asked) -> forms.Field:
    return choice_field(
        fact.label, _options(fact.code, asked), initial=_initial_choice(fact.code, asked.case)
    )


def _options(code: FactCode, asked: Asked) -> Options:
    if code == "category":
        return grouped_categories()
    if code == "outcome":
        legal = (Outcome.LEGAL,) if asked.user.can(Ability.SUPERVISE) else ()
        return [(one.value, str(one.label)) for one in (*BY_STATEMENT, *legal)]
    return options_of(code)


def _initial_choice(code: FactCode, case: Case) -> str:
    """Offer what the rules read; a person confirms it by sending."""
    if code == "category":
        return category_offered(case)
    if code == "remedy":
        return next((one.remedy for one in noted_remedies(case)), "")
    return case.severity if code == "severity" else ""


def category_offered(case: Case) -> str:
    """The category that a dialog begins with: the case's own, else the one that was read; "" for none."""
    return case.category.code if case.category else str(case.reading.get("category") or "")


_CODES: Mapping[str, type[TextChoices]] = {
    "severity": Severity,
    "priority": Priority,
    "waiting_reason": WaitingReason,
    "root_cause": RootCause,
    "remedy": Remedy,
    "told_how": ToldHow,
}


def options_of(code: str) -> Options:
    """The choices of a fact that has a fixed list, in the reader's language."""
    return [(one.value, str(one.label)) for one in _CODES[code]]


def _answer(fact: Fact, asked: Asked) -> forms.Field:
    """Yes and no side by side, neither chosen: not having looked must not look like a no."""
    return forms.ChoiceField(
        label=str(fact.label), help_text=str(fact.hint), choices=YES_NO, widget=forms.RadioSelect
    )


def _moment(fact: Fact, asked: Asked) -> forms.Field:
    """A wait begins with the shortest time that the composer offers: it is typed only to be changed."""
    field = moment_field(fact.label, help_text=str(fact.hint))
    if fact.code == "resume_by":
        field.initial = asked.now + DAYS_OF_WAITING
    return field


def _amount(fact: Fact, asked: Asked) -> forms.Field:
    """New Taiwan dollars are used without cents: what is typed is stored as it is, and called TWD.

    Of what remedies cost it begins with what was noted on the way, all together.
    """
    noted = noted_remedies(asked.case) if fact.code == "remedy_cost" else []
    initial = sum(one.cost for one in noted) if noted else None
    return forms.IntegerField(
        label=_("%(label)s (TWD)") % {"label": fact.label},
        help_text=str(fact.hint),
        initial=initial,
        min_value=0,
        max_value=99_999_999,
    )


class ReferenceField(forms.CharField):
    """The reference of another case that the viewer may see; one they may not see does not exist."""

    def __init__(self, *, asked: Asked, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.asked = asked

    def clean(self, value: Any) -> str:
        """Read it as people write it."""
        reference = read_reference(super().clean(value))
        found = Case.objects.visible_to(self.asked.user).filter(reference=reference or "")
        if reference == self.asked.case.reference:
            words = _("%(reference)s is this case itself: give the number of the other one.")
            raise forms.ValidationError(words % {"reference": reference})
        if reference is None or not found.exists():
            raise forms.ValidationError(_("There is no such case that you may see."))
        return reference


def _reference(fact: Fact, asked: Asked) -> forms.Field:
    return ReferenceField(asked=asked, label=str(fact.label), help_text=str(fact.hint))


def _person(fact: Fact, asked: Asked) -> forms.Field:
    field = person_field(fact.label, asked)
    # Who has the case already is most likely who begins with it.
    field.initial = str(asked.case.owner_id or asked.user.pk)
    return field


def person_field(label: Words, asked: Asked) -> forms.ChoiceField:
    """Ask for a colleague; whoever may not hand out cases can only take them."""
    case, user = asked.case, asked.user
    me = (str(user.pk), str(user))
    may_give = user.can(Ability.ASSIGN_CASES) or case.owner_id == user.pk
    people = list(people_for(case)) if may_give else [me]
    if may_give and me not in people and user.can(Ability.WORK_CASES):
        people.insert(0, me)
    return choice_field(label, people, initial=me[0] if case.owner_id is None else "")


_FIELDS = {
    "line": _line,
    "text": _text,
    "choice": _choice,
    "answer": _answer,
    "moment": _moment,
    "amount": _amount,
    "reference": _reference,
    "person": _person,
}


def fact(code: FactCode, asked: Asked) -> forms.Field:
    """Give the field of one fact by its code, for dialogs beside the steps."""
    return field_of(FACTS[code], asked)
