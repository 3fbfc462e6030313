"""Lists of orders as a shop exports or types them: order number, contact, language; no database."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from channels.contacts import normal
from channels.kinds import ContactKind
from channels.letters import LANGUAGES

MOST_ROWS = 1_000
LONGEST = 120
_FEWEST_DIGITS = 8
# How the columns may be called; without such a head they stand in this order.
_COLUMNS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "order": frozenset({"order", "order number", "order no", "訂單", "訂單編號", "订单", "订单号"}),
        "contact": frozenset(
            {"contact", "email", "e-mail", "mail", "phone", "聯絡方式", "联系方式", "電話", "电话",
             "電子郵件", "邮箱"}
        ),
        "language": frozenset({"language", "lang", "語言", "语言"}),
    }
)  # fmt: skip
_SPOKEN: Mapping[str, str] = MappingProxyType(
    {
        "繁體中文": "zh-hant", "繁體": "zh-hant", "zh-tw": "zh-hant", "zh-hk": "zh-hant",
        "zh": "zh-hant", "简体中文": "zh-hans", "简体": "zh-hans", "zh-cn": "zh-hans",
        "english": "en", "英文": "en", **{code: code for code in LANGUAGES},
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One customer of the list; `language` is "" where none is named."""

    number: int
    order: str
    kind: ContactKind
    contact: str
    language: str


@dataclass(slots=True)
class OrderList:
    """What was read, and by row number why the others were not: a code."""

    rows: list[OrderRow] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)


def read(text: str) -> OrderList:
    """Read a list row by row; what cannot be read does not keep the others out."""
    found = OrderList()
    lines = csv.reader(io.StringIO(text.strip("\ufeff\n\r")), delimiter=_delimiter(text))
    places: Mapping[str, int] = {"order": 0, "contact": 1, "language": 2}
    try:
        for number, cells in enumerate(lines, start=1):
            if number == 1 and (named := _named(cells)):
                places = named
            elif any(cell.strip() for cell in cells):
                _take(found, number, [cell.strip() for cell in cells], places)
            if len(found.rows) + len(found.wrong) > MOST_ROWS:
                found.wrong.append((number, "too_many"))
                break
    except csv.Error:
        found.wrong.append((lines.line_num, "unreadable"))
    return found


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _named(cells: Sequence[str]) -> dict[str, int]:
    """Which column is which, where the first row names them; a contact must be among them."""
    named = {
        column: place
        for place, cell in enumerate(cells)
        for column, names in _COLUMNS.items()
        if cell.strip().lower() in names
    }
    return named if "contact" in named else {}


def _take(found: OrderList, number: int, cells: Sequence[str], places: Mapping[str, int]) -> None:
    order, contact, spoken = (_cell(cells, places.get(name)) for name in _COLUMNS)
    kind = _kind_of(contact)
    if kind is None:
        found.wrong.append((number, "no_contact"))
    elif max(len(order), len(contact)) > LONGEST:
        found.wrong.append((number, "too_long"))
    else:
        language = _SPOKEN.get(spoken.lower().replace("_", "-"), "")
        row = OrderRow(number=number, order=order, kind=kind, contact=contact, language=language)
        found.rows.append(row)


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _kind_of(contact: str) -> ContactKind | None:
    """A mail address, a phone number, or neither."""
    local, at, domain = contact.partition("@")
    if at:
        is_one = local and "." in domain and not any(sign.isspace() for sign in contact)
        return ContactKind.EMAIL if is_one and "@" not in domain else None
    digits = sum(sign.isdigit() for sign in normal(ContactKind.PHONE, contact))
    return ContactKind.PHONE if digits >= _FEWEST_DIGITS else None
