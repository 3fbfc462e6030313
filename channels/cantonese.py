"""Cantonese names as they sound: Chinese ones by what is read so, romanised ones as Hong Kong spells them.

Hong Kong has no one rule of spelling: names keep what a registrar wrote once. So spellings fall together
coarsely, as they do by habit there: no aspiration, no length of vowels. The readings are those of Unihan.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice, product
from pathlib import Path

READINGS = Path(__file__).with_name("cantonese.txt")
# A syllable in Jyutping is one of these initials and one of these finals; beside each stand the code of what
# falls together, and how it is spelled.
_INITIALS = {
    "b": "p p b", "p": "p p", "m": "m m", "f": "f f", "d": "t t d", "t": "t t", "n": "n n",
    "l": "l l", "gw": "w kw gw qu", "kw": "w kw qu", "g": "k k g", "k": "k k", "ng": "- ng -",
    "h": "h h", "w": "v w", "z": "c ch ts tz j z", "c": "c ch ts tz", "s": "s s sh", "j": "y y j",
    "": "- - ng",
}  # fmt: skip
_FINALS = {
    "aa": "a a ah ar", "aai": "ai ai ay", "aau": "au au ow", "aam": "am am", "aan": "an an",
    "aang": "ang ang", "aap": "ap ap", "aat": "at at", "aak": "ak ak ark", "a": "a a ah",
    "ai": "ai ai ay", "au": "au au ow", "am": "am am um", "an": "an an un", "ang": "ang ang",
    "ap": "ap ap up", "at": "at at", "ak": "ak ak ark", "e": "e e eh", "ei": "i ei i ee ay ey",
    "eng": "ing ing eng", "ek": "ik ek ik", "i": "i i ee ze z ey", "iu": "iu iu", "im": "im im",
    "in": "in in een", "ing": "ing ing", "ip": "ip ip", "it": "it it", "ik": "ik ik",
    "o": "o o or oh", "ou": "o o ou oo", "oi": "oi oi oy", "om": "am om um am", "on": "on on",
    "ong": "ong ong", "ot": "ot ot", "ok": "ok ok", "u": "u u oo", "ui": "ui ui", "un": "un un oon",
    "ung": "ung ung", "ut": "ut ut oot", "uk": "uk uk", "oe": "eu oe eu", "oeng": "eung eung eong",
    "oek": "euk euk eok", "eoi": "ui ui eui", "eon": "un un on", "eot": "ut ut",
    "yu": "u u yu ue yue", "yun": "un uen un yuen", "yut": "ut uet ut yuet",
}  # fmt: skip
_SYLLABIC = {"ng": ("ng", ("ng", "eng")), "m": ("ng", ("ng", "m"))}
_MOST_KEYS = 8
_LONGEST = 3  # syllables of a word, and words of a given name


def keys_of_chinese(family: str, given: str) -> frozenset[str]:
    """Give the keys of a Chinese name in simplified characters; none where one of them has no reading."""
    known = readings()
    codes = [[_code(one) for one in known.get(char, ())] for char in family + given]
    if not given or not all(codes):
        return frozenset()
    found = islice(product(*codes), _MOST_KEYS)
    return frozenset(_key(one[: len(family)], one[len(family) :]) for one in found)


def keys_of_latin(family: str, given: Sequence[str]) -> frozenset[str]:
    """Give the keys of a romanised name in lower case, its given name in one word or several.

    None where it is not made of such syllables, or of more than names are.
    """
    words = [list(_syllables(word)) for word in (family, *given)]
    if not given or len(given) > _LONGEST or not all(words):
        return frozenset()
    found = (_key(first, tuple(chain(*rest))) for first, *rest in product(*words))
    return frozenset(islice(found, _MOST_KEYS))


def _key(family: tuple[str, ...], given: tuple[str, ...]) -> str:
    return f"yue {' '.join(family)}, {' '.join(given)}"


def _syllables(word: str) -> Iterator[tuple[str, ...]]:
    """Give the ways in which a word is a few syllables; "ng" is one only by itself."""
    for code, spellings in _SYLLABIC.values():
        if word in spellings:
            yield (code,)
    yield from _split(word, most=_LONGEST)


def _split(letters: str, *, most: int) -> Iterator[tuple[str, ...]]:
    """Give the ways in which letters are one to `most` syllables, fewest first."""
    spelled = _spelled()
    for end in range(len(letters), 0, -1):
        for code in sorted(spelled.get(letters[:end], ())):
            if end == len(letters):
                yield (code,)
            elif most > 1:
                for rest in _split(letters[end:], most=most - 1):
                    yield (code, *rest)


def _parts(syllable: str) -> tuple[str, str]:
    """Part a syllable of Jyutping into its initial and its final."""
    initial = max((one for one in _INITIALS if syllable.startswith(one)), key=len)
    return initial, syllable[len(initial) :]


@lru_cache(maxsize=1024)
def _code(syllable: str) -> str:
    if syllable in _SYLLABIC:
        return _SYLLABIC[syllable][0]
    initial, final = _parts(syllable)
    return f"{_INITIALS[initial].split()[0]}{_FINALS[final].split()[0]}"


@lru_cache(maxsize=1)
def readings() -> Mapping[str, tuple[str, ...]]:
    """Give the readings of each character, in simplified form, as syllables of Jyutping."""
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for line in READINGS.read_text("utf-8").splitlines():
        syllable, _blank, characters = line.partition(" ")
        if syllable == "#" or _final_of(syllable) is None:
            continue
        for char in characters:
            found[char] += (syllable,)
    return dict(found)


def _final_of(syllable: str) -> str | None:
    """Give the final of a syllable that names are made of; None for others, such as "hm"."""
    if syllable in _SYLLABIC:
        return ""
    final = _parts(syllable)[1]
    return final if final in _FINALS else None


@lru_cache(maxsize=1)
def _spelled() -> Mapping[str, frozenset[str]]:
    """Give for each spelling of a syllable the codes that it may stand for."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for syllable in {one for several in readings().values() for one in several}:
        for spelling in spellings(syllable):
            found[spelling].add(_code(syllable))
    return {spelling: frozenset(codes) for spelling, codes in found.items()}


def spellings(syllable: str) -> Iterator[str]:
    """Give the ways in which Hong Kong spells a syllable of Jyutping within a name, the usual one first."""
    if syllable in _SYLLABIC:
        return
    initial, final = _parts(syllable)
    for start in _INITIALS[initial].split()[1:]:
        for end in _FINALS[final].split()[1:]:
            yield f"{start.strip('-')}{end}"
    if syllable == "jip":
        # Of all that begin so only this family name is usually written without.
        yield "ip"
