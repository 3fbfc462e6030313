"""Differences in Chinese and English: whole words and single characters, and both texts come out of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.measures.knowledge.differences import differences


def told(before, after):
    return [(piece.kind, piece.text) for piece in differences(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("same", "same", [("same", "same")]),
        ("", "new", [("new", "new")]),
        ("我們重印", "我們免費重印", [("same", "我們"), ("new", "免費"), ("same", "重印")]),
        ("in 5 days", "in 7 days", [("same", "in "), ("gone", "5"), ("new", "7"), ("same", " days")]),
    ],
)  # fmt: skip
def test_pieces(before, after, pieces):
    assert told(before, after) == pieces


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_out_of_the_pieces(before, after):
    pieces = told(before, after)

    assert "".join(text for kind, text in pieces if kind != "new") == before
    assert "".join(text for kind, text in pieces if kind != "gone") == after
