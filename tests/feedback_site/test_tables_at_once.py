"""Tables made at once stand with their keys, indexes and triggers, and go again without a trace."""

import pytest
from django.db import connection, models
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from feedback_site.tables_at_once import MakeTables

REFUSES = Trigger(
    name="keeps",
    sql=UpsertTriggerSql(
        func="RAISE EXCEPTION 'kept';", hash="0", operation="DELETE", pgid="pgtrigger_keeps",
        table="trial_second", when="BEFORE",
    ),
)  # fmt: skip


def _table(name, to, **options):
    number = models.IntegerField(primary_key=True)
    key = models.ForeignKey(f"trial.{to}", models.PROTECT, null=True)
    return CreateModel(name, [("number", number), ("other", key)], options)


def _there():
    """Return how many tables, keys between them, indexes, triggers and functions of the trial exist."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT (SELECT count(*) FROM pg_class WHERE relname IN ('trial_first', 'trial_second')),
                   (SELECT count(*) FROM pg_constraint
                     WHERE conrelid::regclass::text ~ '^trial_' AND contype = 'f'),
                   (SELECT count(*) FROM pg_class WHERE relname = 'trial_index'),
                   (SELECT count(*) FROM pg_trigger WHERE tgname = 'pgtrigger_keeps'),
                   (SELECT count(*) FROM pg_proc WHERE proname = 'pgtrigger_keeps')
        """)
        return cursor.fetchone()


@pytest.mark.django_db
def test_tables_that_point_at_one_another_come_and_go_together():
    index = models.Index(fields=["other", "number"], name="trial_index")
    made = MakeTables(
        [_table("First", "second", indexes=[index]), _table("Second", "first", triggers=[REFUSES])]
    )
    before, after = ProjectState(), ProjectState()
    _ = after.apps  # drawn before, as `migrate` does
    made.state_forwards("trial", after)

    with connection.schema_editor() as editor:
        made.database_forwards("trial", editor, before, after)
    stood = _there()
    with connection.schema_editor() as editor:
        made.database_backwards("trial", editor, after, before)

    assert stood == (2, 2, 1, 1, 1)
    assert _there() == (0, 0, 0, 0, 0)
