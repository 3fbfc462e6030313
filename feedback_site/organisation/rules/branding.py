"""Branding: how the chain is called and looks, to customers and in letters."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import translation

from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.colours import (
    AA,
    Palette,
    dark_palette,
    light_palette,
    readable_like,
    readable_share,
)
from feedback_site.organisation.errors import ColourTooPale
from feedback_site.organisation.models import Brand, User
from feedback_site.organisation.words import FIELD_OF_LANGUAGE

# What the system came with; its palette is that of tokens.css.
OWN_COLOUR = "#0f6468"
_OWN = (
    Palette(accent=OWN_COLOUR, strong="#0b4f52", soft="#e2f0ee", line="#a5d0cc", on="#ffffff"),
    Palette(accent="#86c7c3", strong="#a9dad6", soft="#17302f", line="#2f5f5d", on="#04201f"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The brand as pages and letters need it; version 0 is the one that the system came with."""

    version: int = 0
    names: Mapping[str, str] = field(default_factory=dict)
    light: Palette = _OWN[0]
    dark: Palette = _OWN[1]
    has_logo: bool = False

    def name_in(self, language: str) -> str:
        """Give the shop's name in a language."""
        if self.names:
            return self.names.get(language) or self.names["zh-hant"]
        with translation.override(language):
            return str(settings.SITE_NAME)


_AS_IT_CAME = Look()
_known: tuple[float, Look] | None = None


def look_now() -> Look:
    """Give the brand in force, at most settings.BRAND_SECONDS old; the last one while the database is away.

    Where that setting is None, what was saved in this process alone is known.
    """
    global _known
    if settings.BRAND_SECONDS is None or (_known and _known[0] > time.monotonic()):
        return _known[1] if _known else _AS_IT_CAME
    try:
        look = look_of(Brand.objects.defer("logo").first())
    except DatabaseError:
        look = _known[1] if _known else _AS_IT_CAME
    _known = (time.monotonic() + settings.BRAND_SECONDS, look)
    return look


def shop_name(language: str | None = None) -> str:
    """Give the shop's name, in the language of whoever is looking where none is named."""
    return look_now().name_in(language or translation.get_language() or settings.LANGUAGE_CODE)


def forget() -> None:
    """Drop what this process knows."""
    global _known
    _known = None


@transaction.atomic
def save_brand(brand: Brand, *, actor: User, now: datetime) -> Brand:
    """Keep the brand, for everybody within seconds. Raises ColourTooPale."""
    require_readable(brand.colour)
    known = Brand.objects.select_for_update().filter(pk=1).first()
    brand.pk, brand.changed_at = 1, now
    brand.version = known.version + 1 if known else 1
    brand.save()
    body: dict[str, object] = {
        "name": brand.name_en, "colour": brand.colour, "logo": brand.logo is not None,
        "version": brand.version,
    }  # fmt: skip
    record(
        [Entry(verb="brand.changed", subject="brand:1", actor=name_of(actor), body=body)], now=now
    )
    transaction.on_commit(partial(_know, look_of(brand)))
    return brand


def require_readable(colour: str) -> None:
    """Refuse a colour in which, or on which, text is too pale to be read. Raises ColourTooPale."""
    share = readable_share(colour)
    if share < AA:
        raise ColourTooPale(share=f"{share:.1f}", better=readable_like(colour))


def look_of(brand: Brand | None) -> Look:
    """Give what a row means for pages."""
    if brand is None:
        return _AS_IT_CAME
    names = {code: str(getattr(brand, name)) for code, name in FIELD_OF_LANGUAGE.items()}
    is_own = brand.colour == OWN_COLOUR
    return Look(
        version=brand.version, names=names,
        light=_OWN[0] if is_own else light_palette(brand.colour),
        dark=_OWN[1] if is_own else dark_palette(brand.colour),
        has_logo=_has_logo(brand),
    )  # fmt: skip


def _has_logo(brand: Brand) -> bool:
    """Say so without fetching it, where it was left in the database."""
    if "logo" in brand.get_deferred_fields():
        return Brand.objects.filter(pk=brand.pk, logo__isnull=False).exists()
    return brand.logo is not None


def _know(look: Look) -> None:
    global _known
    _known = (time.monotonic() + (settings.BRAND_SECONDS or 0), look)
