"""Sweeping: which rows upstream have no row of ours, and whose date has come."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind
from cases.models import Case, CaseEvent, ClockCycle
from cases.models.case import CaseQuerySet, reference_of
from cases.rules.clocks import clocking
from cases.rules.lifecycle import moving
from cases.rules.openings import acknowledging, marking, opening
from cases.rules.openings.opening import OPENING
from cases.rules.replies import answering_in_public, chatting, replying
from cases.states import UNFINISHED, CaseState
from channels.chat_kinds import ChatState
from channels.kinds import ChannelKind, Direction
from channels.models import Chat, Message, PublicReply, Submission
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import BELL_HAS, Sweep

# Longer than anybody leaves a broken sweep unnoticed; further back lies in the nightly reconciliation.
LOOK_BACK = timedelta(days=30)
# For what no index leads to: cases never opened, messages and receipts never taken in; further back they are
# looked at once a day.
LOST_WITHIN = timedelta(days=2)
# Of public replies, which no index finds by their time, so many of the newest; all of LOOK_BACK once a day.
LATEST_REPLIES = 500
# Of so many cases opened before that the earliest submission is asked for.
_OPENED_BEFORE = 20


def _of_message(message_id: int) -> str:
    found = Message.objects.filter(pk=message_id)
    return found.values_list("conversation__reference", flat=True).first() or ""


TAKING_IN = Sweep(code="cases.take_in", title=_("Take a message into its case"), label=_of_message)
TAKING_BACK = Sweep(
    code="cases.take_back", title=_("Take back what a customer took back"), label=_of_message
)
CHATTING = Sweep(
    code="cases.take_in_chat", title=_("Take an answer in a chat into its case"), label=_of_message
)
PUBLISHED = Sweep(
    code="cases.take_in_reply", title=_("Take a public reply into the case of its review"),
    label=_of_message,
)  # fmt: skip
OWNING = Sweep(
    code="cases.own_chat", title=_("Give the case of a chat to whoever has it"),
    label=lambda chat_id: str(Chat.objects.filter(pk=chat_id).first() or ""),
)  # fmt: skip
NAMING = Sweep(code="cases.name_chat", title=_("Tell a case whose it is"))
CONTINUING = Sweep(
    code="cases.continue", title=_("Continue a case whose date has come"), label=reference_of
)
PROVING = Sweep(
    code="cases.prove", title=_("Compare the time limits of a case with its history"),
    label=reference_of,
)  # fmt: skip


def sweep_submissions(*, now: datetime, limit: int = 200) -> int:
    """Open cases for submissions without one, and take in messages and receipts whose bell was lost."""
    return (
        _open(_lost(now, limit), now)
        + _take_in(_fresh_messages(now)[:limit], now)
        + _sweep_taken_back(now, limit)
        + _sweep_chats(now, limit)
        + _sweep_replies(now, pk__gt=_newest_reply() - LATEST_REPLIES)
        + acknowledging.sweep_receipts(since=now - LOST_WITHIN, now=now, limit=limit)
    )


def sweep_long_lost(*, now: datetime) -> int:
    """Open all cases that were never opened, and tell cases of all that they were not told of.

    However old: looks at every submission, once a day, and at every message and receipt of LOOK_BACK.
    """
    fresh = _without_case().filter(_has_waited(now)).order_by("pk").values_list("pk", flat=True)
    named = _named().order_by("pk").values_list("pk", flat=True)
    messages = _not_taken_in(now).filter(recorded_at__gt=now - LOOK_BACK)
    return (
        _open(fresh, now)
        + _name(named, now)
        + _take_in(messages.order_by("pk").values_list("pk", flat=True), now)
        + _sweep_replies(now, written_at__gt=now - LOOK_BACK)
        + acknowledging.sweep_receipts(since=now - LOOK_BACK, now=now)
    )


def _lost(now: datetime, limit: int) -> list[int]:
    """Those after the mark, which moves on first, and those before it of which a case was asked for since."""
    after = max(marking.settled(), _looks_back_to(now))
    marking.move(_without_case(after=after).order_by("pk").values_list("pk", flat=True).first)
    late = _without_case(after=after).filter(_has_waited(now))
    asked = _without_case().filter(
        case_asked_at__gt=now - LOST_WITHIN, case_asked_at__lt=now - BELL_HAS, pk__lte=after
    )
    return [
        *asked.values_list("pk", flat=True)[:limit],
        *late.order_by("pk").values_list("pk", flat=True)[:limit],
    ]


def _has_waited(now: datetime) -> Q:
    return Q(received_at__lt=now - BELL_HAS)


def _without_case(*, after: int = 0) -> QuerySet[Submission]:
    # Told of both sides, or the planner reads the cases of all years to compare them with those of two days.
    cases = Case.objects.filter(submission=OuterRef("pk"), submission_id__gt=after)
    found = Submission.objects.filter(~Exists(cases), pk__gt=after, is_insight=False)
    return found.exclude(pk__in=stuck(OPENING))


def _looks_back_to(now: datetime) -> int:
    """After which submission one without a case is looked for: all that came within LOST_WITHIN are.

    Not by the newest case, as a bell does: whoever stands at a counter gets theirs at once, while what
    machines sent waits for a worker, and must be found however many of those came after it. No index leads
    to when a submission came, but one to when cases were opened. An item that was read days late has a late
    number and an old time, so that one case alone is not asked.
    """
    before = Case.objects.filter(opened_at__lte=now - LOST_WITHIN).order_by("-opened_at")
    numbers = before.values_list("submission_id", flat=True)[:_OPENED_BEFORE]
    return min(numbers, default=0) - opening.LOOK_BACK


def _open(fresh: Iterable[int], now: datetime) -> int:
    return one_by_one(OPENING, fresh, partial(opening.open_case, now=now), now=now)


def _fresh_messages(now: datetime) -> QuerySet[Message, int]:
    """Those of late, found by their numbers: no index leads to when a message was recorded.

    Going back from the newest, the first one that is older than that is soon met.
    """
    older = Message.objects.filter(recorded_at__lte=now - LOST_WITHIN).order_by("-pk")
    after = older.values_list("pk", flat=True).first() or 0
    return _not_taken_in(now).filter(pk__gt=after).values_list("pk", flat=True)


def _take_in(messages: Iterable[int], now: datetime) -> int:
    return one_by_one(TAKING_IN, messages, partial(replying.customer_wrote, now=now), now=now)


def _not_taken_in(now: datetime) -> QuerySet[Message]:
    """What was said until a case was asked for is in the case from its opening; an insight has none."""
    asked_at = "conversation__submission__case_asked_at"
    return Message.objects.filter(
        Q(**{asked_at: None}) | Q(recorded_at__gt=F(asked_at)),
        ~Exists(CaseEvent.objects.filter(message=OuterRef("pk"))),
        conversation__submission__is_insight=False,
        direction=Direction.INBOUND,
        recorded_at__lt=now - BELL_HAS,
        raw__disposition="appended",
    ).exclude(pk__in=stuck(TAKING_IN))


def _sweep_taken_back(now: datetime, limit: int) -> int:
    """What was taken back must not stand in a title because a bell was lost."""
    lost = Message.objects.filter(
        ~Exists(CaseEvent.objects.filter(message=OuterRef("pk"), kind=EventKind.TOOK_BACK)),
        taken_back_at__gt=now - LOOK_BACK,
        taken_back_at__lt=now - BELL_HAS,
        # What we took back ourselves never went out.
        direction=Direction.INBOUND,
    ).exclude(pk__in=stuck(TAKING_BACK))
    fresh = lost.values_list("pk", flat=True)[:limit]
    return one_by_one(TAKING_BACK, fresh, partial(replying.customer_took_back, now=now), now=now)


def _sweep_chats(now: datetime, limit: int) -> int:
    """Answers of people in chats, owners and customers that their cases were not told of."""
    fresh = _answers_since(now).exclude(pk__in=stuck(CHATTING)).values_list("pk", flat=True)[:limit]
    taken = one_by_one(CHATTING, fresh, partial(chatting.answered_in_chat, now=now), now=now)
    ownerless = Chat.objects.filter(
        Exists(
            Case.objects.unfinished().filter(
                submission__conversation=OuterRef("conversation"), owner=None
            )
        ),
        state=ChatState.WITH_PERSON,
        waiting_since__lt=now - BELL_HAS,
    ).exclude(pk__in=stuck(OWNING))
    chats = ownerless.values_list("pk", flat=True)[:limit]
    owned = one_by_one(OWNING, chats, partial(chatting.own_by_chat, now=now), now=now)
    named = _named_since(now).values_list("pk", flat=True)[:limit]
    return taken + owned + _name(named, now)


def _answers_since(now: datetime) -> QuerySet[Message]:
    """Found from the few chats: messages are many, and no index leads to those of a kind."""
    return Message.objects.filter(
        ~Exists(CaseEvent.objects.filter(message=OuterRef("pk"))),
        Exists(Case.objects.filter(submission__conversation=OuterRef("conversation"))),
        # Before a person takes a chat on there is no answer of theirs.
        conversation__chat__first_human_at__isnull=False,
        conversation__chat__started_at__gt=now - LOOK_BACK,
        channel__kind=ChannelKind.CHAT,
        direction=Direction.OUTBOUND,
        author__isnull=False,
        recorded_at__lt=now - BELL_HAS,
    )


def _sweep_replies(now: datetime, **which: object) -> int:
    """Replies found beside reviews of which their cases were not told; none that one was opened after."""
    told = CaseEvent.objects.filter(message=OuterRef("message"))
    asked_at = "review__submission__case_asked_at"
    found = PublicReply.objects.filter(
        Q(**{asked_at: None}) | Q(message__recorded_at__gt=F(asked_at)),
        ~Exists(told),
        Exists(Case.objects.filter(submission=OuterRef("review"))),
        posted_by=None,
        message__recorded_at__lt=now - BELL_HAS,
        **which,
    )
    fresh = found.exclude(message__in=stuck(PUBLISHED)).values_list("message", flat=True)
    do = partial(answering_in_public.found_posted, now=now)
    return one_by_one(PUBLISHED, fresh, do, now=now)


def _newest_reply() -> int:
    return PublicReply.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _named_since(now: datetime) -> QuerySet[Submission]:
    """Those who said so of late, along an index; older ones wait for the day's pass."""
    return _named().filter(named_at__gt=now - LOST_WITHIN)


