"""Approving: the customer's yes or no to a quote, on their own page or as a colleague heard it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.errors import MissingFacts, QuoteOver, WrongFact
from cases.kinds import EventKind
from cases.measures.case_page.quotes import is_worked_on
from cases.models import Case, Quote
from cases.quote_states import ANSWERS, AnswerWay, QuoteState, SaidBy
from cases.rules.changes import forwarding, telling
from cases.rules.changes.changing import Change, changing
from cases.rules.changes.searching import index_text
from cases.rules.commitments.quoting import end_wait_beneath, facts_of
from cases.rules.escalation.climbing import Roster
from cases.rules.lifecycle import moving
from cases.states import CaseState
from channels.rules.outbox.enqueuing import tell_colleague
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

TEMPLATE = "staff_quote_answered"
LONGEST_WORDS = 2000
_KIND = {
    QuoteState.APPROVED: EventKind.QUOTE_APPROVED,
    QuoteState.DECLINED: EventKind.QUOTE_DECLINED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """The customer's word: yes or no, in which words, how it came, and which colleague wrote it down."""

    answer: QuoteState
    words: str = ""
    how: AnswerWay = AnswerWay.ONLINE
    said_by: SaidBy = SaidBy.CUSTOMER
    actor: User | None = None


def may_record(user: User) -> bool:
    """Who writes down what a customer says: whoever works on cases, and whoever stands at the counter."""
    return user.can(Ability.WORK_CASES) or user.can(Ability.TAKE_FEEDBACK)


def answer_quote(
    quote_id: int, *, digest: str, answer: str, words: str, now: datetime
) -> Quote:  # fmt: skip
    """Take the customer's yes or no to exactly what they looked at; pressed twice, it counts once.

    Of a merged case the answer arrives on the one that leads as well. Until work begins, and while no newer
    quote stands beside it, they may say the opposite. Raises QuoteOver where it cannot be answered any more,
    WrongFact.
    """
    return _answer(quote_id, _Word(answer=_read(answer), words=words.strip()), digest, now=now)


def record_answer(
    quote_id: int, *, answer: str, how: str, said_by: str, words: str, actor: User, now: datetime,
    version: int | None = None,
) -> Quote:  # fmt: skip
    """Write down what the customer said at the counter, by phone or by letter, and whose word it was.

    The customer is told what was written down. Raises what `answer_quote` raises, and NotAllowed,
    MissingFacts, StaleCase.
    """
    if not may_record(actor):
        raise NotAllowed
    if not words.strip():
        raise MissingFacts(names=_("what the customer said"))
    if how not in AnswerWay.values or how == AnswerWay.ONLINE:
        raise WrongFact(name=_("how"), value=how)
    if said_by not in SaidBy.values:
        raise WrongFact(name=_("whose word"), value=said_by)
    word = _Word(
        answer=_read(answer), words=words.strip(), how=AnswerWay(how), said_by=SaidBy(said_by),
        actor=actor,
    )  # fmt: skip
    return _answer(quote_id, word, None, now=now, version=version)


@transaction.atomic
def _answer(
    quote_id: int, word: _Word, digest: str | None, *, now: datetime, version: int | None = None
) -> Quote:
    talks = Quote.objects.values_list("case__submission__conversation", flat=True)
    case, leading = forwarding.lock_with_leading(talks.get(pk=quote_id))
    # Read after the lock was given: a twin that held it has answered by now, or a colleague taken it back.
    quote = Quote.objects.get(pk=quote_id)
    if digest not in (None, quote.digest):
        raise QuoteOver(why=gettext_lazy("it is not the one that you looked at"))
    if quote.state == word.answer:
        return quote
    if case is None or (why := why_not(quote, word.answer, case, now=now, leading=leading)):
        raise QuoteOver(why=why)
    by_customer = word.actor is None
    with changing(
        case.pk, actor=word.actor, now=now, version=version, by_customer=by_customer
    ) as change:
        _write(change, quote, word)
        cause = f"quote_{word.answer}"
        if change.case.state == CaseState.WAITING:
            # It is the customer's step, whoever wrote it down.
            moving.move(change, CaseState.IN_PROGRESS, {"cause": cause}, is_entitled=True)
        end_wait_beneath(change, quote, cause)
        telling.tell(
            change, "quote_answered", answer=word.answer.value, quote=quote.number,
            total=quote.total_in_words,
        )  # fmt: skip
        if leading is None:
            _tell_owner(change, quote)
    if leading is not None:
        _tell_leading(leading, change, quote)
    return quote


