"""Ranking: who of some people should take a case, from plain facts alone, with the reasons as codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

# What an open case weighs, by its priority; one that waits for somebody else weighs least.
POINTS: Mapping[str, int] = MappingProxyType({"low": 1, "normal": 2, "high": 3, "urgent": 4})
WAITING_POINTS = 1
# Whoever has this share of what they can have is passed over for those further away, who have less.
BUSY = Fraction(4, 5)

Code = Literal[
    "earlier_owner", "same_customer", "skill", "no_skill", "language", "no_language", "department",
    "store", "region", "chain", "load", "never_given", "last_given", "over_capacity",
    "nobody_has_room", "leads",
    "away", "off_shift", "no_right", "named", "solved_it", "has_it",
]  # fmt: skip


class Nearness(IntEnum):
    """How near somebody's posting is to a case; lower is nearer."""

    DEPARTMENT = 0
    STORE = 1
    REGION = 2
    CHAIN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason for or against somebody; its values fit into JSON."""

    code: Code
    values: Mapping[str, object] = field(default_factory=dict)

    def wire(self) -> dict[str, object]:
        """Give it as the history of a case keeps it."""
        return {"code": self.code, **self.values}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a case asks of whoever takes it.

    `earlier` had this case before, the latest first; `of_customer` have another open case of the same
    customer; `excluded` must not have it, and why. `told` is what the customer said, for whoever looks for
    names in it.
    """

    points: int = POINTS["normal"]
    skill: str = ""
    language: str = ""
    earlier: tuple[int, ...] = ()
    of_customer: frozenset[int] = frozenset()
    excluded: Mapping[int, Code] = field(default_factory=dict)
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who might take a case, as they stand now; load and capacity in points."""

    pk: int
    there_from: datetime
    is_away: bool = False
    may: bool = True
    nearness: Nearness = Nearness.CHAIN
    # Whoever leads others, or sets the house up, comes after those whose work cases are.
    leads: bool = False
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    load: int = 0
    capacity: int = 0
    last_given_at: datetime | None = None

    @property
    def share(self) -> Fraction:
        """How much of what they can have they have; nobody who can have nothing has room."""
        return Fraction(self.load, self.capacity) if self.capacity else Fraction(max(self.load, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One person and why they stand where they stand."""

    candidate: Candidate
    reasons: tuple[Reason, ...]
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Who could take it, the best first; and who could not, each with what is in the way."""

    ranked: tuple[Ranked, ...]
    left_out: tuple[Ranked, ...]

    @property
    def best(self) -> Ranked | None:
        """Whoever should take it; None where nobody can."""
        return self.ranked[0] if self.ranked else None

    def of(self, person_id: int | None) -> Ranked | None:
        """One of those who could take it."""
        return next((one for one in self.ranked if one.candidate.pk == person_id), None)


def rank(need: Need, candidates: Iterable[Candidate], *, now: datetime) -> Ranking:
    """Rank people for a case. The order in which they are given makes no difference.

    Never somebody off shift, away, without right or excluded. Nobody beyond their capacity while anybody
    has room. Then whoever had it before, has the skill, has the language, leads nobody, is near; and among
    equals the lowest share of what they can have, and who was given nothing for longest.
    """
    can: list[Candidate] = []
    left_out: list[Ranked] = []
    for one in sorted(candidates, key=lambda one: one.pk):
        why = _in_the_way(need, one, now)
        if why is None:
            can.append(one)
        else:
            left_out.append(Ranked(candidate=one, reasons=(why,)))
    can.sort(key=lambda one: _order(need, one, now))
    ranked = tuple(_ranked(need, one, is_full=_is_over(need, can[0])) for one in can)
    return Ranking(ranked=ranked, left_out=tuple(left_out))


def _in_the_way(need: Need, one: Candidate, now: datetime) -> Reason | None:
    if not one.may:
        return Reason(code="no_right")
    if one.pk in need.excluded:
        return Reason(code=need.excluded[one.pk])
    if one.is_away:
        return Reason(code="away", values={"until": one.there_from.isoformat()})
    if one.there_from > now:
        return Reason(code="off_shift", values={"from": one.there_from.isoformat()})
    return None


def _order(need: Need, one: Candidate, now: datetime) -> tuple[object, ...]:
    last = one.last_given_at
    return (
        _is_over(need, one),
        need.earlier.index(one.pk) if one.pk in need.earlier else len(need.earlier),
        one.pk not in need.of_customer,
        _lacks_skill(need, one),
        _lacks_language(need, one),
        one.leads,
        one.share >= BUSY,
        one.nearness,
        one.share,
        # Whoever was never given anything waits longest.
        (last is not None, last if last is not None else now),
        one.pk,
    )


def _is_over(need: Need, one: Candidate) -> bool:
    return one.load + need.points > one.capacity


def _lacks_skill(need: Need, one: Candidate) -> bool:
    return bool(need.skill) and need.skill not in one.skills


def _lacks_language(need: Need, one: Candidate) -> bool:
    return bool(need.language) and need.language not in one.languages


def _ranked(need: Need, one: Candidate, *, is_full: bool) -> Ranked:
    is_over = _is_over(need, one)
    said: tuple[tuple[bool, Code, Mapping[str, object]], ...] = (
        (is_full, "nobody_has_room", {}),
        (is_over and not is_full, "over_capacity", {}),
        (one.pk in need.earlier, "earlier_owner", {}),
        (one.pk in need.of_customer, "same_customer", {}),
        (bool(need.skill), "no_skill" if _lacks_skill(need, one) else "skill", {}),
        (
            bool(need.language), "no_language" if _lacks_language(need, one) else "language",
            {"language": need.language},
        ),
        (one.leads, "leads", {}),
        (True, _PLACES[one.nearness], {}),
        (True, "load", {"load": one.load, "capacity": one.capacity}),
        _last_given(one.last_given_at),
    )  # fmt: skip
    reasons = tuple(Reason(code=code, values=values) for is_said, code, values in said if is_said)
    return Ranked(candidate=one, reasons=reasons, is_over=is_over)


def _last_given(at: datetime | None) -> tuple[bool, Code, Mapping[str, object]]:
    return (True, "never_given", {}) if at is None else (True, "last_given", {"at": at.isoformat()})


_PLACES: Mapping[Nearness, Code] = MappingProxyType(
    {
        Nearness.DEPARTMENT: "department", Nearness.STORE: "store", Nearness.REGION: "region",
        Nearness.CHAIN: "chain",
    }
)  # fmt: skip
