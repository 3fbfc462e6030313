"""Parts of pages that are the same for all but for a few values: drawn once, with marks where those go."""

import secrets
from collections.abc import Mapping
from html import escape

from django.utils.safestring import SafeString


def mark(name: str) -> str:
    """Make what stands for a value until it is put in: nobody can guess it, so that no text holds it."""
    return f"0-{name}-{secrets.token_hex(16)}"


def filled_in(drawn: str, values: Mapping[str, object]) -> SafeString:
    """Put each value, escaped, where its mark stands. A value that holds another's mark cannot be."""
    for place, value in values.items():
        drawn = drawn.replace(place, escape(str(value)))
    # Drawn by templates, and filled with what is escaped.
    return SafeString(drawn)
