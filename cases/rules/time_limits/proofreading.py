"""Proofreading: what in a policy's terms would switch a limit off unseen, where it stands, what was meant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeGuard

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.errors import WrongTerms
from cases.kinds import Priority
from cases.measures.time_limits.policy_vocabulary import (
    Words,
    calendars_of,
    matched,
    published_codes,
    unknown,
    words_of,
)
from cases.models import Policy
from cases.rules.clocks import ruling
from cases.sla.terms import (
    INTERNAL_CLOCKS,
    INTERNAL_REASONS,
    OF_STORE,
    Anchor,
    Calendars,
    ClockKind,
    Match,
    OnDisable,
    PolicyTarget,
    ReopenMode,
    RetargetMode,
)
from cases.sla.words import problem_in_words
from cases.states import WaitingReason
from feedback_site.organisation.working_time import CalendarError, due_at

# A share beyond this warns long after anybody can do anything about it.
MOST_SHARE = 1000
# In which line of a target, and what.
Said = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, in the words of whoever looks, and where: in which field of the policy.

    `entry` is the number of the target, `name` which line of it, or of "for which cases".
    """

    field: str
    says: str
    entry: int = 0
    name: str = ""

    @property
    def words(self) -> str:
        """The same with its place, for whoever reads the policy as data."""
        place = _("targets, entry %(n)s") % {"n": self.entry} if self.entry else ""
        place = place or str(_PLACES.get(self.field, ""))
        if self.name:
            place = _("%(place)s, “%(name)s”") % {"place": place, "name": self.name}
        return (
            _("%(place)s: %(says)s") % {"place": place, "says": self.says} if place else self.says
        )


_PLACES: Mapping[str, str | Promise] = {
    "match": gettext_lazy("for which cases"),
    "reopen_mode": gettext_lazy("on re-opening"),
    "on_disable": gettext_lazy("when it ends"),
}


def require_sound(policy: Policy, *, now: datetime) -> None:
    """Raise WrongTerms, naming every place, where the clocks would not do what the terms seem to say."""
    faults = list(faults_in(policy, now=now))
    if faults:
        raise WrongTerms(faults)


def faults_in(policy: Policy, *, now: datetime) -> Iterator[Fault]:
    """Find what no clock would understand, in the order in which it stands on the page."""
    yield from _in_match(policy.match)
    yield from _in_targets(policy.targets, is_on=policy.is_on, now=now)
    if policy.reopen_mode not in ReopenMode.__members__.values():
        yield Fault(field="reopen_mode", says=unknown(policy.reopen_mode, words_of(ReopenMode)))
    if policy.on_disable not in OnDisable.__members__.values():
        yield Fault(field="on_disable", says=unknown(policy.on_disable, words_of(OnDisable)))


# ------------------------------------------------------------------------------ for which cases


def _in_match(match: object) -> Iterator[Fault]:
    if not isinstance(match, dict):
        yield Fault(field="match", says=_("It must be an object in braces: {…}."))
        return
    names = Words(codes=[one.name for one in fields_of(Match)])
    for name, codes in match.items():
        if name not in names.codes:
            yield Fault(field="match", says=unknown(name, names))
        else:
            found = _in_list(codes, matched(name))
            yield from (Fault(field="match", name=name, says=says) for says in found)


# ------------------------------------------------------------------------------------- targets


def _in_targets(targets: object, *, is_on: bool, now: datetime) -> Iterator[Fault]:
    if not isinstance(targets, list) or not all(isinstance(one, dict) for one in targets):
        says = _('It must be a list of objects: [{"clock": …, "seconds": …}, …].')
        yield Fault(field="targets", says=says)
        return
    if is_on and not targets:
        says = _("There is no limit in it. To have none of these limits, take it out of use.")
        yield Fault(field="targets", says=says)
    calendars = ruling.calendars_with() if targets else {}
    for number, one in enumerate(targets, 1):
        found = [*_in_target(one, calendars)] or [*_reckoned(one, calendars, now)]
        for name, says in found:
            yield Fault(field="targets", entry=number, name=name, says=says)
    yield from _said_twice(targets)


