"""Limits of a case as one would reckon them by hand, from what was done and when.

It shares nothing with the fold, and is written from the rules alone: a limit is kept up to
its very minute, pauses belong to the case and count where the limit heeds their reason, a new target counts
from the start or from the change, what was missed stays missed, a failed verification begins anew. Time
worked is counted minute by minute.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.organisation.working_time_oracle import Oracle

FAR = timedelta(days=30)
MINUTE = timedelta(minutes=1)


@dataclass
class Limit:
    """One cycle: from when, how long, what is left out, and how it stands."""

    began: datetime
    minutes: int
    heeds_pauses: bool
    counts_from: datetime
    left_out: list = field(default_factory=list)
    met: datetime | None = None
    missed: datetime | None = None
    ended: datetime | None = None

    @property
    def is_open(self):
        return self.met is None and self.ended is None


class ByHand:
    """What a careful clerk with a diary and a table of opening hours would write down."""

    def __init__(self, hours, *, targets, high, from_change, goes_on):
        self.oracle = Oracle(hours)
        self.targets, self.high = targets, high
        self.from_change, self.goes_on = from_change, goes_on
        self.limits = {"first_response": [], "next_response": [], "resolve": []}
        self.pauses = []  # of the case: [from, to or None]
        self.wrote_first = None  # of what is not answered yet
        self.was_answered = self.is_high = False

    # ------------------------------------------------------------------------------ reckoning

    def out(self, limit):
        own = list(limit.left_out)
        return own + ([tuple(one) for one in self.pauses] if limit.heeds_pauses else [])

    def due(self, limit):
        out = self.out(limit)
        return self.oracle.due(limit.counts_from, limit.minutes, out, limit.counts_from + FAR)

    def time_passes(self, now):
        """What is not kept by its very minute is missed from then on."""
        for limit in [one for all_of in self.limits.values() for one in all_of if one.is_open]:
            due = self.due(limit)
            if limit.missed is None and due is not None and due < now:
                limit.missed = due

    def begin(self, clock, at):
        wait = clock != "first_response"
        self.limits[clock].append(Limit(at, self.length(clock), wait, counts_from=at))

    def length(self, clock):
        return self.high if clock == "resolve" and self.is_high else self.targets[clock]

    def last(self, clock):
        found = self.limits[clock]
        return found[-1] if found and found[-1].is_open else None

    def meet(self, clock, at):
        if limit := self.last(clock):
            limit.met = at

    def no_more_waiting(self, at):
        if self.pauses and self.pauses[-1][1] is None:
            self.pauses[-1][1] = at

    # --------------------------------------------------------------------------- what is done

    def opened(self, at):
        self.begin("first_response", at)
        self.begin("resolve", at)

    def became(self, is_high, at):
        if is_high == self.is_high:
            return
        self.is_high = is_high
        limit = self.last("resolve")
        if limit is None:
            return
        limit.minutes = self.length("resolve")
        if self.from_change:
            limit.counts_from = at
        due = self.due(limit)
        if limit.missed is None and due is not None and due < at:
            limit.missed = at  # and not before: nobody could know

    def answered(self, at):
        self.was_answered, self.wrote_first = True, None
        self.meet("first_response", at)
        self.meet("next_response", at)

    def customer_wrote(self, at):
        self.no_more_waiting(at)
        self.wrote_first = self.wrote_first or at
        if self.was_answered and self.last("next_response") is None:
            self.begin("next_response", at)

    def waits(self, at, *, for_customer):
        if for_customer:
            self.pauses.append([at, None])

    def solved(self, at):
        self.before = deepcopy((self.limits, self.pauses, self.wrote_first, self.was_answered))
        self.no_more_waiting(at)
        self.meet("resolve", at)
        self.answered(at)

    def was_a_slip(self, at):
        self.limits, self.pauses, self.wrote_first, self.was_answered = self.before
        self.time_passes(at)

    def again(self, at, *, failed):
        limit = self.limits["resolve"][-1]
        if failed or not self.goes_on:
            return self.begin("resolve", at)
        limit.left_out.append((limit.met, at))
        limit.met = None
        limit.minutes = self.length("resolve")
        return None
