"""The state of every clock of a case as a pure fold of its history, the policies and the calendars."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from cases.sla_aiming import aim, calendar_changed, excuse_shifted, policy_ended
from cases.sla_choosing import Rulebook
from cases.sla_cycles import Cycle, Pause
from cases.sla_facts import attributes_after, moment_of, text_of
from cases.sla_reading import cycle_of
from cases.sla_runs import Run, cancel, let_pass, meet, resume
from cases.sla_terms import Attributes, Calendars, ClockEvent, ClockKind, Policy, ReopenMode

__all__ = ["CaseClocks", "fold"]

FROM_RECEIPT = (
    ClockKind.ACKNOWLEDGE,
    ClockKind.FIRST_RESPONSE,
    ClockKind.DISPATCH,
    ClockKind.CONTACT,
    ClockKind.REMEDY,
    ClockKind.RESOLVE,
)
FULFILS: Mapping[str, tuple[ClockKind, ...]] = MappingProxyType(
    {
        "acknowledged": (ClockKind.ACKNOWLEDGE,),
        "answered": (ClockKind.ACKNOWLEDGE, ClockKind.FIRST_RESPONSE, ClockKind.CONTACT),
        "dispatched": (ClockKind.DISPATCH,),
        "contacted": (ClockKind.CONTACT,),
        "remedied": (ClockKind.REMEDY,),
    }
)
NO_VERIFICATION = frozenset({"withdrawn", "legal"})  # outcomes for which nobody was to be asked


def fold(
    events: Iterable[ClockEvent],
    policies: Sequence[Policy],
    calendars: Calendars,
    now: datetime,
) -> tuple[Cycle, ...]:
    """Return every cycle of every clock of one case as it stands at `now`, in order of starting.

    The order of the events given does not matter: their sequence decides. Raises nothing for
    what is set up wrongly; the cycle concerned carries a `problem`.
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
        self._book = Rulebook(policies, calendars)
        self._case = Attributes()
        self._runs: list[Run] = []
        self._pauses: list[Pause] = []
        self._unanswered: list[tuple[datetime, str]] = []  # (when, of which absorbed case)
        self._known: datetime | None = None
        self._triaged_at: datetime | None = None
        self._quiet_until: datetime | None = None
        self._resolved: ClockEvent | None = None
        self._resolved_at: datetime | None = None
        self._merge_seq = 0
        self._responded = False
        self._over = False
        self._steps: Mapping[str, Callable[[ClockEvent, datetime], None]] = {
            "received": self._received,
            "triaged": self._triaged,
            "answered": self._answered,
            "assigned": self._assigned,
            "customer_wrote": self._customer_wrote,
            "waiting_began": self._waiting_began,
            "waiting_ended": self._waiting_ended,
            "resolved": self._resolve,
            "resolution_undone": self._resolution_undone,
            "reopened": self._reopened,
            "closed": self._closed,
            "cancelled": self._called_off,
            "rejected": self._called_off,
            "duplicate": self._called_off,
            "withdrawn": self._called_off,
            "merged": self._merged,
            "unmerged": self._unmerged,
            "split": self._split,
            "promise_made": self._promise_made,
            "promise_kept": self._promise_kept,
            "calendar_changed": self._calendar_changed,
            "correction": self._correction,
        }

    # ------------------------------------------------------------------ what is asked from outside

    def take(self, event: ClockEvent) -> None:
        """Let one event happen."""
        at = _second(event.at)
        recorded = at if event.recorded_at is None else _second(event.recorded_at)
        if recorded <= at and self._known is not None:
            at = max(at, self._known)
        self._known = max(recorded, self._known or recorded)
        self._let_pass(self._known)
        self._case, before = attributes_after(self._case, event), self._case
        for clock in FULFILS.get(event.kind, ()):
            if event.facts.get("human", True):
                self._meet(clock, event, at)
        step = self._steps.get(event.kind)
        if step is not None:
            step(event, at)
        if event.kind in {"triaged", "retargeted"} or (self._case != before and self._runs):
            self._retarget(event, at)

    def cycles(self, now: datetime) -> tuple[Cycle, ...]:
        """Return all cycles as they stand at `now` (not before the last event recorded)."""
        moment = max(_second(now), self._known or _second(now))
        runs = [policy_ended(run, self._pauses, self._book, moment) for run in self._runs]
        shown = sorted((run for run in runs if run.targets), key=lambda r: (r.started_at, r.clock))
        return tuple(
            cycle_of(run, self._pauses, self._book, moment, self._quiet_until) for run in shown
        )
