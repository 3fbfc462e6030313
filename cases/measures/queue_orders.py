"""The orders of a queue that one may choose; `o` in the address, as django-filter has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.kinds import Priority
from cases.measures.queue_paging import BY_DUE, NEWEST, Order


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
            order=Order(by="sentiment", values=("negative", "neutral", "", "positive")),
        ),
        "priority": NamedOrder(
            title=_("urgent first"), order=Order(by="priority", values=tuple(Priority.values[::-1]))
        ),
        "-opened": NamedOrder(title=_("newest first"), order=NEWEST),
        "opened": NamedOrder(title=_("oldest first"), order=Order(column="opened_at")),
    }
)
