"""Promoting: which version of what was learned reads, and which are kept; for categories and for moods."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from cases.errors import AlreadyDone
from cases.models import CategoryLabel, MoodLabel, MoodModel, ReadingModel
from cases.rules.locking import one_at_a_time
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.remembering import forget

KEPT_VERSIONS = 5

Version = ReadingModel | MoodModel
Versions = type[ReadingModel] | type[MoodModel]
# What the ledger calls them.
_NAMES: dict[Versions, str] = {ReadingModel: "reading", MoodModel: "moods"}


def is_due(
    versions: Versions, labels: type[CategoryLabel] | type[MoodLabel], *, at_least: int
) -> bool:
    """Whether so many labels are new since the newest version."""
    newest = versions.objects.aggregate(up_to=Max("up_to_label"))["up_to"] or 0
    return labels.objects.filter(pk__gt=newest).count() >= max(at_least, 1)


def next_number(versions: Versions, *, up_to_label: int) -> int | None:
    """The number of a version about to be stored, by one at a time; None where another was faster."""
    one_at_a_time(f"{_NAMES[versions]} model")
    newest = versions.objects.order_by("-number").first()
    if newest is None:
        return 1
    return newest.number + 1 if newest.up_to_label < up_to_label else None


def take_in(row: Version, *, is_no_worse: bool, now: datetime) -> None:
    """Write down what was learned, let it read where it is no worse, and drop what is too old."""
    _tell(type(row), "learned", row.number, who="system", now=now, labels=row.labels)
    if is_no_worse:
        _use(row, actor=None, now=now)
    _drop_old(type(row))


@transaction.atomic
def put_in_use(versions: Versions, number: int, *, actor: User, now: datetime) -> None:
    """Let an earlier version read again, or with 0 the one that came with the product.

    Raises NotAllowed for whoever does not supervise the whole chain, DoesNotExist of these versions, and
    AlreadyDone where it reads already.
    """
    if not actor.can(Ability.SUPERVISE) or not actor.reach.everything:
        raise NotAllowed
    one_at_a_time(f"{_NAMES[versions]} model")
    current = versions.objects.filter(is_in_use=True).first()
    if number == (current.number if current is not None else 0):
        raise AlreadyDone
    if number:
        _use(versions.objects.get(number=number), actor=actor, now=now)
        return
    versions.objects.filter(is_in_use=True).update(is_in_use=False)
    _tell(versions, "put_in_use", 0, who=name_of(actor), now=now)
    transaction.on_commit(forget)


def _use(row: Version, *, actor: User | None, now: datetime) -> None:
    type(row).objects.filter(is_in_use=True).update(is_in_use=False)
    row.is_in_use, row.in_use_since, row.put_in_use_by = True, now, actor
    row.save(update_fields=("is_in_use", "in_use_since", "put_in_use_by"))
    _tell(type(row), "put_in_use", row.number, who=name_of(actor), now=now)
    transaction.on_commit(forget)


def _drop_old(versions: Versions) -> None:
    """Keep the newest ones, and what reads however old it is."""
    kept = versions.objects.order_by("-number").values_list("pk", flat=True)[:KEPT_VERSIONS]
    versions.objects.exclude(pk__in=list(kept)).exclude(is_in_use=True).delete()


def _tell(
    versions: Versions, what: str, number: int, *, who: str, now: datetime, **body: object
) -> None:
    name = _NAMES[versions]
    entry = Entry(verb=f"{name}.{what}", subject=f"{name}:{number}", actor=who, body=body)
    record([entry], now=now)
