"""Recordings as phones, browsers and messengers write them, of silence, of any length."""

import io
import struct
import wave


def element(name, body):
    head = bytes.fromhex(name)
    return head + (1 << 56 | len(body)).to_bytes(8) + body


def webm(seconds, *, track=2, duration=None, block_ms=60):
    """As MediaRecorder writes: segment and clusters of unknown length, no duration in the head."""
    unknown = b"\x01" + b"\xff" * 7
    info = element("2AD7B1", (1_000_000).to_bytes(3))
    if duration is not None:
        info += element("4489", struct.pack(">d", duration * 1000))
    whole = element("1A45DFA3", element("4282", b"webm"))
    whole += bytes.fromhex("18538067") + unknown + element("1549A966", info)
    whole += element(
        "1654AE6B", element("AE", element("D7", b"\1") + element("83", bytes([track])))
    )
    for begin in range(0, seconds * 1000, 10_000):
        whole += bytes.fromhex("1F43B675") + unknown + element("E7", begin.to_bytes(4))
        for at in range(0, min(10_000, seconds * 1000 - begin), block_ms):
            whole += element("A3", b"\x81" + struct.pack(">hB", at, 0x80) + b"\0" * 20)
    return whole


def ogg(seconds, *, head=None, ticks=None):
    head = head or b"OpusHead\x01\x01" + struct.pack("<HIhB", 312, 48_000, 0, 0)
    ticks = seconds * 48_000 + 312 if ticks is None else ticks
    page = lambda kind, granule, body: (  # noqa: E731
        b"OggS\0" + struct.pack("<BqIIIBB", kind, granule, 1, 0, 0, 1, len(body)) + body
    )
    return page(2, 0, head) + page(0, ticks // 2, b"\0" * 40) + page(4, ticks, b"\0" * 40)


def box(name, *inside):
    body = b"".join(inside)
    return struct.pack(">I4s", 8 + len(body), name) + body


def mp4(seconds, *, handler=b"soun", codec=b"mp4a", brand=b"M4A ", fragments=0):
    """A plain file; with fragments, as browsers record: the head says 0, each fragment its samples."""
    rate = 48_000
    known = 0 if fragments else seconds * rate
    track = box(
        b"trak",
        box(
            b"mdia",
            box(b"mdhd", struct.pack(">IIIII", 0, 0, 0, rate, known)),
            box(b"hdlr", struct.pack(">II4s", 0, 0, handler) + b"\0" * 13),
            box(b"minf", box(b"stbl", box(b"stsd", struct.pack(">II", 0, 1), box(codec, b"\0" * 28)))),
        ),
    )  # fmt: skip
    default = box(b"mvex", box(b"trex", struct.pack(">IIIIII", 0, 1, 1, 1024, 0, 0)))
    whole = box(b"ftyp", brand, b"\0\0\0\0", brand)
    whole += box(b"moov", box(b"mvhd", b"\0" * 100), track, default if fragments else b"")
    for number in range(fragments):
        begin, count = number * seconds * rate // fragments, seconds * rate // fragments // 1024
        whole += box(
            b"moof",
            box(
                b"traf",
                box(b"tfhd", struct.pack(">II", 0, 1)),
                box(b"tfdt", struct.pack(">IQ", 1 << 24, begin)),
                box(b"trun", struct.pack(">III", 1, count, 8)),
            ),
        )  # fmt: skip
        whole += box(b"mdat", b"\0" * 64)
    return whole


def mp3(seconds, *, id3=True, counted=False):
    """Layer III, version 1, 128 kbit/s, 44.1 kHz."""
    frame = b"\xff\xfb\x90\x64" + b"\0" * 413
    frames = round(seconds * 44_100 / 1152)
    first = frame
    if counted:
        first = frame[:36] + b"Info" + struct.pack(">II", 1, frames) + frame[48:]
        frames = 3
    tag = b"ID3\x04\0\0\0\0\x02\x01" + b"\0" * 257 if id3 else b""
    return tag + first + frame * frames


def adts(seconds):
    """AAC, 44.1 kHz, frames of 200 bytes."""
    head = b"\xff\xf1" + bytes(
        [0x50, 0x80 | 200 >> 11, 200 >> 3 & 255, (200 & 7) << 5 | 0x1F, 0xFC]
    )
    return (head + b"\0" * 193) * round(seconds * 44_100 / 1024)


def amr(seconds, *, wide=False):
    magic, frame = (
        (b"#!AMR-WB\n", b"\x04" + b"\0" * 17) if wide else (b"#!AMR\n", b"\x3c" + b"\0" * 31)
    )
    return magic + frame * (seconds * 50)


def wav(seconds, *, kind=None):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * 8000 * seconds)
    whole = out.getvalue()
    return whole if kind is None else whole[:20] + struct.pack("<H", kind) + whole[22:]
