"""Proofreading: what in a policy's terms would switch a limit off unseen, where it stands, what was meant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeGuard

from django.utils.translation import gettext as _

from cases.errors import WrongTerms
from cases.kinds import Priority
from cases.measures.policy_vocabulary import (
    Words,
    calendars_of,
    matched,
    published_codes,
    unknown,
    words_of,
)
from cases.models import Policy
from cases.rules import ruling
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
_MOST_SHARE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, in which field of the policy, in the words of whoever looks."""

    field: str
    words: str


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
        words = unknown(_("on re-opening"), policy.reopen_mode, words_of(ReopenMode))
        yield Fault(field="reopen_mode", words=words)
    if policy.on_disable not in OnDisable.__members__.values():
        words = unknown(_("when it ends"), policy.on_disable, words_of(OnDisable))
        yield Fault(field="on_disable", words=words)


# ------------------------------------------------------------------------------ for which cases


def _in_match(match: object) -> Iterator[Fault]:
    if not isinstance(match, dict):
        yield Fault(field="match", words=_("It must be an object in braces: {…}."))
        return
    names = Words(codes=[one.name for one in fields_of(Match)])
    for name, codes in match.items():
        place = _("for which cases, “%(name)s”") % {"name": name}
        if name not in names.codes:
            yield Fault(field="match", words=unknown(_("for which cases"), name, names))
        else:
            found = _in_list(codes, place, matched(name))
            yield from (Fault(field="match", words=words) for words in found)


# ------------------------------------------------------------------------------------- targets


def _in_targets(targets: object, *, is_on: bool, now: datetime) -> Iterator[Fault]:
    if not isinstance(targets, list) or not all(isinstance(one, dict) for one in targets):
        words = _('It must be a list of objects: [{"clock": …, "seconds": …}, …].')
        yield Fault(field="targets", words=words)
        return
    if is_on and not targets:
        words = _("There is no limit in it. To have none of these limits, take it out of use.")
        yield Fault(field="targets", words=words)
    calendars = ruling.calendars_with() if targets else {}
    for number, one in enumerate(targets, 1):
        place = _("targets, entry %(n)s") % {"n": number}
        found = [*_in_target(one, place, calendars)]
        yield from (Fault(field="targets", words=words) for words in found)
        if not found:
            yield from _reckoned(one, place, calendars, now)
    yield from _said_twice(targets)


def _in_target(one: Mapping[str, Any], place: str, calendars: Calendars) -> Iterator[str]:
    """The faults of one target, in words."""
    names = Words(codes=[each.name for each in fields_of(PolicyTarget)])
    for name in one:
        if name not in names.codes:
            yield unknown(place, name, names)
    for name in ("clock", "seconds"):
        if name not in one:
            yield _("%(place)s: “%(name)s” is missing.") % {"place": place, "name": name}
    for name, known in _CHOICES.items():
        if name in one and one[name] not in known.__members__.values():
            yield unknown(_inside(place, name), one[name], words_of(known))
    if "calendar" in one and one["calendar"] not in ("", OF_STORE, *published_codes(calendars)):
        yield unknown(_inside(place, "calendar"), one["calendar"], calendars_of(calendars))
    for name, codes in _LISTS.items():
        yield from _in_list(one.get(name, []), _inside(place, name), words_of(codes))
    yield from _in_numbers(one, place)
    if _is_of_customer(one.get("clock")) and _pauses_inside(one):
        words = _("%(place)s: a limit of the customer's cannot be paused for reasons of our own.")
        yield words % {"place": _inside(place, "pause_reasons")}


_CHOICES: Mapping[str, type[StrEnum]] = {
    "clock": ClockKind, "anchor": Anchor, "retarget_mode": RetargetMode,
}  # fmt: skip
_LISTS: Mapping[str, Sequence[str]] = {
    "priorities": Priority.values, "pause_reasons": WaitingReason.values,
}  # fmt: skip
_NUMBERS: Mapping[str, int | None] = {"warn_at": _MOST_SHARE, "warn_before": None}


def _in_list(codes: object, place: str, known: Words) -> Iterator[str]:
    """The faults of a list of codes, in words."""
    if not _is_list_of_codes(codes):
        words = _('%(place)s: it must be a list of codes in quotes: ["…", "…"].')
        yield words % {"place": place}
        return
    yield from (unknown(place, code, known) for code in codes if code not in known.codes)


def _in_numbers(one: Mapping[str, Any], place: str) -> Iterator[str]:
    if "seconds" in one and not _is_above_nothing(one["seconds"]):
        words = _("%(place)s: it must be a whole number of seconds above 0.")
        yield words % {"place": _inside(place, "seconds")}
    for name, most in _NUMBERS.items():
        numbers = one.get(name, [])
        if not isinstance(numbers, list) or not all(_is_above_nothing(n, most) for n in numbers):
            words = _("%(place)s: it must be a list of whole numbers above 0, such as [50, 80].")
            yield words % {"place": _inside(place, name)}


def _is_of_customer(clock: object) -> bool:
    return isinstance(clock, str) and clock not in INTERNAL_CLOCKS


def _pauses_inside(one: Mapping[str, Any]) -> bool:
    reasons = one.get("pause_reasons", [])
    return _is_list_of_codes(reasons) and not INTERNAL_REASONS.isdisjoint(reasons)


def _reckoned(
    one: Mapping[str, Any], place: str, calendars: Calendars, now: datetime
) -> Iterator[Fault]:
    """Whether there is a moment at all at which such a limit falls."""
    code = one.get("calendar", "")
    if code == OF_STORE:
        return
    calendar = max(calendars[code], key=lambda each: each.version).calendar if code else None
    try:
        due_at(calendar, now, one["seconds"], ())
    except CalendarError as error:
        words = f"{place}: {problem_in_words(str(error))}"
        yield Fault(field="targets", words=words)


def _said_twice(targets: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Of two targets for the same clock and priority only one would ever count."""
    seen: dict[tuple[str, str], int] = {}
    for number, one in enumerate(targets, 1):
        priorities = one.get("priorities") or [""]
        for priority in priorities if _is_list_of_codes(priorities) else ():
            first = seen.setdefault((str(one.get("clock")), priority), number)
            if first != number:
                words = _("targets, entry %(n)s: entry %(first)s says the same limit already.")
                words %= {"n": number, "first": first}
                yield Fault(field="targets", words=words)
                break


# --------------------------------------------------------------------------------------- words


def _is_list_of_codes(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_above_nothing(value: object, most: int | None = None) -> bool:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return is_whole and value > 0 and (most is None or value <= most)  # type: ignore[operator]


def _inside(place: str, name: str) -> str:
    return _("%(place)s, “%(name)s”") % {"place": place, "name": name}
