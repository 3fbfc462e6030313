"""Giving a run the target in force, and moving it when priority, policy or calendar change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cases.sla.choosing import Choice, Rulebook
from cases.sla.cycles import Pause, TargetSegment
from cases.sla.runs import Run, breach_of, cancel, due_of, excuse, pauses_of
from cases.sla.terms import OF_STORE, Anchor, Attributes, OnDisable, RetargetMode
from feedback_site.organisation.working_time import CalendarError


def aim(
    run: Run, case: Attributes, book: Rulebook, *, known: datetime, triaged_at: datetime | None,
    adopts: bool = False,
) -> Run:  # fmt: skip
    """Return a run with the target that applies to the case now; unchanged where that is the same.

    The first target counts from the start of the clock, a later one as its mode says.
    """
    choice = _choice(run, case, book, known, triaged_at, adopts=adopts)
    if choice is None:
        return _without_target(run, known)
    anchored = choice.target.anchor is Anchor.TRIAGED and triaged_at is not None
    begins = triaged_at if anchored and triaged_at is not None else run.started_at
    first = not run.targets
    calendar, version = _calendar(choice, book, known=known, case=case)
    if not first and _same(run.targets[-1], choice, calendar, version):
        return run
    new = _segment(choice, calendar, version, at=begins if first else known, case=case)
    from_change = not first and new.mode is RetargetMode.FROM_CHANGE
    return run.but(
        started_at=begins if first else run.started_at,
        counts_from=known if from_change and _moved(run, new) else _base(run, begins, new),
        targets=(*run.targets, new),
    )


def _base(run: Run, begins: datetime, new: TargetSegment) -> datetime:
    """Return where counting starts when it does not start anew at the change."""
    if not run.targets:
        return begins
    return run.started_at if new.mode is RetargetMode.FROM_START else run.counts_from


def retarget(
    run: Run,
    case: Attributes,
    book: Rulebook,
    *,
    known: datetime,
    triaged_at: datetime | None,
    pauses: Sequence[Pause],
    adopts: bool = False,
) -> Run:
    """Aim an open run anew; where the new limit is already past, it breaks at this moment."""
    aimed = aim(run, case, book, known=known, triaged_at=triaged_at, adopts=adopts)
    if aimed is run or aimed.target is None:
        return aimed
    aimed = aimed.but(known_since=known, late_cause="retarget")
    return _broken_by_change(aimed, pauses, book)


def calendar_changed(run: Run, book: Rulebook, *, known: datetime, pauses: Sequence[Pause]) -> Run:
    """Move an open run to the edition of its calendar in force; an ended one keeps its own."""
    target = run.target
    if not run.is_open or target is None or not target.calendar:
        return run
    try:
        version = book.edition(target.calendar, known)
    except CalendarError:
        return run
    if version == target.calendar_version:
        return run
    moved = run.but(
        targets=(*run.targets, replace(target, at=known, calendar_version=version)),
        known_since=known,
        late_cause="calendar_changed",
    )
    moved = excuse_shifted(run, moved, pauses, pauses, book, known=known, why="calendar_changed")
    return _broken_by_change(moved, pauses, book)


def excuse_shifted(
    before: Run,
    after: Run,
    pauses_before: Sequence[Pause],
    pauses_after: Sequence[Pause],
    book: Rulebook,
    *,
    known: datetime,
    why: str,
) -> Run:
    """Excuse a breach already told, where what is known now shows that the limit had not passed."""
    breach = after.breach
    if breach is None or not after.is_open:
        return after
    was = due_of(before, pauses_of(before, pauses_before, known), book)
    due = due_of(after, pauses_of(after, pauses_after, known), book)
    if was is None or was > breach.at or (due is not None and due <= breach.at):
        return after
    return after.but(breaches=excuse(after.breaches, known, why))


def policy_ended(run: Run, pauses: Sequence[Pause], book: Rulebook, moment: datetime) -> Run:
    """Cancel an open run whose policy version was disabled, if the policy says so."""
    if not run.is_open or run.target is None:
        return run
    policy = book.policy(run.target.policy, run.target.policy_version)
    if policy is None or policy.until is None or policy.on_disable is OnDisable.CONTINUE:
        return run
    if policy.until > moment:
        return run
    at = max(policy.until, run.targets[-1].at)
    return cancel(run, at, 0, "policy_ended", pauses=pauses, book=book)


def _choice(
    run: Run, case: Attributes, book: Rulebook, known: datetime, triaged_at: datetime | None,
    *, adopts: bool,
) -> Choice | None:  # fmt: skip
    keeps = run.targets and not adopts
    own = (run.targets[-1].policy, run.targets[-1].policy_version) if keeps else None
    choice = book.choose(run.clock, case, known, own)
    if choice is not None and choice.target.anchor is Anchor.TRIAGED and triaged_at is None:
        return None
    return choice


def _without_target(run: Run, known: datetime) -> Run:
    if run.target is None:
        return run
    return run.but(targets=(*run.targets, replace(run.targets[-1], at=known, seconds=None)))


def _calendar(
    choice: Choice, book: Rulebook, *, known: datetime, case: Attributes
) -> tuple[str, int]:
    code = choice.target.calendar
    code = code if code != OF_STORE else f"store:{case.store}"
    try:
        return code, book.edition(code, known)
    except CalendarError:
        return code, 0  # reading the cycle says that the calendar is missing


def _segment(
    choice: Choice, calendar: str, version: int, *, at: datetime, case: Attributes
) -> TargetSegment:
    target = choice.target
    return TargetSegment(
        at=at,
        seconds=target.seconds,
        mode=target.retarget_mode,
        policy=choice.policy.code,
        policy_version=choice.policy.version,
        calendar=calendar,
        calendar_version=version,
        priority=case.priority,
        also_matched=choice.also_matched,
        pause_reasons=target.pause_reasons,
        warn_at=target.warn_at,
        warn_before=target.warn_before,
    )


def _same(old: TargetSegment, choice: Choice, calendar: str, version: int) -> bool:
    """Whether nothing changed but the moment and the priority's name."""
    target, policy = choice.target, choice.policy
    return (
        old.seconds == target.seconds
        and old.calendar == calendar
        and old.calendar_version == version
        and old.policy_version == policy.version
        and old.policy == policy.code
        and old.also_matched == choice.also_matched
        and old.mode == target.retarget_mode
        and old.pause_reasons == target.pause_reasons
        and old.warn_at == target.warn_at
        and old.warn_before == target.warn_before
    )


def _moved(run: Run, new: TargetSegment) -> bool:
    """Whether the limit itself changed: only then does counting from the change begin anew."""
    old = run.targets[-1]
    return (old.seconds, old.calendar) != (new.seconds, new.calendar)


def _broken_by_change(run: Run, pauses: Sequence[Pause], book: Rulebook) -> Run:
    if run.breach is not None or not run.is_open:
        return run
    due = due_of(run, pauses_of(run, pauses, run.known_since), book)
    if due is None or due >= run.known_since:
        return run
    return run.but(breaches=(*run.breaches, breach_of(run, due)))
