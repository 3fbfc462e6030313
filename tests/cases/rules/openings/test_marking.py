"""The mark of the sweep for lost submissions: it moves on by itself, and past none that may still come."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction

from cases.models import Case
from cases.rules import sweeping
from cases.rules.openings import marking, opening
from cases.rules.openings.marking import Mark
from channels.rules.conversations.insights import ask_for_case
from tests.factories.cases import NOW, SubmissionFactory
from tests.waiting import until_moved

SOON = NOW + timedelta(minutes=5)
SEEN = Mark(settled=10, newest=20, begun=700)


def opened():
    """A submission with its case."""
    made = SubmissionFactory(received_at=NOW)
    opening.open_case(made.pk, now=NOW)
    return made


def swept():
    assert sweeping.sweep_submissions(now=SOON) == 0


@pytest.mark.parametrize(
    ("look", "then"),
    [
        # All that began before is over.
        ({"over": 700, "first_open": None}, Mark(settled=20, newest=30, begun=900)),
        ({"over": 800, "first_open": 25}, Mark(settled=20, newest=30, begun=900)),
        ({"over": 800, "first_open": 15}, Mark(settled=14, newest=30, begun=900)),
        ({"over": 800, "first_open": 5}, Mark(settled=10, newest=30, begun=900)),
        # Somebody who may write a lower number still works.
        ({"over": 699, "first_open": None}, SEEN),
        # It is another database, or an earlier one.
        ({"newest": 19, "over": 800, "first_open": None}, Mark()),
    ],
)
def test_where_a_mark_moves(look, then):
    assert SEEN.moved(**{"newest": 30, "begun": 900, **look}) == then


@pytest.mark.django_db(transaction=True)
def test_a_pass_looks_at_nothing_that_has_its_case():
    made = [opened() for _number in range(3)]

    assert [sweeping.sweep_submissions(now=SOON) for _pass in range(2)] == [0, 0]
    until_moved(marking.settled, swept, to=made[-1].pk)

    lost = SubmissionFactory(received_at=NOW)
    for _pass in range(2):
        marking.move(lambda: lost.pk)
    assert marking.settled() == lost.pk - 1
    assert sweeping.sweep_submissions(now=SOON) == 1
    assert Case.objects.filter(submission=lost).exists()


@pytest.mark.django_db(transaction=True)
def test_one_that_is_written_late_under_an_earlier_number_is_found():
    opened()
    taken, go = Event(), Event()

    def write_slowly():
        with transaction.atomic():
            made = SubmissionFactory(received_at=NOW)
            taken.set()
            go.wait(60)
        connection.close()
        return made.pk

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(write_slowly)
        taken.wait(60)
        later = opened()
        assert [sweeping.sweep_submissions(now=SOON) for _pass in range(3)] == [0, 0, 0]
        held_at = marking.settled()
        go.set()
        lost = slow.result()

    assert held_at < lost < later.pk
    assert sweeping.sweep_submissions(now=SOON) == 1
    assert Case.objects.filter(submission=lost).exists()
    until_moved(marking.settled, swept, to=later.pk)


@pytest.mark.django_db(transaction=True)
def test_an_insight_before_the_mark_of_which_a_case_is_asked_for_is_found():
    kept = SubmissionFactory(received_at=NOW - timedelta(days=90), is_insight=True)
    newest = opened()
    until_moved(marking.settled, swept, to=newest.pk)

    ask_for_case(kept.pk, actor=None, now=SOON)

    assert sweeping.sweep_submissions(now=SOON) == 0
    assert sweeping.sweep_submissions(now=SOON + timedelta(minutes=1)) == 1
    assert Case.objects.filter(submission=kept).exists()
