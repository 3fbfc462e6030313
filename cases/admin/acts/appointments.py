"""Acts upon an appointment of a case: cancel it; and what is said where it goes with its case."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.admin.acts.doing import Act, how
from cases.appointment_words import day_in_words
from cases.forms.facts import Asked, reason_line
from cases.measures.merged_cases import cases_under
from cases.models import Appointment, Case
from cases.rules.appointments import booking
from channels.rules.outbox.reaching import best_contact_point
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


def place_kept(case: Case, now: datetime) -> str:
    """Whoever calls a case off sends its customer's appointment away with it, and nobody else's."""
    coming = Appointment.objects.expected().filter(ends_at__gt=now)
    booked = coming.filter(case=case).select_related("store__calendar").first()
    said = [_is_cancelled(case, booked)] if booked else []
    if n := coming.filter(case__in=cases_under(case.pk)).count():
        said.append(
            ngettext(
                "%(n)s appointment of a case merged into this one still stands; cancel it yourself if nobody "
                "is to come.",
                "%(n)s appointments of cases merged into this one still stand; cancel them yourself if "
                "nobody is to come.",
                n,
            )
            % {"n": n}
        )
    return "\n".join(said)


def _is_cancelled(case: Case, booked: Appointment) -> str:
    words = (
        gettext(
            "The appointment on %(day)s, %(clock)s is cancelled as soon as the case is called off; its "
            "customer is told."
        )
        if best_contact_point(case.submission.conversation)
        else gettext(
            "The appointment on %(day)s, %(clock)s is cancelled as soon as the case is called off. No letter "
            "goes to its customer; please tell them yourself."
        )
    )
    return words % {"day": day_in_words(booked.day), "clock": booked.clock}
