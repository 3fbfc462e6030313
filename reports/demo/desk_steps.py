"""Steps of a story at the desk: sorting, claiming, answering, waiting, solving; and what calls it off."""

from datetime import timedelta
from urllib.parse import urlencode

from cases.measures.case_page.remedies import CARRIED_OUT
from cases.rules.assignment import assigning
from cases.rules.commitments import promising, reporting_back
from cases.rules.desk import noting
from cases.rules.lifecycle import closing, moving
from cases.rules.links import calling_off, merging
from cases.rules.replies import replying
from cases.rules.triage import mood_setting, triaging
from cases.states import CaseState
from channels.rules import intake
from reports.demo import wording
from reports.demo.library import answer_from_library
from reports.demo.life import Life
from surveys.rules import planning

# The first answer of so many is a standard solution.
_WITH_SOLUTION = 4
# Of so many remedies that are carried out, one is noted before the case is solved.
_NOTED_FIRST = 3
# Of so many that a person sorts, the mood is confirmed as well.
_WITH_MOOD = 8
_ASKED = {
    "customer": ("請提供訂單編號與照片", "顧客"),
    "part": ("更換墨盒組件", "供應商"),
    "vendor": ("原廠檢測報告", "供應商"),
}
_PROMISES = {
    "zh-hant": "完成後我們會打電話通知您。",
    "zh-hans": "完成后我们会打电话通知您。",
    "en": "We call you when it is ready.",
}
_SETTLED = {
    "zh-hant": "已在門市解決",
    "zh-hans": "已在门店解决",
    "en": "Already settled at the store.",
}


def triage(life: Life) -> None:
    """Somebody sorts what the rules did not dare to."""
    case = life.case
    if case.state != CaseState.RECEIVED:
        return
    facts = {
        "category": life.plan.category, "severity": case.severity,
        "concerns": case.concerns or "not applicable", "is_safety": case.is_safety,
        "is_privacy": case.is_privacy, "duplicates_checked": True,
    }  # fmt: skip
    actor = life.cast.worker(life.rng, case)
    triaging.triage_case(case.pk, facts=facts, actor=actor, now=life.now)
    if life.plan.number % _WITH_MOOD == 0 and case.sentiment:
        mood_setting.set_mood(case.pk, mood=case.sentiment, actor=actor, now=life.now)


def claim(life: Life) -> None:
    """Somebody takes it, or whoever an escalation gave it to begins with it."""
    if life.case.owner_id is not None:
        assigning.assign_case(life.case.pk, owner_id=life.case.owner_id, actor=None, now=life.now)
        return
    actor = life.cast.worker(life.rng, life.case)
    if life.plan.is_open_today and life.plan.number % 3 == 0:
        actor = life.cast.agents[0]
    assigning.claim_case(life.case.pk, actor=actor, now=life.now)


def answer(life: Life) -> None:
    """The first answer, and each to what the customer wrote."""
    text = wording.reply(life.rng, life.plan.category, life.language, mood=life.plan.mood)
    worker = life.worker()
    if life.plan.number % _WITH_SOLUTION == 0 and life.case.first_answered_at is None:
        text = answer_from_library(life.case, life.plan.text, worker, life.now) or text
    replying.reply(life.case.pk, text=text, actor=worker, now=life.now)


def note(life: Life) -> None:
    """Colleagues tell each other something."""
    text = wording.internal_note(life.rng, "zh-hant")
    noting.note(life.case.pk, text=text, actor=life.worker(), now=life.now)


def write(life: Life) -> None:
    """The customer writes again, on their status page."""
    text = wording.follow_up_message(life.rng, life.language, on=life.now.date())
    raw = intake.take(
        channel=life.channels["web"], body=urlencode({"text": text}).encode(), now=life.now,
        content_type="application/x-www-form-urlencoded",
        context={"reference": life.case.reference, "proof": "access"},
    )  # fmt: skip
    replying.customer_wrote(raw.messages.get().pk, now=life.now)


def promise(life: Life) -> None:
    """Something is promised for one of the next days."""
    due = life.now + timedelta(days=life.rng.randint(2, 4))
    text = _PROMISES[life.language]
    promising.promise(life.case.pk, text=text, due_at=due, actor=life.worker(), now=life.now)


