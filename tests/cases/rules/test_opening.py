"""Opening: what a submission becomes, at once, and who is told."""

from datetime import timedelta

import pytest

from cases.models import Case, CaseText, Category
from cases.rules import opening
from cases.states import CaseState
from channels.kinds import ChannelKind, Direction
from channels.models import Channel, ContactPoint, Customer, Message, Outgoing
from tests.factories.cases import NOW, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer():
    customer = Customer(first_seen_at=NOW)
    customer.write_name("陳小姐")
    customer.save()
    contact = ContactPoint(customer=customer, kind="email", created_at=NOW)
    contact.write(customer.wrapped_key, "chen@example.com")
    contact.save()
    return customer


def submission(text, kind=ChannelKind.WEB, *, customer=None, is_automatic=False, **more):
    channel = Channel.objects.filter(kind=kind).first()
    made = SubmissionFactory(
        text=text, title=text[:40], raw__channel=channel, customer=customer,
        conversation__customer=customer, conversation__channel=channel, **more,
    )  # fmt: skip
    Message.objects.create(
        conversation=made.conversation, raw=made.raw, channel=channel,
        direction=Direction.INBOUND, text=text, is_automatic=is_automatic, happened_at=NOW,
        recorded_at=NOW,
    )  # fmt: skip
    return made


def test_a_clear_text_is_sorted_at_once_with_limits_running(customer):
    case = opening.open_case(
        submission("訂單P1的相片整批偏黃，顏色跟螢幕差很多，想請你們重印", customer=customer).pk,
        now=NOW,
    )

    assert case.state == CaseState.TRIAGED
    assert case.category == Category.objects.get(code="print_colour")
    assert case.department.code == "print_quality"
    assert case.reading["reasons"]
    assert set(case.cycles.values_list("clock", flat=True)) == {
        "acknowledge", "first_response", "dispatch", "resolve",
    }  # fmt: skip
    assert case.next_due_at == NOW + timedelta(minutes=30)


def test_what_the_rules_do_not_understand_waits_for_a_person(customer):
    case = opening.open_case(submission("嗯，想說一下", customer=customer).pk, now=NOW)

    assert case.state == CaseState.RECEIVED
    assert case.category is None
    assert case.department.code == "customer_care"


def test_danger_always_waits_for_a_person(customer):
    case = opening.open_case(
        submission("相片偏黃，而且機器冒煙還漏電，差點燙到小孩", customer=customer).pk, now=NOW
    )

    assert case.state == CaseState.RECEIVED
    assert case.is_safety
    assert case.priority == "urgent"


def test_opening_twice_makes_one(customer):
    given = submission("相片偏黃", customer=customer)

    assert opening.open_case(given.pk, now=NOW) == opening.open_case(given.pk, now=NOW)
    assert Case.objects.count() == 1
    assert Outgoing.objects.filter(template="received").count() == 1
    assert CaseText.objects.count() == 1


def test_a_machine_gets_no_answer(customer):
    case = opening.open_case(
        submission(
            "I am out of office", ChannelKind.EMAIL, customer=customer, is_automatic=True
        ).pk,
        now=NOW,
    )

    assert not Outgoing.objects.exists()
    assert case.cycles.get(clock="acknowledge").met_at is not None


def test_a_like_case_of_the_same_customer_is_looked_at_by_a_person(customer):
    text = "訂單P1的相片整批偏黃，顏色跟螢幕差很多，想請你們重印"
    opening.open_case(submission(text, customer=customer).pk, now=NOW)

    second = opening.open_case(
        submission(text, customer=customer, received_at=NOW + timedelta(hours=1)).pk,
        now=NOW + timedelta(hours=1),
    )

    assert second.state == CaseState.RECEIVED
