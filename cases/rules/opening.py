"""Opening: a submission becomes a case, read by the rules, with limits running and the receipt on its way."""

from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from cases.kinds import EventKind, Priority, Severity
from cases.models import Case
from cases.rules import categorising, closing, telling
from cases.rules.changing import Change, finish
from cases.rules.lifecycle import attributes
from cases.rules.searching import index_text
from cases.rules.triaging import sort
from cases.signals import case_opened
from cases.states import CaseState
from cases.triage.reading import Triage, read
from channels.kinds import ChannelKind
from channels.models import Submission

# A second complaint of the same customer within this time may be the same one.
DUPLICATE_WITHIN = timedelta(days=14)
REPEAT_CONTACT_WITHIN = timedelta(days=30)
# Where the customer holds the receipt in their hands, or on their screen, when the item is taken.
RECEIPT_IN_HAND = frozenset({ChannelKind.WEB, ChannelKind.PARTNER, ChannelKind.CHAT})


@transaction.atomic
def open_case(submission_id: int, *, now: datetime) -> Case:
    """Open the case of a submission, or return it where that was done before."""
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("conversation", "customer", "store", "channel", "captured_by", "raw")
        .defer("raw__body", "raw__wrapped_key")
        .get(pk=submission_id)
    )
    # Asked after the lock was given: a twin that held it has committed its case by now.
    existing = Case.objects.filter(submission=submission).first()
    if existing is not None:
        return existing
    earlier = _earlier_cases(submission)
    reading = read(
        f"{submission.title}\n{submission.text}",
        # Days such as “tomorrow” are counted where the chain is.
        now=timezone.localtime(submission.captured_at, timezone.get_default_timezone()),
        hint=submission.category_hint or None,
        prior_contacts=sum(one.opened_at > now - REPEAT_CONTACT_WITHIN for one in earlier),
    )
    case = Case(**_first_values(submission, reading))
    change = Change(case=case, actor=submission.captured_by, now=now)
    _first_events(change, submission)
    _sort_if_sure(change, submission, reading, earlier)
    finish(change, earlier=[], rings=False)
    index_text(case.pk, case.title, submission.text, submission.order_number)
    _link_what_it_follows(case, submission, now=now)
    if not _is_automatic(submission):
        telling.tell(change, "received", number=1)
    transaction.on_commit(partial(case_opened.send_robust, sender=Case, case_id=case.pk))
    return case


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
        "channel": submission.channel,
        "customer": submission.customer,
        "partner_id": submission.conversation.partner_id,
        "store": submission.store,
        "department_id": categorising.department_of_unsorted(),
        "concerns": submission.order_number,
        "opened_at": submission.received_at,
        "unanswered_since": submission.captured_at,
    }


def explained(reading: Triage) -> dict[str, object]:
    """Keep what the rules saw and why, as a person will be shown it."""
    return {
        "category": reading.category,
        "confidence": round(reading.verdict.confidence, 3),
        "top3": [[code, round(share, 3)] for code, share in reading.verdict.top3],
        "reasons": [asdict(reason) for reason in reading.verdict.reasons],
        "urgency": [asdict(reason) for reason in reading.urgency.reasons],
        "flags": sorted(reading.flags),
        "sentiment": round(reading.sentiment.score, 3),
    }


def _first_events(change: Change, submission: Submission) -> None:
    """Receipt, and where the customer holds it already, its acknowledgement; limits count from capture."""
    kind = ChannelKind(submission.channel.kind)
    change.happened(
        EventKind.RECEIVED,
        at=submission.captured_at,
        facts={
            **attributes(change.case),
            "channel": kind,
            "face_to_face": kind == ChannelKind.COUNTER,
        },
        went_to=CaseState.RECEIVED,
    )
    if kind in RECEIPT_IN_HAND or kind == ChannelKind.COUNTER:
        change.happened(EventKind.ACKNOWLEDGED, facts={"how": "receipt_in_hand"})
    elif _is_automatic(submission):
        change.happened(EventKind.ACKNOWLEDGED, facts={"how": "none_to_a_machine"})


def _is_automatic(submission: Submission) -> bool:
    """Whether a machine wrote it: it gets no answer, or two machines would write for ever."""
    if submission.channel.kind != ChannelKind.EMAIL:
        return False
    return submission.conversation.messages.filter(is_automatic=True).exists()


def _sort_if_sure(
    change: Change, submission: Submission, reading: Triage, earlier: list[Case]
) -> None:
    """Sort by rule where it is sure, not severe, and nothing like it is open; else a person does."""
    case = change.case
    alike = [
        one
        for one in earlier
        if not one.is_finished and one.opened_at > change.now - DUPLICATE_WITHIN
    ]
    if not reading.verdict.auto or case.severity in (Severity.HIGH, Severity.CRITICAL) or alike:
        return
    actor, change.actor = change.actor, None
    sort(
        change,
        {
            "category": reading.category,
            "severity": case.severity,
            "concerns": submission.order_number or "not applicable",
            "is_safety": False,
            "is_privacy": False,
            "duplicates_checked": True,
            "confidence": round(reading.verdict.confidence, 3),
        },
    )
    change.actor = actor


def _earlier_cases(submission: Submission) -> list[Case]:
    """The customer's last cases; a customer seen for the first time has none and costs no question."""
    customer = submission.customer
    if customer is None or customer.first_seen_at >= submission.received_at:
        return []
    return list(Case.objects.filter(customer=customer).order_by("-opened_at")[:10])


def _link_what_it_follows(case: Case, submission: Submission, *, now: datetime) -> None:
    """A letter on a case closed too long ago opened this one: tie them together."""
    if follows := submission.raw.context.get("follows"):
        old = Case.objects.filter(reference=follows).first()
        if old is not None:
            closing.link_follow_up(case.pk, old.pk, now=now)
