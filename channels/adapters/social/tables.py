"""Files of rows: CSV, XLSX and JSON lines, read one row after the other within fixed bounds."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from channels.adapters.email.charsets.detecting import detect
from channels.errors import UnreadableFile

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 60
LONGEST_CELL = 20_000
# An XLSX file is a zip archive: what it may swell to, and how many members it may have.
_MOST_UNPACKED = 300 * 1024 * 1024
_MOST_MEMBERS = 2_000
# XML may define entities that multiply, before its first element; a spreadsheet has no need of any.
_DEFINES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ELEMENT = re.compile(rb"<[A-Za-z]")
_PROLOG = 64 * 1024
# What openpyxl and zipfile raise about broken archives is not one kind of error.
_BROKEN = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError, ValueError,
    IndexError, TypeError, AttributeError, SyntaxError, EOFError, OSError,
)  # fmt: skip
_DELIMITERS = ",;\t|"
_SAMPLE = 64 * 1024
KINDS = ("csv", "xlsx", "jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its number as a person counts (the head of a table is row 1), and its cells as text."""

    number: int
    cells: Mapping[str, str]


def kind_of(name: str, body: bytes) -> str:
    """Tell the kind of a file by what it holds, then by its name. Raises UnreadableFile."""
    if len(body) > MOST_BYTES:
        raise UnreadableFile(why=f"it is larger than {MOST_BYTES // 1024 // 1024} MB")
    if body[:4] == b"PK\x03\x04":
        return "xlsx"
    if body[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableFile(why="it is an old Excel file (.xls); save it as .xlsx")
    if body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{" or name.lower().endswith(
        (".jsonl", ".ndjson")
    ):
        return "jsonl"
    return "csv"


def rows_of(kind: str, body: bytes) -> Iterator[Row]:
    """Read a file row by row; rows without anything in them are left out. Raises UnreadableFile."""
    reader = {"csv": _csv, "xlsx": _xlsx, "jsonl": _json_lines}[kind]
    for at, row in enumerate(reader(body)):
        if at >= MOST_ROWS:
            raise UnreadableFile(why=f"it has more than {MOST_ROWS} rows")
        yield row


def _csv(body: bytes) -> Iterator[Row]:
    text = _text(body)
    csv.field_size_limit(LONGEST_CELL * 10)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        yield from _table(lines)
    except csv.Error as error:
        raise UnreadableFile(why=f"line {lines.line_num} is no CSV") from error


def _text(body: bytes) -> str:
    for mark, codec in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(codec, "replace")
    return detect(body).text


def _delimiter(text: str) -> str:
    """Take the sign that stands most often outside quotes in the first line with anything in it."""
    first = next((line for line in text[:_SAMPLE].splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_DELIMITERS, key=bare.count)


def _xlsx(body: bytes) -> Iterator[Row]:
    # Not above: every process would load it, for a quarter of a second, and nearly none needs it.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    _look_into(body)
    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # they may lie
            yield from _table(sheet.iter_rows(values_only=True))
        finally:
            book.close()
    except (InvalidFileException, *_BROKEN) as error:
        raise UnreadableFile(why="it is no workbook that can be opened") from error


def _look_into(body: bytes) -> None:
    """Refuse archives that would swell, and XML that defines entities, before anything is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = archive.infolist()
            if (
                len(members) > _MOST_MEMBERS
                or sum(one.file_size for one in members) > _MOST_UNPACKED
            ):
                raise UnreadableFile(why="it swells to more than a spreadsheet should")
            for one in members:
                if one.filename.lower().endswith((".xml", ".rels")):
                    _look_at(archive, one)
    except _BROKEN as error:
        raise UnreadableFile(why="it is no workbook that can be opened") from error


def _look_at(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    with archive.open(member) as opened:
        begins = opened.read(_PROLOG).replace(b"\x00", b"")
    if _DEFINES.search(begins) or not _ELEMENT.search(begins):
        raise UnreadableFile(why="it defines XML entities")


def _table(lines: Iterator[Any]) -> Iterator[Row]:
    """Take the first line with anything in it as the head, every later one as a row."""
    names: list[str] = []
    for number, line in enumerate(lines, start=1):
        cells = [_cell(value) for value in line[: MOST_COLUMNS + 1]]
        if len(cells) > MOST_COLUMNS:
            raise UnreadableFile(why=f"it has more than {MOST_COLUMNS} columns")
        if not any(cells):
            continue
        if not names:
            names = _names(cells)
            continue
        yield Row(number=number, cells=dict(zip(names, cells, strict=False)))


def _names(cells: list[str]) -> list[str]:
    """Name the columns; one without a name is called by its number, a second of a name likewise."""
    names: list[str] = []
    for at, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:80]
        names.append(name if name and name not in names else f"{name} {at}".strip())
    return names


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace("\x00", "").strip()[:LONGEST_CELL]


def _json_lines(body: bytes) -> Iterator[Row]:
    for number, line in enumerate(_text(body).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UnreadableFile(why=f"line {number} is no JSON") from error
        if not isinstance(found, dict):
            raise UnreadableFile(why=f"line {number} is no JSON object")
        yield Row(number=number, cells=dict(_flat(found)))


def _flat(found: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Name what lies inside by its path: {"author": {"name": …}} is author.name."""
    for name, value in list(found.items())[:MOST_COLUMNS]:
        path = f"{before}{name}"[:80]
        if isinstance(value, dict) and before.count(".") < 2:
            yield from _flat(value, f"{path}.")
        elif isinstance(value, list | dict):
            yield path, json.dumps(value, ensure_ascii=False)[:LONGEST_CELL]
        else:
            yield path, _cell(value)
