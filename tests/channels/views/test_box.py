"""Entering paper: one sheet after another, nothing twice, nothing lost, each under its number."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from channels.forms.stamps import new_stamp
from channels.models import Attachment, Batch, BatchScan, BatchSheet, Channel, RawIntake, Submission
from channels.rules.manual_entry import batching
from feedback_site.organisation.roles import Role
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
LIST = "admin:channels_batches"


@pytest.fixture
def store():
    return StoreFactory()


@pytest.fixture
def clerk(store):
    return posted(Role.CLERK, store=store)


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


def begin(store, clerk, sheets=3):
    now = timezone.now()
    return batching.begin_batch(
        Channel.objects.get(code="box"), store=store, collected_at=now - timedelta(days=1),
        sheets=sheets, actor=clerk, now=now,
    )  # fmt: skip


@pytest.fixture
def batch(store, clerk):
    return begin(store, clerk)


def entry(batch):
    return f"/box/{batch.pk}/"


def page(name, batch):
    return reverse(f"admin:channels_batch{name}", args=[batch.pk])


def sheet(number, **more):
    return {"number": number, "text": f"第 {number} 張", "stamp": new_stamp(), **more}


def picture(colour="white"):
    data = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(data, "PNG")
    return SimpleUploadedFile(f"{colour}.png", data.getvalue(), "image/png")


def test_a_batch_is_begun_with_its_count(desk, clerk, store):
    answer = desk.post(
        reverse(LIST),
        {"channel": Channel.objects.get(code="letter").pk, "store": store.code, "sheets": 12,
         "collected_at": "2026-05-04T08:30"},
    )  # fmt: skip

    batch = Batch.objects.get()
    assert answer["Location"] == page("", batch)
    assert (batch.channel.code, batch.store, batch.sheets) == ("letter", store, 12)
    assert batch.collected_by == clerk


@pytest.mark.parametrize(
    "spoil", [{"sheets": 0}, {"sheets": ""}, {"store": "elsewhere"}, {"channel": "web"}]
)
def test_a_batch_that_cannot_be_is_refused(desk, store, spoil):
    good = {
        "channel": Channel.objects.get(code="box").pk, "store": store.code, "sheets": 12,
        "collected_at": "2026-05-04T08:30",
    }  # fmt: skip
    if spoil.get("store"):
        StoreFactory(code="elsewhere")
    if spoil.get("channel"):
        spoil = {"channel": Channel.objects.get(code="web").pk}

    assert desk.post(reverse(LIST), good | spoil).status_code == 422
    assert not Batch.objects.exists()


def test_one_sheet_after_another(desk, batch, clerk, store):
    assert desk.get(entry(batch)).context["number"] == 1

    answer = desk.post(
        entry(batch), sheet(1, category="print_colour", remedy="reprint", order_number="A-7")
    )

    assert answer["Location"] == f"{entry(batch)}?after=1"
    following = desk.get(answer["Location"])
    assert (following.context["number"], following.context["saved"].number) == (2, 1)
    last = following.context["last"]
    assert (last.number, last.category, last.remedy, last.order_number) == (
        1, "print_colour", "reprint", "A-7",
    )  # fmt: skip
    submission = Submission.objects.get()
    assert (submission.text, submission.is_anonymous) == ("第 1 張", True)
    assert submission.captured_at == batch.collected_at


def test_pressed_twice_it_is_one_sheet(desk, batch):
    form = sheet(1)

    desk.post(entry(batch), form)
    answer = desk.post(entry(batch), form)

    assert answer["Location"] == f"{entry(batch)}?after=1"
    assert (BatchSheet.objects.count(), RawIntake.objects.count()) == (1, 1)


def test_a_number_that_a_colleague_took_keeps_the_words_and_moves_on(desk, batch, store):
    colleague = posted(Role.CLERK, store=store)
    batching.set_aside(
        batch.pk, number=1, state="empty", reason="blank", actor=colleague, now=timezone.now()
    )
    desk.post(entry(batch), sheet(2))

    answer = desk.post(entry(batch), sheet(2, text="my own words"))

    assert answer.status_code == 409
    assert "my own words" in answer.content.decode()
    assert answer.context["form"]["number"].value() == "3"
    assert BatchSheet.objects.count() == 2


@pytest.mark.parametrize("spoil", [{"text": " "}, {"number": ""}, {"number": "0"}])
def test_a_sheet_without_words_or_number_is_refused(desk, batch, spoil):
    answer = desk.post(entry(batch), sheet(1) | spoil)

    assert answer.context["form"].errors
    assert not RawIntake.objects.exists()


def test_setting_aside_takes_a_reason(desk, batch):
    refused = desk.post(f"{entry(batch)}aside/", {"number": 1, "state": "empty", "reason": " "})
    taken = desk.post(
        f"{entry(batch)}aside/", {"number": 1, "state": "illegible", "reason": "water"}
    )

    assert refused.status_code == 422
    assert taken["Location"] == f"{entry(batch)}?after=1"
    assert BatchSheet.objects.get().reason == "water"


def test_when_all_have_their_place_finishing_is_offered(desk, batch):
    for number in (1, 2, 3):
        desk.post(entry(batch), sheet(number))

    at_the_end = desk.get(f"{entry(batch)}?after=3")
    assert at_the_end.context["number"] is None
    assert page("_finish", batch) in at_the_end.content.decode()

    desk.post(page("_finish", batch))
    batch.refresh_from_db()
    assert batch.state == "reconciled"


def test_two_people_settle_a_difference(desk, client, batch, store):
    desk.post(entry(batch), sheet(1))
    desk.post(page("_finish", batch))
    assert not desk.get(page("", batch)).context["may_recount"]
    desk.post(page("_recount", batch), {"sheets": 1, "reason": "I am sure"})
    batch.refresh_from_db()
    assert batch.state == "entered"

    client.force_login(posted(Role.CLERK, store=store))
    assert client.get(page("", batch)).context["may_recount"]
    assert client.post(page("_recount", batch), {"sheets": 1, "reason": ""}).status_code == 422
    client.post(page("_recount", batch), {"sheets": 1, "reason": "two were adverts"})

    batch.refresh_from_db()
    assert (batch.state, batch.sheets) == ("reconciled", 1)


def test_going_on_after_a_difference(desk, batch):
    desk.post(page("_finish", batch))
    refused = desk.post(entry(batch), sheet(1))
    assert refused.status_code == 409
    assert "第 1 張" in refused.content.decode()

    desk.post(page("_resume", batch))

    assert desk.post(entry(batch), sheet(1)).status_code == 302


def test_a_correction_stands_on_the_case(desk, batch):
    desk.post(entry(batch), sheet(1))
    conversation = Submission.objects.get().conversation

    desk.post(f"{entry(batch)}correct/", {"number": 1, "text": "better", "reason": "misread"})
    desk.post(f"{entry(batch)}correct/", {"number": 2, "text": "better", "reason": "misread"})
    desk.post(f"{entry(batch)}correct/", {"number": 1, "text": "", "reason": "misread"})

    assert list(conversation.messages.order_by("pk").values_list("text", flat=True)) == [
        "第 1 張", "better",
    ]  # fmt: skip


@pytest.fixture
def scanned(desk, batch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document = SimpleUploadedFile("all.pdf", b"%PDF-1.7 " + b"x" * 64, "application/pdf")
    desk.post(page("_scans", batch), {"scans": [picture("white"), picture("red"), document]})
    return list(BatchScan.objects.all())


def test_scans_lie_beside_the_words_and_go_to_the_case(desk, batch, scanned):
    first, second, document = scanned
    context = desk.get(f"{entry(batch)}?after=1").context
    assert (context["shown"], context["pictures"], context["documents"]) == (
        second, [first, second], [document],
    )  # fmt: skip

    desk.post(entry(batch), sheet(1, scan=first.pk, with_scan="on"))
    desk.post(entry(batch), sheet(2, scan=second.pk))

    attachment = Attachment.objects.get()
    assert attachment.message.text == "第 1 張"


def test_a_picture_is_shown_and_everything_else_saved(desk, scanned):
    picture_, _red, document = scanned

    shown, saved = desk.get(f"/box/scan/{picture_.pk}/"), desk.get(f"/box/scan/{document.pk}/")

    assert shown["Content-Type"] == "image/jpeg"
    assert saved["Content-Type"] == "application/octet-stream"
    assert saved["Content-Disposition"].startswith("attachment")
    assert "sandbox" in shown["Content-Security-Policy"]


def test_a_scan_whose_file_is_gone_is_not_there(desk, scanned):
    scanned[0].file.storage.delete(scanned[0].file.name)

    assert desk.get(f"/box/scan/{scanned[0].pk}/").status_code == 404


def test_another_stores_clerk_sees_nothing_of_it(client, desk, batch, scanned):
    client.force_login(posted(Role.CLERK, store=StoreFactory()))

    addresses = [
        entry(batch), page("", batch), page("_cover", batch), f"/box/scan/{scanned[0].pk}/",
    ]  # fmt: skip
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    posts = [
        f"{entry(batch)}aside/", f"{entry(batch)}correct/", page("_finish", batch),
        page("_resume", batch), page("_recount", batch), page("_scans", batch), entry(batch),
    ]  # fmt: skip
    assert [client.post(address).status_code for address in posts] == [404] * 7
    assert client.get(reverse(LIST)).context["rows"] == []


def test_the_cover_sheet_leads_back_by_its_code(desk, batch):
    cover = desk.get(page("_cover", batch)).content.decode()

    assert batch.code in cover
    assert "<svg" in cover


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_at_1_and_30_rows(
    desk, store, clerk, rows, django_assert_num_queries
):
    for _ in range(rows):
        begin(store, clerk)

    # Session, person, postings; batches, channels and stores to choose; one of Django's permissions.
    with django_assert_num_queries(7):
        answer = desk.get(reverse(LIST))

    assert len(answer.context["rows"]) == rows


@pytest.mark.parametrize("rows", [1, 30])
def test_entering_costs_the_same_at_1_and_30_sheets(
    desk, store, clerk, rows, django_assert_num_queries
):
    batch = begin(store, clerk, sheets=31)
    for number in range(1, rows + 1):
        desk.post(entry(batch), sheet(number))

    # Session, person, postings; batch, sheets, scans, the last one, kinds.
    with django_assert_num_queries(8):
        desk.get(entry(batch))


def test_the_list_goes_on_below(desk, store, clerk):
    for _ in range(52):
        begin(store, clerk)

    first = desk.get(reverse(LIST)).context
    second = desk.get(first["next_url"]).context

    assert (len(first["rows"]), len(second["rows"]), second["next_url"]) == (50, 2, "")
    assert desk.get(f"{reverse(LIST)}?state=reconciled").context["rows"] == []


def test_the_first_page_leads_to_what_a_second_person_must_count(desk, batch):
    address = f"{reverse(LIST)}?state=entered"
    assert address not in {tile.url for tile in desk.get("/admin/").context["needs"]}

    desk.post(page("_finish", batch))

    counts = {tile.url: tile.count for tile in desk.get("/admin/").context["needs"]}
    assert counts[address] == "1"


def test_what_stands_on_paper_is_never_markup(desk, batch):
    desk.post(
        f"{entry(batch)}aside/", {"number": 1, "state": "empty", "reason": "<script>alert(1)"}
    )

    assert "<script>alert" not in desk.get(page("", batch)).content.decode()
