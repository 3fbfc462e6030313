# ruff: noqa: E501  # mail is as long as mail is
"""Headers, parts and files as programs and gateways of these years get them wrong."""

import base64
from urllib.parse import quote

from tests.channels.adapters.email.corpus.sample import multipart, text_part
from tests.channels.adapters.email.corpus.structure_mails import (
    JPEG,
    PDF,
    PLAIN,
    SAID,
    attached,
    file_part,
    known,
    sample,
)

SUBJECT = "照片偏紅 訂單 A12345"
NAME = "訂單 照片（王小美）.pdf"


def mail(*lines, body=PLAIN, subject=b"Subject: x"):
    raw = b"\r\n".join(
        line if isinstance(line, bytes) else line.encode()
        for line in ("From: Mei <mei@example.com>", "To: care@photo.example", subject, *lines)
    )
    return raw + b"\r\n" + body


def b64(text, codec="utf-8"):
    return base64.b64encode(text.encode(codec)).decode()


def q(text, codec="utf-8"):
    return "".join(
        f"={byte:02X}" if byte > 0x7E or byte in b"=?_" else "_" if byte == 32 else chr(byte)
        for byte in text.encode(codec)
    )


def subjects():
    whole = b64(SUBJECT)
    half = SUBJECT.encode()
    for name, value in (
        ("spaces inside Q", f"=?UTF-8?Q?{q(SUBJECT).replace('_', ' ')}?="),
        ("question mark inside Q", f"=?UTF-8?Q?{q(SUBJECT)}??="),
        ("no padding", f"=?utf-8?B?{whole.rstrip('=')}?="),
        ("utf8 without a dash", f"=?utf8?b?{whole}?="),
        ("label in quotes", f'=?"utf-8"?B?{whole}?='),
        ("the whole in quotes", f'"=?utf-8?B?{whole}?="'),
        ("space before the text", f"=?UTF-8?B? {whole}?="),
        ("words without a space between", f"=?UTF-8?B?{base64.b64encode(half[:9]).decode()}?==?UTF-8?B?{base64.b64encode(half[9:]).decode()}?="),
        ("torn inside a character, Q", f"=?UTF-8?Q?{q(SUBJECT)[:15]}?=\r\n =?UTF-8?Q?{q(SUBJECT)[15:]}?="),
        ("folded by a tab", f"=?UTF-8?B?{base64.b64encode(half[:12]).decode()}?=\r\n\t=?UTF-8?B?{base64.b64encode(half[12:]).decode()}?="),
        ("language tag", f"=?utf-8*zh-tw?B?{whole}?="),
        ("cp950", f"=?cp950?B?{b64(SUBJECT, 'big5')}?="),
        ("gb18030 of Foxmail", f"=?GB18030?B?{b64(SUBJECT, 'gb18030')}?="),
        ("gb2312 that is none", f"=?gb2312?B?{b64(SUBJECT, 'gbk')}?="),
        ("unknown label", f"=?x-unknown?B?{whole}?="),
        ("no label", f"=??B?{whole}?="),
        ("label of Windows", f"=?windows-65001?B?{whole}?="),
        ("raw UTF-8", SUBJECT),
        ("raw GBK", SUBJECT.encode("gbk")),
        ("raw Big5", SUBJECT.encode("big5")),
        ("entities", "&#29031;&#29255;&#20559;&#32005; &#35330;&#21934; A12345"),
    ):  # fmt: skip
        line = b"Subject: " + (value if isinstance(value, bytes) else value.encode())
        want = (
            f"{SUBJECT}?"
            if "question" in name
            else f'"{SUBJECT}"'
            if "whole in" in name
            else SUBJECT
        )
        if name == "entities":
            want = value
        yield sample("modern subject", name, mail(subject=line), subject=want, text=SAID)


