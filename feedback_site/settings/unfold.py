"""How unfold's pages of the back office look: plain data. Their menu is ours (sidebar.py)."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

# The scale of tokens.css around the shop's colour: 600 is --accent on light, 500 reads on dark.
ACCENT = {
    "50": "#eff7f6",
    "100": "#dcefed",
    "200": "#b9dedb",
    "300": "#86c7c3",
    "400": "#63b3b0",
    "500": "#45a09d",
    "600": "#0f6468",
    "700": "#0b5356",
    "800": "#0b4346",
    "900": "#0c383a",
    "950": "#041f21",
}
# Warm greys, as photographic paper; unfold's own are blue.
NEUTRAL = {
    "50": "#faf8f4",
    "100": "#f3efe8",
    "200": "#e5ded3",
    "300": "#d0c6b8",
    "400": "#a79b8c",
    "500": "#756a5e",
    "600": "#574e45",
    "700": "#453d36",
    "800": "#2d2823",
    "900": "#1d1a16",
    "950": "#14110e",
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Feedback desk"),
    "SITE_HEADER": "feedback_site.site_context.shop_of",
    "SITE_SUBHEADER": _("Feedback desk"),
    "SITE_URL": reverse_lazy("home"),
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda _request: static("feedback/favicon.svg"),
        }
    ],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "6px",
    "COLORS": {"base": NEUTRAL, "primary": ACCENT},
    "STYLES": [
        lambda _request: static("feedback/tokens.css"),
        lambda _request: static("feedback/components.css"),
        lambda _request: static("feedback/frame.css"),
        lambda _request: static("feedback/admin.css"),
        lambda _request: static("feedback/stock_icons.css"),
    ],
    "SCRIPTS": [
        lambda _request: static("feedback/admin.js"),
        lambda _request: static("feedback/stock_icons.js"),
    ],
    "COMMAND": {"search_models": False, "show_history": False},
    "THEME": "feedback_site.site_context.scheme_of",
    "SIDEBAR": {
        "show_search": False,
        "navigation": "feedback_site.sidebar.navigation",
    },
}
