"""The partner API."""

import base64
import json
from datetime import UTC, timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from channels.models import (
    Attachment,
    Conversation,
    IdempotencyRecord,
    PartnerKey,
    RawIntake,
    Submission,
)
from channels.rules import access
from tests.factories.channels import PartnerFactory, partner_key
from tests.factories.organisation import StoreFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/submissions/"
FEEDBACK = {
    "text": "相片被折壞了",
    "customer": {"name": "陳大文", "email": "chen@example.com"},
    "language": "zh-hans",
    "order_number": "A-1",
    "remedy_sought": "reprint",
}


@pytest.fixture
def partner():
    return PartnerFactory()


@pytest.fixture
def key(partner):
    return partner_key(partner)


def send(client, key, body=FEEDBACK, **headers):
    return client.post(
        URL, json.dumps(body), content_type="application/json",
        headers={"Authorization": key, **headers},
    )  # fmt: skip


def nothing_was_stored():
    return not RawIntake.objects.exists()


def test_a_submission_is_taken_and_answered_with_its_receipt(client, partner, key):
    response = send(client, key)

    raw = RawIntake.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "reference": raw.reference,
        "access_code": raw.conversation.access_code,
        "status_url": access.link(raw.conversation),
        "received_at": raw.received_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "state": "received",
    }
    assert json.loads(raw.bytes()) == FEEDBACK
    assert raw.channel == partner.channel
    submission = Submission.objects.get()
    assert (submission.text, submission.order_number) == ("相片被折壞了", "A-1")
    assert (submission.language, submission.remedy_sought) == ("zh-hans", "reprint")
    assert submission.customer.name_masked == "陳○○"
    assert Conversation.objects.get().partner == partner
    assert Conversation.objects.get().opens_with(response.json()["access_code"])