def headers():
    for name, raw in (
        ("space before the colon", b"From : Mei <mei@example.com>\r\nTo : care@photo.example\r\nSubject : x\r\n" + PLAIN),
        ("no space behind it", b"From:Mei <mei@example.com>\r\nTo:care@photo.example\r\nSubject:x\r\n" + PLAIN),
        ("byte order mark", b"\xef\xbb\xbf" + mail()),
        ("empty lines first", b"\r\n\r\n" + mail()),
        ("bare line feeds", mail().replace(b"\r\n", b"\n")),
        ("bare carriage returns", mail().replace(b"\r\n", b"\r")),
        ("doubled carriage returns", mail().replace(b"\r\n", b"\r\r\n")),
        ("no MIME-Version", mail()),
        ("lower case", mail().replace(b"From:", b"from:").replace(b"To:", b"to:").replace(b"Subject:", b"subject:")),
        ("a line of an mbox", b"From mei@example.com Mon Jan  5 15:20:11 2026\r\n" + mail()),
        ("a quoted line of an mbox", b">From mei@example.com Mon Jan  5 15:20:11 2026\r\n" + mail()),
    ):  # fmt: skip
        yield sample(
            "modern header", name, raw, from_email="mei@example.com", to=["care@photo.example"],
            subject="x", text=SAID,
        )  # fmt: skip
    for name, to, want in (
        ("semicolons", "a@example.com; b@example.com", ["a@example.com", "b@example.com"]),
        ("nobody told", "undisclosed-recipients:;", []),
        ("group in Chinese", f"=?utf-8?B?{b64('客服群')}?=: a@example.com, B <b@example.com>;", ["a@example.com", "b@example.com"]),
        ("IDN", "王美 <mei@例子.台灣>", ["mei@例子.台灣"]),
        ("EAI", "王美 <王美@例子.台灣>", ["王美@例子.台灣"]),
        ("punycode", "mei@xn--fsqu00a.xn--kpry57d", ["mei@xn--fsqu00a.xn--kpry57d"]),
        ("domain literal", "mei@[192.0.2.1]", ["mei@[192.0.2.1]"]),
        ("name with brackets", '"王美（訂單）[急]" <a@example.com>, "Li; Na" <b@example.com>', ["a@example.com", "b@example.com"]),
        ("mailto", "<mailto:a@example.com>", ["a@example.com"]),
        ("quoted twice", "\"'a@example.com'\" <a@example.com>", ["a@example.com"]),
        ("Exchange's own", "=?gb2312?B?zfXD7Q==?= <a@example.com>;\r\n\t=?gb2312?B?zfXD7Q==?= <b@example.com>", ["a@example.com", "b@example.com"]),
        ("name across a fold", "=?utf-8?B?546L?=\r\n =?utf-8?B?576O?= <a@example.com>,\r\n b@example.com", ["a@example.com", "b@example.com"]),
        ("comma in a name, encoded", f"=?utf-8?Q?{q('王, 美').replace(',', '=2C')}?= <a@example.com>", ["a@example.com"]),
        ("comma in a name, in the word", "=?utf-8?Q?Wang,_Mei?= <a@example.com>", ["a@example.com"]),
    ):  # fmt: skip
        raw = f"From: Mei <mei@example.com>\r\nTo: {to}\r\nSubject: x\r\n".encode() + PLAIN
        yield sample("modern recipient", name, raw, to=want, text=SAID)
    for name, value, email, shown in (
        ("whole address encoded", f"=?utf-8?B?{b64('王美 <mei@example.com>')}?=", "mei@example.com", "王美"),
        ("name in single quotes", "'Mei Wang' <mei@example.com>", "mei@example.com", "Mei Wang"),
        ("on behalf", '"Mei via Photo" <mei@example.com>', "mei@example.com", "Mei via Photo"),
        ("brackets doubled", "Mei <<mei@example.com>>", "mei@example.com", "Mei"),
        ("square brackets", "Mei [mei@example.com]", "mei@example.com", "Mei"),
        ("the wrong way round", "Mei Wang (mei@example.com)", "mei@example.com", "Mei Wang"),
        ("brackets not closed", "Mei <mei@example.com", "mei@example.com", "Mei"),
        ("name behind", "mei@example.com <mei@example.com>", "mei@example.com", "mei@example.com"),
        ("raw GBK name", "王美".encode("gbk") + b" <mei@example.com>", "mei@example.com", "王美"),
        ("emoji", f"=?utf-8?B?{b64('Mei 📷')}?= <mei@example.com>", "mei@example.com", "Mei 📷"),
        ("dots in a bare name", "Mei W. Wang <mei@example.com>", "mei@example.com", "Mei W. Wang"),
    ):  # fmt: skip
        value = value if isinstance(value, bytes) else value.encode()
        raw = (
            b"From: "
            + value
            + b"\r\nTo: care@photo.example\r\nSubject: =?gb2312?B?zfXD7Q==?=\r\n"
            + text_part(SAID, charset="gbk")
        )
        yield sample("modern sender", name, raw, from_email=email, from_name=shown)


