"""Whole lives of cases, step by step through the rules, against limits that were reckoned by hand.

What is stored and what the case shows as its next limit is compared after every step with `naive_clocks`,
which knows neither events nor fold.
"""

import random
from datetime import timedelta

import pytest

from cases.models import Case, ClockCycle, Policy
from cases.rules.assignment import assigning
from cases.rules.clocks import clocking
from cases.rules.desk import noting
from cases.rules.lifecycle import closing, moving
from cases.rules.links import merging
from cases.rules.openings import opening
from cases.rules.replies import replying
from cases.rules.time_limits import alarming
from cases.rules.triage import triaging
from cases.states import CaseState
from feedback_site.organisation.models import CalendarHours
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules.publishing import publish_calendar
from tests.cases.rules.clocks.naive_clocks import ByHand
from tests.factories.cases import NOW, SubmissionFactory, case_in, customer_writes
from tests.factories.channels import customer_with
from tests.factories.organisation import CalendarFactory, StoreFactory, posted

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
TARGETS = {"first_response": 120, "next_response": 90, "resolve": 480}
HIGH = 200
OFFICE = [["09:00", "12:00"], ["13:30", "18:00"]]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), OFFICE)
SORTED = {
    "category": "staff_attitude", "severity": "normal", "concerns": "-", "is_safety": "no",
    "is_privacy": "no", "duplicates_checked": "yes", "store": "x",
}  # fmt: skip
SOLVED = {
    "root_cause": "machine_setting", "action_taken": "calibrated", "remedy": "apology",
    "remedy_cost": "0", "decision_text": "我們已處理。", "told_how": "message",
}  # fmt: skip


