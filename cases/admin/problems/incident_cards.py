"""What may be done with an incident: by its state, and by who is in its task force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from cases.admin.problems.affected_cards import AFFECTED, CONTACTED
from cases.admin.problems.cards import Card, Pressed
from cases.forms.cards import (
    cause_fields,
    line_field,
    references_field,
    texts_fields,
)
from cases.forms.facts import choice_field, options_of, reason_fields, text_field
from cases.incident_kinds import IncidentState, TaskForceRole
from cases.measures.problems.incident_pages import IncidentFile
from cases.rules.problems import addressing, commanding, declaring, running, solving_children
from cases.rules.problems.chronicling import LEADS, SPEAKS
from cases.rules.problems.declaring import Joined
from cases.rules.problems.solving_children import Solved
from cases.states import CaseState
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

Fields = Mapping[str, forms.Field]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who looks at an incident, as far as that decides what they may do."""

    supervises: bool
    works: bool
    roles: frozenset[str]

    @property
    def acts(self) -> bool:
        """Whether they are of the task force, or above it."""
        return self.supervises or bool(self.roles)

    @property
    def leads(self) -> bool:
        """Whether they lead it."""
        return self.supervises or bool(self.roles & LEADS)

    @property
    def speaks(self) -> bool:
        """Whether they write to everybody."""
        return self.supervises or bool(self.roles & SPEAKS)


def standing_of(file: IncidentFile, user: User) -> Standing:
    """Tell it from what the page has read."""
    mine = frozenset(member.role for member in file.members if member.person_id == user.pk)
    return Standing(
        supervises=user.can(Ability.SUPERVISE), works=user.can(Ability.WORK_CASES), roles=mine
    )


def _move(to: IncidentState, label: Any, fields: Any, note: Any = "", **more: Any) -> Card:
    return Card(
        code=to.value, label=label, submit=label, fields=fields, note=note,
        done=_("The incident has moved on; it stands in the record."),
        do=lambda pressed: commanding.move(
            pressed.pk, to, facts=pressed.facts, **pressed.by
        ),
        **more,
    )  # fmt: skip


_CONTAINED = _move(
    IncidentState.CONTAINED, _("Contained"),
    lambda user: {"containment": text_field(_("How was it contained?"))},
    _("It does not spread any more; what happened is not put right yet."),
)  # fmt: skip
_BACK = _move(IncidentState.CONTAINED, _("Not solved after all"), reason_fields, is_dangerous=True)
_AGAIN = _move(
    IncidentState.DECLARED, _("Not contained after all"), reason_fields, is_dangerous=True
)
_SOLVED = _move(
    IncidentState.SOLVED, _("Solved"), lambda user: cause_fields(),
    _("Its cases are solved one by one after that, and each customer is asked."),
)  # fmt: skip
_REVIEWED = _move(
    IncidentState.REVIEWED, _("Reviewed and over"),
    lambda user: {"lessons": text_field(_("What was learned?"))},
    _("Every line of the emergency plan must be ticked. Nothing can be changed after that."),
)  # fmt: skip
_CANCELLED = _move(
    IncidentState.CANCELLED, _("It was none"), reason_fields,
    _("Only while no open case is in it: take them out first."), is_dangerous=True,
)  # fmt: skip
MOVES: Mapping[IncidentState, Sequence[Card]] = {
    IncidentState.DECLARED: (_CONTAINED, _CANCELLED),
    IncidentState.CONTAINED: (_SOLVED, _AGAIN),
    IncidentState.SOLVED: (_REVIEWED, _BACK),
}


def move_card(state: str, to: str) -> Card | None:
    """Give the card of one step; None where no state has such a step.

    Where only others have it, a colleague was quicker: the rule refuses it in words, and the page says so.
    """
    cards = chain(MOVES.get(IncidentState(state), ()), *MOVES.values())
    return next((card for card in cards if card.code == to), None)


def _joined(result: Joined) -> str:
    if result.queued:
        words = gettext("%(n)s cases join one after the other. You may leave this page.")
        return words % {"n": result.queued}
    words = ngettext("%(n)s case has joined.", "%(n)s cases have joined.", result.joined)
    return words % {"n": result.joined}


JOIN = Card(
    code="join", label=_("Join cases"), submit=_("Join"), done=_joined,
    note=_("They keep owner, state and limits. Finished ones, and those of another incident, stay out."),
    fields=lambda user: {"cases": references_field(user)},
    do=lambda pressed: declaring.join(pressed.pk, pressed.facts["cases"], **pressed.by),
)  # fmt: skip
LEAVE = Card(
    code="leave", label=_("Take out"), fields=reason_fields, done=_("The case was taken out."),
    do=lambda pressed: declaring.leave(
        pressed.pk, pressed.subject, reason=pressed.facts["reason"], **pressed.by
    ),
)  # fmt: skip


def _roles() -> list[tuple[str, str]]:
    return [(role.value, str(role.label)) for role in TaskForceRole]


def _people(user: User) -> Fields:
    rows = User.objects.filter(is_active=True, is_staff=True, postings__ended_at=None).distinct()
    people = sorted(
        ((str(one.pk), str(one)) for one in rows.only("display_name", "username")[:500]),
        key=lambda choice: choice[1],
    )
    return {
        "person": choice_field(pgettext("person", "Who"), people),
        "role": choice_field(_("Role"), _roles()),
    }


