"""Bytes to text by one codec and its relatives; no doubts about the codec here."""

from channels.adapters.email.charsets.japanese import decode_iso_2022_jp
from channels.adapters.email.charsets.labels import RELATED
from channels.adapters.email.charsets.mending import strictly


def decode_by(raw: bytes, codec: str) -> str:
    """Decode by this codec and its relatives; what none of them knows becomes U+FFFD."""
    if codec == "iso2022_jp":
        return decode_iso_2022_jp(raw)
    if codec == "utf-16":
        return _decode_utf_16(raw)
    if codec in {"utf-7", "hz"}:
        return raw.decode(codec, "replace").encode("utf-8", "replace").decode("utf-8")
    text = raw.decode(codec, "mail_mend" if codec in RELATED else "replace")
    return text.encode("utf-8", "replace").decode("utf-8") if codec == "utf-32" else text


def _decode_utf_16(raw: bytes) -> str:
    if b"\0" not in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        as_8_bit = strictly(raw, "utf-8")
        if as_8_bit is not None:
            return as_8_bit
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    little = raw[1::2].count(0) >= raw[0::2].count(0)
    return raw.decode("utf-16-le" if little and b"\0" in raw else "utf-16-be", "replace")
