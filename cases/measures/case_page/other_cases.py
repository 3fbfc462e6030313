"""Cases beside one: of the same person, about the same thing, nearly the same, and tied to it."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from cases.measures.case_page.case_story import MOST_ENTRIES
from cases.models import Appointment, Case, CaseLink, NearDuplicate, Quote
from cases.states import CALLED_OFF, FINISHED
from channels.models import Customer
from feedback_site.kept_queries import Kept
from feedback_site.organisation.models import User

MOST_RELATED = 12
ALIKE_WITHIN = timedelta(days=14)
# The same words of the same customer within this time are one matter, sent over two channels.
SENT_TWICE_WITHIN = timedelta(hours=48)
_RELATED, _NEAR, _LINKS, _LINKED = (Kept[Any]() for _query in range(4))
_NEAR_SHOWN = [
    f"{end}__{field}"
    for end in ("case", "other")
    for field in ("reference", "title", "state", "opened_at", "customer__person")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCase:
    """A possible duplicate: the pair, the case at its other end, and how the two belong together."""

    pair: NearDuplicate
    other: Case
    is_later: bool  # this case is the later of the two, and would be merged
    is_same_customer: bool
    is_sent_twice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A case that a colleague tied to this one by hand: it reads the same from both ends."""

    link: CaseLink
    other: Case


def related_cases(case: Case, user: User, nearly_same: Set[Case]) -> dict[str, list[Case]]:
    """Of the same person, and lately about the same thing, whoever said it: each up to a limit of its own.

    One statement, each part along an index of its own. A stranger's case never stands among a person's.
    """
    asked: dict[str, Any] = {"case": case.pk}
    if case.customer:
        asked["person"] = case.customer.head_id
    if case.concerns and any(char.isdigit() for char in case.concerns):
        asked |= {
            "concerns": case.concerns, "since": case.opened_at - ALIKE_WITHIN,
            "until": case.opened_at + ALIKE_WITHIN,
        }  # fmt: skip
    if len(asked) == 1:
        return _sorted_out((), case, nearly_same)
    rows = _RELATED.ask(partial(_related_rows, user), user.sight, **asked)
    return _sorted_out(rows, case, nearly_same)


def _related_rows(
    user: User, case: int, *, person: int | None = None, concerns: str = "",
    since: datetime | None = None, until: datetime | None = None,
) -> "QuerySet[Case]":  # fmt: skip
    seen = (
        Case.objects.visible_to(user)
        .exclude(pk=case)
        .only("reference", "title", "state", "opened_at")
        .order_by("-opened_at")
    )
    theirs, about = seen.none(), seen.none()
    if person is not None:
        theirs = seen.filter(customer__in=Customer.objects.same_person([person]))
    if concerns:
        about = seen.filter(concerns=concerns, opened_at__range=(since, until))
    first, second = theirs.annotate(own=Value(1)), about.annotate(own=Value(0))
    return first[:MOST_RELATED].union(second[:MOST_RELATED], all=True)


def _sorted_out(rows: Iterable[Case], case: Case, nearly_same: Set[Case]) -> dict[str, list[Case]]:
    """What may be the same complaint stands by itself; of the rest, a person's own apart from others'."""
    newest = sorted(rows, key=lambda one: one.opened_at, reverse=True)
    own = {one for one in newest if getattr(one, "own", 0)}
    rest = [one for one in dict.fromkeys(newest) if not _is_alike(one, case)]
    return {
        "earlier": [one for one in rest if one in own],
        "alike": [
            one for one in dict.fromkeys(newest) if _is_alike(one, case) and one not in nearly_same
        ],
        "about": [one for one in rest if one not in own and one not in nearly_same],
    }


def links_of(case: Case, user: User) -> list[CaseLink]:
    """Links to and from what this person may see."""
    links: list[CaseLink] = list(_LINKS.ask(_links_of, case=case.pk))
    ids = {pk for link in links for pk in (link.source_id, link.target_id)} - {case.pk}
    if not ids:
        return []
    others = {one.pk: one for one in _LINKED.ask(partial(_linked, user), user.sight, ids=ids)}
    seen = {case.pk: case, **others}
    links = [link for link in links if link.source_id in seen and link.target_id in seen]
    for link in links:
        link.source, link.target = seen[link.source_id], seen[link.target_id]
    return links[:MOST_RELATED]


def _links_of(case: int) -> "QuerySet[CaseLink]":
    either = CaseLink.objects.filter(Q(source=case) | Q(target=case), undone_at=None)
    return either.order_by("-made_at")[:MOST_ENTRIES]


def _linked(user: User, ids: Iterable[int]) -> "QuerySet[Case]":
    quoted = Exists(Quote.objects.sent().filter(case=OuterRef("pk")))
    booked = Exists(Appointment.objects.filter(case=OuterRef("pk")))
    seen = Case.objects.visible_to(user).filter(pk__in=ids)
    shown = seen.only("reference", "title", "state")
    return shown.annotate(has_quotes=quoted, has_appointments=booked)


def near_cases(case: Case, user: User) -> list[NearCase]:
    """What nobody has decided yet, as far as this person may see the other case."""
    pairs = _NEAR.ask(partial(_near_rows, user), user.sight, case=case.pk)
    return [_near_case(pair, case) for pair in pairs]


def _near_rows(user: User, case: int) -> "QuerySet[NearDuplicate]":
    either = NearDuplicate.objects.to_decide().filter(Q(case=case) | Q(other=case))
    seen = Case.objects.visible_to(user).exclude(state__in=CALLED_OFF).values("pk")
    pairs = either.filter(case__in=seen, other__in=seen).select_related(
        "case__customer", "other__customer"
    )
    pairs = pairs.only("similarity", "words", *_NEAR_SHOWN)
    return pairs.order_by("-similarity", "pk")[:MOST_RELATED]


def _near_case(pair: NearDuplicate, case: Case) -> NearCase:
    one, other = pair.case, pair.other
    is_same = (
        one.customer is not None
        and other.customer is not None
        and one.customer.head_id == other.customer.head_id
    )
    return NearCase(
        pair=pair,
        other=other if pair.case_id == case.pk else one,
        is_later=pair.case_id == case.pk,
        is_same_customer=is_same,
        is_sent_twice=is_same and abs(one.opened_at - other.opened_at) <= SENT_TWICE_WITHIN,
    )


def _is_alike(other: Case, case: Case) -> bool:
    """Open, and within a fortnight of this one: it may be the same complaint."""
    is_near = abs(other.opened_at - case.opened_at) <= ALIKE_WITHIN
    return is_near and other.state not in FINISHED
