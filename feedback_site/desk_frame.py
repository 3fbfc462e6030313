"""The frame of the back office around its own pages, drawn once for each person, not in each page.

Drawing menu and header takes more time than most pages need for what is theirs. So it is drawn with cuts
where a page puts its own, and with marks for what no two answers share. The key of what is remembered names
everything else that it shows: the person, language, scheme and brand, the lines of the menu that are lit, and
whether the menu is shut. It has nothing of unfold in it: no fonts, none of its styles and scripts
(docs/decisions/0048-a-lean-desk.md).
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.defaultfilters import capfirst
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from feedback_site.drawn_once import filled_in, mark
from feedback_site.organisation.rules.branding import look_now, shop_name
from feedback_site.own_acts import remember_for
from feedback_site.sidebar import lit, navigation
from feedback_site.site_context import scheme_of

MENU_COOKIE = "desk_menu"
CUT, TOKEN, TITLE = mark("cut"), mark("token"), mark("title")


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
    is_shut = is_menu_shut(request)
    look = f"{scheme_of(request)} {look_now().version}"
    seen = f"{translation.get_language()} {look} {is_shut} {lit(request)}"
    parts = remember_for(
        request, f"frame {seen} {is_wide}",
        lambda: _drawn(site, request, is_wide=is_wide, is_menu_shut=is_shut),
    )  # fmt: skip
    values = {TOKEN: get_token(request), TITLE: capfirst(title)}
    names = ("before_title", "before_head", "before_messages", "before_content", "after_content")
    filled = (filled_in(part, values) for part in parts)
    return Frame(
        site_title=str(settings.UNFOLD["SITE_TITLE"]), **dict(zip(names, filled, strict=True))
    )


def is_menu_shut(request: HttpRequest) -> bool:
    """Whether this person has put the menu away, on a wide screen; frame.js keeps it in a cookie."""
    return request.COOKIES.get(MENU_COOKIE) == "shut"


def _drawn(site: Any, request: HttpRequest, *, is_wide: bool, is_menu_shut: bool) -> list[str]:
    context = {
        "cut": CUT, "csrf_token": TOKEN, "title": TITLE, "is_wide": is_wide, "is_menu_shut": is_menu_shut,
        "sidebar_navigation": navigation(request), "available_apps": site.get_app_list(request),
        "site_header": shop_name(), "site_subheader": settings.UNFOLD["SITE_SUBHEADER"],
        "site_url": settings.UNFOLD["SITE_URL"],
    }  # fmt: skip
    return render_to_string("admin/frame.html", context, request).split(CUT)
