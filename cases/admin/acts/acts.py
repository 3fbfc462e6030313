"""What may be done with a case beside the steps of its table: each with its fields, its rule, and who may."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.admin.acts.appointments import APPOINTMENT_ACTS
from cases.admin.acts.checklists import CHECKLIST_ACTS
from cases.admin.acts.doing import Act, Doing, how, works
from cases.admin.acts.mood import MOOD_ACTS
from cases.admin.acts.orders import ORDER_ACTS
from cases.admin.acts.promises import PROMISE_ACTS
from cases.admin.acts.quotes import QUOTE_ACTS
from cases.admin.acts.relating import RELATING_ACTS
from cases.admin.acts.shared import SHARED_ACTS
from cases.admin.acts.splitting import SPLIT_ACTS
from cases.admin.acts.time_limits import TIME_ACTS
from cases.facts import FACTS
from cases.forms.facts import (
    YES_NO,
    Asked,
    Options,
    asked_by_category,
    choice_field,
    fact,
    field_of,
    options_of,
    reason_fields,
    text_field,
)
from cases.forms.suggesting import suggested_field
from cases.measures.desk_choices import grouped_categories
from cases.models import Case
from cases.models.duty import LEVELS
from cases.rules.assignment import assigning
from cases.rules.escalation import escalating
from cases.rules.lifecycle import closing, moving, weeding
from cases.rules.links import comparing
from cases.rules.triage import triaging
from cases.states import MOVES, UNFINISHED, WORKABLE, CaseState
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

_SPAM_FROM = frozenset(state for state, moves in MOVES.items() if CaseState.REJECTED in moves)


def is_to_claim(owner_id: int | None, state: str, user: User) -> bool:
    """What nobody has, and what one was given and has not begun with."""
    is_free = owner_id is None and state in WORKABLE
    is_given = owner_id == user.pk and state == CaseState.TRIAGED
    return is_free or is_given


def _may_claim(case: Case, user: User, now: datetime) -> bool:
    return is_to_claim(case.owner_id, case.state, user) and user.can(Ability.WORK_CASES)


def _may_assign(case: Case, user: User, now: datetime) -> bool:
    """An officer who was given a case at last may pass it on, without working on it."""
    may_pass_on = case.owner_id == user.pk or user.can(Ability.ASSIGN_CASES)
    return may_pass_on and case.state in UNFINISHED


def _may_retarget(case: Case, user: User, now: datetime) -> bool:
    return works(case, user, now) and case.state != CaseState.RECEIVED


def _may_propose(case: Case, user: User, now: datetime) -> bool:
    is_open = case.state == CaseState.RECEIVED and case.rejection_proposed_by_id is None
    return is_open and user.can(Ability.WORK_CASES)


def _may_call_spam(case: Case, user: User, now: datetime) -> bool:
    return case.state in _SPAM_FROM and user.can(Ability.WORK_CASES)


def _may_bring_back(case: Case, user: User, now: datetime) -> bool:
    return case.is_spam and user.can(Ability.WORK_CASES)


def _may_judge(case: Case, user: User, now: datetime) -> bool:
    is_asked = case.state == CaseState.RECEIVED and case.rejection_proposed_by_id is not None
    is_second = case.rejection_proposed_by_id != user.pk
    return is_asked and is_second and user.can(Ability.CONFIRM_REJECTION)


def _may_undo(case: Case, user: User, now: datetime) -> bool:
    is_theirs = (
        case.state in (CaseState.RESOLVED, CaseState.VERIFYING) and case.resolver_id == user.pk
    )
    return (
        is_theirs and case.resolved_at is not None and now <= case.resolved_at + moving.undo_time()
    )


def _may_acknowledge(case: Case, user: User, now: datetime) -> bool:
    """Whoever it was raised to may as well, which the rule knows."""
    return user.can(Ability.SEE_CASES)


def _escalating(asked: Asked) -> Mapping[str, forms.Field]:
    levels = [(str(n), str(label)) for n, label in LEVELS if n > asked.case.level + 1]
    level = choice_field(_("To whom"), levels, required=False)
    level.help_text = str(_("Empty: one level up. Whoever is on duty there is told."))
    return {
        **reason_fields(asked),
        "level": level,
        "is_wish": forms.BooleanField(
            label=str(_("The customer asked for it")), required=False,
            help_text=str(_("By phone, by mail or in the store. They see it; your reason they do not.")),
        ),
        "asks_experts": forms.BooleanField(
            label=str(_("Ask the experts for their opinions as well")), required=False,
            help_text=str(_("Technical expert, service manager and product owner, within 24 hours.")),
        ),
    }  # fmt: skip


def _escalate(doing: Doing) -> object:
    level = doing.facts.get("level")
    return escalating.escalate(
        doing.case.pk, reason=doing.facts["reason"], level=int(level) if level else None,
        asks_experts=bool(doing.facts.get("asks_experts")),
        is_wish=bool(doing.facts.get("is_wish")), **how(doing),
    )  # fmt: skip


def _assigning(asked: Asked) -> Mapping[str, forms.Field]:
    reason = text_field(_("Reason"), help_text=_("For the colleague who gets it; not needed."))
    reason.required = False
    return {"owner": suggested_field(_("Owner"), asked), "reason": reason}


def _unless_left(label: str | Promise, options: Options) -> forms.ChoiceField:
    """Ask for what may be corrected; what nobody chooses stays."""
    return choice_field(label, options, required=False, empty=_("stays as it is"))


def _retargeting(asked: Asked) -> Mapping[str, forms.Field]:
    return {
        "category": _unless_left(_("Category"), grouped_categories()),
        "severity": _unless_left(_("Severity"), options_of("severity")),
        "priority": _unless_left(_("Priority"), options_of("priority")),
        "is_safety": _unless_left(
            FACTS["is_safety"].label, [(code, str(word)) for code, word in YES_NO]
        ),
        "reason": text_field(
            _("Reason"), help_text=_("Limits follow the change; the reason stays.")
        ),
        **{one.code: field_of(one, asked) for one in asked_by_category(asked.case, asked.category)},
    }


def _proposing(asked: Asked) -> Mapping[str, forms.Field]:
    return {"reason": fact("reason", asked), "customer_told": fact("customer_told", asked)}


def _assign(doing: Doing) -> object:
    owner, reason = int(doing.facts["owner"]), doing.facts["reason"]
    return assigning.assign_case(doing.case.pk, owner_id=owner, reason=reason, **how(doing))


_YES = {"yes": True, "no": False}


def _retarget(doing: Doing) -> object:
    changed: dict[str, Any] = {
        name: doing.facts[name] or None for name in ("category", "severity", "priority")
    }
    return triaging.retarget_case(
        doing.case.pk,
        reason=doing.facts["reason"],
        known=doing.facts,
        is_safety=_YES.get(doing.facts.get("is_safety") or ""),
        **changed,
        **how(doing),
    )


def _subject(doing: Doing) -> dict[str, Any]:
    return {"actor": doing.actor, "now": doing.now}


_ALL = (
    Act(
        code="claim", label=_("Claim"), done=_("The case is yours."), key="c", may=_may_claim,
        do=lambda doing: assigning.claim_case(doing.case.pk, **how(doing)),
    ),
    Act(
        code="undo", label=_("Undo solving"), done=_("Solving was undone; nothing was sent."), key="z",
        may=_may_undo, do=lambda doing: moving.undo_resolution(doing.case.pk, **how(doing)),
    ),
    Act(
        code="assign", label=_("Give to …"), submit=_("Give"), done=_("The case was given on."),
        key="a", may=_may_assign, fields=_assigning, do=_assign,
    ),
    Act(
        code="escalate", label=_("Escalate"), done=_("The case was escalated."), key="e", may=works,
        fields=_escalating, do=_escalate,
    ),
    *ORDER_ACTS,
    *PROMISE_ACTS,
    *CHECKLIST_ACTS,
    *APPOINTMENT_ACTS,
    Act(
        code="retarget", label=_("Correct category, priority or danger"), submit=_("Correct"), key="t",
        done=_("Corrected; the limits followed."), may=_may_retarget, fields=_retargeting, do=_retarget,
    ),
    *MOOD_ACTS,
    *TIME_ACTS,
    *SHARED_ACTS,
    Act(
        code="spam", label=_("Spam"), is_dangerous=True, may=_may_call_spam,
        done=_("Put aside as spam; nothing is sent. “Not spam” brings it back."),
        do=lambda doing: weeding.call_spam(doing.case.pk, **how(doing)),
    ),
    Act(
        code="not_spam", label=_("Not spam"), may=_may_bring_back,
        done=_("The case is back where it was, with its limits."),
        do=lambda doing: weeding.not_spam(doing.case.pk, **how(doing)),
    ),
    Act(
        code="propose_rejection", label=_("Propose to reject"), submit=_("Propose"), is_dangerous=True,
        done=_("Proposed. A second person decides."), may=_may_propose, fields=_proposing,
        do=lambda doing: closing.propose_rejection(
            doing.case.pk, reason=doing.facts["reason"],
            customer_told=doing.facts["customer_told"], **how(doing),
        ),
    ),
    Act(
        code="confirm_rejection", label=_("Reject, as proposed"), done=_("The case was rejected."),
        is_dangerous=True, may=_may_judge,
        do=lambda doing: closing.confirm_rejection(doing.case.pk, **how(doing)),
    ),
    Act(
        code="decline_rejection", label=_("Do not reject"), submit=_("Do not reject"),
        done=_("The case stays and is worked on."), may=_may_judge, fields=reason_fields,
        do=lambda doing: closing.decline_rejection(
            doing.case.pk, reason=doing.facts["reason"], **how(doing)
        ),
    ),
    Act(
        code="acknowledge", label=_("Acknowledge"), done=_("Acknowledged."), may=_may_acknowledge,
        subject="escalations",
        do=lambda doing: escalating.acknowledge(doing.subject_id or 0, **_subject(doing)),
    ),
    Act(
        code="step_down", label=_("Step down"), submit=_("Step down"), done=_("One level down again."),
        may=_may_acknowledge, fields=reason_fields, subject="escalations",
        do=lambda doing: escalating.step_down(
            doing.subject_id or 0, reason=doing.facts["reason"], **_subject(doing)
        ),
    ),
    Act(
        code="same_matter", label=_("Same matter: merge"), may=works, subject="near_duplicates",
        done=_("Merged, as it was proposed. “Undo merge” takes it apart again."),
        do=lambda doing: comparing.accept(doing.subject_id or 0, **how(doing)),
    ),
    Act(
        code="other_matter", label=_("Not a duplicate"), may=works, subject="near_duplicates",
        done=_("Remembered: not a duplicate."),
        do=lambda doing: comparing.decline(doing.subject_id or 0, **_subject(doing)),
    ),
    *SPLIT_ACTS,
    *RELATING_ACTS,
    *QUOTE_ACTS,
)  # fmt: skip
ACTS: Mapping[str, Act] = MappingProxyType({act.code: act for act in _ALL})


def acts_for(case: Case, user: User, now: datetime) -> tuple[Act, ...]:
    """What this person may do with the case itself now, in the order of the buttons."""
    return tuple(act for act in _ALL if not act.subject and act.may(case, user, now))
