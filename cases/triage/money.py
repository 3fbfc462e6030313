"""Amounts of money that a customer names, as far as they tell a big loss from a small one."""

import re

_LARGE = {"twd": 5000, "cny": 1000, "hkd": 1200, "usd": 150}
_UNITS = {"千": 1_000, "万": 10_000, "k": 1_000}
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "几": 3}
_AMOUNT = re.compile(
    r"(?P<before>nt\$|hk\$|us\$|rmb|twd|cny|hkd|usd|¥|\$|新台币|台币|人民币|港币)? ?"
    r"(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|"
    r"[一二三四五六七八九两几](?=[千万]))(?P<unit>[千万]|k\b)?"
    r"(?P<rest>[一二三四五六七八九]百?)? ?(?P<after>多?(?:元|块|圆|蚊|港币|台币|人民币|twd|rmb|"
    r"hkd|usd|dollars|bucks))?"
)


def largest_amount(folded: str) -> str:
    """The words of the largest amount that counts as large in its currency; empty where none does.

    A bare 元 or 块 is taken for Taiwan dollars, ¥ for yuan, 蚊 for Hong Kong dollars.
    """
    found = [
        (_value(match), match[0].strip())
        for match in _AMOUNT.finditer(folded)
        if match["before"] or match["after"]
    ]
    large = [(value, words) for value, words in found if value >= _LARGE[_currency(words)]]
    return max(large)[1] if large else ""


def _value(match: re.Match[str]) -> float:
    number = match["number"].replace(",", "")
    value = float(_DIGITS[number]) if number in _DIGITS else float(number)
    return value * _UNITS.get(match["unit"] or "", 1)


def _currency(words: str) -> str:
    for currency, signs in (
        ("cny", ("rmb", "cny", "¥", "人民币")),
        ("hkd", ("hk", "蚊", "港币")),
        ("usd", ("us", "dollars", "bucks")),
    ):
        if any(sign in words for sign in signs):
            return currency
    return "twd"
