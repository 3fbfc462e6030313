# ruff: noqa: E501  # mail is as long as mail is
"""Senders, recipients, trees of parts and files, as mail programs really build them."""

import base64
import binascii
import zlib
from urllib.parse import quote

from tests.channels.adapters.email.corpus.sample import Sample, head, md5, multipart, text_part
from tests.channels.adapters.email.tnef_sample import make_tnef

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 20
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(255, -1, -1)) * 12
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
SAID = "照片顏色偏紅，請重印。"
PLAIN = text_part(SAID)
HTML = text_part(f"<html><body><p>{SAID}</p></body></html>", kind="html")


def base64_lines(content):
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def file_part(content, *headers, encoding="base64"):
    lines = [
        *headers,
        *([f"Content-Transfer-Encoding: {encoding}".encode()] if encoding else []),
    ]
    body = base64_lines(content) if encoding == "base64" else content
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def attached(content, name, mime="application/pdf"):
    return file_part(
        content, f"Content-Type: {mime}".encode(),
        f'Content-Disposition: attachment; filename="{name}"'.encode(),
    )  # fmt: skip


def known(name, content, **more):
    return {"name": name, "size": len(content), "md5": md5(content), **more}


def sample(klass, name, raw, **expect):
    return Sample(klass=klass, name=name, raw=raw, expect=expect)


def people():
    for name, sender, email, shown in (
        ("quoted with a comma", '"Wang, Mei" <mei@example.com>', "mei@example.com", "Wang, Mei"),
        ("encoded", "=?utf-8?B?546L576O?= <mei@example.com>", "mei@example.com", "王美"),
        ("encoded in quotes", '"=?utf-8?B?546L576O?=" <mei@example.com>', "mei@example.com", "王美"),
        ("encoded GBK", "=?gb2312?B?zfXD7Q==?= <mei@example.com>", "mei@example.com", "王庙"),
        ("two words", "=?utf-8?Q?=E7=8E=8B?= =?utf-8?Q?=E7=BE=8E?= <mei@example.com>", "mei@example.com", "王美"),
        ("address as name", '"mei@example.com" <mei@example.com>', "mei@example.com", "mei@example.com"),
        ("another's address as name", '"boss@bank.example" <mei@example.com>', "mei@example.com", "boss@bank.example"),
        ("comment", "mei@example.com (Mei Wang)", "mei@example.com", "Mei Wang"),
        ("folded", "Mei\r\n Wang\r\n <mei@example.com>", "mei@example.com", "Mei Wang"),
        ("two senders", "Mei <mei@example.com>, Li <li@example.com>", "mei@example.com", "Mei"),
        ("quoted local part", '"mei wang"@example.com', '"mei wang"@example.com', ""),
        ("subdomains and plus", "Mei <mei.wang+photo@mail.sub.example.com.tw>", "mei.wang+photo@mail.sub.example.com.tw", "Mei"),
        ("no space", "Mei<mei@example.com>", "mei@example.com", "Mei"),
        ("raw UTF-8", "王美 <mei@example.com>", "mei@example.com", "王美"),
        ("upper case domain", "Mei <Mei@Example.COM>", "Mei@Example.COM", "Mei"),
        ("apostrophe", "Conan O'Brien <conan@example.com>", "conan@example.com", "Conan O'Brien"),
        ("trailing dot", "Mei <mei@example.com.>", "mei@example.com", "Mei"),
    ):  # fmt: skip
        raw = head(sender=sender) + PLAIN
        yield sample("sender", name, raw, from_email=email, from_name=shown, text=SAID)
    raw = (
        b"From: a@example.com\r\nTo: =?utf-8?B?546L?= <b@example.com>,\r\n\t\"Li, Na\" <c@example.com>, d@example.com\r\n"
        b"Cc: friends: e@example.com, F <f@example.com>;, undisclosed-recipients:;\r\nSubject: x\r\n"
    )  # fmt: skip
    yield sample(
        "recipients", "lists, groups, folded", raw + PLAIN,
        to=["b@example.com", "c@example.com", "d@example.com"], cc=["e@example.com", "f@example.com"],
    )  # fmt: skip
    many = ", ".join(f"n{number}@example.com" for number in range(200))
    yield sample(
        "recipients", "two hundred", head(to=many) + PLAIN, to=[f"n{n}@example.com" for n in range(200)]
    )  # fmt: skip


