# ruff: noqa: E501  # mail is as long as mail is
"""Whole mails as they come: senders, parts, attachments, and everything mail programs get wrong."""

import base64
import hashlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.adapters.email.reading import read_mail
from tests.channels.adapters.email.tnef_sample import make_tnef

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 40
PDF_64 = base64.encodebytes(PDF).replace(b"\n", b"\r\n")
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(255, -1, -1)) * 30


def mail(*lines):
    return (
        b"\r\n".join(line.encode() if isinstance(line, str) else line for line in lines) + b"\r\n"
    )


def md5(content):
    return hashlib.md5(content).hexdigest()


def multipart(kind, boundary, *parts):
    inner = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return (
        b"Content-Type: multipart/"
        + kind
        + b'; boundary="'
        + boundary
        + b'"\r\n\r\npreamble\r\n'
        + inner
        + b"--"
        + boundary
        + b"--\r\nepilogue\r\n"
    )


def part(content_type, body, *headers):
    return b"\r\n".join((b"Content-Type: " + content_type, *headers)) + b"\r\n\r\n" + body


PLAIN = part(b"text/plain; charset=utf-8", "照片偏紅".encode())
HTML = part(b"text/html; charset=utf-8", "<p>照片<b>偏紅</b></p>".encode())
PDF_PART = part(
    b'application/pdf; name="a.pdf"',
    PDF_64,
    b"Content-Transfer-Encoding: base64",
    b'Content-Disposition: attachment; filename="a.pdf"',
)
HEAD = b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"

SENDERS = [
    ("From: a@b.example", "a@b.example", ""),
    ("From: 王小明 <a@b.example>", "a@b.example", "王小明"),
    ('From: "Wang, Xiaoming" <a@b.example>', "a@b.example", "Wang, Xiaoming"),
    ("From: =?utf-8?B?546LLOWwj+aYjg==?= <a@b.example>", "a@b.example", "王,小明"),
    ('From: "=?utf-8?B?546L5bCP5piO?=" <a@b.example>', "a@b.example", "王小明"),
    ("From: a@b.example (Wang Xiaoming)", "a@b.example", "Wang Xiaoming"),
    ("From: <a@b.example>", "a@b.example", ""),
    ("From: Wang a@b.example", "a@b.example", "Wang"),
    ('From: "a@b.example" <c@d.example>', "c@d.example", "a@b.example"),
    ("From: =?utf-8?B?546LIDxhQGIuZXhhbXBsZT4=?=", "a@b.example", "王"),
    ("From: Wang <a@b.example", "a@b.example", "Wang"),
    ("From: <<a@b.example>>", "a@b.example", ""),
    ("From: Wang <mailto:a@b.example>", "a@b.example", "Wang"),
    ("From: Wang <a @ b.example>", "a@b.example", "Wang"),
    ("From: Wang\r\n <a@b.example>", "a@b.example", "Wang"),
    ("from: a@b.example", "a@b.example", ""),
    ("From : a@b.example", "a@b.example", ""),
    ("From: A <a@b.example>, B <c@d.example>", "a@b.example", "A"),
    ("From: Team: a@b.example, c@d.example;", "a@b.example", ""),
    ("Reply-To: R <r@b.example>", "r@b.example", "R"),
    ("From: Nobody\r\nReply-To: r@b.example", "r@b.example", "Nobody"),
    ("Sender: s@b.example", "s@b.example", ""),
    ("Return-Path: <p@b.example>", "p@b.example", ""),
    ("From:\r\nReturn-Path: <p@b.example>", "p@b.example", ""),
    ("From: 用户@例子.广告", "用户@例子.广告", ""),
    ('From: "Wang \\"Ming\\" X" <a@b.example>', "a@b.example", 'Wang "Ming" X'),
    ("From: 'Wang' <a@b.example>", "a@b.example", "Wang"),
    ("X: y", "", ""),
]


@pytest.mark.parametrize(("header", "email", "name"), SENDERS)
def test_the_sender(header, email, name):
    found = read_mail(mail(header, "Subject: x", "", "text"))
    assert (found.from_email, found.from_name) == (email, name)


