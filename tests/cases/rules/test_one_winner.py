"""Two at once, 200 times: of claim, merge, close and change of priority exactly one wins each time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from cases.errors import CaseError
from cases.models import Assignment, CaseLink
from cases.rules import assigning, closing, merging, triaging
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import posted

ROUNDS = 50
LATER = NOW + timedelta(hours=1)


def claims(people):
    case = case_in(CaseState.RECEIVED)
    return [lambda who=who: assigning.claim_case(case.pk, actor=who, now=LATER) for who in people]


def merges(people):
    one, other = (case_in(CaseState.RECEIVED) for _ in range(2))

    def merge(case, into, who):
        return merging.merge_case(
            case.pk, into_reference=into.reference, reason="same", actor=who, now=LATER
        )

    return [lambda: merge(one, other, people[0]), lambda: merge(other, one, people[1])]


def closes(people):
    case = case_in(CaseState.VERIFYING, owner=people[2])
    return [
        lambda who=who: closing.close_case(
            case.pk, outcome="declined", evidence="said so", actor=who, now=LATER
        )
        for who in people[:2]
    ]


def changes(people):
    case = case_in(CaseState.IN_PROGRESS, owner=people[2])
    return [
        lambda who=who, priority=priority: triaging.retarget_case(
            case.pk, reason="so", priority=priority, actor=who, now=LATER, version=case.version
        )
        for who, priority in zip(people, ("high", "urgent"), strict=False)
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_exactly_one_wins():
    people = [posted(Role.AGENT) for _ in range(3)]
    start, won = Barrier(2), Counter()

    def race(work):
        start.wait(10)
        try:
            work()
        except CaseError:
            return 0
        return 1

    with ThreadPoolExecutor(2) as threads:
        for begin in (claims, merges, closes, changes):
            for _ in range(ROUNDS):
                won[begin.__name__, sum(threads.map(race, begin(people)[:2]))] += 1
        list(threads.map(lambda _: (start.wait(10), connection.close()), range(2)))

    assert won == {(name, 1): ROUNDS for name in ("claims", "merges", "closes", "changes")}
    assert Assignment.objects.count() == CaseLink.objects.count() == ROUNDS