def names():
    name = "訂單 照片（王小美）.pdf"
    utf = name.encode()
    big5 = name.encode("big5")
    b64 = base64.b64encode(utf).decode()
    half = quote(name)[:60].rpartition("%")[0]
    rest = quote(name)[len(half) :]
    for kind, parameter in (
        ("RFC 2231", f"filename*=UTF-8''{quote(name)}".encode()),
        ("RFC 2231, lower case", f"filename*=utf-8'zh-tw'{quote(name).lower()}".encode()),
        ("RFC 2231, continued", f"filename*0*=UTF-8''{half};\r\n filename*1*={rest}".encode()),
        ("RFC 2231, out of order", f"filename*1*={rest};\r\n filename*0*=UTF-8''{half}".encode()),
        ("RFC 2231, Big5", b"filename*=Big5''" + quote(big5).encode()),
        ("both, the star counts", f"filename=\"_____.pdf\"; filename*=UTF-8''{quote(name)}".encode()),
        ("RFC 2047 in quotes", f'filename="=?UTF-8?B?{b64}?="'.encode()),
        ("RFC 2047 without", f"filename==?UTF-8?B?{b64}?=".encode()),
        ("RFC 2047, two words", (
            f'filename="=?UTF-8?B?{base64.b64encode(utf[:20]).decode()}?=\r\n'
            f' =?UTF-8?B?{base64.b64encode(utf[20:]).decode()}?="').encode()),
        ("raw UTF-8", b'filename="' + utf + b'"'),
        ("raw Big5", b'filename="' + big5 + b'"'),
        ("raw GBK", b'filename="' + name.encode("gbk") + b'"'),
    ):  # fmt: skip
        part = file_part(
            PDF, b"Content-Type: application/pdf", b"Content-Disposition: attachment;\r\n " + parameter
        )  # fmt: skip
        raw = head() + multipart("mixed", PLAIN, part)
        yield sample("file name", kind, raw, text=SAID, attachments=[known(name, PDF)])
    for kind, given, wanted in (
        ("a path", r"C:\\Users\\Mei\\photo.pdf", "photo.pdf"),
        ("a path up", "../../etc/passwd", "passwd"),
        ("quotes inside", 'my \\"best\\" photo.pdf', "my _best_ photo.pdf"),
        ("semicolon", "a;b.pdf", "a;b.pdf"),
        ("brackets", "photo (1) [x].pdf", "photo (1) [x].pdf"),
    ):
        raw = head() + multipart("mixed", PLAIN, attached(PDF, given))
        yield sample("file name", kind, raw, attachments=[known(wanted, PDF)])
    part = file_part(PDF, b'Content-Type: application/pdf; name="only here.pdf"')
    yield sample(
        "file name", "of the type only", head() + multipart("mixed", PLAIN, part),
        attachments=[known("only here.pdf", PDF)],
    )  # fmt: skip


