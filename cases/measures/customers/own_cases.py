"""All cases of one person, as their customer sees them: where each stands, and what waits for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cases.measures.customers.timeline import standing_of
from cases.measures.customers.words import STANDINGS, Standing
from cases.models import Case
from cases.states import FINISHED, CaseState, WaitingReason
from channels.models import Conversation, Submission
from channels.rules import access

# As many as fit on one page without paging; who has more sees the newest first.
ON_A_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCase:
    """One case in a list; `needs_you` where its customer's word is waited for.

    `is_open_to_codes` is false where its last code has expired: it gets a new one when it is opened.
    """

    reference: str
    title: str
    standing: Standing
    told_at: datetime
    store: str
    state: str
    is_finished: bool
    needs_you: bool
    is_open_to_codes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """Some of somebody's cases, newest first, and the numbers of the pages before and after."""

    cases: Sequence[OwnCase]
    first: int
    total: int
    previous: int | None
    next: int | None

    @property
    def last(self) -> int:
        """The number of the last case shown."""
        return self.first + len(self.cases) - 1


def own_cases(told: QuerySet[Submission], *, page: int, now: datetime) -> OwnPage:
    """List what somebody told us and expects an answer to, in three statements however much it is."""
    rows = told.filter(is_insight=False)
    total = rows.count()
    page = min(max(page, 1), max(1, -(-total // ON_A_PAGE)))
    start = (page - 1) * ON_A_PAGE
    shown = list(
        rows.select_related("conversation", "store")
        .defer("text")
        .order_by("-received_at", "-pk")[start : start + ON_A_PAGE]
    )
    cases = {case.submission_id: case for case in _cases_of(shown)}
    return OwnPage(
        cases=[_own(one, cases.get(one.pk), now) for one in shown],
        first=start + 1, total=total, previous=page - 1 if page > 1 else None,
        next=page + 1 if start + ON_A_PAGE < total else None,
    )  # fmt: skip


def own_conversation(told: QuerySet[Submission], reference: str) -> Conversation | None:
    """Give one conversation of what somebody told us; None where it is not theirs."""
    rows = Conversation.objects.filter(reference=reference)
    return rows.filter(submission__in=told.filter(is_insight=False).values("pk")).first()


def _cases_of(told: Sequence[Submission]) -> QuerySet[Case]:
    return Case.objects.filter(submission__in=[one.pk for one in told]).only(
        "submission_id", "state", "waiting_reason", "outcome"
    )


def _own(told: Submission, case: Case | None, now: datetime) -> OwnCase:
    state = CaseState(case.state) if case else CaseState.RECEIVED
    return OwnCase(
        reference=told.conversation.reference,
        title=told.title,
        standing=standing_of(case) if case else STANDINGS[CaseState.RECEIVED],
        told_at=told.captured_at,
        store=told.store.name if told.store else "",
        state=state.value,
        is_finished=state in FINISHED,
        needs_you=_needs_customer(case, state),
        is_open_to_codes=now < access.expires_at(told.conversation),
    )


def _needs_customer(case: Case | None, state: CaseState) -> bool:
    if case is not None and state == CaseState.WAITING:
        return bool(case.waiting_reason == WaitingReason.CUSTOMER)
    return state == CaseState.VERIFYING
