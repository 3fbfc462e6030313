"""The state of a case's clocks as a pure fold of its history, the policies and the calendars."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from cases.sla.board import Board
from cases.sla.choosing import Rulebook
from cases.sla.cycles import Breach, Cycle, Level, Notice, Pause, TargetSegment
from cases.sla.facts import (
    attributes_after,
    numbers_of,
    recorded_of,
    says_attributes,
    second,
)
from cases.sla.notices import next_alarm_at, notices
from cases.sla.reading import cycles_of
from cases.sla.steps import Steps
from cases.sla.terms import (
    Anchor,
    Attributes,
    CalendarEdition,
    Calendars,
    ClockEvent,
    ClockKind,
    Match,
    OnDisable,
    Policy,
    PolicyTarget,
    ReopenMode,
    RetargetMode,
)

__all__ = [
    "Anchor",
    "Attributes",
    "Breach",
    "CalendarEdition",
    "Calendars",
    "CaseClocks",
    "ClockEvent",
    "ClockKind",
    "Cycle",
    "Level",
    "Match",
    "Notice",
    "OnDisable",
    "Pause",
    "Policy",
    "PolicyTarget",
    "ReopenMode",
    "RetargetMode",
    "TargetSegment",
    "fold",
    "next_alarm_at",
    "notices",
]

FULFILS: Mapping[str, tuple[ClockKind, ...]] = MappingProxyType(
    {
        "acknowledged": (ClockKind.ACKNOWLEDGE,),
        "answered": (ClockKind.ACKNOWLEDGE, ClockKind.FIRST_RESPONSE, ClockKind.CONTACT),
        "dispatched": (ClockKind.DISPATCH,),
        "contacted": (ClockKind.CONTACT,),
        "remedied": (ClockKind.REMEDY, ClockKind.REVIEW),
        "reviewed": (ClockKind.REVIEW,),
        "visited": (ClockKind.VISIT,),
    }
)


STEPS: Mapping[str, Callable[[Steps, ClockEvent, datetime], None]] = MappingProxyType(
    {
        "received": Steps.received,
        "triaged": Steps.triaged,
        "answered": Steps.answered,
        "customer_wrote": Steps.customer_wrote,
        "assigned": Steps.assigned,
        "dispatched": Steps.dispatched,
        "waiting_began": Steps.waiting_began,
        "waiting_ended": Steps.waiting_ended,
        "correction": Steps.correction,
        "reviewed": Steps.reviewed,
        "resolved": Steps.resolved,
        "resolution_undone": Steps.resolution_undone,
        "answer_taken_back": Steps.answer_taken_back,
        "noting_taken_back": Steps.answer_taken_back,
        "reopened": Steps.reopened,
        "closed": Steps.closed,
        "cancelled": Steps.called_off,
        "rejected": Steps.called_off,
        "duplicate": Steps.called_off,
        "withdrawn": Steps.called_off,
        "merged": Steps.merged,
        "unmerged": Steps.unmerged,
        "spam": Steps.put_aside,
        "not_spam": Steps.brought_back,
        "split": Steps.split,
        "promise_made": Steps.promise_made,
        "promise_kept": Steps.promise_kept,
        "promise_changed": Steps.promise_changed,
        "promise_withdrawn": Steps.promise_withdrawn,
        "calendar_changed": Steps.calendar_changed,
        "policy_changed": Steps.policy_changed,
    }
)


# What names events that never happened.
NEVER_WAS = frozenset({"resolution_undone", "answer_taken_back", "noting_taken_back"})
# After these every open clock is aimed anew, also where no attribute changed.
AIMS = frozenset({"triaged", "retargeted"})
# What a clock can depend on, beside whatever names an attribute; notes and notices, say, change none.
TELLING = STEPS.keys() | FULFILS.keys() | AIMS


def tells(kind: str, facts: Mapping[str, object]) -> bool:
    """Whether any clock can depend on such an event."""
    return kind in TELLING or says_attributes(facts)


def fold(
    events: Iterable[ClockEvent],
    policies: Sequence[Policy],
    calendars: Calendars,
    now: datetime,
) -> tuple[Cycle, ...]:
    """Return every cycle of every clock of one case as it stands at `now`, in order of starting.

    The order in which the events are given does not matter: their sequence decides. What is set up
    wrongly does not raise; the cycle concerned carries a `problem`.
    """
    clocks = CaseClocks(policies, calendars)
    for event in sorted(events, key=lambda each: each.sequence):
        clocks.take(event)
    return clocks.cycles(now)


class CaseClocks:
    """The clocks of one case: take its events in order of sequence, read its cycles at any moment.

    Taking all events and reading once is `fold`; reading in between changes nothing. An event that
    was recorded when it happened cannot lie before the one in front of it, whatever the server's
    clock says; one entered afterwards (`recorded_at` after `at`) keeps its own time.
    """

    def __init__(self, policies: Sequence[Policy], calendars: Calendars) -> None:
        self._policies, self._calendars = policies, calendars
        self._begin()

    def _begin(self) -> None:
        self._board = Board(Rulebook(self._policies, self._calendars))
        self._steps = Steps(self._board)
        self._taken: list[ClockEvent] = []

    # ------------------------------------------------------------------ what is asked from outside

    def are_by(self, policies: Sequence[Policy], calendars: Calendars) -> bool:
        """Whether they run by these very policies and calendars."""
        return self._policies is policies and self._calendars is calendars

    def take(self, event: ClockEvent) -> None:
        """Let one event happen. Raises ValueError for a moment without its offset from UTC."""
        if event.kind in NEVER_WAS and (gone := numbers_of(event, "takes_back")):
            self._take_back(gone)
        self._taken.append(event)
        board, at, recorded = self._board, second(event.at), recorded_of(event)
        if recorded <= at and board.known is not None:
            at = max(at, board.known)
        board.known = max(recorded, board.known or recorded)
        if not tells(event.kind, event.facts):
            return  # what time alone brings about is the same seen later
        board.let_pass(board.known)
        before, board.case = board.case, attributes_after(board.case, event)
        for clock in FULFILS.get(event.kind, ()):
            if event.facts.get("human", True):
                board.meet(clock, at, event.sequence, event.kind)
        step = STEPS.get(event.kind)
        if step is not None:
            step(self._steps, event, at)
        if event.kind in AIMS or (board.case is not before and board.case != before):
            board.retarget()
            self._steps.answers.owe(event)

    def _take_back(self, gone: frozenset[int]) -> None:
        """Let the history go on as if some of its events had never happened: by taking the others anew.

        What was taken back before is not among them: a taking back that is taken anew finds nothing of its
        own. Without that look each would take its part of the history anew: twice as much with each more.
        """
        if not any(event.sequence in gone for event in self._taken):
            return
        kept = [event for event in self._taken if event.sequence not in gone]
        self._begin()
        for event in kept:
            self.take(event)

    def cycles(self, now: datetime) -> tuple[Cycle, ...]:
        """Return all cycles as they stand at `now` (not before the last event was recorded)."""
        moment = max(second(now), self._board.known or second(now))
        return cycles_of(
            self._board.shown(),
            self._board.pauses,
            self._board.book,
            moment,
            quiet_until=self._steps.quiet_until,
        )