def undeclared():
    """Bodies in base64 that do not say so, and what only looks like one."""
    text = SAID * 6
    said = base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")
    top = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    yield sample("modern body", "base64 that does not say so", mail(body=top + said), text=text)
    for left in (1, 2):
        cut = text_part(SAID) + "重".encode()[:left] + b"\r\n"
        yield sample(
            "modern charset", f"UTF-8 cut {left} byte into a character", mail(body=cut), text=SAID
        )
    western = text_part("Die schönen Prints für Gäste im Café")[:-2] + b"\xe9\r\n"
    yield sample(
        "modern charset",
        "UTF-8 with one western byte at its end",
        mail(body=western),
        text="Die schönen Prints für Gäste im Café",
    )
    bare = western.replace(b"; charset=utf-8", b"")
    yield sample(
        "modern charset",
        "the same without a label",
        mail(body=bare),
        text="Die schönen Prints für Gäste im Café",
    )
    key = base64.encodebytes(bytes(range(255, 80, -1))).replace(b"\n", b"\r\n")
    yield sample("modern body", "a key, sent as text", mail(body=top + key), text=key.decode())


def bodies():
    lines = base64.encodebytes(SAID.encode()).decode().replace("\n", "\r\n")
    padded = base64.b64encode((SAID + "。" * ((3 - len(SAID.encode()) % 3) % 3)).encode()).decode()
    top = "Content-Type: text/plain; charset=utf-8"
    for name, body in (
        ("base64 with junk behind the end", f"{top}\r\nContent-Transfer-Encoding: base64\r\n\r\n{base64.b64encode(SAID.encode() + b'!').decode()} ignored\r\n"),
        ("base64 with an advertisement", f"{top}\r\nContent-Transfer-Encoding: base64\r\n\r\n{lines}\r\n--------\r\nScanned by MailGuard (free version)\r\n"),
        ("base64 in one line", f"{top}\r\nContent-Transfer-Encoding: base64\r\n\r\n{padded}"),
        ("base64 that is plain", f"{top}\r\nContent-Transfer-Encoding: base64\r\n\r\n{SAID}\r\n"),
        ("base64 in capitals with blanks", f"{top}\r\nContent-Transfer-Encoding:   BASE64  \r\n\r\n{lines}"),
        ("quoted-printable in lower case", f"{top}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{q(SAID).replace('_', ' ').lower()}\r\n"),
        ("quoted-printable with 8 bits", f"{top}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{SAID}\r\n"),
        ("unknown transfer", f"{top}\r\nContent-Transfer-Encoding: x-unknown\r\n\r\n{SAID}\r\n"),
        ("7bit with 8 bits", f"{top}\r\nContent-Transfer-Encoding: 7bit\r\n\r\n{SAID}\r\n"),
        ("no semicolon", f"Content-Type: text/plain charset=utf-8\r\n\r\n{SAID}\r\n"),
        ("charset twice", f"Content-Type: text/plain; charset=utf-8; charset=gbk\r\n\r\n{SAID}\r\n"),
        ("charset in single quotes", f"Content-Type: text/plain; charset='utf-8'\r\n\r\n{SAID}\r\n"),
        ("charset with a comment", f"Content-Type: text/plain; charset=utf-8 (Plain text)\r\n\r\n{SAID}\r\n"),
        ("text alone", f"Content-Type: text\r\n\r\n{SAID}\r\n"),
        ("empty type", f"Content-Type: \r\n\r\n{SAID}\r\n"),
        ("no headers of the body", f"\r\n{SAID}\r\n"),
        ("semicolon at the end", f"Content-Type: text/plain; charset=utf-8; format=flowed;\r\n\r\n{SAID}\r\n"),
    ):  # fmt: skip
        want = f"{SAID}!" if "junk" in name else SAID
        yield sample("modern body", name, mail(body=body.encode()), text=want)
    for codec, label in (
        ("gb18030", "gb2312"),
        ("big5", "big5"),
        ("big5hkscs", "big5"),
        ("cp949", "euc-kr"),
        ("shift_jis", "iso-2022-jp"),
        ("utf-8", "gb2312"),
        ("gbk", "utf-8"),
        ("big5", "utf-8"),
        ("big5", "iso-8859-1"),
        ("gbk", "us-ascii"),
        ("utf-8", "big5"),
        ("utf-8", "iso-8859-1"),
    ):
        text = {
            "cp949": "사진이 너무 붉습니다. 다시 인화해 주세요. 주문 번호 A12345",
            "shift_jis": "写真が赤っぽいので再プリントをお願いします。注文番号A12345",
            "gbk": "照片颜色偏红，请重新冲印一次，订单号 A12345，谢谢。",
            "gb18030": "照片颜色偏红，请重新冲印一次，订单号 A12345，谢谢。",
            "big5hkscs": "相片啲色偏紅，唔該再曬過，訂單 A12345，我喺旺角店攞。",
        }.get(codec, "照片顏色偏紅，請重新沖印一次，訂單編號 A12345，謝謝您。")
        part = (
            f"Content-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
            + text.encode(codec)
        )
        yield sample("modern charset", f"{codec} as {label}", mail(body=part), text=text)


