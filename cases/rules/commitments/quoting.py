"""Quoting: write what work would cost, send it to the customer, take it back, and begin what was agreed."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.errors import AlreadyDone, MissingFacts, QuoteOver, StaleQuote, WrongFact
from cases.kinds import EventKind, ToldHow
from cases.measures.case_page.quotes import is_worked_on
from cases.measures.merged_cases import leading_of
from cases.measures.queues.owed import owed_to_merged
from cases.models import Case, Quote
from cases.quote_states import QUOTABLE, Currency, IfDeclined, LineKind, QuoteState
from cases.quote_sums import MOST_LINES, MOST_TOTAL, Line, Offer, currency_of
from cases.rules.changes import telling
from cases.rules.changes.changing import Change, changing
from cases.rules.lifecycle import moving
from cases.rules.lifecycle.guarding import is_entitled
from cases.rules.locking import lock_case
from cases.states import MOVES, CaseState, WaitingReason
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import Store, User
from feedback_site.organisation.roles import Ability


def may_write(case: Case, user: User) -> bool:
    """Whoever works on cases may write a quote, while somebody works on this one."""
    return user.can(Ability.WORK_CASES) and case.state in QUOTABLE


def may_send(case: Case, user: User) -> bool:
    """Its owner, or a supervisor: whoever may let the case wait for its customer."""
    return is_entitled(case, MOVES[CaseState.IN_PROGRESS][CaseState.WAITING], user)


def may_withdraw(case: Case, user: User) -> bool:
    """Whoever may send one; of a merged case whoever may on the one that leads."""
    return may_send(leading_of(case) or case, user)


def place_of(case: Case) -> tuple[Currency, str]:
    """In what money the case's store is paid, and its time zone; the site's where it has no store."""
    stores = Store.objects.select_related("calendar")
    store = stores.filter(pk=case.store_id).first() if case.store_id is not None else None
    if store is None:
        return currency_of("", settings.TIME_ZONE), settings.TIME_ZONE
    calendar = store.calendar
    return currency_of(calendar.holiday_country, calendar.time_zone), calendar.time_zone


@transaction.atomic
def write_quote(
    case_id: int, *, offer: Offer, seen: str, actor: User, now: datetime
) -> Quote:  # fmt: skip
    """Keep a quote as the draft of its case, of which there is one; nobody outside sees it.

    `seen` is the digest of the draft that was read before, "" where there was none. Raises StaleQuote
    where a colleague wrote on it meanwhile, NotAllowed, MissingFacts, WrongFact, and QuoteOver on a case
    that nobody works on.
    """
    case = lock_case(case_id)
    _require_open(case)
    if not may_write(case, actor):
        raise NotAllowed
    _check(offer, now)
    draft = _draft_of(case)
    if (draft.digest if draft else "") != seen:
        raise StaleQuote(who=draft.written_by if draft else _("A colleague"))
    draft = draft or Quote(case=case, number=_next_number(case))
    draft.currency, _zone = place_of(case)
    draft.lines, draft.total = [line.kept() for line in offer.lines], offer.total
    draft.valid_until, draft.note = offer.valid_until, offer.note
    draft.if_declined, draft.declined_fee = offer.if_declined, offer.declined_fee
    draft.written_by, draft.written_at = actor, now
    draft.digest = draft.digest_anew(case.reference)
    draft.save()
    return draft


@transaction.atomic
def drop_quote(quote_id: int, *, actor: User) -> None:
    """Throw a draft away. Raises AlreadyDone for what was sent, which nobody throws away."""
    quote = _locked(quote_id)
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    if quote.state != QuoteState.DRAFT:
        raise AlreadyDone
    quote.delete()


def send_quote(quote_id: int, *, digest: str, actor: User, now: datetime) -> Quote:
    """Send a draft exactly as it was looked at: its customer is told, and the case waits for them.

    It takes the place of a quote that is open, and of one that was approved and not begun: what is done is
    what stands in one quote, whole. Raises StaleQuote where the draft is another by now,
    AlreadyDone once it is sent, NotAllowed, WrongFact where its time is over before it begins.
    """
    with changing(_case_of(quote_id), actor=actor, now=now) as change:
        quote = Quote.objects.select_related("written_by").get(pk=quote_id)
        if quote.state != QuoteState.DRAFT:
            raise AlreadyDone
        _require_open(change.case)
        if quote.digest != digest:
            raise StaleQuote(who=quote.written_by)
        _check(quote.offer, now)
        older = change.case.quotes.replaceable()
        replaced = list(older.values_list("number", flat=True))
        older.update(state=QuoteState.REPLACED)
        quote.state, quote.sent_by, quote.sent_at = QuoteState.OPEN, actor, now
        quote.save(update_fields=["state", "sent_by", "sent_at"])
        more = {"replaces": replaced} if replaced else {}
        change.happened(EventKind.QUOTE_SENT, facts={**facts_of(quote), **more})
        _wait(change, quote)
        telling.tell(
            change, "quote_sent", quote=quote.number, total=quote.total_in_words,
            by=quote.valid_until,
        )  # fmt: skip
    return quote


def withdraw_quote(
    quote_id: int, *, reason: str, actor: User, now: datetime, version: int | None = None
) -> Quote:
    """Take a quote back that nobody has answered; the customer is told why, and the case goes on.

    Raises AlreadyDone once it is answered or replaced, NotAllowed, MissingFacts, StaleCase.
    """
    if not reason.strip():
        raise MissingFacts(names=_("Reason"))
    with changing(_case_of(quote_id), actor=actor, now=now, version=version) as change:
        quote = Quote.objects.get(pk=quote_id)
        if not may_withdraw(change.case, actor):
            raise NotAllowed
        if quote.state != QuoteState.OPEN:
            raise AlreadyDone
        quote.state = QuoteState.WITHDRAWN
        quote.save(update_fields=["state"])
        facts = {**facts_of(quote), "reason": reason.strip()}
        change.happened(EventKind.QUOTE_WITHDRAWN, facts=facts)
        if waits_for(change.case, quote):
            moving.move(change, CaseState.IN_PROGRESS, {"cause": "quote_withdrawn"})
        end_wait_beneath(change, quote, "quote_withdrawn")
        telling.tell(change, "quote_withdrawn", quote=quote.number, reason=reason.strip())
    return quote


def begin_work(
    quote_id: int, *, actor: User, now: datetime, version: int | None = None
) -> Quote:  # fmt: skip
    """Say that what was agreed is being done: from here on the customer changes their mind by writing.

    Raises AlreadyDone where there is no answer, or it has begun; QuoteOver on a case that nobody works on;
    NotAllowed; StaleCase.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    with changing(_case_of(quote_id), actor=actor, now=now, version=version) as change:
        if not is_worked_on(change.case, leading_of(change.case)):
            raise QuoteOver(why=gettext_lazy("nobody works on this case now"))
        quote = Quote.objects.get(pk=quote_id)
        if not quote.is_answered or quote.begun_at is not None:
            raise AlreadyDone
        quote.begun_at = now
        quote.save(update_fields=["begun_at"])
        change.happened(EventKind.QUOTE_BEGUN, facts={**facts_of(quote), "answer": quote.state})
    return quote