def test_recipients_in_order_with_plus_addresses_and_groups():
    found = read_mail(
        mail("From: a@b.example", "To: C <c@d.example>, \"D, E\" <d@d.example>;e@d.example", "To: care+tok@photo.example",
             "Cc: list: f@d.example, g@d.example;", "Delivered-To: care+abc@photo.example", "", "x")
    )  # fmt: skip
    assert found.to == ("c@d.example", "d@d.example", "e@d.example", "care+tok@photo.example")
    assert found.cc == ("f@d.example", "g@d.example")
    assert found.recipients[0] == "care+abc@photo.example"


def test_undisclosed_recipients_are_nobody():
    assert read_mail(mail("From: a@b.example", "To: undisclosed-recipients:;", "", "x")).to == ()


def test_threading_headers():
    found = read_mail(
        mail(
            "Message-ID: <1@x>",
            "In-Reply-To: <2@x> (as of today)",
            "References: <3@x>\r\n <2@x>",
            "",
            "x",
        )
    )
    assert (found.message_id, found.in_reply_to, found.references) == (
        "<1@x>",
        "<2@x>",
        ("<3@x>", "<2@x>"),
    )


def test_alternatives_are_one_text():
    found = read_mail(HEAD + multipart(b"alternative", b"b", PLAIN, HTML))
    assert (found.text, found.html, found.attachments) == ("照片偏紅", "<p>照片<b>偏紅</b></p>", ())


def test_html_alone_is_read_as_text():
    assert read_mail(HEAD + HTML).text == "照片偏紅"


@pytest.mark.parametrize("keeping", ["pre", "pre-wrap", "pre-line", "break-spaces"])
def test_breaks_that_a_style_keeps_are_breaks(keeping):
    html = f'<div style="color:red; white-space: {keeping}">照片\n偏紅</div><p>請\n重印</p>'
    assert (
        read_mail(HEAD + part(b"text/html; charset=utf-8", html.encode())).text
        == "照片\n偏紅\n\n請 重印"
    )


def test_all_text_parts_in_order_with_what_lies_between():
    found = read_mail(
        HEAD + multipart(b"mixed", b"b", PLAIN, PDF_PART, part(b"text/plain", b"second"), HTML)
    )
    assert found.text == "照片偏紅\n\nsecond\n\n照片偏紅"
    assert [(file.name, file.mime, file.md5) for file in found.attachments] == [
        ("a.pdf", "application/pdf", md5(PDF))
    ]


def test_the_same_text_as_plain_and_html_side_by_side_is_told_once():
    assert read_mail(HEAD + multipart(b"mixed", b"b", PLAIN, HTML)).text == "照片偏紅"


def test_related_pictures_are_inline():
    picture = part(
        b"image/jpeg",
        base64.b64encode(JPEG),
        b"Content-Transfer-Encoding: base64",
        b"Content-ID: <p1>",
    )
    found = read_mail(
        HEAD + multipart(b"related", b"r", multipart(b"alternative", b"a", PLAIN, HTML), picture)
    )
    (file,) = found.attachments
    assert (file.md5, file.inline, file.content_id, file.size) == (md5(JPEG), True, "p1", len(JPEG))


def test_a_mail_inside_stays_whole():
    inner = HEAD + PDF_PART
    found = read_mail(HEAD + multipart(b"mixed", b"b", PLAIN, part(b"message/rfc822", inner)))
    (file,) = found.attachments
    assert (file.name, file.mime, file.content) == ("x.eml", "message/rfc822", inner)
    assert found.text == "照片偏紅"


def test_winmail_dat_is_unpacked():
    tnef = make_tnef({"照片.jpg": JPEG, "a.pdf": PDF})
    found = read_mail(
        HEAD
        + multipart(
            b"mixed",
            b"b",
            PLAIN,
            part(
                b"application/ms-tnef",
                base64.encodebytes(tnef),
                b"Content-Transfer-Encoding: base64",
            ),
        )
    )
    assert [(file.name, file.md5) for file in found.attachments] == [
        ("照片.jpg", md5(JPEG)),
        ("a.pdf", md5(PDF)),
    ]