def _tell_leading(leading: Case, source: Change, quote: Quote) -> None:
    """Let the answer of a merged customer arrive where the work is done: its history, and its owner."""
    answer = next(one for one in source.events if one.kind in _KIND.values())
    with changing(
        leading.pk, actor=source.actor, now=source.now, by_customer=source.by_customer
    ) as change:
        facts = {**answer.facts, "absorbed": source.case.reference}
        change.happened(EventKind(answer.kind), facts=facts)
        _tell_owner(change, quote)


def why_not(
    quote: Quote, answer: QuoteState, case: Case, *, now: datetime, leading: Case | None = None
) -> Promise | None:  # fmt: skip
    """Say why a quote cannot be answered so; None where it can. `leading` is where its case is merged."""
    if quote.state == QuoteState.DRAFT:
        return gettext_lazy("it was not sent yet")
    if quote.state == QuoteState.WITHDRAWN:
        return gettext_lazy("it was taken back")
    if quote.state == QuoteState.REPLACED or _has_newer(quote):
        return gettext_lazy("a newer quote has taken its place")
    if not is_worked_on(case, leading):
        return gettext_lazy("the case is not being worked on any more")
    if quote.begun_at is not None:
        return gettext_lazy("work has begun")
    if (answer == QuoteState.APPROVED and now >= quote.valid_until) or quote.is_expired(now):
        return gettext_lazy("it has expired")
    return None


def _read(answer: str) -> QuoteState:
    if answer not in ANSWERS:
        raise WrongFact(name=_("answer"), value=answer)
    return QuoteState(answer)


def _has_newer(quote: Quote) -> bool:
    newer = Quote.objects.sent().filter(case=quote.case_id, number__gt=quote.number)
    return newer.exists()


def _write(change: Change, quote: Quote, word: _Word) -> None:
    """Keep the answer on the quote, and in the history with the digest of what was answered."""
    was = quote.state
    quote.state, quote.answered_at, quote.words = word.answer, change.now, word.words
    quote.answered_how, quote.said_by, quote.recorded_by = word.how, word.said_by, word.actor
    quote.save(
        update_fields=[
            "state", "answered_at", "words", "answered_how", "said_by", "recorded_by",
        ]
    )  # fmt: skip
    facts = {
        **facts_of(quote), "how": word.how.value, "said_by": word.said_by.value,
        "words": word.words, "instead_of": was if was in ANSWERS else "",
    }  # fmt: skip
    change.happened(_KIND[word.answer], facts=facts)
    if word.words:
        index_text(change.case.pk, word.words)


def _tell_owner(change: Change, quote: Quote) -> None:
    """Ring for whoever has the case, when they are there; not for who wrote it down themselves."""
    case, owner = change.case, change.case.owner
    if owner is None or not owner.is_active or owner == change.actor:
        return
    there = Roster(now=change.now).told_from([owner.pk])
    context = {
        "case_id": case.pk, "reference": case.reference, "title": case.title,
        "news": f"quote_{quote.state}", "total": quote.total_in_words,
    }  # fmt: skip
    tell_colleague(
        owner, template=TEMPLATE, now=change.now, not_before=there.get(owner.pk), context=context,
        dedup_key=f"quote:{quote.pk}:{owner.pk}:{case.last_event_seq}",
    )  # fmt: skip
