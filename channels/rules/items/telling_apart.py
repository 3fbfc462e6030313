"""Tell what a source brings for the first time, and what says something else than before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q

from channels.models import Channel, RawIntake

# So many versions of one item are looked for by name, wherever they have come to.
MOST_VERSIONS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as its source gave it; `context` as for an item that is taken alone.

    `says` are digests of what may change under the same id, by part; empty where nothing may.
    """

    body: bytes
    external_id: str
    context: Mapping[str, object]
    says: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class _Before:
    """What an item said when it came the last time, part by part, and how often it came.

    `unnoted` is the item, where that was not noted yet when it came.
    """

    says: dict[str, str]
    versions: int = 1
    unnoted: RawIntake | None = None


def untold(items: Sequence[Item], channel: Channel) -> Iterator[Item]:
    """Leave out what is here as it is, and what is the same as an item before it.

    What says something else comes as a further version, which names its first one.
    """
    known = _known(channel, [item.external_id for item in items])
    for item in items:
        before = known.get(item.external_id)
        if before is None:
            known[item.external_id] = _Before(says=dict(item.says))
            yield _first(item)
        elif before.unnoted is not None and item.says:
            _note(before.unnoted, item)
            before.says, before.unnoted = dict(item.says), None
        elif anew := sorted(part for part in item.says if before.says.get(part) != item.says[part]):
            before.versions += 1
            before.says |= item.says
            yield _version(item, before.versions, anew)


def _first(item: Item) -> Item:
    return replace(item, context={**item.context, "says": dict(item.says)}) if item.says else item


def _note(raw: RawIntake, item: Item) -> None:
    """Compare with what comes now from the next time on: what it said at first nobody can tell by digests."""
    raw.context = {**raw.context, "says": dict(item.says)}
    raw.save(update_fields=("context",))


def _version(item: Item, number: int, anew: Sequence[str]) -> Item:
    """Name a version by its number: of two workers who saw the same change, one stores it."""
    told = {"says": dict(item.says), "version_of": item.external_id, "anew": list(anew)}
    return replace(
        item, external_id=f"v{number} {item.external_id}", context={**item.context, **told}
    )


def names_of_versions(first: str) -> list[str]:
    """Give by which names further versions of an item come: an index knows them."""
    return [f"v{number} {first}" for number in range(2, MOST_VERSIONS + 2)]


def _known(channel: Channel, asked: Sequence[str]) -> dict[str, _Before]:
    rows = RawIntake.objects.filter(channel=channel, external_id__in=asked).only(
        "external_id", "context", "conversation"
    )
    known = {
        str(raw.external_id): _Before(
            says=dict(raw.context.get("says") or {}),
            unnoted=None if "says" in raw.context else raw,
        )
        for raw in rows
    }
    talks = [raw.conversation_id for raw in rows if raw.conversation_id is not None]
    # By name as well: one that could not be read, or was put aside, has no conversation.
    names = [one for name in known for one in names_of_versions(name)]
    later = RawIntake.objects.filter(
        Q(external_id__in=names) | Q(conversation__in=talks, context__has_key="version_of"),
        channel=channel,
    )
    for name, says in later.order_by("seq").values_list("context__version_of", "context__says"):
        if name in known:
            known[name].says |= says
            known[name].versions += 1
    return known
