"""Saved views that several people share and put in order."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from cases.models import QueueView
from cases.rules.desk import keeping_views
from feedback_site.organisation.roles import Role
from tests.cases.admin.conftest import NOW
from tests.cases.admin.queues.test_views import kept
from tests.factories.organisation import posted
from tests.waiting import until_waiting


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_shared_views_at_once_each_moves_theirs():
    one, other = posted(Role.SUPERVISOR), posted(Role.SUPERVISOR)
    views = {name: kept(one, name, is_shared=True) for name in "ABCD"}
    is_moved, may_end = Event(), Event()

    def move(name, by, actor):
        try:
            with transaction.atomic():
                keeping_views.move_view(views[name].pk, by=by, actor=actor, now=NOW)
                is_moved.set()
                may_end.wait(60)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(move, "A", 1, one)
        assert is_moved.wait(60)
        second = pool.submit(move, "D", -1, other)
        until_waiting()
        may_end.set()
        first.result(120), second.result(120)

    order = QueueView.objects.in_order().values_list("name", flat=True)
    assert list(order) == ["B", "A", "D", "C"]
