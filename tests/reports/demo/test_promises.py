"""The demonstration shows promises changed and taken back, cases tied by hand, somebody else asked for."""

from datetime import datetime, timedelta

import pytest

from cases.kinds import EventKind
from cases.models import Promise
from cases.states import CaseState
from reports.demo.chain import found_chain
from reports.demo.promises import live_promises
from reports.demo.seasons import CARE
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.channels import customer_with

pytestmark = pytest.mark.django_db
UNTIL = datetime(2026, 11, 20, 15, 0, tzinfo=CARE)


def test_each_is_there_once():
    found_chain(now=UNTIL)
    cases = [
        case_in(
            CaseState.IN_PROGRESS,
            submission=SubmissionFactory(customer=customer_with(email=f"mei{number}@example.com")),
        )
        for number in range(2)
    ]
    for case in cases:
        Promise.objects.create(
            case=case, text="重印", owner=case.owner, made_at=UNTIL - timedelta(days=1),
            due_at=UNTIL + timedelta(days=1),
        )  # fmt: skip

    live_promises(until=UNTIL)

    kinds = [event.kind for case in cases for event in case.events.all()]
    for kind in (EventKind.PROMISE_CHANGED, EventKind.PROMISE_WITHDRAWN, EventKind.ASKED_UP):
        assert kinds.count(kind) == 1
    assert kinds.count(EventKind.RELATED) == 2