class Walk:
    """One case, what is done to it at random, and the same by hand."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.now, self.agent, self.colleague = NOW, posted(Role.AGENT), posted(Role.AGENT)
        self.supervisor = posted(Role.SUPERVISOR)
        self.other = case_in(CaseState.IN_PROGRESS)
        mode = {"from_change": self.random.random() < 0.5, "goes_on": self.random.random() < 0.5}
        self.by_hand = ByHand(
            {"tz": "Asia/Taipei", "weekly": WEEK}, targets=TARGETS, high=HIGH, **mode
        )
        store = self.store(**mode)
        submission = SubmissionFactory(
            store=store, customer=customer_with(email="mei@example.com"), title="嗯", text="嗯"
        )
        talk = submission.conversation
        talk.customer = submission.customer
        talk.save()
        self.case = opening.open_case(submission.pk, now=NOW)
        self.by_hand.opened(NOW)
        self.done = ["opened"]

    def store(self, *, from_change, goes_on):
        calendar = CalendarFactory(time_zone="Asia/Taipei")
        CalendarHours.objects.create(calendar=calendar, valid_from="2026-01-01", weekly=WEEK)
        publish_calendar(calendar.pk, actor=None, now=NOW - timedelta(days=9))
        Policy.objects.update(is_on=False)
        mode = {"retarget_mode": "from_change"} if from_change else {}
        shared = {"calendar": "@store", **mode}
        waits = {**shared, "pause_reasons": ["customer"]}
        Policy.objects.create(
            code="hours", name="hours", rank=1,
            reopen_mode="continue" if goes_on else "new_cycle",
            targets=[
                {"clock": "first_response", "seconds": TARGETS["first_response"] * 60, **shared},
                {"clock": "next_response", "seconds": TARGETS["next_response"] * 60, **waits},
                {"clock": "resolve", "seconds": TARGETS["resolve"] * 60, **waits},
                {"clock": "resolve", "seconds": HIGH * 60, "priorities": ["high"], **waits},
            ],
        )  # fmt: skip
        return StoreFactory(calendar=calendar)

    # ------------------------------------------------------------------------------- the steps

    def sort(self):
        triaging.triage_case(self.case.pk, facts=SORTED, actor=self.agent, now=self.now)
        self.became()

    def became(self):
        self.case.refresh_from_db()
        self.by_hand.became(self.case.priority == "high", self.now)

    def claim(self):
        assigning.claim_case(self.case.pk, actor=self.agent, now=self.now)

    def change_priority(self):
        to = "normal" if self.case.priority == "high" else "high"
        triaging.retarget_case(
            self.case.pk, priority=to, reason="x", actor=self.agent, now=self.now
        )
        self.became()

    def note(self):
        noting.note(self.case.pk, text="嗯", actor=self.agent, now=self.now)

    def answer(self):
        replying.reply(self.case.pk, text="您好", actor=self.agent, now=self.now)
        self.by_hand.answered(self.now)

    def say_by_phone(self):
        replying.record_contact(
            self.case.pk, text="您好", how="phone", actor=self.agent, now=self.now
        )
        self.by_hand.answered(self.now)

    def customer_writes(self, **more):
        customer_writes(self.case, self.now, **more)

    def customer_says_more(self):
        self.customer_writes()
        self.by_hand.customer_wrote(self.now)

    def a_machine_answers(self):
        self.customer_writes(is_automatic=True)

    def wait_for(self, reason):
        facts = {
            "waiting_reason": reason, "asked_what": "which order", "asked_whom": "them",
            "resume_by": self.now + timedelta(days=20),
        }  # fmt: skip
        moving.wait_case(self.case.pk, facts=facts, actor=self.agent, now=self.now)
        self.by_hand.waits(self.now, for_customer=reason == "customer")

    def wait_for_customer(self):
        self.wait_for("customer")

    def wait_for_part(self):
        self.wait_for("part")

    def resume(self):
        moving.resume_case(self.case.pk, cause="came", actor=self.agent, now=self.now)
        self.by_hand.no_more_waiting(self.now)

    def solve(self):
        moving.resolve_case(self.case.pk, facts=SOLVED, actor=self.agent, now=self.now)
        self.by_hand.solved(self.now)
        if self.random.random() < 0.4:
            self.now += 4 * MINUTE
            moving.undo_resolution(self.case.pk, actor=self.agent, now=self.now)
            self.by_hand.was_a_slip(self.now)

    def follow_up(self):
        closing.begin_verifying(self.case.pk, follow_up_id=1, now=self.now)

    def not_solved(self):
        closing.not_solved(self.case.pk, what_is_missing="x", actor=self.colleague, now=self.now)
        self.by_hand.again(self.now, failed=True)

    def object(self):
        closing.reopen_case(self.case.pk, reason="x", actor=None, by_customer=True, now=self.now)
        self.by_hand.again(self.now, failed=False)

    def there_and_back(self):
        """Merged by mistake and taken out again, at once or much later: as if it had never been."""
        how = {"reason": "x", "actor": self.agent}
        merging.merge_case(self.case.pk, into_reference=self.other.reference, now=self.now, **how)
        self.case.refresh_from_db()
        assert self.case.next_due_at is None
        self.now += self.random.choice([MINUTE, 200 * MINUTE])
        merging.unmerge_case(self.case.pk, now=self.now, **how)
        self.by_hand.time_passes(self.now)

    def sweep(self):
        alarming.sweep_alarms(now=self.now)

    STEPS = {
        CaseState.RECEIVED: ("sort", "answer", "customer_says_more", "note", "sweep"),
        CaseState.TRIAGED: ("claim", "change_priority", "customer_says_more"),
        CaseState.IN_PROGRESS: (
            "answer", "say_by_phone", "wait_for_customer", "wait_for_part", "solve", "solve",
            "change_priority", "customer_says_more", "note", "there_and_back", "sweep",
            "a_machine_answers",
        ),
        CaseState.WAITING: (
            "resume", "customer_says_more", "a_machine_answers", "change_priority", "note",
            "there_and_back", "sweep",
        ),
        CaseState.RESOLVED: ("follow_up", "object", "sweep"),
        CaseState.VERIFYING: ("not_solved", "sweep"),
    }  # fmt: skip

    def one_more(self):
        self.now += MINUTE * self.random.choice([1, 20, 45, 90, 90, 180, 400, 1000])
        self.by_hand.time_passes(self.now)
        self.case.refresh_from_db()
        verb = self.random.choice(self.STEPS[CaseState(self.case.state)])
        self.done.append(f"{verb} at {self.now:%a %H:%M}")
        getattr(self, verb)()

    # -------------------------------------------------------------------------- what they give

    def stored(self):
        clocks = ClockCycle.objects.filter(case=self.case).order_by("number")
        return {
            clock: [
                (one.started_at, one.due_at if one.met_at is None else None, one.met_at,
                 one.breached_at)
                for one in clocks if one.clock == clock
            ]
            for clock in self.by_hand.limits
        }  # fmt: skip

    def reckoned(self):
        return {
            clock: [
                (one.began, self.by_hand.due(one) if one.is_open else None, one.met, one.missed)
                for one in limits
            ]
            for clock, limits in self.by_hand.limits.items()
        }


@pytest.mark.parametrize("seed", range(12))
def test_stored_limits_are_what_one_reckons_by_hand_after_every_step(seed):
    walk = Walk(seed)

    for _ in range(18):
        walk.one_more()

        # What has passed since the last step is told, and stored, by the sweep.
        walk.sweep()
        assert walk.stored() == walk.reckoned(), walk.done
        case = Case.objects.get(pk=walk.case.pk)
        open_ones = [
            one for clock, limits in walk.by_hand.limits.items() for one in limits if one.is_open
        ]
        dues = [due for due in map(walk.by_hand.due, open_ones) if due is not None]
        assert case.next_due_at == min(dues, default=None), walk.done
    assert walk.case.reference not in clocking.differing(now=walk.now)
