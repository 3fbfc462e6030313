"""What happened to a quote as a colleague reads it, from the facts of its events."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.kinds import EventKind
from cases.quote_states import AnswerWay, QuoteState, SaidBy
from cases.quote_sums import money

Facts = Mapping[str, Any]
# Why a case went on, where a quote was the reason.
ANSWERED_CAUSES: Mapping[str, str | Promise] = MappingProxyType(
    {
        "quote": gettext_lazy("another quote takes its place"),
        "quote_approved": gettext_lazy("the customer approved the quote"),
        "quote_declined": gettext_lazy("the customer declined the quote"),
        "quote_withdrawn": gettext_lazy("the quote was taken back"),
    }
)
_DIGITS_SHOWN = 16


def which(facts: Facts) -> dict[str, object]:
    """Number and total of the quote that an event is about, as sentences name them."""
    return {
        "number": facts.get("number", ""),
        "total": money(int(facts.get("total", 0)), str(facts.get("currency", "TWD"))),
    }


def heard(facts: Facts) -> str:
    """How an answer came to us; empty where the customer gave it on their own page."""
    how, who = facts.get("how"), facts.get("said_by")
    if how not in AnswerWay.values or how == AnswerWay.ONLINE:
        return ""
    words = str(AnswerWay(how).label)
    return f"{words} · {SaidBy(who).label}" if who in SaidBy.values else words


def said_with(facts: Facts) -> str:
    """What was said with it, how we heard of it, and by its digest which text it is about."""
    return "\n".join(_lines(facts))


def _lines(facts: Facts) -> Iterator[str]:
    yield from (str(facts[name]) for name in ("words", "reason") if facts.get(name))
    if facts.get("absorbed"):
        yield _("of merged case %(reference)s") % {"reference": facts["absorbed"]}
    if facts.get("replaces"):
        numbers = "、".join(str(number) for number in facts["replaces"])
        yield _("takes the place of quote %(numbers)s") % {"numbers": numbers}
    if told := heard(facts):
        yield told
    if facts.get("instead_of") in QuoteState.values:
        was = QuoteState(facts["instead_of"]).label
        yield _("before: %(answer)s") % {"answer": was}
    if facts.get("digest"):
        yield _("exact text: %(digest)s") % {"digest": str(facts["digest"])[:_DIGITS_SHOWN]}


def _sent(facts: Facts) -> str:
    return _("quote %(number)s sent: %(total)s") % which(facts)


def _approved(facts: Facts) -> str:
    return _("quote %(number)s approved: %(total)s") % which(facts)


def _declined(facts: Facts) -> str:
    return _("quote %(number)s declined: %(total)s") % which(facts)


def _withdrawn(facts: Facts) -> str:
    return _("quote %(number)s taken back: %(total)s") % which(facts)


def _begun(facts: Facts) -> str:
    if facts.get("answer") == QuoteState.DECLINED:
        return _("what was said for a declined quote %(number)s is being done") % which(facts)
    return _("work on quote %(number)s began") % which(facts)


QUOTE_TITLES: Mapping[str, Callable[[Facts], str]] = MappingProxyType(
    {
        EventKind.QUOTE_SENT: _sent,
        EventKind.QUOTE_APPROVED: _approved,
        EventKind.QUOTE_DECLINED: _declined,
        EventKind.QUOTE_WITHDRAWN: _withdrawn,
        EventKind.QUOTE_BEGUN: _begun,
    }
)
