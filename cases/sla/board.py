"""The running clocks of one case and its pauses: starting, meeting, cancelling, taking back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from cases.sla.aiming import aim, calendar_changed, excuse_shifted, policy_ended, retarget
from cases.sla.choosing import Rulebook
from cases.sla.cycles import Pause, TargetSegment
from cases.sla.runs import Run, cancel, let_pass, meet, resume
from cases.sla.terms import Attributes, ClockKind, RetargetMode


class Board:
    """What runs for one case. `known` is the moment up to which its history is recorded."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.case = Attributes()
        self.runs: list[Run] = []
        self.pauses: list[Pause] = []
        self.known: datetime | None = None
        self.triaged_at: datetime | None = None
        # What lies over all runs and can be lifted: merging, or being taken for spam; when, by which event.
        self.covered: tuple[datetime, int, str] | None = None
        # Whether promises run on beneath it: what a customer was told by name no merging takes from them.
        self.promises_go_on = False

    # --------------------------------------------------------------------------------- reading

    def latest(self, clock: ClockKind, subject: str | None = None) -> Run | None:
        """Return the last run of a clock (for one promise, assignee or vendor, if named)."""
        for run in reversed(self.runs):
            if run.clock == clock and subject in (None, run.subject):
                return run
        return None

    def shown(self) -> list[Run]:
        """Return the runs as others see them: merging or spam lies over them, and can be lifted."""
        if self.covered is None:
            return self.runs
        at, seq, by = self.covered
        return [
            cancel(run, at, seq, by, pauses=self.pauses, book=self.book)
            if run.is_open and not self._goes_on(run)
            else run
            for run in self.runs
            if run.started_seq < seq or self._goes_on(run)
        ]

    def _goes_on(self, run: Run) -> bool:
        return self.promises_go_on and run.clock is ClockKind.PROMISE

    def is_running(self, clock: ClockKind) -> bool:
        """Whether a run of the clock is open, with a target or without."""
        return any(run.clock == clock and run.is_open for run in self.runs)

    # -------------------------------------------------------------------- starting and ending

    def start(
        self,
        clock: ClockKind,
        at: datetime,
        seq: int,
        by: str,
        *,
        late: str = "due_passed",
        subject: str = "",
    ) -> None:
        """Start the next run of a clock; without a target it waits unseen for one."""
        known = self._known()
        run = Run(
            clock=clock,
            number=1 + len([each for each in self.runs if each.clock == clock]),
            started_at=at,
            counts_from=at,
            known_since=known,
            late_cause=late,
            began_by=by,
            started_seq=seq,
            subject=subject,
        )
        aimed = aim(run, self.case, self.book, known=known, triaged_at=self.triaged_at)
        self.runs.append(aimed)

    def start_promise(self, at: datetime, seq: int, promise: str, due: datetime) -> None:
        """Start the clock of one promise: its limit is what was said, round the clock."""
        said = TargetSegment(
            at=at,
            seconds=max(int((due - at).total_seconds()), 0),
            mode=RetargetMode.FROM_START,
            policy="",
            policy_version=0,
            calendar="",
            calendar_version=0,
            priority=self.case.priority,
        )
        self.start(ClockKind.PROMISE, at, seq, "promise_made", subject=promise)
        self.runs[-1] = self.runs[-1].but(targets=(said,), started_at=at, counts_from=at)

    def meet(
        self, clock: ClockKind, at: datetime, seq: int, by: str, subject: str | None = None
    ) -> None:
        """Fulfil the open runs of a clock."""
        known = self._known()
        self._change(
            lambda run: meet(run, at, seq, by, known=known, pauses=self.pauses, book=self.book),
            lambda run: run.clock == clock and subject in (None, run.subject),
        )

    def cancel(
        self, clocks: Sequence[ClockKind], at: datetime, seq: int, by: str,
        subject: str | None = None,
    ) -> None:  # fmt: skip
        """End the open runs of some clocks unfulfilled."""
        self._change(
            lambda run: cancel(run, at, seq, by, pauses=self.pauses, book=self.book),
            lambda run: run.clock in clocks and subject in (None, run.subject),
        )

    def go_on(self, clock: ClockKind, rest: Pause) -> None:
        """Let the last, met run of a clock go on without a span of rest."""
        index = max(i for i, run in enumerate(self.runs) if run.clock == clock)
        self.runs[index] = resume(self.runs[index], rest)

    def take_back(self, seq: int) -> None:
        """Undo what one event started and ended, as if it had never happened."""
        kept = [run for run in self.runs if run.started_seq != seq]
        self.runs = [
            run.before if run.ended_seq == seq and run.before is not None else run for run in kept
        ]
        self.catch_up()

    def catch_up(self) -> None:
        """Bring what runs again to the calendars and the targets of now."""
        self.change_calendars()
        self.retarget()

    def move_start(self, clock: ClockKind, at: datetime, why: str) -> None:
        """Let an open run count from another moment; a limit so postponed was never broken."""
        known = self._known()

        def moved(run: Run) -> Run:
            base = at if run.counts_from == run.started_at else run.counts_from
            after = run.but(started_at=at, counts_from=base)
            return excuse_shifted(
                run, after, self.pauses, self.pauses, self.book, known=known, why=why
            )

        self._change(moved, lambda run: run.clock == clock)

    # ---------------------------------------------------------------------- time and changes

    def let_pass(self, moment: datetime) -> None:
        """Note everything that time alone has brought about before a moment."""
        covered = moment if self.covered is None else min(moment, self.covered[0])
        for index, run in enumerate(self.runs):
            if run.targets and run.is_open:
                until = moment if self._goes_on(run) else covered
                run = policy_ended(run, self.pauses, self.book, until)
                self.runs[index] = let_pass(run, self.pauses, self.book, until)

    def retarget(self, *, adopts: bool = False) -> None:
        """Aim every open run at the target that applies now, and those that had none so far.

        A run keeps the version of its policy, unless it `adopts` the one in force.
        """
        last = {run.clock: index for index, run in enumerate(self.runs)}
        self.runs = [
            self._retargeted(run, latest=last[run.clock] == index, adopts=adopts)
            for index, run in enumerate(self.runs)
        ]

    def change_calendars(self) -> None:
        """Move open runs to the calendars in force."""
        known = self._known()
        self.runs = [
            calendar_changed(run, self.book, known=known, pauses=self.pauses) for run in self.runs
        ]

    # ------------------------------------------------------------------------------- pausing

    def pause(self, pause: Pause, *, excused_as: str = "") -> None:
        """Add a pause; one entered afterwards may excuse a breach that was told meanwhile."""
        before, self.pauses = self.pauses, [*self.pauses, pause]
        if excused_as:
            known = self._known()
            self.runs = [
                excuse_shifted(
                    run, run, before, self.pauses, self.book, known=known, why=excused_as
                )
                for run in self.runs
            ]

    def end_pauses(self, at: datetime, reason: str = "") -> None:
        """End the open pauses (of one reason), at the resume-by date if that came before."""
        self.pauses = [
            replace(pause, end=max(min(at, pause.resume_by or at), pause.start))
            if pause.end is None and reason in ("", pause.reason)
            else pause
            for pause in self.pauses
        ]

    # --------------------------------------------------------------------------------- inside

    def _known(self) -> datetime:
        if self.known is None:
            raise ValueError("Nothing was recorded yet.")
        return self.known

    def _change(self, how: Callable[[Run], Run], which: Callable[[Run], bool]) -> None:
        self.runs = [how(run) if run.is_open and which(run) else run for run in self.runs]

    def _retargeted(self, run: Run, *, latest: bool, adopts: bool) -> Run:
        if run.clock is ClockKind.PROMISE:
            return run
        known = self._known()
        if run.is_open:
            return retarget(
                run,
                self.case,
                self.book,
                known=known,
                triaged_at=self.triaged_at,
                pauses=self.pauses,
                adopts=adopts,
            )
        # Nobody is judged afterwards by a policy that did not exist while they worked.
        if adopts or run.targets or not latest or run.met_at is None or run.before is None:
            return run
        # It was met before anything set it a target: judge it by the target it gets now.
        aimed = aim(run.before, self.case, self.book, known=known, triaged_at=self.triaged_at)
        if not aimed.targets:
            return run
        return meet(
            aimed.but(known_since=known, late_cause="retarget"),
            run.met_at,
            run.ended_seq,
            run.ended_by,
            known=known,
            pauses=self.pauses,
            book=self.book,
        )
