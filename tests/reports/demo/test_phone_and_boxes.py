"""The demonstration's telephone and boxes are lived through the rules and show each state."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from cases.models import Case
from channels.models import Batch, Call, CallBack, DeviceNumber, Outgoing, StoppedNumber, Submission
from channels.rules.monitoring import sweeping
from feedback_site.organisation.roles import Role
from reports.demo.boxes import live_boxes
from reports.demo.cast import Cast
from reports.demo.phone import live_phone
from reports.demo.tablets import live_tablets
from reports.demo.texting import live_texts
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
UNTIL = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
def cast():
    for _ in range(3):
        posted(Role.CLERK, store=StoreFactory())
    posted(Role.AGENT)
    return Cast.assembled()


def test_two_weeks_of_telephone(cast):
    assert live_phone(cast, UNTIL, Random(1)) == Call.objects.count() == 84

    outcomes = set(Call.objects.values_list("outcome", flat=True))
    assert outcomes == {"answered", "abandoned", "missed", "voicemail"}
    assert "done" in set(CallBack.objects.values_list("state", flat=True))
    assert not Case.objects.exists()
    assert sweeping.reconcile(now=UNTIL + timedelta(hours=1)) == []


def test_tablets_that_kept_an_evening(cast):
    store = cast.stores[0]
    for one in cast.stores[:2]:
        cast.supervisors.append(posted(Role.SUPERVISOR, store=one))

    assert live_tablets(cast, UNTIL) == 5

    assert Submission.objects.filter(store=store).count() == 3
    assert {one.captured_at < one.received_at for one in Submission.objects.all()} == {True}
    assert sorted(DeviceNumber.objects.filter(raw=None).values_list("number", flat=True)) == [2]
    assert sweeping.reconcile(now=UNTIL + timedelta(hours=1)) == []


def test_boxes_in_each_state(cast):
    assert live_boxes(cast, UNTIL, Random(1)) == 3

    assert sorted(Batch.objects.values_list("state", flat=True)) == [
        "entered", "open", "reconciled",
    ]  # fmt: skip
    assert Case.objects.count() == 15


def test_a_day_of_texts(cast):
    cast.supervisors.append(posted(Role.SUPERVISOR, store=cast.stores[0]))

    assert live_texts(cast, UNTIL) == 4

    assert Case.objects.count() == 3
    assert [one.reason for one in StoppedNumber.objects.all()] == ["asked"]
    assert set(Outgoing.objects.values_list("kind", "template")) == {("phone", "received")}
    assert sweeping.reconcile(now=UNTIL + timedelta(hours=1)) == []
