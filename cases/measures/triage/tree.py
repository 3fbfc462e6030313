"""The tree of categories as it is and was: editions, what differs between two, what a change touches."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cases.facts import FACTS
from cases.kinds import Klass, Priority, Severity
from cases.measures.time_limits.policy_words import policy_name
from cases.models import Case, Category, CategoryLabel, TreeEdition
from cases.sla.choosing import Rulebook
from cases.sla.terms import Attributes, ClockKind, Policy
from cases.states import UNFINISHED
from feedback_site.organisation.models import Department, Skill
from feedback_site.organisation.words import name_field

MOST_EDITIONS = 50
Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One category as a tree shows it; `below` are those under it."""

    code: str
    name: str
    department: str
    severity: str
    priority: str
    facts: Sequence[str]
    is_active: bool
    successor: str
    below: Sequence["Node"] = ()
    cases: int = 0
    open: int = 0
    pk: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What became of one category from one edition to another: lines of name, before and after."""

    name: str
    code: str
    is_new: bool
    lines: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """How much hangs on a category."""

    open: int
    cases: int
    labels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLine:
    """One limit of the cases of a category: its clock's code, the time allowed, and by which policy."""

    clock: str
    seconds: int
    policy: str


def touched_by(category: Category) -> Touched:
    """Count what hangs on a category."""
    cases = Case.objects.filter(category=category).aggregate(
        all=Count("pk"), open=Count("pk", filter=Q(state__in=UNFINISHED))
    )
    labels = CategoryLabel.objects.filter(category=category).count()
    return Touched(open=cases["open"], cases=cases["all"], labels=labels)


def tree_now() -> list[tuple[str, list[Node]]]:
    """The tree as it is, class by class, with the number of cases; two statements and the departments."""
    counts = {
        row["category"]: row
        for row in Case.objects.filter(category__isnull=False)
        .order_by()
        .values("category")
        .annotate(all=Count("pk"), open=Count("pk", filter=Q(state__in=UNFINISHED)))
    }
    rows = [
        {**vars(one), "is_active": one.is_active, "counts": counts.get(one.pk)}
        for one in Category.objects.all()
    ]
    return _by_class(rows)


def tree_of(edition: TreeEdition) -> list[tuple[str, list[Node]]]:
    """The tree as an edition says that it was."""
    return _by_class(edition.content)


def edition_on(moment: datetime) -> TreeEdition | None:
    """The edition in force at a moment; before the first change that which it found."""
    editions = TreeEdition.objects.order_by("number")
    return editions.filter(made_at__lte=moment).last() or editions.first()


def names_on(moment: datetime) -> dict[int, str]:
    """What categories were called at a moment, by id, in the reader's language; empty if never changed."""
    edition = edition_on(moment)
    field = name_field()
    return {one["id"]: one[field] for one in edition.content} if edition else {}


def differences(before: TreeEdition, after: TreeEdition) -> list[Difference]:
    """What differs between two editions, category by category."""
    departments, old = _departments(), {one["code"]: one for one in before.content}
    new = {one["code"]: one for one in after.content}
    names = _names([*before.content, *after.content])
    found = []
    for code in [*new, *(one for one in old if one not in new)]:
        lines = list(_lines(old.get(code), new.get(code), departments, names))
        if lines:
            said = new.get(code) or old[code]
            found.append(
                Difference(name=said[name_field()], code=code, is_new=code not in old, lines=lines)
            )
    return found


def limits_for(
    klass: str, code: str, policies: Sequence[Policy], *, now: datetime
) -> list[LimitLine]:
    """The limits that a case of a category gets now, of normal priority and no tier or scheme."""
    book = Rulebook(policies, {})
    case = Attributes(class_=klass, category=code, priority=Priority.NORMAL.value)
    chosen = ((clock, book.choose(clock, case, now)) for clock in ClockKind)
    return [
        LimitLine(
            clock=clock.value, seconds=one.target.seconds, policy=policy_name(one.policy.code)
        )
        for clock, one in chosen
        if one is not None
    ]


def _by_class(rows: Sequence[Said]) -> list[tuple[str, list[Node]]]:
    departments, names = _departments(), _names(rows)
    ordered = sorted(rows, key=lambda one: (not one["is_active"], one["position"], one["code"]))

    def nodes(those: Iterable[Said]) -> list[Node]:
        return [_node(one, departments, names, nodes(below[_id(one)])) for one in those]

    # A retired category stays below its parent, also where that has moved to another class since.
    below: defaultdict[int | None, list[Said]] = defaultdict(list)
    for one in ordered:
        below[one["parent_id"]].append(one)
    return [
        (str(klass.label), nodes(one for one in below[None] if one["klass"] == klass))
        for klass in Klass
    ]


def _id(said: Said) -> int:
    return int(said["id"])


def _node(
    said: Said, departments: Mapping[int, str], names: Mapping[int, str], below: Sequence[Node]
) -> Node:
    counts = said.get("counts") or {}
    return Node(
        code=said["code"], name=said[name_field()],
        department=departments.get(said["department_id"], ""),
        severity=_label(Severity, said["default_severity"]),
        priority=_label(Priority, said["default_priority"]), facts=_facts(said["required_facts"]),
        is_active=said["is_active"], successor=names.get(said["successor_id"], ""), below=below,
        cases=counts.get("all", 0), open=counts.get("open", 0), pk=_id(said),
    )  # fmt: skip


def _lines(
    old: Said | None, new: Said | None, departments: Mapping[int, str], names: Mapping[int, str]
) -> Iterator[tuple[str, str, str]]:
    for field, label in _labels().items():
        if old and new and old.get(field) == new.get(field):
            continue  # the same, whatever it is called: nothing need be looked up
        # What an edition does not tell of was no term of categories yet.
        was = _value(field, old.get(field), departments, names) if old else ""
        now = _value(field, new.get(field), departments, names) if new else ""
        if was != now:
            yield label, was, now


def _labels() -> dict[str, str]:
    return {
        "name_zh_hant": _("name (Traditional Chinese)"),
        "name_zh_hans": _("name (Simplified Chinese)"), "name_en": _("name (English)"),
        "klass": _("class"), "parent_id": _("parent"), "department_id": _("department"),
        "default_severity": _("usual severity"), "default_priority": _("least priority"),
        "required_facts": _("asked for when sorting"), "skill_id": _("skill needed"),
        "position": _("position"),
        "is_active": _("in use"), "successor_id": _("successor"),
    }  # fmt: skip


def _value(field: str, value: Any, departments: Mapping[int, str], names: Mapping[int, str]) -> str:
    match field:
        case "klass":
            return _label(Klass, value)
        case "default_severity":
            return _label(Severity, value)
        case "default_priority":
            return _label(Priority, value)
        case "department_id":
            return departments.get(value, "")
        case "skill_id":
            return str(Skill.objects.filter(pk=value).first() or "")
        case "parent_id" | "successor_id":
            return names.get(value, "")
        case "required_facts":
            return "、".join(_facts(value))
        case "is_active":
            return _("yes") if value else _("no")
        case _:
            return str(value)


def _facts(codes: Sequence[str]) -> list[str]:
    return [str(FACTS[code].label) for code in FACTS if code in codes]


def _label(choices: Any, code: str) -> str:
    return str(choices(code).label) if code else ""


def _departments() -> dict[int, str]:
    field = name_field()
    return dict(Department.objects.values_list("pk", field))


def _names(rows: Sequence[Said]) -> dict[int, str]:
    field = name_field()
    return {_id(one): one[field] for one in rows}
