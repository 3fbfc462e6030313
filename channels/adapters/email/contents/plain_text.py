"""Plain text as mail has it: control characters, soft line ends, old mark-up."""

import re

from channels.adapters.email.mime.header_words import without_surrogates

CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff]")


def clean_text(text: str) -> str:
    """Text with plain line breaks and without control characters or lone surrogates."""
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
    )
    return without_surrogates(CONTROL.sub("", text))


def unflow(text: str, *, delete_space: bool) -> str:
    """Join the soft-broken lines of format=flowed (RFC 3676)."""
    lines: list[str] = []
    depth_before, open_line = 0, False
    for line in text.split("\n"):
        words = line.lstrip(">")
        depth = len(line) - len(words)
        words = words.removeprefix(" ")
        flows = words.endswith(" ") and words != "-- "
        shown = words[:-1] if flows and delete_space else words
        if open_line and depth == depth_before and words != "-- ":
            lines[-1] += shown
        else:
            lines.append(f"{'>' * depth} {shown}" if depth else shown)
        depth_before, open_line = depth, flows
    return "\n".join(lines)


def without_commands(text: str) -> str:
    """The words of text/enriched, an older and simpler HTML."""
    text = re.sub(r"(?is)<param>.{0,500}?</param>", "", text)
    text = re.sub(r"<[^<>]{1,60}>", "", text.replace("<<", "\0"))
    return text.replace("\0", "<")
