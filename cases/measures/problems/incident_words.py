"""An incident in words: its states as badges, and each line of its record as one sentence."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cases.incident_kinds import (
    ContactHow,
    IncidentEventKind,
    IncidentState,
    RunKind,
    TaskForceRole,
)
from cases.kinds import RootCause

Facts = Mapping[str, Any]
TONES = {
    IncidentState.DECLARED: ("bad", "fire"),
    IncidentState.CONTAINED: ("warn", "shield-check"),
    IncidentState.SOLVED: ("good", "check-circle"),
    IncidentState.REVIEWED: ("quiet", "archive-box"),
    IncidentState.CANCELLED: ("quiet", "no-symbol"),
}


def title_of(kind: str, facts: Facts, *, person: str, reference: str) -> str:
    """One line of the record; `person` and `reference` are behind the ids in its facts."""
    write = _TITLES.get(kind)
    if write is not None:
        return write(facts, person, reference)
    return str(IncidentEventKind(kind).label)


def text_of(facts: Facts) -> str:
    """What was said with it."""
    words = [facts.get(name) for name in ("text", "containment", "action", "lessons", "reason")]
    cause = str(facts.get("root_cause", ""))
    if cause in RootCause.values:
        words.insert(0, _("Cause: %(cause)s") % {"cause": RootCause(cause).label})
    return "\n".join(str(word) for word in words if word)


def _moved(facts: Facts, person: str, reference: str) -> str:
    return _("from “%(came_from)s” to “%(went_to)s”") % {
        name: IncidentState(facts[name]).label for name in ("came_from", "went_to")
    }


def _called_in(facts: Facts, person: str, reference: str) -> str:
    role = TaskForceRole(facts["role"]).label
    return _("%(person)s was called in: %(role)s") % {"person": person, "role": role}


def _released(facts: Facts, person: str, reference: str) -> str:
    role = TaskForceRole(facts["role"]).label
    return _("%(person)s left: %(role)s") % {"person": person, "role": role}


def _named(words: Callable[[], str]) -> Callable[[Facts, str, str], str]:
    """A line about something of the plan, in the reader's language."""

    def write(facts: Facts, person: str, reference: str) -> str:
        return words() % {"task": facts.get(translation.get_language() or "", facts.get("en", ""))}

    return write


def _of_case(words: Callable[[], str]) -> Callable[[Facts, str, str], str]:
    def write(facts: Facts, person: str, reference: str) -> str:
        return words() % {"reference": reference or "…"}

    return write


def _affected(facts: Facts, person: str, reference: str) -> str:
    return _("%(added)s affected customers listed; %(complained)s have a case here already") % {
        "added": facts.get("added", 0), "complained": facts.get("complained", 0),
    }  # fmt: skip


def _contacted(facts: Facts, person: str, reference: str) -> str:
    return _("affected customer, order %(order)s: %(how)s") % {
        "order": facts.get("order") or "–", "how": ContactHow(facts["how"]).label,
    }  # fmt: skip


def _sent(facts: Facts, person: str, reference: str) -> str:
    return _("message to all goes out to %(n)s") % {"n": facts.get("recipients", 0)}


def _retried(facts: Facts, person: str, reference: str) -> str:
    return _("message sent again to %(n)s") % {"n": facts.get("recipients", 0)}


def _run_asked(facts: Facts, person: str, reference: str) -> str:
    words = (
        _("%(n)s cases are to join, one after the other")
        if facts.get("kind") == RunKind.JOIN
        else _("%(n)s cases are to be solved, one after the other")
    )
    return words % {"n": facts.get("cases", 0)}


def _run_ended(facts: Facts, person: str, reference: str) -> str:
    return _("stopped before the last %(n)s cases") % {"n": facts.get("cases", 0)}


_TITLES: Mapping[str, Callable[[Facts, str, str], str]] = MappingProxyType(
    {
        IncidentEventKind.MOVED: _moved,
        IncidentEventKind.CALLED_IN: _called_in,
        IncidentEventKind.RELEASED: _released,
        IncidentEventKind.TICKED: _named(lambda: _("done: %(task)s")),
        IncidentEventKind.UNTICKED: _named(lambda: _("open again: %(task)s")),
        IncidentEventKind.ADDED: _named(lambda: _("added to the plan: %(task)s")),
        IncidentEventKind.JOINED: _of_case(lambda: _("case %(reference)s joined")),
        IncidentEventKind.LEFT: _of_case(lambda: _("case %(reference)s taken out")),
        IncidentEventKind.AFFECTED: _affected,
        IncidentEventKind.CONTACTED: _contacted,
        IncidentEventKind.SENT: _sent,
        IncidentEventKind.RETRIED: _retried,
        IncidentEventKind.RUN_ASKED: _run_asked,
        IncidentEventKind.RUN_ENDED: _run_ended,
    }
)
