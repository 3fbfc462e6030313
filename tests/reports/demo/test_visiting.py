"""The demonstration shows stores with slots, and appointments of today and tomorrow."""

from datetime import datetime, timedelta

import pytest

from cases.models import Appointment, SlotOffer
from cases.states import CaseState
from feedback_site.organisation.models import Store
from reports.demo.chain import found_chain
from reports.demo.seasons import CARE
from reports.demo.visiting import live_appointments
from tests.factories.cases import SubmissionFactory, case_in

pytestmark = pytest.mark.django_db
# A Friday.
UNTIL = datetime(2026, 11, 20, 15, 0, tzinfo=CARE)


def test_some_are_over_and_some_to_come():
    found_chain(now=UNTIL - timedelta(days=30))
    store = Store.objects.get(code="zhongshan")
    for _ in range(4):
        case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store))

    live_appointments(until=UNTIL)

    assert SlotOffer.objects.open().count() == 3
    rows = list(Appointment.objects.order_by("starts_at").values_list("state", "asked_at"))
    assert [(state, asked is not None) for state, asked in rows] == [
        ("came", False), ("booked", True), ("booked", False), ("booked", False),
    ]  # fmt: skip
