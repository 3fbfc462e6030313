"""Pictures from outside: decoded within limits and drawn anew, until only pixels remain."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from threading import Lock

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from channels.kinds import FileProblem
from feedback_site.organisation.logos import BROKEN

# What phones and browsers write, with decoders that are fuzzed daily; TIFF, BMP, PSD and the rest are
# kept for downloading only.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF")
PICTURE_MIMES = frozenset(
    {
        "image/jpeg", "image/png", "image/apng", "image/webp", "image/gif", "image/heic",
        "image/heif", "image/avif",
    }
)  # fmt: skip
# A 64-megapixel phone photograph is the largest that people send; up to four bytes a pixel in memory.
MOST_PIXELS = 64_000_000
# Above this a process decodes one picture at a time: a few large ones together would fill its memory.
LARGE_PIXELS = 16_000_000
LONGEST_SIDE = 4096  # pixels kept
SMALL_SIDE = 320  # pixels of what stands in a page
JPEG_QUALITY, WEBP_QUALITY = 88, 85
_one_large = Lock()


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
    return _drawn(content, LONGEST_SIDE)


def shrink(content: bytes) -> Drawn:
    """Draw a picture small, for a page that shows many. Raises NotAPicture.

    A JPEG, as all photographs of ours are, is decoded at an eighth: nothing is worth keeping for it.
    """
    return _drawn(content, SMALL_SIDE)


def _drawn(content: bytes, side: int) -> Drawn:
    _know_heif()
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            pixels = picture.width * picture.height
            if pixels > MOST_PIXELS:
                raise NotAPicture(FileProblem.TOO_MANY_PIXELS)
            with _room_for(pixels):
                # A JPEG is decoded at a fraction where that is enough: much less memory.
                picture.draft("RGB", (side, side))
                picture.load()
                return _encode(_upright(picture, side))
    except BROKEN as error:
        raise NotAPicture(FileProblem.UNREADABLE) from error


def _room_for(pixels: int) -> AbstractContextManager[object]:
    return _one_large if pixels > LARGE_PIXELS else nullcontext()


@cache
def _know_heif() -> None:
    register_heif_opener(thumbnails=False)


def _upright(picture: Image.Image, side: int) -> Image.Image:
    has_alpha = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    mode = "RGBA" if has_alpha else "RGB"
    clean = picture if picture.mode == mode else picture.convert(mode)
    # First small, then turned: turning makes a copy.
    clean.thumbnail((side, side))
    upright = ImageOps.exif_transpose(clean)
    # A fresh image has no info dictionary, so no profile, comment or EXIF can come along.
    bare = Image.new(mode, upright.size)
    bare.paste(upright)
    return bare


def _encode(picture: Image.Image) -> Drawn:
    out = BytesIO()
    if picture.mode == "RGBA":
        # A PNG of noise would be larger than all that came in.
        picture.save(out, "WEBP", quality=WEBP_QUALITY)
        return Drawn(content=out.getvalue(), mime="image/webp", extension="webp")
    picture.save(out, "JPEG", quality=JPEG_QUALITY)
    return Drawn(content=out.getvalue(), mime="image/jpeg", extension="jpg")
