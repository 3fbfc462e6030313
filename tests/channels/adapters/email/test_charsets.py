# ruff: noqa: E501  # mail is as long as mail is
"""Charsets as they are labelled and as they are: headers, bodies and file names."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.adapters.email.charsets.believing import decode_bytes
from channels.adapters.email.reading import read_mail

HANS = "您好，我在贵店冲印的照片颜色偏红，希望能够重新冲印，谢谢！"
HANT = "您好，我在貴店沖印的照片顏色偏紅，希望能夠重新沖印，謝謝！"
JA = "お世話になっております。写真の色が赤いので、再プリントをお願いします。"
KO = "안녕하세요. 사진 색상이 너무 붉게 나왔습니다. 다시 인화해 주세요."

# label, codec of the bytes, text
LABELLED = [
    ("gb2312", "gb18030", HANS),
    ("gb2312", "gb18030", "镕、喆、堃、祎、㛃：照片"),
    ("gb2312", "gbk", HANT),
    ("GBK", "gbk", HANS),
    ("x-gbk", "gbk", HANS),
    ("gb18030", "gb18030", "𠮷野家的照片"),
    ("big5", "big5", HANT),
    ("big5", "cp950", "恒春，裏面，價格€50"),
    ("big5", "big5hkscs", "我哋喺度嘅相唔見咗"),
    ("big5-hkscs", "big5hkscs", "嘅咗哋啲"),
    ("shift_jis", "cp932", "①㈱髙﨑：" + JA),
    ("Shift-JIS", "cp932", JA),
    ("x-sjis", "cp932", JA),
    ("euc-jp", "euc_jp", JA),
    ("iso-2022-jp", "iso2022_jp", JA),
    ("ks_c_5601-1987", "cp949", "똠방각하 " + KO),
    ("euc-kr", "euc_kr", KO),
    ("unicode-1-1-utf-7", "utf-7", HANT),
    ("utf-7", "utf-7", HANS),
    ("utf8mb4", "utf-8", HANS + "😀"),
    ("utf8", "utf-8", HANT),
    ("utf-8", "gb18030", HANS),
    ("utf-8", "big5", HANT),
    ("gb2312", "utf-8", HANS),
    ("gb2312", "big5", HANT),
    ("big5", "gbk", HANS),
    ("big5", "utf-8", HANT),
    ("iso-8859-1", "utf-8", HANT),
    ("iso-8859-1", "gbk", HANS),
    ("iso-8859-1", "big5", HANT),
    ("us-ascii", "utf-8", HANS),
    ("us-ascii", "gbk", HANS),
    ("us-ascii", "big5", HANT),
    ("us-ascii", "cp932", JA),
    ("us-ascii", "euc_jp", JA),
    ("us-ascii", "euc_kr", KO),
    ("unknown-8bit", "gbk", HANS),
    ("unknown-8bit", "big5", HANT),
    ("x-nobody-knows", "utf-8", HANT),
    ("x-nobody-knows", "big5", HANT),
    ("", "gbk", HANS),
    ("", "big5", HANT),
    ("", "iso2022_jp", JA),
    ("", "utf-8", HANT),
    ("windows-1252", "cp1252", "Grüße aus Köln, ça va – “très” bien"),
    ("iso-8859-1", "cp1252", "Müller’s naïve café"),
    ("iso-8859-15", "iso8859-15", "50 € für Œuvres"),
    ("utf-8", "cp1252", "Grüße aus Köln, ça va très bien"),
    ("windows-1251", "cp1251", "Здравствуйте, фотографии слишком красные."),
    ("koi8-r", "koi8-r", "Здравствуйте, фотографии слишком красные."),
    ("windows-1250", "cp1250", "Zażółć gęślą jaźń"),
    ("hz-gb-2312", "hz", "照片颜色偏红"),
    ("utf-16", "utf-16", HANT),
    ("windows-874", "cp874", "สวัสดีครับ รูปภาพสีแดงเกินไป"),
    ("iso-2022-kr", "iso2022_kr", KO),
    ("macintosh", "mac-roman", "Grüße"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "codec", "text"), LABELLED)
def test_a_body_is_read_whatever_its_label_says(label, codec, text):
    head = f"From: a@b.example\r\nContent-Transfer-Encoding: base64\r\nContent-Type: text/plain; charset={label}\r\n\r\n"
    mail = head.encode() + base64.encodebytes(text.encode(codec))

    assert read_mail(mail).text == text


NOT_8_BIT = {"iso2022_jp", "utf-7", "hz", "utf-16", "iso2022_kr"}


@pytest.mark.parametrize(
    ("label", "codec", "text"), [case for case in LABELLED if case[0] and case[1] not in NOT_8_BIT]
)
def test_a_raw_subject_beside_a_labelled_body(label, codec, text):
    if codec in {"cp1252", "cp1250", "cp1251", "koi8-r", "iso8859-15", "cp874", "mac-roman"}:
        pytest.skip("nothing tells western raw bytes apart")
    head = f"Content-Type: text/plain; charset={label}\r\nFrom: ".encode()
    mail = (
        head
        + text[:4].encode(codec)
        + b" <a@b.example>\r\nSubject: "
        + text.encode(codec)
        + b"\r\n\r\nok"
    )

    found = read_mail(mail)

    assert (found.subject, found.from_email) == (text, "a@b.example")


@pytest.mark.parametrize("codec", ["gb18030", "big5", "utf-8", "cp932", "euc_kr"])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 31])
@pytest.mark.parametrize("encoding", ["B", "Q"])
def test_encoded_words_torn_inside_a_character(codec, size, encoding):
    text = {"big5": HANT, "utf-8": HANT, "gb18030": HANS, "cp932": JA, "euc_kr": KO}[codec]
    label = {"gb18030": "gb2312", "cp932": "Shift_JIS"}.get(codec, codec)
    raw = text.encode(codec)
    pieces = [raw[at : at + size] for at in range(0, len(raw), size)]
    words = [_word(label, encoding, piece) for piece in pieces]

    assert read_mail(b"Subject: " + b"\r\n ".join(words) + b"\r\n\r\n").subject == text


def _word(label, encoding, piece):
    payload = (
        base64.b64encode(piece) if encoding == "B" else b"".join(b"=%02X" % byte for byte in piece)
    )
    return b"=?" + label.encode() + b"?" + encoding.encode() + b"?" + payload + b"?="


@pytest.mark.parametrize("at", range(1, 60, 7))
def test_base64_itself_torn_between_words(at):
    whole = base64.b64encode(HANT.encode())
    words = [b"=?utf-8?B?" + piece + b"?=" for piece in (whole[:at], whole[at:])]

    assert read_mail(b"Subject: " + b"\r\n ".join(words) + b"\r\n\r\n").subject == HANT


SUBJECTS = [
    (b"=?UTF-8?B?5L2g5aW9?= =?UTF-8?B?5LiW55WM?=", "你好世界"),
    (b"=?UTF-8?B?5L2g5aW9?= and =?UTF-8?B?5LiW55WM?=", "你好 and 世界"),
    (b"=?UTF-8?B?5L2g5aW9?==?UTF-8?B?5LiW55WM?=", "你好世界"),
    (b"Re: =?utf-8?B?5L2g5aW9?=(2)", "Re: 你好(2)"),
    (b"=?utf-8?q?=E4=BD=A0=E5=A5=BD_ok?=", "你好 ok"),
    (b"=?utf-8?q?=E4=BD=A0=E5=A5=BD ok?=", "你好 ok"),
    (b"=?utf-8*zh?B?5L2g5aW9?=", "你好"),
    (b"=?utf-8?B?5L2g5aW9", "你好"),
    (b"=?utf-8?B?5L2g\r\n 5aW9?=", "你好"),
    (b'"=?utf-8?B?5L2g5aW9?="', '"你好"'),
    (b"=?utf-8?Q?=3D=3Fok=3F=3D?=", "=?ok?="),
    (b"=?utf-8?Q?what=3F?= really", "what? really"),
    (b"=?utf-8?B?5L2g5aW9Cg0KQmNjOiB4QHk=?=", "你好 Bcc: x@y"),
    (b"=?gb2312?B?xOO6ww==?= =?gbk?B?ysC95w==?=", "你好世界"),
    (b"=?iso-2022-jp?B?GyRCPEw/PxsoQg==?=", "写真"),
    (b"=?iso-2022-jp?B?GyRCLSEbKEI=?=", "①"),
    (b"=?x-unknown?B?5L2g5aW9?=", "你好"),
    (b"=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
    (b"plain\r\n\tfolded", "plain folded"),
    (b"=?utf-8?B?8J+YgA==?= ok", "😀 ok"),
    (b"=?us-ascii?Q?a?=\r\n =?us-ascii?Q?b?=", "ab"),
    (b"a\x00b", "ab"),
]


@pytest.mark.parametrize(("raw", "subject"), SUBJECTS)
def test_subjects(raw, subject):
    assert read_mail(b"Subject: " + raw + b"\r\nFrom: a@b.example\r\n\r\n").subject == subject


SHORT = [
    (text, codec)
    for codec in ("gb18030", "utf-8")
    for text in ("照片", "你好", "退款", "订单问题", "没收到", "联通", "谢谢")
]
SHORT += [
    (text, codec)
    for codec in ("big5", "utf-8")
    for text in ("照片", "你好", "退款", "訂單問題", "沒收到", "謝謝")
]


@pytest.mark.parametrize(("text", "codec"), SHORT)
def test_short_texts_with_an_honest_label(text, codec):
    label = "gb2312" if codec == "gb18030" else codec
    assert decode_bytes(text.encode(codec), label).text == text


@given(
    st.binary(max_size=200),
    st.sampled_from([*dict.fromkeys(case[0] for case in LABELLED), "hex", "idna", "\0", "rot13"]),
)
def test_no_bytes_and_no_label_raise(raw, label):
    decode_bytes(raw, label).text.encode("utf-8", "surrogatepass")


@given(
    st.text(
        alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=8, max_size=60
    )
)
def test_honest_gb18030_and_utf_8_survive_even_rare_characters(text):
    assert decode_bytes(text.encode(), "utf-8").text == text


@pytest.mark.parametrize(
    "text", ["Привет", "Спасибо", "Здравствуйте", "שלום", "مرحبا", "Γεια", "éàü", "Ελλάδα"]
)
@pytest.mark.parametrize("label", ["", "iso-8859-1", "utf-8"])
def test_utf_8_of_other_alphabets_is_no_chinese(text, label):
    assert decode_bytes(text.encode(), label).text == text


@pytest.mark.parametrize("text", ["希投", "公告", "投诉", "谢谢", "么投"])
def test_a_few_unlabelled_chinese_characters_are_no_greek(text):
    assert decode_bytes(text.encode("gb18030"), None).text == text
