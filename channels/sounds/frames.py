"""Recordings that are a row of frames, or one block of samples: MP3, AAC, AMR, SILK, WAV."""

import re
import struct

from channels.sounds.sound import Sound, whole

# Kilobits a second of MPEG layer III, by version (1; 2 and 2.5) and index; samples a second likewise
# (ISO/IEC 11172-3, 13818-3).
_BITRATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_AAC_RATES = (
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
)  # fmt: skip
# Bytes of a frame of 20 ms by its mode (3GPP TS 26.101 and 26.201, octet-aligned storage format).
_AMR = (13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1)
_AMR_WIDE = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 1, 1, 1, 1, 1, 1)
_ADTS = re.compile(rb"\xff[\xf0\xf1\xf8\xf9]")
# PCM, floating point, A-law, µ-law.
_PLAYED_WAVES = {1, 3, 6, 7}
MOST_FRAMES = 500_000


def read_mp3(content: bytes) -> Sound | None:
    """Read an MP3 file: by its count of frames where it has one, else as of constant rate."""
    at = _after_id3(content)
    frame = _mp3_frame(content, at)
    if frame is None or _mp3_frame(content, at + frame[0]) is None:
        return None
    length, bits, seconds = frame
    counted = re.search(rb"(?:Xing|Info)(....)(....)", content[at : at + length], re.DOTALL)
    if counted and counted[1][-1] & 1:
        return Sound(mime="audio/mpeg", seconds=whole(int.from_bytes(counted[2]) * seconds))
    return Sound(mime="audio/mpeg", seconds=whole((len(content) - at) * 8 / bits))


def read_mp3_or_aac(content: bytes) -> Sound | None:
    """Tell the two apart by their layer: MP3 says III there, AAC in ADTS none."""
    return _read_adts(content) if _ADTS.match(content) else read_mp3(content)


def read_amr(content: bytes) -> Sound | None:
    """Read an AMR file, narrow or wide band, as phones and WeChat record; no browser plays it."""
    is_wide = content.startswith(b"#!AMR-WB\n")
    if not is_wide and not content.startswith(b"#!AMR\n"):
        return None
    sizes = _AMR_WIDE if is_wide else _AMR
    at, frames = (9 if is_wide else 6), 0
    while at < len(content) and frames < MOST_FRAMES:
        at += sizes[content[at] >> 3 & 15]
        frames += 1
    return Sound(mime="audio/amr", seconds=whole(frames / 50), is_playable=False)


def read_silk(content: bytes) -> Sound | None:
    """Name a SILK file, as WeChat's desktop keeps them; its packets do not tell a length."""
    return Sound(mime="audio/silk", seconds=None, is_playable=False)


def read_wav(content: bytes) -> Sound | None:
    """Read a WAVE file; None where the RIFF holds something else."""
    if content[8:12] != b"WAVE":
        return None
    at, kind, rate = 12, 0, 0
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        if name == b"fmt ":
            kind, _, _, rate = struct.unpack_from("<HHII", content, at + 8)
        if name == b"data" and rate:
            # A recorder that was cut off leaves 0 or the largest number here.
            kept = min(size or len(content), len(content) - at - 8)
            return Sound(
                mime="audio/wav", seconds=whole(kept / rate), is_playable=kind in _PLAYED_WAVES
            )
        at += 8 + size + size % 2
    return None


def _after_id3(content: bytes) -> int:
    if not content.startswith(b"ID3"):
        return 0
    size = 0
    for seven in content[6:10]:
        size = size << 7 | seven & 127
    return 10 + size


def _mp3_frame(content: bytes, at: int) -> tuple[int, int, float] | None:
    """Give length in bytes, bits a second and seconds of the frame that begins here."""
    head = int.from_bytes(content[at : at + 4])
    version, layer = head >> 19 & 3, head >> 17 & 3
    if head >> 21 != 0x7FF or version == 1 or layer != 1 or head >> 10 & 3 == 3:
        return None
    bits = _BITRATES[version == 3][head >> 12 & 15] * 1000
    rate = _RATES[version][head >> 10 & 3]
    if not bits:
        return None
    samples = 1152 if version == 3 else 576
    return samples // 8 * bits // rate + (head >> 9 & 1), bits, samples / rate


def _read_adts(content: bytes) -> Sound | None:
    at, frames, rate = 0, 0, _AAC_RATES[content[2] >> 2 & 15]
    while _ADTS.match(content, at) and frames < MOST_FRAMES:
        length = int.from_bytes(content[at + 3 : at + 6]) >> 5 & 0x1FFF
        if length < 7:
            return None
        at += length
        frames += 1
    # One frame may be chance; a recording has many.
    if frames < 3:
        return None
    return Sound(mime="audio/aac", seconds=whole(frames * 1024 / rate))
