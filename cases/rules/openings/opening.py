"""Opening: a submission becomes a case, read and sorted, with limits running and the receipt on its way."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.kinds import Priority, Severity
from cases.measures.told import Words, said_in_chats
from cases.measures.triage.word_rules import site_book
from cases.models import Case
from cases.rules.categories import asking, categorising
from cases.rules.changes.changing import Change
from cases.rules.escalation import pressing
from cases.rules.openings import linking
from cases.rules.openings.beginning import counts_from, first_events, is_split
from cases.rules.openings.filing import file_new
from cases.rules.time_limits import entitling
from cases.rules.triage import recognising
from cases.rules.triage.explaining import explained
from cases.rules.triage.triaging import sort
from cases.signals import case_opened
from cases.states import FINISHED
from cases.triage.reading import Triage, read
from channels.kinds import ChannelKind
from channels.models import Customer, Message, Submission
from channels.rules.conversations import insights
from channels.rules.outbox import receipting
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.sweeping.rules.isolating import stuck
from feedback_site.sweeping.sweeps import Sweep

# A second complaint of the same customer within this time may be the same one.
DUPLICATE_WITHIN = timedelta(days=14)
REPEAT_CONTACT_WITHIN = timedelta(days=30)
# Submissions that a bell looks back over: some hours of the busiest day.
LOOK_BACK = 5_000
_NEEDED = (
    "title", "text", "language", "order_number", "category_hint", "captured_at", "received_at",
    "case_asked_at", "store_id", "channel_id", "remedy_sought",
)  # fmt: skip


def _of_submission(submission_id: int) -> str:
    found = Submission.objects.filter(pk=submission_id)
    return found.values_list("conversation__reference", flat=True).first() or ""


OPENING = Sweep(
    code="cases.open", title=_("Open the case of what somebody told us"), label=_of_submission
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Earlier:
    """A case of the same customer, as far as it matters for the next one."""

    opened_at: datetime
    is_open: bool


@transaction.atomic
def open_case(submission_id: int, *, now: datetime) -> Case:
    """Open the case of a submission, or return it where that was done before."""
    submission = _submissions().select_for_update(of=("self",)).get(pk=submission_id)
    # Asked after the lock was given: a twin that held it has committed its case by now.
    existing = _opened(submission_id)
    return Case.objects.get(pk=existing) if existing else _open([submission], now=now)[0]


def _opened(submission_id: int) -> int | None:
    """The id of the submission's case. By hand: every opening asks it, and nearly always in vain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_case WHERE submission_id = %s", [submission_id])
        found = cursor.fetchone()
    return found[0] if found else None


