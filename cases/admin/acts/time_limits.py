"""Acts that limits wait for, and a pause entered afterwards: each with its fields, its rule, and who may."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from cases.admin.acts.doing import Act, Doing, how, works
from cases.facts import FACTS
from cases.forms.facts import (
    Asked,
    choice_field,
    moment_field,
    options_of,
    reason_line,
    text_field,
)
from cases.kinds import Klass
from cases.measures.case_page.remedies import CARRIED_OUT
from cases.models import Case
from cases.rules.commitments import reporting_back
from cases.rules.time_limits import correcting
from cases.states import WORKABLE
from channels.kinds import Remedy
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

DECISIONS = (("granted", _("granted")), ("refused", _("refused")))
ON_REQUEST = frozenset({Remedy.REFUND, Remedy.EXCHANGE})


def _may_decide(case: Case, user: User, now: datetime) -> bool:
    return works(case, user, now) and case.submission.remedy_sought in ON_REQUEST


def _deciding(asked: Asked) -> Mapping[str, forms.Field]:
    decisions = [(code, str(label)) for code, label in DECISIONS]
    return {
        "decision": choice_field(_("Decision"), decisions),
        "reason": text_field(
            _("Reason"), help_text=_("The customer's request is reviewed with this.")
        ),
    }


def _carrying_out(asked: Asked) -> Mapping[str, forms.Field]:
    done = [(one.value, str(one.label)) for one in Remedy if one in CARRIED_OUT]
    return {
        "remedy": choice_field(_("Remedy"), done),
        "remedy_cost": forms.IntegerField(
            label=_("%(label)s (TWD)") % {"label": FACTS["remedy_cost"].label},
            help_text=str(FACTS["remedy_cost"].hint),
            min_value=0,
            max_value=99_999_999,
        ),
        "action_taken": text_field(
            _("What was done"),
            help_text=_(
                "Colleagues read it: the number of the refund, of the parcel, who handed it over."
            ),
        ),
    }


def _may_arrive(case: Case, user: User, now: datetime) -> bool:
    return works(case, user, now) and case.klass == Klass.TECHNICAL and case.owner_id is not None


def _arriving(asked: Asked) -> Mapping[str, forms.Field]:
    return {"where": forms.CharField(label=str(_("Where")), max_length=120)}


def _taking_back(asked: Asked) -> Mapping[str, forms.Field]:
    return {"reason": reason_line(_("It stays in the history, beside what was noted."))}


def _may_take_back(case: Case, user: User, now: datetime) -> bool:
    """What solving says of it goes with the solving: open the case again, or undo that first."""
    return user.can(Ability.WORK_CASES) and case.state in WORKABLE


def _take_back(doing: Doing) -> object:
    return reporting_back.take_back_noting(
        doing.case.pk, event_id=doing.subject_id or 0, reason=doing.facts["reason"], **how(doing)
    )


def _entering_pause(asked: Asked) -> Mapping[str, forms.Field]:
    return {
        "waiting_reason": choice_field(_("Waited for"), options_of("waiting_reason")),
        "pause_from": moment_field(
            pgettext("first day", "From"),
            help_text=_("At most 14 days ago, and no more than 7 days in all."),
            is_past=True,
        ),
        "pause_until": moment_field(_("Until"), is_past=True),
        "reason": text_field(
            _("Reason"),
            help_text=_("It shows as a correction, with your name, wherever limits are."),
        ),
    }


def _may_enter_pause(case: Case, user: User, now: datetime) -> bool:
    return user.can(Ability.SUPERVISE) and not case.is_finished


TIME_ACTS = (
    Act(
        code="decide_request", label=_("Decide on refund or return"), submit=_("Decide"),
        done=_("The decision stands in the history."), may=_may_decide, fields=_deciding,
        do=lambda doing: reporting_back.decide_request(
            doing.case.pk, **doing.facts, **how(doing)
        ),
    ),
    Act(
        code="carry_out", label=_("Note that a remedy was carried out"), submit=_("Note"),
        done=_("Noted. The case goes on."), may=works, fields=_carrying_out,
        do=lambda doing: reporting_back.carry_out(doing.case.pk, **doing.facts, **how(doing)),
    ),
    Act(
        code="arrive", label=_("Somebody is on site"), submit=_("Note"), done=_("Noted."),
        may=_may_arrive, fields=_arriving,
        do=lambda doing: reporting_back.arrive(doing.case.pk, **doing.facts, **how(doing)),
    ),
    Act(
        code="take_back_noting", label=_("Take back what was noted by mistake"), submit=_("Take back"),
        done=_("Taken back. Its limit runs on as if it had not been noted."),
        may=_may_take_back, fields=_taking_back, subject="events", do=_take_back,
    ),
    Act(
        code="enter_pause", label=_("Enter a pause afterwards"), submit=_("Enter"),
        done=_("Entered; the limits followed."), may=_may_enter_pause, fields=_entering_pause,
        do=lambda doing: correcting.enter_pause(doing.case.pk, **doing.facts, **how(doing)),
    ),
)  # fmt: skip
