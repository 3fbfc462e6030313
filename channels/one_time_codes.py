"""One-time codes of six digits: derived from what was drawn for one asking, and kept nowhere."""

import hmac
import re
import secrets
import unicodedata
from datetime import timedelta

from feedback_site.privacy.sealing import token_digest

VALID_FOR = timedelta(minutes=10)
_DIGITS = 6


def draw() -> str:
    """Draw what one code is derived from; worth nothing without the site's key."""
    return secrets.token_hex(16)


def pin_of(drawn: str) -> str:
    """Derive the code, as it is written in the letter: two groups of three."""
    number = int.from_bytes(token_digest("one-time code", drawn)[:8], "big") % 10**_DIGITS
    digits = f"{number:0{_DIGITS}d}"
    return f"{digits[:3]} {digits[3:]}"


def fits(drawn: str, typed: str) -> bool:
    """Whether this is the code, however it was typed: with spaces or hyphens, in full-width digits."""
    return hmac.compare_digest(_bare(pin_of(drawn)).encode(), _bare(typed).encode())


def _bare(text: str) -> str:
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text))