def trees():
    image = file_part(
        PNG, b"Content-Type: image/png; name=logo.png", b"Content-ID: <logo@x>",
        b"Content-Disposition: inline; filename=logo.png",
    )  # fmt: skip
    inline = known("logo.png", PNG, inline=True)
    related = multipart("related", HTML, image, boundary="=_rel")
    pdf = attached(PDF, "a.pdf")
    file = known("a.pdf", PDF, inline=False)
    yield sample("tree", "plain", head() + PLAIN, text=SAID, html="", attachments=[])
    yield sample("tree", "HTML only", head() + HTML, text=SAID, attachments=[])
    both = multipart("alternative", PLAIN, HTML, boundary="=_alt")
    yield sample("tree", "alternative", head() + both, text=SAID, attachments=[])
    yield sample(
        "tree", "mixed of alternative and file", head() + multipart("mixed", both, pdf),
        text=SAID, attachments=[file],
    )  # fmt: skip
    yield sample(
        "tree", "alternative of plain and related", head() + multipart("alternative", PLAIN, related),
        text=SAID, attachments=[inline],
    )  # fmt: skip
    yield sample(
        "tree", "related of alternative and picture", head() + multipart("related", both, image),
        text=SAID, attachments=[inline],
    )  # fmt: skip
    yield sample(
        "tree", "mixed, alternative, related: all three",
        head() + multipart("mixed", multipart("alternative", PLAIN, related, boundary="=_a"), pdf),
        text=SAID, attachments=[inline, file],
    )  # fmt: skip
    yield sample(
        "tree", "Apple: text, picture, text",
        head() + multipart("mixed", text_part("上面"), attached(JPEG, "1.jpg", "image/jpeg"), text_part("下面")),
        text="上面\n\n下面", attachments=[known("1.jpg", JPEG)],
    )  # fmt: skip
    apple = multipart(
        "mixed", text_part("<p>上面</p>", kind="html"), attached(JPEG, "1.jpg", "image/jpeg"),
        text_part("<p>下面</p>", kind="html"), boundary="=_apple",
    )  # fmt: skip
    yield sample(
        "tree", "Apple: alternative with mixed HTML inside",
        head() + multipart("alternative", text_part("上面\n\n\n下面"), apple),
        text="上面\n\n\n下面", attachments=[known("1.jpg", JPEG)],
    )  # fmt: skip
    yield sample(
        "tree", "a list server's footer as another part",
        head() + multipart("mixed", PLAIN, text_part("-- \nlist mailing list")),
        text=f"{SAID}\n\n-- \nlist mailing list",
    )  # fmt: skip
    signed = multipart(
        "signed", PLAIN, file_part(b"\x30\x82" * 40, b"Content-Type: application/pkcs7-signature; name=smime.p7s"),
        parameters="; protocol=application/pkcs7-signature; micalg=sha-256",
    )  # fmt: skip
    yield sample(
        "tree", "S/MIME, signed", head() + signed, text=SAID,
        attachments=[known("smime.p7s", b"\x30\x82" * 40)],
    )  # fmt: skip
    pgp = b"-----BEGIN PGP SIGNATURE-----\r\n\r\nabc\r\n-----END PGP SIGNATURE-----"
    part = file_part(
        pgp, b"Content-Type: application/pgp-signature; name=signature.asc", encoding=""
    )
    yield sample(
        "tree", "PGP, signed", head() + multipart("signed", PLAIN, part), text=SAID,
        attachments=[known("signature.asc", pgp)],
    )  # fmt: skip
    for kind, envelope in (
        ("definite", enveloped(PLAIN)),
        ("indefinite", enveloped_in_pieces(PLAIN)),
    ):
        part = file_part(
            envelope, b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
            b"Content-Disposition: attachment; filename=smime.p7m",
        )  # fmt: skip
        yield sample(
            "tree", f"S/MIME, enveloped, {kind}", head() + part, text=SAID,
            attachments=[known("smime.p7m", envelope)],
        )  # fmt: skip
    sealed = file_part(
        b"\x30\x82" * 90,
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
    )
    yield sample(
        "tree", "S/MIME, encrypted", head() + sealed, text="",
        attachments=[known("smime.p7m", b"\x30\x82" * 90)],
    )  # fmt: skip
    armour = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{}\n- -- 4x6\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n=abcd\n-----END PGP SIGNATURE-----\n"
    yield sample(
        "tree", "PGP, signed in the text", head() + text_part(armour.format(SAID)),
        reply_text=f"{SAID}\n-- 4x6",
    )  # fmt: skip
    inner = head(subject="the first mail") + PLAIN
    forwarded = b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + inner
    yield sample(
        "tree", "a mail attached", head() + multipart("mixed", text_part("see below"), forwarded),
        text="see below", attachments=[known("the first mail.eml", inner, mime="message/rfc822")],
    )  # fmt: skip
    meeting = text_part("BEGIN:VCALENDAR\nEND:VCALENDAR", kind="calendar", more="")
    yield sample(
        "tree", "an invitation", head() + multipart("alternative", PLAIN, HTML, meeting), text=SAID
    )
    yield sample(
        "tree", "no content type", head() + b"\r\n" + SAID.encode(), text=SAID, attachments=[]
    )
    yield sample("tree", "picture alone", head() + file_part(
        JPEG, b"Content-Type: image/jpeg; name=p.jpg", b"Content-Disposition: attachment; filename=p.jpg"),
        text="", attachments=[known("p.jpg", JPEG)],
    )  # fmt: skip
    text_file = b"a,b\r\n1,2\r\n"
    csv = file_part(text_file, b"Content-Type: text/plain; name=orders.csv",
                    b"Content-Disposition: attachment; filename=orders.csv", encoding="")  # fmt: skip
    yield sample(
        "tree", "a text file", head() + multipart("mixed", PLAIN, csv), text=SAID,
        attachments=[known("orders.csv", text_file)],
    )  # fmt: skip


def der(tag, content):
    size = len(content)
    length = bytes((size,)) if size < 128 else bytes((0x82, size >> 8, size & 255))
    return bytes((tag,)) + length + content


SIGNED_DATA, DATA = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")


def enveloped(content):
    """A CMS envelope around a mail, with everything but the signatures."""
    inner = der(0x30, DATA + der(0xA0, der(0x04, content)))
    signed = der(0x30, b"\x02\x01\x01" + der(0x31, b"") + inner + der(0x31, b""))
    return der(0x30, SIGNED_DATA + der(0xA0, signed))