def facts_of(quote: Quote) -> dict[str, object]:
    """What an event says of a quote: which one, and by its digest exactly what it offers."""
    return {
        "quote": quote.pk, "number": quote.number, "total": quote.total,
        "currency": quote.currency, "digest": quote.digest,
    }  # fmt: skip


def waits_for(case: Case, quote: Quote) -> bool:
    """Whether the case waits for the answer to this quote, and not to another question."""
    if case.state != CaseState.WAITING or case.waiting_reason != WaitingReason.CUSTOMER:
        return False
    return _waited_last_for(case, quote)


def end_wait_beneath(change: Change, quote: Quote, cause: str) -> None:
    """End the wait for a quote that a merge lies over, so that the case does not wait on once taken apart."""
    case = change.case
    if case.state == CaseState.MERGED and _waited_last_for(case, quote):
        change.happened(EventKind.WAITING_ENDED, facts={"cause": cause, "vendor_owes": True})


def _waited_last_for(case: Case, quote: Quote) -> bool:
    """Whether what the case waited for last is this quote, and that wait was not ended."""
    kinds = (EventKind.WAITING_BEGAN, EventKind.WAITING_ENDED)
    last = case.events.filter(kind__in=kinds).order_by("-seq").first()
    return last is not None and last.facts.get("quote") == quote.pk


def _wait(change: Change, quote: Quote) -> None:
    """A person has answered the customer, and asks in turn; what the case waited for before is over."""
    case = change.case
    case.unanswered_since = owed_to_merged(case.pk)
    case.first_answered_at = case.first_answered_at or change.now
    change.happened(EventKind.ANSWERED, facts={"human": True, "how": ToldHow.MESSAGE.value})
    if case.state == CaseState.WAITING:
        moving.move(change, CaseState.IN_PROGRESS, {"cause": "quote"})
    moving.begin_waiting(
        change,
        {
            "waiting_reason": WaitingReason.CUSTOMER.value, "asked_what": quote.total_in_words,
            "asked_whom": "customer", "resume_by": quote.valid_until, "quote": quote.pk,
            "number": quote.number,
        },
    )  # fmt: skip


def _require_open(case: Case) -> None:
    if case.state not in QUOTABLE:
        raise QuoteOver(why=gettext_lazy("nobody works on this case now"))


def _case_of(quote_id: int) -> int:
    return Quote.objects.values_list("case", flat=True).get(pk=quote_id)


def _locked(quote_id: int) -> Quote:
    """Lock the case, which every change of its quotes begins with, and read the quote after that."""
    lock_case(_case_of(quote_id))
    return Quote.objects.get(pk=quote_id)


def _draft_of(case: Case) -> Quote | None:
    return case.quotes.filter(state=QuoteState.DRAFT).select_related("written_by").first()


def _next_number(case: Case) -> int:
    last = case.quotes.aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _check(offer: Offer, now: datetime) -> None:
    """Refuse what no customer could answer: nothing on it, nothing to pay for, a time that is over."""
    if not offer.lines:
        raise MissingFacts(names=_("lines"))
    if len(offer.lines) > MOST_LINES:
        raise WrongFact(name=_("lines"), value=len(offer.lines))
    for line in offer.lines:
        _check_line(line)
    if offer.total > MOST_TOTAL or not 0 <= offer.declined_fee <= MOST_TOTAL:
        raise WrongFact(name=_("total"), value=max(offer.total, offer.declined_fee))
    if offer.if_declined not in IfDeclined.values:
        raise WrongFact(name=_("if declined"), value=offer.if_declined)
    if offer.valid_until <= now:
        raise WrongFact(name=_("valid until"), value=f"{offer.valid_until:%Y-%m-%d}")


def _check_line(line: Line) -> None:
    if not line.description.strip():
        raise MissingFacts(names=_("description"))
    if line.kind not in LineKind.values:
        raise WrongFact(name=_("kind"), value=line.kind)
    if line.quantity <= 0 or line.unit_price < 0:
        raise WrongFact(name=line.description, value=f"{line.quantity} × {line.unit_price}")
