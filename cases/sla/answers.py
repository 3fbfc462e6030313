"""Who waits for an answer to what they wrote, and the clock of the next response."""

from dataclasses import dataclass
from datetime import datetime

from cases.sla.board import Board
from cases.sla.facts import recorded_of, text_of
from cases.sla.terms import ClockEvent, ClockKind


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A message without an answer: when it came, and from which absorbed case.

    What was written there since the merge `is_new`: it is answered there.
    """

    since: datetime
    of: str = ""
    is_new: bool = False


class Answers:
    """What is still to be answered in one case; a case that `is_over` owes nothing."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.is_over = False
        self._waiting: list[Unanswered] = []
        self._has_responded = False

    def ask(
        self, event: ClockEvent, since: datetime | None, *, of: str = "", is_new: bool = False
    ) -> None:
        """Somebody waits since then for an answer; None where nobody does."""
        if since is not None:
            self._waiting.append(Unanswered(since=since, of=of, is_new=is_new))
        self.owe(event)

    def given(self, event: ClockEvent, at: datetime) -> None:
        """A human answer ends the wait; entered afterwards, it answers what lay before it.

        One to a merged customer ends their wait alone, and only what solves the case answers what such a
        customer wrote since: a letter to one is none to the other.
        """
        if absorbed := text_of(event, "absorbed"):
            self._waiting = [each for each in self._waiting if each.of != absorbed]
            if not self._waiting:
                self.board.meet(ClockKind.NEXT_RESPONSE, at, event.sequence, event.kind)
            self.owe(event)
            return
        if not event.facts.get("human", True):
            return
        self._has_responded = True
        entered_later = recorded_of(event) > at
        solves = "resolution" in event.facts
        left = [
            each
            for each in self._waiting
            if (each.is_new and not solves) or (entered_later and each.since > at)
        ]
        if len(left) < len(self._waiting) or not left:
            self.board.meet(ClockKind.NEXT_RESPONSE, at, event.sequence, event.kind)
        self._waiting = left
        self.owe(event)

    def let_go(
        self,
        event: ClockEvent,
        at: datetime,
        *,
        of: str | None = None,
        since: datetime | None = None,
    ) -> None:
        """What has gone elsewhere, of an absorbed case or of a moment, is owed nothing here any more."""
        self._waiting = [one for one in self._waiting if one.of != of and one.since != since]
        if not self._waiting:
            self.board.cancel((ClockKind.NEXT_RESPONSE,), at, event.sequence, event.kind)
        self.owe(event)

    def owe(self, event: ClockEvent) -> None:
        """Keep the next-response clock counting from the earliest unanswered message."""
        if not self._has_responded or self.is_over or not self._waiting:
            return
        first = min(one.since for one in self._waiting)
        running = self.board.latest(ClockKind.NEXT_RESPONSE)
        if running is None or not running.is_open:
            late = "merged" if event.kind == "merged" else "late_sync"
            self.board.start(ClockKind.NEXT_RESPONSE, first, event.sequence, event.kind, late=late)
        elif running.started_at != first:
            self.board.move_start(ClockKind.NEXT_RESPONSE, first, event.kind)
