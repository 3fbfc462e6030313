"""Files written into a text by yEnc, as newsreaders do (yEnc draft 1.3)."""

import re

BEGIN = re.compile(
    rb"^=ybegin (?:part=\d+ )?(?:total=\d+ )?line=\d+ size=\d+ name=(?P<name>[^\r\n]{1,255})\r?\n"
    rb"(?:=ypart [^\r\n]{1,200}\r?\n)?",
    re.MULTILINE,
)
END = re.compile(rb"^=yend[^\r\n]{0,200}(?:\r?\n|\Z)", re.MULTILINE)
ESCAPED = re.compile(rb"=(.)", re.DOTALL)
SHIFT_BACK = bytes((byte - 42) % 256 for byte in range(256))
MOST_FILES = 200


def take_yenc_files(raw: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Cut yEnc files out of a plain text body: what remains, and (raw name, content) of each.

    The parts of one file that a mail holds are several files: they were several before.
    """
    if b"=ybegin " not in raw:
        return raw, []
    kept: list[bytes] = []
    found: list[tuple[bytes, bytes]] = []
    at = 0
    while len(found) < MOST_FILES and (begin := BEGIN.search(raw, at)):
        end = END.search(raw, begin.end())
        if end is None:
            break
        kept.append(raw[at : begin.start()])
        found.append((begin["name"].strip(), _decode(raw[begin.end() : end.start()])))
        at = end.end()
    return b"".join((*kept, raw[at:])), found


def _decode(lines: bytes) -> bytes:
    whole = lines.replace(b"\r", b"").replace(b"\n", b"")
    plain = ESCAPED.sub(lambda found: bytes(((found[1][0] - 64) % 256,)), whole)
    return plain.translate(SHIFT_BACK)
