"""Listing: which cases a letter to a colleague tells of, row by row, and what of them its reader may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.dateparse import parse_datetime

from channels import letters
from channels.listed_letters import LISTS, OF_LIMITS, QUEUES, WORDS
from channels.models import Outgoing
from channels.panels import ToldCase, slots


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: reference and title, the page they lead to, "" where the reader has none, and what is due."""

    words: str
    link: str
    beside: str

    @property
    def text(self) -> str:
        """The row where nothing can be pressed."""
        return "\n".join(part for part in (self.words, self.beside, self.link) if part)


def told_of(rows: Sequence[Outgoing]) -> dict[int, Mapping[int, ToldCase]]:
    """Look up what readers may see of the cases that letters about limits tell of, by row.

    Asked as the letters leave: two statements for each reader, however many letters and cases.
    """
    ours = [row for row in rows if row.template in OF_LIMITS and row.recipient is not None]
    people = {row.recipient_id: row.recipient for row in ours if row.recipient is not None}
    asked: dict[int, set[int]] = {}
    for row in ours:
        asked.setdefault(row.recipient_id or 0, set()).update(_case_ids(row))
    told = {pk: slots.told(person, asked[pk]) for pk, person in people.items() if pk in asked}
    return {row.pk: told[row.recipient_id] for row in ours if row.recipient_id is not None}


def _case_ids(row: Outgoing) -> list[int]:
    if row.template in LISTS:
        return [int(one["case_id"]) for one in _rows(row)]
    case_id = row.context.get("case_id")
    return [case_id] if isinstance(case_id, int) else []


def _rows(row: Outgoing) -> Sequence[Mapping[str, Any]]:
    found = row.context.get("rows")
    return found if isinstance(found, list) else []


def values_of(
    row: Outgoing, told: Mapping[int, ToldCase], language: str, lines: Sequence[Line]
) -> dict[str, str]:
    """Give the values that a letter about limits has by what its reader may see."""
    if row.template not in OF_LIMITS:
        return {}
    if row.template not in LISTS:
        known = told.get(row.context.get("case_id") or 0)
        return {"title": known.title if known else ""}
    parts = [line.text for line in lines]
    if left := len(row.context.get("also") or ()):
        parts.append(WORDS[language]["more"].format(number=left))
    return {
        "cases": "\n\n".join(parts), "count": str(row.context.get("count", len(lines))),
        "link": f"{settings.SITE_URL}/admin/cases/queue/{QUEUES[row.template]}",
    }  # fmt: skip


def lines_of(
    row: Outgoing, told: Mapping[int, ToldCase], language: str, zone: ZoneInfo, *, now: datetime
) -> list[Line]:
    """Give the rows of a letter that lists cases, in their order; none for all others."""
    if row.template not in LISTS:
        return []
    return [_line(one, told.get(one["case_id"]), language, zone, now=now) for one in _rows(row)]


def _line(
    one: Mapping[str, Any], known: ToldCase | None, language: str, zone: ZoneInfo, *, now: datetime
) -> Line:
    said, reference = WORDS[language], str(one["reference"])
    clock = letters.CLOCKS[language].get(str(one["clock"]), str(one["clock"]))
    due_at = parse_datetime(str(one.get("due_at") or ""))
    due = letters.moment_in(language, due_at, zone, now=now) if due_at else ""
    beside = [clock, said["due"].format(due_at=due) if due else ""]
    if known is None:
        beside.append(said["hidden"])
        return Line(words=reference, link="", beside=_joined(beside))
    if known.is_finished:
        beside.append(said["ended"])
    # A customer's words: on one line, whatever they hold.
    title = " ".join(known.title.split())
    link = f"{settings.SITE_URL}/admin/cases/case/{reference}/"
    return Line(words=f"{reference} {title}".strip(), link=link, beside=_joined(beside))


def _joined(parts: Sequence[str]) -> str:
    return " · ".join(part for part in parts if part)
