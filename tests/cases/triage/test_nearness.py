"""Nearness of sentences: by pieces, across both scripts of Chinese, never by glue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.triage.nearness import nearest, pieces, prepare

PHRASES = prepare(
    [(1, "相片偏黃"), (1, "the colours are yellow"), (2, "訂單不見了"), (2, "my order is lost")]
)


@pytest.mark.parametrize(
    ("text", "owner"),
    [("相片好黃", 1), ("照片发黄", 1), ("订单不见", 2), ("yellow colour", 1), ("lost orders", 2)],
)
def test_the_nearest_owner(text, owner):
    found = nearest(PHRASES, text)

    assert max(found, key=found.get) == owner


@pytest.mark.parametrize("text", ["", "。！", "the of and", "的了我", "12345", "zzz qqq"])
def test_what_shares_nothing_is_near_to_nobody(text):
    assert nearest(PHRASES, text) == {}


def test_the_same_sentence_is_as_near_as_can_be_and_glue_changes_nothing():
    assert nearest(PHRASES, "相片偏黃")[1] == pytest.approx(1)
    assert nearest(PHRASES, "我的相片偏黃了")[1] == pytest.approx(1)
    assert nearest(prepare([]), "相片") == {}


def test_pieces_of_both_kinds():
    assert pieces("偏黃色") == ("偏", "黄", "色", "偏黄", "黄色", "偏黄色")
    assert pieces("The ink") == ("^ink$", "^ink", "ink$")


@given(st.text(max_size=80))
def test_a_cosine_stays_within_its_bounds(text):
    assert all(0 < cosine <= 1.000001 for cosine in nearest(PHRASES, text).values())
