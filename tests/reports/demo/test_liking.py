"""The demonstration notes what customers like, through the rule."""

from datetime import UTC, datetime

import pytest

from channels.models import CustomerPreference
from feedback_site.organisation.roles import Role
from reports.demo.liking import live_likes
from tests.factories.channels import customer_with
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db


def test_the_newest_customers_like_something():
    customer = customer_with(phone="0912345678")
    posted(Role.SUPERVISOR, user__username="supervisor")

    live_likes(until=datetime(2026, 5, 4, tzinfo=UTC))

    assert CustomerPreference.objects.get(customer=customer).lines()[-1] == "霧面、白邊"
