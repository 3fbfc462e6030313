"""Made-up people for demonstration data; no number or address of theirs can belong to anybody."""

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from cases.triage.languages import Language

_MAIL_HOSTS = ("example.com", "example.org", "example.net")
_AREA_CODES = (
    202,
    206,
    212,
    213,
    303,
    305,
    312,
    404,
    415,
    503,
    512,
    602,
    617,
    702,
    713,
    718,
    808,
    919,
)


def person_name(rng: Random, language: Language) -> str:
    """A plausible full name, family name first in Chinese."""
    if language == "en":
        return f"{rng.choice(_pools()['first_names'])} {rng.choice(_pools()['last_names'])}"
    surname: str = rng.choice(_pools()["surnames"][language])
    given: str = rng.choice(_pools()["given"][language])
    return surname + given


def phone_number(rng: Random, language: Language) -> str:
    """Chinese speakers: 0900-000-xxx; English: 555-0100 to 555-0199, kept free for fiction."""
    if language == "en":
        return f"+1 {rng.choice(_AREA_CODES)} 555 01{rng.randrange(100):02d}"
    return f"0900-000-{rng.randrange(1000):03d}"


def mail_address(rng: Random) -> str:
    """An address at a host that RFC 2606 keeps for examples."""
    words = rng.sample(_pools()["mail_words"], 2)
    return f"{'.'.join(words)}{rng.randrange(10_000):04d}@{rng.choice(_MAIL_HOSTS)}"


def order_number(rng: Random, on: date) -> str:
    """An order as the shop numbers it: P, the day, four digits."""
    return f"P{on:%y%m%d}-{rng.randrange(10_000):04d}"


@lru_cache(maxsize=1)
def _pools() -> Any:
    path = Path(__file__).parent / "texts" / "names.json"
    return json.loads(path.read_text(encoding="utf-8"))
