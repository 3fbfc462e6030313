"""Pages of the back office that are no model's page: each app registers its own when its doors load."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """One page below /admin/; its address is reversed as `admin:<name>`."""

    route: str
    view: View
    name: str


_pages: list[DeskPage] = []


def register_pages(pages: Sequence[DeskPage]) -> None:
    """Add pages to the back office; call it from an app's admin package.

    The site asks for a signed-in member of staff and forbids caching; abilities are each page's own.
    """
    _pages.extend(page for page in pages if page not in _pages)


def registered() -> tuple[DeskPage, ...]:
    """All pages, in the order of registration."""
    return tuple(_pages)


def is_by_script(request: HttpRequest) -> bool:
    """Whether a script asks, which wants what it puts into the page that is there, and no page."""
    return request.headers.get("X-Requested-With") == "fetch"


def desk_context(
    site: Any, request: Any, *, title: Any = "", is_wide: Any = True, **more: object
) -> dict[str, Any]:
    """What a page of one's own needs to stand in the back office's frame, over the whole width or not."""
    return {"frame": site.frame_of(request, str(title), is_wide=is_wide), "title": title, **more}
