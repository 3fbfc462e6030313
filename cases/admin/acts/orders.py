"""Acts of the case page towards colleagues: give a department work, ask experts, decide upon opinions."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.admin.acts.doing import Act, Doing, how, works
from cases.forms.facts import Asked
from cases.forms.orders import consult_fields, decision_fields, order_fields
from cases.models import Case
from cases.rules.escalation import consulting
from cases.rules.work_orders import ordering
from feedback_site.organisation.models import User


def _may_decide(case: Case, user: User, now: datetime) -> bool:
    return consulting.may_decide(case, user)


def _ordering(asked: Asked) -> Mapping[str, forms.Field]:
    return order_fields()


def _consulting(asked: Asked) -> Mapping[str, forms.Field]:
    return consult_fields()


def _deciding(asked: Asked) -> Mapping[str, forms.Field]:
    return decision_fields(asked.subject_id or 0)


def _order(doing: Doing) -> object:
    facts, chosen = doing.facts, doing.facts["department"]
    return ordering.order_work(
        kind=facts["kind"], title=facts["title"], asked=facts["asked"], case_id=doing.case.pk,
        department_id=int(chosen) if chosen else None, **how(doing),
    )  # fmt: skip


def _decide(doing: Doing) -> object:
    return consulting.decide(
        doing.subject_id or 0, decision=doing.facts["decision"],
        followed=[int(pk) for pk in doing.facts["followed"]], actor=doing.actor, now=doing.now,
    )  # fmt: skip


ORDER_ACTS = (
    Act(
        code="order", label=_("Work order"), submit=_("Give to the department"), key="q",
        done=_("The work order was given; it stands on this page."), may=works, fields=_ordering,
        do=_order,
    ),
    Act(
        code="consult", label=_("Ask experts"), submit=_("Ask"), key="h", may=works,
        done=_("The experts were asked; their opinions will stand on this page."),
        fields=_consulting,
        do=lambda doing: consulting.ask(doing.case.pk, **doing.facts, **how(doing)),
    ),
    Act(
        code="decide_opinions", label=_("Decide"), submit=_("Record the decision"),
        done=_("The decision stands, with the opinions that were followed."), may=_may_decide,
        fields=_deciding, subject="consultations", do=_decide,
    ),
)  # fmt: skip