def _named() -> QuerySet[Submission]:
    """Whose customer said who they are, in a chat or on their page, and the case was not told of it."""
    unknown = Case.objects.filter(submission=OuterRef("pk"), customer=None)
    found = Submission.objects.filter(Exists(unknown), customer__isnull=False)
    return found.exclude(pk__in=stuck(NAMING))


def _name(submissions: Iterable[int], now: datetime) -> int:
    return one_by_one(NAMING, submissions, partial(chatting.name_customer, now=now), now=now)


def sweep_waiting(*, now: datetime, limit: int = 200) -> int:
    """Continue the cases whose date has come."""
    due = _due(now).exclude(pk__in=stuck(CONTINUING)).values_list("pk", flat=True)[:limit]
    return one_by_one(CONTINUING, due, partial(_continue, now=now), now=now)


def _due(now: datetime) -> CaseQuerySet:
    return Case.objects.filter(state=CaseState.WAITING, resume_by__lte=now)


def _continue(case_id: int, *, now: datetime) -> Case | None:
    """None where somebody continued it meanwhile, or gave it a later date."""
    if not _due(now).filter(pk=case_id).exists():
        return None
    return moving.resume_case(case_id, cause="resume_by", actor=None, now=now)


def prove_clocks(*, now: datetime) -> int:
    """Compare the stored clocks of all cases on which one can run with their history; count what was mended.

    A promise outlives its case: on a finished one it may still run.
    """
    running = Q(state__in=UNFINISHED) | Q(pk__in=ClockCycle.objects.running().values("case"))
    timed = Case.objects.filter(running).exclude(pk__in=stuck(PROVING))
    ids = timed.order_by("pk").values_list("pk", flat=True).iterator()
    return one_by_one(PROVING, ids, partial(clocking.mend, now=now), now=now)
