"""A quote on the customer's page: read, answered, changed, asked for anew, light and private."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.measures.customers.timeline import customer_timeline
from cases.quote_states import QuoteState
from cases.states import CaseState
from channels.models import Message
from tests.doors import enter
from tests.factories.cases import NOW, case_in
from tests.factories.quotes import open_quote
from tests.page_weight import weights

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(hours=2)
NASTY = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _soon_after():
    with time_machine.travel(SOON, tick=True):
        yield


@pytest.fixture
def case():
    return case_in(CaseState.IN_PROGRESS)


@pytest.fixture
def page(client, case):
    client.cookies["django_language"] = "en"
    return enter(client, case.submission.conversation)


def test_it_is_read_and_answered_on_the_page_of_the_case(client, case, page):
    quote = open_quote(case, by=case.owner)
    shown = client.get(page).content.decode()
    for words in (
        "Quote 1", "更換快門", "1.5 × NT$ 801", "NT$ 1,202", "NT$ 2,402", "tax included",
        "You get it back as it is, unrepaired.", "It costs you NT$ 300.", "Yes, I approve NT$ 2,402",
        "No, I decline",
    ):  # fmt: skip
        assert words in shown
    address = f"{page}quote/1/"
    assert client.get(f"{page}quote/2/").status_code == 404
    refused = client.post(address, {"digest": quote.digest, "words": NASTY})
    assert refused.status_code == 422
    assert "Choose yes or no." in refused.content.decode()
    assert NASTY not in refused.content.decode()
    answer = {"digest": quote.digest, "answer": "approved", "words": NASTY}

    done = client.post(address, answer)

    assert done["Location"] == page
    quote.refresh_from_db()
    assert (quote.state, quote.words) == ("approved", NASTY)
    after = client.get(page).content.decode()
    assert "You can change your mind until work begins." in after
    assert "I decline after all" in after
    assert "Yes, I approve" not in after
    assert NASTY not in after
    # Another tab that still shows the first page, or an old text of it, changes nothing.
    client.post(address, answer)
    client.post(address, {"digest": "0" * 64, "answer": "declined"})
    assert "it is not the one that you looked at" in client.get(page).content.decode()
    client.post(address, {"digest": quote.digest, "answer": "declined"})
    quote.refresh_from_db()
    assert quote.state == QuoteState.DECLINED


def test_an_expired_one_says_so_and_a_new_one_is_asked_for_once(client, case, page):
    quote = open_quote(case, by=case.owner, until=SOON - timedelta(minutes=1))
    shown = client.get(page)
    assert "Ask for a new quote" in shown.content.decode()
    assert "Yes, I approve" not in shown.content.decode()
    wish = {
        "digest": quote.digest, "answer": "again", "words": "Only the shutter",
        "stamp": shown.context["answer_form"]["stamp"].value(),
    }  # fmt: skip

    for _ in range(2):
        assert client.post(f"{page}quote/1/", wish)["Location"] == page

    message = Message.objects.get(conversation=case.submission.conversation)
    assert message.text == (
        "Please send me a new quote. Quote 1 over NT$ 2,402 has expired.\nOnly the shutter"
    )


def test_a_draft_and_the_quotes_of_others_do_not_exist(client, case, page):
    open_quote(case, by=case.owner, state=QuoteState.DRAFT, sent_by=None, sent_at=None)
    other = case_in(CaseState.IN_PROGRESS)
    open_quote(other, by=other.owner)

    assert "Quote 1" not in client.get(page).content.decode()
    assert client.get(f"{page}quote/1/").status_code == 404
    assert client.get(f"/case/{other.reference}/quote/1/").status_code == 302


def test_a_page_with_quotes_is_light_and_costs_one_statement_more(client, case, page):
    def fetch(address):
        if address.startswith("/static/"):
            return Path(
                finders.find(address.removeprefix("/static/").partition("?")[0])
            ).read_bytes()
        return client.get(address).content

    def statements():
        with CaptureQueriesContext(connection) as found:
            customer_timeline(case.submission.conversation, now=timezone.now())
        return len(found)

    # One more than that where anybody wrote (test_customer_timeline.py).
    assert statements() == 6
    for number in range(1, 30):
        open_quote(case, by=case.owner, number=number, state=QuoteState.REPLACED)
        if number == 1:
            assert statements() == 7
    open_quote(case, by=case.owner, number=30)

    assert statements() == 7
    for address in (page, f"{page}quote/30/"):
        assert sum(weights(address, fetch).values()) < 60_000
