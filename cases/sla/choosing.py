"""Which policy and which edition of a calendar apply to a clock at a moment."""

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


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All versions of all policies and calendars; picking from it is the same at every replay."""

    policies: Sequence[Policy]
    calendars: Calendars

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

    def policy(self, code: str, version: int) -> Policy | None:
        """Return one version of a policy, if the book still has it."""
        same = (each for each in self.policies if each.code == code and each.version == version)
        return next(same, None)

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

    def _in_force(
        self, clock: ClockKind, at: datetime, own: tuple[str, int] | None
    ) -> list[Policy]:
        """Return a version of each policy that knows the clock: the cycle's own, else the newest in force."""
        newest: dict[str, Policy] = {}
        for policy in _by_clock(self.policies).get(clock, ()):
            if not _holds(policy, at):
                continue
            if policy.code not in newest or policy.version > newest[policy.code].version:
                newest[policy.code] = policy
        kept = self.policy(*own) if own is not None else None
        if kept is not None and (kept.on_disable is OnDisable.CONTINUE or _holds(kept, at)):
            newest[kept.code] = kept
        return list(newest.values())


def _holds(policy: Policy, at: datetime) -> bool:
    begun = policy.since is None or policy.since <= at
    return begun and (policy.until is None or at < policy.until)


_ByClock = dict[ClockKind, tuple[Policy, ...]]
_indexed: tuple[Sequence[Policy], int, _ByClock] | None = None


def _by_clock(policies: Sequence[Policy]) -> _ByClock:
    """Return all versions of the policies of which any has a target for a clock.

    Kept for the policies asked for last: a pass folds thousands of histories by the same ones. They are
    held, so that no others can be taken for them.
    """
    global _indexed
    known = _indexed
    if known is not None and known[0] is policies and known[1] == len(policies):
        return known[2]
    codes: dict[ClockKind, set[str]] = {}
    for policy in policies:
        for target in policy.targets:
            codes.setdefault(target.clock, set()).add(policy.code)
    found = {
        clock: tuple(policy for policy in policies if policy.code in named)
        for clock, named in codes.items()
    }
    _indexed = (policies, len(policies), found)
    return found
