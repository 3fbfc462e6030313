"""Files of rows as people export them, and as attackers make them."""

import contextlib
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.adapters.social import tables
from channels.adapters.social.tables import Row, kind_of, rows_of
from channels.errors import UnreadableFile
from tests.channels.adapters.social.books import with_member, workbook

SHEET = "xl/worksheets/sheet1.xml"


def read(body, name="reviews.csv"):
    return list(rows_of(kind_of(name, body), body))


def cells(body, name="reviews.csv"):
    return [dict(row.cells) for row in read(body, name)]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_csv_in_every_coding_of_the_region(codec):
    said = "相片顏色偏黃而且很模糊，希望可以重新沖印，謝謝你們"
    text = f"評論,星數\r\n{said},2\r\n店員態度很好下次還會再來,5\r\n"

    assert cells(text.encode(codec))[0] == {"評論": said, "星數": "2"}


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(sign):
    assert cells(f"a{sign}b\n1{sign}2\n".encode()) == [{"a": "1", "b": "2"}]


def test_a_delimiter_inside_quotes_is_none():
    assert cells(b'"a;b;c",d\n"1;2;3",4\n') == [{"a;b;c": "1;2;3", "d": "4"}]


def test_quotes_line_breaks_and_short_rows():
    assert read(b'a,b\n"one\ntwo ""quoted""",2\n\n3\n') == [
        Row(number=2, cells={"a": 'one\ntwo "quoted"', "b": "2"}),
        Row(number=4, cells={"a": "3"}),
    ]


def test_columns_without_a_name_or_named_twice_are_told_apart():
    assert cells(b"a,,a\n1,2,3\n") == [{"a": "1", "2": "2", "a 3": "3"}]


def test_xlsx_numbers_dates_and_empty_rows():
    body = workbook(
        [
            [None, None], ["text", "stars", "when", "day"],
            ["good", 4.0, datetime(2026, 5, 3, 14, 20), date(2026, 5, 3)],  # noqa: DTZ001 as Excel has it
            [None] * 4, ["bad", 1.5],
        ]
    )  # fmt: skip

    assert read(body, "a.xlsx") == [
        Row(
            number=3,
            cells={"text": "good", "stars": "4", "when": "2026-05-03T14:20:00", "day": "2026-05-03T00:00:00"},
        ),
        Row(number=5, cells={"text": "bad", "stars": "1.5"}),
    ]  # fmt: skip


def test_a_formula_is_never_run_nor_read():
    assert cells(workbook([["text"], ['=HYPERLINK("http://a","b")'], ["x"]]), "a.xlsx")[-1] == {
        "text": "x"
    }


def test_json_lines_nested_and_listed():
    body = b'{"id": 7, "author": {"name": "Mei"}, "tags": ["a"], "ok": null}\n\n{"id": 8}\n'

    assert read(body, "a.txt") == [
        Row(number=1, cells={"id": "7", "author.name": "Mei", "tags": '["a"]', "ok": ""}),
        Row(number=3, cells={"id": "8"}),
    ]


@pytest.mark.parametrize(
    ("body", "name", "why"),
    [
        (b'{"a": 1}\nnot json\n', "a.jsonl", "line 2 is no JSON"),
        (b'{"a": 1}\n[1]\n', "a.jsonl", "line 2 is no JSON object"),
        (b'{"a": ' + b"[" * 200_000 + b"\n", "a.jsonl", "line 1 is no JSON"),
        (b"PK\x03\x04 broken", "a.xlsx", "no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "old Excel"),
        (b"a" * (tables.MOST_BYTES + 1), "a.csv", "larger than 20 MB"),
        (",".join(map(str, range(61))).encode() + b"\n", "a.csv", "more than 60 columns"),
        (b"a\n" + b"1\n" * 50_001, "a.csv", "more than 50000 rows"),
        (b'a\n"' + b"x" * 250_000 + b'"\n', "a.csv", "is no CSV"),
    ],
)
def test_what_cannot_be_read_says_why(body, name, why):
    with pytest.raises(UnreadableFile, match=why):
        read(body, name)


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbb">]><worksheet/>',
        b'<?xml version="1.0"?><!-- ' + b"x" * 60_000 + b' --><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a/>',
        b'<?xml version="1.0"?><!-- ' + b"x" * 90_000 + b' --><!DOCTYPE a><a/>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16"),
    ],
)  # fmt: skip
def test_xml_that_defines_entities_is_not_parsed(content):
    body = with_member(workbook([["text"], ["x"]]), SHEET, content)

    with pytest.raises(UnreadableFile, match="entities"):
        read(body, "a.xlsx")


def test_an_archive_that_swells_is_not_opened(monkeypatch):
    body = with_member(workbook([["text"], ["x"]]), "xl/media/a.bin", bytes(1_000_000))
    monkeypatch.setattr(tables, "_MOST_UNPACKED", 500_000)

    with pytest.raises(UnreadableFile, match="swells"):
        read(body, "a.xlsx")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body):
    for kind in tables.KINDS:
        with contextlib.suppress(UnreadableFile):
            assert all(isinstance(row, Row) for row in rows_of(kind, body))
