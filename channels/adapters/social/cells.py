"""One row of a file, or one entry of a feed, read as a review."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels.reviews import UnclearMoment, UnclearStars, moment_of, stars_of

# Why a row is not taken.
WRONG: Mapping[str, Promise] = MappingProxyType(
    {
        "empty": _("there are neither words nor stars"),
        "stars": _("the stars cannot be understood"),
        "posted_at": _("the date cannot be understood, or may be two different days"),
        "url": _("the address is none that a browser opens"),
        "store": _("we have no such store"),
    }
)
_ADDRESS = re.compile(r"https?://[^\s/]+\S*\Z", re.IGNORECASE)
_LONGEST_ADDRESS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a row says; `wrong` are codes of WRONG, and then it is not taken."""

    text: str
    title: str
    author: str
    stars: Decimal | None
    stars_given: str
    posted_at: datetime | None
    url: str
    source: str
    store: str
    language: str
    reply: str
    # None as well where it cannot be understood: the reply counts all the same.
    replied_at: datetime | None
    external_id: str
    wrong: tuple[str, ...]

    @property
    def shown_stars(self) -> str:
        """The stars as signs, rounded down to whole ones."""
        return "" if self.stars is None else "★" * int(self.stars) + "☆" * (5 - int(self.stars))


def read_cells(
    cells: Mapping[str, str], mapping: Mapping[str, str], *, zone: ZoneInfo, now: datetime
) -> Reading:
    """Read one row by its mapping of fields to columns; local times are in `zone`."""
    said = {field: cells.get(column, "").strip() for field, column in mapping.items()}
    wrong: list[str] = []
    stars, posted_at = _stars(said, wrong), _moment(said, "posted_at", zone, now, wrong)
    url = said.get("url", "")
    if url and (len(url) > _LONGEST_ADDRESS or not _ADDRESS.match(url)):
        wrong.append("url")
    text, title = said.get("text", ""), said.get("title", "")
    if not (text or title or stars):
        wrong.append("empty")
    return Reading(
        text=text, title=title, author=said.get("author", ""), stars=stars,
        stars_given=said.get("stars", "")[:20], posted_at=posted_at, url=url,
        source=said.get("source", "")[:60], store=said.get("store", ""),
        language=said.get("language", ""), reply=said.get("reply", ""),
        replied_at=_moment(said, "replied_at", zone, now, []),
        external_id=said.get("external_id", ""), wrong=tuple(wrong),
    )  # fmt: skip


def _stars(said: Mapping[str, str], wrong: list[str]) -> Decimal | None:
    try:
        return stars_of(said.get("stars", ""))
    except UnclearStars:
        wrong.append("stars")
        return None


def _moment(
    said: Mapping[str, str], field: str, zone: ZoneInfo, now: datetime, wrong: list[str]
) -> datetime | None:
    try:
        return moment_of(said.get(field, ""), zone, now=now)
    except (UnclearMoment, OverflowError):
        wrong.append(field)
        return None
