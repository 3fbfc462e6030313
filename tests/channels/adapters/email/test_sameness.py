"""Copies of one mail without Message-ID look alike; what nobody sends is not looked through for long."""

import pytest

from channels.adapters.email.intake import exact_identity, mail_identity
from channels.adapters.email.sameness import likeness_of

HEAD = b"Date: Mon, 04 May 2026 09:00:00 +0000\nFrom: mei@example.com\nSubject: x\n"


def of_parts(*each):
    """A mail of so many parts, each of which holds as many as the next number says."""

    def body(level):
        if level == len(each):
            return b"\nyellow\n"
        mark = b"abc"[level : level + 1]
        return (
            b"Content-Type: multipart/mixed; boundary=" + mark + b"\n\n"
            + (b"--" + mark + b"\n" + body(level + 1)) * each[level] + b"--" + mark + b"--\n"
        )  # fmt: skip

    return HEAD + body(0)


@pytest.mark.parametrize(
    ("each", "is_looked_at"), [((150,), True), ((250,), False), ((15, 12), True), ((30, 30), False)]
)
def test_a_mail_of_more_parts_than_people_send_is_known_by_all_its_bytes(each, is_looked_at):
    mail = of_parts(*each)

    assert (likeness_of(mail) != "") is is_looked_at
    assert (mail_identity(mail) == exact_identity(mail)) is not is_looked_at


def test_how_servers_wrapped_the_words_makes_no_difference():
    one, other, more = (
        likeness_of(HEAD + b"\n" + words)
        for words in (
            b"The prints are yellow. \r\n",
            b"The prints\nare yellow.",
            b"The prints are red.",
        )
    )

    assert one == other != more
