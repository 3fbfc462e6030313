"""One limit as a clerk reads it: who set it, on which hours, how it stands, and when and why it counts so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cases.event_words import clock_name, waiting_reason
from cases.kinds import EventKind
from cases.measures.time_limits.policy_words import calendar_name, name_in_force
from cases.sla.cycles import Breach, Cycle, Pause
from cases.sla.receipt import Receipt, Segment
from cases.sla.words import (
    breach_in_words,
    duration_in_words,
    problem_in_words,
    segment_in_words,
)
from feedback_site.organisation.models import User
from feedback_site.organisation.public_holidays import holiday_name
from feedback_site.typed_numbers import id_in

# Why a limit that passed counts from when it does; any other cause is that its time was used up.
_MISSED: Mapping[str, str | Promise] = {
    "retarget": gettext_lazy("the limit was changed, and by the new one the time was used up already"),
    "calendar_changed": gettext_lazy(
        "working times were changed, and by the new ones the time was used up already"
    ),
    "late_sync": gettext_lazy("the time had been used up before this reached the system"),
    "split": gettext_lazy("the time had been used up before this matter was split off"),
    "merged": gettext_lazy("the time had been used up before the other case was merged into this one"),
}  # fmt: skip
# Why a limit ended unmet; any other cause is what happened to the case then.
_ENDED: Mapping[str, str | Promise] = {
    "no_target": gettext_lazy("no policy sets this limit for such a case any more"),
    "reassigned": gettext_lazy("the case was given to somebody else"),
    "waiting_began": gettext_lazy("the case began to wait for somebody else"),
    "policy_ended": gettext_lazy("its policy was ended or taken out of use"),
    "merged": gettext_lazy("the case was merged into another one, whose limits go on"),
    "spam": gettext_lazy("the case was put aside as spam"),
    "resolved": gettext_lazy("the case was solved without it"),
    "reviewed": gettext_lazy("the request was refused, so that there is nothing to carry out"),
    "split": gettext_lazy("the message that it counted from went to another case"),
    "unmerged": gettext_lazy("the message that it counted from went to another case"),
    "took_back": gettext_lazy("the customer took the message back"),
    "cancelled": gettext_lazy("the case was called off"),
}
_MET: Mapping[str, str | Promise] = {
    "not_verified": gettext_lazy("the customer said that it is not solved"),
    "waiting_ended": gettext_lazy("the wait was over"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLimit:
    """A limit in words. `standing` are headings and words, `lines` are kind, words, seconds counted."""

    name: str
    target: str
    set_by: str
    hours: str
    standing: Sequence[tuple[str, str]]
    lines: Sequence[tuple[str, str, int]]
    counted: str
    problem: str


def people_in(found: Sequence[Receipt]) -> Mapping[str, str]:
    """The names of whoever set a pause, by their ids; what is no id stands for itself."""
    said = {segment.person for one in found for segment in one.segments if segment.person}
    ids = {number for one in said if (number := id_in(one)) is not None}
    names = {str(pk): str(user) for pk, user in User.objects.in_bulk(ids).items()} if ids else {}
    return {one: names.get(one, one) for one in said}


def limit_as_dict(receipt: Receipt, *, people: Mapping[str, str]) -> dict[str, Any]:
    """Give a limit in words as plain JSON values."""
    told = told_limit(receipt, people=people)
    return {
        "name": told.name,
        "target": told.target,
        "set_by": told.set_by,
        "hours": told.hours,
        "standing": [{"heading": heading, "words": words} for heading, words in told.standing],
        "lines": [words for _kind, words, _seconds in told.lines],
        "counted": told.counted,
        "problem": told.problem or None,
    }


def told_limit(receipt: Receipt, *, people: Mapping[str, str]) -> ToldLimit:
    """Put a receipt into words; `people` are names by the ids in pauses, and no others are named."""
    cycle = receipt.cycle
    segments = [
        replace(
            one, person=people.get(one.person, ""),
            name=holiday_name(one.name, near=one.start, language=get_language() or ""),
        )
        for one in receipt.segments
    ]  # fmt: skip
    return ToldLimit(
        name=clock_name(cycle.clock.value),
        target=duration_in_words(cycle.target_seconds),
        set_by=_set_by(cycle),
        hours=calendar_name(cycle.calendar, cycle.calendar_version),
        standing=list(standing_of(cycle)),
        lines=[_line(one) for one in segments],
        counted=duration_in_words(sum(one.seconds for one in segments)),
        problem=problem_in_words(cycle.problem, calendar=calendar_name) if cycle.problem else "",
    )


def standing_of(cycle: Cycle) -> Iterator[tuple[str, str]]:
    """Say when it is due or for what it waits, when it was met, missed, excused or ended, and why."""
    yield from _due(cycle)
    if cycle.met_at is not None:
        yield _("Met"), _met(cycle)
    for breach in cycle.breaches:
        if excuse := breach_in_words(breach, shown):
            yield _("Excused"), excuse
        else:
            yield _("Missed"), _missed(breach)
    if cycle.cancelled_at is not None:
        yield _("Ended unmet"), _because(cycle.cancelled_at, _ended(cycle.ended_by))


def shown(moment: datetime) -> str:
    """A moment in the time zone and the language of whoever reads."""
    return formats.date_format(localtime(moment), "SHORT_DATETIME_FORMAT")


def _set_by(cycle: Cycle) -> str:
    if not cycle.policy:
        return _("as it was promised")
    return _("“%(policy)s”, version %(n)s") % {
        "policy": name_in_force(cycle.policy), "n": cycle.policy_version,
    }  # fmt: skip


def _due(cycle: Cycle) -> Iterator[tuple[str, str]]:
    if cycle.due_at is not None:
        yield _("Due"), shown(cycle.due_at)
    elif cycle.paused_since is not None:
        still = [pause for pause in cycle.pauses if pause.end is None]
        yield _("Paused"), _paused(min(still, key=lambda pause: pause.start))


def _paused(pause: Pause) -> str:
    told = {"start": shown(pause.start), "reason": waiting_reason(pause.reason)}
    if pause.resume_by is None:
        return _("since %(start)s, waiting for %(reason)s; the time left is kept") % told
    told["end"] = shown(pause.resume_by)
    return _("since %(start)s, waiting for %(reason)s until %(end)s; the time left is kept") % told


def _met(cycle: Cycle) -> str:
    words = _because(cycle.met_at, str(_MET.get(cycle.ended_by) or _happened(cycle.ended_by)))
    if cycle.first_met_at in (None, cycle.met_at):
        return words
    return _("%(words)s; for the first time %(at)s") % {
        "words": words, "at": shown(cycle.first_met_at),
    }  # fmt: skip


def _missed(breach: Breach) -> str:
    why = _MISSED.get(breach.cause) or _("the time was used up, and it had not been done")
    return _because(breach.at, str(why))


def _ended(cause: str) -> str:
    return str(_ENDED.get(cause) or _happened(cause))


def _happened(kind: str) -> str:
    return str(EventKind(kind).label) if kind in EventKind.values else ""


def _because(moment: datetime | None, why: str) -> str:
    told = {"at": shown(moment) if moment is not None else "—", "why": why}
    return _("%(at)s: %(why)s") % told if why else str(told["at"])


def _line(segment: Segment) -> tuple[str, str, int]:
    words = segment_in_words(segment, shown, reason=waiting_reason)
    return segment.kind.value, words, segment.seconds
