"""What the fold of a case's history gives, as plain values: cycles, pauses, breaches, notices."""

from dataclasses import dataclass
from datetime import datetime

from cases.sla.terms import WARN_AT, ClockKind, RetargetMode
from feedback_site.organisation.working_time import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A span in which a case waited. Without an end it lasts; it ends by itself at `resume_by`."""

    start: datetime
    end: datetime | None
    reason: str
    person: str = ""
    resume_by: datetime | None = None
    correction: bool = False

    @property
    def span(self) -> Span:
        """The pause as working time takes it."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSegment:
    """A target that applied from `at`; no seconds mean that the clock had none from then on."""

    at: datetime
    seconds: int | None
    mode: RetargetMode
    policy: str
    policy_version: int
    calendar: str
    calendar_version: int
    priority: str
    also_matched: tuple[str, ...] = ()
    pause_reasons: frozenset[str] = frozenset()
    warn_at: tuple[int, ...] = WARN_AT
    warn_before: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A limit that passed unmet. An excused breach stays on record and counts for nothing.

    Causes: due_passed, retarget (it passed at the moment of the change), late_sync and split (it
    had passed before the system knew of the case). Excuses: calendar_changed, correction,
    recorded_late.
    """

    at: datetime
    cause: str
    excused_at: datetime | None = None
    excuse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A share of the target (per cent) and the moment at which it is, or will be, used up.

    A negative share is a warning so many working minutes before the limit.
    """

    share: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One running of one clock, as it stands at the `now` it was folded for. All moments in UTC.

    `number` counts the cycles of the same clock from 1. `subject` names the promise, the assignee
    or the vendor. `counts_from` is where the target in force is counted from: `started_at`, or the
    last change. `due_at` is None while a pause is open. `began_by` and `ended_by` are causes: the
    event's kind, or for a re-opening its cause; for an end also no_target, reassigned,
    policy_ended. `first_met_at` differs from `met_at` when re-opening continued the cycle. `pauses`
    are those that this clock heeds. `problem` is a configuration error in words, and then nothing
    is due. `ends_with_policy` says that a policy that is turned off cancels it.
    """

    clock: ClockKind
    number: int
    subject: str
    policy: str
    policy_version: int
    also_matched: tuple[str, ...]
    calendar: str
    calendar_version: int
    started_at: datetime
    counts_from: datetime
    target_seconds: int
    due_at: datetime | None
    met_at: datetime | None
    first_met_at: datetime | None
    cancelled_at: datetime | None
    began_by: str
    ended_by: str
    breaches: tuple[Breach, ...]
    targets: tuple[TargetSegment, ...]
    pauses: tuple[Pause, ...]
    paused_since: datetime | None
    levels: tuple[Level, ...]
    quiet_until: datetime | None
    problem: str
    ends_with_policy: bool

    @property
    def frozen(self) -> bool:
        """Whether it has ended: no later change of calendar, policy or priority moves it."""
        return self.met_at is not None or self.cancelled_at is not None

    @property
    def breach(self) -> Breach | None:
        """The first breach that was not excused."""
        return next((each for each in self.breaches if each.excused_at is None), None)

    @property
    def breached_at(self) -> datetime | None:
        """When the limit was broken, if it was and no excuse was found."""
        return None if self.breach is None else self.breach.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to tell once: that a share of a limit is used up (100: broken), and since when."""

    clock: ClockKind
    cycle: int
    level: int
    at: datetime

    @property
    def key(self) -> tuple[str, int, int]:
        """What makes it once per case: clock, cycle, level."""
        return self.clock.value, self.cycle, self.level
