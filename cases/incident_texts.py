"""One text in three languages: who reads which, where one of them was not written."""

from collections.abc import Mapping
from types import MappingProxyType

# Whoever reads one of the two Chinese scripts reads the other sooner than English.
FALLS_BACK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "zh-hant": ("zh-hant", "zh-hans", "en"),
        "zh-hans": ("zh-hans", "zh-hant", "en"),
        "en": ("en", "zh-hant", "zh-hans"),
    }
)


def language_for(texts: Mapping[str, str], language: str) -> str:
    """Give the language of the text that readers of `language` get; their own where none is written."""
    chain = FALLS_BACK[language]
    return next((one for one in chain if texts.get(one, "").strip()), chain[0])


def text_for(texts: Mapping[str, str], language: str) -> str:
    """Give that text."""
    return texts.get(language_for(texts, language), "").strip()
