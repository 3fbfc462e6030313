"""One running of one clock while its case's history is being folded, and its arithmetic."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cases.sla.choosing import Rulebook
from cases.sla.cycles import Breach, Pause, TargetSegment
from cases.sla.terms import ClockKind
from feedback_site.organisation.working_time import CalendarError, due_at

CHANGED = frozenset({"retarget", "calendar_changed"})  # such a breach counts from the change


# Without slots: a fold copies some twenty of them, and a copied dictionary is five times as quick as
# `dataclasses.replace`.
@dataclass(frozen=True, kw_only=True)
class Run:
    """An obligation of a case. Without targets it is not shown: no target is no clock.

    `known_since` is when the system could first know of the limit in force, and `late_cause` what a
    breach before that is put down to. `heeded` are the pauses it ended with; while it is open they
    are read off the case's, because pauses belong to the case. `before` is the run as it was before
    it ended, for an ending that is taken back.
    """

    clock: ClockKind
    number: int
    started_at: datetime
    counts_from: datetime
    known_since: datetime
    late_cause: str
    began_by: str
    started_seq: int
    subject: str = ""
    targets: tuple[TargetSegment, ...] = ()
    rests: tuple[Pause, ...] = ()
    heeded: tuple[Pause, ...] = ()
    breaches: tuple[Breach, ...] = ()
    met_at: datetime | None = None
    first_met_at: datetime | None = None
    cancelled_at: datetime | None = None
    ended_by: str = ""
    ended_seq: int = 0
    before: "Run | None" = None

    def but(self, **changes: object) -> "Run":
        """Return the run with some fields changed."""
        changed = object.__new__(Run)
        changed.__dict__.update(self.__dict__, **changes)
        return changed

    @property
    def ended_at(self) -> datetime | None:
        """When it was met or cancelled."""
        return self.met_at if self.met_at is not None else self.cancelled_at

    @property
    def is_open(self) -> bool:
        """Whether it was neither met nor cancelled."""
        return self.met_at is None and self.cancelled_at is None

    @property
    def target(self) -> TargetSegment | None:
        """The target in force, if the clock has one."""
        if not self.targets:
            return None
        last = self.targets[-1]
        return last if last.seconds is not None else None

    @property
    def breach(self) -> Breach | None:
        """The breach that stands."""
        for each in self.breaches:
            if each.excused_at is None:
                return each
        return None


def pauses_of(run: Run, pauses: Sequence[Pause], moment: datetime) -> tuple[Pause, ...]:
    """Return the pauses that a run heeds, as they stand at a moment, earliest first."""
    if not run.is_open:
        return run.heeded
    if not (pauses or run.rests):
        return ()
    reasons = run.target.pause_reasons if run.target is not None else frozenset()
    heeded = [stand(pause, moment) for pause in pauses if pause.reason in reasons]
    return tuple(sorted((*heeded, *run.rests), key=lambda pause: pause.start))


def stand(pause: Pause, moment: datetime) -> Pause:
    """Return a pause as it stands at a moment: one whose resume-by date has come has ended."""
    if pause.end is None and pause.resume_by is not None and pause.resume_by <= moment:
        return replace(pause, end=max(pause.resume_by, pause.start))
    return pause


def due_of(run: Run, pauses: Iterable[Pause], book: Rulebook) -> datetime | None:
    """Return when a run is due; None while paused, without target, or not to be reckoned."""
    target = run.target
    if target is None or target.seconds is None:
        return None
    try:
        calendar = book.calendar(target.calendar, target.calendar_version)
        return due_at(calendar, run.counts_from, target.seconds, [each.span for each in pauses])
    except CalendarError:
        return None  # the cycle says what is wrong when it is read


def breach_of(run: Run, due: datetime) -> Breach:
    """Return the breach of a limit that passed, or that a change has put into the past."""
    if due >= run.known_since:
        return Breach(at=due, cause="due_passed")
    at = run.known_since if run.late_cause in CHANGED else due
    return Breach(at=at, cause=run.late_cause)


def let_pass(run: Run, pauses: Sequence[Pause], book: Rulebook, moment: datetime) -> Run:
    """Note the breach of an open run that somebody could have been told of before a moment."""
    target = run.target
    if target is None or not run.is_open:
        return run
    if run.counts_from + timedelta(seconds=target.seconds or 0) >= moment:
        return run  # working time never runs faster than the wall clock
    if run.breach is not None:
        return run
    due = due_of(run, pauses_of(run, pauses, moment), book)
    if due is None or max(due, run.known_since) >= moment:
        return run
    return run.but(breaches=(*run.breaches, breach_of(run, due)))


def meet(
    run: Run,
    at: datetime,
    seq: int,
    by: str,
    *,
    known: datetime,
    pauses: Sequence[Pause],
    book: Rulebook,
) -> Run:
    """End a run as fulfilled; pauses still open end with it, and only then is the limit compared.

    At the very instant of the limit it is met. What is recorded late, but happened in time, excuses
    the breach told meanwhile.
    """
    at = max(at, run.started_at)
    heeded = clip(pauses_of(run, pauses, at), at)
    due = due_of(run, heeded, book)
    breaches = run.breaches
    if run.breach is not None and at <= run.breach.at:
        breaches = excuse(breaches, known, "recorded_late")
    elif run.breach is None and due is not None and due < at:
        late = breach_of(run, due)
        breaches = (*breaches, late if late.at <= at else replace(late, at=due))
    first = run.first_met_at if run.first_met_at is not None else at
    return run.but(
        met_at=at,
        first_met_at=first,
        ended_by=by,
        ended_seq=seq,
        heeded=heeded,
        before=run,
        breaches=breaches,
    )


def cancel(
    run: Run, at: datetime, seq: int, by: str, *, pauses: Sequence[Pause], book: Rulebook
) -> Run:
    """End a run unfulfilled; a limit that had passed stays broken."""
    at = max(at, run.started_at)
    heeded = clip(pauses_of(run, pauses, at), at)
    due = due_of(run, heeded, book)
    breaches = run.breaches
    if run.breach is None and due is not None and due < at:
        breaches = (*breaches, breach_of(run, due))
    return run.but(
        cancelled_at=at,
        ended_by=by,
        ended_seq=seq,
        heeded=heeded,
        before=run,
        breaches=breaches,
    )


def resume(run: Run, rest: Pause) -> Run:
    """Let a run that was met go on, without the span in which the case was resolved."""
    return run.but(
        met_at=None,
        ended_by="",
        ended_seq=0,
        heeded=(),
        before=None,
        rests=(*run.rests, rest),
    )


def clip(pauses: Iterable[Pause], at: datetime) -> tuple[Pause, ...]:
    """End at a moment whatever pause lasts beyond it."""
    return tuple(
        pause if pause.end is not None and pause.end <= at else replace(pause, end=at)
        for pause in pauses
        if pause.start < at
    )


def excuse(breaches: tuple[Breach, ...], at: datetime, why: str) -> tuple[Breach, ...]:
    """Excuse the breach that stands; it stays on record."""
    return tuple(
        each if each.excused_at is not None else replace(each, excused_at=at, excuse=why)
        for each in breaches
    )
