"""Keywords of some texts: words of jieba, weighed by how rare they are, in the writers' own spelling.

A word counts once a text, so that one long text does not speak for all. Weight = texts that say it times
the idf that comes with jieba (Manning, Raghavan & Schütze, Introduction to Information Retrieval, 6.2).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from cases.triage.scripts import fold_table
from cases.triage.shop_words import SAID_BY_ALL, SHOP_WORDS

if TYPE_CHECKING:
    import jieba

# What is rarer in general is left to jieba's model of new words; the whole dictionary takes 110 MB.
LEAST_FREQUENT = 30
_SHOP_FREQUENCY = 20_000
# A complaint says what it is about in its first thousand characters.
MOST_CHARACTERS = 1_000
# Of a word that no list knows: between the middle and the rare end of those known.
_UNKNOWN_IDF = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """One word as most writers spell it, in how many texts it stands, and its weight."""

    word: str
    texts: int
    weight: float


def keywords_of(texts: Iterable[str], *, most: int = 40, least: int = 2) -> list[Keyword]:
    """The words that tell most of these texts, the weightiest first; none that fewer than `least` say."""
    spelled: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word, spelling in dict(_words(text[:MOST_CHARACTERS])).items():
            spelled[word][spelling] += 1
    counts = {word: n for word, each in spelled.items() if (n := each.total()) >= least}
    rarity = _rarity(counts.keys())
    found = [
        Keyword(
            word=spelled[word].most_common(1)[0][0], texts=n,
            weight=n * rarity.get(word, _UNKNOWN_IDF),
        )
        for word, n in counts.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.weight, one.word))[:most]


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Each word that may tell something, folded, and as it is spelled: folding keeps every place."""
    level = text.translate(fold_table()).lower()
    if len(level) != len(text):
        level = text.lower() if len(text.lower()) == len(text) else text
    for word, begin, end in _tokenizer().tokenize(level):
        if len(word) > 1 and word.isalpha() and word not in SAID_BY_ALL:
            yield word, text[begin:end]


@lru_cache(maxsize=1)
def _tokenizer() -> "jieba.Tokenizer":
    """Jieba with the words that are not rare, and the shop's; its own cache lies where anybody may write."""
    import jieba  # takes a third of a second, which only this page is worth

    tokenizer = jieba.Tokenizer()
    frequency: dict[str, int] = {}
    total = 0
    for line in _lines("dict.txt"):
        word, count, _kind = line.split(" ")
        if int(count) >= LEAST_FREQUENT:
            total += _learn(frequency, word, int(count))
    for word in SHOP_WORDS:
        total += _learn(frequency, word, _SHOP_FREQUENCY)
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequency, total, True
    return tokenizer


def _learn(frequency: dict[str, int], word: str, count: int) -> int:
    """Jieba finds words along their beginnings, which must be there, if only as no word."""
    frequency[word] = max(count, frequency.get(word, 0))
    for end in range(1, len(word)):
        frequency.setdefault(word[:end], 0)
    return count


def _rarity(words: Iterable[str]) -> dict[str, float]:
    """The idf of these words alone, of a list that in memory would take more than it is worth."""
    wanted = set(words)
    pairs = (line.rpartition(" ") for line in _lines("analyse/idf.txt"))
    return {word: float(idf) for word, _space, idf in pairs if word in wanted}


def _lines(name: str) -> Sequence[str]:
    return files("jieba").joinpath(name).read_text(encoding="utf-8").splitlines()
