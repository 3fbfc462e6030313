"""What a line asks for beside an answer, in three languages, and that no line takes long to read."""

import time

import pytest

from channels.chat_words import only_thanks, says_nothing_yet, wants_person


@pytest.mark.parametrize(
    "text",
    [
        "人工", "真人", "我要找客服", "客服", "請幫我轉接專員", "请转人工", "可以跟人說話嗎", "有人嗎",
        "不要机器人",
        "I want to talk to a human", "agent", "Could I speak to someone, please?", "real person!!",
        "connect me with your team", "Is anyone there?", "customer service",
    ],
)  # fmt: skip
def test_a_wish_for_a_person_is_heard(text):
    assert wants_person(text)


@pytest.mark.parametrize(
    "text",
    ["相片偏黃怎麼辦", "客服態度很差", "人像照片太暗", "My prints are yellow", "a personal album"],
)
def test_what_is_no_wish_is_not_heard_as_one(text):
    assert not wants_person(text)


@pytest.mark.parametrize("text", ["你好", "您好！", "hi", "Hello there", "請問一下", "在吗", "👋"])
def test_a_greeting_says_nothing_yet(text):
    assert says_nothing_yet(text)
    assert not says_nothing_yet(f"{text} 相片破了")


@pytest.mark.parametrize("text", ["謝謝", "好的，謝謝您", "Thanks a lot!", "ok", "了解"])
def test_thanks_are_only_thanks(text):
    assert only_thanks(text)
    assert not only_thanks(f"{text} but it is torn")


@pytest.mark.parametrize("read", [wants_person, says_nothing_yet, only_thanks])
@pytest.mark.parametrize(
    "text", ["你好" * 2000 + "x", "hi " * 1300 + "x", "找客" * 2000, "!" * 3999 + "x"]
)
def test_no_line_takes_long(read, text):
    started = time.perf_counter()
    read(text)
    assert time.perf_counter() - started < 0.2
