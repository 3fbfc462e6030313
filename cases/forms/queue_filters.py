"""What a queue can be narrowed down by; names and values in the address follow django-filter."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import F, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.kinds import Klass, Mood, Priority, Severity
from cases.measures.desk_choices import Choices, choices, people_at_work
from cases.measures.queues.needs import promised_by
from cases.models import Case
from cases.models.case import CaseQuerySet
from cases.states import CaseState
from feedback_site.organisation.models import User

SENTIMENTS = tuple(reversed(Mood.choices))
# Urgent first: that is what people look for.
PRIORITIES = tuple(reversed(Priority.choices))
SEVERITIES = tuple(reversed(Severity.choices))
ME, NOBODY = "me", "nobody"
NO_STORE = "none"
DUE = (("overdue", _("overdue")), ("soon", _("due soon")), ("today", _("due today")))
FLAGS = (
    ("unanswered", _("unanswered")),
    ("escalated", _("escalated")),
    ("safety", _("safety")),
    ("privacy", _("privacy")),
    ("partner", _("through a partner")),
    ("anonymous", _("anonymous")),
    ("steps", _("steps of a checklist open")),
    ("promised", _("my promise falls due within a day")),
)
_FLAGGED = {
    "unanswered": Q(unanswered_since__isnull=False),
    "escalated": Q(level__gt=0),
    "safety": Q(is_safety=True),
    "privacy": Q(is_privacy=True),
    "partner": Q(partner__isnull=False),
    "anonymous": Q(customer=None),
    "steps": Q(steps_done__lt=F("steps_all")),
}
# What is offered of each list: it is read when it is asked for, and remembered.
_LISTS: Mapping[str, Callable[[Choices], Sequence[tuple[str, str | Promise]]]] = MappingProxyType(
    {
        "category": lambda known: known.categories,
        "store": lambda known: ((NO_STORE, _("no store")), *known.stores),
        "department": lambda known: known.departments,
        "channel": lambda known: known.channels,
        "owner": lambda known: ((ME, _("me")), (NOBODY, _("nobody yet")), *people_at_work()),
    }
)
# Filters, and a value of one, that ask for the moment or for where midnight is.
_MOVING = frozenset(
    {("due", ""), ("opened_after", ""), ("opened_before", ""), ("flag", "promised")}
)


def _by_id(column: str, label: object) -> django_filters.TypedChoiceFilter:
    return django_filters.TypedChoiceFilter(field_name=column, coerce=int, label=label)


def _day(lookup: str, label: object) -> django_filters.DateFilter:
    return django_filters.DateFilter(
        field_name="opened_at", lookup_expr=lookup, label=label,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


class QueueFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Narrow a queue down; what is not among the choices is ignored rather than refused."""

    klass = django_filters.ChoiceFilter(choices=Klass.choices, label=_("class"))
    category = _by_id("category_id", _("category"))
    store = django_filters.ChoiceFilter(method="at_store", label=_("store"))
    department = _by_id("department_id", _("department"))
    owner = django_filters.ChoiceFilter(method="owned", label=_("owner"))
    priority = django_filters.ChoiceFilter(choices=PRIORITIES, label=_("priority"))
    severity = django_filters.ChoiceFilter(choices=SEVERITIES, label=_("severity"))
    sentiment = django_filters.ChoiceFilter(choices=SENTIMENTS, label=_("sentiment"))
    channel = _by_id("channel_id", _("channel"))
    state = django_filters.ChoiceFilter(choices=CaseState.choices, label=_("state"))
    language = django_filters.ChoiceFilter(choices=settings.LANGUAGES, label=_("language"))
    due = django_filters.ChoiceFilter(choices=DUE, method="due_by", label=_("limit"))
    flag = django_filters.ChoiceFilter(choices=FLAGS, method="flagged", label=_("flag"))
    opened_after = _day("date__gte", _("opened from"))
    opened_before = _day("date__lte", _("opened until"))

    class Meta:
        model = Case
        fields: tuple[str, ...] = ()

    @property
    def in_force(self) -> dict[str, str]:
        """The filters that are set and name something, as the address spells them."""
        return {
            name: value for name, value in filters_in(self.data).items() if name not in self.errors
        }

    @property
    def left_out(self) -> list[str]:
        """What the filters are called that name nothing: a store that is gone, a day that is none."""
        return [
            str(self.filters[name].label) for name in filters_in(self.data) if name in self.errors
        ]

    @property
    def moves_on(self) -> bool:
        """Whether what it keeps follows from more than the case: from the moment, or where midnight is."""
        return bool(_MOVING & {*self.in_force.items(), *((name, "") for name in self.in_force)})

    def __init__(
        self, data: QueryDict | None = None, *args: Any, user: User | None = None, **kwargs: Any
    ) -> None:
        """Without data it has all filters, to be drawn; else those that are set, for copying all is dear."""
        if data is not None:
            set_in = filters_in(data)
            few = {name: QueueFilter.base_filters[name] for name in set_in}
            setattr(self, "base_filters", few)  # noqa: B010 for this one alone; the class keeps its own
        super().__init__(data, *args, **kwargs)
        self.user = user
        for name in self.filters.keys() & _LISTS.keys():
            self.filters[name].extra["choices"] = _LISTS[name](choices())

    def narrow(self, cases: CaseQuerySet) -> CaseQuerySet:
        """Keep those that all filters in force let through."""
        self.form.is_valid()  # what names nothing has no value to filter by
        kept: CaseQuerySet = self.filter_queryset(cases)
        return kept

    def at_store(self, cases: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Keep those of one store, or of none: what came in by mail or about the web shop."""
        return cases.filter(store=None if value == NO_STORE else int(value))

    def owned(self, cases: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Keep those of the viewer, of nobody, or of one colleague."""
        if value == NOBODY:
            return cases.filter(owner=None)
        owner = self.user.pk if value == ME and self.user else int(value)
        return cases.filter(owner=owner)

    def due_by(self, cases: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Keep those with a limit that has passed, or falls soon, or before the viewer's midnight."""
        now = timezone.now()
        if value == "overdue":
            return cases.overdue(now)
        if value == "soon":
            return cases.due_soon(now)
        midnight = timezone.localtime(now).replace(
            hour=23, minute=59, second=59, microsecond=999999
        )
        return cases.filter(next_due_at__lte=midnight)

    def flagged(self, cases: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Keep those with one of the marks that stand beside a case's state, or what the viewer promised."""
        if value == "promised":
            mine = promised_by(self.user, now=timezone.now()) if self.user else Q(pk=None)
            return cases.filter(mine)
        return cases.filter(_FLAGGED[value])


def filters_in(data: QueryDict) -> dict[str, str]:
    """The filters that an address or a form sets, whether they name something or not."""
    return {name: str(data[name]) for name in QueueFilter.base_filters if data.get(name)}
