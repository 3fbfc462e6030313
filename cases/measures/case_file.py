"""Everything that stands on a case page, read in a fixed number of statements however long the case is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, CharField, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext as _

from cases import event_words
from cases.kinds import EventKind
from cases.measures.due_words import Limit, limit_of_cycle
from cases.measures.merged_cases import conversations_of
from cases.models import Case, CaseEvent, CaseLink, ClockCycle, Escalation, Note, Promise
from cases.states import FINISHED
from channels.kinds import Direction, OutboxState
from channels.models import Attachment, ContactPoint, Message, Outgoing
from feedback_site.organisation.models import User

# Pages stay readable and quick; what is older is reached by the link to everything.
MOST_ENTRIES = 200
MOST_RELATED = 12
ALIKE_WITHIN = timedelta(days=14)
# What the conversation shows already, or what says nothing to a reader.
IN_CONVERSATION = frozenset({EventKind.NOTED, EventKind.CUSTOMER_WROTE})


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
    channel_kind: str = ""
    subject: str = ""
    message: Message | None = None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """One limit of the case and how it stands."""

    name: str
    number: int
    limit: Limit
    cycle: ClockCycle


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """What a case page shows beside the case itself."""

    said: Sequence[Said]
    is_cut: bool
    history: Sequence[Happened]
    clocks: Sequence[ClockLine]
    contacts: Sequence[ContactPoint]
    earlier: Sequence[Case]
    alike: Sequence[Case]
    promises: Sequence[Promise]
    escalations: Sequence[Escalation]
    links: Sequence[CaseLink]
    linked_from: Sequence[CaseLink]


def read_case(reference: str, user: User) -> Case:
    """Read the case with all that its header names. Raises Case.DoesNotExist for strangers."""
    return (
        Case.objects.visible_to(user)
        .select_related(
            "category", "store", "department", "owner", "resolver", "customer", "channel",
            "rejection_proposed_by", "submission__conversation", "submission__captured_by", "partner",
        )
        .get(reference=reference)
    )  # fmt: skip


def file_of(case: Case, user: User, *, now: datetime) -> CaseFile:
    """Read the rest of the page: at most twelve statements."""
    messages, events = _messages(case), _events(case)
    own = case.submission.conversation_id
    talk = [_message(message, own=own) for message in messages]
    said = sorted([*talk, *_notes(events)], key=lambda one: one.at)
    related = _related(case, user)
    seen = Case.objects.visible_to(user)
    links = list(
        CaseLink.objects.filter(Q(source=case, target__in=seen) | Q(target=case, source__in=seen))
        .filter(undone_at=None)
        .select_related("source", "target")
        .order_by("-made_at")[:MOST_RELATED]
    )
    return CaseFile(
        said=said[-MOST_ENTRIES:],
        is_cut=len(messages) == MOST_ENTRIES or len(said) > MOST_ENTRIES,
        history=[_happened(event) for event in events if event.kind not in IN_CONVERSATION],
        clocks=_clocks(case, now),
        contacts=_contacts(case),
        earlier=[one for one in related if not _is_alike(one, case)],
        alike=[one for one in related if _is_alike(one, case)],
        promises=list(case.promises.select_related("owner")),
        escalations=list(case.escalations.select_related("assignee")),
        links=[link for link in links if link.source_id == case.pk],
        linked_from=[link for link in links if link.target_id == case.pk],
    )


# What is not simply sent is worth a word; the worst of several tells.
_trouble = (
    Outgoing.objects.filter(message=OuterRef("pk"))
    .exclude(state=OutboxState.SENT)
    .order_by("state")
)


def _messages(case: Case) -> list[Message]:
    return list(
        Message.objects.filter(conversation__in=conversations_of(case))
        .select_related("author", "channel", "conversation__customer")
        .prefetch_related(Prefetch("attachments", Attachment.objects.order_by("pk")))
        .annotate(outbox=Subquery(_trouble.values("state")[:1]))
        .order_by("-happened_at", "-pk")[:MOST_ENTRIES]
    )


def _message(message: Message, *, own: int) -> Said:
    conversation = message.conversation
    is_ours = message.direction == Direction.OUTBOUND
    outbox = getattr(message, "outbox", None)
    is_machine = message.is_automatic or message.is_bounce
    return Said(
        at=message.happened_at,
        kind="system" if is_machine else "staff" if is_ours else "customer",
        who=str((message.author if is_ours else conversation.customer) or ""),
        reference="" if conversation.pk == own else conversation.reference,
        text=message.text,
        channel=message.channel.name,
        channel_kind=message.channel.kind,
        subject=message.subject,
        message=message,
        files=list(message.attachments.all()),
        delivery=str(OutboxState(outbox).label) if outbox else "",
        delivery_failed=outbox in (OutboxState.DEAD, OutboxState.HELD),
    )


def _events(case: Case) -> list[CaseEvent]:
    """The latest events, newest first, each with the note or the name that its facts refer to."""
    name = Coalesce(NullIf("display_name", Value("")), "username", output_field=CharField())
    assignee = User.objects.filter(pk=OuterRef("assignee_pk")).values(shown=name)
    note = Note.objects.filter(pk=OuterRef("note_pk")).values("text")
    return list(
        CaseEvent.objects.filter(case=case)
        .select_related("actor")
        .annotate(
            assignee_pk=Cast(KT("facts__assignee"), BigIntegerField()),
            note_pk=Cast(KT("facts__note"), BigIntegerField()),
        )
        .annotate(assignee_name=Subquery(assignee[:1]), note_text=Subquery(note[:1]))
        .order_by("-seq")[:MOST_ENTRIES]
    )


def _notes(events: Sequence[CaseEvent]) -> Iterator[Said]:
    for event in events:
        if event.kind == EventKind.NOTED:
            text = str(getattr(event, "note_text", None) or "")
            yield Said(at=event.happened_at, kind="internal", who=str(event.actor or ""), text=text)


def _happened(event: CaseEvent) -> Happened:
    assignee = getattr(event, "assignee_name", None) or ""
    who = (
        _("the customer") if event.by_customer else str(event.actor) if event.actor else _("system")
    )
    return Happened(
        at=event.happened_at,
        title=event_words.title_of(event.kind, event.facts, assignee=assignee),
        text=event_words.text_of(event.kind, event.facts),
        who=who,
        kind=event.kind,
    )


def _clocks(case: Case, now: datetime) -> list[ClockLine]:
    cycles = case.cycles.order_by("started_at", "clock", "number")
    return [
        ClockLine(
            name=event_words.clock_name(cycle.clock), number=cycle.number, limit=limit, cycle=cycle
        )
        for cycle in cycles
        if (limit := limit_of_cycle(cycle, now)) is not None
    ]


def _contacts(case: Case) -> list[ContactPoint]:
    """Asked for an anonymous case as well, so that every page costs the same."""
    return list(ContactPoint.objects.filter(customer=case.customer_id or 0).order_by("kind", "pk"))


def _related(case: Case, user: User) -> list[Case]:
    same = Q(pk=None)
    if case.customer_id is not None:
        same |= Q(customer=case.customer_id)
    if case.concerns and any(char.isdigit() for char in case.concerns):
        same |= Q(concerns=case.concerns, opened_at__gte=case.opened_at - ALIKE_WITHIN)
    return list(
        Case.objects.visible_to(user)
        .filter(same)
        .exclude(pk=case.pk)
        .select_related("category")
        .order_by("-opened_at")[:MOST_RELATED]
    )


def _is_alike(other: Case, case: Case) -> bool:
    """Open, and within a fortnight of this one: it may be the same complaint."""
    is_near = abs(other.opened_at - case.opened_at) <= ALIKE_WITHIN
    return is_near and other.state not in FINISHED


def newest_event(case_id: int) -> Mapping[str, object] | None:
    """Who changed the case last, and when."""
    return (
        CaseEvent.objects.filter(case=case_id)
        .order_by("-seq")
        .values("actor__display_name", "actor__username", "by_customer", "happened_at")
        .first()
    )
