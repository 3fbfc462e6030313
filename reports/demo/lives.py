"""One case's life, lived through the rules at the times at which it would have happened."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, cast
from urllib.parse import urlencode

from cases.kinds import EventKind
from cases.models import Case, ClockCycle
from cases.rules import (
    acknowledging,
    alarming,
    assigning,
    closing,
    lifecycle,
    merging,
    noting,
    opening,
    promising,
    replying,
    triaging,
)
from cases.states import CALLED_OFF, CaseState
from cases.triage.languages import Language
from channels.kinds import OutboxState
from channels.models import Channel, Outgoing, RawIntake
from channels.rules import intake
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import User
from reports.demo import wording
from reports.demo.cast import Cast
from reports.demo.plan import Plan
from reports.demo.posting import posted
from surveys.day_parts import day_part
from surveys.rules import answering, calling, planning

log = logging.getLogger(__name__)


class NotTaken(RuntimeError):
    """The item that the demonstration made was not read: its making is wrong, not the product."""


@dataclass(slots=True)
class Life:
    """One case being lived: its plan, the clock on its wall, and who is on it."""

    plan: Plan
    cast: Cast
    channels: Mapping[str, Channel]
    rng: Random
    until: datetime
    now: datetime = field(init=False)
    case: Case = field(init=False)
    owner: User | None = None

    def __post_init__(self) -> None:
        self.now = self.plan.opened_at

    @property
    def language(self) -> Language:
        """The customer's language."""
        return cast(Language, self.plan.language)

    def live(self) -> Case:
        """Take the item in, open its case, and follow the plan as far as today allows."""
        raw = self._taken_in()
        self.case = opening.open_case(raw.submission.pk, now=self.now)
        self._acknowledge()
        for step in self.plan.steps:
            self._pass(self.plan.pause(self.rng, step))
            if self.now >= self.until:
                self._ring(self.until)
                return self.case
            try:
                changed = getattr(self, f"_{step}")()
            except FeedbackError as refused:
                # As in life: an escalation came in between, or a time is over. The story ends there.
                log.info("story %s ends at “%s”: %s", self.plan.number, step, refused)
                self._look()
                break
            if isinstance(changed, Case):
                self.case = changed
            else:
                self._look()
        self._ring(self.until)
        return self.case

    # ------------------------------------------------------------------------------ time

    def _pass(self, some: timedelta) -> None:
        """Let time pass, and let the limits that came up meanwhile be told."""
        self.now += some
        self._ring(min(self.now, self.until))

    def _ring(self, until: datetime) -> None:
        due = ClockCycle.objects.filter(case=self.case, alarm_at__lte=until).order_by("alarm_at")
        if due.exists():
            alarming.ring(self.case.pk, now=until)
            self._look()

    def _look(self) -> None:
        """Read the case as it stands now, with everybody on it."""
        found = Case.objects.select_related("owner", "resolver", "submission__conversation")
        self.case = found.get(pk=self.case.pk)

    # --------------------------------------------------------------------------- coming in

    def _taken_in(self) -> RawIntake:
        item = posted(self.plan, self.rng)
        raw = intake.take(
            channel=self.channels[self.plan.channel], body=item.body, content_type=item.content_type,
            now=self.now, context=item.context, captured_at=self.now if item.is_captured else None,
        )  # fmt: skip
        if not hasattr(raw, "submission"):
            raise NotTaken(f"{raw.state} {raw.error}")
        return raw

    def _acknowledge(self) -> None:
        """The receipt goes out some seconds later."""
        receipt = Outgoing.objects.filter(
            conversation=self.case.submission.conversation, template="received"
        ).first()
        if receipt is not None:
            receipt.state = OutboxState.SENT
            receipt.sent_at = self.now + timedelta(seconds=self.rng.randint(3, 40))
            receipt.save(update_fields=["state", "sent_at"])
            acknowledging.acknowledge_receipt(receipt.pk, now=receipt.sent_at)
        self._look()

    # ------------------------------------------------------------------------------- steps

    def _triage(self) -> Case | None:
        if self.case.state != CaseState.RECEIVED:
            return None
        facts = {
            "category": self.plan.category, "severity": self.case.severity,
            "concerns": self.case.concerns or "not applicable", "is_safety": self.case.is_safety,
            "is_privacy": self.case.is_privacy, "duplicates_checked": True,
        }  # fmt: skip
        actor = self.cast.worker(self.rng, self.case)
        return triaging.triage_case(self.case.pk, facts=facts, actor=actor, now=self.now)

    def _claim(self) -> Case | None:
        self.owner = self.cast.worker(self.rng, self.case)
        if self.case.owner_id is None:
            return assigning.claim_case(self.case.pk, actor=self.owner, now=self.now)
        self.owner = self.cast.by_id[self.case.owner_id]
        return assigning.assign_case(self.case.pk, owner_id=self.owner.pk, actor=None, now=self.now)

    def _worker(self) -> User:
        """Whoever has the case; the cast's own copy, which knows its postings already."""
        return self.cast.by_id[self.case.owner_id or cast(User, self.owner).pk]

    def _answer(self) -> None:
        text = wording.reply(self.rng, self.plan.category, self.language, mood=self.plan.mood)
        replying.reply(self.case.pk, text=text, actor=self._worker(), now=self.now)

    def _note(self) -> None:
        text = wording.internal_note(self.rng, "zh-hant")
        noting.note(self.case.pk, text=text, actor=self._worker(), now=self.now)

    def _write(self) -> None:
        """The customer writes again, on their status page."""
        text = wording.follow_up_message(self.rng, self.language, on=self.now.date())
        context = {"reference": self.case.reference, "proof": "access"}
        raw = intake.take(
            channel=self.channels["web"], body=urlencode({"text": text}).encode(),
            content_type="application/x-www-form-urlencoded", now=self.now, context=context,
        )  # fmt: skip
        replying.customer_wrote(raw.messages.get().pk, now=self.now)

    def _promise(self) -> None:
        due = self.now + timedelta(days=self.rng.randint(1, 3))
        text = {
            "en": "We call you when it is ready.", "zh-hans": "完成后我们会打电话通知您。",
        }.get(self.plan.language, "完成後我們會打電話通知您。")  # fmt: skip
        made = promising.promise(
            self.case.pk, text=text, due_at=due, actor=self._worker(), now=self.now
        )
        if self.rng.random() < 0.8 and due < self.until:
            promising.keep(made.pk, actor=self._worker(), now=self.now + timedelta(hours=20))

    def _wait(self) -> Case | None:
        reason = self.rng.choice(["customer", "customer", "customer", "part", "vendor"])
        asked = {
            "customer": "請提供訂單編號與照片",
            "part": "更換墨盒組件",
            "vendor": "原廠檢測報告",
        }[reason]
        facts = {
            "waiting_reason": reason, "asked_what": asked,
            "asked_whom": "顧客" if reason == "customer" else "供應商",
            "resume_by": self.now + timedelta(days=self.rng.randint(2, 5)),
        }  # fmt: skip
        return lifecycle.wait_case(self.case.pk, facts=facts, actor=self._worker(), now=self.now)

    def _resume(self) -> None:
        if self.case.waiting_reason == "customer":
            self._write()
        elif self.case.state == CaseState.WAITING:
            lifecycle.resume_case(self.case.pk, cause="已到料", actor=self._worker(), now=self.now)

    def _resolve(self) -> None:
        how = wording.resolution(self.rng, self.plan.category, self.language)
        cost = (
            0
            if how.remedy in ("answer", "apology", "none_stated")
            else self.rng.randint(4, 90) * 10
        )
        facts = {
            "root_cause": how.root_cause, "action_taken": how.action_taken, "remedy": how.remedy,
            "remedy_cost": cost, "decision_text": how.decision_text,
            "told_how": self.rng.choice(["message", "message", "phone", "in_person"]),
        }  # fmt: skip
        lifecycle.resolve_case(self.case.pk, facts=facts, actor=self._worker(), now=self.now)
        planning.plan_follow_up(self.case.pk, now=self.now)

    # --------------------------------------------------------------------------- follow-up

    def _try_call(self, outcome: str, **more: Any) -> None:
        follow_up = planning.plan_follow_up(self.case.pk, now=self.now)
        if follow_up is None:
            return
        caller = self.cast.other_than(self.rng, self.case.resolver)
        calling.record_attempt(
            follow_up.pk, channel="phone", outcome=outcome, actor=caller, now=self.now, **more
        )

    def _no_answer(self) -> None:
        self._try_call(self.rng.choice(["no_answer", "busy"]))

    def _confirm(self) -> None:
        remark = wording.follow_up_remark(self.rng, self.language, "solved")
        self._try_call("solved", score=self.rng.choice([3, 4, 4, 5, 5, 5]), remark=remark)

    def _object(self) -> None:
        remark = wording.follow_up_remark(self.rng, self.language, "not_solved")
        self._try_call("not_solved", score=self.rng.choice([1, 2, 2]), remark=remark)

    def _confirm_by_link(self) -> Case | None:
        return answering.answer_by_link(
            self.case.submission.conversation_id, solved=True, now=self.now,
            score=self.rng.choice([4, 5, 5]),
        )  # fmt: skip

    def _decline(self) -> None:
        self._try_call(
            "declined", remark=wording.follow_up_remark(self.rng, self.language, "unreached")
        )

    def _mail_and_give_up(self) -> None:
        follow_up = planning.plan_follow_up(self.case.pk, now=self.now)
        if follow_up is None:
            return
        zone = planning.zone_of(self.case)
        tried = set(follow_up.attempts.values_list("day_part", flat=True))
        while tried == {day_part(self.now, zone)}:
            self._pass(timedelta(hours=3))
        if self.now >= self.until:
            return
        caller = self.cast.other_than(self.rng, self.case.resolver)
        calling.record_attempt(
            follow_up.pk,
            channel="email",
            outcome="sent",
            actor=caller,
            now=self.now,
            carried_link=True,
        )
        self._pass(timedelta(days=2))
        if self.now < self.until:
            calling.give_up(follow_up.pk, actor=caller, now=self.now)

    def _no_contact(self) -> None:
        follow_up = planning.plan_follow_up(self.case.pk, now=self.now)
        if follow_up is not None:
            caller = self.cast.other_than(self.rng, self.case.resolver)
            calling.end_without_asking(
                follow_up.pk,
                outcome="no_contact",
                statement="匿名，未留聯絡方式",
                actor=caller,
                now=self.now,
            )

    def _reopen(self) -> Case | None:
        text = wording.follow_up_remark(self.rng, self.language, "not_solved")
        return closing.reopen_case(
            self.case.pk, reason=text, actor=None, now=self.now, by_customer=True
        )

    # ----------------------------------------------------------------------------- side exits

    def _reject(self) -> Case | None:
        if self.case.state != CaseState.RECEIVED:
            return None
        first = self.cast.worker(self.rng, self.case)
        closing.propose_rejection(
            self.case.pk,
            reason="廣告訊息，與本公司服務無關",
            customer_told="以郵件說明",
            actor=first,
            now=self.now,
        )
        self._pass(timedelta(minutes=40))
        second = self.cast.supervisor(self.rng, first)
        return closing.confirm_rejection(self.case.pk, actor=second, now=self.now)

    def _withdraw(self) -> Case | None:
        reason = "已在門市解決" if self.plan.language != "en" else "Already settled at the store."
        return lifecycle.withdraw_case(
            self.case.pk, reason=reason, actor=None, now=self.now, by_customer=True
        )

    def _merge(self) -> None:
        """Join the newest other open case of the same category and store, where there is one."""
        other = (
            Case.objects.unfinished()
            .filter(category=self.case.category, store=self.case.store, opened_at__lt=self.now)
            .exclude(pk=self.case.pk)
            .exclude(events__kind=EventKind.MERGED)
            .order_by("-opened_at")
            .first()
        )
        if other is not None:
            merging.merge_case(
                self.case.pk, into_reference=other.reference, reason="同一批相紙的問題",
                actor=self._worker(), now=self.now,
            )  # fmt: skip

    def _duplicate(self) -> Case | None:
        earlier = Case.objects.filter(opened_at__lt=self.now).exclude(state__in=CALLED_OFF)
        other = earlier.exclude(pk=self.case.pk).first()
        if other is not None and self.case.state == CaseState.RECEIVED:
            facts = {
                "duplicate_of": other.reference, "reason": "同一顧客重複提交", "customer_told": "以郵件說明",
            }  # fmt: skip
            worker = self.cast.worker(self.rng, self.case)
            return lifecycle.mark_duplicate(self.case.pk, facts=facts, actor=worker, now=self.now)
        return None
