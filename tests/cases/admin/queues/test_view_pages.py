"""The page of all saved views."""

import pytest
from django.urls import reverse

from tests.cases.admin.queues.test_views import kept

pytestmark = pytest.mark.django_db


def test_whoever_moves_a_view_goes_on_at_its_row(at_desk, agent):
    views = [kept(agent, name) for name in "ABC"]
    client, page = at_desk(agent), reverse("admin:cases_views")

    moved = client.post(reverse("admin:cases_view_move", args=(views[2].pk,)), {"by": "up"})

    assert moved["Location"] == f"{page}#view-{views[2].pk}"
    assert f'<tr id="view-{views[2].pk}">' in client.get(page).text
