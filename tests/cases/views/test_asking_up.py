"""The page on which a customer asks for somebody else: with words, once, and told what happens next."""

import pytest
import time_machine

from cases.models import Escalation
from cases.states import CaseState
from tests.doors import enter
from tests.factories.cases import case_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _soon_after():
    """The factories' cases are of May 2026."""
    with time_machine.travel("2026-05-05T03:00:00Z", tick=True):
        yield


def test_a_customer_asks_for_somebody_else_once(client):
    case = case_in(CaseState.IN_PROGRESS)
    page = enter(client, case.submission.conversation)
    client.cookies["django_language"] = "en"
    path = f"{page}somebody-else/"
    assert path in client.get(page).text

    assert "Shall somebody else look at it?" in client.get(path).text
    empty = client.post(path, {"words": " "})
    assert "Tell us in a sentence what is wrong." in empty.text
    assert not Escalation.objects.exists()

    assert client.post(path, {"words": "三天沒有人理我"}).status_code == 302

    shown = client.get(page).text
    assert "Somebody more senior is told" in shown
    assert ("三天沒有人理我" in shown, path in shown) == (True, False)
    assert Escalation.objects.get().reason == "三天沒有人理我"
    assert client.post(path, {"words": "again"})["Location"] == page
    assert Escalation.objects.count() == 1
