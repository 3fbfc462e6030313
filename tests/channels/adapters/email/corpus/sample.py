"""One mail of the corpus, with what must be read in it."""

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """`expect` holds some of the keys that `read_mail` prints; only those are compared."""

    klass: str
    name: str
    raw: bytes
    expect: dict = field(default_factory=dict)


def md5(content):
    return hashlib.md5(content).hexdigest()


def head(*, subject="x", sender="Mei <mei@example.com>", to="care@photo.example", more=()):
    """The first headers of a mail, as bytes; a subject may be given as bytes already."""
    lines = [f"From: {sender}", f"To: {to}", "Message-ID: <1@mail.example>", "MIME-Version: 1.0"]
    raw = "\r\n".join((*lines, *more)).encode() + b"\r\nSubject: "
    return raw + (subject if isinstance(subject, bytes) else subject.encode()) + b"\r\n"


def text_part(text, *, kind="plain", charset="utf-8", more=""):
    return (
        f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n{more}\r\n"
    ).encode() + text.replace("\n", "\r\n").encode(charset)


def multipart(kind, *parts, boundary="=_b1", parameters=""):
    mark = f"--{boundary}".encode()
    inner = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts)
    top = f'Content-Type: multipart/{kind}; boundary="{boundary}"{parameters}\r\n\r\n'.encode()
    return top + inner + mark + b"--\r\n"
