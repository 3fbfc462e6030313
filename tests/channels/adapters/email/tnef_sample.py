"""Writes winmail.dat containers, so that their reader can be held to known contents."""

import struct


def attribute(level, name, content):
    return (
        struct.pack("<BII", level, name, len(content))
        + content
        + struct.pack("<H", sum(content) & 0xFFFF)
    )


def unicode_property(key, text):
    raw = text.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHII", 0x001F, key, 1, len(raw)) + raw + b"\0" * (-len(raw) % 4)


def make_tnef(files):
    out = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x89006, struct.pack("<I", 0x10000))
    for name, content in files.items():
        out += attribute(2, 0x69002, bytes(14)) + attribute(2, 0x6800F, content)
        out += attribute(2, 0x69005, struct.pack("<I", 1) + unicode_property(0x3707, name))
    return out
