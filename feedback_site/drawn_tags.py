"""Template tags for what is the same on every page: drawn once in each language, and kept in the template.

`{% load drawn %}` gives these (settings.TEMPLATES).
"""

import re
import secrets
from functools import lru_cache
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import NodeList, Parser, Token
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from feedback_site.drawn_once import filled_in, mark

register = template.Library()
_NONCE = mark("nonce")
# Stands for a number in an address until its own is put in.
_NUMBER = 10**17 + secrets.randbelow(8 * 10**17)


class OnceNode(template.Node):
    """What stands between the tags, drawn without any variable: words, icons and addresses alone."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._drawn: dict[str, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Give it in the reader's language."""
        language = translation.get_language() or ""
        known = self._drawn.get(language)
        if known is None:
            alone = Context()
            alone.template = context.template
            known = self._drawn[language] = self.nodelist.render(alone)
        return known


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    """Draw a part of a template once in each language; a variable in it is empty."""
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(nodelist)


@register.simple_tag
def address(route: str, *parts: object) -> SafeString:
    """As `url`, for routes that take ids and references: where these go is looked up once for each route."""
    cuts = _cuts(route, tuple(type(part) is int for part in parts))
    steps = zip(cuts[1:], (quote(str(part), safe="") for part in parts), strict=True)
    return SafeString(cuts[0] + "".join(part + rest for rest, part in steps))


@lru_cache(maxsize=1024)
def _cuts(route: str, numbers: tuple[bool, ...]) -> list[str]:
    """An address of this route, cut where its parts go."""
    marks = [str(_NUMBER + at) if is_one else mark("part") for at, is_one in enumerate(numbers)]
    return re.split("|".join(marks), reverse(route, args=marks)) if marks else [reverse(route)]


@register.simple_tag(takes_context=True)
def scripts(context: Context, *names: str) -> SafeString:
    """Load modules of ours, by their names in the static files, under the answer's nonce."""
    return filled_in(_scripts(names), {_NONCE: context["request"].csp_nonce})


@lru_cache(maxsize=256)
def _scripts(names: tuple[str, ...]) -> str:
    line = '<script type="module" src="{}" nonce="{}"></script>'
    lines = (format_html(line, static(name), _NONCE) for name in names)
    return mark_safe("\n".join(lines))  # noqa: S308 made by format_html


@register.filter
def language_named(code: str) -> str:
    """Name a language as who speaks it does; a code that is none of the site's as it stands."""
    return dict(settings.LANGUAGES).get(code, code)
