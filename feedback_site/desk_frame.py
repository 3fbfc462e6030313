"""The frame of the back office around its own pages: unfold draws it once for each person, not in each page.

Drawing skeleton, menu and header takes more time than most pages need for what is theirs. So it is
drawn with cuts where a page puts its own, and with marks for what no two answers share. The key of
what is remembered names everything else that it shows: the person, language and time zone, and the
lines of the menu that are lit.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.defaultfilters import capfirst
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from feedback_site.own_acts import remember_for
from feedback_site.sidebar import lit

# Nobody can guess them, so that no name in the menu can hold one; a letter in front would be made a capital.
CUT, TOKEN, TITLE = (f"0-{name}-{secrets.token_hex(16)}" for name in ("cut", "token", "title"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The parts of a frame in their order; a page's own stands between them (admin/framed.html)."""

    site_title: str
    before_title: SafeString
    before_head: SafeString
    before_messages: SafeString
    before_content: SafeString
    after_content: SafeString
    template: str = "admin/framed.html"


def frame_of(site: Any, request: HttpRequest, title: str, *, is_wide: bool) -> Frame:
    """Give the frame for this answer, with its own title and token."""
    seen = f"{translation.get_language()} {timezone.get_current_timezone_name()} {lit(request)}"
    what = f"frame {seen} {bool(title)} {is_wide}"
    site_title, parts = remember_for(
        request, what, lambda: _drawn(site, request, is_titled=bool(title), is_wide=is_wide)
    )
    marks = {TOKEN: get_token(request), TITLE: escape(capfirst(title))}
    names = ("before_title", "before_head", "before_messages", "before_content", "after_content")
    filled = (_filled(part, marks) for part in parts)
    return Frame(site_title=site_title, **dict(zip(names, filled, strict=True)))


def _drawn(
    site: Any, request: HttpRequest, *, is_titled: bool, is_wide: bool
) -> tuple[str, list[str]]:
    context = {
        **site.each_context(request), "cut": CUT, "csrf_token": TOKEN,
        "title": TITLE if is_titled else "", "is_fullwidth": "1" if is_wide else "",
    }  # fmt: skip
    drawn = render_to_string("admin/frame.html", context, request)
    return str(context["site_title"]), drawn.split(CUT)


def _filled(part: str, marks: dict[str, str]) -> SafeString:
    for mark, text in marks.items():
        part = part.replace(mark, text)
    return mark_safe(part)  # noqa: S308 drawn by templates, filled with what is escaped
