"""How good a piece of feedback is to work with."""

import pytest

from cases.triage.quality import Told, grade

FULL = (
    "上週六在中山店沖印了全家福一百張，結果整批顏色偏黃，臉部糊得認不出來。訂單ZS-12345，一共九百元。"
    "這是要送給外婆的八十歲生日禮物，下個月之前一定要拿到，希望你們用原來的檔案重印一份，先校色再輸出，"
    "並且把照片送到家裡來，謝謝你們。"
)


def grades(text, **more):
    found = grade(Told(text=text, **more))
    return found.completeness, found.specificity, found.evidence, found.missing


def test_all_that_one_could_wish_for():
    found = grade(Told(text=FULL, has_store=True, has_category=True, is_reachable=True, files=2))

    assert (found.completeness, found.specificity, found.evidence) == (100, 100, 100)
    assert (found.whole, found.missing) == (100, ())


def test_nothing_but_anger_says_what_to_ask_for():
    assert grades("爛透了！！！") == (
        4, 2, 0, ("detail", "order_number", "photo", "date", "store", "contact"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "more", "missing"),
    [
        (FULL, {"is_reachable": True}, ("photo", "store")),
        (FULL, {"is_anonymous": True, "files": 1, "has_store": True}, ()),
        ("謝謝你們，照片很漂亮", {"is_praise": True}, ()),
        (
            "Yesterday the album I collected at your shop fell apart, order A-7788, please bind it again",
            {"is_reachable": True}, ("photo", "store"),
        ),
    ],
)  # fmt: skip
def test_what_is_missing(text, more, missing):
    assert grades(text, **more)[3] == missing


def test_more_is_never_worse():
    bare = grade(Told(text="照片壞了"))
    for more in ({"order": "A-1"}, {"files": 1}, {"has_store": True}, {"is_reachable": True}):
        assert grade(Told(text="照片壞了", **more)).whole > bare.whole
