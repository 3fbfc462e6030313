"""Which policy and which edition of a calendar apply to a clock at a moment."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.sla.terms import (
    Attributes,
    CalendarEdition,
    Calendars,
    ClockKind,
    OnDisable,
    Policy,
    PolicyTarget,
)
from feedback_site.organisation.working_time import CalendarError, WorkingCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The policy that governs a clock, its target, and the codes of others that matched too."""

    policy: Policy
    target: PolicyTarget
    also_matched: tuple[str, ...]


class Rulebook:
    """All versions of all policies and calendars; picking from it is the same at every replay."""

    def __init__(self, policies: Sequence[Policy], calendars: Calendars) -> None:
        self.calendars = calendars
        self._shelf = _shelf_of(policies)
        # A fold asks for one case, for each of its clocks.
        self._asked: tuple[Attributes, int] | None = None
        self._chosen: _Chosen = {}

    def choose(
        self,
        clock: ClockKind,
        case: Attributes,
        at: datetime,
        own: tuple[str, int] | None = None,
    ) -> Choice | None:
        """Return what governs a clock at a moment, or None where nothing sets it a target.

        `own` is the policy version that an open cycle runs on: it stays in force for that cycle
        after it was replaced or disabled, unless it says that its cycles are cancelled.
        """
        shelf, era = self._shelf, bisect_right(self._shelf.changes, at)
        if self._asked is None or self._asked[0] is not case or self._asked[1] != era:
            self._asked, self._chosen = (case, era), shelf.chosen(case, era)
        if (clock, own) not in self._chosen:
            self._chosen[clock, own] = shelf.choice(clock, case, at, own)
        return self._chosen[clock, own]

    def policy(self, code: str, version: int) -> Policy | None:
        """Return one version of a policy, if the book still has it."""
        return self._shelf.versions.get((code, version))

    def edition(self, code: str, at: datetime) -> int:
        """Return the version of a calendar for what is recorded at a moment; 0 for round the clock.

        Raises CalendarError for a calendar that does not exist.
        """
        if not code:
            return 0
        editions = self._editions(code)
        used = [each for each in editions if each.since is None or each.since <= at]
        if not used:
            return min(each.version for each in editions)
        return max(each.version for each in used)

    def calendar(self, code: str, version: int) -> WorkingCalendar | None:
        """Return a version of a calendar, None for round the clock.

        Raises CalendarError for one that does not exist.
        """
        if not code:
            return None
        for each in self._editions(code):
            if each.version == version:
                return each.calendar
        raise CalendarError(f"There is no version {version} of the calendar {code!r}.")

    def _editions(self, code: str) -> tuple[CalendarEdition, ...]:
        editions = self.calendars.get(code)
        if not editions:
            raise CalendarError(f"There is no calendar {code!r}.")
        return editions


_Chosen = dict[tuple[ClockKind, tuple[str, int] | None], Choice | None]
# Cases are of few classes, categories, stores and tiers; what is over is chosen again.
MOST_CASES = 5_000
MOST_SHELVES = 4


class _Shelf:
    """The policies of a book, found by clock and by version, and what was chosen from them.

    A pass folds thousands of histories by the same policies, and cases of the same attributes get the same
    limits: between two moments at which a policy begins or ends nothing else decides.
    """

    def __init__(self, policies: Sequence[Policy]) -> None:
        self.policies, self.size = policies, len(policies)
        self.versions = {(one.code, one.version): one for one in reversed(policies)}
        moments = {moment for one in policies for moment in (one.since, one.until)}
        self.changes = sorted(moment for moment in moments if moment is not None)
        self._by_clock = _by_clock(policies)
        self._chosen: dict[tuple[Attributes, int], _Chosen] = {}

    def chosen(self, case: Attributes, era: int) -> _Chosen:
        """Return what was chosen for such cases between two changes, to be added to."""
        if len(self._chosen) >= MOST_CASES:
            self._chosen = {}
        return self._chosen.setdefault((case, era), {})

    def choice(
        self, clock: ClockKind, case: Attributes, at: datetime, own: tuple[str, int] | None
    ) -> Choice | None:
        """Choose as `Rulebook.choose` says."""
        found = [
            (policy.rank, policy.code, policy, target)
            for policy in self._in_force(clock, at, own)
            if policy.match.takes(case)
            and (target := policy.target_for(clock, case.priority)) is not None
        ]
        if not found:
            return None
        found.sort(key=lambda each: each[:2])
        _, _, policy, target = found[0]
        others = tuple(code for _, code, _, _ in found[1:])
        return Choice(policy=policy, target=target, also_matched=others)

    def _in_force(
        self, clock: ClockKind, at: datetime, own: tuple[str, int] | None
    ) -> list[Policy]:
        """Return a version of each policy that knows the clock: the cycle's own, else the newest in force."""
        newest: dict[str, Policy] = {}
        for policy in self._by_clock.get(clock, ()):
            if not _holds(policy, at):
                continue
            if policy.code not in newest or policy.version > newest[policy.code].version:
                newest[policy.code] = policy
        kept = self.versions.get(own) if own is not None else None
        if kept is not None and (kept.on_disable is OnDisable.CONTINUE or _holds(kept, at)):
            newest[kept.code] = kept
        return list(newest.values())


def _holds(policy: Policy, at: datetime) -> bool:
    begun = policy.since is None or policy.since <= at
    return begun and (policy.until is None or at < policy.until)


def _by_clock(policies: Sequence[Policy]) -> dict[ClockKind, tuple[Policy, ...]]:
    """Return all versions of the policies of which any has a target for a clock."""
    codes: dict[ClockKind, set[str]] = {}
    for policy in policies:
        for target in policy.targets:
            codes.setdefault(target.clock, set()).add(policy.code)
    return {
        clock: tuple(policy for policy in policies if policy.code in named)
        for clock, named in codes.items()
    }


_shelves: tuple[_Shelf, ...] = ()


def _shelf_of(policies: Sequence[Policy]) -> _Shelf:
    """Return the shelf of the policies asked for; those asked for last are held, so that none is mistaken."""
    global _shelves
    for known in _shelves:
        if known.policies is policies and known.size == len(policies):
            return known
    made = _Shelf(policies)
    _shelves = (made, *_shelves[: MOST_SHELVES - 1])
    return made
