"""The door of call centres: signed, stored once, and only then acknowledged."""

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest

from channels.kinds import Disposition
from channels.models import Call, CallEvent, RawIntake, Submission
from channels.rules.monitoring import sweeping
from feedback_site.organisation.roles import Role
from tests.channels import call_centre
from tests.channels.call_centre import deliver, event, signed, tell
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def centre():
    return call_centre.account()


@pytest.fixture
def at():
    return datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=2)


def row(call):
    fields = (
        "direction", "number_masked", "customer_id", "line", "store_id", "agent_id", "rang_at",
        "answered_at", "ended_at", "outcome",
    )  # fmt: skip
    return {name: getattr(call, name) for name in fields}


def test_an_event_is_stored_raw_and_entered_into_the_log(centre, at, client):
    store, agent = StoreFactory(), posted(Role.AGENT)
    customer = customer_with(phone="0912 345 678")

    answer = tell(centre, "ringing", at, client=client, store=store.code, agent=agent.username)

    assert (answer.status_code, answer.content) == (204, b"")
    raw, call = RawIntake.objects.get(), Call.objects.get()
    assert (raw.state, raw.disposition) == ("done", Disposition.LOGGED)
    assert json.loads(raw.bytes())["data"]["number"] == "+886912345678"
    assert row(call) == {
        "direction": "inbound", "number_masked": "+886•••••••78", "customer_id": customer.pk,
        "line": "care", "store_id": store.pk, "agent_id": agent.pk, "rang_at": at,
        "answered_at": None, "ended_at": None, "outcome": "",
    }  # fmt: skip
    assert call.number() == "+886912345678"
    assert not Submission.objects.exists()
    centre.refresh_from_db()
    assert centre.worked_at is not None
    assert sweeping.reconcile(now=datetime.now(UTC) + timedelta(hours=1)) == []


TOLD = [
    ("ringing", 0, {}), ("missed", 20, {"agent": "nobody"}), ("answered", 25, {"agent": "mei"}),
    ("ended", 80, {}),
]  # fmt: skip


@pytest.mark.parametrize("order", itertools.permutations(range(4)))
def test_the_row_is_the_same_in_whatever_order_events_come(centre, at, client, order):
    for index in order:
        kind, seconds, data = TOLD[index]
        tell(centre, kind, at + seconds * SECOND, client=client, **data)

    call = Call.objects.get()
    assert row(call) == {
        "direction": "inbound", "number_masked": "+886•••••••78", "customer_id": None,
        "line": "care", "store_id": None, "agent_id": None, "rang_at": at,
        "answered_at": at + 25 * SECOND, "ended_at": at + 80 * SECOND, "outcome": "answered",
    }  # fmt: skip
    assert not call.call_back or call.call_back.state == "not_needed"


def test_a_delivery_that_comes_again_is_one_event(centre, at, client):
    body = event("ringing", at)
    headers = signed(body, message_id="msg-again")

    answers = [deliver(centre, body, headers, client=client) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [204, 204, 204]
    assert (RawIntake.objects.count(), CallEvent.objects.count()) == (1, 1)


def test_one_call_is_another_at_another_centre(centre, at, client):
    other = call_centre.account()

    tell(centre, "ringing", at, client=client, message_id="msg-same")
    tell(other, "ringing", at, client=client, message_id="msg-same")

    assert (RawIntake.objects.count(), Call.objects.count()) == (2, 2)


def _tampered(body):
    return body.replace(b"+886912345678", b"+886900000000")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body, headers: (_tampered(body), headers),
        lambda body, headers: (body, {**headers, "webhook-id": "another"}),
        lambda body, headers: (body, {**headers, "webhook-signature": ""}),
        lambda body, headers: (body, {**headers, "webhook-signature": "v1"}),
        lambda body, headers: (body, {**headers, "webhook-signature": "v1,ü"}),
        lambda body, headers: (
            body, {**headers, "webhook-signature": "v2" + headers["webhook-signature"][2:]}
        ),
        lambda body, headers: (body, {**headers, "webhook-timestamp": "nan"}),
        lambda body, headers: (body, {}),
        lambda body, headers: (b"\xff\xfe", headers),
        lambda body, headers: (
            body, signed(body, at=datetime.now(UTC) - timedelta(minutes=5, seconds=5))
        ),
        lambda body, headers: (
            body, signed(body, at=datetime.now(UTC) + timedelta(minutes=5, seconds=5))
        ),
        lambda body, headers: (body, signed(body, secret="whsec_b3RoZXI=")),
    ],
)  # fmt: skip
def test_what_is_not_signed_by_the_centre_is_not_stored(centre, at, client, spoil):
    body = event("ringing", at)

    answer = deliver(centre, *spoil(body, signed(body)), client=client)

    assert answer.status_code == 401
    assert not RawIntake.objects.exists()


def test_another_centres_signature_opens_nothing(centre, at, client):
    other = call_centre.account(secret="whsec_b3RoZXI=")
    body = event("ringing", at)

    assert deliver(other, body, signed(body), client=client).status_code == 401
    assert not RawIntake.objects.exists()


@pytest.mark.parametrize("spoil", ["unknown", "account", "channel"])
def test_a_connection_that_is_not_in_use_is_not_there(centre, at, client, spoil):
    if spoil == "account":
        type(centre).objects.update(is_active=False)
    elif spoil == "channel":
        type(centre.channel).objects.update(is_active=False)
    else:
        centre.public_id = "0" * 24

    assert tell(centre, "ringing", at, client=client).status_code == 404
    assert not RawIntake.objects.exists()


def test_get_is_not_taken(centre, client):
    assert client.get(f"/callbacks/call_centre/{centre.public_id}/").status_code == 405


def test_a_signed_event_that_nobody_can_read_is_kept_and_waits_for_a_person(centre, client):
    body = b'{"type": "call.sang", "data": {"call": "c-9"}}'

    answer = deliver(centre, body, signed(body), client=client)

    raw = RawIntake.objects.get()
    assert (answer.status_code, raw.state, raw.bytes()) == (204, "failed", body)
    assert not Call.objects.exists()


def test_an_event_from_the_future_happened_when_it_came_in(centre, client):
    future = datetime.now(UTC) + timedelta(hours=2)

    tell(centre, "ringing", future, client=client)

    assert Call.objects.get().rang_at == RawIntake.objects.get().received_at


def test_a_withheld_number_is_no_customers(centre, at, client):
    customer_with(phone="0912345678")

    tell(centre, "ringing", at, client=client, number="anonymous")

    call = Call.objects.get()
    assert (call.number_masked, call.number_index, call.customer) == ("", None, None)


def test_nothing_readable_of_the_number_is_in_the_tables(centre, at, client):
    tell(centre, "ringing", at, client=client)

    call, told = Call.objects.values().get(), CallEvent.objects.values().get()
    stored = repr(
        [
            {k: bytes(v) if isinstance(v, memoryview) else v for k, v in one.items()}
            for one in (call, told)
        ]
    )
    assert "912345678" not in stored
