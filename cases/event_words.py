"""What happened to a case as a colleague reads it: one sentence for each event, from its kind and facts."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cases.appointment_words import BOOKING_KINDS, said_of_booking
from cases.facts import FACTS, OF_CATEGORY
from cases.kinds import Confidence, EventKind, ExpertRole, Mood, RootCause, ToldHow
from cases.order_states import OrderEventKind
from cases.quote_words import ANSWERED_CAUSES, QUOTE_TITLES, said_with
from cases.ranking_words import given_because, reasons_in_words
from cases.states import Outcome, WaitingReason
from channels.kinds import Remedy
from channels.letters import CLOCKS
from feedback_site.organisation.roles import Role

Facts = Mapping[str, Any]
_KINDS = frozenset(EventKind.values)
# The order in which events keep the names of a category.
_LANGUAGES = ("zh-hant", "zh-hans", "en")


def title_of(kind: str, facts: Facts, *, assignee: str = "") -> str:
    """The event in a few words; `assignee` is the name behind the id in its facts."""
    write = _TITLES.get(kind)
    if write is not None:
        return write(facts, assignee)
    return str(EventKind(kind).label) if kind in _KINDS else kind


def text_of(kind: str, facts: Facts) -> str:
    """What was said with it: reasons, what was asked, what was done; empty where nothing was."""
    if kind == EventKind.RESOLVED:
        return _resolution(facts)
    if kind == EventKind.RECEIVED and facts.get("offline"):
        return _("Written down at the counter while the line was down; it came here later.")
    if kind == EventKind.ASSIGNED:
        return _why_assigned(facts)
    if kind in QUOTE_TITLES:
        return said_with(facts)
    if kind in BOOKING_KINDS:
        return said_of_booking(facts)
    if kind == EventKind.PROMISE_CHANGED:
        return _promise_changed(facts)
    names = () if "quote" in facts else _WORDS.get(kind, ("reason",))
    words = (facts.get(name) for name in names)
    # Whom an answer asked stands in the title already.
    told = (
        str(_OF_RULES.get(word, word)) for word in words if word and word != WaitingReason.CUSTOMER
    )
    return "\n".join([*_sorted_as(facts), *_in_danger(kind, facts), *told])


def _promise_changed(facts: Facts) -> str:
    """What was said before and what holds now, each with its time, and why."""
    due = facts.get("due_at") or facts.get("was_due_at")
    before = f"{facts.get('was_text', '')} ({_moment(facts.get('was_due_at'))})"
    return f"{before}\n→ {facts.get('text', '')} ({_moment(due)})\n{facts.get('reason', '')}"


def _moment(text: object) -> str:
    moment = parse_datetime(str(text or ""))
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else "–"


def _in_danger(kind: str, facts: Facts) -> Iterator[str]:
    """Whether somebody corrected that anybody's safety is concerned."""
    if kind == EventKind.RETARGETED and "is_safety" in facts:
        said = _("yes") if facts["is_safety"] else _("no")
        yield f"{FACTS['is_safety'].label} {said}"


def _sorted_as(facts: Facts) -> Iterator[str]:
    """The category as it was called then, and what it asked for."""
    names = facts.get("category_name")
    if isinstance(names, list) and len(names) == len(_LANGUAGES):
        language = translation.get_language() or ""
        at = _LANGUAGES.index(language) if language in _LANGUAGES else 0
        yield _("Category: %(name)s") % {"name": names[at]}
    for code in OF_CATEGORY:
        # The store is kept by its number, and stands in the head of the case.
        if facts.get(code) and code != "store":
            yield f"{FACTS[code].label}: {facts[code]}"


def _related(facts: Facts, assignee: str) -> str:
    return _("linked with case %(reference)s") % {"reference": facts.get("other", "")}


def _unrelated(facts: Facts, assignee: str) -> str:
    return _("link with case %(reference)s removed") % {"reference": facts.get("other", "")}


def _split(facts: Facts, assignee: str) -> str:
    if origin := facts.get("from"):
        return _("split off from case %(reference)s") % {"reference": origin}
    return _("a second matter was split off as case %(reference)s") % {
        "reference": facts.get("into", "")
    }


def _unsplit(facts: Facts, assignee: str) -> str:
    return _("splitting off case %(reference)s was undone") % {"reference": facts.get("into", "")}


