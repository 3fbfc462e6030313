"""Keeping views: save what one looks at often under a name, share, rename, move, take away and undo that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cases.errors import AlreadyDone, CaseError, MissingFacts
from cases.models import QueueView
from cases.models.queue_view import QueueViewQuerySet
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# Each is counted beside its name: a list of more would be slow, and nobody reads it.
MOST_VIEWS = 20
LONGEST_NAME = 40


class TooManyViews(CaseError):
    """One person has as many views as are counted."""

    code = "too_many_views"
    message = _("You have %(most)s views already. Take one away first. Nothing was changed.")
    status = 422


class NameTaken(CaseError):
    """Another view got the name meanwhile."""

    code = "view_name_taken"
    message = _("You have another view of this name now. Give this one another name.")
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """What is looked at: a queue, the filters as its address spells them, the order, the columns."""

    queue: str
    asked: Mapping[str, str]
    order: str = ""
    columns: Sequence[str] = ()


@transaction.atomic
def keep_view(
    *, name: str, looking: Looking, is_shared: bool, actor: User, now: datetime
) -> QueueView:
    """Save a view under a name; one's own of that name is replaced.

    Sharing is for supervisors (NotAllowed). Raises TooManyViews.
    """
    _require(actor, is_shared=is_shared)
    mine = QueueView.objects.kept().filter(owner=actor)
    if not mine.filter(name=name).exists() and mine.count() >= MOST_VIEWS:
        raise TooManyViews(most=MOST_VIEWS)
    view, _is_new = mine.update_or_create(
        name=name,
        defaults={
            "queue": looking.queue, "asked": dict(looking.asked), "order": looking.order,
            "columns": list(looking.columns), "is_shared": is_shared, "changed_at": now,
        },
        create_defaults={
            "position": _last(actor, is_shared=is_shared),
            "owner": actor, "name": name, "queue": looking.queue, "asked": dict(looking.asked),
            "order": looking.order, "columns": list(looking.columns), "is_shared": is_shared,
            "changed_at": now,
        },
    )  # fmt: skip
    _tell("kept", view, actor, now)
    return view


def rename_view(view_id: int, *, name: str, actor: User, now: datetime) -> QueueView:
    """Give a view another name; its owner may, and of a shared one a supervisor.

    Raises MissingFacts without a name, NameTaken where its owner has another of that name, AlreadyDone where
    it was taken away.
    """
    view, name = _theirs(view_id, actor), name.strip()
    if not name:
        raise MissingFacts(names=_("Name of the view"))
    try:
        with transaction.atomic():
            kept = QueueView.objects.kept().filter(pk=view_id)
            if not kept.update(name=name[:LONGEST_NAME], changed_at=now):
                raise AlreadyDone
            view.refresh_from_db()
            _tell("renamed", view, actor, now)
    except IntegrityError as error:
        raise NameTaken from error
    return view


@transaction.atomic
def move_view(view_id: int, *, by: int, actor: User, now: datetime) -> QueueView:
    """Move a view up (-1) or down (1) by one place, among one's own or among those shared.

    Those shared stand in one order for everybody. Raises AlreadyDone where it is the first or the last.
    """
    view = _theirs(view_id, actor)
    # Locked by number, for everybody alike, and put in order only then: whoever had the lock has moved some.
    list(_beside(view).select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    group = list(_beside(view).in_order())
    at = next((place for place, one in enumerate(group) if one.pk == view_id), -1)
    if at < 0 or not 0 <= at + by < len(group):
        raise AlreadyDone
    group.insert(at + by, group.pop(at))
    for place, one in enumerate(group, start=1):
        one.position = place
    QueueView.objects.bulk_update(group, ["position"])
    _tell("moved", view, actor, now)
    return view


@transaction.atomic
def drop_view(view_id: int, *, actor: User, now: datetime) -> QueueView:
    """Take a view away; its owner may, and of a shared one a supervisor. Raises AlreadyDone."""
    view = _theirs(view_id, actor)
    # The condition decides between two who do it at once; no lock is needed for that.
    if not QueueView.objects.kept().filter(pk=view_id).update(dropped_at=now):
        raise AlreadyDone
    _tell("dropped", view, actor, now)
    return view


def restore_view(view_id: int, *, actor: User, now: datetime) -> QueueView:
    """Undo taking a view away. Raises AlreadyDone, or NameTaken where another has its name now."""
    view = _theirs(view_id, actor)
    try:
        with transaction.atomic():
            gone = QueueView.objects.filter(pk=view_id, dropped_at__isnull=False)
            if not gone.update(dropped_at=None):
                raise AlreadyDone
            _tell("restored", view, actor, now)
    except IntegrityError as error:
        raise NameTaken from error
    return view


def may_change(view: QueueView, user: User) -> bool:
    """Whether this person may rename a view, move it, or take it away."""
    return view.owner_id == user.pk or (view.is_shared and user.can(Ability.SUPERVISE))


def _beside(view: QueueView) -> QueueViewQuerySet:
    kept = QueueView.objects.kept().filter(is_shared=view.is_shared)
    return kept if view.is_shared else kept.filter(owner=view.owner)


def _last(owner: User, *, is_shared: bool) -> int:
    """Where a new one stands: the last, once anybody has moved one; else by its name."""
    group = _beside(QueueView(owner=owner, is_shared=is_shared))
    top = group.aggregate(top=Max("position"))["top"] or 0
    return top + 1 if top else 0


def _theirs(view_id: int, actor: User) -> QueueView:
    view = QueueView.objects.get(pk=view_id)
    if not may_change(view, actor):
        raise NotAllowed
    return view


def _require(actor: User, *, is_shared: bool) -> None:
    if not actor.can(Ability.SUPERVISE if is_shared else Ability.SEE_CASES):
        raise NotAllowed


def _tell(what: str, view: QueueView, actor: User, now: datetime) -> None:
    """What one keeps for oneself is nobody's affair; what colleagues see is written down."""
    if not view.is_shared:
        return
    body = {"name": view.name, "queue": view.queue, "asked": view.asked, "order": view.order}
    record(
        [Entry(verb=f"view.{what}", subject=f"view:{view.pk}", actor=name_of(actor), body=body)],
        now=now,
    )