CALL_IN = Card(
    code="call_in", label=_("Call somebody in"), submit=_("Call in"), fields=_people,
    done=_("They are in the task force, and see this page from now on."),
    do=lambda pressed: commanding.call_in(
        pressed.pk, int(pressed.facts["person"]), pressed.facts["role"], **pressed.by
    ),
)  # fmt: skip
RELEASE = Card(
    code="release", label=_("Let go"), done=_("They have left the task force."),
    do=lambda pressed: commanding.release(pressed.pk, pressed.subject, **pressed.by),
)  # fmt: skip
TICK = Card(
    code="tick", label=_("Done"), done=_("Ticked."),
    do=lambda pressed: commanding.tick(pressed.pk, pressed.subject, **pressed.by),
)  # fmt: skip
UNTICK = Card(
    code="untick", label=_("Open it again"), done=_("It is open again."),
    do=lambda pressed: commanding.untick(pressed.pk, pressed.subject, **pressed.by),
)  # fmt: skip
ADD_TASK = Card(
    code="add_task", label=_("Add to the plan"), submit=_("Add"), done=_("Added."),
    fields=lambda user: {
        "text": line_field(_("What is to be done?"), most=120),
        "role": choice_field(_("Role"), _roles()),
    },
    do=lambda pressed: commanding.add_task(
        pressed.pk, text=pressed.facts["text"], role=pressed.facts["role"], **pressed.by
    ),
)  # fmt: skip
NOTE = Card(
    code="note", label=_("Write into the record"), submit=_("Write"), done=_("Written."),
    note=_("Only colleagues see it."), fields=lambda user: {"text": text_field(_("Note"))},
    do=lambda pressed: commanding.note(pressed.pk, text=pressed.facts["text"], **pressed.by),
)  # fmt: skip


def _solving(user: User) -> Fields:
    return {
        **texts_fields(),
        "remedy": choice_field(_("Remedy"), options_of("remedy")),
        "remedy_cost": forms.IntegerField(
            label=gettext("Cost of the remedy (TWD), each"), min_value=0, max_value=9_999_999
        ),
    }


def _solve(pressed: Pressed) -> Solved:
    facts = dict(pressed.facts)
    remedy, cost = facts.pop("remedy"), facts.pop("remedy_cost")
    return solving_children.solve_children(
        pressed.pk, texts=facts, remedy=remedy, remedy_cost=cost, **pressed.by
    )


def _solved(result: Solved) -> str:
    if result.queued:
        words = gettext("%(n)s cases are solved one after the other. You may leave this page.")
    else:
        words = gettext("%(n)s cases were solved. Each customer is told, and asked by follow-up.")
    said = words % {"n": result.queued or result.solved}
    if result.left:
        left = ", ".join(
            f"{number} {CaseState(state).label}" for state, number in sorted(result.left.items())
        )
        said += " " + gettext("Left for their owners: %(left)s.") % {"left": left}
    if result.elsewhere:
        words = ngettext(
            "%(n)s further case is of a place that you do not see, and was left.",
            "%(n)s further cases are of places that you do not see, and were left.",
            result.elsewhere,
        )
        said += " " + words % {"n": result.elsewhere}
    if result.with_orders:
        said += " " + ngettext(
            "%(n)s has work orders or steps open: its owner solves it by itself, and says why.",
            "%(n)s have work orders or steps open: their owners solve these by themselves, and say why.",
            result.with_orders,
        ) % {"n": result.with_orders}
    return said


SOLVE = Card(
    code="solve", label=_("Solve the cases that are in progress"), submit=_("Solve them"),
    note=_("With the incident's cause and action. The text is the answer each customer reads."),
    fields=_solving, done=_solved, do=_solve,
)  # fmt: skip
STOP = Card(
    code="stop", label=_("Stop here"),
    done=lambda number: gettext("Stopped. %(n)s cases were left as they are.") % {"n": number},
    do=lambda pressed: running.stop(pressed.subject, **pressed.by),
)  # fmt: skip
RETRY = Card(
    code="retry", label=_("Send again to whom it did not reach"),
    done=lambda number: gettext("%(n)s letters are tried again.") % {"n": number},
    do=lambda pressed: addressing.retry(pressed.subject, **pressed.by),
)  # fmt: skip
EXTEND = Card(
    code="extend", label=_("Send it to those who joined since"),
    done=lambda number: gettext("It goes out to %(n)s more.") % {"n": number},
    do=lambda pressed: addressing.extend(pressed.subject, **pressed.by),
)  # fmt: skip
CARDS: Mapping[str, Card] = {
    card.code: card
    for card in (
        *(JOIN, LEAVE, CALL_IN, RELEASE, TICK, UNTICK, ADD_TASK, NOTE, AFFECTED, CONTACTED),
        *(SOLVE, STOP, RETRY, EXTEND),
    )
}


def moves_for(file: IncidentFile, standing: Standing) -> list[Card]:
    """The steps that this person may take."""
    return list(MOVES.get(IncidentState(file.incident.state), ())) if standing.leads else []


def children_cards(file: IncidentFile, standing: Standing) -> list[Card]:
    """What may be done with its cases."""
    cards = [JOIN] if file.incident.is_open and standing.works else []
    is_solved = file.incident.state == IncidentState.SOLVED
    if is_solved and standing.supervises and file.unfinished and not file.is_being_solved:
        cards.append(SOLVE)
    return cards
