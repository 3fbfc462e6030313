"""Search terms for a `tsvector`: Chinese characters and pairs of them, whole Latin words.

PostgreSQL has no Chinese dictionary; pairs need none and find any word of two or more characters.
"""

import re
import unicodedata
from itertools import pairwise

from cases.triage.scripts import fold_table

_TERM = re.compile(r"[\u3400-\u9fff]+|[a-z0-9\u00df-\u00f6\u00f8-\u024f]+")
_LONGEST_WORD = 64


def search_terms(text: str) -> str:
    """Distinct terms of `text` with a space between, fit for `to_tsvector('simple', …)`."""
    terms: list[str] = []
    for run in _TERM.findall(_folded(text)):
        if _is_chinese(run):
            terms += run
            terms += _pairs(run)
        else:
            terms.append(run[:_LONGEST_WORD])
    return " ".join(dict.fromkeys(terms))


def query_terms(text: str) -> list[str]:
    """The terms that a text must all hold to be found; empty where nothing can be searched for.

    A lone character stands for itself; longer runs give their pairs only, which are rarer.
    """
    terms: list[str] = []
    for run in _TERM.findall(_folded(text)):
        if _is_chinese(run):
            terms += _pairs(run) or run
        else:
            terms.append(run[:_LONGEST_WORD])
    return list(dict.fromkeys(terms))


def _is_chinese(run: str) -> bool:
    return run[0] >= "\u3400"


def _pairs(run: str) -> list[str]:
    return [first + second for first, second in pairwise(run)]


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    folded = text.lower().translate(fold_table())
    if unicodedata.is_normalized("NFKC", folded):
        return folded
    return unicodedata.normalize("NFKC", folded).lower().translate(fold_table())
