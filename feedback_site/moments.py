"""The component `moment` as a template tag: a history has many of them, and includes are slow."""

from datetime import UTC, datetime
from functools import lru_cache

from django import template
from django.utils import formats, timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def moment(at: datetime) -> SafeString:
    """Draw a moment: exact in the page, relative with the exact on hover once time.js runs."""
    return _drawn(at, translation.get_language() or "", timezone.get_current_timezone_name())


@lru_cache(maxsize=8192)
def _drawn(at: datetime, language: str, zone: str) -> SafeString:
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}" title="{}" data-relative>{}</time>',
        at.astimezone(UTC).isoformat(),
        formats.date_format(local, "DATETIME_FORMAT"),
        formats.date_format(local, "SHORT_DATETIME_FORMAT"),
    )
