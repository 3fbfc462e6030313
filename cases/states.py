"""The life of a case as one table: states, the steps between them, and the facts each step requires."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.facts import FactCode


class CaseState(models.TextChoices):
    """Where a case stands; overdue, escalated, incident and so on are facets beside it."""

    RECEIVED = "received", _("received")
    TRIAGED = "triaged", _("looked at")
    IN_PROGRESS = "in_progress", _("in progress")
    WAITING = "waiting", _("waiting")
    RESOLVED = "resolved", _("resolved")
    VERIFYING = "verifying", _("to verify")
    CLOSED = "closed", _("closed")
    MERGED = "merged", _("merged")
    DUPLICATE = "duplicate", _("duplicate")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


class WaitingReason(models.TextChoices):
    """For whom or what a case waits; each clock lists the reasons that pause it."""

    CUSTOMER = "customer", _("the customer's answer")
    PART = "part", _("a part")
    VENDOR = "vendor", _("a supplier")
    APPROVAL = "approval", _("an approval")
    PARTNER = "partner", _("a partner")


class Outcome(models.TextChoices):
    """How a case was closed; silence is never satisfaction."""

    CONFIRMED = "confirmed", _("confirmed by the customer")
    UNREACHABLE = "unreachable", _("customer could not be reached")
    NO_CONTACT = "no_contact", _("no contact was given")
    DECLINED = "declined", _("customer declined to be asked")
    WITHDRAWN = "withdrawn", _("withdrawn by the customer")
    LEGAL = "legal", _("closed by law or court")


class Who(models.TextChoices):
    """Who may take a step; the rule checks it, whatever door was used."""

    AGENT = "agent", _("agent")
    OWNER = "owner", _("owner")
    SECOND_PERSON = "second_person", _("second person")
    SUPERVISOR = "supervisor", _("supervisor")
    SYSTEM = "system", _("system")
    CUSTOMER = "customer", _("customer")
    NOT_THE_RESOLVER = "not_the_resolver", _("somebody other than who solved it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One allowed step: its verb, who may take it, and the facts it requires."""

    verb: str
    label: object
    who: frozenset[Who]
    facts: tuple[FactCode, ...] = ()


# The states after which nothing more is expected of us.
FINISHED = frozenset(
    {
        CaseState.CLOSED,
        CaseState.MERGED,
        CaseState.DUPLICATE,
        CaseState.REJECTED,
        CaseState.WITHDRAWN,
    }
)
UNFINISHED = frozenset(CaseState) - FINISHED
# Finished without having been worked on to an end: nothing more may be laid upon them.
CALLED_OFF = FINISHED - {CaseState.CLOSED}
# What was promised is owed no more; where a case was closed, or merged into another one, it still is.
RELEASED = CALLED_OFF - {CaseState.MERGED}
# States in which somebody has work to do now.
WORKABLE = frozenset(
    {CaseState.RECEIVED, CaseState.TRIAGED, CaseState.IN_PROGRESS, CaseState.WAITING}
)

_S, _W = CaseState, Who
_MERGE = Step(
    verb="merge", label=_("Merge"), who=frozenset({_W.AGENT}), facts=("merge_into", "reason")
)
_WITHDRAW = Step(
    verb="withdraw", label=_("Withdraw"), who=frozenset({_W.CUSTOMER, _W.AGENT}), facts=("reason",)
)
# By one person and unanswered; acts of their own, for they undo each other.
_SPAM = Step(verb="spam", label=_("Spam"), who=frozenset({_W.AGENT}))
_NOT_SPAM = Step(verb="not_spam", label=_("Not spam"), who=frozenset({_W.AGENT}))
_OBJECT = Step(
    verb="reopen",
    label=_("Re-open"),
    who=frozenset({_W.CUSTOMER, _W.SUPERVISOR}),
    facts=("reason",),
)

