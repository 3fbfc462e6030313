"""What was said about a case and what happened to it, read in as many statements however long it is."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import event_words
from cases.appointment_words import through_whom
from cases.kinds import EventKind
from cases.measures.case_page.remedies import standing
from cases.measures.desk_choices import Named
from cases.measures.merged_cases import conversations_of
from cases.models import Case, CaseEvent, Note
from channels.kinds import WRITTEN_TO_AND_FRO, ChannelKind, Direction, OutboxState, way_in_words
from channels.models import Attachment, Message, Outgoing
from feedback_site.kept_queries import Kept
from feedback_site.organisation.models import User

# Pages stay readable and quick; what is older is a page back each.
MOST_ENTRIES = 200
LONGEST_CHOICE = 120
# What the conversation shows already, or what says nothing to a reader.
_MESSAGES, _EVENTS, _FILES = Kept[Any](), Kept[Any](), Kept[Any]()
IN_CONVERSATION = frozenset({EventKind.NOTED, EventKind.CUSTOMER_WROTE})

# By what way something was said, as an icon beside the channel's name.
MARKS = {
    ChannelKind.WEB: "globe-alt", ChannelKind.EMAIL: "envelope", ChannelKind.PHONE: "phone",
    ChannelKind.COUNTER: "building-storefront", ChannelKind.BOX: "inbox-arrow-down",
    ChannelKind.CHAT: "chat-bubble-left-ellipsis", ChannelKind.SOCIAL: "megaphone",
    ChannelKind.PARTNER: "code-bracket", ChannelKind.INTERVIEW: "user-group",
    **dict.fromkeys(WRITTEN_TO_AND_FRO, "chat-bubble-left-right"),
}  # fmt: skip

Row = Mapping[str, Any]
People = Mapping[int | None, User]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One entry of the conversation: a message either way, or an internal note.

    `reference` is that of the case it was said on, where that was merged into this one.
    """

    at: datetime
    kind: str  # customer, staff, system, internal
    who: str
    text: str
    reference: str = ""
    channel: str = ""
    mark: str = "arrow-down-left"
    subject: str = ""
    # Of a message: its id, the text with quoted history, whether it came as a mail, and with markup.
    pk: int = 0
    full_text: str = ""
    is_mail: bool = False
    has_html: bool = False
    is_taken_back: bool = False
    # Until when an answer can be taken back, and by whom.
    held_until: datetime | None = None
    author_id: int | None = None
    files: Sequence[Attachment] = ()
    delivery: str = ""
    delivery_failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of the history."""

    at: datetime
    title: str
    text: str
    who: str
    kind: str
    # Of what may be taken back as noted by mistake: the event's id, else 0.
    noted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Messages and events as they were read, newest first; whoever they name is read with all of a page."""

    messages: Sequence[Row]
    events: Sequence[Row]
    reference: str

    def older_before(self, oldest_shown: datetime | None) -> datetime | None:
        """From when back something is not here; None where all is. `oldest_shown` where some was left out.

        The later of what was cut off: a moment shown twice is better than one shown never.
        """
        cut = [rows[-1]["happened_at"] for rows in (self.messages, self.events) if _is_full(rows)]
        return max([*cut, *([oldest_shown] if oldest_shown else [])], default=None)

    def people(self) -> Iterator[int | None]:
        """Everybody who wrote, did something, or was given the case."""
        for message in self.messages:
            yield message["author_id"]
        for event in self.events:
            yield event["actor_id"]
            yield _assignee_id(event)

    def channels(self) -> Iterator[Named]:
        """Where it was said."""
        for message in self.messages:
            yield "channel", message["channel_id"]


def customer_messages(case: Case) -> list[tuple[int, str]]:
    """The messages of a case's own conversation that its customer wrote, as choices, the oldest first."""
    rows = (
        Message.objects.from_customers()
        .filter(conversation__submission=case.submission_id, taken_back_at=None)
        .annotate(files=Count("attachments"))
        .order_by("happened_at", "pk")
        .values_list("pk", "happened_at", "text", "files")[:MOST_ENTRIES]
    )
    return [(pk, _choice(at, text, files)) for pk, at, text, files in rows]


