"""Bytes that a codec does not know, handed to its relatives before they are given up."""

import codecs

from channels.adapters.email.charsets.labels import CODEC_OF, RELATED


def _mend(error: UnicodeError) -> tuple[str, int]:
    """Error handler: decode the offending bytes by a related codec, else mark one byte."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    for codec in _related(error.encoding):
        for length in (2, 4, 1):
            piece = error.object[error.start : error.start + length]
            try:
                text = piece.decode(codec)
            except UnicodeDecodeError:
                continue
            if len(piece) == length and (length > 1 or piece > b"\x7f"):
                return text, error.start + length
    if error.object[error.start : error.start + 1] == b"\x80":
        return "€", error.start + 1
    return "�", error.start + 1


def _related(encoding: str) -> tuple[str, ...]:
    return RELATED.get(encoding) or RELATED.get(CODEC_OF.get(encoding.replace("_", "-"), ""), ())


codecs.register_error("mail_mend", _mend)


def strictly(raw: bytes, codec: str) -> str | None:
    """The text where every byte fits this codec, else nothing."""
    try:
        return raw.decode(codec)
    except (UnicodeDecodeError, ValueError):
        return None