def clock_name(code: str) -> str:
    """A clock's name in the reader's language; a code that is not known as it stands."""
    language = translation.get_language() or ""
    inside = {"per_assignee": _("time with one person"), "per_vendor": _("time with a supplier")}
    return CLOCKS.get(language, CLOCKS["en"]).get(code) or inside.get(code, code)


def waiting_reason(code: str) -> str:
    """For what a case waits, in words; a limit that goes on after a re-opening rested while it was solved."""
    return _("it was taken for solved") if code == "resolved" else _label(WaitingReason, code)


def _label(choices: Any, code: object) -> str:
    return str(choices(code).label) if code in choices.values else str(code or "")


def _resolution(facts: Facts) -> str:
    return "\n".join(
        part
        for part in (
            _("Cause: %(cause)s") % {"cause": _label(RootCause, facts.get("root_cause"))},
            _("Done: %(action)s") % {"action": facts.get("action_taken", "")},
            _("Remedy: %(remedy)s, %(cost)s TWD")
            % {"remedy": _label(Remedy, facts.get("remedy")), "cost": facts.get("remedy_cost", 0)},
            _("Work orders still open: %(why)s") % {"why": facts["orders_left"]}
            if facts.get("orders_left")
            else "",
            _("Steps still open: %(why)s") % {"why": facts["steps_left"]}
            if facts.get("steps_left")
            else "",
        )
        if part
    )


def _assigned(facts: Facts, assignee: str) -> str:
    return _("given to %(name)s") % {"name": assignee or "—"}


def _why_assigned(facts: Facts) -> str:
    """A colleague's words, or why the system chose; and what spoke for this person."""
    reason = str(facts.get("reason") or "")
    why = " · ".join(reasons_in_words(facts.get("why", ())))
    return "\n".join(part for part in (given_because(reason) or reason, why) if part)


def _answered(facts: Facts, assignee: str) -> str:
    how = _label(ToldHow, facts.get("how"))
    return _("answered %(how)s") % {"how": how} if how else str(EventKind.ANSWERED.label)


def _waiting(facts: Facts, assignee: str) -> str:
    if "quote" in facts:
        return _("waits for the customer's answer to quote %(number)s") % facts
    return _("waits for %(reason)s") % {
        "reason": waiting_reason(str(facts.get("waiting_reason", "")))
    }


def _resumed(facts: Facts, assignee: str) -> str:
    cause = str(facts.get("cause", ""))
    known = {
        "customer_wrote": _("the customer wrote"),
        "resume_by": _("the date had come"),
        **{code: str(words) for code, words in ANSWERED_CAUSES.items()},
    }
    return _("continued: %(cause)s") % {"cause": known.get(cause, cause)}


def _closed(facts: Facts, assignee: str) -> str:
    return _("closed: %(outcome)s") % {"outcome": _label(Outcome, facts.get("outcome"))}


def _remedied(facts: Facts, assignee: str) -> str:
    remedy = _label(Remedy, facts.get("remedy"))
    if "remedy_cost" in facts:
        told = {"remedy": remedy, "cost": facts["remedy_cost"]}
        return _("remedy carried out: %(remedy)s, %(cost)s TWD") % told
    return _("remedy carried out: %(remedy)s") % {"remedy": remedy}


def _reviewed(facts: Facts, assignee: str) -> str:
    if facts.get("decision") == "granted":
        return _("the request was granted")
    return _("the request was refused")


def _noting_taken_back(facts: Facts, assignee: str) -> str:
    noted = title_of(str(facts.get("noted", "")), facts)
    return _("taken back, as noted by mistake: %(noted)s") % {"noted": noted}


def _retargeted(facts: Facts, assignee: str) -> str:
    if "tier" in facts and "changed_from" in facts:
        return _("limits follow the customer's service tier: %(tier)s") % {
            "tier": facts["tier"] or _("none")
        }
    return str(EventKind.RETARGETED.label)


def _merged(facts: Facts, assignee: str) -> str:
    if (absorbed := facts.get("absorbed")) and "owes_again" in facts:
        return _("an answer to the customer of merged case %(reference)s was taken back") % {
            "reference": absorbed
        }
    if absorbed and "message" in facts:
        return _("the customer of merged case %(reference)s wrote") % {"reference": absorbed}
    if absorbed:
        return _("took in case %(reference)s") % {"reference": absorbed}
    return _("merged into case %(reference)s") % {"reference": facts.get("into", "")}


