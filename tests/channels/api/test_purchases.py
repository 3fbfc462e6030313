"""Partners tell what customers bought: once for each number, whatever is sent again."""

import json

import pytest

from channels.models import Purchase
from tests.factories.channels import PartnerFactory, partner_key

pytestmark = pytest.mark.django_db
URL = "/api/v1/purchases/"
ORDER = {
    "order_number": "P260501-1001", "bought_at": "2026-05-01T10:00:00+08:00", "lines": ["相片書 20 頁"],
    "phone": "0912345678", "amount": "1280.00", "currency": "TWD", "serial_number": "SN-1",
    "warranty_months": 12,
}  # fmt: skip


def send(client, key, **more):
    body = json.dumps(ORDER | more)
    return client.post(URL, body, content_type="application/json", headers={"Authorization": key})


def test_it_is_kept_known_and_changed_by_its_number_and_for_each_partner_apart(client):
    key, other = (partner_key(PartnerFactory()) for _ in range(2))

    answers = [
        send(client, key), send(client, key), send(client, key, order_number="p260501-1001 "),
        send(client, key, lot="3 號機"), send(client, other),
    ]  # fmt: skip

    assert [(one.status_code, one.json()["outcome"]) for one in answers] == [
        (201, "kept"), (200, "known"), (200, "changed"), (200, "changed"), (201, "kept"),
    ]  # fmt: skip
    row = Purchase.objects.earliest("pk")
    assert (row.amount, row.lot, row.serial, row.lines) == (
        "NT$ 1,280", "3 號機", "SN-1", ("相片書 20 頁",),
    )  # fmt: skip


def test_what_is_wrong_is_named_and_nothing_is_kept(client):
    key = partner_key(PartnerFactory())
    wrong = [
        ({"order_number": "  "}, "order_number"), ({"lines": []}, "lines"),
        ({"currency": "dollars"}, "currency"), ({"currency": ""}, "currency"),
        ({"store": "nowhere"}, "store"), ({"amount": "-1"}, "amount"),
        ({"bought_at": "yesterday"}, "bought_at"), ({"warranty_months": 999}, "warranty_months"),
        # Years that no warranty can be reckoned from.
        ({"bought_at": "9999-12-31T23:30:00Z"}, "bought_at"),
        ({"bought_at": "0001-01-01T00:00:00Z"}, "bought_at"),
    ]  # fmt: skip

    answers = [send(client, key, **more) for more, _field in wrong]

    assert [(one.status_code, list(one.json()["errors"])) for one in answers] == [
        (400, [field]) for _more, field in wrong
    ]
    assert not Purchase.objects.exists()


def test_nobody_tells_without_a_key(client):
    assert send(client, "Api-Key wrong").status_code == 401
    assert not Purchase.objects.exists()