@transaction.atomic
def open_insight(submission_id: int, *, actor: User, now: datetime) -> Case:
    """Open the case of what was kept as an insight; its limits count from now on.

    Raises NotAllowed, and NoInsight where it has a case, or will have one.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    insights.ask_for_case(submission_id, actor=actor, now=now)
    return open_case(submission_id, now=now)


@transaction.atomic
def open_waiting(*, now: datetime, limit: int) -> int:
    """Open up to `limit` cases of the latest submissions that have none, and give their number.

    However many they are, it is one transaction and the same number of statements. Looks back as far
    as `looks_back_to` says.
    """
    after = looks_back_to()
    # Told of both sides, or the planner looks into the cases of all years.
    cases = Case.objects.filter(submission=OuterRef("pk"), submission_id__gt=after)
    waiting = list(
        _submissions()
        .filter(
            ~Exists(cases),
            pk__gt=after,
            is_insight=False,
        )
        # What cannot be opened must not keep those beside it waiting: the sweep tries it by itself.
        .exclude(pk__in=stuck(OPENING))
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("pk")[:limit]
    )
    # Asked after the locks were given, as above.
    opened = set(Case.objects.filter(submission__in=waiting).values_list("submission", flat=True))
    fresh = [one for one in waiting if one.pk not in opened]
    if fresh:
        _open(fresh, now=now)
    return len(fresh)


def looks_back_to() -> int:
    """After which submission a bell looks for one without a case: the price must not grow with the years.

    What was lost before it is found by the beat.
    """
    newest = Case.objects.aggregate(newest=Max("submission_id"))["newest"] or 0
    return int(newest) - LOOK_BACK


def _submissions() -> QuerySet[Submission]:
    """Read of a submission what its case is made from, and nothing of its raw bytes."""
    return Submission.objects.select_related(
        "conversation", "customer", "channel", "captured_by", "raw"
    ).only(
        *_NEEDED, "conversation__reference", "conversation__language", "conversation__customer",
        "conversation__partner", "customer__first_seen_at", "customer__person",
        "channel__kind", "captured_by", "raw__context",
    )  # fmt: skip


def _open(submissions: Sequence[Submission], *, now: datetime) -> list[Case]:
    earlier, automatic = _earlier_cases(submissions, now), _automatic(submissions)
    said = said_in_chats(submissions)
    tier_of = entitling.tiers_of([one.customer for one in submissions])
    told = [said.get(one.pk) or Words(title=one.title, text=one.text) for one in submissions]
    recognising.look_ahead([words.whole for words in told])
    changes = []
    for submission, words in zip(submissions, told, strict=True):
        known = earlier[submission.customer.head_id] if submission.customer is not None else []
        change = _decided(
            submission, words, known, now, is_automatic=submission.pk in automatic,
            tier=tier_of(submission.customer),
        )  # fmt: skip
        # The next one of the same customer in this batch must know of it.
        known.append(_Earlier(opened_at=change.case.opened_at, is_open=True))
        changes.append(change)
    file_new(changes, said={pk: words.text for pk, words in said.items()})
    receipting.acknowledge(
        [
            receipting.Receipt(
                conversation=change.case.submission.conversation,
                dedup_key=f"case:{change.case.pk}:received:n1",
                context={"case_id": change.case.pk},
            )
            for change in changes
            if change.case.submission_id not in automatic and not is_split(change.case.submission)
        ],
        now=now,
    )
    for change in changes:
        case = change.case
        linking.link_earlier(case, case.submission, now=now)
        transaction.on_commit(
            partial(
                case_opened.send_robust, sender=Case, case_id=case.pk,
                is_pressing=pressing.facts_about(case) != set(),
            )
        )  # fmt: skip
    return [change.case for change in changes]


def _decided(
    submission: Submission, words: Words, earlier: Sequence[_Earlier], now: datetime, *,
    is_automatic: bool, tier: str,
) -> Change:  # fmt: skip
    """Read one submission, and begin its history; nothing is written yet."""
    reading = read(
        words.whole,
        # Days such as “tomorrow” are counted where the chain is.
        now=timezone.localtime(submission.captured_at, timezone.get_default_timezone()),
        hint=submission.category_hint or None,
        prior_contacts=sum(one.opened_at > now - REPEAT_CONTACT_WITHIN for one in earlier),
        learned=recognising.in_use(),
        moods=recognising.moods_in_use(),
        severities=categorising.severities(),
        book=site_book(),
    )
    case = Case(**_first_values(submission, reading) | {"title": words.title, "tier": tier})
    change = Change(case=case, actor=submission.captured_by, now=now)
    first_events(change, submission, is_automatic=is_automatic)
    _sort_if_sure(change, submission, reading, earlier)
    return change


def _first_values(submission: Submission, reading: Triage) -> dict[str, object]:
    return {
        "submission": submission,
        "reference": submission.conversation.reference,
        "title": submission.title,
        "severity": Severity(reading.severity),
        "priority": Priority(reading.priority),
        "urgency": reading.urgency.points,
        "reading": explained(reading),
        "sentiment": reading.sentiment.band,
        "is_safety": "safety" in reading.flags,
        "is_privacy": "privacy" in reading.flags,
        "language": submission.language,
        "channel_id": submission.channel_id,
        "customer_id": submission.customer_id,
        "partner_id": submission.conversation.partner_id,
        "store_id": submission.store_id,
        "scheme": entitling.scheme_for(
            store_id=submission.store_id, partner_id=submission.conversation.partner_id
        ),
        "department_id": categorising.department_of_unsorted(),
        "concerns": submission.order_number,
        "opened_at": submission.case_asked_at or submission.received_at,
        "unanswered_since": counts_from(submission),
    }


def _automatic(submissions: Sequence[Submission]) -> set[int]:
    """Which of them a machine wrote: they get no answer, or two machines would write for ever."""
    mails = [one for one in submissions if one.channel.kind == ChannelKind.EMAIL]
    if not mails:
        return set()
    of_machines = Message.objects.filter(
        conversation__in=[one.conversation_id for one in mails], is_automatic=True
    ).values_list("conversation", flat=True)
    conversations = set(of_machines)
    return {one.pk for one in mails if one.conversation_id in conversations}


def _sort_if_sure(
    change: Change, submission: Submission, reading: Triage, earlier: Sequence[_Earlier]
) -> None:
    """Sort where the reading is sure, not severe, and nothing like it is open; else a person does."""
    case = change.case
    alike = any(one.is_open and one.opened_at > change.now - DUPLICATE_WITHIN for one in earlier)
    if not reading.verdict.auto or case.severity in (Severity.HIGH, Severity.CRITICAL) or alike:
        return
    category = categorising.category_of(str(case.reading["category"] or ""))
    if category is None or asking.missing(case, category):
        return  # taken out of use since the model was fitted, or something must be asked first
    actor, change.actor = change.actor, None
    sort(
        change,
        {
            "category": category.code,
            "severity": case.severity,
            "concerns": submission.order_number or "not applicable",
            "is_safety": False,
            "is_privacy": False,
            "duplicates_checked": True,
            "confidence": round(reading.verdict.confidence, 3),
        },
    )
    change.actor = actor
    case.reading = {**case.reading, "sorted": True}


def _earlier_cases(
    submissions: Sequence[Submission], now: datetime
) -> defaultdict[int, list[_Earlier]]:
    """The latest cases of each person; one seen for the first time has none and costs no question."""
    found: defaultdict[int, list[_Earlier]] = defaultdict(list)
    known = {
        one.customer.head_id
        for one in submissions
        if one.customer is not None and one.customer.first_seen_at < one.received_at
    }
    if known:
        rows = Case.objects.filter(
            customer__in=Customer.objects.same_person(known),
            opened_at__gt=now - REPEAT_CONTACT_WITHIN,
        ).annotate(head=Coalesce("customer__person", "customer"))
        for head, opened_at, state in rows.values_list("head", "opened_at", "state"):
            found[head].append(_Earlier(opened_at=opened_at, is_open=state not in FINISHED))
    return found
