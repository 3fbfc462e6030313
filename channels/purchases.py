"""Purchases as they are told: order numbers in one spelling, money in the minor unit, warranties."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from types import MappingProxyType

LONGEST_ORDER = 40
LONGEST_LINE, MOST_LINES = 200, 30
MOST_AMOUNT = 999_999_999
# Shops count these in whole ones; all others have hundredths.
_WHOLE = frozenset({"TWD", "JPY", "KRW", "VND"})
_SIGNS: Mapping[str, str] = MappingProxyType({"TWD": "NT$", "HKD": "HK$", "CNY": "CN¥"})
_CURRENCY = re.compile(r"[A-Z]{3}")
_BESIDE_NUMBER = re.compile(r"[\s,，$¥￥]|NT|HK|US|元")


class UnclearAmount(ValueError):
    """What stands there is no amount of money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseDraft:
    """One purchase as a file or a partner tells it; only what is bought must be said with the number.

    `amount` is in the minor unit of `currency`. `phone` and `email` say whose it is, and are kept as
    blind indexes alone.
    """

    order_number: str
    bought_at: datetime
    lines: tuple[str, ...]
    store_code: str = ""
    amount: int | None = None
    currency: str = ""
    serial: str = ""
    lot: str = ""
    warranty_months: int | None = None
    phone: str = ""
    email: str = ""


def order_key_of(number: str) -> str:
    """Write an order number as it is compared: without blanks, in capitals."""
    return "".join(number.split()).upper()[:LONGEST_ORDER]


def is_currency(code: str) -> bool:
    """Whether this has the form of a code of ISO 4217."""
    return bool(_CURRENCY.fullmatch(code))


def amount_in(text: str, currency: str) -> int | None:
    """Read an amount as people write it, into the minor unit; None where nothing stands there.

    Raises UnclearAmount.
    """
    bare = _BESIDE_NUMBER.sub("", text.strip())
    if not bare:
        return None
    try:
        amount = Decimal(bare)
    except InvalidOperation:
        raise UnclearAmount(text) from None
    return minor(amount, currency)


def minor(amount: Decimal, currency: str) -> int:
    """Give an amount in the minor unit. Raises UnclearAmount for what no customer pays in a shop."""
    if not amount.is_finite() or not 0 <= amount <= MOST_AMOUNT:
        raise UnclearAmount(str(amount))
    exact = amount if currency in _WHOLE else amount * 100
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def money(amount: int, currency: str) -> str:
    """Write an amount of the minor unit as shops do: NT$ 1,200; HK$ 80.50."""
    sign = _SIGNS.get(currency, currency)
    if currency in _WHOLE:
        return f"{sign} {amount:,}"
    whole, rest = divmod(amount, 100)
    return f"{sign} {whole:,}.{rest:02d}" if rest else f"{sign} {whole:,}"


def warranty_end(bought_on: date, months: int) -> date:
    """Give the last day of a warranty of so many months: the same day, or the last one of its month."""
    year, month = divmod(bought_on.month - 1 + months, 12)
    year, month = bought_on.year + year, month + 1
    return date(year, month, min(bought_on.day, calendar.monthrange(year, month)[1]))
