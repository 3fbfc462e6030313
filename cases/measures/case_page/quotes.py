"""Quotes as pages show them: to the customer of a case, to colleagues beside it, and before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.models import Case, Quote
from cases.quote_states import (
    QUOTABLE,
    AnswerWay,
    IfDeclined,
    LineKind,
    QuoteState,
    SaidBy,
)
from cases.quote_sums import Line, money, plain
from cases.states import FINISHED, WORKABLE

Words = str | Promise
_TONES = {
    QuoteState.OPEN: ("wait", "clock"), QuoteState.APPROVED: ("good", "check-circle"),
    QuoteState.DECLINED: ("quiet", "x-circle"), QuoteState.DRAFT: ("quiet", "pencil-square"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One line as it is read: what, what for, how it adds up."""

    description: str
    kind: Words
    sum: str  # empty where it is one of something: the amount says it all
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A quote as it is read. `may` says what its customer may answer now, the rules decide again."""

    pk: int
    number: int
    state: str
    digest: str
    label: Words
    tone: str
    icon: str
    lines: Sequence[SheetLine]
    total: str
    valid_until: datetime
    if_declined: Words
    fee: str
    note: str
    is_draft: bool
    is_open: bool
    is_expired: bool
    is_answered: bool
    is_begun: bool
    may_approve: bool
    may_decline: bool
    may_begin: bool
    may_withdraw: bool
    sent_at: datetime | None
    answered_at: datetime | None
    heard: Words
    said_by: Words
    words: str
    written_by_id: int
    sent_by_id: int | None
    recorded_by_id: int | None

    @property
    def may_change(self) -> bool:
        """Whether what was answered can still be turned into its opposite."""
        return self.is_answered and (self.may_approve or self.may_decline)


def is_worked_on(case: Case, leading: Case | None) -> bool:
    """Whether somebody works on what a quote is for: on its case, or where that is merged on what leads."""
    return case.state in QUOTABLE if leading is None else leading.state in WORKABLE


def sheets_of(
    case: Case, quotes: Sequence[Quote], *, now: datetime, leading: Case | None = None
) -> tuple[Sheet, ...]:
    """Give the quotes of a case as they are read, the newest first; `leading` where it is merged."""
    sent = [quote.number for quote in quotes if quote.state != QuoteState.DRAFT]
    last = max(sent, default=0)
    return tuple(
        sheet_of(quote, case, now=now, is_last=quote.number == last, leading=leading)
        for quote in sorted(quotes, key=lambda one: one.number, reverse=True)
    )


def sheet_of(
    quote: Quote, case: Case, *, now: datetime, is_last: bool = True, leading: Case | None = None
) -> Sheet:
    """Give one quote as it is read; nothing that is not the last can be answered."""
    is_expired, state = quote.is_expired(now), QuoteState(quote.state)
    is_on = is_worked_on(case, leading)
    can_turn = is_last and is_on and quote.begun_at is None and not is_expired
    tone, icon = _TONES.get(state, ("quiet", "minus-circle"))
    currency = quote.currency
    return Sheet(
        pk=quote.pk, number=quote.number, state=quote.state, digest=quote.digest,
        label=_("expired") if is_expired else state.label,
        tone="warn" if is_expired else tone,
        icon="exclamation-triangle" if is_expired else icon,
        lines=[_line(line, currency) for line in quote.offer.lines],
        total=quote.total_in_words, valid_until=quote.valid_until,
        if_declined=IfDeclined(quote.if_declined).label,
        fee=money(quote.declined_fee, currency) if quote.declined_fee else "",
        note=quote.note, is_draft=state == QuoteState.DRAFT,
        is_open=state == QuoteState.OPEN and not is_expired, is_expired=is_expired,
        is_answered=quote.is_answered, is_begun=quote.begun_at is not None,
        may_approve=can_turn
        and state in (QuoteState.OPEN, QuoteState.DECLINED)
        and now < quote.valid_until,
        may_decline=can_turn and state in (QuoteState.OPEN, QuoteState.APPROVED),
        may_begin=is_on and quote.is_answered and quote.begun_at is None,
        may_withdraw=(is_on or case.state not in FINISHED) and state == QuoteState.OPEN,
        sent_at=quote.sent_at, answered_at=quote.answered_at,
        heard=_heard(quote), said_by=SaidBy(quote.said_by).label if quote.said_by else "",
        words=quote.words, written_by_id=quote.written_by_id, sent_by_id=quote.sent_by_id,
        recorded_by_id=quote.recorded_by_id,
    )  # fmt: skip


def quotes_of(case: Case, *, now: datetime, leading: Case | None = None) -> tuple[Sheet, ...]:
    """Read what a customer has been offered on a case, the newest first; one statement."""
    quotes = list(Quote.objects.sent().filter(case=case))
    return sheets_of(case, quotes, now=now, leading=leading)


def quotes_under(merged: Sequence[Case], case: Case, *, now: datetime) -> list[tuple[Case, Sheet]]:
    """Read what customers of merged cases have been offered, for whoever works on `case`; one statement."""
    by_id = {one.pk: one for one in merged}
    found: dict[int, list[Quote]] = {pk: [] for pk in by_id}
    for quote in Quote.objects.sent().filter(case__in=by_id) if by_id else ():
        found[quote.case_id].append(quote)
    return [
        (one, sheet)
        for pk, one in by_id.items()
        for sheet in sheets_of(one, found[pk], now=now, leading=case)
    ]


def _heard(quote: Quote) -> Words:
    """How the answer came; nothing where it was given on the page itself."""
    how = quote.answered_how
    return AnswerWay(how).label if how and how != AnswerWay.ONLINE else ""


def _line(line: Line, currency: str) -> SheetLine:
    is_plain = line.quantity == 1
    each = f"{plain(line.quantity)} × {money(line.unit_price, currency)}"
    return SheetLine(
        description=line.description, kind=LineKind(line.kind).label,
        sum="" if is_plain else each, amount=money(line.amount, currency),
    )  # fmt: skip
