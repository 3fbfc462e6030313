"""The heroicons of the templates, each drawn once a process: building them from XML cost milliseconds a page.

`{% load heroicons %}` gives these (settings.TEMPLATES): the package's own tags, in the sizes that we use.
"""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from heroicons.templatetags import heroicons

register = template.Library()


@register.simple_tag
def heroicon_micro(name: str, **attributes: str) -> SafeString:
    """Draw an icon of 16 pixels."""
    return _drawn("micro", name, **attributes)


@register.simple_tag
def heroicon_mini(name: str, **attributes: str) -> SafeString:
    """Draw an icon of 20 pixels."""
    return _drawn("mini", name, **attributes)


@register.simple_tag
def heroicon_outline(name: str, **attributes: str) -> SafeString:
    """Draw an icon of 24 pixels."""
    return _drawn("outline", name, **attributes)


@lru_cache(maxsize=512)
def _drawn(style: str, name: str, **attributes: str) -> SafeString:
    return SafeString(getattr(heroicons, f"heroicon_{style}")(name, **attributes))
