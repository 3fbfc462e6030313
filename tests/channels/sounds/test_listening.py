"""What recordings are and how long they last, told by their content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.sounds import Sound, listen
from channels.sounds.frames import MOST_FRAMES
from tests.channels.recordings import adts, amr, box, element, mp3, mp4, ogg, wav, webm

LENGTHS = (1, 7, 59, 175)
PLAYED = {
    "webm": (webm, "audio/webm"),
    "ogg": (ogg, "audio/ogg"),
    "m4a": (mp4, "audio/mp4"),
    "mp3": (mp3, "audio/mpeg"),
    "aac": (adts, "audio/aac"),
    "wav": (wav, "audio/wav"),
}


@pytest.mark.parametrize("seconds", LENGTHS)
@pytest.mark.parametrize("kind", PLAYED)
def test_what_browsers_play_is_named_with_its_length(kind, seconds):
    make, mime = PLAYED[kind]

    assert listen(make(seconds)) == Sound(mime=mime, seconds=seconds, is_playable=True)


@pytest.mark.parametrize(
    ("content", "seconds"),
    [
        (webm(3, duration=42.4), 42), (mp4(40, fragments=4, brand=b"iso5"), 40),
        (mp4(12, codec=b"Opus"), 12), (mp3(9, id3=False), 9), (mp3(120, counted=True), 120),
        (ogg(0, head=b"\x01vorbis\0\0\0\0\x01" + (44_100).to_bytes(4, "little"), ticks=441_000), 10),
    ],
)  # fmt: skip
def test_each_way_of_telling_the_length_is_read(content, seconds):
    assert listen(content).seconds == seconds


@pytest.mark.parametrize(
    ("content", "mime", "seconds"),
    [
        (amr(14), "audio/amr", 14), (amr(14, wide=True), "audio/amr", 14),
        (mp4(5, codec=b"samr", brand=b"3gp4"), "audio/mp4", 5),
        (b"#!SILK_V3" + b"\0" * 50, "audio/silk", None), (b"\x02#!SILK_V3\0", "audio/silk", None),
        (wav(3, kind=0x31), "audio/wav", 3),
        (ogg(0, head=b"Speex   " + b"\0" * 28 + (8000).to_bytes(4, "little"), ticks=32_000), "audio/ogg", 4),
    ],
)  # fmt: skip
def test_what_no_browser_plays_is_known_for_what_it_is(content, mime, seconds):
    assert listen(content) == Sound(mime=mime, seconds=seconds, is_playable=False)


@pytest.mark.parametrize(
    "content",
    [
        webm(3, track=1), webm(3).replace(b"webm", b"webx", 1), mp4(3, handler=b"vide"),
        mp4(3, codec=b"avc1"), ogg(3, head=b"\x80theora"), b"RIFF\0\0\0\0AVI ", b"ID3 is a tag",
        b"\xff\xfb", b"\xff\xd8\xff\xe0 a picture", b"", b"<html>", box(b"moov"), adts(1)[:200],
        # Elements and boxes without end.
        element("1A45DFA3", element("4282", b"webm")) + b"\xec\x80" * 300_000,
        b"\0\0\0\x08ftyp" * 250_000,
    ],
)  # fmt: skip
def test_films_other_files_and_broken_ones_are_no_recording(content):
    assert listen(content) is None


def test_a_row_of_frames_is_counted_to_an_end():
    assert listen(b"#!AMR\n" + b"\x7c" * (MOST_FRAMES * 2)).seconds == MOST_FRAMES / 50


MAGIC = st.sampled_from(
    [b"\x1aE\xdf\xa3", b"OggS", b"\0\0\0\x18ftyp", b"RIFF\0\0\0\0WAVE", b"#!AMR\n", b"ID3", b"\xff\xfb",
     b"\xff\xf1"]
)  # fmt: skip
WHOLE = st.sampled_from([make(1) for make, _ in PLAYED.values()])


@given(MAGIC, st.binary(max_size=400))
def test_nothing_that_begins_like_a_recording_breaks_the_reader(magic, rest):
    listen(magic + rest)


@given(WHOLE, st.data())
def test_no_change_of_a_recording_breaks_the_reader(whole, data):
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.integers(0, len(whole)))
    listen(whole[:at] + data.draw(st.binary(min_size=1, max_size=8)) + whole[at + 1 :])
    listen(whole[:cut])
