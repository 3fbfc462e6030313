# ruff: noqa: E501  # mail is as long as mail is
"""The reader's child: it may be slow, greedy or killed, and the worker goes on."""

import os
import signal
import threading
import time

import pytest

from channels.adapters.email.bounded.frames import pack, unpack
from channels.adapters.email.bounded.reader import MailReader
from channels.adapters.email.reading import read_mail

MAIL = "From: 王 <a@b.example>\r\nSubject: 照片\r\nDate: Fri, 5 Jan 2024 15:20:11 +0800\r\n\r\n偏紅".encode()
WITH_FILE = (
    b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\nContent-Type: image/png\r\n"
    b"Content-Disposition: attachment; filename=a.png\r\n\r\n"
    + bytes(range(256)) * 4_000
    + b"\r\n--b--"
)


@pytest.fixture
def reader():
    reader = MailReader()
    yield reader
    reader.close()


@pytest.mark.parametrize("raw", [MAIL, WITH_FILE, b"", b"\0" * 100])
def test_it_reads_as_the_reader_itself(reader, raw):
    assert reader.read(raw) == read_mail(raw)


@pytest.mark.parametrize("raw", [MAIL, WITH_FILE, b""])
def test_frames_carry_a_reading_whole(raw):
    assert unpack(pack(read_mail(raw))) == read_mail(raw)


def test_a_broken_frame_is_refused():
    with pytest.raises(ValueError, match="broken frame"):
        unpack(b"\0\0\0\2{}")


def test_a_killed_child_is_replaced(reader):
    reader.read(MAIL)
    os.kill(reader._child.process.pid, signal.SIGKILL)
    found = reader.read(MAIL)
    assert (found.from_email, found.subject) == ("a@b.example", "照片")
    assert "only the headers" in found.error
    assert reader.read(MAIL).error is None


def test_a_mail_that_takes_too_long_still_names_its_sender(reader):
    reader.read(MAIL)
    pid = reader._child.process.pid
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    found = reader.read(MAIL)
    assert time.monotonic() - began < 5
    assert (found.from_email, found.subject, found.text) == ("a@b.example", "照片", "")
    assert "too long" in found.error
    assert reader._child.process.pid != pid


def test_a_mail_that_needs_too_much_memory_still_names_its_sender(reader):
    raw = b"From: a@b.example\r\nSubject: x\r\nContent-Type: image/png\r\n\r\n" + b"x" * 450_000_000
    found = reader.read(raw)
    assert (found.from_email, found.subject) == ("a@b.example", "x")
    assert found.error


def test_threads_share_one_child(reader):
    mails = [b"Subject: %d\r\n\r\nx" % number for number in range(40)]
    found = {}
    threads = [
        threading.Thread(target=lambda raw=raw: found.setdefault(raw, reader.read(raw).subject))
        for raw in mails
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {raw: raw[9:-5].decode() for raw in mails}
