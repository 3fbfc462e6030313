"""Rows made of their values at once are what Django would have made of them."""

import pytest
from django.db import connection

from cases.models import Case, CaseEvent
from feedback_site.bare_rows import fresh_row, stored_row
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db


def test_a_stored_row_reads_what_it_was_not_given_when_it_is_asked_for():
    case = CaseFactory(title="yellow", level=2)

    bare = stored_row(Case, {"id": case.pk, "title": "yellow"})

    read = Case.objects.only("id", "title").get(pk=case.pk)
    assert (bare, bare.get_deferred_fields()) == (read, read.get_deferred_fields())
    assert (bare._state.adding, bare._state.db) == (False, read._state.db)
    assert bare.level == 2


def test_a_fresh_row_can_be_stored_and_knows_what_its_keys_point_at():
    case = CaseFactory()
    values = {field.attname: None for field in CaseEvent._meta.concrete_fields}
    values |= {
        "case_id": case.pk, "seq": 9, "kind": "noted", "came_from": "", "went_to": "",
        "by_customer": False, "facts": {}, "happened_at": case.opened_at,
        "recorded_at": case.opened_at,
    }  # fmt: skip

    event = fresh_row(CaseEvent, values, case=case, actor=None)

    assert (event._state.adding, event.case) == (True, case)
    event.save()
    assert case.events.get() == event
    assert event._state.db == connection.alias
