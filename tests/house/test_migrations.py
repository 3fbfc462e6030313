"""Migrations lock no large table, and those that were written as one leave older databases as they are."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.postgres.operations import NotInTransactionMixin
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddIndex, CreateModel, RemoveIndex
from django.db.migrations.recorder import MigrationRecorder

from channels.models import ContactPoint
from channels.rules.items.receiving import receive
from feedback_site import checks
from feedback_site.organisation.roles import Role
from tests.channels.rules.manual_entry.test_logging_calls import logged, told
from tests.factories.cases import NOW
from tests.factories.channels import ChannelFactory, conversation_with
from tests.factories.organisation import posted

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
        for (app, _name), migration in sorted(migrations.items())
        if app in OURS
        for found in _locking(migration)
    ] == []


def _forget(keys):
    for app, name in keys:
        MigrationRecorder(connection).record_unapplied(app, name)


def _of_before():
    """Return the migrations of before as one list an app, in their order, and those that stand for them."""
    found = {}
    for key, migration in MigrationLoader(None).disk_migrations.items():
        if key[0] in OURS and migration.replaces:
            olds, news = found.setdefault(key[0], ([], []))
            olds += migration.replaces
            news.append(key)
    return {app: (sorted(olds), news) for app, (olds, news) in found.items()}


@pytest.mark.django_db
def test_a_database_where_all_of_before_has_run_has_nothing_to_do():
    for _olds, news in _of_before().values():
        _forget(news)

    executor = MigrationExecutor(connection)

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert checks.no_half_way_database(databases=["default"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize("app", ["cases", "channels", "organisation", "surveys"])
def test_a_database_that_stopped_anywhere_among_those_of_before_is_refused(app):
    olds, news = _of_before()[app]
    _forget(news)

    for last in reversed(olds[1:]):
        _forget([last])
        (refusal,) = checks.no_half_way_database(databases=["default"])
        assert (
            refusal.msg
            == f"Some of the older migrations of {app} have run here, and some have not."
        )
    _forget(olds[:1])

    assert checks.no_half_way_database(databases=["default"]) == []


def _on_the_way_back(name):
    """Do what a migration does first when it is taken back."""
    operation = import_module(f"channels.migrations.{name}").Migration.operations[-1]
    with connection.schema_editor() as editor:
        operation.reverse_code(apps, editor)


@pytest.mark.django_db
def test_nobody_goes_back_to_where_a_stated_contact_was_its_customers():
    _on_the_way_back("0011_claims_of_contacts")
    conversation_with("mei@example.com")
    point = ContactPoint.objects.get()
    item = receive(channel=ChannelFactory(), body=b"x", content_type="text/plain", now=NOW)
    point.claim_in(item.raw.pk)
    point.proof = ""
    point.save()

    with pytest.raises(IrreversibleError, match="1 contacts were merely stated"):
        _on_the_way_back("0011_claims_of_contacts")


@pytest.mark.django_db
def test_nobody_goes_back_to_where_a_call_by_hand_has_no_place():
    _on_the_way_back("0010_calls_by_hand")
    logged(posted(Role.AGENT), told())

    with pytest.raises(IrreversibleError, match="1 calls were written down by hand and 0"):
        _on_the_way_back("0010_calls_by_hand")
