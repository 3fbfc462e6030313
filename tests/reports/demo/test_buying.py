"""The demonstration reads in what customers bought, through the rule."""

import pytest
from django.utils import timezone

from channels.kinds import ContactProof
from channels.measures.purchases import bought_by
from channels.models import ContactPoint, PurchaseFile
from feedback_site.organisation.roles import Role
from reports.demo.buying import live_purchases
from tests.factories.cases import SubmissionFactory
from tests.factories.channels import customer_with
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db


def test_known_customers_and_named_orders_have_purchases():
    customer = customer_with(phone="0912345678")
    ContactPoint.objects.update(proof=ContactProof.CLERK)
    named = SubmissionFactory(order_number="P260501-1001", customer=customer_with())
    posted(Role.SUPERVISOR, user__username="supervisor")

    live_purchases(until=timezone.now())

    file = PurchaseFile.objects.get()
    found = bought_by(posted(Role.AUDITOR), [customer.pk, named.customer_id])
    assert (file.new, file.wrong) == (2, [])
    assert {pk: [one.by_order for one in own] for pk, own in found.items()} == {
        customer.pk: [False], named.customer_id: [True],
    }  # fmt: skip
