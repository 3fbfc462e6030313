"""The short lists that the desk chooses from: stores, departments, categories, channels, people."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, QuerySet, Value

from cases.kinds import Klass
from cases.models import Case, Category
from channels.models import Channel
from feedback_site.organisation.models import Department, Posting, Store, User
from feedback_site.organisation.roles import WORKING
from feedback_site.organisation.words import name_field
from feedback_site.remembering import remember

Choice = tuple[str, str]
# What kind of thing (store, department, category, channel), and its id.
Named = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Ids and names in the reader's language, in their usual order; `names` has them all, by kind and id."""

    stores: tuple[Choice, ...]
    departments: tuple[Choice, ...]
    categories: tuple[Choice, ...]
    channels: tuple[Choice, ...]
    names: Mapping[Named, str]


def choices() -> Choices:
    """Read all of them in one statement, at most every few seconds."""
    name = name_field()
    return remember(f"desk choices {name}", lambda: _read(name))


def names_of(wanted: Set[Named]) -> Mapping[Named, str]:
    """Name stores, departments, categories and channels by kind and id, also those of this very second."""
    known = choices().names
    return known if wanted <= known.keys() else _read(name_field()).names


def _read(name: str) -> Choices:
    found = sorted(
        _rows(Store, "store", name).union(
            _rows(Department, "department", name),
            _rows(Category, "category", name, order=F("position")),
            _rows(Channel, "channel", name),
            all=True,
        )
    )

    def of(kind: str) -> tuple[Choice, ...]:
        return tuple((str(pk), words) for table, *_order, pk, words in found if table == kind)

    return Choices(
        stores=of("store"),
        departments=of("department"),
        categories=of("category"),
        channels=of("channel"),
        names={(table, pk): words for table, *_order, pk, words in found},
    )


def _rows(
    model: type[Model], table: str, name: str, *, order: Value | F | None = None
) -> "QuerySet[Any, tuple[Any, ...]]":
    """Five columns that are the same for each table: its name, two to order by, id and words."""
    columns = {
        "table": Value(table), "first": order or Value(0), "second": F("code"), "id_": F("pk"),
        "words": F(name),
    }  # fmt: skip
    rows: QuerySet[Any, tuple[Any, ...]] = QuerySet(model).annotate(**columns).values_list(*columns)
    return rows


def grouped_categories() -> list[tuple[str, list[Choice]]]:
    """The categories in use by class, as codes and names in the reader's language."""
    rows = list(Category.objects.filter(is_active=True))
    return [
        (str(klass.label), [(row.code, row.name) for row in rows if row.klass == klass])
        for klass in Klass
    ]


def people_at_work() -> Sequence[Choice]:
    """Everybody who may work on cases, by name; read at most every few seconds."""
    return remember("people at work", _people_at_work)


def _people_at_work() -> Sequence[Choice]:
    posts = Posting.objects.current().filter(role__in=WORKING, user__is_active=True)
    people = {_person(post.user) for post in posts.select_related("user")}
    return sorted(people, key=lambda choice: choice[1])


def people_for(case: Case) -> Sequence[Choice]:
    """Who may work on cases and reaches this one, by name."""
    return people_reaching(store=case.store, department_id=case.department_id)


def people_reaching(*, store: Store | None, department_id: int | None) -> Sequence[Choice]:
    """Who may work on cases and reaches a matter of this store and department, by name."""
    posts = (
        Posting.objects.current()
        .filter(role__in=WORKING, user__is_active=True)
        .reaching(store=store, department_id=department_id)
        .select_related("user")
    )
    return sorted({_person(post.user) for post in posts}, key=lambda choice: choice[1])


def _person(user: User) -> Choice:
    return str(user.pk), str(user)


def flat(groups: Sequence[tuple[str, Sequence[Choice]]]) -> Iterator[Choice]:
    """The choices of all groups."""
    for _name, options in groups:
        yield from options
