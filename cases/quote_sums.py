"""The arithmetic of quotes: lines, sums, money in words, and the digest of exactly what is offered."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from cases.quote_states import DIGITS, SIGNS, Currency
from feedback_site.ledger.canonical import body_bytes

MOST_LINES = 20
MOST_TOTAL = 999_999_999  # in the minor unit; more is a slip of the hand
_COUNTRIES: Mapping[str, Currency] = MappingProxyType(
    {"TW": Currency.TWD, "HK": Currency.HKD, "CN": Currency.CNY}
)
# Where a calendar names no country, its time zone does.
_ZONES: Mapping[str, Currency] = MappingProxyType(
    {"Asia/Hong_Kong": Currency.HKD, "Asia/Shanghai": Currency.CNY, "Asia/Chongqing": Currency.CNY}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line, its words as the customer reads them; the price of one, tax included, in the minor unit."""

    kind: str
    description: str
    quantity: Decimal
    unit_price: int

    @property
    def amount(self) -> int:
        """Price times quantity, halves rounded up."""
        exact = self.quantity * self.unit_price
        return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def kept(self) -> dict[str, object]:
        """Write it as it is stored and hashed: 1.50 hours and 1.5 hours are the same."""
        return {
            "kind": self.kind, "description": self.description, "unit_price": self.unit_price,
            "quantity": plain(self.quantity),
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a colleague offers; `declined_fee` is what it costs to say no, in the minor unit."""

    lines: Sequence[Line]
    valid_until: datetime
    if_declined: str
    declined_fee: int = 0
    note: str = ""

    @property
    def total(self) -> int:
        """What is to be paid, tax included."""
        return sum(line.amount for line in self.lines)


def lines_of(kept: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Read lines as they are stored."""
    return [
        Line(
            kind=one["kind"], description=one["description"], quantity=Decimal(one["quantity"]),
            unit_price=one["unit_price"],
        )
        for one in kept
    ]  # fmt: skip


def plain(number: Decimal) -> str:
    """Write a number without the zeros that say nothing."""
    return f"{number.normalize():f}"


def money(amount: int, currency: str) -> str:
    """Write an amount of the minor unit as shops do: NT$ 1,200; HK$ 80.50."""
    digits = DIGITS[currency]
    return f"{SIGNS[currency]} {Decimal(amount).scaleb(-digits):,.{digits}f}"


def minor(amount: Decimal, currency: str) -> int:
    """Give what was typed in the minor unit."""
    return int(amount.scaleb(DIGITS[currency]).to_integral_value(ROUND_HALF_UP))


def major(amount: int, currency: str) -> Decimal:
    """Give an amount of the minor unit as it is typed."""
    return Decimal(amount).scaleb(-DIGITS[currency])


def currency_of(country: str, time_zone: str) -> Currency:
    """Tell in what money a store is paid: by the country of its calendar, else by its time zone."""
    return _COUNTRIES.get(country) or _ZONES.get(time_zone, Currency.TWD)


def digest_of(reference: str, number: int, currency: str, offer: Offer) -> str:
    """SHA-256 over all that is offered, and to whom: what somebody approves is exactly this and no other."""
    content: dict[str, object] = {
        "case": reference, "quote": number, "currency": currency, "tax_included": True,
        "lines": [line.kept() for line in offer.lines], "total": offer.total,
        "valid_until": offer.valid_until.astimezone(UTC).isoformat(),
        "if_declined": offer.if_declined, "declined_fee": offer.declined_fee, "note": offer.note,
    }  # fmt: skip
    return hashlib.sha256(body_bytes(content)).hexdigest()
