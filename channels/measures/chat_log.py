"""What was said and what happened in a chat, in one order, and from where on it is new to somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from channels.chat_kinds import AskedWhy, ChatEnding, ChatEventKind
from channels.kinds import Direction
from channels.models import Attachment, Chat, ChatEvent, Message

Kind = Literal["customer", "assistant", "person", "event"]
# Lines written by others at the same moment may be committed out of the order of their numbers: whoever
# follows is given the last of them again, and knows them by their keys.
OVERLAP = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line; `key` is its own for ever, `url` where an answer of the assistant is taken from."""

    key: str
    kind: Kind
    who: str
    text: str
    at: datetime
    title: str = ""
    url: str = ""
    files: Sequence["LineFile"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFile:
    """One file of a line; without `url` it was refused, and `problem` says why."""

    name: str
    url: str
    is_picture: bool
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last message and the last event that somebody has, and the version of the chat that they saw.

    `held` is the first answer that its author could still take back then, which they have not; 0 for none.
    """

    message: int = 0
    event: int = 0
    version: int = -1
    held: int = 0

    def __str__(self) -> str:
        known = f"{self.message}.{self.event}.{self.version}"
        return f"{known}.{self.held}" if self.held else known

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Read what a browser sent back; whatever is none means: from the beginning."""
        parts = text.split(".")
        if not 3 <= len(parts) <= 4 or not all(
            part.isdecimal() and len(part) < 19 for part in parts
        ):
            return cls()
        message, event, version, held = map(int, (*parts, "0")[:4])
        return cls(message=message, event=event, version=version, held=held)


def lines_of(
    chat: Chat, *, now: datetime, after: Cursor | None = None, for_staff: bool = False
) -> tuple[list[Line], Cursor]:
    """Give the lines of a chat that are newer than a cursor, oldest first, and the next one.

    Two statements, and one more where somebody sent photos.

    The customer is told who answered by the name that colleagues show, and why only where it is theirs.
    """
    since = after or Cursor()
    fresh = now - OVERLAP if after else now
    is_new = Q(pk__gt=since.message) | Q(recorded_at__gt=fresh)
    if since.held:
        # Whatever was said while it was held has a later number.
        is_new |= Q(pk__gte=since.held)
    found = list(
        Message.objects.filter(
            is_new, conversation=chat.conversation_id or 0, is_bounce=False
        )
        .select_related("author", "chat_answer")
        .annotate(has_files=Exists(Attachment.objects.filter(message=OuterRef("pk"))))
        .order_by("happened_at", "pk")
    )  # fmt: skip
    messages = [one for one in found if one.is_told(now)]
    with_files = [one for one in messages if one.has_files]  # type: ignore[attr-defined]
    prefetch_related_objects(with_files, "attachments")
    events = list(
        chat.events.filter(Q(pk__gt=since.event) | Q(happened_at__gt=fresh))
        .select_related("actor")
        .order_by("pk")
    )
    lines = [_said(message, for_staff) for message in messages]
    lines += [_happened(event, for_staff) for event in events if event.kind in _SHOWN]
    cursor = Cursor(
        message=max((message.pk for message in messages), default=0) or since.message,
        event=max((event.pk for event in events), default=0) or since.event,
        version=chat.version,
        held=min((one.pk for one in found if one.is_held(now)), default=0),
    )
    return sorted(lines, key=lambda line: line.at), cursor


def _said(message: Message, for_staff: bool) -> Line:
    answer = getattr(message, "chat_answer", None)
    if message.direction == Direction.INBOUND:
        kind, who = "customer", _("Customer") if for_staff else _("You")
    elif answer is not None or message.is_automatic:
        kind, who = "assistant", _("Assistant (a machine)")
    else:
        kind, who = "person", str(message.author or _("We"))
    text = _("The customer took this message back.") if message.taken_back_at else message.text
    return Line(
        key=f"m{message.pk}", kind=kind, who=who, text=text, at=message.happened_at,  # type: ignore[arg-type]
        title=message.subject if answer is not None else "", url=answer.url if answer else "",
        files=_files(message, for_staff),
    )  # fmt: skip


def _files(message: Message, for_staff: bool) -> Sequence[LineFile]:
    """Give what was sent with a line; the customer's browser opens it by the token of its chat."""
    if not message.has_files or message.taken_back_at:  # type: ignore[attr-defined]
        return ()
    route = "channels:attachment" if for_staff else "channels:chat_file"
    return [
        LineFile(
            name=one.name, url=reverse(route, args=[one.pk]) if one.is_kept else "",
            is_picture=one.is_safe_picture, problem=one.problem_text,
        )
        for one in message.attachments.all()
    ]  # fmt: skip


_SHOWN = frozenset(ChatEventKind) - {ChatEventKind.STARTED, ChatEventKind.NAMED}


def _happened(event: ChatEvent, for_staff: bool) -> Line:
    kind = ChatEventKind(event.kind)
    is_prompt = kind == ChatEventKind.PROMPTED
    return Line(
        key=f"e{event.pk}",
        kind="assistant" if is_prompt else "event",
        who=_("Assistant (a machine)") if is_prompt else "",
        text=_words(kind, event.facts, str(event.actor or ""), for_staff),
        at=event.happened_at,
    )


def _words(kind: ChatEventKind, facts: Mapping[str, Any], who: str, for_staff: bool) -> str:
    if kind == ChatEventKind.ASKED:
        return _asked(str(facts.get("why", "")), for_staff)
    if kind == ChatEventKind.CLAIMED:
        return _("%(who)s is with you now.") % {"who": who}
    if kind == ChatEventKind.PROMPTED:
        if facts.get("thanked"):
            return _("You are welcome. Did that solve it?")
        return _("Hello! Tell me in a sentence what happened, and I look for an answer.")
    if kind == ChatEventKind.ENDED:
        how = str(facts.get("how", ""))
        return str(ChatEnding(how).label) if for_staff else _("The chat has ended.")
    return _("One moment: a colleague takes this over.")


def _asked(why: str, for_staff: bool) -> str:
    if for_staff:
        return str(AskedWhy(why).label)
    told = {
        AskedWhy.UNSURE: _("I am not sure about this. A person looks at it."),
        AskedWhy.NOT_SOLVED: _("Thank you for saying so. A person looks at it."),
        AskedWhy.WORRY: _("This belongs to a person, and goes to one at once."),
    }
    return told.get(AskedWhy(why), _("A person looks at it."))
