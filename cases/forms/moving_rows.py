"""Rows of limits that were added, moved or taken away by a button, with what was typed, whatever it says."""

from typing import Any

from django.http import QueryDict

from cases.forms.policy_rows import MOST_ROWS, PREFIX, LimitForm, blank_row


def moved_rows(data: QueryDict) -> tuple[list[dict[str, Any]], str] | None:
    """The rows as they were typed after the button that was pressed, and which one that was; None for others.

    "more" adds a row, "up", "down" and "remove" name one by its place, from 0.
    """
    rows = _typed(data)
    if "more" in data:
        return [*rows, blank_row()][:MOST_ROWS], f"{min(len(rows), MOST_ROWS - 1)}-clock"
    for verb, step in (("up", -1), ("down", 1), ("remove", 0)):
        place = data.get(verb, "")
        if not (place.isdecimal() and len(place) < 4 and int(place) < len(rows)):
            continue
        at = int(place)
        row = rows.pop(at)
        if verb == "remove":
            return rows, f"{max(min(at, len(rows) - 1), 0)}-clock"
        to = min(max(at + step, 0), len(rows))
        rows.insert(to, row)
        return rows, f"{to}-{verb}"
    return None


def _typed(data: QueryDict) -> list[dict[str, Any]]:
    """The rows as they were sent, whatever they say."""
    sent = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    count = min(int(sent), MOST_ROWS) if sent.isdecimal() and len(sent) < 4 else 0
    return [_typed_row(data, f"{PREFIX}-{number}-") for number in range(count)]


def _typed_row(data: QueryDict, prefix: str) -> dict[str, Any]:
    several = ("priorities", "pause_reasons")
    return {
        name: data.getlist(prefix + name) if name in several else data.get(prefix + name, "")
        for name in LimitForm.base_fields
    }
