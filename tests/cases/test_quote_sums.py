"""The arithmetic of quotes: rounding, money as shops write it, and the digest of exactly what is offered."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from cases.quote_sums import Line, currency_of, digest_of, lines_of, major, minor, money
from tests.factories.quotes import offer


@pytest.mark.parametrize(
    ("quantity", "price", "amount"),
    [("1.5", 801, 1202), ("0.5", 1, 1), ("2", 60, 120), ("1", 0, 0)],
)
def test_halves_are_rounded_up(quantity, price, amount):
    line = Line(kind="part", description="x", quantity=Decimal(quantity), unit_price=price)

    assert line.amount == amount
    assert lines_of([line.kept()]) == [line]


@pytest.mark.parametrize(
    ("currency", "stored", "written", "typed"),
    [
        ("TWD", 1200, "NT$ 1,200", "1200"),
        ("HKD", 8050, "HK$ 80.50", "80.50"),
        ("CNY", 5, "CN¥ 0.05", "0.05"),
    ],
)
def test_money_is_written_as_shops_do(currency, stored, written, typed):
    assert money(stored, currency) == written
    assert minor(Decimal(typed), currency) == stored
    assert major(stored, currency) == Decimal(typed)


@pytest.mark.parametrize(
    ("country", "zone", "currency"),
    [
        ("TW", "Asia/Taipei", "TWD"), ("HK", "", "HKD"), ("CN", "Asia/Hong_Kong", "CNY"),
        ("", "Asia/Hong_Kong", "HKD"), ("", "Asia/Shanghai", "CNY"), ("", "Nowhere", "TWD"),
    ],
)  # fmt: skip
def test_a_store_is_paid_in_the_money_of_its_country(country, zone, currency):
    assert currency_of(country, zone) == currency


def test_the_digest_is_of_what_is_offered_and_to_whom():
    one = offer()
    known = digest_of("FB-7K3M-92QX", 1, "TWD", one)
    others = [
        digest_of("FB-7K3M-92QY", 1, "TWD", one),
        digest_of("FB-7K3M-92QX", 2, "TWD", one),
        digest_of("FB-7K3M-92QX", 1, "HKD", one),
        digest_of("FB-7K3M-92QX", 1, "TWD", replace(one, lines=one.lines[:1])),
        digest_of("FB-7K3M-92QX", 1, "TWD", replace(one, declined_fee=0)),
        digest_of("FB-7K3M-92QX", 1, "TWD", replace(one, if_declined="recycled")),
        digest_of("FB-7K3M-92QX", 1, "TWD", replace(one, note="")),
        digest_of(
            "FB-7K3M-92QX", 1, "TWD", replace(one, valid_until=one.valid_until + timedelta(days=1))
        ),
    ]

    assert len({known, *others}) == len(others) + 1
    # 1.50 hours and 1.5 hours are the same.
    same = replace(one.lines[0], quantity=Decimal("1.5"))
    assert digest_of("FB-7K3M-92QX", 1, "TWD", replace(one, lines=[same, one.lines[1]])) == known