def _choice(at: datetime, text: str, files: int) -> str:
    short = text if len(text) <= LONGEST_CHOICE else text[: LONGEST_CHOICE - 1] + "…"
    words = f"{date_format(timezone.localtime(at), 'SHORT_DATETIME_FORMAT')} · {short}"
    if files:
        words += " · " + ngettext("%(n)s file", "%(n)s files", files) % {"n": files}
    return words


def story_of(case: Case, *, is_alone: bool = False, before: datetime | None = None) -> Story:
    """Read the latest messages and events of a case; `is_alone` where nothing was merged into it.

    With `before` the latest until that moment, itself among them.
    """
    conversations = [case.submission.conversation_id] if is_alone else conversations_of(case)
    until = {"until": before} if before else {}
    return Story(
        messages=list(_MESSAGES.ask(_message_rows, conversations=conversations, **until)),
        events=list(_EVENTS.ask(_event_rows, case=case.pk, **until)),
        reference=case.reference,
    )


def _is_full(rows: Sequence[Row]) -> bool:
    return len(rows) == MOST_ENTRIES


def _referred(story: Story) -> list[int]:
    """The messages of another case that this one was split off by, whose files are shown here too."""
    return [
        pk
        for event in story.events
        if event["kind"] == EventKind.SPLIT
        for pk in event["facts"].get("messages", ())
    ]


def conversation(story: Story, people: People, names: Mapping[Named, str]) -> list[Said]:
    """Messages with their files, and internal notes, the oldest first."""
    said = [*_said(story, people, names), *_notes(story.events, people)]
    return sorted(said, key=lambda one: one.at)


def history(story: Story, people: People, *, may_take_back: bool = False) -> list[Happened]:
    """What happened, in words, and which of it may be taken back as noted by mistake."""
    noted = {row["pk"] for row in standing(story.events)} if may_take_back else set()
    return [
        _happened(event, people, noted)
        for event in story.events
        if event["kind"] not in IN_CONVERSATION
    ]


# What is not simply sent is worth a word; the worst of several tells.
_trouble = (
    Outgoing.objects.filter(message=OuterRef("pk"))
    .exclude(state=OutboxState.SENT, instead_of="")
    .order_by("state")
)


def _message_rows(conversations: Sequence[int], until: datetime | None = None) -> Any:
    return (
        Message.objects.filter(_until(until), conversation__in=conversations)
        .order_by("-happened_at", "-pk")
        .values(
            "pk", "direction", "author_id", "channel_id", "channel__kind", "subject",
            "conversation__reference", "conversation__customer__name_masked", "text", "full_text",
            "is_automatic", "is_bounce", "happened_at", "taken_back_at", "held_until",
            outbox=Subquery(_trouble.values("state")[:1]),
            closed_way=Subquery(_trouble.values("instead_of")[:1]), has_html=~Q(html=""),
            is_mail=Q(raw__isnull=False) & ~Q(mail_message_id=""),
            has_files=Exists(Attachment.objects.filter(message=OuterRef("pk"))),
        )[:MOST_ENTRIES]
    )  # fmt: skip


def _until(moment: datetime | None) -> Q:
    return Q() if moment is None else Q(happened_at__lte=moment)


