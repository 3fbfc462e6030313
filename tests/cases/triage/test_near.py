"""Nearly the same words."""

import pytest

from cases.triage import near

TEXT = (
    "上週六在中山店沖印了全家福，結果整批顏色偏黃。店員看了一眼就說沒辦法，"
    "這是送給外婆的八十歲禮物，希望你們重印一份並且送到家。訂單ZS-12345。"
)
ENGLISH = (
    "Last Saturday at the Central branch we had a wedding album bound, but the cover glue came loose. "
    "Nobody picked up the phone. Please reprint everything and deliver it."
)
OTHER = "今天早上透過你們的網站訂做了生日馬克杯，名字印錯了一個字，客服回信只有罐頭訊息，請把錢退回信用卡。"


def alike(one, other):
    weights = near.Weights.counted(
        near.grams_of(near.stripped(text)) for text in (TEXT, ENGLISH, OTHER)
    )
    vectors = [near.vector_of(near.grams_of(near.stripped(text)), weights) for text in (one, other)]
    return near.similarity(*vectors)


@pytest.mark.parametrize(
    "told_again",
    [
        TEXT,
        "您好，我是老顧客！" + TEXT,
        "上周六在中山店冲印了全家福，结果整批颜色偏黄。店员看了一眼就说没办法，这是送给外婆的八十岁礼物，希望你们重印一份并且送到家。",
        TEXT.replace("，", " 😡 ").replace("。", "！！"),
        TEXT.replace("ZS-12345", "zs99871") + "電話0912-345-678",
        "請問進度如何？\n\n> " + TEXT,
        TEXT[: len(TEXT) // 2],
    ],
)
def test_the_same_told_again_is_alike(told_again):
    assert alike(TEXT, told_again) >= near.ALIKE


def test_english_too_and_another_matter_is_not():
    assert alike(ENGLISH, "Hello! " + ENGLISH.upper().replace(",", " -")) >= near.ALIKE
    assert alike(TEXT, OTHER) < 0.2
    assert alike(TEXT, ENGLISH) == 0
    assert alike(TEXT, "") == 0


def test_what_is_stripped():
    assert near.stripped("訂單 ZS-12345，電話 0912-345-678！！😡 謝謝") == "订单电话谢谢"
    assert near.stripped("My ORDER  #A-77, see https://a.example/x") == "my order see"


def test_a_long_word_before_it_does_not_hide_it():
    long = (
        "前天跟櫃檯反映過，怕沒有記下來再寫一次，麻煩主管務必親自閱讀並且回覆，"
        "已經等了太久，真的非常失望。"
    )
    many = [near.grams_of(near.stripped(text)) for text in (TEXT, long + TEXT, OTHER, ENGLISH)]
    weights = near.Weights.counted(many)

    one, other = (set(near.keys_of(grams, weights)) for grams in many[:2])

    assert len(one & other) >= 8


def test_keys_are_few_and_stand_still_when_weights_move_a_little():
    grams = near.grams_of(near.stripped(TEXT))
    keys = near.keys_of(grams, near.Weights.none())
    moved = near.keys_of(grams, near.Weights.counted([near.grams_of(near.stripped(OTHER))]))

    assert len(keys) == near.MOST_KEYS
    assert all(-(2**31) <= key < 2**31 for key in keys)
    assert len(set(keys) & set(moved)) >= near.MOST_KEYS // 2


def test_shared_words_are_shown_and_thanks_are_not_compared():
    assert near.shared_words("相片整批偏黃。", "拿到相片偏黄！") == ["偏黃", "相片"]
    assert not near.can_be_compared(near.grams_of(near.stripped("謝謝")))
    assert near.can_be_compared(near.grams_of(near.stripped(TEXT)))
