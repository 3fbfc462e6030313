"""Ways to the form on paper: a QR code for a till, and a poster for a store."""

import pytest
import segno
from django.urls import reverse

from feedback_site.organisation.roles import Role
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
CODE, POSTER = "/feedback/qr.svg", "/counter/poster/"
RECEIPTS = "/counter/receipt-codes/"


def drawn(address):
    """The same code, drawn here."""
    return segno.make(address, micro=False, error="m").svg_inline(omitsize=True, border=2)


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ({"store": "zs"}, "?store=zs"),
        ({"store": "zs", "order_number": "A 7/9"}, "?store=zs&order_number=A+7%2F9"),
        ({"text": "x", "next": "https://evil.example"}, ""), ({}, ""),
        ({"order_number": "9" * 400}, "?order_number=" + "9" * 40),
    ],
)  # fmt: skip
def test_a_till_gets_the_code_of_its_receipt_and_of_nothing_else(client, settings, asked, query):
    answer = client.get(CODE, asked)

    assert answer.content.decode() == drawn(f"{settings.SITE_URL}/feedback/{query}")
    assert answer["Content-Type"] == "image/svg+xml"
    assert "max-age=86400" in answer["Cache-Control"]


def test_a_clerk_prints_the_poster_of_the_own_store_or_of_another(client, settings):
    here, there = StoreFactory(), StoreFactory()
    client.force_login(posted(Role.CLERK, store=here))

    mine = client.get(POSTER).content.decode()
    other = client.get(POSTER, {"store": there.code}).content.decode()

    assert f"{settings.SITE_URL}/feedback/?store={here.code}" in mine
    assert f"{settings.SITE_URL}/feedback/?store={there.code}" in other
    assert all(word in mine for word in ("告訴我們", "告诉我们", "Tell us"))
    assert client.get(POSTER, {"store": "none-such"}).status_code == 404


def test_without_a_store_the_page_says_so(client):
    client.force_login(posted(Role.CLERK))

    assert client.get(POSTER).context["store"] is None


def test_the_counter_leads_to_the_poster(client):
    client.force_login(posted(Role.CLERK, store=StoreFactory()))

    assert f'href="{POSTER}"' in client.get(reverse("channels:counter")).content.decode()


def test_a_clerk_prints_the_code_of_a_receipt_that_opens_the_form_with_its_number(client, settings):
    store = StoreFactory()
    client.force_login(posted(Role.CLERK, store=store))
    query = f"?store={store.code}&order_number="

    page = client.get(RECEIPTS, {"numbers": " A 7/9 \r\n\r\nB-2\nB-2", "paper": "a4"})

    assert [slip["number"] for slip in page.context["slips"]] == ["A 7/9", "B-2"]
    assert drawn(f"{settings.SITE_URL}/feedback/{query}A+7%2F9") in page.text
    assert drawn(f"{settings.SITE_URL}/feedback/{query}B-2") in page.text
    assert "print-a4" in page.text
    form = client.get(f"/feedback/{query}A+7%2F9").text
    assert 'value="A 7/9"' in form
    assert f'href="{RECEIPTS}"' in client.get(reverse("channels:counter")).text


@pytest.mark.parametrize(
    ("typed", "status"), [("", 200), ("9" * 41, 422), ("\n".join(map(str, range(61))), 422)]
)
def test_what_cannot_be_printed_is_said_and_stays_in_its_box(client, typed, status):
    client.force_login(posted(Role.CLERK, store=StoreFactory()))

    page = client.get(RECEIPTS, {"numbers": typed})

    assert (page.status_code, page.context["slips"], page.context["typed"]) == (status, [], typed)
    assert client.get(RECEIPTS, {"numbers": "1", "store": "none-such"}).status_code == 404
