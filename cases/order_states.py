"""The life of a work order between departments as one table: kinds, states, steps, and who may take them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class WorkKind(models.TextChoices):
    """What a department is asked to do."""

    INVESTIGATE = "investigate", _("find the cause")
    REPRINT = "reprint", _("print again")
    REPAIR = "repair", _("look at or repair a device")
    PARTS = "parts", _("parts or materials")
    REFUND = "refund", _("refund or credit")
    DELIVERY = "delivery", _("delivery or carrier")
    DATA = "data", _("order or picture data")
    COACHING = "coaching", _("talk with staff")
    OTHER = "other", _("something else")


class OrderState(models.TextChoices):
    """Where a work order stands."""

    OPEN = "open", _("to accept")
    ACCEPTED = "accepted", _("accepted")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("done")
    REFUSED = "refused", _("turned down")
    WITHDRAWN = "withdrawn", _("withdrawn")


class OrderEventKind(models.TextChoices):
    """What can happen to a work order."""

    MADE = "made", _("given")
    ACCEPTED = "accepted", _("accepted")
    ASSIGNED = "assigned", _("given to somebody")
    STARTED = "started", _("begun")
    NOTED = "noted", _("progress")
    SENT_ON = "sent_on", _("sent on")
    REFUSED = "refused", _("turned down")
    DONE = "done", _("done")
    ASKED_AGAIN = "asked_again", _("asked again")
    WITHDRAWN = "withdrawn", _("withdrawn")
    WARNED = "warned", _("limit is near")
    BREACHED = "breached", _("limit missed")
    PING_PONG = "ping_pong", _("sent to and fro: the heads were told")


_S = OrderState
# Somebody in a department has it to do.
OPEN_STATES = frozenset({_S.OPEN, _S.ACCEPTED, _S.IN_PROGRESS})
# Why a department's time with an order ended, as its stay keeps it.
LEFT = (
    ("done", _("done")),
    ("refused", _("turned down")),
    ("sent_on", _("sent on")),
    ("withdrawn", _("withdrawn")),
)
# The department that has it; whoever gave it, with their side.
Side = Literal["department", "asker"]
OrderFact = Literal["owner", "department", "reason", "result"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStep:
    """One step: its verb, from which states, by which side, and the facts it requires."""

    verb: str
    label: str | Promise
    done: str | Promise
    came_from: frozenset[OrderState]
    side: Side
    facts: tuple[OrderFact, ...] = ()
    key: str = ""
    is_primary: bool = False
    is_dangerous: bool = False


_ALL = (
    OrderStep(
        verb="accept", label=_("Accept"), done=_("The work order is yours."), key="c", is_primary=True,
        came_from=frozenset({_S.OPEN}), side="department",
    ),
    OrderStep(
        verb="start", label=_("Start"), done=_("Begun."), key="s", is_primary=True,
        came_from=frozenset({_S.ACCEPTED}), side="department",
    ),
    OrderStep(
        verb="finish", label=_("Report as done"), done=_("Done. Whoever asked for it is told."), key="d",
        came_from=frozenset({_S.ACCEPTED, _S.IN_PROGRESS}), side="department", facts=("result",),
        is_primary=True,
    ),
    OrderStep(
        verb="assign", label=_("Give to …"), done=_("Given."), key="a", came_from=OPEN_STATES,
        side="department", facts=("owner",),
    ),
    OrderStep(
        verb="send_on", label=_("Send on"), done=_("Sent on; it counts as a hop."), key="o",
        came_from=OPEN_STATES, side="department", facts=("department", "reason"),
    ),
    OrderStep(
        verb="refuse", label=_("Refuse"), done=_("Refused. Whoever asked for it is told why."), key="x",
        came_from=OPEN_STATES, side="department", facts=("reason",), is_dangerous=True,
    ),
    OrderStep(
        verb="ask_again", label=_("Ask again"), done=_("Asked again; it counts as a hop."), key="o",
        came_from=frozenset({_S.DONE, _S.REFUSED}), side="asker", facts=("department", "reason"),
    ),
    OrderStep(
        verb="withdraw", label=_("Withdraw"), done=_("Withdrawn."), key="w", is_dangerous=True,
        came_from=OPEN_STATES | {_S.REFUSED}, side="asker", facts=("reason",),
    ),
)  # fmt: skip
ORDER_STEPS: Mapping[str, OrderStep] = MappingProxyType({step.verb: step for step in _ALL})
