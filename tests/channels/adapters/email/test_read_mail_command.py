# ruff: noqa: E501  # mail is as long as mail is
"""The command that reads mail files from a pipe: one line in, one line out, in order, whatever the files hold."""

import io
import json

import pytest
from django.core.management import call_command

KEYS = [
    "from_email", "from_name", "to", "cc", "subject", "text", "html", "reply_text", "auto", "bounce", "attachments", "error",
]  # fmt: skip


@pytest.fixture
def ask(monkeypatch):
    def ask(*paths):
        lines = "".join(f"{path}\n" for path in paths)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
        out = io.StringIO()
        call_command("read_mail", stdout=out)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return ask


def test_each_file_gets_one_line_in_order(ask, tmp_path):
    good = tmp_path / "照片.eml"
    good.write_bytes(
        b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\n\r\nhello\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=a.png\r\n\r\nPNG\r\n--b--"
    )
    empty = tmp_path / "empty.eml"
    empty.write_bytes(b"")

    first, missing, nothing, again = ask(good, tmp_path / "gone.eml", empty, good)

    assert list(first) == KEYS
    assert first == again
    assert (first["from_email"], first["to"], first["text"], first["error"]) == (
        "a@b.example",
        ["c@d.example"],
        "hello",
        None,
    )
    assert first["attachments"] == [
        {
            "name": "a.png",
            "mime": "image/png",
            "size": 3,
            "md5": "55505ba281b015ec31f03ccb151b2a34",
            "inline": False,
        }
    ]
    assert (missing["from_email"], missing["error"]) == (
        "",
        "cannot open: No such file or directory",
    )
    assert list(nothing) == KEYS
