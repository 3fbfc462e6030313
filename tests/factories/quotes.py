"""Quotes: what they offer, and rows in a state that nobody has to get them to by the rules."""

from datetime import timedelta
from decimal import Decimal

from cases.models import Quote
from cases.quote_states import Currency, IfDeclined, QuoteState
from cases.quote_sums import Line, Offer
from tests.factories.cases import NOW


def offer(*, until=NOW + timedelta(days=14), lines=None, **more):
    """A new shutter: 1.5 hours of work and a part; declined, it comes back for a fee."""
    shutter = [
        Line(kind="labour", description="更換快門", quantity=Decimal("1.50"), unit_price=801),
        Line(kind="part", description="快門組件", quantity=Decimal(1), unit_price=1200),
    ]
    values = {"if_declined": IfDeclined.RETURNED, "declined_fee": 300, "note": "約五個工作天。"}
    return Offer(lines=shutter if lines is None else lines, valid_until=until, **{**values, **more})


def open_quote(case, *, by, now=NOW, until=None, state=QuoteState.OPEN, number=1, **more):
    """A row as if it had been sent."""
    offered = offer(until=until or now + timedelta(days=14))
    values = {"sent_by": by, "sent_at": now, **more}
    quote = Quote(
        case=case, number=number, state=state, currency=Currency.TWD,
        lines=[line.kept() for line in offered.lines], total=offered.total,
        valid_until=offered.valid_until, if_declined=offered.if_declined,
        declined_fee=offered.declined_fee, note=offered.note, written_by=by, written_at=now,
        **values,
    )  # fmt: skip
    quote.digest = quote.digest_anew(case.reference)
    quote.save()
    return quote
