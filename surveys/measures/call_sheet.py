"""The call sheet: what a caller must know before they dial."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.kinds import EventKind
from cases.measures.case_page.written_since import written_since_solved
from cases.measures.told import told_in
from cases.models import CaseEvent, Promise
from channels.kinds import ContactKind
from channels.models import ContactPoint, Message, Submission
from surveys.models import CallAttempt, FollowUp

# More than these the caller reads on the case itself.
MOST_WRITTEN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What was said, done, promised and written since, in their own words."""

    said: str
    done: str
    answered: str
    promises: Sequence[Promise]
    written_since: Sequence[Message]
    solved_at: datetime | None


def story_of(follow_up: FollowUp) -> Story:
    """Tell the case in a few lines; four statements."""
    case = follow_up.case
    solved = (
        CaseEvent.objects.filter(case=case, kind=EventKind.RESOLVED)
        .order_by("-seq")
        .values_list("facts", "happened_at")
        .first()
    )
    facts, solved_at = solved or ({}, case.resolved_at)
    return Story(
        said=told_in([case.pk])[case.pk].text or case.submission.text,
        done=str(facts.get("action_taken", "")),
        answered=case.decision_text,
        promises=list(Promise.objects.filter(case=case).order_by("due_at")),
        written_since=list(written_since_solved(case).order_by("-recorded_at")[:MOST_WRITTEN]),
        solved_at=solved_at,
    )


def contacts_of(follow_up: FollowUp) -> Sequence[ContactPoint]:
    """The customer's numbers and addresses that can still be used, newest first; numbers before addresses.

    None that was merely stated in another case: it may be a stranger's.
    """
    case = follow_up.case
    if case.customer_id is None:
        return []
    told = Submission.objects.filter(pk=case.submission_id).values("conversation")
    usable = ContactPoint.objects.usable_in(told)
    points = usable.filter(customer=case.customer_id, value_sealed__isnull=False)
    order = {ContactKind.PHONE: 0, ContactKind.EMAIL: 1}
    newest = points.select_related("customer").order_by("-created_at", "-pk")
    return sorted(newest, key=lambda point: order.get(ContactKind(point.kind), 2))


def attempts_of(follow_up: FollowUp) -> Sequence[CallAttempt]:
    """All attempts of this case, those after earlier resolutions too, newest first."""
    return list(
        CallAttempt.objects.filter(follow_up__case=follow_up.case_id)
        .select_related("made_by", "follow_up")
        .order_by("-tried_at", "-pk")
    )
