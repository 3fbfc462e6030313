"""A supervisor imports a file of reviews, mends nothing twice, and answers one of them in public."""

import pytest
from django.utils import timezone

from cases.models import Case
from cases.rules.openings.opening import open_waiting
from channels.models import PublicReply, RawIntake
from channels.rules.imports import importing
from feedback_site.organisation.roles import Role
from tests.factories.organisation import posted
from tests.journeys.conftest import assert_good, take_pictures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILE = (
    "編號,作者,內容,評分,日期,網址\n"
    "r1,陳小姐,在中山店沖印的相片整批偏黃，跟店員反映也沒有人處理，很失望。,2,{day},https://maps.example/r1\n"
    "r2,王先生,店員很親切，取件也快！,5,{day},https://maps.example/r2\n"
    "r3,林先生,裁切不齊,兩顆半,{day},https://maps.example/r3\n"
    "r4,張小姐,取件等了很久,3/5,{day},https://maps.example/r4\n"
)


def test_from_the_file_to_the_answer(sit_down, site, tmp_path):
    path = tmp_path / "地圖評論.csv"
    path.write_text(FILE.format(day=timezone.localdate().isoformat()), encoding="big5")
    page = sit_down(posted(Role.SUPERVISOR), width=1440, height=900)

    page.goto("/admin/imports/")
    assert_good(page)
    page.locator("select[name=channel]").select_option(index=1)
    assert page.locator(".file-button").inner_text().strip() == "選擇檔案"
    page.locator("input[type=file]").set_input_files(path)
    page.locator("[data-file-chosen]", has_text="地圖評論.csv").wait_for()
    page.locator("form.import-upload button[type=submit]").click()
    page.wait_for_url("**/admin/imports/*/")
    assert page.locator("[name=column_text]").input_value() == "內容"
    assert page.locator("tr.import-wrong").count() == 1
    assert "陳小姐" not in page.content()
    assert_good(page)
    take_pictures(page, "import-mapping")

    page.locator("[name=source]").fill("地圖")
    page.locator("form[action$='/confirm/'] button.btn-primary").click()
    page.locator("[data-live]").wait_for()
    importing.sweep_imports(now=timezone.now())
    page.locator("#wrong-title").wait_for()
    assert RawIntake.objects.count() == 3
    assert_good(page)
    take_pictures(page, "import-done")
    with page.expect_download() as saved:
        page.locator("form[action$='/wrong/'] button").click()
    assert "兩顆半" in saved.value.path().read_text(encoding="utf-8-sig")

    open_waiting(now=timezone.now(), limit=10)
    page.goto("/admin/reviews/")
    assert page.locator(".review-row").count() == 3
    assert_good(page)
    take_pictures(page, "reviews")
    page.get_by_role("link", name="偏黃").click()
    page.locator("[name=text]").fill("很抱歉，請用這個網址私下告訴我們訂單編號。")
    page.locator("form[action$='/reply/'] button").click()
    page.locator("[name=where]").wait_for()
    assert_good(page)
    take_pictures(page, "review")
    page.locator("form[action*='/posted/'] button[type=submit]").click()
    page.locator(".review-reply").wait_for()

    reply = PublicReply.objects.get()
    case = Case.objects.get(submission=reply.review_id)
    assert reply.posted_at is not None
    assert case.first_answered_at is not None
    page.set_viewport_size({"width": 390, "height": 844})
    assert_good(page)
