"""Roles and what each may do; a posting gives one role at one place."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is at a place."""

    CLERK = "clerk", _("clerk")
    AGENT = "agent", _("agent")
    SPECIALIST = "specialist", _("specialist")
    SUPERVISOR = "supervisor", _("supervisor")
    DEPARTMENT_HEAD = "department_head", _("department head")
    MANAGER = "manager", _("manager")
    EXPERIENCE_OFFICER = "experience_officer", _("experience officer")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class Ability(models.TextChoices):
    """One thing that a door asks for before it shows a button."""

    TAKE_FEEDBACK = "take_feedback", _("take feedback at the counter")
    SEE_CASES = "see_cases", _("see cases")
    WORK_CASES = "work_cases", _("work on cases")
    ASSIGN_CASES = "assign_cases", _("assign cases to others")
    CONFIRM_REJECTION = "confirm_rejection", _("confirm that feedback is rejected")
    SUPERVISE = "supervise", _("supervise: reopen, legal closing, corrections")
    WRITE_SOLUTIONS = "write_solutions", _("write standard solutions")
    APPROVE_SOLUTIONS = "approve_solutions", _("approve standard solutions")
    CALL_BACK = "call_back", _("make follow-up calls")
    REVEAL = "reveal", _("reveal masked personal data")
    SEE_REPORTS = "see_reports", _("see reports")
    WATCH_CHANNELS = "watch_channels", _("watch channels and retry failed items")
    READ_OUTGOING = "read_outgoing", _("read outgoing mail")
    MANAGE_SETTINGS = "manage_settings", _("manage settings")
    MANAGE_STAFF = "manage_staff", _("manage staff and postings")
    SEE_LEDGER = "see_ledger", _("see the ledger")


_WORK = frozenset({Ability.TAKE_FEEDBACK, Ability.SEE_CASES, Ability.WORK_CASES, Ability.REVEAL})
_LEAD = _WORK | {
    Ability.ASSIGN_CASES,
    Ability.CONFIRM_REJECTION,
    Ability.SUPERVISE,
    Ability.WRITE_SOLUTIONS,
    Ability.CALL_BACK,
    Ability.SEE_REPORTS,
    Ability.WATCH_CHANNELS,
}

ABILITIES: Mapping[Role, frozenset[Ability]] = MappingProxyType(
    {
        Role.CLERK: frozenset({Ability.TAKE_FEEDBACK, Ability.SEE_CASES, Ability.REVEAL}),
        Role.AGENT: _WORK | {Ability.CALL_BACK, Ability.WATCH_CHANNELS},
        Role.SPECIALIST: _WORK | {Ability.WRITE_SOLUTIONS},
        Role.SUPERVISOR: _LEAD,
        Role.DEPARTMENT_HEAD: _LEAD | {Ability.APPROVE_SOLUTIONS},
        Role.MANAGER: _LEAD | {Ability.APPROVE_SOLUTIONS, Ability.SEE_LEDGER},
        Role.EXPERIENCE_OFFICER: frozenset(
            {Ability.SEE_CASES, Ability.SEE_REPORTS, Ability.CALL_BACK, Ability.REVEAL}
        ),
        Role.AUDITOR: frozenset({Ability.SEE_CASES, Ability.SEE_REPORTS, Ability.SEE_LEDGER}),
        Role.ADMINISTRATOR: frozenset(Ability)
        - {Ability.CONFIRM_REJECTION, Ability.APPROVE_SOLUTIONS},
    }
)
# Whose postings let them work on cases.
WORKING = tuple(role for role, abilities in ABILITIES.items() if Ability.WORK_CASES in abilities)
