"""Some days of chats: most answered from the library, some by a person, two that wait at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from urllib.parse import urlencode

from cases.rules.openings import opening
from cases.rules.replies import chatting as chat_cases
from cases.rules.replies import replying
from channels.chat_kinds import ChatState
from channels.models import Chat, Message, Submission
from channels.rules import intake
from channels.rules.chats import assisting, chatting, leaving, staffing, taking
from reports.demo.cast import Cast

FORM = "application/x-www-form-urlencoded"
DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """How one chat went: what the customer wrote, whether an answer helped, what we answered in person."""

    language: str
    lines: Sequence[str]
    has_helped: bool | None = None
    answers: Sequence[str] = ()
    contact: str = ""


TALKS = (
    Talk(language="zh-hant", lines=("你好", "照片顏色偏黃怎麼辦？"), has_helped=True),
    Talk(language="en", lines=("Why are my prints too yellow?",), has_helped=True),
    Talk(language="zh-hans", lines=("照片颜色偏黄怎么办？",), has_helped=True),
    Talk(
        language="zh-hant", lines=("照片顏色偏黃", "我在日光下看過了，還是黃的"), has_helped=False,
        answers=("您好，這批我們為您免費重印，明天下午可以取件。",), contact="chat.lin@example.com",
    ),
    Talk(
        language="en", lines=("I want to talk to a person about my wedding album",),
        answers=("Hello, I have your order here.", "The album is bound tomorrow; we call you."),
    ),
    Talk(
        language="zh-hans", lines=("我的订单一直没有更新", "请转人工"),
        answers=("您好，照片已经冲好，今晚七点前到店。",), contact="13800138000",
    ),
    Talk(language="zh-hant", lines=("照片顏色偏黃怎麼辦？",)),
    Talk(language="en", lines=("My new frame smells of smoke",), answers=("Please unplug it.",)),
)  # fmt: skip
WAITING = (
    Talk(language="zh-hant", lines=("取件時間一直延後，我要找客服",)),
    Talk(language="en", lines=("Hello", "Can a real person check my order ZS-2041?")),
)


def live_chats(cast: Cast, until: datetime, rng: Random) -> int:
    """Let customers chat in the week before `until`, and give how many chats there were."""
    for number, talk in enumerate(TALKS * 2):
        agent = rng.choice(cast.agents)
        at = until - timedelta(days=rng.uniform(0.3, DAYS))
        staffing.be_available(agent, is_available=True, now=at)
        _live(f"demo-{number}", talk, cast, at, rng)
        staffing.be_available(agent, is_available=False, now=at)
    for number, talk in enumerate(WAITING):
        at = until - timedelta(minutes=2 + 3 * number)
        chat = _begin(f"demo-waiting-{number}", talk, cast, at, rng)
        Chat.objects.filter(pk=chat.pk).update(seen_at=until)
    return Chat.objects.count()


def _live(name: str, talk: Talk, cast: Cast, at: datetime, rng: Random) -> None:
    chat = _begin(name, talk, cast, at, rng)
    now = at + timedelta(seconds=90)
    if talk.has_helped is not None:
        assisting.judge(chat.pk, has_helped=talk.has_helped, now=now)
    if talk.contact:
        _take(chat, {"contact": talk.contact, "notice_version": "1"}, now, is_contact=True)
    _open_case(chat, now)
    chat_cases.name_customer(_submission(chat).pk, now=now)
    chat.refresh_from_db()
    if chat.state == ChatState.WAITING and talk.answers:
        _answer(chat, talk, cast, now, rng)
    if not chat.is_over:
        leaving.sweep_left(now=now + timedelta(hours=1))


def _begin(name: str, talk: Talk, cast: Cast, at: datetime, rng: Random) -> Chat:
    store = rng.choice(cast.stores).code if rng.random() < 0.6 else ""
    chat = chatting.begin_chat(name, language=talk.language, store=store, page="", now=at)
    for second, line in enumerate(talk.lines):
        now = at + timedelta(seconds=25 * second)
        _take(chat, {"text": line}, now)
        assisting.answer(chat.pk, now=now + timedelta(seconds=1))
    _open_case(chat, at + timedelta(minutes=1))
    return chat


def _take(chat: Chat, fields: dict[str, str], now: datetime, **more: object) -> None:
    intake.take(
        channel=chat.channel, body=urlencode(fields).encode(), content_type=FORM, now=now,
        context={"chat": chat.pk, "language": chat.language, **more},
    )  # fmt: skip


def _submission(chat: Chat) -> Submission:
    return Submission.objects.get(conversation__chat=chat)


def _open_case(chat: Chat, now: datetime) -> None:
    submission = _submission(chat)
    if submission.is_insight:
        return
    opening.open_case(submission.pk, now=now)
    said = Message.objects.from_customers().filter(
        conversation=submission.conversation_id, recorded_at__gt=submission.case_asked_at
    )
    for message_id in said.values_list("pk", flat=True):
        replying.customer_wrote(message_id, now=now)


def _answer(chat: Chat, talk: Talk, cast: Cast, at: datetime, rng: Random) -> None:
    agent = rng.choice(cast.agents)
    now = at + timedelta(seconds=rng.choice((20, 40, 75, 150, 280, 420)))
    staffing.be_available(agent, is_available=True, now=now)
    taking.claim_chat(chat.pk, actor=agent, now=now)
    chat_cases.own_by_chat(chat.pk, now=now)
    for text in talk.answers:
        now += timedelta(seconds=30)
        message = taking.say(chat.pk, text=text, key="", actor=agent, now=now)
        chat_cases.answered_in_chat(message.pk, now=now)
        Chat.objects.filter(pk=chat.pk).update(seen_id=message.pk, seen_at=now)
    taking.end_chat(chat.pk, actor=agent, now=now + timedelta(minutes=2))
    staffing.be_available(agent, is_available=False, now=now)
