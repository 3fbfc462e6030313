"""A call as the sum of what was told of it: the same whatever the order, however often it was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.call_kinds import CallDirection, CallEventKind, CallOutcome

# What somebody who held the phone may write down of a call.
BY_HAND = (CallOutcome.ANSWERED, CallOutcome.MISSED, CallOutcome.VOICEMAIL)
_RANK = {kind: number for number, kind in enumerate(CallEventKind)}
_HEARD = frozenset({CallEventKind.ANSWERED, CallEventKind.TRANSFERRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFact:
    """One thing that the call centre told; what it left out is empty."""

    kind: CallEventKind
    at: datetime
    direction: CallDirection = CallDirection.INBOUND
    number: str = ""
    line: str = ""
    agent: str = ""
    store: str = ""
    recording: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSoFar:
    """What is known of a call; `outcome` is empty while nobody answered and it has not ended."""

    direction: CallDirection
    number: str
    line: str
    agent: str
    store: str
    recording: str
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: CallOutcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldByHand:
    """A call as whoever held the phone tells of it; `waited` is None where nobody looked how long it rang.

    `spoken` is None where nobody looked how long it took; `is_over` is false while they still speak.
    """

    direction: CallDirection
    outcome: CallOutcome
    rang_at: datetime
    waited: timedelta | None = None
    spoken: timedelta | None = None
    is_over: bool = True

    @property
    def answered_at(self) -> datetime | None:
        """When it was answered: as it rang, where nobody knows how long it did."""
        return self._rang_until if self.outcome == CallOutcome.ANSWERED else None

    @property
    def ended_at(self) -> datetime | None:
        """When it was over; None while they speak."""
        if self.outcome != CallOutcome.ANSWERED:
            return self._rang_until
        return self._rang_until + (self.spoken or timedelta()) if self.is_over else None

    @property
    def _rang_until(self) -> datetime:
        return self.rang_at + (self.waited or timedelta())


def fold(facts: Iterable[CallFact]) -> CallSoFar:
    """Sum up what was told of one call. Raises ValueError where nothing was.

    Of number, line and store the first named counts, of agent and recording the last. An answered call
    has ended only when that was told: "missed" on one phone says nothing of the phone beside it.
    """
    told = sorted(facts, key=_order)
    if not told:
        raise ValueError("a call of which nothing was told is none")
    answered_at = _first(told, CallEventKind.ANSWERED)
    ended_at = _ended(told, answered_at)
    return CallSoFar(
        direction=told[0].direction,
        number=next((one.number for one in told if one.number), ""),
        line=next((one.line for one in told if one.line), ""),
        store=next((one.store for one in told if one.store), ""),
        agent=_agent(told, answered_at),
        recording=next((one.recording for one in reversed(told) if one.recording), ""),
        rang_at=told[0].at,
        answered_at=answered_at,
        ended_at=ended_at,
        outcome=_outcome({one.kind for one in told}, answered_at, ended_at),
    )


def _order(fact: CallFact) -> tuple[object, ...]:
    """By time, then as things happen; the rest only makes the order of equals the same each time."""
    return (
        fact.at, _RANK[fact.kind], fact.direction, fact.number, fact.line, fact.agent, fact.store,
        fact.recording,
    )  # fmt: skip


def _first(told: list[CallFact], kind: CallEventKind) -> datetime | None:
    return next((one.at for one in told if one.kind == kind), None)


def _ended(told: list[CallFact], answered_at: datetime | None) -> datetime | None:
    ends = [one.at for one in told if one.kind == CallEventKind.ENDED]
    if answered_at is None:
        unheard = {CallEventKind.MISSED, CallEventKind.VOICEMAIL}
        ends += [one.at for one in told if one.kind in unheard]
        return max(ends, default=None)
    # Clocks of a call centre's machines may differ by a little.
    return max(answered_at, *ends) if ends else None


def _agent(told: list[CallFact], answered_at: datetime | None) -> str:
    """Who spoke last; before anybody answered, whose phone rang last."""
    counted = told if answered_at is None else [one for one in told if one.kind in _HEARD]
    return next((one.agent for one in reversed(counted) if one.agent), "")


def _outcome(
    kinds: set[CallEventKind], answered_at: datetime | None, ended_at: datetime | None
) -> CallOutcome | None:
    if answered_at is not None:
        return CallOutcome.ANSWERED
    if ended_at is None:
        return None
    if CallEventKind.VOICEMAIL in kinds:
        return CallOutcome.VOICEMAIL
    return CallOutcome.MISSED if CallEventKind.MISSED in kinds else CallOutcome.ABANDONED
