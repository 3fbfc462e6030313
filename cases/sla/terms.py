"""What time limits are reckoned from, as plain values: clocks, events, policies, calendars."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from feedback_site.organisation.working_time import CalendarError, WorkingCalendar


class ClockKind(StrEnum):
    """What is timed: what the customer was promised, and (the last two) who keeps them waiting."""

    ACKNOWLEDGE = "acknowledge"
    FIRST_RESPONSE = "first_response"
    DISPATCH = "dispatch"
    CONTACT = "contact"
    NEXT_RESPONSE = "next_response"
    REMEDY = "remedy"
    RESOLVE = "resolve"
    VERIFY = "verify"
    REVIEW = "review"
    VISIT = "visit"
    PROMISE = "promise"
    PER_ASSIGNEE = "per_assignee"
    PER_VENDOR = "per_vendor"


INTERNAL_CLOCKS = frozenset({ClockKind.PER_ASSIGNEE, ClockKind.PER_VENDOR})
INTERNAL_REASONS = frozenset({"approval"})


class Anchor(StrEnum):
    """The event from which a clock counts; clocks with a starting event of their own ignore it."""

    RECEIVED = "received"
    TRIAGED = "triaged"


class RetargetMode(StrEnum):
    """Whether a new target counts from the start of the cycle or from the change."""

    FROM_START = "from_start"
    FROM_CHANGE = "from_change"


class ReopenMode(StrEnum):
    """Whether re-opening continues the resolve cycle, less the resolved span, or starts another."""

    CONTINUE = "continue"
    NEW_CYCLE = "new_cycle"


class OnDisable(StrEnum):
    """What becomes of open cycles when their policy version is disabled or replaced."""

    CONTINUE = "continue"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEvent:
    """One line of a case's history, as far as clocks care.

    `sequence` orders the history; `at` is when it happened, `recorded_at` when the system learned
    of it (the same if left out, or within five seconds). Facts read by the fold, all optional:

    any kind         class, category, priority, store, tier, scheme, remedy_sought: the case's
                     attributes after the event
    received         face_to_face (also acknowledges), imported or offline (silence what lies before),
                     anchored_at (split off: it counts from then, and what lies before is silent)
    answered         human (False: an automatic answer fulfils nothing)
    assigned         assignee
    waiting_began    waiting_reason, resume_by (datetime or ISO 8601 with offset), vendor
    waiting_ended    waiting_reason (only waiting for that; without it, all waiting ends), vendor_owes
                     (the supplier was not heard of: their time runs on)
    resolved         no_remedy (no remedy is owed any more; what was recorded before events said so lets
                     its limit run on); reviewed  no_remedy (it was refused)
    resolution_undone, answer_taken_back, noting_taken_back
                     takes_back (sequences of the events that never happened)
    reopened         cause (customer, not_verified, mistake, …)
    promise_made     promise, due_at;  promise_kept  promise;  promise_withdrawn  promise
    promise_changed  promise, due_at (another time; without it other words alone)
    merged/unmerged  into (this case went into that one; promises_go_on: its promises are owed all the
                     same; vendor_owes: a wait ended beneath) or absorbed (that one came into this one,
                     with unanswered_since of its earliest unanswered message, if any)
    split            anchored_at (this is the child: it counts from that message's time) or
                     message_at (this is the parent: that message is no longer its own to answer)
    correction       waiting_reason, pause_from, pause_until: a pause entered afterwards
    policy_changed   the case goes on by the policies in force, also where it ran on an older version
    Kinds that are not known here change nothing.
    """

    kind: str
    at: datetime
    sequence: int
    recorded_at: datetime | None = None
    person: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """What policies match on; codes, empty while unknown. `class_` is the fact "class"."""

    class_: str = ""
    category: str = ""
    priority: str = ""
    store: str = ""
    tier: str = ""
    scheme: str = ""
    remedy: str = ""  # what the customer asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The attributes a policy is for; an empty set takes any."""

    classes: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    schemes: frozenset[str] = frozenset()
    remedies: frozenset[str] = frozenset()

    def takes(self, case: Attributes) -> bool:
        """Whether a case with these attributes falls under the policy."""
        # Written out: a fold asks it some thirty times, and a pass over many cases is mostly folding.
        return (
            (not self.classes or case.class_ in self.classes)
            and (not self.categories or case.category in self.categories)
            and (not self.priorities or case.priority in self.priorities)
            and (not self.stores or case.store in self.stores)
            and (not self.tiers or case.tier in self.tiers)
            and (not self.schemes or case.scheme in self.schemes)
            and (not self.remedies or case.remedy in self.remedies)
        )


OF_STORE = "@store"  # the calendar of the case's store: "store:" and the store's code
WARN_AT = (50, 80, 100, 150)  # per cent of the target: the escalation levels of the case life cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTarget:
    """One clock's target in a policy, for some priorities or (empty) for all.

    `calendar` is the code of a working calendar, empty for round the clock, "@store" for the one of
    the case's store (found as "store:" and the code of the store, "store:" where it has none).
    `warn_at` are shares of the target in per cent, `warn_before` working minutes before the limit.
    `pause_reasons` are the reasons of waiting that stop this clock. Raises CalendarError for a
    target that is not positive, or a customer clock that an internal reason would pause.
    """

    clock: ClockKind
    seconds: int
    priorities: frozenset[str] = frozenset()
    calendar: str = ""
    pause_reasons: frozenset[str] = frozenset()
    anchor: Anchor = Anchor.RECEIVED
    retarget_mode: RetargetMode = RetargetMode.FROM_START
    warn_at: tuple[int, ...] = WARN_AT
    warn_before: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.seconds <= 0:
            raise CalendarError("A target must be longer than nothing; leave it out for no clock.")
        if self.clock not in INTERNAL_CLOCKS and self.pause_reasons & INTERNAL_REASONS:
            raise CalendarError("A customer's clock cannot be paused for an internal reason.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of a time-limit policy, in force from `since` until `until` (None: still).

    The lowest rank wins, clock by clock; of equal ranks the lower code.
    """

    code: str
    version: int
    rank: int
    targets: tuple[PolicyTarget, ...]
    match: Match = Match()
    reopen_mode: ReopenMode = ReopenMode.NEW_CYCLE
    since: datetime | None = None
    until: datetime | None = None
    on_disable: OnDisable = OnDisable.CONTINUE

    def target_for(self, clock: ClockKind, priority: str) -> PolicyTarget | None:
        """Return the target of a clock, the one naming the priority before the one for all."""
        fitting = [
            target
            for target in self.targets
            if target.clock == clock and (not target.priorities or priority in target.priorities)
        ]
        return max(fitting, key=lambda target: bool(target.priorities), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEdition:
    """One version of a working calendar, for what is recorded from `since` on (None: always)."""

    version: int
    calendar: WorkingCalendar
    since: datetime | None = None


Calendars = Mapping[str, tuple[CalendarEdition, ...]]
