"""Matching: who could take which case, ranked with reasons; read for some cases in few statements."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from cases.measures.assignment.presence import Presence, Standing, distance, points_of
from cases.measures.told import told_in
from cases.models import Assignment, Case, Category
from cases.ranking import Candidate, Code, Need, Ranking, rank
from cases.states import WORKABLE, CaseState
from feedback_site.organisation.models import Posting
from feedback_site.organisation.roles import WORKING, Role

# Whose work cases are; the others lead them, or set the house up.
DOING = (Role.AGENT, Role.SPECIALIST)
# Nobody is called by one letter.
SHORTEST_NAME = 2
# What goes on a word in Latin letters; Chinese characters, which stand close to it, do not.
_LATIN = r"[0-9A-Za-z_\u00c0-\u024f]"


def ranking_for(case: Case, presence: Presence, *, need: Need | None = None) -> Ranking:
    """Rank who works on cases and reaches this one; `need` is that of `needs_of`, where it is known."""
    needed = need or needs_of([case])[case.pk]
    posts = presence.holders(WORKING, case)
    excluded = {**needed.excluded, **named_in(needed.told, posts)}
    return rank(replace(needed, excluded=excluded), candidates(posts, presence), now=presence.now)


def candidates(posts: Sequence[Posting], presence: Presence) -> list[Candidate]:
    """Give the people of these postings as they stand now, each once, with their nearest posting."""
    there, standing = (
        presence.there_from(posts),
        presence.standing_of({one.user_id for one in posts}),
    )
    nearest: dict[int, Posting] = {}
    doing = {post.user_id for post in posts if post.role in DOING}
    for post in posts:
        known = nearest.get(post.user_id)
        if known is None or distance(post) < distance(known):
            nearest[post.user_id] = post
    return [
        _candidate(post, standing[pk], presence, there=there, leads=pk not in doing)
        for pk, post in nearest.items()
    ]


def _candidate(
    post: Posting,
    standing: Standing,
    presence: Presence,
    *,
    there: Mapping[int, datetime],
    leads: bool,
) -> Candidate:
    return Candidate(
        pk=post.user_id, there_from=there[post.user_id],
        is_away=presence.away(post.user_id) is not None, nearness=distance(post), leads=leads,
        skills=standing.skills, languages=standing.languages, load=standing.points,
        capacity=standing.capacity, last_given_at=standing.last_given_at,
    )  # fmt: skip


def needs_of(cases: Sequence[Case]) -> dict[int, Need]:
    """What each of these cases asks of whoever takes it; at most four statements, however many they are."""
    skills = dict(
        Category.objects.filter(
            pk__in={case.category_id for case in cases}, skill__is_active=True
        ).values_list("pk", "skill__code")
    )
    earlier, of_customer = _earlier_owners(cases), _owners_of_customers(cases)
    told = told_of(cases)
    return {
        case.pk: Need(
            points=points_of(case), skill=skills.get(case.category_id or 0, ""),
            language=case.language, earlier=tuple(earlier[case.pk]),
            of_customer=frozenset(of_customer[case.customer_id] if case.customer_id else ()),
            excluded=_first_hand(case), told=told[case.pk],
        )
        for case in cases
    }  # fmt: skip


def _earlier_owners(cases: Iterable[Case]) -> defaultdict[int, list[int]]:
    """Who had each case before, the latest first."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    rows = Assignment.objects.filter(case__in=[case.pk for case in cases]).order_by("-began_at")
    for case_id, owner_id in rows.values_list("case", "owner"):
        if owner_id not in found[case_id]:
            found[case_id].append(owner_id)
    return found


def _owners_of_customers(cases: Sequence[Case]) -> defaultdict[int, set[int]]:
    """Who works on another case of the same customer."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    customers = {case.customer_id for case in cases} - {None}
    if customers:
        rows = Case.objects.filter(
            customer__in=customers, state__in=sorted(WORKABLE), owner__isnull=False
        ).exclude(pk__in=[case.pk for case in cases])
        for customer_id, owner_id in rows.values_list("customer", "owner"):
            found[customer_id].add(owner_id)
    return found


def _first_hand(case: Case) -> dict[int, Code]:
    """Whoever solved a case cannot be the one who verifies it; whoever has it need not get it."""
    excluded: dict[int, Code] = {}
    if case.owner_id is not None:
        excluded[case.owner_id] = "has_it"
    if case.state in (CaseState.RESOLVED, CaseState.VERIFYING) and case.resolver_id is not None:
        excluded[case.resolver_id] = "solved_it"
    return excluded


def told_of(cases: Sequence[Case]) -> dict[int, str]:
    """What was told of each case; of a chat all its lines but the greeting."""
    found = told_in([case.id for case in cases])
    return {pk: words.whole for pk, words in found.items()}


def named_in(text: str, posts: Iterable[Posting]) -> dict[int, Code]:
    """Who of these people is named in what a customer told: they judge nothing that may be about them."""
    return {post.user_id: "named" for post in posts if is_named(post.user.display_name, text)}


def is_named(name: str, text: str) -> bool:
    """Whether a whole name stands in a text; Latin letters must not be part of a longer word."""
    name = name.strip()
    if len(name) < SHORTEST_NAME:
        return False
    if not name.isascii():
        return name in text
    return _whole(name).search(text) is not None


@lru_cache(maxsize=1_000)
def _whole(name: str) -> re.Pattern[str]:
    """Give what finds a colleague's whole name in a text."""
    return re.compile(rf"(?<!{_LATIN}){re.escape(name)}(?!{_LATIN})", re.IGNORECASE)
