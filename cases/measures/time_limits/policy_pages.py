"""Time-limit policies as their pages tell of them: each with its limits in words, and version by version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cases.measures.time_limits.limit_terms import (
    Change,
    TermLine,
    counts_days,
    differences,
    line_of,
)
from cases.measures.time_limits.policy_words import match_in_words, policy_name
from cases.models import Policy
from cases.sla.terms import Calendars, OnDisable, ReopenMode
from cases.sla.terms import Policy as PolicyTerms
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import User
from feedback_site.typed_numbers import id_in

MOST_VERSIONS = 50
_MADE = ("policy.made", "policy.revised")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPolicy:
    """A version of a policy in words; `cases` and `lines` are empty where its terms cannot be read."""

    row: Policy
    name: str
    cases: str = ""
    lines: Sequence[TermLine] = ()
    is_readable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldVersion:
    """One version: from when to when, by whom, and what it changed."""

    number: int
    since: datetime | None
    until: datetime | None
    by: str
    changes: Sequence[Change]


def by_days_of(calendars: Calendars) -> frozenset[str]:
    """The calendars on which working days can be counted."""
    newest = {
        code: max(editions, key=lambda one: one.version).calendar
        for code, editions in calendars.items()
        if editions and ":" not in code
    }
    return frozenset(code for code, calendar in newest.items() if counts_days(calendar))


def told(row: Policy, terms: PolicyTerms | None, *, by_days: frozenset[str]) -> ToldPolicy:
    """Put a version into words; without `terms` it is one that cannot be read."""
    name = policy_name(row.code, row.name)
    if terms is None:
        return ToldPolicy(row=row, name=name, is_readable=False)
    return ToldPolicy(
        row=row, name=name, cases=match_in_words(terms.match),
        lines=[line_of(one, by_days=by_days) for one in terms.targets],
    )  # fmt: skip


def told_versions(newest_first: Sequence[ToldPolicy]) -> list[ToldVersion]:
    """Say of each version what it changed of the one before it; the oldest is not compared."""
    people = _makers(one.row.pk for one in newest_first)
    before = [*newest_first[1:], None]
    return [
        ToldVersion(
            number=one.row.version, since=one.row.since, until=one.row.until,
            by=people.get(one.row.pk, ""),
            changes=differences(_headings(old), _headings(one)) if old is not None else [],
        )
        for one, old in zip(newest_first, before, strict=True)
    ]  # fmt: skip


def changes_between(old: ToldPolicy, new: ToldPolicy) -> list[Change]:
    """What a version that is not stored would change."""
    return differences(_headings(old), _headings(new))


def _headings(one: ToldPolicy) -> Mapping[str, str]:
    row = one.row
    heads = {
        _("name"): one.name,
        _("in use"): _("yes") if row.is_on else _("no"),
        _("rank"): str(row.rank),
        _("for which cases"): one.cases or str(row.match),
        _("on re-opening"): _reopening(row.reopen_mode),
        _("when it ends"): _ending(row.on_disable),
    }
    return {**heads, **{line.heading: line.words for line in one.lines}}


def _reopening(mode: str) -> str:
    return _("the limit goes on") if mode == ReopenMode.CONTINUE else _("a new limit begins")


def _ending(mode: str) -> str:
    if mode == OnDisable.CANCEL:
        return _("running limits end with it")
    return _("running limits go on")


def _makers(policy_ids: Iterable[int]) -> dict[int, str]:
    """Who made each version, as the ledger has it; those that were shipped were made by nobody."""
    by_subject = {f"policy:{pk}": pk for pk in policy_ids}
    events = LedgerEvent.objects.filter(subject__in=[*by_subject], verb__in=_MADE)
    actors = {by_subject[one.subject]: one.actor for one in events}
    ids = {id_in(actor.removeprefix("user:")) for actor in actors.values()} - {None}
    people = User.objects.in_bulk(ids)
    names = {f"user:{pk}": str(user) for pk, user in people.items()}
    return {pk: names.get(actor, actor) for pk, actor in actors.items()}
