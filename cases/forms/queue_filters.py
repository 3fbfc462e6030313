"""What a queue can be narrowed down by; names and values in the address follow django-filter."""

from typing import Any

import django_filters
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.kinds import Klass, Priority
from cases.measures.desk_choices import choices
from cases.models import Case
from cases.states import CaseState

SENTIMENTS = (
    ("negative", pgettext_lazy("sentiment", "negative")),
    ("neutral", pgettext_lazy("sentiment", "neutral")),
    ("positive", pgettext_lazy("sentiment", "positive")),
)
# Urgent first: that is what people look for.
PRIORITIES = tuple(reversed(Priority.choices))


def _by_id(column: str, label: object) -> django_filters.TypedChoiceFilter:
    return django_filters.TypedChoiceFilter(field_name=column, coerce=int, label=label)


class QueueFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Narrow a queue down; what is not among the choices is ignored rather than refused."""

    klass = django_filters.ChoiceFilter(choices=Klass.choices, label=_("class"))
    category = _by_id("category_id", _("category"))
    store = _by_id("store_id", _("store"))
    department = _by_id("department_id", _("department"))
    priority = django_filters.ChoiceFilter(choices=PRIORITIES, label=_("priority"))
    sentiment = django_filters.ChoiceFilter(choices=SENTIMENTS, label=_("sentiment"))
    channel = _by_id("channel_id", _("channel"))
    # An order and no filter: of what is urgent alike, the angry one first.
    ordering = django_filters.OrderingFilter(
        fields={"sentiment": "sentiment"}, choices=[("sentiment", _("negative first"))],
        label=_("order"), empty_label=None, null_label=None,
    )  # fmt: skip
    state = django_filters.ChoiceFilter(choices=CaseState.choices, label=_("state"))

    class Meta:
        model = Case
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = choices()
        lists = {
            "category": known.categories, "store": known.stores,
            "department": known.departments, "channel": known.channels,
        }  # fmt: skip
        for name, options in lists.items():
            self.filters[name].extra["choices"] = options


def filters_in(data: QueryDict) -> dict[str, str]:
    """The filters that are set, as the address spells them."""
    return {name: str(data[name]) for name in QueueFilter.base_filters if data.get(name)}
