"""Lists of orders as shops export and type them."""

import pytest

from cases.incident_texts import language_for, text_for
from cases.order_lists import MOST_ROWS, read


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("A1, mei@example.com, en", [("A1", "mei@example.com", "en")]),
        ("A1\t0912-345-678", [("A1", "0912-345-678", "")]),
        ("訂單編號;聯絡方式;語言\nA1;mei@example.com;简体中文", [("A1", "mei@example.com", "zh-hans")]),
        ("\ufeffE-Mail,Language,Order\nmei@example.com,zh_TW,A1", [("A1", "mei@example.com", "zh-hant")]),
        ("phone\n+886912345678\n\n", [("", "+886912345678", "")]),
        ("", []),
    ],
)  # fmt: skip
def test_it_is_read(text, rows):
    found = read(text)

    assert [(row.order, row.contact, row.language) for row in found.rows] == rows
    assert not found.wrong


def test_what_cannot_be_read_keeps_no_other_out():
    found = read(
        f"A1,nobody\nA2,a@b@example.com\nA3,mei@example.com\nA4,{'x' * 130}@example.com\nA5,12"
    )

    assert [row.number for row in found.rows] == [3]
    assert found.wrong == [
        (1, "no_contact"), (2, "no_contact"), (4, "too_long"), (5, "no_contact"),
    ]  # fmt: skip
    assert read("A,mei@example.com\n" * (MOST_ROWS + 5)).wrong == [(MOST_ROWS + 1, "too_many")]


def test_who_reads_which_text():
    both = {"zh-hant": "繁", "en": "E", "zh-hans": " "}

    assert [language_for(both, one) for one in ("zh-hant", "zh-hans", "en")] == [
        "zh-hant", "zh-hant", "en",
    ]  # fmt: skip
    assert text_for({"zh-hans": "简"}, "en") == "简"
    assert (language_for({}, "en"), text_for({}, "en")) == ("en", "")
