"""Which earlier cases are told in nearly the same words: two statements for any few cases."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from cases.measures.told import told_in
from cases.models import NearWeights
from cases.triage import near
from feedback_site.along_indexes import along_indexes
from feedback_site.remembering import remember

WITHIN = timedelta(days=90)
# Of so many with most rare grams in common the whole texts are compared.
MOST_READ = 12
# A gram that more cases have among their rarest leads nowhere.
_MOST_OF_A_KEY = 100

_SHARING = """
SELECT mine.case_id, theirs.case_id, count(*)
FROM unnest(%(cases)s::bigint[], %(keys)s::int[]) AS mine (case_id, key)
CROSS JOIN LATERAL (
    SELECT case_id FROM cases_neartext
    WHERE keys @> ARRAY[mine.key] AND opened_at > %(since)s AND case_id < mine.case_id
    LIMIT %(most)s
) AS theirs
GROUP BY mine.case_id, theirs.case_id
HAVING count(*) > 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Two cases alike; `similarity` is 0 to 1."""

    case_id: int
    other_id: int
    similarity: float
    words: tuple[str, ...]


def weights_in_force() -> near.Weights:
    """Give the weights counted last, remembered for some seconds."""
    return remember("weights of near texts", _weights)


def texts_of(case_ids: Sequence[int]) -> dict[int, str]:
    """Read what cases are compared by: what was told, without what came later."""
    return {pk: _whole(words.title, words.text) for pk, words in told_in(case_ids).items()}


def grams_of(text: str) -> near.Grams:
    """Count the grams of a text as it was told."""
    return near.grams_of(near.stripped(text))


def near_to(texts: Mapping[int, str], *, now: datetime, most: int) -> list[Near]:
    """Find for each of these cases the earlier ones told in nearly the same words, the `most` nearest."""
    weights = weights_in_force()
    grams = {pk: grams_of(text) for pk, text in texts.items()}
    shared = _sharing({pk: near.keys_of(one, weights) for pk, one in grams.items()}, now)
    others = texts_of(sorted({pk for found in shared.values() for pk in found} - set(texts)))
    whole = {**others, **texts}
    grams |= {pk: grams_of(text) for pk, text in others.items()}
    vectors = {pk: near.vector_of(one, weights) for pk, one in grams.items()}
    found = [
        (near.similarity(vectors[pk], vectors[other]), pk, other)
        for pk, candidates in shared.items()
        for other in candidates
        if other in vectors
    ]
    alike = [one for one in sorted(found, reverse=True) if one[0] >= near.ALIKE]
    return [
        Near(
            case_id=pk, other_id=other, similarity=min(share, 1.0),
            # What two texts share is found letter by letter: for those alone that are kept.
            words=tuple(near.shared_words(whole[pk], whole[other])),
        )
        for share, pk, other in _nearest(alike, most)
    ]  # fmt: skip


def _nearest(
    found: Iterable[tuple[float, int, int]], most: int
) -> Iterator[tuple[float, int, int]]:
    number: Counter[int] = Counter()
    for share, pk, other in found:
        number[pk] += 1
        if number[pk] <= most:
            yield share, pk, other


def _sharing(keys: Mapping[int, Sequence[int]], now: datetime) -> dict[int, list[int]]:
    """Who has most of the rare grams in common with each."""
    listed = [(pk, key) for pk, its in keys.items() for key in its]
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {
            "cases": [pk for pk, _key in listed],
            "keys": [key for _pk, key in listed],
            "since": now - WITHIN,
            "most": _MOST_OF_A_KEY,
        }
        with along_indexes(cursor):
            cursor.execute(_SHARING, asked)
            rows = cursor.fetchall()
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for pk, other, number in rows:
        found[pk].append((number, other))
    return {
        pk: [other for _number, other in sorted(its, reverse=True)[:MOST_READ]]
        for pk, its in found.items()
    }


def _weights() -> near.Weights:
    row = NearWeights.objects.order_by("-pk").first()
    if row is None:
        return near.Weights.none()
    counts = array("I")
    counts.frombytes(bytes(row.counts))
    return near.Weights(row.texts, counts)


def _whole(title: str, text: str) -> str:
    """Most titles are the first words of the text."""
    return text if title.rstrip("…") in text else f"{title}\n{text}"
