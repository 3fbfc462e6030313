"""One way of levelling what people type, so that rules, learner and search meet the same text."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

VERSION = 1
"""Goes up whenever `normalise` answers differently: what was learned before is then void."""

_URL = re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE)
_AT_NAME = re.compile(
    r"[\w.+-]{0,64}@[a-z0-9_.-]+|@[\u4e00-\u9fff]{1,8}(?=[\s:,]|$)", re.IGNORECASE | re.ASCII
)
_LONG_RUN = re.compile(r"(.)\1{2,}", re.DOTALL)
_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """Level width, case and script only: NFKC, lower case, Simplified; numbers and links stay."""
    simplified: str = _to_simplified().convert(unicodedata.normalize("NFKC", text).lower())
    return simplified


def without_addresses(text: str) -> str:
    """Put a space where a link, an e-mail address or an @name stands."""
    return _AT_NAME.sub(" ", _URL.sub(" ", text))


def normalise(text: str) -> str:
    """What classifiers read: folded, without links and @names, repetition and numbers flattened.

    Runs of three or more equal characters become two, every run of digits becomes one 0.
    """
    flat = fold(without_addresses(unicodedata.normalize("NFKC", text)))
    flat = _DIGITS.sub("0", _LONG_RUN.sub(r"\1\1", flat))
    return _SPACES.sub(" ", flat).strip()
