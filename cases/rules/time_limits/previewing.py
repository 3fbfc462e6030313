"""Previewing: which limits of open cases a change of working times or policies would move."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cases.event_words import clock_name
from cases.kinds import EventKind
from cases.models import Case, ClockCycle, Policy
from cases.rules.clocks import recounting, ruling
from cases.rules.clocks.ruling import Rules
from cases.sla.clock import fold
from cases.sla.cycles import Cycle
from cases.sla.facts import second
from cases.sla.terms import Calendars, ClockEvent, PolicyTarget
from feedback_site.organisation.working_time import CalendarError, due_at

Key = tuple[str, int]  # clock and number of a cycle
# More is not looked at while somebody waits for the page; it says so.
MOST = 500
EXAMPLES = 10
_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One limit that would move: from when to when (None: paused, or no limit any more)."""

    reference: str
    clock: str
    name: str
    before: datetime | None
    after: datetime | None
    is_excused: bool = False


@dataclass(slots=True, kw_only=True)
class Preview:
    """How many open cases there are, how many were looked at, and what would move in those."""

    cases: int
    looked_at: int
    moved_cases: int = 0
    earlier: int = 0
    later: int = 0
    excused: int = 0
    examples: list[Moved] = field(default_factory=list)


def preview(case_ids: Sequence[int], rules: Rules, *, kind: EventKind, now: datetime) -> Preview:
    """Tell what the event would move under these rules; nothing is written."""
    found = Preview(cases=len(case_ids), looked_at=min(len(case_ids), MOST))
    for _case_id, moved in _changed(case_ids[:MOST], rules, kind, now):
        found.moved_cases += 1
        for one in moved:
            if one.before is not None and one.after is not None:
                found.earlier += one.after < one.before
                found.later += one.after > one.before
            found.excused += one.is_excused
        found.examples += moved[: EXAMPLES - len(found.examples)]
    return found


def preview_draft(draft: Policy, *, now: datetime) -> Preview:
    """Tell what open cases would change by going on with a version of a policy that is not stored yet."""
    case_ids = list(Case.objects.unfinished().order_by("-pk").values_list("pk", flat=True))
    rules = ruling.rules_with(draft, now=now)
    return preview(case_ids, rules, kind=EventKind.POLICY_CHANGED, now=now)


def foresee(case_id: int, draft: Policy, *, now: datetime) -> list[Moved]:
    """Tell of every running limit of one case when it is due, and when it would be by such a version."""
    rules = ruling.rules_with(draft, now=now)
    history = recounting.histories_of([case_id])[case_id]
    would = _would_be(history, rules, EventKind.POLICY_CHANGED, now)
    return _moves(_stored([case_id])[case_id], would, now, is_whole=True)


def due_if_begun(
    targets: Sequence[PolicyTarget], *, now: datetime
) -> list[tuple[PolicyTarget, datetime | None]]:
    """Tell when each limit would fall that begins now; None where its store or nobody can say that."""
    calendars = ruling.rules().calendars
    return [(one, _due(one, calendars, now)) for one in targets]


def _due(target: PolicyTarget, calendars: Calendars, now: datetime) -> datetime | None:
    editions = calendars.get(target.calendar, ())
    if target.calendar and not editions:
        return None
    calendar = max(editions, key=lambda one: one.version).calendar if editions else None
    try:
        return due_at(calendar, second(now), target.seconds, ())
    except CalendarError:
        return None


def preview_policies(*, now: datetime) -> Preview:
    """Tell what open cases would change by going on with the policies in force."""
    case_ids = list(Case.objects.unfinished().order_by("-pk").values_list("pk", flat=True))
    return preview(case_ids, ruling.rules(), kind=EventKind.POLICY_CHANGED, now=now)


def differing_by_policy(case_ids: Sequence[int], *, now: datetime) -> list[int]:
    """Those of these cases of which a limit is not what the policies in force would set."""
    found = _changed(case_ids, ruling.rules(), EventKind.POLICY_CHANGED, now)
    return [case_id for case_id, _moves in found]


def _changed(
    case_ids: Sequence[int], rules: Rules, kind: EventKind, now: datetime
) -> Iterator[tuple[int, list[Moved]]]:
    for start in range(0, len(case_ids), _BATCH):
        batch = case_ids[start : start + _BATCH]
        stored = _stored(batch)
        for case_id, events in recounting.histories_of(batch).items():
            if moves := _moves(stored[case_id], _would_be(events, rules, kind, now), now):
                yield case_id, moves


def _stored(case_ids: Sequence[int]) -> dict[int, dict[Key, ClockCycle]]:
    """The limits as people see them now."""
    found: dict[int, dict[Key, ClockCycle]] = {case_id: {} for case_id in case_ids}
    rows = ClockCycle.objects.running().filter(case__in=case_ids).select_related("case")
    for row in rows.only("clock", "number", "due_at", "breached_at", "case__reference"):
        found[row.case_id][row.clock, row.number] = row
    return found


def _would_be(
    events: list[ClockEvent], rules: Rules, kind: EventKind, now: datetime
) -> dict[Key, Cycle]:
    last = max((event.sequence for event in events), default=0)
    would = ClockEvent(kind=kind, at=now, sequence=last + 1)
    cycles = fold([*events, would], rules.policies, rules.calendars, now)
    return {(c.clock.value, c.number): c for c in cycles if not c.frozen}


def _moves(
    before: dict[Key, ClockCycle], after: dict[Key, Cycle], now: datetime, *, is_whole: bool = False
) -> list[Moved]:
    """The limits that move; `is_whole` also those that stay."""
    found = []
    reference = next((row.case.reference for row in before.values()), "")
    for key in sorted({*before, *after}):
        was, will = before.get(key), after.get(key)
        due, then = was.due_at if was else None, will.due_at if will else None
        missed = was is not None and (was.breached_at is not None or (due or now) < now)
        is_excused = missed and will is not None and will.breached_at is None
        if is_whole or due != then or is_excused or (was is None) != (will is None):
            found.append(
                Moved(
                    reference=reference, clock=key[0], name=clock_name(key[0]), before=due,
                    after=then, is_excused=is_excused,
                )
            )  # fmt: skip
    return found
