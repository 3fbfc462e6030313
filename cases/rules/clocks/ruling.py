"""Ruling: all policies and calendars in force or ever, as the fold takes them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from cases.models import Policy
from cases.sla.facts import second
from cases.sla.more_limits import WORKING_DAYS
from cases.sla.terms import (
    WARN_AT,
    Anchor,
    CalendarEdition,
    Calendars,
    ClockKind,
    Match,
    OnDisable,
    PolicyTarget,
    ReopenMode,
    RetargetMode,
)
from cases.sla.terms import Policy as PolicyTerms
from feedback_site.organisation.models import BusinessCalendar, StoreClosure
from feedback_site.organisation.models import CalendarEdition as EditionRow
from feedback_site.organisation.rules.publishing import published
from feedback_site.organisation.rules.store_hours import Edition, editions_of_store
from feedback_site.remembering import remember

_EVER = datetime.min.replace(tzinfo=UTC)
# More than there are stores; what is over belongs to editions and closures that were added to since.
MOST_CUT = 2_000
_Cut = tuple[str, tuple[int, ...], tuple[tuple[int, datetime | None], ...]]
_cut: dict[_Cut, tuple[CalendarEdition, ...]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All policies and calendars as the fold takes them."""

    policies: tuple[PolicyTerms, ...]
    calendars: Calendars


def rules() -> Rules:
    """Give all policies and calendars, read at most every few seconds."""
    return remember("time limits", lambda: Rules(policies=_policies(), calendars=calendars_with()))


def rules_with(draft: Policy, *, now: datetime) -> Rules:
    """The rules as they would be from `now` on with a version that is not stored yet."""
    known, moment = rules(), second(now)
    ended = [
        replace(one, until=moment) if one.code == draft.code and one.until is None else one
        for one in known.policies
    ]
    draft.since = now
    return Rules(policies=(*ended, policy_terms(draft)), calendars=known.calendars)


def _policies() -> tuple[PolicyTerms, ...]:
    return tuple(policy_terms(row) for row in Policy.objects.all())


def policy_terms(row: Policy) -> PolicyTerms:
    """Give a policy as the fold takes it. Raises ValueError, TypeError or KeyError where it cannot."""
    return PolicyTerms(
        code=row.code,
        version=row.version,
        rank=row.rank,
        targets=tuple(_target(one) for one in row.targets),
        match=match_of(row),
        reopen_mode=ReopenMode(row.reopen_mode),
        since=_second(row.since),
        # A version that is off was never in force: what ran on the one before it has ended with that.
        until=_second(row.until if row.is_on else (row.since or _EVER)),
        on_disable=OnDisable(row.on_disable),
    )


def match_of(row: Policy) -> Match:
    """Give for which cases a policy is. Raises as `policy_terms`."""
    return Match(**{name: frozenset(codes) for name, codes in row.match.items()})


def _target(one: Mapping[str, Any]) -> PolicyTarget:
    return PolicyTarget(
        clock=ClockKind(one["clock"]),
        seconds=int(one["seconds"]),
        calendar=one.get("calendar", ""),
        anchor=Anchor(one.get("anchor", Anchor.RECEIVED)),
        priorities=frozenset(one.get("priorities", ())),
        pause_reasons=frozenset(one.get("pause_reasons", ())),
        retarget_mode=RetargetMode(one.get("retarget_mode", RetargetMode.FROM_START)),
        warn_at=tuple(one.get("warn_at", WARN_AT)),
        warn_before=tuple(one.get("warn_before", ())),
    )


def calendars_with(
    *, drafts: Mapping[int, Edition] | None = None, closure: StoreClosure | None = None
) -> Calendars:
    """Calendars by code, and by `store:<id>` for limits that run on the hours of the case's own store.

    A store's own are those of its calendar less what it was shut. `drafts` (by calendar) and `closure`
    are not stored yet: to see what they would change.
    """
    rows = BusinessCalendar.objects.prefetch_related("editions", "stores")
    shut: dict[int, list[StoreClosure]] = defaultdict(list)
    for one in StoreClosure.objects.order_by("recorded_at"):
        shut[one.store_id].append(one)
    if closure is not None:
        shut[closure.store_id].append(closure)
    known: dict[str, tuple[CalendarEdition, ...]] = {}
    for row in rows:
        editions = [_edition(row, one) for one in row.editions.all()]
        draft = drafts.get(row.pk) if drafts else None
        if draft is not None:
            editions.append(_in_force_from_its_second(draft))
        known[row.code] = _as_terms(editions)
        for store in row.stores.all():
            own = shut.get(store.pk)
            known[f"store:{store.pk}"] = (
                _of_store(row, editions, own, is_draft=draft is not None)
                if own
                else known[row.code]
            )
    # A case of no store: what runs on a store's hours runs on working days.
    return {**known, "store:": known.get(WORKING_DAYS, ())}


def _of_store(
    row: BusinessCalendar,
    editions: Sequence[Edition],
    own: Sequence[StoreClosure],
    *,
    is_draft: bool,
) -> tuple[CalendarEdition, ...]:
    """Cut a store's closures out of its calendar, once for as long as both stay: it is done in each process
    every few seconds, and costs the square of how often the store was shut.

    What is published, or was told of a closure, never changes but by its lifting. What is not stored is
    not kept.
    """
    if is_draft or any(one.pk is None for one in own):
        return _as_terms(editions_of_store(editions, own))
    key = (
        row.time_zone,
        tuple(one.pk for one in row.editions.all()),
        tuple((one.pk, one.lifted_at) for one in own),
    )
    known = _cut.get(key)
    if known is None:
        if len(_cut) >= MOST_CUT:
            _cut.clear()
        known = _cut[key] = _as_terms(editions_of_store(editions, own))
    return known


def _edition(row: BusinessCalendar, edition: EditionRow) -> Edition:
    return Edition(
        version=edition.version,
        calendar=published(row.time_zone, edition.content),
        since=_second(edition.since),
    )


def _in_force_from_its_second(edition: Edition) -> Edition:
    return replace(edition, since=_second(edition.since))


def _second(moment: datetime | None) -> datetime | None:
    """The fold counts what happens to the second; a rule made in that second holds for it already."""
    return None if moment is None else second(moment)


def _as_terms(editions: Iterable[Edition]) -> tuple[CalendarEdition, ...]:
    return tuple(
        CalendarEdition(version=one.version, calendar=one.calendar, since=one.since)
        for one in editions
    )
