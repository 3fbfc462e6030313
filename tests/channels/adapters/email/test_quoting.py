"""The visible reply, in the manner of every mail program our customers use."""

import time

import pytest

from channels.adapters.email.reading import read_mail
from tests.channels.adapters.email.quoting_samples import SAMPLES


def as_mail(sample):
    kind, body = ("html", sample.html) if sample.html else ("plain", sample.text)
    head = f"From: w@mail.example\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n"
    subject = f"Subject: {sample.subject}\r\n"
    return (subject + head + body.replace("\n", "\r\n")).encode()


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_the_reply_is_what_the_sender_wrote_this_time(sample):
    assert read_mail(as_mail(sample)).reply_text.split("\n") == sample.reply.split("\n")


@pytest.mark.parametrize(
    "line",
    [
        "> " * 200,
        "On " * 5_000,
        "寫道：" * 2_000,
        "From: " * 2_000,
        "-" * 5_000,
        "發自" * 3_000,
        ">",
    ],
)
def test_many_odd_lines_are_read_in_bounded_time(line):
    began = time.process_time()
    read_mail(b"Subject: x\r\n\r\n" + "\n".join([line] * (400_000 // len(line))).encode())
    assert time.process_time() - began < 2.0
