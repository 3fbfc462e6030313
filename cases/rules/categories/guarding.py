"""Guarding the tree of categories: what must hold of a code, of a place, and before one is retired."""

import re
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases.errors import CategoryInUse, WrongFact
from cases.facts import OF_CATEGORY
from cases.kinds import Klass, Priority, Severity
from cases.measures.time_limits.policy_words import policy_name
from cases.models import Case, Category, CategoryLabel, Policy
from cases.rules.clocks.ruling import match_of
from feedback_site.organisation.models import Department

_CODE = re.compile(r"[a-z][a-z0-9_]{1,48}\Z")


def require_new_code(code: str) -> None:
    """Raise WrongFact where the code is no slug, a class's, or taken."""
    taken = code in Klass.values or Category.objects.filter(code=code).exists()
    if taken or not _CODE.match(code):
        raise WrongFact(name=_("code"), value=code)


def require_place(category: Category) -> None:
    """Raise WrongFact for what is no choice, CategoryInUse where it does not fit above or below."""
    _require_choices(category)
    below = _children(category) if category.pk is not None else Category.objects.none()
    if category.parent_id is not None:
        parent = Category.objects.filter(pk=category.parent_id).first()
        if parent is None or parent.pk == category.pk or not parent.is_active:
            raise WrongFact(name=_("parent"), value=parent or "—")
        if parent.parent_id is not None or below.exists():
            raise CategoryInUse(why=_("the tree has two levels below its classes"))
        if parent.klass != category.klass:
            raise CategoryInUse(why=_("“%(name)s” is of another class") % {"name": parent.name})
    elif below.exclude(klass=category.klass).exists():
        raise CategoryInUse(why=_("there are categories below it; move those first"))


def require_retirable(category: Category, successor: Category | None, *, now: datetime) -> None:
    """Raise CategoryInUse, or WrongFact for a successor that is none."""
    if not category.is_active:
        raise CategoryInUse(why=_("it is out of use already"))
    if successor is not None and (successor.pk == category.pk or not successor.is_active):
        raise WrongFact(name=_("successor"), value=successor)
    if _children(category).exists():
        raise CategoryInUse(why=_("there are categories below it; move those first"))
    if names := policies_naming(category.code, now=now):
        words = _("these time limits name it, revise them first: %(names)s")
        raise CategoryInUse(why=words % {"names": "、".join(names)})
    if successor is None and is_used(category):
        raise CategoryInUse(
            why=_("cases, or what was learned from them, have it; name its successor")
        )


def policies_naming(code: str, *, now: datetime) -> list[str]:
    """The policies in force that are for this category in particular."""
    in_force = Policy.objects.filter(is_on=True).filter(Q(until=None) | Q(until__gt=now))
    return [policy_name(one.code, one.name) for one in in_force if code in match_of(one).categories]


def is_used(category: Category) -> bool:
    """Whether a case, a label, or a retired category counts on it."""
    return (
        Case.objects.filter(category=category).exists()
        or CategoryLabel.objects.filter(category=category).exists()
        or Category.objects.filter(successor=category).exists()
    )


def _children(category: Category) -> QuerySet[Category]:
    return Category.objects.filter(parent=category, is_active=True)


def _require_choices(category: Category) -> None:
    checks = (
        (_("class"), category.klass, Klass.values),
        (_("usual severity"), category.default_severity, Severity.values),
        (_("least priority"), category.default_priority, ["", *Priority.values]),
    )
    for name, value, choices in checks:
        if value not in choices:
            raise WrongFact(name=name, value=value)
    for code in category.required_facts:
        if code not in OF_CATEGORY:
            raise WrongFact(name=_("asked for when sorting"), value=code)
    for name in (category.name_zh_hant, category.name_zh_hans, category.name_en):
        if not name.strip():
            raise WrongFact(name=_("name"), value="")
    if not Department.objects.filter(pk=category.department_id).exists():
        raise WrongFact(name=_("department"), value="—")
