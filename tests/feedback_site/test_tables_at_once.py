"""Tables made or changed at once stand with all that belongs to them, and go again without a trace."""

import pytest
from django.db import connection, models
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AlterField,
    CreateModel,
    RemoveConstraint,
)
from django.db.migrations.state import ProjectState
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from feedback_site.tables_at_once import AtOnce, MakeTables

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


def _columns():
    """Return the columns of the trial's table, and its constraints by what they say."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT (SELECT array_agg(column_name || ' ' || udt_name || ' ' || is_nullable
                                     ORDER BY column_name)
                      FROM information_schema.columns WHERE table_name = 'trial_first'),
                   (SELECT array_agg(conname || ' ' || pg_get_constraintdef(oid) ORDER BY conname)
                      FROM pg_constraint
                     WHERE conrelid = 'trial_first'::regclass AND contype = 'c')
        """)
        return cursor.fetchone()


def _positive(field):
    return models.CheckConstraint(name="trial_positive", condition=models.Q((f"{field}__gt", 0)))


@pytest.mark.django_db
def test_a_table_is_changed_and_changed_back_as_one():
    table = CreateModel(
        "First",
        [("number", models.IntegerField(primary_key=True)), ("size", models.IntegerField())],
        {"constraints": [_positive("size")]},
    )
    changed = AtOnce(
        [
            AlterField("first", "size", models.IntegerField(null=True)),
            AddField("first", "weight", models.IntegerField(default=1)),
            RemoveConstraint("first", "trial_positive"),
            AddConstraint("first", _positive("weight")),
        ]
    )
    before = ProjectState()
    _ = before.apps
    table.state_forwards("trial", before)
    after = before.clone()
    changed.state_forwards("trial", after)
    with connection.schema_editor() as editor:
        table.database_forwards("trial", editor, ProjectState(), before)
    stood = _columns()

    with connection.schema_editor() as editor:
        changed.database_forwards("trial", editor, before, after)
    assert _columns() == (
        ["number int4 NO", "size int4 YES", "weight int4 NO"],
        ["trial_positive CHECK ((weight > 0))"],
    )
    with connection.schema_editor() as editor:
        changed.database_backwards("trial", editor, after, before)

    assert _columns() == stood
    assert stood == (
        ["number int4 NO", "size int4 NO"], ["trial_positive CHECK ((size > 0))"],
    )  # fmt: skip
