"""A logo as it was uploaded, drawn anew: small, without metadata, and nothing in it that could run."""

import struct
from io import BytesIO

from PIL import Image

# Twice as high as it stands in the head of a page; and a light file, because it is on every page.
HIGHEST, WIDEST = 72, 480
MOST_BYTES = 12_000
MOST_PIXELS = 16_000_000
LARGEST_UPLOAD = 2_000_000
MIME = "image/webp"
# What Pillow and libheif raise for files that are broken or built to break them.
BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, OverflowError,
    MemoryError, RuntimeError, TypeError, Image.DecompressionBombError,
)  # fmt: skip


class NotALogo(Exception):
    """The bytes are no picture that we can draw, or too large a one."""


def drawn_logo(content: bytes) -> bytes:
    """Decode a PNG, JPEG or WebP and encode it as a small WebP. Raises NotALogo."""
    if len(content) > LARGEST_UPLOAD:
        raise NotALogo
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotALogo
            clean = picture.convert("RGBA")
    except BROKEN as error:
        raise NotALogo from error
    clean.thumbnail((WIDEST, HIGHEST))
    bare = Image.new("RGBA", clean.size)
    bare.paste(clean)
    return _light(bare)


def _light(picture: Image.Image) -> bytes:
    """Encode without loss where that is light enough, as flat drawings are; a photograph with loss."""
    for options in ({"lossless": True}, {"quality": 85}, {"quality": 60}):
        out = BytesIO()
        picture.save(out, "WEBP", **options)
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    raise NotALogo
