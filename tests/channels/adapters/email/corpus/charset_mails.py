# ruff: noqa: E501  # mail is as long as mail is
"""Charsets as they come: labels that lie, characters beyond the standard, words torn apart, raw headers."""

import base64
import quopri

from tests.channels.adapters.email.corpus.sample import Sample, head

HANT = "您好，我上週在臺北忠孝門市沖印的照片顏色偏紅，裡面還有刮痕，請協助重新沖印，訂單編號是 A12345。謝謝！"
HANT_RARE = "恒春店的店員說裏面的相片沒有辦法處理，墻上的海報也生銹了，碁峰先生和嫺雅小姐化粧照的著色有問題。"
HONG_KONG = "喺旺角間舖頭印嘅相，啲顏色唔啱，嗰個店員游錫堃話冇得改，佢哋話要我再畀錢。"
HANS = (
    "你好，我上周在贵店冲印的照片颜色偏红，还有划痕，麻烦帮忙重新冲印一次，订单号是 A12345，谢谢！"
)
HANS_RARE = "顾客朱镕基路的喆喆说，相册封面的“囍”字印成了别的字，麻烦重印，价格€20。"
JA = "先週プリントした写真の色が赤っぽく、傷もついています。再プリントをお願いできますか。注文番号はA12345です。"
JA_VENDOR = (
    "①再プリント ②返金 のどちらかでお願いします。㈱髙島写真 担当：﨑山 サイズはⅢ、～5㎝です。"
)
JA_HALF = "ﾌﾟﾘﾝﾄの色がおかしいです。ｶｽﾀﾏｰ担当の方、よろしくお願いします。"
KO = "지난주에 인화한 사진의 색이 붉고 흠집도 있습니다. 다시 인화해 주실 수 있을까요? 주문 번호는 A12345입니다."
KO_RARE = "사진 뽑은 게 똠방각하처럼 나왔어요. 쀍 같은 글자도 깨져요. 확인 부탁드립니다."

# Text, the charset it was written in, labels that are right, and labels that are not.
WRITTEN = (
    ("hant", HANT, "big5", ("big5", "Big5", "x-big5", "cn-big5", "cp950"),
     ("us-ascii", "", "iso-8859-1", "x-unknown", "gb2312")),
    ("hant rare", HANT_RARE, "cp950", ("big5", "big5-hkscs", "windows-950"), ("us-ascii", "")),
    ("hong kong", HONG_KONG, "big5hkscs", ("big5-hkscs", "big5"), ()),
    ("hant utf-8", HANT, "utf-8", ("utf-8", "UTF8", '"utf-8"', "utf8mb4", "unicode-1-1-utf-8"),
     ("us-ascii", "", "big5", "iso-8859-1", "gb2312", "x-unknown")),
    ("hans", HANS, "gbk", ("gb2312", "GB2312", "gbk", "x-gbk", "cp936", "gb_2312-80", "gb18030"),
     ("us-ascii", "", "iso-8859-1", "x-unknown", "big5")),
    ("hans rare", HANS_RARE, "gb18030", ("gb2312", "gbk", "gb18030"), ("us-ascii",)),
    ("hans utf-8", HANS, "utf-8", ("utf-8", "utf_8"), ("us-ascii", "gb2312", "gbk", "")),
    ("ja jis", JA, "iso2022_jp", ("iso-2022-jp", "ISO-2022-JP"), ("us-ascii", "", "utf-8")),
    ("ja jis vendor", JA_VENDOR, "iso2022_jp_ms", ("iso-2022-jp", "cp50221"), ("",)),
    ("ja jis half", JA_HALF, "iso2022_jp_ms", ("iso-2022-jp",), ()),
    ("ja sjis", JA, "shift_jis", ("shift_jis", "Shift-JIS", "x-sjis", "cp932", "windows-31j"),
     ("us-ascii", "", "iso-8859-1")),
    ("ja sjis vendor", JA_VENDOR, "cp932", ("shift_jis", "sjis"), ("",)),
    ("ja euc", JA, "euc_jp", ("euc-jp", "x-euc-jp"), ("us-ascii", "")),
    ("ja utf-8", JA, "utf-8", ("utf-8",), ("iso-2022-jp", "shift_jis", "")),
    ("ko", KO, "euc_kr", ("euc-kr", "ks_c_5601-1987", "KSC5601"), ("us-ascii", "", "iso-8859-1")),
    ("ko rare", KO_RARE, "cp949", ("ks_c_5601-1987", "euc-kr", "cp949"), ("",)),
    ("ko utf-8", KO, "utf-8", ("utf-8",), ("euc-kr", "ks_c_5601-1987", "")),
    ("de", "Größe paßt nicht, die Fotos sind zu rötlich – bitte prüfen Sie „A12345“. Preis: 5 €",
     "cp1252", ("iso-8859-1", "windows-1252", "latin1"), ("",)),
    ("fr", "Les photos sont trop rouges, pouvez-vous refaire l’impression ? Merci d’avance, à bientôt.",
     "cp1252", ("windows-1252", "iso-8859-1"), ()),
    ("ru", "Здравствуйте, фотографии слишком красные, пожалуйста, напечатайте их ещё раз.",
     "koi8_r", ("koi8-r",), ()),
    ("ru 1251", "Здравствуйте, фотографии слишком красные, пожалуйста, напечатайте их ещё раз.",
     "cp1251", ("windows-1251", "cp1251"), ("",)),
    ("pl", "Zdjęcia są zbyt czerwone, proszę wydrukować je ponownie. Dziękuję, Łukasz",
     "iso8859_2", ("iso-8859-2",), ()),
    ("th", "รูปภาพสีแดงเกินไป กรุณาพิมพ์ใหม่", "cp874", ("tis-620", "windows-874"), ()),
    ("utf-7", HANT[:20], "utf-7", ("utf-7", "unicode-1-1-utf-7"), ()),
    ("utf-16", HANT, "utf-16", ("utf-16",), ()),
)  # fmt: skip


