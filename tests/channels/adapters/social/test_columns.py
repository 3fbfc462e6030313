"""Columns are recognised by their names, else by what they hold."""

import pytest

from channels.adapters.social.columns import FIELDS, guessed
from channels.adapters.social.tables import Row


def rows(*lines):
    return [Row(number=at, cells=cells) for at, cells in enumerate(lines, start=2)]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Review ID", "Reviewer Name", "Star Rating", "Review Text", "Create Time", "Reply"),
         {"external_id": "Review ID", "author": "Reviewer Name", "stars": "Star Rating",
          "text": "Review Text", "posted_at": "Create Time", "reply": "Reply"}),
        (("評論內容", "評分", "作者", "日期", "門市", "網址"),
         {"text": "評論內容", "stars": "評分", "author": "作者",
          "posted_at": "日期", "store": "門市", "url": "網址"}),
        (("评论", "星级", "昵称", "发布时间", "来源"),
         {"text": "评论", "stars": "星级", "author": "昵称", "posted_at": "发布时间", "source": "来源"}),
        (("author.name", "review.text", "rating"),
         {"author": "author.name", "text": "review.text", "stars": "rating"}),
    ],
)  # fmt: skip
def test_by_name(names, expected):
    assert guessed(rows(dict.fromkeys(names, "x"))) == expected


def test_by_what_they_hold():
    found = guessed(
        rows(
            {"a": "https://x.example/1", "b": "5", "c": "2026-05-03", "d": "The prints were far too yellow"},
            {"a": "https://x.example/2", "b": "4.5", "c": "2026-05-04 10:00", "d": "Fine"},
        )
    )  # fmt: skip

    assert found == {"url": "a", "stars": "b", "posted_at": "c", "text": "d"}


def test_no_column_is_two_fields_and_only_known_fields_are_guessed():
    found = guessed(rows({"title": "a", "name": "b", "text": "c", "content": "d"}))

    assert len(set(found.values())) == len(found)
    assert found["text"] == "text"
    assert found.keys() <= FIELDS.keys()


def test_nothing_is_guessed_of_nothing():
    assert guessed([]) == {}
