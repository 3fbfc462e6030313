"""The back office's first page: each app says what waits for whoever is looking."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language

from feedback_site.own_acts import remember_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number that leads to its rows; a need with nothing waiting is not shown, a queue always is.

    `count` is text, because large numbers are capped ("99+"); "0" is nothing. `icon` is a heroicon.
    """

    section: Literal["needs", "queues"]
    title: str | Promise
    count: str
    url: str
    icon: str
    is_urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A part below the tiles: its template gets `context` alone; `style` is its style sheet, if any.

    `scripts` are the modules that it needs, in their order.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    style: str = ""
    scripts: Sequence[str] = ()


Provider = Callable[[HttpRequest], Sequence[Tile]]
PanelProvider = Callable[[HttpRequest], Sequence[Panel]]
_providers: list[Provider] = []
_panel_providers: list[PanelProvider] = []


def register_tiles(provider: Provider) -> None:
    """Add a provider, once; call it from AppConfig.ready(). It must cost a statement or two at most."""
    if provider not in _providers:
        _providers.append(provider)


def register_panels(provider: PanelProvider) -> None:
    """Add a provider of panels, once; as cheap as tiles: one statement for each panel, however many rows."""
    if provider not in _panel_providers:
        _panel_providers.append(provider)


def panels(request: HttpRequest) -> list[Panel]:
    """What this person watches over, between what needs them and their queues."""
    return [panel for provider in _panel_providers for panel in provider(request)]


def tiles(request: HttpRequest) -> tuple[list[Tile], list[Tile]]:
    """What needs this person, and their queues: some seconds old, and never older than their own last act."""

    def look() -> list[Tile]:
        return [tile for provider in _providers for tile in provider(request)]

    found = remember_for(request, f"tiles {get_language()}", look)
    needs = [tile for tile in found if tile.section == "needs" and tile.count != "0"]
    return needs, [tile for tile in found if tile.section == "queues"]