def flowed():
    said = "The order number is A12345 and the prints are far too red, so please print all of them again and send them to me."
    text = said.replace("far too red,", "far too red, \r\n")
    for name, body, want in (
        ("a paragraph", text, said),
        ("stuffed", " From the shop I got nothing. \r\nStill nothing.", "From the shop I got nothing. Still nothing."),
        ("signature", f"{text}\r\n-- \r\nMei", f"{said}\n-- \nMei"),
        ("quoted paragraph", "> please tell us the \r\n> order number\r\nA12345", "> please tell us the order number\nA12345"),
    ):  # fmt: skip
        part = f"Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n{body}\r\n".encode()
        yield sample("modern flowed", name, mail(body=part), text=want)


def files():
    half = quote(NAME)[:40].rpartition("%")[0]
    rest = quote(NAME)[len(half) :]
    for name, parameter in (
        ("RFC 2231 in quotes", f"filename*=\"UTF-8''{quote(NAME)}\""),
        ("RFC 2231, pieces in quotes", f"filename*0*=\"UTF-8''{half}\";\r\n filename*1*=\"{rest}\""),
        ("RFC 2231, stars missing later", f"filename*0*=UTF-8''{half};\r\n filename*1={rest}"),
        ("RFC 2231 without charset", f"filename*={quote(NAME)}"),
        ("RFC 2231 of GBK", f"filename*=GBK''{quote(NAME.encode('gbk'))}"),
        ("RFC 2047 folded in quotes", f'filename="=?UTF-8?B?{b64(NAME[:6])}?=\r\n\t=?UTF-8?B?{b64(NAME[6:])}?="'),
        ("RFC 2047 Q", f'filename="=?UTF-8?Q?{q(NAME)}?="'),
        ("RFC 2047 GB18030", f'filename="=?gb18030?B?{b64(NAME, "gb18030")}?="'),
        ("without quotes, raw", f"filename={NAME}"),
    ):  # fmt: skip
        part = file_part(
            PDF, b"Content-Type: application/pdf", b"Content-Disposition: attachment;\r\n " + parameter.encode()
        )  # fmt: skip
        yield sample(
            "modern file name", name, mail(body=multipart("mixed", PLAIN, part)), text=SAID,
            attachments=[known(NAME, PDF)],
        )  # fmt: skip
    part = file_part(PDF, f'Content-Type: application/pdf; name="{NAME}"'.encode())
    yield sample(
        "modern file name", "of the type alone", mail(body=multipart("mixed", PLAIN, part)),
        text=SAID, attachments=[known(NAME, PDF)],
    )  # fmt: skip


