"""A logo as it was uploaded, drawn anew: small, without metadata, and nothing in it that could run."""

import struct
from io import BytesIO

from django.utils.translation import gettext_lazy as _
from PIL import Image

from feedback_site.errors import FeedbackError

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


class NotALogo(FeedbackError):
    """The bytes are no picture that we can draw."""

    code = "not_a_logo"
    message = _(
        "This is no picture that can be read. Choose a PNG, JPEG or WebP;"
        " other kinds, such as SVG, cannot be used."
    )


class LogoTooLarge(NotALogo):
    """More bytes or pixels than a logo needs."""

    code = "logo_too_large"
    message = _(
        "This picture is too large. Choose one of at most 2 MB and 16 million pixels;"
        " 500 pixels across are enough."
    )


class LogoTooRich(NotALogo):
    """Drawn small it is still too heavy to stand on every page."""

    code = "logo_too_rich"
    message = _(
        "This picture has too many details for a logo, which is loaded with every page. Choose a simpler one."
    )


def drawn_logo(content: bytes) -> bytes:
    """Decode a PNG, JPEG or WebP and encode it as a small WebP. Raises NotALogo."""
    if len(content) > LARGEST_UPLOAD:
        raise LogoTooLarge
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise LogoTooLarge
            clean = picture.convert("RGBA")
    except Image.DecompressionBombError as error:
        raise LogoTooLarge from error
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
    raise LogoTooRich
