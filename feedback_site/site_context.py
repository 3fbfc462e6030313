"""What every page knows about the shop: its name, its languages, the colour scheme asked for."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from feedback_site.organisation.rules.branding import look_now, shop_name

# BCP 47 tags that screen readers and fonts go by; Django's own codes are lower case.
TAGS = {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans", "en": "en"}
SHORT_NAMES = {"zh-hant": "中文", "zh-hans": "简体", "en": "EN"}
SCHEMES = frozenset({"light", "dark"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One button of the language switch, written in that language itself."""

    code: str
    tag: str
    name: str
    short_name: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The variable `site` of every template."""

    name: str
    # Of the chain's own; version 0 is what the system came with, and has no sheet.
    brand_version: int
    has_logo: bool
    accent: str
    language: Language
    languages: tuple[Language, ...]
    scheme: str


def site(request: HttpRequest) -> dict[str, Site]:
    """Tell every template the shop's name, the languages and the scheme ("" follows the device)."""
    spoken = get_language() or settings.LANGUAGE_CODE
    languages = tuple(_language(code, str(name), spoken) for code, name in settings.LANGUAGES)
    current = next((one for one in languages if one.is_current), languages[0])
    look = look_now()
    return {
        "site": Site(
            name=look.name_in(spoken),
            brand_version=look.version,
            has_logo=look.has_logo,
            accent=look.light.accent,
            language=current,
            languages=languages,
            scheme=scheme_of(request),
        )
    }


def scheme_of(request: HttpRequest) -> str:
    """Light or dark, as somebody has asked for; "" follows the device."""
    scheme = request.COOKIES.get("scheme", "")
    return scheme if scheme in SCHEMES else ""


def shop_of(request: HttpRequest) -> str:
    """Name the shop at the head of the back office."""
    return shop_name()


def _language(code: str, name: str, spoken: str) -> Language:
    return Language(
        code=code,
        tag=TAGS.get(code, code),
        name=name,
        short_name=SHORT_NAMES.get(code, code.upper()),
        is_current=code == spoken,
    )
