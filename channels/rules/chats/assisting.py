"""Assisting: the machine that answers from the solution library where it is sure, and else passes on."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from channels.chat_kinds import AskedWhy, ChatEnding, ChatEventKind, ChatState
from channels.chat_words import only_thanks, says_nothing_yet, wants_person
from channels.errors import ChatOver
from channels.kinds import Direction
from channels.models import Attachment, Chat, ChatAnswer, Message
from channels.panels import Suggestion, slots
from channels.rules.chats.chatting import finish, happened, locked, save
from channels.rules.chats.passing_on import pass_on
from channels.signals import chat_judged
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep

# After so many lines that say nothing a person looks.
MOST_PROMPTS = 2
# What is younger is most likely being answered by its bell; what is older waits for a person instead.
BELL_HAS = timedelta(seconds=5)
PATIENCE = timedelta(seconds=60)


def _of_chat(chat_id: int) -> str:
    found = Chat.objects.filter(pk=chat_id)
    return found.values_list("conversation__reference", flat=True).first() or ""


ASSISTING = Sweep(code="channels.assist", title=_("Answer in a chat"), label=_of_chat)


@transaction.atomic
def answer(chat_id: int, *, now: datetime) -> Chat:
    """React to the lines that nobody has reacted to; a second run finds none.

    Safety, privacy and law, a wish for a person, and whatever the library is not sure of go to a person.
    """
    chat = locked(chat_id)
    if chat.owes_since is None or chat.state != ChatState.ASSISTANT:
        return chat
    lines = list(
        Message.objects.from_customers()
        .filter(conversation=chat.conversation_id, pk__gt=chat.heard_id)
        .annotate(has_files=Exists(Attachment.objects.filter(message=OuterRef("pk"))))
        .order_by("pk")
        .values_list("pk", "text", "has_files")
    )
    is_late, chat.owes_since = now - chat.owes_since > PATIENCE, None
    chat.heard_id = lines[-1][0] if lines else chat.heard_id
    save(chat, "owes_since", "heard_id")
    if is_late:
        # Something kept us from answering: the customer must not wait for a machine.
        pass_on(chat, AskedWhy.UNSURE, now=now)
    elif lines:
        text = "\n".join(text for _pk, text, _has_files in lines)
        _react(chat, text, now, shows_something=any(has_files for *_line, has_files in lines))
    return chat


def sweep_owing(*, now: datetime, limit: int = 100) -> int:
    """Answer where the bell was lost, or its process died."""
    owing = Chat.objects.filter(owes_since__lt=now - BELL_HAS).exclude(pk__in=stuck(ASSISTING))
    lost = owing.order_by("owes_since").values_list("pk", flat=True)[:limit]
    return one_by_one(ASSISTING, lost, partial(answer, now=now), now=now)


@transaction.atomic
def ask_for_person(chat_id: int, *, now: datetime) -> Chat:
    """The customer pressed for a person; one who waits already goes on waiting. Raises ChatOver."""
    chat = _open(chat_id)
    if chat.state == ChatState.ASSISTANT:
        pass_on(chat, AskedWhy.WISHED, now=now)
    return chat


@transaction.atomic
def judge(chat_id: int, *, has_helped: bool, now: datetime) -> Chat:
    """The customer says whether the last answer solved it: a yes ends the chat, a no brings a person.

    Raises ChatOver. Where nothing was answered, or a person is there already, nothing is judged.
    """
    chat = _open(chat_id)
    last = chat.answers.order_by("-pk").first()
    if last is None or chat.state != ChatState.ASSISTANT:
        return chat
    last.has_helped = has_helped
    last.save(update_fields=("has_helped",))
    transaction.on_commit(
        partial(
            chat_judged.send_robust, sender=ChatAnswer, version_id=last.version_id,
            has_helped=has_helped, language=chat.language,
        )
    )  # fmt: skip
    if has_helped:
        finish(chat, ChatEnding.HELPED, now=now)
    else:
        pass_on(chat, AskedWhy.NOT_SOLVED, now=now)
    return chat


@transaction.atomic
def leave(chat_id: int, *, now: datetime) -> Chat:
    """The customer ends the chat; a case that it became goes its way. Raises ChatOver."""
    chat = _open(chat_id)
    finish(chat, ChatEnding.LEFT, now=now)
    return chat


def _open(chat_id: int) -> Chat:
    chat = locked(chat_id)
    if chat.is_over:
        raise ChatOver
    return chat


def _react(chat: Chat, text: str, now: datetime, *, shows_something: bool) -> None:
    """Answer, ask, or pass on; what a photo shows a machine does not know."""
    if slots.worries(text):
        pass_on(chat, AskedWhy.WORRY, now=now)
    elif wants_person(text):
        pass_on(chat, AskedWhy.WISHED, now=now)
    elif shows_something:
        pass_on(chat, AskedWhy.UNSURE, now=now)
    elif only_thanks(text) and chat.answered_at is not None:
        happened(chat, ChatEventKind.PROMPTED, now=now, by="system", thanked=True)
    elif _says_nothing(text) and _prompts(chat) < MOST_PROMPTS:
        happened(chat, ChatEventKind.PROMPTED, now=now, by="system")
    elif (found := _sure_of(chat, text)) is not None:
        _say(chat, found, now)
    else:
        pass_on(chat, AskedWhy.UNSURE, now=now)


def _says_nothing(text: str) -> bool:
    return says_nothing_yet(text) or only_thanks(text)


def _prompts(chat: Chat) -> int:
    return chat.events.filter(kind=ChatEventKind.PROMPTED).count()


def _sure_of(chat: Chat, text: str) -> Suggestion | None:
    """Give the best answer of which the library is sure, unless this customer was shown it already."""
    shown = set(chat.answers.values_list("solution_id", flat=True))
    found = slots.answers(text, chat.language)
    return next((one for one in found if one.is_sure and one.solution_id not in shown), None)


def _say(chat: Chat, found: Suggestion, now: datetime) -> None:
    """Put the library's own words into the chat, and keep which they were."""
    message = Message.objects.create(
        conversation_id=chat.thread_id, channel_id=chat.channel_id, direction=Direction.OUTBOUND,
        subject=found.title[:200], text=found.body, is_automatic=True, happened_at=now, recorded_at=now,
    )  # fmt: skip
    ChatAnswer.objects.create(
        message=message, chat=chat, solution_id=found.solution_id, version_id=found.version_id,
        url=found.url[:500], score=found.score,
    )  # fmt: skip
    save(chat, answered_at=chat.answered_at or now)
