"""Files of purchases: looked into, read in as a whole, what was wrong, and where it shows."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from channels.kinds import ContactProof
from channels.models import ContactPoint, Purchase, PurchaseFile
from channels.models.purchase_file import KEPT_FOR
from channels.rules.imports import importing_purchases
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
PAGE = "admin:channels_purchases"
TEXT = """訂單編號,購買日期,品項,門市,金額,電話,序號,保固月數
P1,2026-04-20,相片書；桌曆,zhongshan,"1,280",0912345678,SN-4711,12
P2,2026-04-21,沖印,nowhere,100,0912345678,,
P3,someday,沖印,zhongshan,100,0912345678,,
p 1,2026-04-22,沖印,zhongshan,100,0912345678,,
"""


@pytest.fixture
def supervisor(client):
    user = posted(Role.SUPERVISOR)
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


@pytest.fixture
def store():
    return StoreFactory(code="zhongshan")


def uploaded(client, text=TEXT):
    file = SimpleUploadedFile("till.csv", text.encode())
    return client.post(reverse(PAGE), {"file": file}, follow=True)


def columns(page):
    form = page.context["form"]
    return {field.html_name: field.value() or "" for field in form}


def test_a_file_is_looked_into_read_in_and_shown_at_its_customer(client, supervisor, store):
    customer = customer_with(phone="+886912345678")
    ContactPoint.objects.update(proof=ContactProof.CALL)
    page = uploaded(client)
    told = columns(page)
    assert not Purchase.objects.exists()
    assert "0912345678" not in page.content.decode()
    assert [bool(row["wrong"]) for row in page.context["rows"]] == [False, True, True, True]

    file = PurchaseFile.objects.get()
    read = reverse("admin:channels_purchase_file_read", args=(file.pk,))
    looked = client.post(read, {**told, "look": "1"})
    done = client.post(read, told, follow=True).content.decode()
    again = client.post(read, told)

    assert (looked.status_code, again.status_code) == (200, 302)
    assert "Read in." in done
    assert "we have no such store" in done
    file.refresh_from_db()
    assert (file.new, file.wrong) == (
        1, [[3, ["store"]], [4, ["bought_at"]], [5, ["twice"]]],
    )  # fmt: skip
    assert (file.body, file.wrapped_key) == (None, None)
    verbs = LedgerEvent.objects.filter(subject=f"purchase_file:{file.pk}").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "purchases.uploaded", "purchases.imported",
    ]  # fmt: skip
    address = reverse("admin:channels_customer", args=(customer.pk,))
    shown = client.get(address).content.decode()
    assert all(words in shown for words in ("P1", "相片書", "桌曆", "NT$ 1,280", "SN-4711"))
    assert "Warranty until" not in shown
    assert "Warranty until" in client.get(address, {"warranty": "1"}).content.decode()
    assert Purchase.objects.get().warranty_ends_on().isoformat() == "2027-04-20"


def test_read_in_again_it_changes_what_was_told_otherwise(client, supervisor, store):
    for text in (TEXT, TEXT, TEXT.replace("桌曆", "月曆")):
        told = columns(uploaded(client, text))
        file = PurchaseFile.objects.latest("pk")
        client.post(reverse("admin:channels_purchase_file_read", args=(file.pk,)), told)

    files = PurchaseFile.objects.order_by("pk").values_list("new", "known", "changed")
    assert list(files) == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    assert Purchase.objects.get().lines == ("相片書", "月曆")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"column_order_number": ""}, "This field is required."),
        ({"column_bought_at": "訂單編號"}, "name no column twice"),
        ({"currency": "dollars"}, "3 characters"),
    ],
)
def test_what_cannot_work_is_said_and_nothing_is_read(client, supervisor, store, change, words):
    told = {**columns(uploaded(client)), **change}
    file = PurchaseFile.objects.get()

    answer = client.post(reverse("admin:channels_purchase_file_read", args=(file.pk,)), told)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Purchase.objects.exists()
    file.refresh_from_db()
    assert file.read_at is None


def test_a_file_is_forgotten_or_too_long_and_nothing_of_it_is_kept(
    client, supervisor, store, monkeypatch
):
    told = columns(uploaded(client))
    file = PurchaseFile.objects.get()
    read = reverse("admin:channels_purchase_file_read", args=(file.pk,))
    monkeypatch.setattr(importing_purchases, "MOST_ROWS", 3)
    assert client.post(read, told).status_code == 422

    client.post(read, {"drop": "1"})

    file.refresh_from_db()
    assert (file.body, file.mapping) == (None, {})
    assert not Purchase.objects.exists()
    page = client.get(reverse("admin:channels_purchase_file", args=(file.pk,)))
    assert "The file was forgotten" in page.content.decode()


@pytest.mark.parametrize("second", ["drop", "read"])
def test_whoever_drops_or_reads_in_what_a_colleague_has_just_dropped_is_told(
    client, supervisor, store, monkeypatch, second
):
    told = columns(uploaded(client))
    file = PurchaseFile.objects.get()
    # The colleague is quicker, between the look at the file and the press that follows it.
    slow = {"drop": "drop_file", "read": "read_in"}[second]
    first, real = importing_purchases.drop_file, getattr(importing_purchases, slow)

    def later(pk, **more):
        first(pk, actor=supervisor, now=NOW)
        return real(pk, **more)

    monkeypatch.setattr(importing_purchases, slow, later)
    posted_now = {"drop": "1"} if second == "drop" else told
    page = client.post(
        reverse("admin:channels_purchase_file_read", args=(file.pk,)), posted_now, follow=True
    ).content.decode()

    assert "was read in or forgotten already" in page
    assert "The file was forgotten" in page
    assert not Purchase.objects.exists()
    verbs = LedgerEvent.objects.filter(subject=f"purchase_file:{file.pk}").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "purchases.uploaded", "purchases.dropped",
    ]  # fmt: skip


def test_what_nobody_reads_in_is_forgotten_by_itself_and_the_page_says_when(
    client, supervisor, store
):
    made = [
        importing_purchases.begin_file(
            name=name, body=TEXT.encode(), actor=supervisor, now=NOW + later
        )
        for name, later in (("old.csv", timedelta()), ("new.csv", timedelta(seconds=1)))
    ]
    for address in (
        reverse(PAGE), reverse("admin:channels_purchase_file", args=(made[0].pk,))
    ):  # fmt: skip
        assert (NOW + KEPT_FOR).isoformat() in client.get(address).content.decode()

    assert importing_purchases.sweep_left(now=NOW + KEPT_FOR) == 1

    old, new = PurchaseFile.objects.order_by("pk")
    assert (old.body, old.wrapped_key, old.mapping) == (None, None, {})
    assert (new.read_at, new.bytes()) == (None, TEXT.encode())
    dropped = LedgerEvent.objects.get(verb="purchases.dropped")
    assert (dropped.subject, dropped.actor) == (f"purchase_file:{old.pk}", "system")
    assert importing_purchases.sweep_left(now=NOW + KEPT_FOR) == 0


@pytest.mark.parametrize("files", [1, 30])
def test_the_list_costs_the_same(client, supervisor, files, django_assert_num_queries):
    for number in range(files):
        importing_purchases.begin_file(
            name=f"{number}.csv", body=TEXT.encode(), actor=supervisor, now=NOW
        )
    client.get(reverse(PAGE))

    with django_assert_num_queries(10):
        client.get(reverse(PAGE))
