"""Names of people in one spelling: both scripts of Chinese, and Mandarin as it is written in Latin letters.

Romanised names are met by sound, coarsely: pinyin and Wade-Giles, which passports of the mainland and of
Taiwan use, fall together, and beside them stand the spellings of Hong Kong (channels.cantonese). A Chinese
name is met by both; two romanised ones of the two languages are not met, for many names lie between.
"""

import os
import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

# Names are read a character at a time: the dictionary of phrases would cost each process 44 MB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin

from channels.cantonese import keys_of_chinese, keys_of_latin

# Whoever calls themselves Mr Chen has given no name by which they could be told from others.
_TITLES = re.compile(
    r"先生|小姐|女士|太太|同學|同学|老師|老师|\b(?:mr|mrs|ms|miss|dr|sir|madam)\b\.?", re.IGNORECASE
)
_DOUBLE_FAMILY_NAMES = frozenset({"欧阳", "司马", "上官", "诸葛", "司徒", "东方", "夏侯", "尉迟"})
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z]+")
# Whatever one of the two systems writes apart, or with an apostrophe that passports leave out.
_SOUNDS = (
    (re.compile(r"zh|ch|j|q"), "c"), (re.compile(r"hs|sh|x"), "s"), (re.compile(r"tz|ts|z"), "c"),
    (re.compile(r"t"), "d"), (re.compile(r"p"), "b"), (re.compile(r"k"), "g"),
    (re.compile(r"ong"), "ung"), (re.compile(r"ian"), "ien"), (re.compile(r"ui|uei|wei"), "ui"),
    (re.compile(r"yu|ü|v"), "u"), (re.compile(r"yi|ih"), "i"), (re.compile(r"uo"), "o"),
    (re.compile(r"iu|iou|you|yu"), "iu"), (re.compile(r"ie|ieh|ye|yeh"), "ie"),
    (re.compile(r"r"), "c"), (re.compile(r"(?<=[aeiou])h"), ""),
)  # fmt: skip
_SHORTEST = 2


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def folded_name(name: str) -> str:
    """Give a name without script, case, width, spaces and title; "" where too little of it is left."""
    level = unicodedata.normalize("NFKC", name).lower()
    simplified: str = _to_simplified().convert(_TITLES.sub(" ", level))
    plain = "".join(char for char in simplified if char.isalnum())
    return plain if len(plain) >= _SHORTEST else ""


def sounds_of(name: str) -> frozenset[str]:
    """Give the keys under which a Chinese or romanised Mandarin name sounds the same; empty for others.

    A Latin name of two or more words may have its family name first or last: both are given.
    """
    folded = folded_name(name)
    if _HAN.fullmatch(folded):
        split = _family_of(folded)
        syllables = lazy_pinyin(folded, style=Style.NORMAL)
        return frozenset({_key("".join(syllables[:split]), "".join(syllables[split:]))})
    words = _words_of(name)
    if len(words) < _SHORTEST:
        return frozenset()
    return frozenset({_key(words[0], "".join(words[1:])), _key(words[-1], "".join(words[:-1]))})


def cantonese_sounds_of(name: str) -> frozenset[str]:
    """Give the keys under which a Chinese name and its spelling in Hong Kong meet; empty for others."""
    folded = folded_name(name)
    if _HAN.fullmatch(folded):
        split = _family_of(folded)
        return keys_of_chinese(folded[:split], folded[split:])
    words = _words_of(name)
    if len(words) < _SHORTEST:
        return frozenset()
    return keys_of_latin(words[0], words[1:]) | keys_of_latin(words[-1], words[:-1])


def _family_of(folded: str) -> int:
    """Say how many characters of a Chinese name are its family's."""
    return 2 if folded[:2] in _DOUBLE_FAMILY_NAMES else 1


def _words_of(name: str) -> list[str]:
    level = unicodedata.normalize("NFKC", name).lower().replace("-", "")
    return _LATIN.findall(_TITLES.sub(" ", level))


def near_names(name: str) -> frozenset[str]:
    """Give a Chinese name of three or more characters with each of its given characters left open in turn."""
    folded = folded_name(name)
    if len(folded) < 3 or not _HAN.fullmatch(folded):
        return frozenset()
    return frozenset(folded[:place] + "_" + folded[place + 1 :] for place in range(1, len(folded)))


def _key(family: str, given: str) -> str:
    return f"{_sound(family)} {_sound(given)}"


def _sound(letters: str) -> str:
    for spelling, sound in _SOUNDS:
        letters = spelling.sub(sound, letters)
    return letters
