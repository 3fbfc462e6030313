"""Acts upon an appointment of a case: cancel it, with a reason that the customer reads."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.admin.doing import Act, how
from cases.forms.facts import Asked, reason_line
from cases.models import Case
from cases.rules import booking
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def _receives(case: Case, user: User, now: datetime) -> bool:
    return user.can(Ability.TAKE_FEEDBACK)


def _cancelling(asked: Asked) -> Mapping[str, forms.Field]:
    return {"reason": reason_line(_("In the customer's language; they read exactly this."))}


APPOINTMENT_ACTS = (
    Act(
        code="cancel_appointment", label=_("Cancel the appointment"), submit=_("Cancel it"),
        done=_("Cancelled, and the place is free. Whoever can be written to is told why."), may=_receives,
        fields=_cancelling, subject="appointments", is_dangerous=True,
        do=lambda doing: booking.cancel(
            doing.subject_id or 0, reason=doing.facts["reason"], **how(doing)
        ),
    ),
)  # fmt: skip
