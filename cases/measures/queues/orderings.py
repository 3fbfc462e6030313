"""The orders of a queue that one may choose; `ordering` in the address, as django-filter has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.kinds import Priority
from cases.measures.queues.paging import BY_DUE, NEWEST, Order
from cases.models.case import NEGATIVE_FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedOrder:
    """An order and what it is called."""

    title: str | Promise
    order: Order


ORDERS: Mapping[str, NamedOrder] = MappingProxyType(
    {
        "due": NamedOrder(title=_("due first"), order=BY_DUE),
        "waiting": NamedOrder(
            title=_("longest unanswered first"), order=Order(column="unanswered_since")
        ),
        "sentiment": NamedOrder(
            title=_("negative first"),
            order=Order(
                groups=(("0", Q(sentiment="negative")), ("1", ~Q(sentiment="negative"))),
                group_of=lambda line: "0" if line.sentiment == "negative" else "1",
                rank=NEGATIVE_FIRST,
            ),
        ),
        "priority": NamedOrder(
            title=_("urgent first"),
            order=Order(
                groups=tuple((one, Q(priority=one)) for one in Priority.values[::-1]),
                group_of=lambda line: line.priority,
            ),
        ),
        "-opened": NamedOrder(title=_("newest first"), order=NEWEST),
        "opened": NamedOrder(title=_("oldest first"), order=Order(column="opened_at")),
    }
)
