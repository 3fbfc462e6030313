"""Levelling of texts: what both scripts, both widths and excited typing have in common."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.triage.normalising import normalise


@pytest.mark.parametrize(
    ("raw", "level"),
    [
        ("太誇張了!!!!! 等了120分鐘", "太夸张了!! 等了0分钟"),
        ("ＮＩＫＯＮ　Ｚ６", "nikon z0"),
        ("看 https://x.example/a?b=1 謝謝", "看 谢谢"),
        ("請回 a.b@example.com 或 @shop_1 謝", "请回 或 谢"),
        ("@小王 照片呢", "照片呢"),
        ("哈哈哈哈哈", "哈哈"),
        ("  多   個\n空白 ", "多 个 空白"),
        ("", ""),
    ],
)
def test_text_is_levelled(raw, level):
    assert normalise(raw) == level


def test_both_scripts_become_one():
    assert normalise("相片偏黃，請重印") == normalise("相片偏黄，请重印")


@given(st.text(max_size=80))
def test_levelling_ends_without_numbers_or_loose_spaces(text):
    level = normalise(text)

    assert level == level.strip()
    assert "  " not in level
