"""Numbers out of addresses and forms: what is none is none, however long."""

import pytest

from feedback_site.typed_numbers import id_in, page_in


@pytest.mark.parametrize(
    ("text", "number", "page"),
    [
        (None, None, 1), ("", None, 1), ("x", None, 1), ("-3", None, 1), ("1.5", None, 1), ("²", None, 1),
        ("0", 0, 1), ("7", 7, 7), ("１２", 12, 12), ("9" * 18, 10**18 - 1, 1), ("9" * 19, None, 1),
        ("9" * 5_000, None, 1),
    ],
)  # fmt: skip
def test_a_number_as_it_was_typed(text, number, page):
    assert (id_in(text), page_in(text)) == (number, page)
