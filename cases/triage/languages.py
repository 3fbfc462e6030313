"""The language a customer writes in, from the characters alone."""

import re
from functools import lru_cache
from typing import Literal

from cases.triage.normalising import without_addresses
from cases.triage.scripts import simplified_only, traditional_only

Language = Literal["zh-hant", "zh-hans", "en"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"(?<![\w.-])[A-Za-z][a-z'’]+(?![\w-])")
_ENGLISH_GLUE = frozenset(
    re.findall(
        r"\w+",
        "the is was are were my i it and to of for in on not no with but have has had you your "
        "they this that at a an we me be do did please when why how",
    )
)


def detect_language(text: str, default: Language = "zh-hant") -> Language:
    """The language of the text; `default` where a short one could be either script, or none.

    Cantonese counts as Traditional. English model names inside Chinese do not make it English.
    """
    plain = without_addresses(text)
    han_count = len(_HAN.findall(plain))
    words = _LATIN_WORD.findall(plain)
    if han_count and not _english_prevails(words, han_count):
        return _script(plain, default)
    return "en" if any(len(word) > 2 for word in words) else default


def _english_prevails(words: list[str], han_count: int) -> bool:
    glue = sum(word.lower() in _ENGLISH_GLUE for word in words)
    return glue >= 2 and len(words) > han_count


def _script(text: str, default: Language) -> Language:
    traditional = len(_signs_of_traditional().findall(text))
    simplified = len(_signs_of_simplified().findall(text))
    if traditional == simplified:
        return "zh-hant" if default == "en" else default
    return "zh-hant" if traditional > simplified else "zh-hans"


@lru_cache(maxsize=1)
def _signs_of_traditional() -> re.Pattern[str]:
    """Its characters, corner quotes, and the phonetic signs that Taiwan types for fun."""
    return re.compile(f"[{''.join(sorted(traditional_only()))}「」『』\u3105-\u312f]")


@lru_cache(maxsize=1)
def _signs_of_simplified() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(simplified_only()))}]")