def enveloped_in_pieces(content):
    """The same as programs write it that do not know the length beforehand."""
    end = b"\0\0"
    pieces = b"".join(der(0x04, content[at : at + 50]) for at in range(0, len(content), 50))
    inner = b"\x30\x80" + DATA + b"\xa0\x80\x24\x80" + pieces + end * 3
    signed = b"\x30\x80\x02\x01\x01" + der(0x31, b"") + inner + der(0x31, b"") + end
    return b"\x30\x80" + SIGNED_DATA + b"\xa0\x80" + signed + end * 2


def old_files():
    uu = b"".join(
        binascii.b2a_uu(JPEG[at : at + 45], backtick=True) for at in range(0, len(JPEG), 45)
    )
    block = b"begin 644 photo.jpg\n" + uu + b"`\nend\n"
    text = SAID.encode() + b"\r\n\r\n" + block.replace(b"\n", b"\r\n") + b"\r\nbye\r\n"
    plain = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    yield sample(
        "old file", "uuencode in the text", head() + plain + text, text=f"{SAID}\n\n\nbye",
        attachments=[known("photo.jpg", JPEG)],
    )  # fmt: skip
    as_part = file_part(block, b"Content-Type: image/jpeg; name=photo.jpg", encoding="x-uuencode")
    yield sample(
        "old file", "uuencode as an encoding", head() + multipart("mixed", PLAIN, as_part),
        attachments=[known("photo.jpg", JPEG)],
    )  # fmt: skip
    yield sample(
        "old file", "yEnc in the text", head() + plain + SAID.encode() + b"\r\n" + yenc(JPEG, "photo.jpg"),
        text=SAID, attachments=[known("photo.jpg", JPEG)],
    )  # fmt: skip
    tnef = make_tnef({"訂單.pdf": PDF, "photo.jpg": JPEG})
    part = file_part(tnef, b"Content-Type: application/ms-tnef; name=winmail.dat")
    yield sample("old file", "winmail.dat", head() + multipart("mixed", PLAIN, part), text=SAID,
        attachments=[known("訂單.pdf", PDF), known("photo.jpg", JPEG)],
    )  # fmt: skip


def yenc(content, name):
    out = bytearray()
    for byte in content:
        shifted = (byte + 42) % 256
        out += (
            bytes((0x3D, (shifted + 64) % 256)) if shifted in {0, 10, 13, 61} else bytes((shifted,))
        )
    lines, line = [], bytearray()
    for at in range(len(out)):
        line.append(out[at])
        if len(line) >= 128 and out[at] != 0x3D:
            lines.append(bytes(line))
            line = bytearray()
    lines.append(bytes(line))
    crc = zlib.crc32(content)
    return (
        f"=ybegin line=128 size={len(content)} name={name}\r\n".encode()
        + b"\r\n".join(lines)
        + f"\r\n=yend size={len(content)} crc32={crc:08x}\r\n".encode()
    )


def encodings():
    for kind, encoding, body in (
        ("upper case", "BASE64", base64_lines(PDF)),
        ("with a comment", "base64 (really)", base64_lines(PDF)),
        ("one long line", "base64", base64.b64encode(PDF)),
        ("no padding", "base64", base64.b64encode(PDF).rstrip(b"=")),
        ("a footer behind it", "base64", base64_lines(PDF) + b"\r\n_______________\r\nList mailing list\r\n"),
        ("blanks in lines", "base64", base64_lines(PDF).replace(b"\r\n", b" \r\n")),
        ("LF only", "base64", base64.encodebytes(PDF)),
        ("binary", "binary", PDF),
    ):  # fmt: skip
        part = (
            f"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n"
            f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
        ).encode() + body
        yield sample(
            "transfer", kind, head() + multipart("mixed", PLAIN, part), text=SAID,
            attachments=[known("a.pdf", PDF)],
        )  # fmt: skip
    flowed = (
        "This is a long line that goes \r\non in the next one.\r\n\r\n> quoted text that \r\n> flows too.\r\n"
        "-- \r\nMei\r\n"
    )
    yield sample(
        "transfer", "format=flowed",
        head() + b"Content-Type: text/plain; charset=us-ascii; format=flowed\r\n\r\n" + flowed.encode(),
        text="This is a long line that goes on in the next one.\n\n> quoted text that flows too.\n-- \nMei",
    )  # fmt: skip
    delsp = "這是很長的一 \r\n行文字，分成 \r\n三行。\r\n".encode()
    yield sample(
        "transfer", "format=flowed; delsp=yes",
        head() + b"Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\n" + delsp,
        text="這是很長的一行文字，分成三行。",
    )  # fmt: skip


def samples():
    return [*people(), *names(), *trees(), *old_files(), *encodings()]
