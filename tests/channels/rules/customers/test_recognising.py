"""Customers who may be one person are proposed, once, and nothing is merged."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from channels.models import Customer, CustomerPair, CustomerSigns
from channels.rules import intake
from channels.rules.customers import joining, recognising
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.cases import SubmissionFactory
from tests.factories.channels import ChannelFactory, customer_with
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"


def post(**fields):
    body = urlencode({"text": "相片有刮痕", **fields}).encode()
    raw = intake.take(channel=ChannelFactory(), body=body, content_type=FORM, now=NOW)
    raw.refresh_from_db()
    return raw.submission.customer


def sweep():
    return recognising.sweep_people(now=NOW, limit=100)


def proposed():
    return [(pair.low_id, pair.high_id, pair.score, pair.reasons) for pair in pairs()]


def pairs():
    return CustomerPair.objects.order_by("low", "high")


def test_a_phone_that_is_somebody_elses_proposes_both_and_merges_nobody():
    one = post(name="陳大文", phone="0912345678")
    other = post(name="林美", email="mei@example.com", phone="+886 912 345 678")

    assert sweep() == 2

    assert proposed() == [(one.pk, other.pk, 55, ["same_phone", "other_name"])]
    assert not Customer.objects.exclude(person=None).exists()
    event = LedgerEvent.objects.get(verb="customer.match_proposed")
    assert (event.subject, event.actor) == (f"customer:{one.pk}", "system")


def test_a_known_customer_who_types_anothers_phone_is_proposed_to_be_them():
    one = post(name="陳大文", phone="0912345678")
    other = post(name="陈大文", email="dawen@example.com")
    sweep()
    assert proposed() == []

    post(email="dawen@example.com", phone="0912345678")
    sweep()

    assert proposed() == [(one.pk, other.pk, 100, ["same_phone", "name_in_other_writing"])]


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ({"name": "陳大文", "order_number": "ZS-1"}, {"name": "Chen Dawen", "order_number": "ZS-1"}, 85),
        (
            {"order_number": "ZS-1", "email": "a@example.com"},
            {"order_number": "ZS-1", "email": "b@example.com"}, 65,
        ),
        ({"name": "陳大文", "phone": "0912345678"}, {"name": "陳大文", "phone": "0912345687"}, 60),
        ({"name": "陳大文", "phone": "0912345678"}, {"name": "陳大文", "phone": "0987654321"}, None),
        ({"email": "da.wen@gmail.com"}, {"email": "dawen+photos@gmail.com"}, 75),
    ],
)  # fmt: skip
def test_what_is_proposed(one, other, score):
    first, second = post(**one), post(**other)
    sweep()

    found = [(low, high, points) for low, high, points, _reasons in proposed()]
    assert found == ([(first.pk, second.pk, score)] if score else [])


def test_one_name_at_one_store_within_a_fortnight():
    store = StoreFactory()
    post(name="陳大文", email="a@example.com", store=store.code)
    post(name="陳大文", email="b@example.com", store=store.code)
    post(name="陳大文", email="c@example.com")
    sweep()

    assert [reasons for *_who, reasons in proposed()] == [["same_name", "same_store_soon"]]


def test_a_second_sweep_finds_all_compared_and_later_evidence_raises_the_score():
    one = post(name="陳大文", phone="0912345678")
    other = post(name="陳大文", email="dawen@example.com", phone="0912345687")
    sweep()
    assert sweep() == 0

    post(email="dawen@example.com", phone="0912345678")
    assert sweep() == 1

    assert proposed() == [(one.pk, other.pk, 100, ["same_phone", "same_name"])]
    assert LedgerEvent.objects.filter(verb="customer.match_proposed").count() == 1


def test_who_was_declined_is_not_proposed_again_also_not_as_somebody_merged():
    agent = posted(Role.AGENT)
    one = post(name="陳大文", phone="0912345678")
    other = post(name="林美", email="mei@example.com", phone="0912345678")
    sweep()
    joining.decline(pairs().get().pk, actor=agent, now=NOW)
    third = post(name="陳大文", email="dawen@example.com", phone="0912345678")
    sweep()
    joining.join(pairs().get(low=one, high=third).pk, keep_id=third.pk, actor=agent, now=NOW)
    joining_state = list(pairs().filter(state="open").values_list("low", "high"))
    CustomerPair.objects.filter(state="open").delete()

    post(email="mei@example.com", order_number="A-1")
    sweep()

    assert joining_state == [(other.pk, third.pk)]
    assert not pairs().filter(state="open").exists()


def test_what_many_share_is_no_sign():
    for number in range(52):
        post(email=f"somebody{number}x@example.com", phone="0912345678")
    sweep()

    assert proposed() == []


def test_a_customer_of_before_there_were_signs_gets_them_on_coming_back():
    old = customer_with(phone="+886912345678", name="陳大文")
    SubmissionFactory(customer=old, no_contact_reason="")
    assert not CustomerSigns.objects.filter(pk=old.pk).exists()
    sweep()
    new = post(name="陈大文", email="d@example.com", phone="0912345678")
    sweep()

    assert proposed() == [(old.pk, new.pk, 100, ["same_phone", "name_in_other_writing"])]


@pytest.mark.parametrize("number", [1, 30])
def test_comparing_many_takes_as_many_statements_as_few(number, statements):
    for each in range(number):
        post(name="陳大文", phone=f"09123456{each:02}")
        post(name="陳大文", email=f"mail{each}@example.com", phone=f"09123456{each:02}")
    ids = list(Customer.objects.values_list("pk", flat=True))

    with statements(14):
        recognising.compare(ids, now=NOW)

    assert pairs().filter(score=100).count() == number
