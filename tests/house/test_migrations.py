"""Migrations lock no large table: indexes on tables of earlier migrations are built while the site runs."""

from django.apps import apps
from django.contrib.postgres.operations import NotInTransactionMixin
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddIndex, CreateModel, RemoveIndex

# What ran everywhere before this rule was one.
OLD = {"cases": "0019_old_escalations_rest", "channels": "0033_ended_chats"}
OURS = {app.label for app in apps.get_app_configs() if app.name.split(".")[0] in (
    "cases", "channels", "surveys", "reports", "feedback_site",
)}  # fmt: skip


def _locking(migration):
    made = {one.name_lower for one in migration.operations if isinstance(one, CreateModel)}
    return [
        (migration.app_label, migration.name, one.model_name_lower)
        for one in migration.operations
        if isinstance(one, AddIndex | RemoveIndex)
        and not isinstance(one, NotInTransactionMixin)
        and one.model_name_lower not in made
    ]


def test_indexes_of_tables_in_use_are_built_concurrently():
    migrations = MigrationLoader(None).disk_migrations

    assert [
        found
        for (app, name), migration in sorted(migrations.items())
        if app in OURS and name > OLD.get(app, "")
        for found in _locking(migration)
    ] == []
