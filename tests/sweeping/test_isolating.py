"""One row that cannot be done stops no other, rests, is seen, and is done as soon as it can be."""

import logging
import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from feedback_site.sweeping.models import StuckRow
from feedback_site.sweeping.rules import isolating
from feedback_site.sweeping.rules.isolating import FIRST_REST, LONGEST_REST, one_by_one, together
from feedback_site.sweeping.sweeps import Sweep
from tests.factories.cases import NOW
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
SWEEP = Sweep(code="test.rows", title="Rows", label=lambda row_id: f"row {row_id}")
OTHER = Sweep(code="test.others", title="Others")
SECRET = "陳美玲 0912345678"


class Work:
    """Rows that are done, but for the poisoned ones."""

    def __init__(self, *poisoned):
        self.poisoned, self.done = set(poisoned), []

    def __call__(self, row_id):
        if row_id in self.poisoned:
            raise ValueError(SECRET)
        self.done.append(row_id)
        return True

    def all_at_once(self, row_ids):
        with transaction.atomic():
            for row_id in row_ids:
                self(row_id)


def passes(work, *fresh, now=NOW):
    wanted = [row_id for row_id in fresh if row_id not in set(isolating.stuck(SWEEP))]
    return one_by_one(SWEEP, wanted, work, now=now)


def test_the_rows_behind_a_poisoned_one_are_done_and_it_is_noted_without_its_words(caplog):
    work = Work(2)
    with caplog.at_level(logging.ERROR):
        assert passes(work, 1, 2, 3) == 2

    row = StuckRow.objects.get()
    assert work.done == [1, 3]
    assert (row.sweep, row.row_id, row.label, row.tries) == ("test.rows", 2, "row 2", 1)
    assert row.reason.startswith("ValueError in test_isolating.py, line ")
    assert (row.first_failed_at, row.last_failed_at) == (NOW, NOW)
    assert "test.rows could not do row 2" in caplog.text
    assert SECRET not in caplog.text + row.reason


def test_it_rests_longer_each_time_and_is_never_given_up():
    work, now, rests = Work(2), NOW, []
    for _ in range(9):
        passes(work, 1, 2, now=now)
        row = StuckRow.objects.get()
        rests.append(row.next_try_at - now)
        assert passes(work, 2, now=row.next_try_at - timedelta(seconds=1)) == 0
        assert StuckRow.objects.get().tries == row.tries
        now = row.next_try_at

    minutes = [rest / FIRST_REST for rest in rests]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert row.tries == 9
    assert row.first_failed_at == NOW
    assert rests[-1] == LONGEST_REST


@pytest.mark.parametrize("result", [True, None], ids=["done now", "done meanwhile"])
def test_a_later_try_that_works_clears_it(result):
    passes(Work(2), 2)

    tried = []
    count = one_by_one(
        SWEEP, (), lambda row_id: tried.append(row_id) or result, now=NOW + FIRST_REST
    )

    assert (tried, count) == ([2], int(bool(result)))
    assert not StuckRow.objects.exists()


def test_however_many_are_stuck_most_of_a_pass_is_for_others():
    rows = range(3 * isolating.MOST_RETRIES)
    passes(Work(*rows), *rows)
    tried = []

    one_by_one(SWEEP, (1000, 1001), tried.append, now=NOW + FIRST_REST)

    assert len(tried) == isolating.MOST_RETRIES + 2
    assert tried[-2:] == [1000, 1001]


def test_sweeps_do_not_mind_each_others_stuck_rows():
    passes(Work(2), 2)

    assert list(isolating.stuck(OTHER)) == []
    assert one_by_one(OTHER, (), Work(), now=NOW + LONGEST_REST) == 0
    assert StuckRow.objects.count() == 1


def test_a_batch_that_fails_is_halved_until_what_cannot_be_done_is_alone():
    bad, tried, done = {700, 701, 2000}, [], []

    def do(row_ids):
        tried.append(len(row_ids))
        if bad & set(row_ids):
            raise ValueError
        done.extend(row_ids)

    assert together(SWEEP, range(2400), do, now=NOW) == 2397
    assert sorted(done) == sorted(set(range(2400)) - bad)
    assert set(isolating.stuck(SWEEP)) == bad
    # Each of the three is alone after 12 halvings, which two of them share but for the last.
    assert len(tried) < 50


def test_a_batch_is_done_at_once_and_by_itself_only_where_it_fails():
    work = Work()
    assert together(SWEEP, [1, 2, 3], work.all_at_once, now=NOW) == 3
    assert work.done == [1, 2, 3]

    work = Work(2)
    assert together(SWEEP, [1, 2, 3], work.all_at_once, now=NOW) == 2
    assert work.done[-2:] == [1, 3]
    assert list(isolating.stuck(SWEEP)) == [2]

    work.poisoned.clear()
    assert together(SWEEP, [], work.all_at_once, now=NOW + FIRST_REST) == 1
    assert list(isolating.stuck(SWEEP)) == []


def test_what_a_poisoned_row_wrote_is_undone():
    head = posted(Role.AGENT)

    @transaction.atomic
    def rename(row_id):
        type(head).objects.filter(pk=head.pk).update(display_name="changed")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    assert passes(rename, 1, 2) == 0
    head.refresh_from_db()
    assert head.display_name != "changed"
    assert StuckRow.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_no_rows_fault():
    def cut(row_id):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        one_by_one(SWEEP, (1, 2), cut, now=NOW)

    connection.close()
    assert not StuckRow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_takes_too_long_is_its_rows_fault():
    work = Work()

    @transaction.atomic
    def slow(row_id):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '300ms'")
            cursor.execute("SELECT pg_sleep(%s)", [60 if row_id == 1 else 0])
        return work(row_id)

    assert passes(slow, 1, 2) == 1
    assert StuckRow.objects.get().reason.startswith("OperationalError in ")


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_over_one_row_note_it_once():
    barrier = threading.Barrier(2)

    def poisoned(row_id):
        barrier.wait(60)
        raise ValueError

    def sweep():
        try:
            one_by_one(SWEEP, (7,), poisoned, now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert StuckRow.objects.get().tries == 2


def test_somebody_who_watches_ends_its_rest():
    passes(Work(2), 2)
    row, agent = StuckRow.objects.get(), posted(Role.AGENT)
    with pytest.raises(NotAllowed):
        isolating.try_again(row.pk, actor=posted(Role.CLERK), now=NOW)
    row.refresh_from_db()
    assert row.next_try_at == NOW + FIRST_REST

    isolating.try_again(row.pk, actor=agent, now=NOW)

    assert one_by_one(SWEEP, (), Work(), now=NOW) == 1
    event = LedgerEvent.objects.get(verb="sweep.asked_again")
    assert (event.subject, event.actor) == (f"stuck:{row.pk}", f"user:{agent.pk}")