def keep(life: Life) -> None:
    """What was promised is done."""
    made = life.case.promises.filter(kept_at=None, withdrawn_at=None).first()
    if made is not None:
        promising.keep(made.pk, actor=life.worker(), now=life.now)


def wait(life: Life) -> None:
    """It rests until an answer, a part or a report comes."""
    reason = life.rng.choice(["customer", "customer", "customer", "part", "vendor"])
    what, whom = _ASKED[reason]
    facts = {
        "waiting_reason": reason, "asked_what": what, "asked_whom": whom,
        "resume_by": life.now + timedelta(days=life.rng.randint(2, 5)),
    }  # fmt: skip
    moving.wait_case(life.case.pk, facts=facts, actor=life.worker(), now=life.now)


def resume(life: Life) -> None:
    """What was waited for has come."""
    if life.case.waiting_reason == "customer":
        write(life)
    elif life.case.state == CaseState.WAITING:
        moving.resume_case(life.case.pk, cause="已到料", actor=life.worker(), now=life.now)


def resolve(life: Life) -> None:
    """It is solved, and somebody else will ask whether it is."""
    _resolve(life)
    life.follow_up = planning.plan_follow_up(life.case.pk, now=life.now)


def resolve_just_now(life: Life) -> None:
    """It was solved a minute ago: the bell that plans the follow-up has not been heard yet."""
    life.now = life.until - timedelta(minutes=1)
    _resolve(life)


def _resolve(life: Life) -> None:
    how = wording.resolution(life.rng, life.plan.category, life.language)
    is_free = how.remedy in ("answer", "apology", "none_stated")
    cost = 0 if is_free else life.rng.randint(4, 90) * 10
    facts = {
        "root_cause": how.root_cause, "action_taken": how.action_taken, "remedy": how.remedy,
        "remedy_cost": cost, "decision_text": how.decision_text,
        "told_how": life.rng.choice(["message", "message", "phone", "in_person"]),
    }  # fmt: skip
    actor = life.worker()
    if how.remedy in CARRIED_OUT and life.plan.number % _NOTED_FIRST == 0:
        reporting_back.carry_out(
            life.case.pk, remedy=how.remedy, remedy_cost=cost, action_taken=how.action_taken,
            actor=actor, now=life.now,
        )  # fmt: skip
    moving.resolve_case(life.case.pk, facts=facts, actor=actor, now=life.now)


def propose(life: Life) -> None:
    """Somebody proposes to reject what is no feedback."""
    closing.propose_rejection(
        life.case.pk, reason="廣告訊息，與本公司服務無關", customer_told="以郵件說明",
        actor=life.cast.worker(life.rng, life.case), now=life.now,
    )  # fmt: skip


def reject(life: Life) -> None:
    """A second person agrees."""
    second = life.cast.supervisor(life.rng, life.case.rejection_proposed_by_id)
    closing.confirm_rejection(life.case.pk, actor=second, now=life.now)


def withdraw(life: Life) -> None:
    """The customer takes it back."""
    calling_off.withdraw_case(
        life.case.pk, reason=_SETTLED[life.language], actor=None, now=life.now, by_customer=True
    )


def merge(life: Life) -> None:
    """The same customer sends it once more; it is joined with this case."""
    _merge(life, _sent_again(life))


def _merge(life: Life, second: Life) -> None:
    merging.merge_case(
        second.case.pk, into_reference=life.case.reference, reason="同一顧客的同一件事",
        actor=life.worker(), now=second.now,
    )  # fmt: skip


def duplicate(life: Life) -> None:
    """The same customer sends it once more; it is called a duplicate of this case."""
    second = _sent_again(life)
    if second.case.state != CaseState.RECEIVED:
        _merge(life, second)  # the rules have sorted it already
        return
    facts = {
        "duplicate_of": life.case.reference, "reason": "同一顧客重複提交", "customer_told": "以郵件說明",
    }  # fmt: skip
    calling_off.mark_duplicate(second.case.pk, facts=facts, actor=life.worker(), now=second.now)


def _sent_again(life: Life) -> Life:
    text = f"{life.plan.text}\n{wording.follow_up_message(life.rng, life.language, on=life.now.date())}"
    second = life.twin(text)
    second.pass_time(timedelta(minutes=life.rng.randint(2, 25)))
    life.now = second.now
    return second