def _unmerged(facts: Facts, assignee: str) -> str:
    if absorbed := facts.get("absorbed"):
        return _("case %(reference)s was taken out again") % {"reference": absorbed}
    return _("taken out of case %(reference)s again") % {"reference": facts.get("into", "")}


def _duplicate(facts: Facts, assignee: str) -> str:
    return _("duplicate of case %(reference)s") % {"reference": facts.get("duplicate_of", "")}


def _escalated(facts: Facts, assignee: str) -> str:
    words = {
        "level": facts.get("level", ""),
        "role": _label(Role, facts.get("role")),
        "other": _label(Role, facts.get("instead_of")),
    }
    if facts.get("instead_of"):
        return _("raised to level %(level)s: %(role)s, as no %(other)s is there") % words
    if facts.get("nobody"):
        return _("raised to level %(level)s: %(role)s, but nobody holds this role") % words
    return _("raised to level %(level)s: %(role)s") % words


def _stepped_down(facts: Facts, assignee: str) -> str:
    return _("stepped down to level %(level)s") % {"level": facts.get("level", "")}


def _shared(words: Callable[[], str], name: str) -> Callable[[Facts, str], str]:
    """What a case has in common with others: the code and title of a problem or an incident."""

    def write(facts: Facts, assignee: str) -> str:
        return words() % {"what": f"{facts.get(name, '')} {facts.get('title', '')}".strip()}

    return write


def _traced(facts: Facts, assignee: str) -> str:
    names = {"machine": _("machine"), "paper_lot": _("paper lot"), "ink_lot": _("ink lot")}
    told = [f"{name} {facts[code]}" for code, name in names.items() if facts.get(code)]
    return ", ".join(told) or _("machine and lots are not known after all")


def _mood_set(facts: Facts, assignee: str) -> str:
    mood = _label(Mood, facts.get("mood"))
    if facts.get("mood") == facts.get("before"):
        return _("mood confirmed: %(mood)s") % {"mood": mood}
    return _("mood corrected: %(mood)s") % {"mood": mood}


def _warned(facts: Facts, assignee: str) -> str:
    return _("warned: %(level)s %% of the time for “%(clock)s” is used") % {
        "level": facts.get("level", ""),
        "clock": clock_name(str(facts.get("clock", ""))),
    }


def _breached(facts: Facts, assignee: str) -> str:
    name = clock_name(str(facts.get("clock", "")))
    if int(facts.get("level", 100)) > 100:
        return _("limit “%(clock)s” missed for long: %(level)s %% of its time") % {
            "clock": name,
            "level": facts["level"],
        }
    return _("limit “%(clock)s” missed") % {"clock": name}


def _correction(facts: Facts, assignee: str) -> str:
    if "rejection_declined" in facts:
        return _("rejection declined: the case is worked on")
    if "pause_from" in facts:
        return _("a pause was entered afterwards: %(reason)s") % {
            "reason": waiting_reason(str(facts.get("waiting_reason", "")))
        }
    return str(EventKind.CORRECTION.label)


def _triaged(facts: Facts, assignee: str) -> str:
    return (
        pgettext("event", "sorted by rule")
        if "confidence" in facts
        else pgettext("event", "sorted")
    )


def _order_made(facts: Facts, assignee: str) -> str:
    return _("work order %(code)s given: %(title)s") % {
        "code": facts.get("code", ""), "title": facts.get("title", ""),
    }  # fmt: skip


def _order_moved(facts: Facts, assignee: str) -> str:
    return _("work order %(code)s: %(step)s") % {
        "code": facts.get("code", ""), "step": _label(OrderEventKind, facts.get("step")),
    }  # fmt: skip


def _consulted(facts: Facts, assignee: str) -> str:
    roles = "、".join(_label(ExpertRole, role) for role in facts.get("roles", ()))
    return _("experts were asked: %(roles)s") % {"roles": roles}


def _opinion_given(facts: Facts, assignee: str) -> str:
    return _("opinion of the %(role)s, %(confidence)s") % {
        "role": _label(ExpertRole, facts.get("role")),
        "confidence": _label(Confidence, facts.get("confidence")),
    }


def _in_language(names: object) -> str:
    """What was kept by language, in the reader's."""
    if not isinstance(names, Mapping):
        return ""
    return str(names.get(translation.get_language() or "") or names.get("zh-hant", ""))


def _about_step(words: Callable[[], str]) -> Callable[[Facts, str], str]:
    return lambda facts, assignee: words() % {
        "step": _in_language(facts.get("step")), "list": _in_language(facts.get("checklist")),
    }  # fmt: skip


