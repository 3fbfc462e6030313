"""Hurrying: statements are prepared and a refused step is still undone; afterwards all is as before."""

import pytest
from django.db import connection, transaction

from channels.models import Channel
from reports.demo.hurrying import hurried, plan_anew

pytestmark = pytest.mark.django_db


def shown(name):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return cursor.fetchone()[0]


def session():
    raw = connection.connection
    return (
        raw.cursor_factory, raw.prepare_threshold, connection.features.uses_savepoints,
        shown("synchronous_commit"), shown("plan_cache_mode"),
    )  # fmt: skip


def prepared():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement ~ 'channels_channel'"
        )
        return cursor.fetchone()[0]


def test_statements_are_prepared_here_and_nowhere_else():
    before = session()
    assert before[3:] != ("off", "force_generic_plan")
    with hurried():
        for _ in range(4):
            assert not Channel.objects.filter(code="no such channel").exists()
        plan_anew()
        assert prepared() == 1
        assert session()[3:] == ("off", "force_generic_plan")

    assert session() == before


class Refused(Exception):
    """What a rule raises that changes nothing."""


@transaction.atomic
def rename_in_vain():
    Channel.objects.filter(code="web").update(code="x")
    raise Refused


def test_within_a_transaction_what_is_refused_is_undone_by_itself():
    with hurried():
        with pytest.raises(Refused):
            rename_in_vain()
        assert Channel.objects.filter(code="web").exists()
