"""A person at a page: does what they would with keys and mouse, counts it, and reckons how long they take.

Seconds of a person are those of the keystroke-level model (Card, Moran and Newell, "The keystroke-level
model for user performance time with interactive systems", Communications of the ACM 23(7), 1980): 0.28 s
for a key of an average typist, as for the button of a mouse; 1.1 s to point; 0.4 s to move a hand between
keys and mouse; 1.35 s to think before each command. By its rules nobody thinks before what is only typed or
pointed at as the value of a field, nor before the key that ends it. Waiting for the machine is measured,
and told apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

KEY, POINT, HOME, THINK = 0.28, 1.1, 0.4, 1.35  # seconds
PATIENCE = 20_000  # ms


@dataclass(slots=True)
class Hand:
    """What one person did at one page so far."""

    page: Page
    keys: int = 0
    signs: int = 0
    clicks: int = 0
    homings: int = 0
    thoughts: int = 0
    pages: int = 0
    waited: float = 0.0
    place: str = "keys"
    is_counting: bool = field(default=False)

    def begin(self) -> Hand:
        """Count from here on."""
        self.page.set_default_timeout(PATIENCE)
        self.page.on("load", lambda _page: self._loaded())
        self.is_counting = True
        return self

    def _loaded(self) -> None:
        self.pages += self.is_counting

    def press(self, *keys: str) -> None:
        """Give one command, which may take several keys; it is thought of first."""
        self.thoughts += 1
        self.then(*keys)

    def then(self, *keys: str) -> None:
        """Press keys that follow by themselves: on to the next field, one further in a list."""
        self._go("keys")
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += len(key.split("+"))

    def write(self, text: str) -> None:
        """Type the value of a field; a sign is a key, whatever an input method makes of it."""
        self._go("keys")
        self.page.keyboard.type(text)
        self.signs += len(text)

    def point(self, where: str | Locator) -> None:
        """Click on a field, or on a value of one."""
        self._go("mouse")
        found = self.page.locator(where).first if isinstance(where, str) else where
        found.click()
        self.clicks += 1

    def click(self, where: str | Locator) -> None:
        """Give a command by mouse."""
        self.thoughts += 1
        self.point(where)

    def choose(self, where: str, **option: str | int) -> None:
        """Open a drop-down list by mouse and point at one of its lines; browsers draw it outside the page."""
        self._go("mouse")
        drop_down = self.page.locator(where).first
        drop_down.select_option(**option)
        drop_down.focus()
        self.clicks += 2

    def wait(self, until: Callable[[], object]) -> None:
        """Wait for the machine."""
        since = time.perf_counter()
        until()
        self.waited += time.perf_counter() - since

    def wait_for(self, selector: str, *, state: str = "visible") -> None:
        self.wait(lambda: self.page.locator(selector).first.wait_for(state=state))

    def wait_for_page(self, address: str) -> None:
        self.wait(lambda: self.page.wait_for_url(address))

    def _go(self, place: str) -> None:
        self.homings += self.place != place
        self.place = place

    @property
    def person(self) -> float:
        """Seconds of a person, without the machine's."""
        pressed = self.keys + self.signs + self.clicks
        return pressed * KEY + self.clicks * POINT + self.homings * HOME + self.thoughts * THINK