def _checklist_added(facts: Facts, assignee: str) -> str:
    words = (
        _("checklist “%(list)s” added because of the category: %(n)s steps")
        if facts.get("by_category")
        else _("checklist “%(list)s” added: %(n)s steps")
    )
    return words % {"list": _in_language(facts.get("checklist")), "n": facts.get("steps", 0)}


def _about_quote(write: Callable[[Facts], str]) -> Callable[[Facts, str], str]:
    return lambda facts, assignee: write(facts)


_TITLES: Mapping[str, Callable[[Facts, str], str]] = MappingProxyType(
    {
        EventKind.TRIAGED: _triaged,
        EventKind.ASSIGNED: _assigned,
        EventKind.ANSWERED: _answered,
        EventKind.WAITING_BEGAN: _waiting,
        EventKind.WAITING_ENDED: _resumed,
        EventKind.REMEDIED: _remedied,
        EventKind.REVIEWED: _reviewed,
        EventKind.NOTING_TAKEN_BACK: _noting_taken_back,
        EventKind.RETARGETED: _retargeted,
        EventKind.CLOSED: _closed,
        EventKind.SPLIT: _split,
        EventKind.UNSPLIT: _unsplit,
        EventKind.MERGED: _merged,
        EventKind.UNMERGED: _unmerged,
        EventKind.RELATED: _related,
        EventKind.UNRELATED: _unrelated,
        EventKind.DUPLICATE: _duplicate,
        EventKind.ESCALATED: _escalated,
        EventKind.STEPPED_DOWN: _stepped_down,
        EventKind.WARNED: _warned,
        EventKind.BREACHED: _breached,
        EventKind.CORRECTION: _correction,
        EventKind.TRACED: _traced,
        EventKind.MOOD_SET: _mood_set,
        EventKind.PROBLEM_LINKED: _shared(lambda: _("linked to problem %(what)s"), "problem"),
        EventKind.PROBLEM_UNLINKED: _shared(lambda: _("taken out of problem %(what)s"), "problem"),
        EventKind.INCIDENT_JOINED: _shared(lambda: _("joined to incident %(what)s"), "incident"),
        EventKind.INCIDENT_LEFT: _shared(lambda: _("taken out of incident %(what)s"), "incident"),
        EventKind.INCIDENT_TOLD: _shared(
            lambda: _("told with all others of incident %(what)s"), "incident"
        ),
        EventKind.ORDER_MADE: _order_made,
        EventKind.ORDER_MOVED: _order_moved,
        EventKind.CONSULTED: _consulted,
        EventKind.OPINION_GIVEN: _opinion_given,
        EventKind.CHECKLIST_ADDED: _checklist_added,
        EventKind.CHECKLIST_REMOVED: _about_step(lambda: _("checklist “%(list)s” taken away")),
        EventKind.STEP_DONE: _about_step(lambda: _("step done: %(step)s (%(list)s)")),
        EventKind.STEP_REOPENED: _about_step(lambda: _("step opened again: %(step)s (%(list)s)")),
        **{kind: _about_quote(write) for kind, write in QUOTE_TITLES.items()},
    }
)
# Where the words of an event are not in its "reason".
_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        EventKind.WAITING_BEGAN: ("asked_whom", "asked_what"),
        EventKind.REOPENED: ("what_is_missing", "reason"),
        EventKind.PROMISE_MADE: ("text",),
        EventKind.PROMISE_WITHDRAWN: ("text", "reason"),
        EventKind.VISITED: ("where",),
        EventKind.REMEDIED: ("action_taken",),
        EventKind.CORRECTION: ("rejection_declined", "reason"),
        EventKind.REJECTION_PROPOSED: ("reason", "customer_told"),
        EventKind.CONSULTED: ("question",),
        EventKind.OPINION_GIVEN: ("recommendation", "reasons"),
        EventKind.OPINIONS_DECIDED: ("decision",),
        # Its reason is the limit's code, which the title of a breach has named.
        EventKind.ESCALATED: (),
        # Their titles say it; the reason that the table of moves asks for is a code.
        EventKind.RESOLUTION_UNDONE: (),
        EventKind.SPAM: (),
        EventKind.NOT_SPAM: (),
    }
)
# What a rule gives as a reason where a colleague writes one.
_OF_RULES: Mapping[str, Promise] = MappingProxyType(
    {"leading_called_off": gettext_lazy("The case that led it was called off.")}
)