MOVES: Mapping[CaseState, Mapping[CaseState, Step]] = MappingProxyType(
    {
        _S.RECEIVED: MappingProxyType(
            {
                _S.TRIAGED: Step(
                    verb="triage",
                    label=_("Sort"),
                    who=frozenset({_W.AGENT, _W.SYSTEM}),
                    facts=(
                        "category",
                        "severity",
                        "concerns",
                        "is_safety",
                        "is_privacy",
                        "duplicates_checked",
                    ),
                ),
                _S.REJECTED: Step(
                    verb="reject",
                    label=_("Reject"),
                    who=frozenset({_W.SECOND_PERSON}),
                    facts=("reason", "customer_told"),
                ),
                _S.DUPLICATE: Step(
                    verb="mark_duplicate",
                    label=_("Duplicate"),
                    who=frozenset({_W.AGENT}),
                    facts=("duplicate_of", "reason", "customer_told"),
                ),
                _S.MERGED: _MERGE,
                _S.WITHDRAWN: _WITHDRAW,
            }
        ),
        _S.TRIAGED: MappingProxyType(
            {
                _S.IN_PROGRESS: Step(
                    verb="start",
                    label=_("Start"),
                    who=frozenset({_W.AGENT, _W.SYSTEM}),
                    facts=("owner",),
                ),
                _S.REJECTED: _SPAM,
                _S.MERGED: _MERGE,
                _S.WITHDRAWN: _WITHDRAW,
            }
        ),
        _S.IN_PROGRESS: MappingProxyType(
            {
                _S.WAITING: Step(
                    verb="wait",
                    label=_("Wait"),
                    who=frozenset({_W.OWNER, _W.SUPERVISOR}),
                    facts=("waiting_reason", "asked_what", "asked_whom", "resume_by"),
                ),
                _S.RESOLVED: Step(
                    verb="resolve",
                    label=_("Solve"),
                    who=frozenset({_W.OWNER, _W.SUPERVISOR}),
                    facts=(
                        "root_cause",
                        "action_taken",
                        "remedy",
                        "remedy_cost",
                        "decision_text",
                        "told_how",
                    ),
                ),
                _S.REJECTED: _SPAM,
                _S.MERGED: _MERGE,
                _S.WITHDRAWN: _WITHDRAW,
            }
        ),
        _S.WAITING: MappingProxyType(
            {
                _S.IN_PROGRESS: Step(
                    verb="resume",
                    label=_("Continue"),
                    who=frozenset({_W.OWNER, _W.SUPERVISOR, _W.SYSTEM, _W.CUSTOMER}),
                    facts=("cause",),
                ),
                _S.MERGED: _MERGE,
                _S.WITHDRAWN: _WITHDRAW,
            }
        ),
        _S.RESOLVED: MappingProxyType(
            {
                _S.IN_PROGRESS: _OBJECT,
                _S.VERIFYING: Step(
                    verb="begin_verifying",
                    label=_("Follow up"),
                    who=frozenset({_W.SYSTEM}),
                    facts=("follow_up",),
                ),
                _S.MERGED: _MERGE,
            }
        ),
        _S.VERIFYING: MappingProxyType(
            {
                _S.CLOSED: Step(
                    verb="close",
                    label=_("Close"),
                    who=frozenset({_W.NOT_THE_RESOLVER, _W.CUSTOMER}),
                    facts=("outcome", "evidence"),
                ),
                _S.IN_PROGRESS: Step(
                    verb="not_solved",
                    label=_("Not solved"),
                    # Whoever may hear a yes may hear a no.
                    who=frozenset({_W.AGENT, _W.NOT_THE_RESOLVER, _W.CUSTOMER}),
                    facts=("what_is_missing",),
                ),
                _S.MERGED: _MERGE,
            }
        ),
        _S.CLOSED: MappingProxyType({_S.IN_PROGRESS: _OBJECT, _S.MERGED: _MERGE}),
        # Back out of a merge: to the state that the case came from, which the rule reads in its history.
        _S.MERGED: MappingProxyType(
            {
                state: Step(
                    verb="unmerge",
                    label=_("Undo merge"),
                    who=frozenset({_W.AGENT}),
                    facts=("reason",),
                )
                for state in (
                    _S.RECEIVED,
                    _S.TRIAGED,
                    _S.IN_PROGRESS,
                    _S.WAITING,
                    _S.RESOLVED,
                    _S.VERIFYING,
                    _S.CLOSED,
                )
            }
        ),
        _S.DUPLICATE: MappingProxyType({}),
        # Back out of spam alone, which the rule knows: what two people rejected stays rejected.
        _S.REJECTED: MappingProxyType(
            dict.fromkeys((_S.RECEIVED, _S.TRIAGED, _S.IN_PROGRESS), _NOT_SPAM)
        ),
        _S.WITHDRAWN: MappingProxyType({}),
    }
)
