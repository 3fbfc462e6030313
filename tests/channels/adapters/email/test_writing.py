"""Outgoing mail: what is composed is read back the same, and nothing adds a header."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.adapters.email.reading import read_mail
from channels.adapters.email.writing import OutgoingMail, compose
from channels.letters import LetterFile

SENT = datetime(2026, 1, 5, 7, 20, 11, tzinfo=UTC)


def outgoing(**changes):
    given = {
        "from_email": "care@photo.example",
        "from_name": "顧客服務",
        "to_email": "wang@b.example",
        "subject": "您的案件",
        "text": "您好",
        "message_id": "<1@photo.example>",
        "sent_at": SENT,
    }
    return OutgoingMail(**(given | changes))


def test_it_reads_back_the_same():
    files = [LetterFile(name="照片.jpg", mime="image/jpeg", content=b"\xff\xd8\xff")]
    raw = compose(
        outgoing(
            html="<p>您好</p>",
            reply_to="reply+1-x@photo.example",
            in_reply_to="<0@b>",
            references=["<a@b>", "junk"],
            language="zh-Hant",
            attachments=files,
            automatic=True,
        )
    )
    found = read_mail(raw)
    assert raw.isascii()
    assert (found.from_email, found.from_name, found.to, found.subject, found.text, found.html) == (
        "care@photo.example",
        "顧客服務",
        ("wang@b.example",),
        "您的案件",
        "您好",
        "<p>您好</p>\n",
    )
    assert (
        found.reply_to,
        found.message_id,
        found.in_reply_to,
        found.references,
        found.sent_at,
    ) == ("reply+1-x@photo.example", "<1@photo.example>", "<0@b>", ("<a@b>", "<0@b>"), SENT)
    assert [(file.name, file.mime, file.content) for file in found.attachments] == [
        ("照片.jpg", "image/jpeg", b"\xff\xd8\xff")
    ]
    assert found.auto
    assert b"Auto-Submitted: auto-replied" in raw
    assert b"Content-Language: zh-Hant" in raw


def test_a_person_s_mail_is_not_declared_automatic():
    assert not read_mail(compose(outgoing())).auto


@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=60))
def test_no_text_adds_a_header_or_a_recipient(subject, name, file_name):
    raw = compose(
        outgoing(
            subject=subject + "\r\nBcc: v@x.example",
            from_name=name + "\nX: y",
            attachments=[LetterFile(name=file_name, mime="a/b", content=b"")],
        )
    )
    names = [
        line.split(b":")[0]
        for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n")
        if not line.startswith((b" ", b"\t"))
    ]
    assert b"Bcc" not in names
    assert b"X" not in names
    assert read_mail(raw).to == ("wang@b.example",)


@pytest.mark.parametrize(
    "address", ["", "a", "a@b\r\nBcc: c@d", "a@b, c@d", "a b@c", "<a@b>", "a@b>\0"]
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match="not a mail address"):
        compose(outgoing(to_email=address))


@pytest.mark.parametrize("message_id", ["", "x", "<a@b>\r\nX: y", "<a b@c>"])
def test_what_is_no_message_id_is_refused(message_id):
    with pytest.raises(ValueError, match="not a Message-ID"):
        compose(outgoing(message_id=message_id))