def test_a_broken_winmail_dat_stays_a_file():
    found = read_mail(
        HEAD + multipart(b"mixed", b"b", PLAIN, part(b"application/ms-tnef", b"junk"))
    )
    assert [file.content for file in found.attachments] == [b"junk"]


NAMES = [
    (b'attachment; filename="a.pdf"', "a.pdf"),
    (b"attachment; filename=a b.pdf", "a b.pdf"),
    (b"attachment; filename*=utf-8''%E7%85%A7%E7%89%87.pdf", "照片.pdf"),
    (b"attachment; filename*=gb2312''%D5%D5%C6%AC.pdf", "照片.pdf"),
    (b"attachment; filename*0*=utf-8''%E7%85%A7%E7; filename*1*=%89%87; filename*2=.pdf", "照片.pdf"),
    (b'attachment; filename*0="long"; filename*1="er.pdf"', "longer.pdf"),
    (b'attachment; filename="=?utf-8?B?54Wn54mHLnBkZg==?="', "照片.pdf"),
    (b"attachment; filename==?utf-8?B?54Wn54mHLnBkZg==?=", "照片.pdf"),
    (b'attachment; filename="=?utf-8?B?54Wn?=\r\n =?utf-8?B?54mHLnBkZg==?="', "照片.pdf"),
    ('attachment; filename="照片.pdf"'.encode(), "照片.pdf"),
    ('attachment; filename="照片訂單.pdf"'.encode("big5"), "照片訂單.pdf"),
    ('attachment; filename="照片订单.pdf"'.encode("gbk"), "照片订单.pdf"),
    ('attachment; filename="許功蓋.pdf"'.encode("big5"), "許功蓋.pdf"),
    (b'attachment; filename="..\\..\\etc/passwd.txt"', "passwd.txt"),
    (b'attachment; filename="a\\"b.pdf"', "a_b.pdf"),
    (b"attachment; filename=\"a.pdf\"; filename*=utf-8''%E7%85%A7.pdf", "照.pdf"),
    (b"attachment; size=3; creation-date=\"x;y\"; filename='q.pdf'", "'q.pdf'"),
]  # fmt: skip


@pytest.mark.parametrize(("disposition", "name"), NAMES)
def test_file_names(disposition, name):
    hint = (
        b"Content-Type: text/plain; charset=big5"
        if b"\xb3\\" in disposition
        else b"Content-Type: text/plain"
    )
    body = part(
        b"application/pdf",
        PDF_64,
        b"Content-Transfer-Encoding: base64",
        b"Content-Disposition: " + disposition,
    )
    found = read_mail(HEAD + multipart(b"mixed", b"b", hint + b"\r\n\r\nok", body))
    assert [(file.name, file.md5) for file in found.attachments] == [(name, md5(PDF))]


BASE64S = [
    PDF_64,
    PDF_64.replace(b"\r\n", b"\n"),
    PDF_64.replace(b"\r\n", b"\r\n \t"),
    PDF_64.replace(b"\r\n", b""),
    PDF_64.rstrip().rstrip(b"="),
    PDF_64
    + b"_______________________________________________\r\nphotos mailing list\r\nphotos@lists.example\r\n",
    PDF_64[:780] + b"!" + PDF_64[780:],
    base64.b64encode(PDF[:100]) + b"\r\n" + base64.b64encode(PDF[100:]),
    base64.b64encode(PDF[:100]) + b" " + base64.b64encode(PDF[100:]),
    base64.b64encode(PDF[:100])
    + b"\t"
    + base64.b64encode(PDF[100:200])
    + b" "
    + base64.b64encode(PDF[200:])
    + b" Scanned by MailGuard",
    b"\r\n\r\n" + PDF_64 + b"\r\n\r\n",
]


@pytest.mark.parametrize("body", BASE64S, ids=range(len(BASE64S)))
def test_base64_with_rubbish(body):
    head = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: BASE64 \r\n\r\n"
    assert [file.md5 for file in read_mail(HEAD + head + body).attachments] == [md5(PDF)]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"QUJD== REVG==", "ABCDEF"),
        (b"QUI= REU=\t\tRg==", "ABDEF"),
        (b"QUI= free text", "AB"),
        (b"QUI= (c) REU=", "AB"),
        (b"QUI= R0hJSktM", "ABGHIJKL"),
    ],
)
def test_padded_pieces_of_base64_on_one_line(body, text):
    head = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert read_mail(HEAD + head + body).text == text


