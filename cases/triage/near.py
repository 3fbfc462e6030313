"""Nearly the same words: the cosine of two texts' character pairs and triples, each weighed by its rarity.

Pure arithmetic. What changes between two tellings of one matter is taken off first: script and case, numbers
and whatever holds them, addresses, punctuation, emoji. Weighing by rarity (TF-IDF, Spärck Jones 1972) keeps
phrases that everybody writes from making strangers alike. How it does: bench/near_duplicates.py.
"""

import math
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from zlib import crc32

from cases.triage.normalising import without_addresses
from cases.triage.scripts import fold_table

VERSION = 1
"""Goes up whenever `stripped` or `keys_of` answers differently: keys stored before are then void."""

# Grams are counted in so many boxes by their hash; two in one box only make both look a little commoner.
BOXES = 1 << 16
# So many rare grams of a text, by which its like is looked up; more find no more (bench).
MOST_KEYS = 32
# Whatever a text says beyond this is not compared.
LONGEST = 4_000
# From here on two texts are nearly the same; chosen in bench/near_duplicates.py at 1 % false.
ALIKE = 0.61

_NUMBERED = re.compile(r"[a-z]*[-_#]?\d[\w-]*")
_WORD = re.compile(r"[\u3400-\u9fff]+|[^\W\d_\u3400-\u9fff]+")
_FEWEST_GRAMS = 8
# Rare is what stands in so few texts, or in one of so many.
_RARE_AT_LEAST, _RARE_ONE_IN = 4, 2_000
_MOST_WORDS, _SHORTEST_WORD, _LONGEST_DIFF = 5, 2, 600
_TRIMMED = " \n\t，。、！？；：,.!?;:>"

Grams = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Weights:
    """In how many of `texts` texts each box of grams was met."""

    texts: int
    counts: "array[int]"

    @classmethod
    def none(cls) -> "Weights":
        """Give the weights of before any text was counted: every gram is worth the same."""
        return cls(0, array("I", bytes(4 * BOXES)))

    @classmethod
    def counted(cls, many: Iterable[Grams]) -> "Weights":
        """Count the grams of many texts."""
        counts, texts = array("I", bytes(4 * BOXES)), 0
        for grams in many:
            texts += 1
            for box in {gram % BOXES for gram in grams}:
                counts[box] += 1
        return cls(texts, counts)

    def of(self, gram: int) -> float:
        """Weigh one gram: smoothed inverse document frequency."""
        return math.log((1 + self.texts) / (1 + self.counts[gram % BOXES])) + 1


def stripped(text: str) -> str:
    """Keep of a text what its next telling keeps: words in one script, apart by one space if Latin."""
    level = unicodedata.normalize("NFKC", without_addresses(text[:LONGEST])).lower()
    plain = _NUMBERED.sub(" ", level).translate(fold_table())
    parts: list[str] = []
    for word in _WORD.findall(plain):
        is_latin = word[0] < "\u3400"
        parts.append(f" {word} " if is_latin else word)
    return " ".join("".join(parts).split())


def grams_of(text: str) -> Counter[int]:
    """Count the pairs and triples of characters of a stripped text, by their hashes."""
    return Counter(
        _hash(text[place : place + length])
        for length in (2, 3)
        for place in range(len(text) - length + 1)
    )


def can_be_compared(grams: Grams) -> bool:
    """Whether a text says enough: “thank you” is like every other."""
    return len(grams) >= _FEWEST_GRAMS


def keys_of(grams: Grams, weights: Weights) -> list[int]:
    """Give grams by which texts that share some of their words meet: of those rare enough always the same.

    Among these the hash decides, as in min-wise sampling (Broder 1997), and not rarity: else a text that
    is told again behind a long word of greeting would be looked up by nothing but the greeting. What is
    more common comes after, by powers of two, so that keys of last month still meet today's.
    """
    counts, enough = weights.counts, max(_RARE_AT_LEAST, weights.texts // _RARE_ONE_IN)

    def place(gram: int) -> tuple[int, int]:
        count = counts[gram % BOXES]
        return (0 if count <= enough else count.bit_length(), gram)

    return sorted(grams, key=place)[:MOST_KEYS]


def vector_of(grams: Grams, weights: Weights) -> dict[int, float]:
    """Weigh the grams of a text; the vector has the length 1."""
    weighed = {gram: (1 + math.log(count)) * weights.of(gram) for gram, count in grams.items()}
    length = math.sqrt(sum(value * value for value in weighed.values())) or 1.0
    return {gram: value / length for gram, value in weighed.items()}


def similarity(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    """The cosine of two vectors, 0 to 1."""
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other.get(gram, 0.0) for gram, value in one.items())


def shared_words(one: str, other: str) -> list[str]:
    """Give the longest runs that two texts share, as the first spells them: why they are alike."""
    one, other = one[:_LONGEST_DIFF], other[:_LONGEST_DIFF]
    matcher = SequenceMatcher(None, _level(one), _level(other), autojunk=False)
    runs = (
        one[block.a : block.a + block.size].strip(_TRIMMED)
        for block in matcher.get_matching_blocks()
    )
    words = {run for run in runs if len(run) >= _SHORTEST_WORD}
    return sorted(words, key=lambda run: (-len(run), run))[:_MOST_WORDS]


def _level(text: str) -> str:
    """Case and script levelled character by character, so that places stay."""
    lower = text.lower()
    return (lower if len(lower) == len(text) else text).translate(fold_table())


def _hash(gram: str) -> int:
    """A signed 32-bit number: it fits an integer column."""
    return crc32(gram.encode()) - (1 << 31)
