"""The codes of recurring problems and incidents: states, roles of a task force, what belongs to which."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class KeyKind(models.TextChoices):
    """What the cases of a recurring problem have in common."""

    STORE = "store", _("store and category")
    CATEGORY = "category", _("category, all stores")
    MACHINE = "machine", _("machine")
    PAPER_LOT = "paper_lot", _("paper lot")
    INK_LOT = "ink_lot", _("ink lot")
    WORDING = "wording", _("the same words")
    HAND = "hand", _("put together by hand")


class ProblemState(models.TextChoices):
    """Where a recurring problem stands."""

    PROPOSED = "proposed", pgettext_lazy("problem", "proposed")
    OPEN = "open", pgettext_lazy("problem", "open")
    CLOSED = "closed", pgettext_lazy("problem", "closed")
    DECLINED = "declined", pgettext_lazy("problem", "declined")
    MERGED = "merged", pgettext_lazy("problem", "merged")


PROBLEM_MOVES: Mapping[ProblemState, frozenset[ProblemState]] = MappingProxyType(
    {
        ProblemState.PROPOSED: frozenset(
            {ProblemState.OPEN, ProblemState.DECLINED, ProblemState.MERGED}
        ),
        ProblemState.OPEN: frozenset({ProblemState.CLOSED, ProblemState.MERGED}),
        ProblemState.CLOSED: frozenset({ProblemState.OPEN}),
        ProblemState.DECLINED: frozenset(),
        ProblemState.MERGED: frozenset(),
    }
)


class IncidentState(models.TextChoices):
    """Where an incident stands."""

    DECLARED = "declared", pgettext_lazy("incident", "declared")
    CONTAINED = "contained", pgettext_lazy("incident", "contained")
    SOLVED = "solved", pgettext_lazy("incident", "solved")
    REVIEWED = "reviewed", pgettext_lazy("incident", "reviewed")
    CANCELLED = "cancelled", pgettext_lazy("incident", "cancelled")


# Each step, and the facts that it asks for. What was solved may turn out not to be.
INCIDENT_MOVES: Mapping[IncidentState, Mapping[IncidentState, tuple[str, ...]]] = MappingProxyType(
    {
        IncidentState.DECLARED: MappingProxyType(
            {IncidentState.CONTAINED: ("containment",), IncidentState.CANCELLED: ("reason",)}
        ),
        IncidentState.CONTAINED: MappingProxyType(
            {
                IncidentState.SOLVED: ("root_cause", "action"),
                IncidentState.DECLARED: ("reason",),
            }
        ),
        IncidentState.SOLVED: MappingProxyType(
            {IncidentState.REVIEWED: ("lessons",), IncidentState.CONTAINED: ("reason",)}
        ),
        IncidentState.REVIEWED: MappingProxyType({}),
        IncidentState.CANCELLED: MappingProxyType({}),
    }
)
OPEN_INCIDENT = frozenset({IncidentState.DECLARED, IncidentState.CONTAINED})


class IncidentKind(models.TextChoices):
    """Which emergency plan an incident follows."""

    MACHINE = "machine", _("machine or production")
    MATERIAL = "material", _("paper, ink or other material")
    SAFETY = "safety", _("injury or danger")
    PRIVACY = "privacy", _("personal data or lost pictures")
    OUTAGE = "outage", _("website, ordering or payment")
    DELIVERY = "delivery", _("delivery or carrier")
    OTHER = "other", pgettext_lazy("kind of incident", "other")


class TaskForceRole(models.TextChoices):
    """What somebody does in a task force."""

    LEAD = "lead", _("lead")
    TECHNICAL = "technical", pgettext_lazy("role", "technical")
    COMMUNICATION = "communication", _("communication")
    STORE = "store", pgettext_lazy("role", "store")
    SUPPLY = "supply", _("suppliers and material")
    LEGAL = "legal", _("legal and privacy")
    RECORDER = "recorder", _("keeping the record")


class IncidentEventKind(models.TextChoices):
    """What can happen to an incident."""

    DECLARED = "declared", _("incident declared")
    JOINED = "joined", _("case joined")
    LEFT = "left", _("case taken out")
    CALLED_IN = "called_in", _("called into the task force")
    RELEASED = "released", _("left the task force")
    TICKED = "ticked", _("done from the emergency plan")
    UNTICKED = "unticked", _("opened again in the emergency plan")
    ADDED = "added", _("added to the emergency plan")
    NOTED = "noted", pgettext_lazy("incident", "note")
    MOVED = "moved", _("state changed")
    AFFECTED = "affected", _("affected customers listed")
    CONTACTED = "contacted", _("affected customer contacted")
    DRAFTED = "drafted", _("message to all written")
    SENT = "sent", _("message to all sent")
    RETRIED = "retried", _("message sent again to whom it did not reach")
    RUN_ASKED = "run_asked", _("step over many cases begun")
    RUN_ENDED = "run_ended", _("step over many cases stopped")


class MessageState(models.TextChoices):
    """How far a message to all is."""

    DRAFT = "draft", _("draft")
    SENDING = "sending", _("going out")
    SENT = "sent", pgettext_lazy("message to all", "handed over")


class RunKind(models.TextChoices):
    """What is done with many cases of an incident, one after the other."""

    JOIN = "join", _("join cases")
    SOLVE = "solve", _("solve cases")


class RunResult(models.TextChoices):
    """What became of one case of a run."""

    DONE = "done", _("done")
    STATE = "state", _("is not sorted or begun, or waits: left for its owner")
    ORDERS = "orders", _("has work orders or steps of a checklist open: left for its owner")
    TAKEN = "taken", _("was finished meanwhile, or is of another incident")
    REFUSED = "refused", _("could not be done: left for its owner")
    STOPPED = "stopped", _("not done: it was stopped before")


class ContactHow(models.TextChoices):
    """How an affected customer was reached."""

    MESSAGE = "message", _("by the message to all")
    PHONE = "phone", _("by phone")
    IN_PERSON = "in_person", _("in person")
    UNREACHABLE = "unreachable", _("could not be reached")
