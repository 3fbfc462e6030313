"""Forwarding: what a merged customer says is owed an answer by the case that leads; they are told with it.

A merge moves nothing: each customer keeps their conversation, and is written to there. But the work is done
on the leading case, so that its limits must count what any of them says, and its solution is told to all.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef
from django.db.models.expressions import RawSQL
from django.utils.dateparse import parse_datetime

from cases.errors import LeadsOthers
from cases.kinds import EventKind, LinkKind
from cases.measures.merged_cases import CASES_OVER, cases_under
from cases.measures.queues.owed import (
    answers_after,
    earliest,
    gone_before,
    owed_at_merges,
    owed_to_merged,
    owed_to_own,
    solved_since,
)
from cases.models import Case, CaseEvent
from cases.rules.changes.changing import Change, changing
from cases.states import FINISHED, CaseState
from channels.models import Customer, Message
from channels.rules.outbox import delivery, recalling

# What a merged customer reads where the leading case's reads a question whether it is solved.
TEMPLATE = "solved_together"


def lock_with_leading(
    conversation_id: int, *, is_second: bool = False
) -> tuple[Case | None, Case | None]:
    """Lock the case of a conversation and those above it, in id order; give it and the one that leads.

    The second is None where it is not merged, both where the conversation has no case yet. One statement.
    """
    over = RawSQL(CASES_OVER, (conversation_id, LinkKind.MERGED_INTO))  # noqa: S611 a constant
    locked = list(
        Case.objects.select_for_update(of=("self",))
        .filter(pk__in=over)
        .annotate(talk=F("submission__conversation"))
        .order_by("pk")
        .only("pk", "state", "reference", "submission")
    )
    own = next((one for one in locked if one.talk == conversation_id), None)  # type: ignore[attr-defined]
    if own is None or own.state != CaseState.MERGED:
        return own, None
    leading = next((one for one in locked if one.state != CaseState.MERGED), None)
    if leading is None and not is_second:
        # Merged while this waited for the lock: the links were read before.
        return lock_with_leading(conversation_id, is_second=True)
    return own, leading


def wrote_under(leading: Case, source: Case, message: Message, *, now: datetime) -> None:
    """Let a message of a merged customer count on the case that leads; nobody else's page shows it."""
    with changing(leading.pk, actor=None, now=now) as change:
        case, said_at = change.case, message.happened_at
        case.unanswered_since = case.unanswered_since or said_at
        facts = {
            "absorbed": source.reference, "unanswered_since": said_at.isoformat(),
            "message": message.pk,
        }  # fmt: skip
        change.happened(EventKind.MERGED, facts=facts)


def answered_under(leading: Case, source: Change) -> None:
    """Let an answer to a merged customer end what the leading case owed them."""
    with changing(leading.pk, actor=source.actor, now=source.now) as change:
        facts = {"human": False, "absorbed": source.case.reference}
        change.happened(EventKind.ANSWERED, facts=facts, at=source.events[-1].happened_at)
        change.case.unanswered_since = owed_since(change)


def taken_back_under(leading: Case, source: Change, answer: CaseEvent) -> None:
    """Let the case that leads owe again what an answer to a merged customer seemed to end.

    Given before the merge it counted there: then the case that leads takes over what it left open, unless
    that was answered since.
    """
    merged = source.case.events.filter(kind=EventKind.MERGED, went_to=CaseState.MERGED).latest(
        "seq"
    )
    if answer.seq < merged.seq:
        is_answered = answers_after(source.case, merged).exists() or solved_since(leading, merged)
        if not is_answered and (since := open_before(source.case, merged)):
            _owes_again(leading, source, since)
        return
    with changing(leading.pk, actor=source.actor, now=source.now) as change:
        absorbed = source.case.reference
        counted = change.case.events.filter(
            kind=EventKind.ANSWERED, facts__absorbed=absorbed, recorded_at=answer.recorded_at
        )
        facts = {"absorbed": absorbed, "takes_back": list(counted.values_list("seq", flat=True))}
        change.happened(EventKind.ANSWER_TAKEN_BACK, facts=facts)
        change.case.unanswered_since = owed_since(change)


def _owes_again(leading: Case, source: Change, since: datetime) -> None:
    facts = {
        "absorbed": source.case.reference, "unanswered_since": since.isoformat(), "owes_again": True,
    }  # fmt: skip
    with changing(leading.pk, actor=source.actor, now=source.now) as change:
        change.happened(EventKind.MERGED, facts=facts)
        change.case.unanswered_since = earliest(change.case.unanswered_since, since)


def open_before(case: Case, merged: CaseEvent) -> datetime | None:
    """Since when its customer waited at a merge: as it stood then, or had its last answers never been."""
    gone = (one.facts.get("before", {}) for one in gone_before(case, merged))
    since = [merged.facts.get("owed_since", ""), *(one.get("unanswered_since", "") for one in gone)]
    return earliest(*map(parse_datetime, since))


def owed_since(change: Change) -> datetime | None:
    """Since when anybody waits on this case, its own customer or a merged one, after what happens to it."""
    case_id = change.case.pk
    at_merges = owed_at_merges(case_id, change.events)
    return earliest(owed_to_own(case_id), owed_to_merged(case_id), at_merges)


def others_under(case: Case) -> Sequence[Case]:
    """The cases merged into this one whose customer is somebody else, or unknown; none that was finished."""
    merged = CaseEvent.objects.filter(
        case=OuterRef("pk"), kind=EventKind.MERGED, went_to=CaseState.MERGED
    )
    under = Case.objects.filter(
        ~Exists(merged.filter(came_from__in=sorted(FINISHED))), pk__in=cases_under(case.pk)
    ).only("pk", "submission", "reference")
    if case.customer_id is None:
        return list(under)
    person = Customer.objects.same_as(case.customer_id)
    return list(under.exclude(customer__isnull=False, customer__in=person.values("pk")))


def require_none_under(case: Case) -> None:
    """Raise LeadsOthers where what others told was merged into this case: nobody would work on it."""
    if others := others_under(case):
        raise LeadsOthers(references=", ".join(sorted(one.reference for one in others)))


def tell_others(change: Change, *, number: int, delay: timedelta) -> None:
    """Tell merged customers that it is solved.

    Not by which words: those were written to somebody else. Nor are they asked; what they write is looked at.
    """
    for one in others_under(change.case):
        delivery.tell_sender(
            one.submission_id, template=TEMPLATE, dedup_key=_key(change.case, one, number),
            now=change.now, not_before=change.now + delay, context={"case_id": one.pk},
        )  # fmt: skip


def hold_back_others(change: Change, *, number: int) -> None:
    """Withdraw what has not gone out to them."""
    for one in others_under(change.case):
        recalling.withdraw(_key(change.case, one, number), now=change.now)


def hold_back(leading: Case, source: Case, *, now: datetime) -> None:
    """Withdraw it from one whose case is taken out again."""
    recalling.withdraw(_key(leading, source, leading.resolution_number), now=now)


def _key(leading: Case, one: Case, number: int) -> str:
    return f"case:{one.pk}:{TEMPLATE}:{leading.pk}-{number}"
