"""Pictures from outside: decoded within limits and drawn anew, until only pixels remain."""

import struct
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from channels.kinds import FileProblem

# What phones and browsers write, with decoders that are fuzzed daily; TIFF, BMP, PSD and the rest are
# kept for downloading only.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
PICTURE_MIMES = frozenset(
    {"image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/heif", "image/avif"}
)
# A 64-megapixel phone photograph is the largest that people send; three bytes a pixel in memory.
MOST_PIXELS = 64_000_000
LONGEST_SIDE = 4096  # pixels kept
JPEG_QUALITY = 88
# What Pillow and libheif raise for files that are broken or built to break them.
_BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, OverflowError,
    MemoryError, RuntimeError, TypeError, Image.DecompressionBombError,
)  # fmt: skip


class NotAPicture(Exception):
    """The bytes cannot be drawn; `problem` says whether they are broken or too large."""

    def __init__(self, problem: FileProblem) -> None:
        self.problem = problem
        super().__init__(problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture of our own making: no metadata, upright, first frame only."""

    content: bytes
    mime: str
    extension: str


def redraw(content: bytes) -> Drawn:
    """Decode a picture and encode it again. Raises NotAPicture."""
    _know_heif()
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture(FileProblem.TOO_MANY_PIXELS)
            # A JPEG is decoded at a half or a quarter where that is enough: much less memory.
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture.load()
            return _encode(_upright(picture))
    except _BROKEN as error:
        raise NotAPicture(FileProblem.UNREADABLE) from error


@cache
def _know_heif() -> None:
    register_heif_opener(thumbnails=False)


def _upright(picture: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(picture)
    has_alpha = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    clean = upright.convert("RGBA" if has_alpha else "RGB")
    clean.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A fresh image has no info dictionary, so no profile, comment or EXIF can come along.
    bare = Image.new(clean.mode, clean.size)
    bare.paste(clean)
    return bare


def _encode(picture: Image.Image) -> Drawn:
    out = BytesIO()
    if picture.mode == "RGBA":
        picture.save(out, "PNG")
        return Drawn(content=out.getvalue(), mime="image/png", extension="png")
    picture.save(out, "JPEG", quality=JPEG_QUALITY)
    return Drawn(content=out.getvalue(), mime="image/jpeg", extension="jpg")