QUOTED = [
    (b"=E7=85=A7=E7=89=87", "照片"),
    (b"=E7=85=\r\n=A7=E7=89=87", "照片"),
    (b"=E7=85=  \r\n=A7=E7=89=87", "照片"),
    (b"=e7=85=a7", "照"),
    (b"a=3Db = c =ZZ", "a=b = c =ZZ"),
    (b"a=\r\n", "a"),
]


@pytest.mark.parametrize(("body", "text"), QUOTED)
def test_quoted_printable(body, text):
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    assert read_mail(HEAD + head + body).text == text


def test_uuencoded_files_in_the_text():
    import binascii

    lines = b"".join(binascii.b2a_uu(PDF[at : at + 45]) for at in range(0, len(PDF), 45))
    found = read_mail(HEAD + b"\r\nsee below\n\nbegin 644 a.pdf\n" + lines + b"`\nend\n")
    assert (found.text, [(file.name, file.md5) for file in found.attachments]) == (
        "see below",
        [("a.pdf", md5(PDF))],
    )


def test_flowed_text_is_joined():
    head = b"Content-Type: text/plain; format=flowed; delsp=yes; charset=utf-8\r\n\r\n"
    found = read_mail(HEAD + head + "照片 \r\n偏紅\r\n> 引 \r\n> 言\r\n-- \r\nsig".encode())
    assert found.text == "照片偏紅\n> 引言\n-- \nsig"


