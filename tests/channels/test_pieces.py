"""Long texts in pieces: nothing lost, nothing too long, no sign cut in two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.pieces import bytes_in, pieces_of, units_in

FAMILY, FLAG, THUMB, ACCENT = "👨‍👩‍👧‍👦", "🇹🇼", "👍🏽", "e\u0301"
WORDS = st.lists(
    st.sampled_from(
        [FAMILY, FLAG, THUMB, ACCENT, "相片", "偏黃。", "word ", "\n", "\n\n", "，", "😀"]
    )
).map("".join)


@given(text=WORDS, longest=st.integers(40, 200), width=st.sampled_from([bytes_in, units_in]))
def test_nothing_is_lost_and_nothing_too_long(text, longest, width):
    pieces = pieces_of(text, longest=longest, width=width, most=10_000)

    assert all(width(piece) <= longest for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece.strip() for piece in pieces)


@given(text=WORDS, longest=st.integers(40, 80))
def test_no_sign_is_cut_in_two(text, longest):
    pieces = pieces_of(text, longest=longest, width=bytes_in, most=10_000)

    for sign in (FAMILY, FLAG, THUMB, ACCENT):
        assert sum(piece.count(sign) for piece in pieces) == text.count(sign)


@given(text=WORDS, most=st.integers(1, 3))
def test_what_does_not_fit_ends_where_to_read_it(text, most):
    link = "https://x.example/c/1"
    pieces = pieces_of(text, longest=60, width=bytes_in, most=most, rest=link)

    assert len(pieces) <= most
    assert all(len(piece.encode()) <= 60 for piece in pieces)
    if "".join("".join(pieces).split()) != "".join(text.split()):
        assert pieces[-1].endswith(f"…\n{link}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一二三四五六。\n\n七八九十", ["一二三四五六。", "七八九十"]),
        ("一二三四五。六七八九", ["一二三四五。", "六七八九"]),
        ("one two three four five", ["one two three four", "five"]),
        ("請看 https://x.example/abc", ["請看", "https://x.example/abc"]),
        ("見 https://x.example/?a=1,2", ["見", "https://x.example/?a=1", ",2"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_where_a_text_is_cut(text, expected):
    assert pieces_of(text, longest=22, width=bytes_in, most=9) == expected