def encoded(text, codec):
    """As mailers encode; the last is Microsoft's ISO-2022-JP, which no codec of ours writes."""
    if codec != "iso2022_jp_ms":
        return text.encode(codec)
    out, mode = bytearray(), b"B"
    for char in text:
        raw = char.encode("cp932")
        kind = b"B" if raw < b"\x80" else b"I" if len(raw) == 1 else b"$"
        if kind != mode:
            out += {b"B": b"\x1b(B", b"I": b"\x1b(I", b"$": b"\x1b$B"}[kind]
            mode = kind
        out += raw if kind == b"B" else bytes((raw[0] - 0x80,)) if kind == b"I" else _jis(raw)
    return bytes(out + (b"" if mode == b"B" else b"\x1b(B"))


def _jis(raw):
    """Shift_JIS of two bytes as row and cell, with IBM's rows 0xFA to 0xFC as NEC's 0xED and 0xEE."""
    lead, trail = raw
    row = (lead - (0x70 if lead < 0xA0 else 0xB0)) * 2
    if trail >= 0x9F:
        return bytes((row, trail - 0x7E))
    return bytes((row - 1, trail - (0x20 if trail > 0x7F else 0x1F)))


def in_transfer(raw, encoding):
    if encoding == "base64":
        return base64.encodebytes(raw).replace(b"\n", b"\r\n")
    if encoding == "quoted-printable":
        return quopri.encodestring(raw).replace(b"\n", b"\r\n")
    return raw


def words(text, codec, label, *, encoding, bytes_a_word=24, torn=False):
    """A header in encoded words; torn ones end wherever the bytes are full, in a character's midst."""
    raw = encoded(text, codec)
    pieces = [raw[at : at + bytes_a_word] for at in range(0, len(raw), bytes_a_word)]
    if not torn:
        pieces, piece = [], ""
        for char in text:
            if len(encoded(piece + char, codec)) > bytes_a_word:
                pieces.append(encoded(piece, codec))
                piece = ""
            piece += char
        pieces.append(encoded(piece, codec))
    return b"\r\n ".join(_word(piece, label, encoding) for piece in pieces)


def _word(raw, label, encoding):
    if encoding == "B":
        payload = base64.b64encode(raw)
    else:
        payload = b"".join(
            bytes((byte,)) if chr(byte).isalnum() and byte < 0x80 else b"=%02X" % byte
            for byte in raw
        )
    return f"=?{label}?{encoding}?".encode() + payload + b"?="


def bodies():
    for name, text, codec, right, wrong in WRITTEN:
        raw = encoded(text, codec)
        for label in (*right, *wrong):
            for encoding in ("8bit", "base64", "quoted-printable"):
                if codec == "utf-16" and encoding != "base64":
                    continue
                yield _body(name, text, raw, label, encoding, is_right=label in right)


def _body(name, text, raw, label, encoding, *, is_right):
    charset = f"; charset={label}" if label else ""
    mail = (
        head(subject="x")
        + f"Content-Type: text/plain{charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        + in_transfer(raw, encoding)
        + b"\r\n"
    )
    klass = "charset, believed" if is_right else "charset, label lies"
    return Sample(
        klass=klass, name=f"{name} as {label or 'nothing'}, {encoding}", raw=mail,
        expect={"text": text},
    )  # fmt: skip


SUBJECTS = tuple(row for row in WRITTEN if row[2] not in {"utf-16", "utf-7", "cp874", "iso8859_2"})


def subjects():
    for name, text, codec, right, _wrong in SUBJECTS:
        subject = text[:40].strip()
        for encoding in "BQ":
            for torn in (False, True):
                if torn and codec.startswith("iso2022"):
                    continue
                raw = words(subject, codec, right[0].strip('"'), encoding=encoding, torn=torn)
                kind = "torn words" if torn else "words"
                yield _subject(f"{name}, {kind} {encoding}", subject, raw, codec, text, right[0])
        if not codec.startswith("iso2022"):
            raw = encoded(subject, codec)
            yield _subject(f"{name}, raw", subject, raw, codec, text, right[0])


def _subject(name, subject, raw, codec, text, label):
    body = (
        f"Content-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
        + encoded(text, codec)
    )
    return Sample(
        klass="subject", name=name, raw=head(subject=raw) + body,
        expect={"subject": subject, "text": text},
    )  # fmt: skip


def html_bodies():
    for name, text, codec, right, _wrong in WRITTEN:
        if codec.startswith(("iso2022", "utf-7", "utf-16")):
            continue
        html = f"<html><head><meta charset={right[0]}></head><body><p>{text}</p></body></html>"
        for label in (right[0], ""):
            charset = f"; charset={label}" if label else ""
            mail = (
                head() + f"Content-Type: text/html{charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
                + in_transfer(encoded(html, codec), "base64")
            )  # fmt: skip
            yield Sample(
                klass="charset of HTML", name=f"{name} as {label or 'nothing'}", raw=mail,
                expect={"text": text},
            )  # fmt: skip


def samples():
    return [*bodies(), *subjects(), *html_bodies()]
