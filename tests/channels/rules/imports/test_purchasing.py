"""Purchases: kept once for each number of each source, sealed, and whose they are asked anew each time."""

from datetime import date

import pytest

from channels.kinds import ContactKind, ContactProof
from channels.measures.purchases import bought_by, bought_under, each_once
from channels.models import ContactPoint, Customer, Purchase
from channels.purchases import UnclearAmount, amount_in, money, warranty_end
from channels.rules.imports import purchasing
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, RawIntakeFactory, SubmissionFactory
from tests.factories.channels import PartnerFactory, customer_with
from tests.factories.organisation import StoreFactory, posted
from tests.factories.purchases import bought, draft
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db
PHONE, MAIL = "0912 345 678", "mei@example.com"


def proven(proof=ContactProof.CLERK, **contact):
    customer = customer_with(**contact)
    ContactPoint.objects.filter(customer=customer).update(proof=proof)
    return customer


def claimed(phone):
    """Somebody who merely stated this number."""
    customer = customer_with()
    point = ContactPoint(customer=customer, kind=ContactKind.PHONE, created_at=NOW)
    point.write(customer.wrapped_key, phone)
    point.claim_in(RawIntakeFactory().pk)
    point.save()
    return customer


def naming(number, customer):
    SubmissionFactory(customer=customer, order_number=number, no_contact_reason="")
    return customer


def orders_of(user, *customers):
    found = bought_by(user, [one.pk for one in customers])
    return [
        (one.purchase.order_number, one.by_order)
        for one in each_once(one for own in found.values() for one in own)
    ]


@pytest.fixture
def auditor():
    return posted(Role.AUDITOR)


def test_a_purchase_is_theirs_who_proved_its_contact_or_named_its_number(auditor):
    numbers = [f"09123456{n:02}" for n in range(5)]
    told = [
        (proven(phone="+886912345600"), {"phone": numbers[0]}, [("A 0", False)]),
        (proven(email=MAIL), {"email": "Mei@Example.com"}, [("A 1", False)]),
        (proven("", phone=numbers[2]), {"phone": numbers[2]}, []),
        (claimed(numbers[3]), {"phone": numbers[3]}, []),
        (naming("a4", customer_with()), {}, [("A 4", True)]),
        (naming("a 5", proven(phone=numbers[4])), {"phone": numbers[4]}, [("A 5", False)]),
        (naming("B6", customer_with()), {}, []),
    ]
    for number, (_customer, more, _joined) in enumerate(told):
        bought(f"A {number}", **more)

    assert [orders_of(auditor, customer) for customer, _more, _joined in told] == [
        joined for _customer, _more, joined in told
    ]


def test_a_number_that_is_named_takes_nothing_from_whoever_proved_the_contact(auditor):
    bought("A1", phone=PHONE)
    owner, stranger = proven(phone=PHONE), naming("A1", customer_with(name="林小玉"))

    assert orders_of(auditor, stranger) == []
    assert orders_of(auditor, owner) == [("A1", False)]
    # Asked for together, as two rows of one person are, they have it once.
    assert orders_of(auditor, owner, stranger) == [("A1", False)]


@pytest.mark.parametrize("contact", [{"phone": PHONE}, {"email": MAIL}])
def test_on_a_case_that_names_its_number_a_purchase_stands_only_where_it_is_nobody_elses(
    auditor, contact
):
    bought("A1", **contact)
    stranger, second = customer_with(name="林小玉"), customer_with()
    asked = [None, stranger.pk, second.pk]
    assert [len(bought_under(auditor, "A1", person=one)) for one in asked] == [1, 1, 1]
    customer_with(**contact)
    ContactPoint.objects.update(proof="")
    assert [len(bought_under(auditor, "A1", person=one)) for one in asked] == [1, 1, 1]

    ContactPoint.objects.update(proof=ContactProof.CLERK)
    owner = ContactPoint.objects.get().customer
    assert [len(bought_under(auditor, "a1", person=one)) for one in asked] == [0, 0, 0]
    assert len(bought_under(auditor, "a1", person=owner.pk)) == 1
    # Two rows of one person: what one of them proved is no stranger's for the other.
    Customer.objects.filter(pk=owner.pk).update(person=second, merged_into=second)
    assert len(bought_under(auditor, "a1", person=second.pk)) == 1