def trees():
    ics = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    html = text_part(f"<p>{SAID}</p>", kind="html")
    calendar = f"Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\n{ics}".encode()
    invite = multipart("alternative", PLAIN, html, calendar, boundary="=_alt")
    yield sample(
        "modern tree", "invitation", mail(body=multipart("mixed", invite)), text=SAID, auto=True
    )
    signature = file_part(
        b"-----BEGIN PGP SIGNATURE-----\r\nabc\r\n-----END PGP SIGNATURE-----\r\n",
        b'Content-Type: application/pgp-signature; name="OpenPGP_signature.asc"',
        b"Content-Disposition: attachment; filename=OpenPGP_signature.asc", encoding="",
    )  # fmt: skip
    yield sample(
        "modern tree", "PGP signed",
        mail(body=multipart("signed", PLAIN, signature, parameters='; protocol="application/pgp-signature"')),
        text=SAID, auto=False,
    )  # fmt: skip
    secret = b"-----BEGIN PGP MESSAGE-----\r\nabc\r\n-----END PGP MESSAGE-----\r\n"
    yield sample(
        "modern tree", "PGP encrypted",
        mail(body=multipart(
            "encrypted", file_part(b"Version: 1\r\n", b"Content-Type: application/pgp-encrypted", encoding=""),
            file_part(secret, b'Content-Type: application/octet-stream; name="encrypted.asc"', encoding=""),
            parameters='; protocol="application/pgp-encrypted"')),
        text="", auto=False,
    )  # fmt: skip
    inline = file_part(
        JPEG,
        b"Content-Type: image/jpeg; name=IMG_1.jpg",
        b"Content-Disposition: inline; filename=IMG_1.jpg",
    )
    more = text_part("第二段")
    yield sample(
        "modern tree", "Apple, picture between", mail(body=multipart("mixed", PLAIN, inline, more)),
        text=f"{SAID}\n\n第二段", attachments=[known("IMG_1.jpg", JPEG)],
    )  # fmt: skip
    fork = file_part(
        b"\x00\x05\x16\x07" + b"0" * 40, b"Content-Type: application/applefile; name=IMG_1.jpg"
    )
    double = multipart("appledouble", fork, inline, boundary="=_dbl")
    yield sample(
        "modern tree", "AppleDouble", mail(body=multipart("mixed", PLAIN, double)), text=SAID
    )
    txt = file_part(
        "訂單明細".encode("gb18030"), b"Content-Type: text/plain; charset=gb18030; name=a.txt",
        b"Content-Disposition: attachment; filename=a.txt",
    )  # fmt: skip
    yield sample(
        "modern tree", "a text file keeps its bytes", mail(body=multipart("mixed", PLAIN, txt)),
        text=SAID, attachments=[known("a.txt", "訂單明細".encode("gb18030"))],
    )  # fmt: skip
    csv = file_part(b"a,b\r\n1,2\r\n", b'Content-Type: text/csv; name="a.csv"')
    yield sample(
        "modern tree", "CSV without disposition", mail(body=multipart("mixed", PLAIN, csv)),
        text=SAID, attachments=[known("a.csv", b"a,b\r\n1,2\r\n")],
    )  # fmt: skip
    whole = (
        b"From: a@example.com\r\nSubject: =?utf-8?B?" + b64("舊信").encode() + b"?=\r\n\r\nold\r\n"
    )
    yield sample(
        "modern tree", "a mail as a file in base64",
        mail(body=multipart("mixed", PLAIN, file_part(whole, b"Content-Type: message/rfc822", b'Content-Disposition: attachment; filename="old.eml"'))),
        text=SAID, attachments=[known("old.eml", whole)],
    )  # fmt: skip
    yield sample(
        "modern tree", "base64 said of the whole",
        mail("Content-Transfer-Encoding: base64", body=multipart("mixed", PLAIN, attached(PDF, "a.pdf"))),
        text=SAID, attachments=[known("a.pdf", PDF)],
    )  # fmt: skip
    cut = multipart("mixed", PLAIN, attached(PDF, "a.pdf")).rpartition(b"\r\n--=_b1--")[0]
    yield sample(
        "modern tree",
        "cut off behind the file",
        mail(body=cut),
        text=SAID,
        attachments=[known("a.pdf", PDF)],
    )
    spaced = multipart("mixed", PLAIN, attached(PDF, "a.pdf")).replace(
        b"--=_b1\r\n", b"--=_b1  \r\n"
    )
    yield sample(
        "modern tree",
        "blanks behind the boundary",
        mail(body=spaced),
        text=SAID,
        attachments=[known("a.pdf", PDF)],
    )
    bare = multipart("mixed", PLAIN, attached(PDF, "a.pdf")).replace(
        b'boundary="=_b1"', b"boundary==_b1"
    )
    yield sample(
        "modern tree",
        "boundary without quotes",
        mail(body=bare),
        text=SAID,
        attachments=[known("a.pdf", PDF)],
    )
    empty = file_part(
        b"",
        b"Content-Type: application/pdf",
        b"Content-Disposition: attachment; filename=empty.pdf",
    )
    yield sample(
        "modern tree",
        "an empty file",
        mail(body=multipart("mixed", PLAIN, empty)),
        text=SAID,
        attachments=[known("empty.pdf", b"")],
    )
    yield sample(
        "modern tree",
        "alternative, HTML first",
        mail(body=multipart("alternative", html, PLAIN)),
        text=SAID,
        attachments=[],
    )
    yield sample(
        "modern tree", "alternative with an empty plain part",
        mail(body=multipart("alternative", text_part(" \n\n"), html)), text=SAID, attachments=[],
    )  # fmt: skip
    related = multipart(
        "related",
        html,
        file_part(
            JPEG,
            b"Content-Type: image/jpeg",
            b"Content-ID: <a@b>",
            b"Content-Disposition: inline; filename=a.jpg",
        ),
        boundary="=_rel",
    )
    yield sample(
        "modern tree", "alternative in mixed with picture and file",
        mail(body=multipart("mixed", multipart("alternative", PLAIN, related, boundary="=_alt"), attached(PDF, "a.pdf"))),
        text=SAID, attachments=[known("a.jpg", JPEG), known("a.pdf", PDF)],
    )  # fmt: skip


def samples():
    ways = (subjects, headers, bodies, undeclared, flowed, files, trees)
    return [one for way in ways for one in way()]
