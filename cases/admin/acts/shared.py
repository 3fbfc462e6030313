"""Acts by which a case is told to be one of many: by what it was made, and of which incident it is."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.admin.acts.doing import Act, Doing, how, works
from cases.errors import AlreadyDone, WrongFact
from cases.forms.facts import Asked, choice_field, reason_fields
from cases.kinds import Klass
from cases.measures.problems.incident_pages import open_incidents
from cases.models import Case, Incident
from cases.rules.changes import tracing
from cases.rules.problems import declaring
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def _may_trace(case: Case, user: User, now: datetime) -> bool:
    """A print or a machine: of rude words nobody asks for the paper."""
    return works(case, user, now) and case.klass != Klass.SERVICE


def _tracing(asked: Asked) -> Mapping[str, forms.Field]:
    labels = {"machine": _("Machine"), "paper_lot": _("Paper lot"), "ink_lot": _("Ink lot")}
    return {
        name: forms.CharField(
            label=str(label), required=False, max_length=40, initial=getattr(asked.case, name)
        )
        for name, label in labels.items()
    }


def _trace(doing: Doing) -> object:
    machine, paper, ink = (str(doing.facts[name]) for name in ("machine", "paper_lot", "ink_lot"))
    return tracing.trace_case(
        doing.case.pk, machine=machine, paper_lot=paper, ink_lot=ink, **how(doing)
    )


def _may_join(case: Case, user: User, now: datetime) -> bool:
    return works(case, user, now) and case.incident_id is None


def _joining(asked: Asked) -> Mapping[str, forms.Field]:
    return {"incident": choice_field(_("Incident"), open_incidents(asked.user))}


def _join(doing: Doing) -> object:
    incident = Incident.objects.visible_to(doing.actor).filter(pk=doing.facts["incident"]).first()
    if incident is None:
        raise WrongFact(name=_("Incident"), value=doing.facts["incident"])
    return declaring.join(incident.pk, [doing.case.pk], actor=doing.actor, now=doing.now)


def _may_leave(case: Case, user: User, now: datetime) -> bool:
    is_open = case.incident is not None and not case.incident.is_over
    return is_open and user.can(Ability.WORK_CASES)


def _leave(doing: Doing) -> object:
    if doing.case.incident_id is None:
        raise AlreadyDone
    return declaring.leave(
        doing.case.incident_id, doing.case.pk, reason=str(doing.facts["reason"]),
        actor=doing.actor, now=doing.now,
    )  # fmt: skip


SHARED_ACTS = (
    Act(
        code="trace", label=_("Machine and lots"), submit=_("Note"),
        done=_("Noted. Cases with the same are found together."), may=_may_trace, fields=_tracing,
        do=_trace,
    ),
    Act(
        code="join_incident", label=_("Join an incident"), submit=_("Join"),
        done=_("The case has joined the incident."), may=_may_join, fields=_joining, do=_join,
    ),
    Act(
        code="leave_incident", label=_("Take out of the incident"), submit=_("Take out"),
        done=_("The case is out of the incident."), may=_may_leave,
        fields=reason_fields, do=_leave,
    ),
)  # fmt: skip
