"""The customer's way back: one code, one answer whatever is wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from channels.errors import AccessDenied, TooManyTries
from channels.references import new_reference
from channels.rules import access
from channels.rules.outbox import delivery
from feedback_site.floods.models import Count
from feedback_site.ledger.models import LedgerEvent
from tests.factories.channels import conversation_with

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
def conversation():
    return conversation_with()


def test_reference_and_code_open_it_however_they_are_typed(conversation):
    typed = conversation.reference.lower().replace("-", " ")
    code = " ".join(conversation.access_code.lower())

    assert access.open_with_code(typed, code, now=NOW) == conversation


def wrong(conversation, kind):
    other = conversation_with("other@example.com")
    reference, code = conversation.reference, conversation.access_code
    return {
        "wrong code": (reference, "A" * 26),
        "no code": (reference, ""),
        "another's code": (reference, other.access_code),
        "unknown reference": (new_reference(), code),
        "no reference": ("hello", code),
        "nothing": ("", ""),
    }[kind]


@pytest.mark.parametrize(
    "kind",
    ["wrong code", "no code", "another's code", "unknown reference", "no reference", "nothing"],
)
def test_whatever_is_wrong_the_answer_is_the_same(conversation, statements, kind):
    reference, code = wrong(conversation, kind)

    with statements(1), pytest.raises(AccessDenied) as denied:
        access.open_with_code(reference, code, now=NOW)

    assert (str(denied.value), denied.value.status, denied.value.facts) == (
        str(AccessDenied()),
        404,
        {},
    )


def test_an_expired_code_is_as_good_as_a_wrong_one(conversation):
    reference, code = conversation.reference, conversation.access_code
    last = conversation.opened_at + access.VALID_FOR

    assert access.open_with_code(reference, code, now=last - timedelta(seconds=1)) == conversation
    with pytest.raises(AccessDenied):
        access.open_with_code(reference, code, now=last)


def test_each_mail_lets_its_link_hold_for_ninety_days(conversation):
    late = NOW + timedelta(days=80)
    row = delivery.tell_customer(conversation, template="closed", dedup_key="k", now=late)
    delivery.deliver(row.pk, now=late)

    conversation.refresh_from_db()
    assert conversation.access_expires_at == late + access.VALID_FOR


def test_keeping_open_costs_nothing_twice_a_day(conversation, statements):
    late = NOW + timedelta(days=10)
    with statements(1):
        access.keep_open(conversation, now=late)
    with statements(0):
        access.keep_open(conversation, now=late + timedelta(hours=5))


def test_a_new_code_voids_the_old(conversation):
    old = conversation.access_code

    renewed = access.renew(conversation.pk, actor=None, now=NOW)

    assert renewed.access_code != old
    assert access.open_with_code(renewed.reference, renewed.access_code, now=NOW) == conversation
    with pytest.raises(AccessDenied):
        access.open_with_code(renewed.reference, old, now=NOW)
    event = LedgerEvent.objects.get()
    assert (event.verb, event.subject) == ("access.renewed", f"conversation:{conversation.pk}")


def test_the_link_carries_both(conversation):
    assert access.link(conversation) == (
        f"http://testserver/c/{conversation.reference}/{conversation.access_code}"
    )


def test_one_source_tries_thirty_times_and_another_is_not_held_up():
    for _ in range(access.TRIES.limit):
        access.guard("203.0.113.9", now=NOW)
    with pytest.raises(TooManyTries):
        access.guard("203.0.113.9", now=NOW)

    access.guard("203.0.113.10", now=NOW)


def test_the_address_is_not_kept():
    access.guard("203.0.113.9", now=NOW)

    assert "203.0.113.9" not in Count.objects.get().key