def _in_target(one: Mapping[str, Any], calendars: Calendars) -> Iterator[Said]:
    """The faults of one target: in which of its lines, and in words."""
    names = Words(codes=[each.name for each in fields_of(PolicyTarget)])
    for name in one:
        if name not in names.codes:
            yield "", unknown(name, names)
    for name in ("clock", "seconds"):
        if name not in one:
            yield "", _("“%(name)s” is missing.") % {"name": name}
    for name, known in _CHOICES.items():
        if name in one and one[name] not in known.__members__.values():
            yield name, unknown(one[name], words_of(known))
    if "calendar" in one and one["calendar"] not in ("", OF_STORE, *published_codes(calendars)):
        yield "calendar", unknown(one["calendar"], calendars_of(calendars))
    for name, codes in _LISTS.items():
        yield from ((name, says) for says in _in_list(one.get(name, []), words_of(codes)))
    yield from _in_numbers(one)
    if _is_of_customer(one.get("clock")) and _pauses_inside(one):
        yield (
            "pause_reasons",
            _("a limit of the customer's cannot be paused for reasons of our own."),
        )


_CHOICES: Mapping[str, type[StrEnum]] = {
    "clock": ClockKind, "anchor": Anchor, "retarget_mode": RetargetMode,
}  # fmt: skip
_LISTS: Mapping[str, Sequence[str]] = {
    "priorities": Priority.values, "pause_reasons": WaitingReason.values,
}  # fmt: skip
_NUMBERS: Mapping[str, int | None] = {"warn_at": MOST_SHARE, "warn_before": None}


def _in_list(codes: object, known: Words) -> Iterator[str]:
    """The faults of a list of codes, in words."""
    if not _is_list_of_codes(codes):
        yield _('it must be a list of codes in quotes: ["…", "…"].')
        return
    yield from (unknown(code, known) for code in codes if code not in known.codes)


def _in_numbers(one: Mapping[str, Any]) -> Iterator[Said]:
    if "seconds" in one and not _is_above_nothing(one["seconds"]):
        yield "seconds", _("it must be a whole number of seconds above 0.")
    for name, most in _NUMBERS.items():
        numbers = one.get(name, [])
        if not isinstance(numbers, list) or not all(_is_above_nothing(n, most) for n in numbers):
            yield name, _("it must be a list of whole numbers above 0, such as [50, 80].")


def _is_of_customer(clock: object) -> bool:
    return isinstance(clock, str) and clock not in INTERNAL_CLOCKS


def _pauses_inside(one: Mapping[str, Any]) -> bool:
    reasons = one.get("pause_reasons", [])
    return _is_list_of_codes(reasons) and not INTERNAL_REASONS.isdisjoint(reasons)


def _reckoned(one: Mapping[str, Any], calendars: Calendars, now: datetime) -> Iterator[Said]:
    """Whether there is a moment at all at which such a limit falls."""
    code = one.get("calendar", "")
    if code == OF_STORE:
        return
    calendar = max(calendars[code], key=lambda each: each.version).calendar if code else None
    try:
        due_at(calendar, now, one["seconds"], ())
    except CalendarError as error:
        yield "", problem_in_words(str(error))


def _said_twice(targets: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Of two targets for the same clock and priority only one would ever count."""
    seen: dict[tuple[str, str], int] = {}
    for number, one in enumerate(targets, 1):
        priorities = one.get("priorities") or [""]
        for priority in priorities if _is_list_of_codes(priorities) else ():
            first = seen.setdefault((str(one.get("clock")), priority), number)
            if first != number:
                says = _("entry %(first)s says the same limit already.") % {"first": first}
                yield Fault(field="targets", entry=number, says=says)
                break


def _is_list_of_codes(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_above_nothing(value: object, most: int | None = None) -> bool:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return is_whole and value > 0 and (most is None or value <= most)  # type: ignore[operator]
