"""Forms of work orders and opinions: as dialogs, and as pages of their own."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.facts import (
    LOCAL_MOMENT,
    DialogForm,
    choice_field,
    made_form,
    moment_field,
    text_field,
)
from cases.kinds import Confidence, ExpertRole
from cases.measures.desk_choices import choices, people_for
from cases.measures.queues.work_orders import colleagues_of
from cases.models import ExpertSeat, Opinion, WorkOrder
from cases.order_states import OrderStep, WorkKind
from cases.rules.escalation.consulting import ANSWER_WITHIN


def order_fields() -> Mapping[str, forms.Field]:
    """What is asked of whoever gives work to a department."""
    kinds = [(one.value, str(one.label)) for one in WorkKind]
    department = choice_field(_("Department"), choices().departments, required=False)
    department.help_text = str(_("Empty: the one that does such work, by the routes."))
    return {
        "kind": choice_field(_("Kind of work"), kinds),
        "title": forms.CharField(label=str(_("Title")), max_length=120),
        "asked": text_field(
            _("What is asked"), help_text=_("All they need to know; they may not see the case.")
        ),
        "department": department,
    }


def new_order_form(data: Mapping[str, Any] | None) -> DialogForm:
    """The form for work that belongs to no case."""
    return made_form(order_fields(), data)


def step_form(step: OrderStep, order: WorkOrder, data: Mapping[str, Any] | None) -> DialogForm:
    """The form of one step: exactly the facts that it requires."""
    return made_form(
        {code: _FIELDS[code](order, step) for code in step.facts}, data, version=order.version
    )


class ProgressForm(forms.Form):
    """One note of how it goes."""

    text = forms.CharField(label=_("Progress"), widget=forms.Textarea({"rows": 2}), max_length=4000)


class OpinionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an expert thinks: all three must be said."""

    recommendation = text_field(_("Recommendation"), help_text=_("What you would do."))
    confidence = forms.ChoiceField(
        label=_("How sure are you?"), choices=Confidence.choices, widget=forms.RadioSelect
    )
    reasons = text_field(_("Reasons"), help_text=_("What you saw, and what speaks against it."))

    class Meta:
        model = Opinion
        fields = ("recommendation", "confidence", "reasons")


def consult_fields() -> Mapping[str, forms.Field]:
    """What is asked of whoever calls experts in."""
    due = moment_field(_("Answers by"))
    due.initial = (timezone.localtime() + ANSWER_WITHIN + timedelta(minutes=1)).strftime(
        LOCAL_MOMENT
    )
    return {
        "roles": forms.MultipleChoiceField(
            label=str(_("Who is asked")), widget=forms.CheckboxSelectMultiple,
            choices=[(one.value, str(one.label)) for one in ExpertRole],
            initial=[one.value for one in ExpertRole],
        ),
        "question": text_field(
            _("Question"), help_text=_("What should be decided, and what is known so far.")
        ),
        "due_at": due,
    }  # fmt: skip


def hand_on_form(opinion: Opinion, data: Mapping[str, Any] | None) -> DialogForm:
    """Whom an expert's question is handed on to: who is named for the role, and who works on the case."""
    seats = ExpertSeat.objects.filter(
        role=opinion.role, is_active=True, person__is_active=True
    ).select_related("person")
    people = {str(seat.person_id): str(seat.person) for seat in seats}
    people |= dict(people_for(opinion.consultation.case))
    people.pop(str(opinion.person_id), None)
    options = sorted(people.items(), key=lambda one: one[1])
    field = choice_field(_("Who answers instead"), options)
    return made_form({"person": field}, data)


def decision_fields(consultation_id: int) -> Mapping[str, forms.Field]:
    """What is decided, and upon whose opinions."""
    given = Opinion.objects.filter(consultation=consultation_id, given_at__isnull=False)
    options = [
        (str(one.pk), f"{one.get_role_display()} · {one.person}")
        for one in given.select_related("person")
    ]
    return {
        "decision": text_field(_("Decision")),
        "followed": forms.MultipleChoiceField(
            label=str(_("Opinions followed")), choices=options, required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="" if options else str(_("No opinion was given yet.")),
        ),
    }  # fmt: skip


def _owner(order: WorkOrder, step: OrderStep) -> forms.Field:
    return choice_field(_("Owner"), colleagues_of(order))


def _department(order: WorkOrder, step: OrderStep) -> forms.Field:
    is_again = step.verb == "ask_again"
    others = [
        choice
        for choice in choices().departments
        if is_again or choice[0] != str(order.department_id)
    ]
    return choice_field(
        _("Department"), others, initial=str(order.department_id) if is_again else ""
    )


def _reason(order: WorkOrder, step: OrderStep) -> forms.Field:
    return text_field(_("Reason"), help_text=_("Everybody who sees the work order reads it."))


def _result(order: WorkOrder, step: OrderStep) -> forms.Field:
    return text_field(_("What was done"), help_text=_("Whoever asked for it is told this."))


_FIELDS = {"owner": _owner, "department": _department, "reason": _reason, "result": _result}