def test_files_come_in_base64(client, key, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = base64.b64encode(b"hello").decode()
    response = send(client, key, {"text": "x", "files": [{"name": "a.txt", "content": content}]})

    assert response.status_code == 201
    assert Attachment.objects.get().content().read() == b"hello"


@pytest.mark.parametrize(
    "header", [None, "", "Bearer x", "Api-Key", "Api-Key wrong", "Api-Key wrong.secret"]
)
def test_without_a_valid_key_nothing_is_taken(client, header):
    headers = {} if header is None else {"Authorization": header}
    response = client.post(URL, "{}", content_type="application/json", headers=headers)

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"] == "Api-Key"
    assert nothing_was_stored()


@pytest.mark.parametrize(
    "what", ["revoked", "expired", "other secret", "partner off", "channel off"]
)
def test_a_key_that_no_longer_holds_opens_nothing(client, partner, key, what):
    if what == "revoked":
        PartnerKey.objects.update(revoked=True)
    if what == "expired":
        PartnerKey.objects.update(expiry_date=timezone.now() - timedelta(seconds=1))
    if what == "other secret":
        key = key[:-1] + ("a" if key[-1] != "a" else "b")
    if what == "partner off":
        partner.is_active = False
        partner.save()
    if what == "channel off":
        partner.channel.is_active = False
        partner.channel.save()

    response = send(client, key)

    assert (response.status_code, response.json()["detail"]) == (401, "This key is not valid.")
    assert nothing_was_stored()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": " "}, "text"), ({"text": "x" * 20_001}, "text"), ({"language": "fr"}, "language"),
        ({"customer": {"email": "nobody"}}, "customer"), ({"store": "unknown"}, "store"),
        ({"remedy_sought": "gold"}, "remedy_sought"), ({"consents": ["all"]}, "consents"),
        ({"files": [{"name": "a", "content": "%"}]}, "files"),
        ({"files": [{"name": "a", "content": ""}] * 11}, "files"),
        ({"captured_at": "yesterday"}, "captured_at"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_and_nothing_is_stored(client, key, change, field):
    response = send(client, key, FEEDBACK | change)

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]
    assert nothing_was_stored()


@pytest.mark.parametrize(
    ("said", "counts_from"),
    [(timedelta(days=3), timedelta(days=3)), (timedelta(days=13_000), timedelta(days=14))],
)
def test_no_limit_counts_from_longer_ago_than_two_weeks(client, key, said, counts_from):
    """Whatever moment a partner names, the feedback is taken and its limits are those of now."""
    captured_at = (timezone.now() - said).isoformat()

    assert send(client, key, FEEDBACK | {"captured_at": captured_at}).status_code == 201

    submission = Submission.objects.get()
    early = submission.received_at - submission.captured_at - counts_from
    assert timedelta(0) <= early < timedelta(minutes=1)


@pytest.mark.parametrize("body", ["{", "[]", "null", '"x"', ""])
def test_what_is_no_json_object_is_refused(client, key, body):
    response = client.post(
        URL, body, content_type="application/json", headers={"Authorization": key}
    )

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert nothing_was_stored()


def test_another_content_type_is_refused(client, key):
    response = client.post(URL, {"text": "x"}, headers={"Authorization": key})

    assert response.status_code == 415
    assert nothing_was_stored()


def test_a_body_over_the_limit_is_refused(client, key, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = send(client, key, {"text": "x" * 200})

    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert nothing_was_stored()


def test_the_partner_cannot_choose_what_is_not_theirs(client, partner, key):
    send(client, key, FEEDBACK | {"partner": 99, "reference": "FB-2222-2222", "state": "closed"})

    assert Conversation.objects.get().partner == partner
    assert Conversation.objects.get().reference != "FB-2222-2222"


def test_the_same_request_again_gets_the_same_answer(client, key):
    first = send(client, key, **{"Idempotency-Key": "k-1"})
    again = send(client, key, **{"Idempotency-Key": "k-1"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert (RawIntake.objects.count(), Submission.objects.count()) == (1, 1)


def test_the_same_key_with_another_body_is_an_error(client, key):
    send(client, key, **{"Idempotency-Key": "k-1"})
    response = send(client, key, {"text": "other"}, **{"Idempotency-Key": "k-1"})

    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert response["Content-Type"] == "application/problem+json"
    assert (RawIntake.objects.count(), IdempotencyRecord.objects.count()) == (1, 1)


def test_a_twin_that_is_being_worked_on_is_a_conflict(client, key):
    send(client, key, **{"Idempotency-Key": "k-1"})
    RawIntake.objects.update(state="stored", disposition="", accounted_at=None)
    response = send(client, key, **{"Idempotency-Key": "k-1"})

    assert (response.status_code, response.json()["code"]) == (409, "idempotency_key_in_use")
    assert RawIntake.objects.count() == 1


@pytest.mark.parametrize("value", ["", "a b", "x" * 256, "鍵"])
def test_a_key_of_another_form_is_refused(client, key, value):
    headers = {"HTTP_IDEMPOTENCY_KEY": value, "HTTP_AUTHORIZATION": key}
    response = client.post(URL, json.dumps(FEEDBACK), content_type="application/json", **headers)

    assert response.status_code == 400
    assert nothing_was_stored()


def test_without_a_key_each_request_is_its_own(client, key):
    send(client, key)
    send(client, key)

    assert Submission.objects.count() == 2


def test_an_item_that_cannot_be_read_is_still_acknowledged(client, key, monkeypatch):
    from channels.adapters.partner import PartnerAdapter

    monkeypatch.setattr(PartnerAdapter, "read", lambda *_: 1 / 0)
    response = send(client, key)

    assert response.status_code == 201
    assert RawIntake.objects.get().state == "failed"
    assert RawIntake.objects.get().reference == response.json()["reference"]


def test_a_partner_sees_how_the_own_submission_stands(client, key):
    receipt = send(client, key).json()
    response = client.get(f"{URL}{receipt['reference']}/", headers={"Authorization": key})

    assert response.json() == {
        "reference": receipt["reference"], "received_at": receipt["received_at"], "state": "received",
    }  # fmt: skip


def test_strangers_cannot_tell_a_submission_from_nothing(client, key):
    reference = send(client, key).json()["reference"]
    other = partner_key(PartnerFactory())

    found = client.get(f"{URL}{reference}/", headers={"Authorization": other})
    nothing = client.get(f"{URL}FB-2222-2222/", headers={"Authorization": other})

    assert (found.status_code, nothing.status_code) == (404, 404)
    assert found.content == nothing.content


def test_a_reference_needs_a_key(client, key):
    reference = send(client, key).json()["reference"]

    assert client.get(f"{URL}{reference}/").status_code == 401


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nothing_can_be_changed(client, key, method):
    reference = send(client, key).json()["reference"]
    response = getattr(client, method)(f"{URL}{reference}/", headers={"Authorization": key})

    assert response.status_code == 405


def test_too_many_calls_in_a_minute_are_held_up(client, key, settings, time_machine):
    caches["counters"].clear()
    time_machine.move_to("2026-11-22T10:00:20Z", tick=False)
    settings.API_CALLS_A_MINUTE = {"write": 2, "read": 1}
    codes = [send(client, key).status_code for _ in range(3)]
    held_up = send(client, key)

    assert codes == [201, 201, 429]
    assert held_up["Retry-After"] == "40"
    assert held_up["Content-Type"] == "application/problem+json"
    assert RawIntake.objects.count() == 2
    assert send(client, partner_key(PartnerFactory())).status_code == 201
    time_machine.move_to("2026-11-22T10:01:00Z", tick=False)
    assert send(client, key).status_code == 201


def test_a_call_takes_five_statements(client, key, settings, statements):
    settings.LOOK_UP_SECONDS = 60
    store = StoreFactory()
    body = {**FEEDBACK, "store": store.code}
    send(client, key, body)
    with statements(5):
        send(
            client,
            key,
            {**body, "customer": {"email": "b@example.com"}},
            **{"Idempotency-Key": "k"},
        )
    reference = RawIntake.objects.latest("id").reference
    with statements(3):
        client.get(f"{URL}{reference}/", headers={"Authorization": key})


def test_the_description_names_every_door_and_field(client):
    response = client.get("/api/v1/schema/", headers={"Accept": "application/json"})

    schema = response.json()
    assert schema["openapi"] == "3.1.0"
    assert sorted(schema["paths"]) == [
        "/api/v1/purchases/", "/api/v1/slots/", "/api/v1/solutions/", "/api/v1/solutions/{code}/",
        "/api/v1/submissions/", "/api/v1/submissions/{reference}/",
        "/api/v1/submissions/{reference}/appointment/", "/api/v1/submissions/{reference}/limits/",
    ]  # fmt: skip
    post = schema["paths"]["/api/v1/submissions/"]["post"]
    assert sorted(post["responses"]) == ["201", "400", "401", "409", "413", "422", "429"]
    assert [p["name"] for p in post["parameters"]] == ["Idempotency-Key"]
    assert post["security"] == [{"partner_key": []}]
    fields = schema["components"]["schemas"]["SubmissionIn"]["properties"]
    assert {"text", "customer", "files", "store", "captured_at"} <= set(fields)
