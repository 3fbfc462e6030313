"""Which of the three languages a text is in."""

import pytest

from cases.triage.languages import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("相片整批偏黃，請幫我重印", "zh-hant"),
        ("照片整批偏黄，请帮我重印", "zh-hans"),
        ("啲相咁朦，唔該重晒", "zh-hant"),
        ("My prints are yellow", "en"),
        ("Canon EOS R6 Mark II 維修進度", "zh-hant"),
        ("陳小姐 said the staff at 中山店 were rude to her and I was very upset", "en"),
        ("個app上載相片成日fail，用wifi都係咁", "zh-hant"),
        ("这台 self-service kiosk 坏了", "zh-hans"),
        ("ㄏㄏ 照片", "zh-hant"),
    ],
)
def test_language_is_seen(text, language):
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "12345", "OK", "我的相片", "4x6?", "https://x.example/abc"])
def test_undecidable_text_takes_the_default(text):
    assert detect_language(text, "zh-hans") == "zh-hans"
    assert detect_language(text, "zh-hant") == "zh-hant"


def test_undecidable_chinese_is_never_taken_for_english():
    assert detect_language("我的相片", "en") == "zh-hant"