def _said(story: Story, people: People, names: Mapping[Named, str]) -> Iterator[Said]:
    files = defaultdict(list)
    ids = [message["pk"] for message in story.messages]
    own = [one["pk"] for one in story.messages if one["conversation__reference"] == story.reference]
    referred = set(_referred(story)) - set(ids) if own else set()
    with_files = [one["pk"] for one in story.messages if one["has_files"]]
    for file in _files([*with_files, *referred]):
        files[own[-1] if file.message_id in referred else file.message_id].append(file)
    for message in story.messages:
        is_ours, outbox = message["direction"] == Direction.OUTBOUND, message["outbox"]
        is_machine = message["is_automatic"] or message["is_bounce"]
        is_taken_back = message["taken_back_at"] is not None
        customer = message["conversation__customer__name_masked"]
        yield Said(
            at=message["happened_at"],
            kind="system" if is_machine else "staff" if is_ours else "customer",
            who=str(people.get(message["author_id"], "") if is_ours else customer or ""),
            reference=""
            if message["conversation__reference"] == story.reference
            else message["conversation__reference"],
            text=_taken_back(is_ours) if is_taken_back else message["text"],
            is_taken_back=is_taken_back,
            # Files without words go with a solution, and are taken back with it.
            held_until=message["held_until"] if message["text"] else None,
            author_id=message["author_id"],
            channel=names["channel", message["channel_id"]],
            mark=MARKS[ChannelKind(message["channel__kind"])],
            subject=message["subject"],
            pk=message["pk"],
            full_text=message["full_text"],
            is_mail=message["is_mail"],
            has_html=message["has_html"],
            files=files[message["pk"]],
            delivery="" if is_taken_back else _delivery(outbox, message["closed_way"]),
            delivery_failed=outbox in (OutboxState.DEAD, OutboxState.HELD),
        )


def _taken_back(is_ours: bool) -> str:
    if is_ours:
        return _("This answer was taken back before it went out. The customer has not read it.")
    return _("The customer took this message back.")


def _files(messages: Sequence[int]) -> Sequence[Attachment]:
    """Of the few messages that have any, and not asked for where none has."""
    return list(_FILES.ask(_files_of, messages=messages)) if messages else ()


def _files_of(messages: Sequence[int]) -> "QuerySet[Attachment]":
    return Attachment.objects.filter(message__in=messages).order_by("pk")


def _delivery(outbox: str | None, closed_way: str | None) -> str:
    if outbox == OutboxState.SENT and closed_way:
        messenger = way_in_words(closed_way)
        return _("sent by mail, because %(messenger)s was closed") % {"messenger": messenger}
    return str(OutboxState(outbox).label) if outbox else ""


def _event_rows(case: int, until: datetime | None = None) -> Any:
    """The latest events, newest first, each with the note that its facts refer to."""
    note = Note.objects.filter(pk=OuterRef("note_pk")).values("text")
    return (
        CaseEvent.objects.filter(_until(until), case=case)
        .alias(note_pk=Cast(KT("facts__note"), BigIntegerField()))
        .order_by("-seq")
        .values(
            "pk", "seq", "kind", "actor_id", "by_customer", "facts", "happened_at",
            note_text=Subquery(note[:1]),
        )[:MOST_ENTRIES]
    )  # fmt: skip


def _assignee_id(event: Row) -> int | None:
    """Who the case was given to, where that is what happened."""
    assignee = str(event["facts"].get("assignee", ""))
    return int(assignee) if assignee.isdecimal() else None


def _notes(events: Sequence[Row], people: People) -> Iterator[Said]:
    for event in events:
        if event["kind"] == EventKind.NOTED:
            who, text = str(people.get(event["actor_id"], "")), event["note_text"] or ""
            yield Said(at=event["happened_at"], kind="internal", who=who, text=text)


def _happened(event: Row, people: People, noted: Set[int]) -> Happened:
    kind, facts = event["kind"], event["facts"]
    assignee = str(people.get(_assignee_id(event), ""))
    actor = str(people.get(event["actor_id"], "")) or _("system")
    return Happened(
        at=event["happened_at"],
        title=event_words.title_of(kind, facts, assignee=assignee),
        text=event_words.text_of(kind, facts),
        who=through_whom(facts) or _("the customer") if event["by_customer"] else actor,
        kind=kind,
        noted=event["pk"] if event["pk"] in noted else 0,
    )
