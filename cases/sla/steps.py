"""What each event of a case's history does to its clocks."""

from datetime import datetime

from cases.sla.answers import Answers
from cases.sla.board import Board
from cases.sla.cycles import Pause
from cases.sla.facts import moment_of, numbers_of, text_of
from cases.sla.terms import ClockEvent, ClockKind, ReopenMode

ONCE = (  # owed once, from receipt on
    ClockKind.ACKNOWLEDGE,
    ClockKind.FIRST_RESPONSE,
    ClockKind.DISPATCH,
    ClockKind.CONTACT,
    ClockKind.REMEDY,
    ClockKind.REVIEW,
)
UNASKED = frozenset({"withdrawn", "legal"})  # outcomes of closing in which nobody was verified
NOT_A_PROMISE = tuple(clock for clock in ClockKind if clock is not ClockKind.PROMISE)


class Steps:
    """The steps of one case, one method for each kind of event, on its board of running clocks.

    Each takes the event and the moment at which it counts.
    """

    def __init__(self, board: Board) -> None:
        self.board = board
        self.answers = Answers(board)
        self.quiet_until: datetime | None = None
        self._assignee = ""
        self._resolved_seq = 0
        # Whether it was said that a supplier still owes; histories of before never said so of any.
        self._vendor_owes = False

    @property
    def _is_worked_on(self) -> bool:
        return not (self.answers.is_over or self._resolved_seq)

    # ------------------------------------------------------------------ from receipt to resolution

    def received(self, event: ClockEvent, at: datetime) -> None:
        """Everything owed from receipt on begins; handing it in face to face acknowledges it."""
        if self.board.is_running(ClockKind.RESOLVE):
            return
        start = min(moment_of(event, "anchored_at") or at, at)
        is_earlier = start < at  # split off: nobody could keep what was over by then
        late = "split" if is_earlier else "late_sync"
        for clock in (*ONCE, ClockKind.RESOLVE):
            self.board.start(clock, start, event.sequence, event.kind, late=late)
        if is_earlier or event.facts.get("imported") or event.facts.get("offline"):
            self.quiet_until = self.board.known
        if event.facts.get("face_to_face"):
            self.board.meet(ClockKind.ACKNOWLEDGE, start, event.sequence, event.kind)

    def triaged(self, event: ClockEvent, at: datetime) -> None:
        """Clocks anchored at triage begin to count."""
        self.board.triaged_at = self.board.triaged_at or at

    def answered(self, event: ClockEvent, at: datetime) -> None:
        """A human answer ends the wait of whom it was given to."""
        self.answers.given(event, at)

    def customer_wrote(self, event: ClockEvent, at: datetime) -> None:
        """A message from any channel resumes, and is owed an answer."""
        self.board.end_pauses(at)
        self.answers.ask(event, at)

    def assigned(self, event: ClockEvent, at: datetime) -> None:
        """Another assignee begins anew; nothing else does."""
        assignee = text_of(event, "assignee")
        if assignee == self._assignee and self.board.is_running(ClockKind.PER_ASSIGNEE):
            return
        self._assignee = assignee
        self.board.cancel((ClockKind.PER_ASSIGNEE,), at, event.sequence, "reassigned")
        if assignee and self._is_worked_on:
            self._start_own(event, at)

    def _start_own(self, event: ClockEvent, at: datetime) -> None:
        self.board.start(
            ClockKind.PER_ASSIGNEE, at, event.sequence, event.kind, subject=self._assignee
        )

    def dispatched(self, event: ClockEvent, at: datetime) -> None:
        """Whoever was sent is expected on site; sending another goes on with the same visit.

        Where it is only found later that they were, they could not be expected before.
        """
        if self._is_worked_on and self.board.latest(ClockKind.VISIT) is None:
            since = max(at, self.board.known or at)
            self.board.start(ClockKind.VISIT, since, event.sequence, event.kind)

    def waiting_began(self, event: ClockEvent, at: datetime) -> None:
        """The case waits for a reason; clocks that list it pause."""
        reason, late = text_of(event, "waiting_reason"), self.board.known != at
        waiting = Pause(
            start=at, end=None, reason=reason, person=event.person,
            resume_by=moment_of(event, "resume_by"),
        )  # fmt: skip
        self.board.pause(waiting, excused_as="recorded_late" if late else "")
        if reason == "vendor":
            self._wait_for_vendor(event, at)

    def _wait_for_vendor(self, event: ClockEvent, at: datetime) -> None:
        """One who still owes what they were asked for has no more time by being waited for again."""
        vendor, last = text_of(event, "vendor"), self.board.latest(ClockKind.PER_VENDOR)
        if last is not None and last.is_open:
            if last.subject == vendor or not self._vendor_owes:
                return
            self.board.cancel((ClockKind.PER_VENDOR,), at, event.sequence, event.kind)
        self.board.start(ClockKind.PER_VENDOR, at, event.sequence, event.kind, subject=vendor)

    def waiting_ended(self, event: ClockEvent, at: datetime) -> None:
        """The wait (for one reason, or every reason) is over; a supplier may still owe what was asked for."""
        reason = text_of(event, "waiting_reason")
        self.board.end_pauses(at, reason)
        if event.facts.get("vendor_owes"):
            self._vendor_owes = True
        elif reason in {"", "vendor"}:
            self.board.meet(ClockKind.PER_VENDOR, at, event.sequence, event.kind)

    def correction(self, event: ClockEvent, at: datetime) -> None:
        """A pause entered afterwards."""
        start, end = moment_of(event, "pause_from"), moment_of(event, "pause_until")
        if start is None or end is None or end <= start:
            return
        waited = Pause(
            start=start,
            end=min(end, at),
            reason=text_of(event, "waiting_reason"),
            person=event.person,
            correction=True,
        )
        self.board.pause(waited, excused_as="correction")

    # ------------------------------------------------------------------- from resolution to the end

    def resolved(self, event: ClockEvent, at: datetime) -> None:
        """Waiting ends, then the limit is compared; verification begins."""
        if self._resolved_seq:
            return
        self._resolved_seq = seq = event.sequence
        self.board.end_pauses(at)
        self.board.meet(ClockKind.RESOLVE, at, seq, event.kind)
        self.board.meet(ClockKind.PER_ASSIGNEE, at, seq, event.kind)
        self.board.meet(ClockKind.REVIEW, at, seq, event.kind)
        needless = (ClockKind.DISPATCH, ClockKind.VISIT, ClockKind.PER_VENDOR)
        self.board.cancel(needless, at, seq, event.kind)
        self._owe_no_remedy(event, at)
        self.board.start(ClockKind.VERIFY, at, seq, event.kind)

    def reviewed(self, event: ClockEvent, at: datetime) -> None:
        """The request for a remedy was decided; where it was refused, there is none to wait for."""
        self._owe_no_remedy(event, at)

    def _owe_no_remedy(self, event: ClockEvent, at: datetime) -> None:
        if event.facts.get("no_remedy"):
            self.board.cancel((ClockKind.REMEDY,), at, event.sequence, event.kind)

    def resolution_undone(self, event: ClockEvent, _at: datetime) -> None:
        """Resolved by mistake: it never happened.

        What the event names was left out when the history was taken anew; only what changed meanwhile is
        made up for. One recorded before events named that takes back the resolving alone.
        """
        if self._resolved_seq:
            self.board.take_back(self._resolved_seq)
            self._resolved_seq = 0
        elif numbers_of(event, "takes_back"):
            self.board.catch_up()

    def answer_taken_back(self, event: ClockEvent, _at: datetime) -> None:
        """An answer did not go out, or something noted was not done: time has passed since.

        The history was taken anew without it.
        """
        if numbers_of(event, "takes_back"):
            self.board.catch_up()

    def reopened(self, event: ClockEvent, at: datetime) -> None:
        """The work begins again, as the policy counts it; a breach stays."""
        board, seq, cause = self.board, event.sequence, text_of(event, "cause") or event.kind
        self.answers.is_over, self._resolved_seq = False, 0
        if cause == "not_verified":
            board.meet(ClockKind.VERIFY, at, seq, cause)
        board.cancel((ClockKind.VERIFY,), at, seq, event.kind)
        self._reopen_resolve(event, at, cause)
        for clock in ONCE:
            owed = board.latest(clock)
            if owed is not None and owed.cancelled_at is not None:
                board.start(clock, at, seq, cause)
        if self._assignee and not board.is_running(ClockKind.PER_ASSIGNEE):
            self._start_own(event, at)
        self.answers.owe(event)

    def _reopen_resolve(self, event: ClockEvent, at: datetime, cause: str) -> None:
        last = self.board.latest(ClockKind.RESOLVE)
        if last is not None and last.is_open:
            return
        if last is None or last.met_at is None or self._mode(cause) is ReopenMode.NEW_CYCLE:
            self.board.start(ClockKind.RESOLVE, at, event.sequence, cause)
            return
        rest = Pause(start=last.met_at, end=max(at, last.met_at), reason="resolved")
        self.board.go_on(ClockKind.RESOLVE, rest)
        self.board.change_calendars()
        self.board.retarget()

    def _mode(self, cause: str) -> ReopenMode:
        """Return how re-opening counts; after a failed verification always anew."""
        last = self.board.latest(ClockKind.RESOLVE)
        if cause == "not_verified" or last is None or not last.targets:
            return ReopenMode.NEW_CYCLE
        policy = self.board.book.policy(last.targets[-1].policy, last.targets[-1].policy_version)
        return ReopenMode.NEW_CYCLE if policy is None else policy.reopen_mode

    def closed(self, event: ClockEvent, at: datetime) -> None:
        """Waiting ends, then everything still open."""
        self.board.end_pauses(at)
        if text_of(event, "outcome") not in UNASKED:
            self.board.meet(ClockKind.VERIFY, at, event.sequence, event.kind)
        self.board.cancel(NOT_A_PROMISE, at, event.sequence, event.kind)
        self.answers.is_over = True

    def called_off(self, event: ClockEvent, at: datetime) -> None:
        """Cancelled, rejected, duplicate or withdrawn: nothing is owed any more."""
        self.board.end_pauses(at)
        self.board.cancel(tuple(ClockKind), at, event.sequence, event.kind)
        self.answers.is_over = True

    # ------------------------------------------------------------- merging, splitting, the rest

    def merged(self, event: ClockEvent, at: datetime) -> None:
        """Into another case: its clocks end. Another into this: its open message counts here."""
        absorbed = text_of(event, "absorbed")
        if absorbed:
            since = moment_of(event, "unanswered_since")
            self.answers.ask(event, since, of=absorbed, is_new="message" in event.facts)
            return
        self.put_aside(event, at)

    def unmerged(self, event: ClockEvent, at: datetime) -> None:
        """What the merge ended goes on as if it had never been merged."""
        absorbed = text_of(event, "absorbed")
        if absorbed:
            self.answers.let_go(event, at, of=absorbed)
            return
        self._vendor_owes = self._vendor_owes or bool(event.facts.get("vendor_owes"))
        self.brought_back(event, at)

    def put_aside(self, event: ClockEvent, at: datetime) -> None:
        """Merged, or taken for spam: all clocks end, until that is undone."""
        if self.board.covered is None:
            self.board.covered = (at, event.sequence, event.kind)
            self.board.promises_go_on = bool(event.facts.get("promises_go_on"))

    def brought_back(self, event: ClockEvent, at: datetime) -> None:
        """All clocks go on as if they had never ended."""
        self.board.covered, self.board.promises_go_on = None, False

    def split(self, event: ClockEvent, at: datetime) -> None:
        """The child counts from the split message's time; the parent owes it no answer."""
        if moment_of(event, "anchored_at") is not None:
            self.received(event, at)
            return
        self.answers.let_go(event, at, since=moment_of(event, "message_at"))

    def promise_made(self, event: ClockEvent, at: datetime) -> None:
        """A promise has its own limit."""
        due = moment_of(event, "due_at")
        if due is not None:
            self.board.start_promise(at, event.sequence, text_of(event, "promise"), due)

    def promise_kept(self, event: ClockEvent, at: datetime) -> None:
        """A promise was kept."""
        promise = text_of(event, "promise")
        self.board.meet(ClockKind.PROMISE, at, event.sequence, event.kind, subject=promise)

    def promise_changed(self, event: ClockEvent, at: datetime) -> None:
        """Another time was agreed on: a limit anew, while the old one stays broken if it was."""
        if moment_of(event, "due_at") is not None:
            self.promise_withdrawn(event, at)
            self.promise_made(event, at)

    def promise_withdrawn(self, event: ClockEvent, at: datetime) -> None:
        """A promise was taken back: nothing is owed by it any more."""
        promise = text_of(event, "promise")
        self.board.cancel((ClockKind.PROMISE,), at, event.sequence, event.kind, subject=promise)

    def calendar_changed(self, _event: ClockEvent, _at: datetime) -> None:
        """Open clocks move to the calendars in force."""
        self.board.change_calendars()

    def policy_changed(self, event: ClockEvent, _at: datetime) -> None:
        """The policies in force apply, also to what ran on an older version of them."""
        self.board.change_calendars()
        self.board.retarget(adopts=True)
        self.answers.owe(event)
