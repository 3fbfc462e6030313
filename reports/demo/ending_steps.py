"""Steps of a story after it was solved: the customer is asked, confirms, objects, or is not reached."""

from datetime import timedelta
from typing import Any

from cases.rules.lifecycle import closing
from reports.demo import wording
from reports.demo.life import Life
from surveys.day_parts import day_part
from surveys.rules import answering, calling, planning


def no_answer(life: Life) -> None:
    """Nobody picks up."""
    _call(life, life.rng.choice(["no_answer", "busy"]))


def confirm(life: Life) -> None:
    """The customer says that it is solved."""
    remark = wording.follow_up_remark(life.rng, life.language, "solved")
    _call(life, "solved", score=life.rng.choice([3, 4, 4, 5, 5, 5]), remark=remark)


def object_to_it(life: Life) -> None:
    """The customer says that it is not."""
    remark = wording.follow_up_remark(life.rng, life.language, "not_solved")
    _call(life, "not_solved", score=life.rng.choice([1, 2, 2]), remark=remark)


def decline(life: Life) -> None:
    """The customer does not want to be asked."""
    _call(life, "declined", remark=wording.follow_up_remark(life.rng, life.language, "unreached"))


def _call(life: Life, outcome: str, **more: Any) -> None:
    if life.follow_up is not None:
        calling.record_attempt(
            life.follow_up.pk, channel="phone", outcome=outcome, actor=life.caller(), now=life.now,
            **more,
        )  # fmt: skip


def confirm_by_link(life: Life) -> None:
    """The customer presses the link in our letter."""
    answering.answer_by_link(
        life.conversation_id, solved=True, now=life.now, score=life.rng.choice([4, 5, 5])
    )


def mail_and_give_up(life: Life) -> None:
    """A last message with a link, in another part of the day than the calls; then it is given up."""
    follow_up = life.follow_up
    if follow_up is None:
        return
    zone = planning.zone_of(life.case)
    tried = set(follow_up.attempts.values_list("day_part", flat=True))
    while tried == {day_part(life.now, zone)}:
        life.pass_time(timedelta(hours=3))
    if life.is_over:
        return
    calling.record_attempt(
        follow_up.pk, channel="email", outcome="sent", actor=life.caller(), now=life.now,
        carried_link=True,
    )  # fmt: skip
    life.pass_time(timedelta(hours=30), at_work_again=True)
    if not life.is_over:
        calling.give_up(follow_up.pk, actor=life.caller(), now=life.now)


def no_contact(life: Life) -> None:
    """Nobody can be asked: it was sent without a name."""
    if life.follow_up is not None:
        calling.end_without_asking(
            life.follow_up.pk, outcome="no_contact", statement="匿名，未留聯絡方式",
            actor=life.caller(), now=life.now,
        )  # fmt: skip


def reopen(life: Life) -> None:
    """After all it is not solved."""
    text = wording.follow_up_remark(life.rng, life.language, "not_solved")
    closing.reopen_case(life.case.pk, reason=text, actor=None, now=life.now, by_customer=True)
