"""The back office's menu: each app registers its own entries when it starts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.roles import Ability
from feedback_site.own_acts import remember_for
from feedback_site.remembering import remember

# In the order of the day: what waits for me, whom it is about, what we learn, how it is set up.
GROUPS: dict[str, Promise] = {
    "work": _("Work"),
    "customers": _("Customers"),
    "learning": _("Reports"),
    "watch": _("Operations"),
    "setup": _("Settings"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the menu.

    `icon` is a heroicon's name, drawn from static/feedback/icons.svg (.ci/icons.py makes it); `query` is
    added to the address as it stands ("view=mine"); `count` gives the number beside the title, asked again
    every few seconds, so it must be one cheap query.
    """

    title: str | Promise
    icon: str
    url_name: str
    ability: Ability
    query: str = ""
    count: Callable[[HttpRequest], int] | None = None
    is_urgent: bool = False


_entries: dict[str, list[Entry]] = {group: [] for group in GROUPS}


def register_entries(group: str, entries: Sequence[Entry]) -> None:
    """Add lines to a group, once each; call it from AppConfig.ready().

    Raises KeyError for a group that does not exist.
    """
    known = _entries[group]
    known.extend(entry for entry in entries if entry not in known)


def navigation(request: HttpRequest) -> list[dict[str, object]]:
    """Build what the menu draws: the groups with the lines that this person may use."""
    groups = ((title, _lines(request, _entries[group])) for group, title in GROUPS.items())
    # The first line belongs to everybody: unfold takes an empty menu for "no permission at all".
    start = reverse("admin:index")
    overview = {
        "title": _("Overview"), "icon": "home", "link": start, "active": request.path == start,
    }  # fmt: skip
    return [
        {"items": [overview]},
        *({"title": title, "items": lines} for title, lines in groups if lines),
    ]


def numbers_of(request: HttpRequest) -> dict[str, str]:
    """Give the number beside each line of this person's menu that has one, by its link."""
    user = request.user
    return {
        _link(entry): str(_number(request, entry))
        for entries in _entries.values()
        for entry in entries
        if entry.count and user.is_authenticated and user.can(entry.ability)
    }


def icons() -> set[str]:
    """The icons of all lines, whoever may see them."""
    return {"home"} | {entry.icon for entries in _entries.values() for entry in entries}


def lit(request: HttpRequest) -> str:
    """Name what is lit in the menu on this page; a menu that was drawn before fits where this is the same."""
    links = remember("menu links", _links)
    found = [link for link, is_exact in links if _is_lit(request, link, is_exact)]
    return " ".join(["overview", *found] if request.path == reverse("admin:index") else found)


def _links() -> tuple[tuple[str, bool], ...]:
    return tuple(
        (_link(entry), bool(entry.query)) for group in _entries.values() for entry in group
    )


def _link(entry: Entry) -> str:
    return reverse(entry.url_name) + (f"?{entry.query}" if entry.query else "")


def _is_lit(request: HttpRequest, link: str, is_exact: bool) -> bool:
    """Unfold compares paths only, and would light up every view of the same page."""
    return request.get_full_path() == link if is_exact else request.path.startswith(link)


def _lines(request: HttpRequest, entries: Sequence[Entry]) -> list[dict[str, object]]:
    user = request.user
    return [
        _line(request, entry)
        for entry in entries
        if user.is_authenticated and user.can(entry.ability)
    ]


def _line(request: HttpRequest, entry: Entry) -> dict[str, object]:
    link = _link(entry)
    line: dict[str, object] = {
        "title": entry.title,
        "icon": entry.icon,
        "link": link,
        "active": _is_lit(request, link, bool(entry.query)),
    }
    if entry.count and (number := _number(request, entry)):
        line["badge"] = number
        line["is_urgent"] = entry.is_urgent
    return line


def _number(request: HttpRequest, entry: Entry) -> int:
    """The number beside a line, some seconds old at most: else every page would pay for every line."""
    count = entry.count
    if count is None:
        return 0
    return remember_for(request, f"menu {entry.url_name} {entry.query}", lambda: count(request))
