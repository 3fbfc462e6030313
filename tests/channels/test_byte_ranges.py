"""Parts of a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.byte_ranges import NoSuchRange, asked_range


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ("bytes=0-", (0, 100)), ("bytes=0-1", (0, 2)), ("bytes=99-", (99, 100)), ("bytes=-1", (99, 100)),
        ("bytes=-500", (0, 100)), ("bytes=10-500", (10, 100)), ("bytes = 5 - 9", (5, 10)),
    ],
)  # fmt: skip
def test_one_part_is_given(header, asked):
    assert asked_range(header, 100) == range(*asked)


@pytest.mark.parametrize(
    "header", ["", "bytes=-", "bytes=1-2,4-5", "items=0-5", "bytes=a-b", "bytes=9-5", "bytes=--5"]
)
def test_what_is_no_single_part_is_answered_by_the_whole(header):
    assert asked_range(header, 100) is None


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=100-", 100), ("bytes=0-", 0), ("bytes=-0", 9)]
)
def test_what_lies_behind_the_end_is_refused(header, size):
    with pytest.raises(NoSuchRange):
        asked_range(header, size)


@given(
    st.text(max_size=30) | st.from_regex(r"bytes=\d{0,16}-\d{0,16}", fullmatch=True),
    st.integers(0, 99),
)
def test_no_header_breaks_it_and_no_part_leaves_the_file(header, size):
    try:
        part = asked_range(header, size)
    except NoSuchRange:
        return
    assert part is None or (0 <= part.start < part.stop <= size)
