"""Acts upon a quote of a case: take it back, write down what its customer said, begin what was agreed."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.admin.acts.doing import Act, Doing, how, works_on_all
from cases.forms.facts import Asked, text_field
from cases.forms.quotes import record_fields
from cases.measures.case_page.quotes import is_worked_on
from cases.measures.merged_cases import leading_of
from cases.models import Case
from cases.rules.commitments import approving, quoting
from feedback_site.organisation.models import User


def _may_record(case: Case, user: User, now: datetime) -> bool:
    return approving.may_record(user) and is_worked_on(case, leading_of(case))


def _may_withdraw(case: Case, user: User, now: datetime) -> bool:
    return quoting.may_withdraw(case, user)


def _recording(asked: Asked) -> Mapping[str, forms.Field]:
    return record_fields()


def _withdrawing(asked: Asked) -> Mapping[str, forms.Field]:
    return {
        "reason": text_field(
            _("Reason"), help_text=_("In the customer's language; they read exactly this.")
        )
    }


def _record(doing: Doing) -> object:
    return approving.record_answer(doing.subject_id or 0, **doing.facts, **how(doing))


QUOTE_ACTS = (
    Act(
        code="record_quote", label=_("The customer's answer"), submit=_("Write it down"),
        done=_("The answer stands; the customer is told what was written down."), may=_may_record,
        fields=_recording, subject="quotes", do=_record,
    ),
    Act(
        code="withdraw_quote", label=_("Take the quote back"), submit=_("Take it back"),
        done=_("The quote was taken back; the customer is told why."), may=_may_withdraw,
        fields=_withdrawing, subject="quotes", is_dangerous=True,
        do=lambda doing: quoting.withdraw_quote(
            doing.subject_id or 0, reason=doing.facts["reason"], **how(doing)
        ),
    ),
    Act(
        code="begin_quote", label=_("Work begins"), may=works_on_all, subject="quotes",
        done=_("Noted. The customer sees it, and changes their mind only by writing from now on."),
        do=lambda doing: quoting.begin_work(doing.subject_id or 0, **how(doing)),
    ),
)  # fmt: skip
