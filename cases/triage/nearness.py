"""How near a sentence is to others: cosine over pieces of characters, weighted by how rare they are.

Works within a language; both scripts of Chinese are one. Nothing here knows what is compared.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cases.triage.normalising import normalise

Vector = Mapping[str, float]

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z\u00df-\u00f6\u00f8-\u024f]+")
_WORD_PIECE = 4
# Says nothing of what is the matter, and every second sentence has it.
_GLUE = frozenset(
    re.findall(
        r"\w+",
        "the is was are were be been my i it its and to of for in on not no with but have has had you your "
        "they this that these those at a an we me do did does when why how what which can could would should "
        "will please so very all any from there here as by or if am im ive dont if me our us he she him her",
    )
)
_CHINESE_GLUE = re.compile("[的了我你您们是在有就也都很不这那吗呢啊吧请跟和与喔哦欸耶嘛]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Phrases made ready to be compared with: which phrase is whose, and how rare each piece is."""

    owners: Sequence[int]
    vectors: Sequence[Vector]
    rarity: Vector
    unknown: float  # the weight of a piece that no phrase has


def prepare(phrases: Iterable[tuple[int, str]]) -> Phrases:
    """Make phrases ready, each given with its owner."""
    given = [(owner, pieces(text)) for owner, text in phrases]
    counts = [(owner, Counter(found)) for owner, found in given if found]
    seen = Counter(piece for _owner, count in counts for piece in count)
    rarity = {piece: _rarity(len(counts), times) for piece, times in seen.items()}
    return Phrases(
        owners=[owner for owner, _count in counts],
        vectors=[_unit(count, rarity, 0) for _owner, count in counts],
        rarity=rarity,
        unknown=_rarity(len(counts), 0),
    )


def nearest(phrases: Phrases, text: str) -> dict[int, float]:
    """Give the cosine of each owner's nearest phrase, 0 to 1; owners that share nothing are left out."""
    asked = _unit(Counter(pieces(text)), phrases.rarity, phrases.unknown)
    best: dict[int, float] = {}
    for owner, vector in zip(phrases.owners, phrases.vectors, strict=True):
        cosine = sum(weight * asked[piece] for piece, weight in vector.items() if piece in asked)
        if cosine > best.get(owner, 0.0):
            best[owner] = cosine
    return best


def pieces(text: str) -> tuple[str, ...]:
    """Cut a text up: Chinese characters in ones, twos and threes; words, and four letters of them."""
    found: list[str] = []
    for run in _RUN.findall(_CHINESE_GLUE.sub(" ", normalise(text))):
        found += _of_chinese(run) if run[0] >= "\u3400" else _of_word(run)
    return tuple(found)


def _of_chinese(run: str) -> list[str]:
    twos = [first + second for first, second in pairwise(run)]
    threes = [first + second[-1] for first, second in pairwise(twos)]
    return [*run, *twos, *threes]


def _of_word(word: str) -> list[str]:
    if word in _GLUE or len(word) < 2:
        return []
    edged = f"^{word}$"
    return [edged, *(edged[at : at + _WORD_PIECE] for at in range(len(edged) - _WORD_PIECE + 1))]


def _rarity(phrases: int, times: int) -> float:
    return math.log((1 + phrases) / (1 + times)) + 1


def _unit(count: Counter[str], rarity: Vector, unknown: float) -> Vector:
    weights = {
        piece: (1 + math.log(times)) * rarity.get(piece, unknown) for piece, times in count.items()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {piece: weight / length for piece, weight in weights.items()}
