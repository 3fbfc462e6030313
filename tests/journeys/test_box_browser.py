"""Paper in a browser: ten sheets without leaving the keyboard, and nothing lost in between."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from django.utils.datastructures import MultiValueDict
from PIL import Image, ImageDraw

from channels.drafts import FileDraft
from channels.forms.batches import ScansForm
from channels.models import Attachment, Batch, Channel, Submission
from channels.rules.manual_entry import batching, scanning
from feedback_site.organisation.roles import Role
from tests.factories.organisation import StoreFactory, posted
from tests.journeys.conftest import assert_good, assert_good_everywhere, take_pictures, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def store(site):
    return StoreFactory()


@pytest.fixture
def clerk(store):
    return posted(Role.CLERK, store=store)


def begin(store, clerk, sheets):
    now = timezone.now()
    return batching.begin_batch(
        Channel.objects.get(code="box"), store=store, collected_at=now - timedelta(days=1),
        sheets=sheets, actor=clerk, now=now,
    )  # fmt: skip


def scan(number):
    data, drawing = io.BytesIO(), Image.new("RGB", (600, 800), "#fdf8ee")
    for line in range(3):
        ImageDraw.Draw(drawing).line([(60, 200 + 60 * line), (540, 190 + 60 * line)], "#334", 4)
    ImageDraw.Draw(drawing).text((60, 60), f"No. {number}", "#334", font_size=48)
    drawing.save(data, "PNG")
    return FileDraft(name=f"{number:02}.png", mime="image/png", content=data.getvalue())


def test_ten_sheets_without_leaving_the_keyboard(sit_down, store, clerk):
    batch = begin(store, clerk, 10)
    now = timezone.now()
    scanning.add_scans(batch.pk, [scan(n) for n in range(1, 11)], actor=clerk, now=now)
    page = sit_down(clerk, width=1440, height=900)
    page.goto(f"/box/{batch.pk}/")
    assert_good(page)

    for number in range(1, 9):
        until(page, "document.activeElement.name === 'text'")
        assert page.locator("#id_number").input_value() == str(number)
        assert page.locator("[data-scan]:visible").count() == 1
        page.keyboard.type(f"第 {number} 張：相片偏黃")
        # The first says what it is about; each one after it is like the one before.
        page.keyboard.press("Alt+1" if number == 1 else "Alt+s")
        if number == 2:
            take_pictures(page, "box-entry")
            page.keyboard.press("Alt+c")
            page.keyboard.type("0912 345 678")
            assert_good(page)
        with page.expect_navigation(url=f"**/box/{batch.pk}/?after={number}"):
            page.keyboard.press("Control+Enter")
    for number in (9, 10):
        page.keyboard.press("Alt+0")
        page.keyboard.type("空白")
        with page.expect_navigation(url=f"**/box/{batch.pk}/?after={number}"):
            page.keyboard.press("Control+Enter")
    assert_good(page)
    with page.expect_navigation(url=f"**/admin/batches/{batch.pk}/"):
        page.keyboard.press("Enter")

    batch.refresh_from_db()
    assert (batch.state, batch.entered, batch.set_aside) == ("reconciled", 8, 2)
    rows = Submission.objects.order_by("pk")
    assert [one.text for one in rows] == [f"第 {n} 張：相片偏黃" for n in range(1, 9)]
    assert {one.category_hint for one in rows} == {"print_colour"}
    assert [one.is_anonymous for one in rows] == [True, False] + [True] * 6
    assert Attachment.objects.count() == 8
    assert_good(page)
    take_pictures(page, "box-batch")


def test_what_was_typed_survives_a_reload_and_is_gone_once_saved(sit_down, store, clerk):
    batch = begin(store, clerk, 3)
    page = sit_down(clerk, width=1440, height=900)
    page.goto(f"/box/{batch.pk}/")
    page.keyboard.type("第一張")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/box/{batch.pk}/?after=1")

    page.keyboard.type("寫到一半")
    page.reload()
    assert page.locator("[name=text]").input_value() == "寫到一半"

    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/box/{batch.pk}/?after=2")
    assert page.locator("[name=text]").input_value() == ""
    assert [one.text for one in Submission.objects.order_by("pk")] == ["第一張", "寫到一半"]


def test_two_clerks_on_one_batch_lose_no_words(sit_down, store, clerk):
    batch = begin(store, clerk, 4)
    one = sit_down(clerk, width=1440, height=900)
    other = sit_down(posted(Role.CLERK, store=store), width=1440, height=900)
    one.goto(f"/box/{batch.pk}/")
    other.goto(f"/box/{batch.pk}/")
    one.locator("[name=text]").fill("甲")
    other.locator("[name=text]").fill("乙")

    one.keyboard.press("Control+Enter")
    one.wait_for_url("**?after=1")
    other.keyboard.press("Control+Enter")
    other.locator(".counter-errors").wait_for()
    assert other.locator("[name=text]").input_value() == "乙"
    assert other.locator("#id_number").input_value() == "2"
    assert_good(other)
    other.locator("[name=text]").press("Control+Enter")
    other.wait_for_url("**?after=2")

    assert [row.text for row in Submission.objects.order_by("pk")] == ["甲", "乙"]


def test_a_batch_without_javascript(sit_down, store, clerk):
    page = sit_down(clerk, scripts=False)
    page.goto("/admin/batches/")
    page.locator("[name=sheets]").fill("1")
    page.locator(".batch-form button").click()
    page.wait_for_url("**/admin/batches/*/")
    page.goto(f"/box/{Batch.objects.get().pk}/")
    page.locator("[name=text]").fill("謝謝")
    page.locator(".entry-foot button").click()
    page.wait_for_url("**?after=1")
    page.locator("[autofocus]").click()
    page.wait_for_url("**/admin/batches/*/")

    assert Batch.objects.get().state == "reconciled"


def test_pages_are_good_for_everybody(sit_down, store, clerk):
    batch = begin(store, clerk, 3)
    now = timezone.now()
    scanning.add_scans(batch.pk, [scan(1), scan(2)], actor=clerk, now=now)
    batching.set_aside(batch.pk, number=1, state="illegible", reason="water", actor=clerk, now=now)
    page = sit_down(posted(Role.SUPERVISOR, store=store), width=1440, height=900)

    addresses = ["/admin/batches/", f"/box/{batch.pk}/", f"/admin/batches/{batch.pk}/"]
    assert_good_everywhere(page, *addresses, f"/admin/batches/{batch.pk}/cover/")
    batching.finish(batch.pk, actor=clerk, now=now)
    assert_good_everywhere(page, f"/admin/batches/{batch.pk}/")
    assert page.locator("#differs-title").is_visible()
    take_pictures(page, "box-differs")


def test_scans_are_chosen_by_a_button_in_the_pages_language(sit_down, store, clerk):
    batch = begin(store, clerk, 3)
    page = sit_down(clerk, width=390, height=844)
    page.goto(f"/admin/batches/{batch.pk}/")

    add = page.get_by_role("button", name="加入掃描檔", exact=True)
    add.click()
    page.locator(".photo-input .invalid-feedback", has_text="請至少選擇一個掃描檔").wait_for()
    assert not batch.scans.exists()
    assert page.locator(".photo-input .file-button").inner_text().strip() == "選擇掃描檔"
    opacity = "getComputedStyle(document.querySelector('[name=scans]')).opacity"
    assert page.evaluate(opacity) == "0"
    assert_good(page)

    # More than fit are refused as what they are, here and by the door.
    eleven = [
        {"name": f"{n}.pdf", "mimeType": "application/pdf", "buffer": b"%d" % n} for n in range(11)
    ]
    page.set_input_files("[name=scans]", eleven)
    said = "太多了：一次最多加入 10 份掃描檔。"
    until(page, "words => document.querySelector('.photo-problem').textContent === words", said)
    with translation.override("zh-hant"):
        form = ScansForm({}, MultiValueDict({"scans": [SimpleUploadedFile("1.pdf", b"1")] * 11}))
        assert form.errors["scans"] == [said]
    page.reload()

    for number in (1, 2):  # one after the other: the second does not take the first one's place
        one = scan(number)
        file = {"name": one.name, "mimeType": one.mime, "buffer": one.content}
        page.set_input_files("[name=scans]", [file])
    until(page, "document.querySelectorAll('.photo-name').length === 2")
    add.click()
    page.locator(".files .file", has_text="02.jpg").wait_for()
    assert [one.name for one in batch.scans.order_by("pk")] == ["01.jpg", "02.jpg"]
