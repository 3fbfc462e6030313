"""Editing the tree of categories: each change makes an edition of the whole tree, with who, when and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.errors import CategoryInUse, MissingFacts, NothingToUndo, StaleTree
from cases.kinds import EditionKind, EventKind, OpenCases
from cases.models import Case, CaseEvent, Category, CategoryLabel, TreeEdition
from cases.rules.categories import guarding
from cases.rules.locking import one_at_a_time
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.remembering import forget

# What of a category can be changed; its code never is, for rules, policies and histories refer to it.
TERMS = (
    "name_zh_hant", "name_zh_hans", "name_en", "klass", "parent_id", "department_id", "default_severity",
    "default_priority", "required_facts", "skill_id", "position",
)  # fmt: skip
# A change of these is a move: open cases carry them too.
MOVING = frozenset({"klass", "department_id"})
_SAYS = (*TERMS, "is_active", "successor_id")


@transaction.atomic
def add_category(
    code: str, *, terms: Mapping[str, Any], reason: str, actor: User, now: datetime,
    seen: int | None = None,
) -> TreeEdition:  # fmt: skip
    """Add a category. Raises NotAllowed, StaleTree, MissingFacts without a reason, and CategoryInUse."""
    _begin(actor, reason, seen, now=now)
    guarding.require_new_code(code)
    category = Category(code=code, **{name: terms[name] for name in TERMS if name in terms})
    guarding.require_place(category)
    category.save()
    return _edition(EditionKind.ADDED, category, reason=reason, actor=actor, now=now)


@transaction.atomic
def change_category(
    category_id: int, *, terms: Mapping[str, Any], reason: str, actor: User, now: datetime,
    open_cases: OpenCases = OpenCases.STAY, seen: int | None = None,
) -> TreeEdition:  # fmt: skip
    """Change a category; where its class or department changes, its open cases may follow.

    `seen` is the edition that the change was made upon. Raises as `add_category`, and MissingFacts where
    nothing would change.
    """
    _begin(actor, reason, seen, now=now)
    category = Category.objects.select_for_update().get(pk=category_id)
    if not category.is_active:
        raise CategoryInUse(why=_("it is out of use; take it into use again first"))
    changed = {
        name: terms[name]
        for name in TERMS
        if name in terms and terms[name] != getattr(category, name)
    }
    if not changed:
        raise MissingFacts(names=_("a change"))
    for name, value in changed.items():
        setattr(category, name, value)
    guarding.require_place(category)
    category.save()
    is_move = not MOVING.isdisjoint(changed)
    return _edition(
        EditionKind.MOVED if is_move or "parent_id" in changed else EditionKind.CHANGED,
        category, reason=reason, actor=actor, now=now, open_cases=open_cases if is_move else "",
    )  # fmt: skip


@transaction.atomic
def retire_category(
    category_id: int, *, successor_id: int | None, reason: str, actor: User, now: datetime,
    open_cases: OpenCases = OpenCases.STAY, seen: int | None = None,
) -> TreeEdition:  # fmt: skip
    """Take a category out of use. Its labels count for the successor from now on; its name stays in history.

    Without a successor only where no case and no label has it. Raises as `add_category`.
    """
    _begin(actor, reason, seen, now=now)
    category = Category.objects.select_for_update().get(pk=category_id)
    successor = Category.objects.filter(pk=successor_id).first() if successor_id else None
    guarding.require_retirable(category, successor, now=now)
    category.is_active, category.successor = False, successor
    category.save()
    return _edition(
        EditionKind.RETIRED, category, reason=reason, actor=actor, now=now,
        open_cases=open_cases if successor else "",
    )  # fmt: skip


@transaction.atomic
def restore_category(
    category_id: int, *, reason: str, actor: User, now: datetime, seen: int | None = None
) -> TreeEdition:
    """Take a category into use again; cases that followed its successor stay there."""
    _begin(actor, reason, seen, now=now)
    category = Category.objects.select_for_update().get(pk=category_id)
    if category.is_active:
        raise CategoryInUse(why=_("it is in use"))
    category.is_active, category.successor = True, None
    guarding.require_place(category)
    category.save()
    return _edition(EditionKind.RESTORED, category, reason=reason, actor=actor, now=now)


@transaction.atomic
def undo_last(*, actor: User, now: datetime, seen: int | None = None) -> TreeEdition:
    """Take the last change back, as one more edition, while no case depends on it.

    Raises NothingToUndo, and says why.
    """
    _begin(actor, _("undone"), seen, now=now)
    last = TreeEdition.objects.select_related("category").first()
    if last is None or last.category is None:
        raise NothingToUndo(why=_("there is none"))
    if why := why_not_undone(last):
        raise NothingToUndo(why=why)
    before = TreeEdition.objects.get(number=last.number - 1)
    category = last.category
    said = next((one for one in before.content if one["id"] == category.pk), None)
    if said is None:
        category.is_active = False
    else:
        # What an older edition does not tell of was no term yet, and stays as it is.
        for name in [one for one in _SAYS if one in said]:
            setattr(category, name, said[name])
    category.save()
    return _edition(
        EditionKind.UNDONE, category, reason=last.reason, actor=actor, now=now, undoes=last
    )


def why_never_undone(last: TreeEdition) -> str:
    """Say why an edition, which must be the newest, can in no case be taken back; costs no statement."""
    if last.category is None:
        return _("there is none")
    if last.kind == EditionKind.UNDONE:
        return _("it was an undoing itself; change it as you want it")
    return ""


def why_not_undone(last: TreeEdition) -> str:
    """Say why an edition, which must be the newest, cannot be taken back now; "" where it can.

    It looks through the histories since the edition was made.
    """
    category = last.category
    why = why_never_undone(last)
    if category is None or why:
        return why
    if last.open_cases == OpenCases.FOLLOW and (_followed(last) or _is_following(last)):
        return _("open cases have followed it")
    if last.kind == EditionKind.RETIRED:
        return ""
    if _has_sorted_since(category, last.made_at):
        return _("cases were sorted into “%(name)s” since") % {"name": category.name}
    return ""


def _followed(edition: TreeEdition) -> bool:
    return CaseEvent.objects.filter(
        kind=EventKind.RETARGETED, happened_at__gte=edition.made_at, facts__edition=edition.number
    ).exists()


def _has_sorted_since(category: Category, moment: datetime) -> bool:
    labels = CategoryLabel.objects.filter(category=category, decided_at__gte=moment)
    sorted_into = CaseEvent.objects.filter(
        kind__in=(EventKind.TRIAGED, EventKind.RETARGETED), happened_at__gte=moment,
        facts__category=category.code,
    )  # fmt: skip
    return labels.exists() or sorted_into.exists()


def _begin(actor: User, reason: str, seen: int | None, *, now: datetime) -> None:
    """Let one change the tree at a time, upon what they saw; keep it as it was before the first change."""
    if not actor.can(Ability.MANAGE_SETTINGS):
        raise NotAllowed
    if not reason.strip():
        raise MissingFacts(names=_("Reason"))
    one_at_a_time("category tree")
    newest = TreeEdition.objects.values_list("number", flat=True).first()
    if seen is not None and seen != (newest or 0):
        raise StaleTree
    if newest is None:
        TreeEdition.objects.create(
            number=1, kind=EditionKind.BEGUN, content=_content(), made_at=now
        )


def _edition(
    kind: EditionKind, category: Category, *, reason: str, actor: User, now: datetime,
    open_cases: str = "", undoes: TreeEdition | None = None,
) -> TreeEdition:  # fmt: skip
    newest = TreeEdition.objects.values_list("number", flat=True)[0]
    edition = TreeEdition.objects.create(
        number=newest + 1, kind=kind, category=category, reason=reason.strip()[:200],
        content=_content(), open_cases=open_cases, is_carrying=open_cases == OpenCases.FOLLOW,
        undoes=undoes, made_by=actor, made_at=now,
    )  # fmt: skip
    entry = Entry(
        verb=f"categories.{kind}", subject=f"category:{category.pk}", actor=name_of(actor),
        body={"code": category.code, "edition": edition.number, "open_cases": open_cases},
    )  # fmt: skip
    record([entry], now=now)
    transaction.on_commit(forget)
    return edition


def _is_following(edition: TreeEdition) -> bool:
    """Whether there is anything on its way; `is_carrying` stands a while longer, for who comes late."""
    open_cases = Case.objects.unfinished().filter(category=edition.category_id)
    return edition.is_carrying and open_cases.exists()


def _content() -> list[dict[str, Any]]:
    return [
        {"id": one.pk, "code": one.code, **{name: getattr(one, name) for name in _SAYS}}
        for one in Category.objects.all()
    ]