def test_told_again_it_is_known_and_told_otherwise_it_is_replaced(auditor):
    partner, customer = PartnerFactory(), proven(phone=PHONE)
    outcomes = [
        bought("A1", partner=partner, phone=PHONE, **more)
        for more in ({}, {}, {"lines": ("改為 6x8",), "serial": "SN-4711"}, {"email": MAIL})
    ]
    own = purchasing.keep_purchases([draft("a1")], file_id=1, actor=posted(Role.AGENT), now=NOW)

    assert [(one.new, one.changed, one.known) for one in outcomes] == [
        (1, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 0),
    ]  # fmt: skip
    assert (own.new, Purchase.objects.count()) == (1, 2)
    row = Purchase.objects.get(partner=partner)
    assert (row.lines, row.serial) == (("相片書 20 頁", "4x6 沖印 × 30"), "")
    assert row.changed_at == NOW
    assert len(orders_of(auditor, customer)) == 1
    verbs = LedgerEvent.objects.filter(subject=f"purchase:{row.pk}", actor=f"partner:{partner.pk}")
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "purchase.kept", "purchase.changed", "purchase.changed",
    ]  # fmt: skip


def test_nothing_of_a_person_lies_open_and_without_its_key_nothing_is_told(auditor):
    bought("A1", phone=PHONE, email=MAIL, serial="SN-4711")
    stored = " ".join(
        bytes(value).decode("latin-1") if isinstance(value, memoryview | bytes) else str(value)
        for value in Purchase.objects.values_list().get()
    )

    for secret in ("相片書", "912345678", MAIL, "SN-4711"):
        assert secret not in stored
    Purchase.objects.update(wrapped_key=None)
    (row,) = bought_under(auditor, "a1", person=None)
    assert (row.lines, row.serial, row.words) == ((), "", "A1")


def test_of_other_stores_nothing_is_seen_and_what_has_no_store_is_seen_by_all():
    here, there = StoreFactory(), StoreFactory()
    customer = proven(phone=PHONE)
    for number, store in (("A1", here.code), ("A2", there.code), ("A3", "")):
        bought(number, phone=PHONE, store_code=store)
    clerk = posted(Role.CLERK, store=here)

    assert sorted(orders_of(clerk, customer)) == [("A1", False), ("A3", False)]
    seen = [bought_under(clerk, number, person=customer.pk) for number in ("a1", "a2", "a3", "")]
    assert [len(rows) for rows in seen] == [1, 0, 1, 0]


@pytest.mark.parametrize("nothing", ["-", "N/A", "無", "0", "0000000000", "+"])
def test_what_stands_in_place_of_a_contact_is_nobodys(nothing):
    bought("A1", phone=nothing, email=nothing)

    assert Purchase.objects.values_list("phone_index", "email_index").get() == (None, None)


def test_a_file_is_kept_in_the_order_of_its_numbers_so_that_no_two_wait_for_each_other():
    numbers = ["C3", "a1", "B2"]
    drafts = [draft(number) for number in numbers]

    purchasing.keep_purchases(drafts, file_id=1, actor=posted(Role.AGENT), now=NOW)

    kept = Purchase.objects.order_by("pk").values_list("order_number", flat=True)
    assert list(kept) == ["a1", "B2", "C3"]


@pytest.mark.django_db(transaction=True)
def test_the_same_order_told_twice_at_once_is_kept_once():
    partner = PartnerFactory()

    kept = at_once(2, lambda at: bought("A1", partner=partner, lot=f"machine {at}"))

    assert Purchase.objects.count() == 1
    assert sorted((one.new, one.changed) for one in kept) == [(0, 1), (1, 0)]


def test_money_is_read_as_people_write_it():
    for text, currency, amount, words in (
        ("NT$1,280", "TWD", 1280, "NT$ 1,280"), ("80.5", "HKD", 8050, "HK$ 80.50"),
        ("￥ 99 元", "CNY", 9900, "CN¥ 99"),
    ):  # fmt: skip
        assert amount_in(text, currency) == amount
        assert money(amount, currency) == words
    assert amount_in("", "TWD") is None
    for wrong in ("-5", "about 100", "NaN", "1e99"):
        with pytest.raises(UnclearAmount):
            amount_in(wrong, "TWD")


def test_a_warranty_ends_on_the_same_day_or_the_last_of_its_month():
    assert warranty_end(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert warranty_end(date(2026, 11, 30), 24) == date(2028, 11, 30)
    assert warranty_end(date(2026, 12, 31), 2) == date(2027, 2, 28)
