"""Two at once, 50 times each: of claim, merge, close and change of priority exactly one wins each time.

bench/races.py lets the same run 200 times each.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from cases.errors import CaseError
from cases.kinds import EventKind
from cases.models import Assignment, Case, CaseEvent, CaseLink
from cases.rules.assignment import assigning
from cases.rules.lifecycle import closing
from cases.rules.links import merging
from cases.rules.triage import triaging
from cases.states import CaseState
from channels.models import Conversation, RawIntake, Submission
from feedback_site.organisation.roles import Role
from feedback_site.remembering import forget
from tests.factories.cases import NOW, RawIntakeFactory, SubmissionFactory, web
from tests.factories.organisation import posted

ROUNDS = 50
LATER = NOW + timedelta(hours=1)


def cases_in(state, number, **values):
    """As many cases as are asked for in five statements, each with the event that it began by."""
    channel = web()
    raws = RawIntake.objects.bulk_create(
        RawIntakeFactory.build(channel=channel) for _ in range(number)
    )
    talks = [Conversation(reference=one.reference, channel=channel, opened_at=NOW) for one in raws]
    for one in talks:
        one.new_access()
    submissions = Submission.objects.bulk_create(
        SubmissionFactory.build(raw=raw, conversation=talk, channel=channel)
        for raw, talk in zip(raws, Conversation.objects.bulk_create(talks), strict=True)
    )
    made = Case.objects.bulk_create(
        Case(
            submission=one, reference=one.conversation.reference, title=one.title, state=state,
            language="zh-hant", channel=channel, opened_at=NOW, last_event_seq=1, **values,
        )
        for one in submissions
    )  # fmt: skip
    CaseEvent.objects.bulk_create(
        CaseEvent(case=one, seq=1, kind=EventKind.RECEIVED, happened_at=NOW, recorded_at=NOW)
        for one in made
    )
    return made


def claims(one, two, owner, rounds):
    for case in cases_in(CaseState.RECEIVED, rounds):
        yield [
            lambda case=case, who=who: assigning.claim_case(case.pk, actor=who, now=LATER)
            for who in (one, two)
        ]


def merges(one, two, owner, rounds):
    made = cases_in(CaseState.RECEIVED, 2 * rounds)
    for case, other in zip(made[::2], made[1::2], strict=True):
        yield [
            lambda case=case, into=into, who=who: merging.merge_case(
                case.pk, into_reference=into.reference, reason="same", actor=who, now=LATER
            )
            for case, into, who in ((case, other, one), (other, case, two))
        ]


def closes(one, two, owner, rounds):
    solved = {"resolver": owner, "resolved_at": NOW, "resolution_number": 1}
    for case in cases_in(CaseState.VERIFYING, rounds, **solved):
        yield [
            lambda case=case, who=who: closing.close_case(
                case.pk, outcome="declined", evidence="said so", actor=who, now=LATER
            )
            for who in (one, two)
        ]


def changes(one, two, owner, rounds):
    for case in cases_in(CaseState.IN_PROGRESS, rounds, owner=owner):
        yield [
            lambda case=case, who=who, priority=priority: triaging.retarget_case(
                case.pk, reason="so", priority=priority, actor=who, now=LATER, version=case.version
            )
            for who, priority in ((one, "high"), (two, "urgent"))
        ]


KINDS = (claims, merges, closes, changes)


def winners(rounds, kinds=KINDS):
    """Let two people do the same at once, again and again: how often so many of them won, by kind."""
    people = [posted(Role.AGENT) for _ in range(3)]
    start, won = Barrier(2), Counter()

    def race(work):
        start.wait(60)
        try:
            work()
        except CaseError:
            return 0
        return 1

    with ThreadPoolExecutor(2) as threads:
        for begin in kinds:
            for round_ in begin(*people, rounds):
                won[begin.__name__, sum(threads.map(race, round_))] += 1
        list(threads.map(lambda _: (start.wait(60), connection.close()), range(2)))
    return won


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_exactly_one_wins(settings):
    settings.LOOK_UP_SECONDS = 60  # as a running site
    forget()
    won = winners(ROUNDS)
    forget()

    assert won == {(kind.__name__, 1): ROUNDS for kind in KINDS}
    assert Assignment.objects.count() == CaseLink.objects.count() == ROUNDS
