"""The file for a calendar is written as RFC 5545 asks: folded, escaped, no line of anybody's own in it."""

from datetime import UTC, datetime

from channels.invitations import Invitation, calendar_file


def test_long_lines_are_folded_between_characters_and_texts_escaped():
    at = datetime(2026, 5, 6, 6, tzinfo=UTC)
    written = calendar_file(
        Invitation(
            uid="appointment-1@example.com\r\nX-EVIL:1", sequence=3, starts_at=at,
            ends_at=at.replace(hour=7), written_at=at, summary="光影沖印 中山店：維修" * 8,
            location="a;b,c\\d", description="first\nsecond\x07", url="https://example.com/case/FB/",
            shop="光影\nX-EVIL:2", is_cancelled=True,
        )
    )  # fmt: skip

    lines = written.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines[:-1])
    unfolded = written.decode().replace("\r\n ", "").split("\r\n")
    assert "SUMMARY:" + "光影沖印 中山店：維修" * 8 in unfolded
    assert "LOCATION:a\\;b\\,c\\\\d" in unfolded
    assert "DESCRIPTION:first\\nsecond" in unfolded
    assert [one for one in unfolded if one.startswith("X-")] == []
    assert [one.split(":")[0] for one in unfolded[:-1]] == [
        "BEGIN", "VERSION", "PRODID", "CALSCALE", "BEGIN", "UID", "SEQUENCE", "DTSTAMP", "DTSTART",
        "DTEND", "STATUS", "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "END", "END",
    ]  # fmt: skip