BROKEN = [
    (b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' + PLAIN + b"\r\n--b\r\n" + PDF_PART, "no closing line"),
    (b'Content-Type: multipart/mixed; boundary="wrong"\r\n\r\n--b\r\n' + PLAIN + b"\r\n--b\r\n" + PDF_PART + b"\r\n--b--", "other boundary"),
    (b"Content-Type: multipart/mixed\r\n\r\n--b\r\n" + PLAIN + b"\r\n--b\r\n" + PDF_PART + b"\r\n--b--", "no boundary"),
    (b"Content-Type: multipart/mixed;\r\n boundary=b\r\n\r\n--b  \r\n" + PLAIN + b"\r\n--b\t\r\n" + PDF_PART + b"\r\n--b--", "white space"),
    (b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n' + PLAIN.replace(b"\r", b"") + b"\n--b\n" + PDF_PART.replace(b"\r\n", b"\n") + b"\n--b--\n", "bare newlines"),
    (b'Content-Type: multipart/mixed; boundary="b"\r\nContent-Transfer-Encoding: base64\r\n\r\n--b\r\n' + PLAIN + b"\r\n--b\r\n" + PDF_PART + b"\r\n--b--", "encoded container"),
]  # fmt: skip


@pytest.mark.parametrize("body", [case[0] for case in BROKEN], ids=[case[1] for case in BROKEN])
def test_broken_containers(body):
    head = HEAD.replace(b"\r", b"") if b"\r" not in body else HEAD
    found = read_mail(head + body)
    assert (found.text, [file.md5 for file in found.attachments]) == ("照片偏紅", [md5(PDF)])


HEADERS = [
    (b"\r\n\r\nFrom: a@b.example\r\nSubject: x\r\n\r\ntext", "leading empty lines"),
    (b"\xef\xbb\xbfFrom: a@b.example\r\nSubject: x\r\n\r\ntext", "byte order mark"),
    (
        b"From a@b.example Fri Jan  5 15:20:11 2024\nFrom: a@b.example\nSubject: x\n\ntext",
        "mailbox",
    ),
    (b"From: a@b.example\r\nnot a header\r\nSubject: x\r\n\r\ntext", "junk line"),
    (b"From: a@b.example\rSubject: x\r\rtext", "old Mac"),
    (b"From: a@b.example\r\nSubject: x\r\ntext", "no empty line"),
    (b"From: a@b.example\r\nSubject:\r\n x\r\n\r\ntext", "empty first line"),
    (b"Subject: x\r\nSubject: y\r\nFrom: a@b.example\r\n\r\ntext", "twice"),
    (b"From: a@b.example\r\r\nSubject: x\r\r\n\r\r\ntext", "doubled returns"),
    (b"From: a@b.example\r\nX-Long: " + b"y" * 70_000 + b"\r\nSubject: x\r\n\r\ntext", "long"),
]


@pytest.mark.parametrize("raw", [case[0] for case in HEADERS], ids=[case[1] for case in HEADERS])
def test_odd_headers(raw):
    found = read_mail(raw)
    assert (found.from_email, found.subject, found.text) == ("a@b.example", "x", "text")


def test_zero_bytes_vanish():
    found = read_mail(b"From: a@b.example\r\nSubject: a\x00b\r\n\r\nte\x00xt")
    assert (found.subject, found.text) == ("ab", "text")


def test_shown_html_is_harmless():
    raw = (
        HEAD
        + b"Content-Type: text/html\r\n\r\n<p onclick=x()>hi<script>evil()</script><img src=http://spy.example/x><a href='javascript:x'>l</a>"
    )
    assert read_mail(raw).safe_html == '<p>hi<img><a rel="noopener noreferrer nofollow">l</a></p>'


def nested(levels):
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (at, at)
        for at in range(levels)
    )
    return HEAD + head + b"Content-Type: text/plain\r\n\r\ndeep"


BOMBS = {
    "10 000 parts": HEAD + multipart(b"mixed", b"b", *([part(b"text/plain", b"x")] * 10_000)),
    "100 000 files": HEAD + multipart(b"mixed", b"b", *([part(b"image/png", b"x")] * 100_000)),
    "200 levels": nested(200),
    "5 000 levels": nested(5_000),
    "huge header": b"Subject: " + b"=?utf-8?B?5L2g?= " * 200_000 + b"\r\n\r\n",
    "unfinished words": b"Subject: " + b"=?utf-8?B?" * 100_000 + b"\r\n\r\n",
    "huge address list": b"To: " + b"a@b.example, " * 200_000 + b"\r\n\r\n",
    "open brackets": b"From: " + b'<("' * 50_000 + b"\r\n\r\n",
    "many headers": b"".join(b"X-%d: y\r\n" % at for at in range(200_000)) + b"\r\nx",
    "deep html": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000 + b"x",
    "deep inline html": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<b><i>" * 30_000 + b"x",
    "open tags": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a " * 300_000,
    "entities": HEAD + b"Content-Type: text/html\r\n\r\n" + b"&amp;&#x4f60;" * 200_000,
    "tables": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<table><tr><td>" * 20_000,
    "parameters": b"Content-Type: text/plain; " + b"a*0*=x; " * 100_000 + b"\r\n\r\nx",
    "boundaries": HEAD
    + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    + b"--b\r\n" * 300_000,
    "quotes": HEAD + b"\r\n" + b"> " * 1_000_000,
    "one line": HEAD + b"\r\n" + "在寫道：".encode() * 300_000,
    "uu": HEAD + b"\r\n" + b"begin 644 x\n" * 100_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_read_in_bounded_time(name):
    began = time.process_time()
    read_mail(BOMBS[name])
    assert time.process_time() - began < 2.0


def test_two_hundred_levels_are_opened():
    assert read_mail(nested(199)).text == "deep"


@settings(max_examples=300)
@given(st.binary(max_size=2_000))
def test_no_bytes_raise(raw):
    read_mail(raw).text.encode()


FRAGMENTS = [HEAD, PLAIN, HTML, PDF_PART, b"\r\n\r\n", b"\r\n", b"--b\r\n", b"--b--\r\n", b"Content-Type: multipart/mixed; boundary=b\r\n\r\n",
             b"Content-Transfer-Encoding: base64\r\n", b"Content-Type: text/plain; charset=", b"Subject: =?gb2312?B?", b"?=", b"\xe7\x85", b"> ", b"<div>"]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=20))
def test_no_jumble_of_mail_raises(fragments):
    found = read_mail(b"".join(fragments))
    (found.text + found.subject + found.reply_text).encode()
