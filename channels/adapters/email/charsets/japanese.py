"""ISO-2022-JP as mailers write it, which is not as the standard has it."""

import re

from channels.adapters.email.charsets.mending import strictly

ESCAPES = re.compile(rb"\x1b(\$@|\$B|\$\(D|\$A|\$\(C|\$\)C|\([BJHI])")


def decode_iso_2022_jp(raw: bytes) -> str:
    """ISO-2022-JP as mailers write it: with NEC and IBM characters, half-width kana, and JIS X 0212."""
    strict = strictly(raw, "iso2022_jp")
    if strict is not None:
        return strict
    pieces = ESCAPES.split(raw)
    text = [_eight_bit(pieces[0])]
    for escape, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        text.append(_jis_piece(escape, piece))
    return "".join(text)


def _eight_bit(raw: bytes) -> str:
    if raw.isascii():
        return raw.decode("ascii")
    return strictly(raw, "utf-8") or raw.decode("cp932", "mail_mend")


def _jis_piece(escape: bytes, piece: bytes) -> str:
    if escape in {b"$@", b"$B"}:
        return _jis_0208(piece)
    high = bytes(byte | 0x80 if 0x21 <= byte < 0x7F else byte for byte in piece)
    if escape == b"(I":
        return high.decode("cp932", "mail_mend")
    if escape == b"$(D":
        pairs = re.sub(rb"([\xa1-\xfe]{2})", rb"\x8f\1", high)
        return pairs.decode("euc_jp", "mail_mend")
    if escape == b"$A":
        return high.decode("gb18030", "mail_mend")
    if escape in {b"$(C", b"$)C"}:
        return high.decode("cp949", "mail_mend")
    return _eight_bit(piece)


def _jis_0208(piece: bytes) -> str:
    """Rows of JIS X 0208 through Shift_JIS, whose Microsoft form has the vendors' rows 13 and 89 to 119."""
    out = bytearray()
    at = 0
    while at < len(piece):
        row = piece[at]
        if row < 0x21 or row > 0x7E or at + 1 >= len(piece) or not 0x21 <= piece[at + 1] <= 0x7E:
            out.append(row)
            at += 1
            continue
        out += _shifted(row, piece[at + 1])
        at += 2
    return bytes(out).decode("cp932", "mail_mend")


def _shifted(row: int, cell: int) -> bytes:
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
    trail = cell + (0x1F if cell < 0x60 else 0x20) if row % 2 else cell + 0x7E
    return bytes((lead, trail))
