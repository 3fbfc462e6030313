"""What a customer likes: sealed, noted by whoever takes feedback, told to the ledger without its words."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels.errors import ContactInWords, CustomerErased
from channels.models import Customer, CustomerPreference
from channels.rules.customers.preferring import Likes, note_likes
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerContent, LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
MATTE = Likes(way="phone", time="evening", language="en", words="霧面，白邊")


@pytest.fixture
def clerk():
    return posted(Role.CLERK, store=StoreFactory())


def test_likes_are_sealed_and_the_ledger_tells_what_changed_and_not_to_what(clerk):
    customer = customer_with(phone="0912345678")

    note_likes(customer.pk, MATTE, actor=clerk, now=NOW)
    later = Likes(way="phone", time="", language="en", words="亮面")
    noted = note_likes(customer.pk, later, actor=clerk, now=NOW)

    events = LedgerEvent.objects.filter(verb="customer.likes_noted").order_by("pk")
    told = [
        json.loads(bytes(one.body))["changed"]
        for one in LedgerContent.objects.filter(event_id__in=events.values("pk")).order_by(
            "event_id"
        )
    ]
    assert "亮面".encode() not in bytes(noted.words_sealed)
    assert (noted.words(), noted.contact_way, noted.contact_time) == ("亮面", "phone", "")
    assert Customer.objects.get(pk=customer.pk).language == "en"
    assert told == [["way", "time", "language", "words"], ["time", "words"]]


@pytest.mark.parametrize("words", ["霧面 0912 345 678", "mei@example.com", "打 (02) 2345-6789"])
def test_a_contact_among_the_words_is_refused_and_nothing_changes(clerk, words):
    customer = customer_with(phone="0912345678")
    note_likes(customer.pk, MATTE, actor=clerk, now=NOW)

    with pytest.raises(ContactInWords):
        note_likes(
            customer.pk, Likes(way="", time="", language="en", words=words), actor=clerk, now=NOW
        )

    noted = CustomerPreference.objects.get()
    assert (noted.words(), noted.contact_way) == ("霧面，白邊", "phone")


def test_sizes_are_no_contact_and_a_merged_person_keeps_one_note(clerk):
    head, merged = customer_with(phone="0912345678"), customer_with(phone="0922333444")
    Customer.objects.filter(pk=merged.pk).update(person=head, merged_into=head)

    likes = Likes(way="", time="weekend", language="zh-hant", words="4x6 與 8x10，300 dpi")
    with CaptureQueriesContext(connection) as asked:
        note_likes(merged.pk, likes, actor=clerk, now=NOW)

    locks = [
        one["sql"] for one in asked if "FOR UPDATE" in one["sql"] and "_customer" in one["sql"]
    ]
    assert (len(locks), 'ORDER BY "channels_customer"."id"' in locks[0]) == (1, True)
    assert CustomerPreference.objects.get().customer_id == head.pk
    shown = Customer.objects.get(pk=merged.pk).likes_of_person()
    assert "4x6 與 8x10，300 dpi" in shown


def test_whoever_takes_no_feedback_notes_nothing_and_of_the_erased_nothing_is_noted(clerk):
    customer = customer_with(phone="0912345678")

    with pytest.raises(NotAllowed):
        note_likes(customer.pk, MATTE, actor=posted(Role.AUDITOR), now=NOW)
    Customer.objects.filter(pk=customer.pk).update(wrapped_key=None)
    with pytest.raises(CustomerErased):
        note_likes(customer.pk, MATTE, actor=clerk, now=NOW)

    assert not CustomerPreference.objects.exists()
