"""Cells of a CSV file that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# OWASP, "CSV Injection": what a cell must not begin with; the full-width signs are read as formulas too.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> str:
    """Write a value so that a spreadsheet shows it and never runs it; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_DANGEROUS) else text


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Write rows as CSV with a byte order mark, without which Excel misreads Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([[safe_cell(cell) for cell in row] for row in rows])
    return "\ufeff" + out.getvalue()
