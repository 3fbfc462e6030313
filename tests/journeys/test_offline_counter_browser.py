"""The line goes dead: two complaints are taken, slips printed, the tablet shut; then each comes in once."""

import io
from datetime import timedelta

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.utils import timezone
from PIL import Image

from cases.models import Case
from channels.models import CounterDevice, RawIntake
from channels.references import access_code
from channels.rules import reserving
from channels.rules.devices import registering
from feedback_site.organisation.roles import Role
from tests import qr_reader
from tests.factories.organisation import StoreFactory, posted
from tests.journeys.conftest import assert_good, take_pictures, until
from tests.plugins.browser import CHROMIUM, FLAGS, PATIENCE

pytestmark = pytest.mark.browser
LONGEST_SIDE = 2000
STUB = "window.print = () => { window.printed = (window.printed ?? 0) + 1; }"
# What lies in the browser's database, as anybody who opens it would see it.
STORED = """async () => {
  const open = indexedDB.open("counter");
  await new Promise((done) => { open.onsuccess = done; });
  const all = (name) => new Promise((done) => {
    const asked = open.result.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const [[device], entries] = [await all("device"), await all("entries")];
  const text = (part) => new TextDecoder().decode(part.sealed);
  return {
    extractable: [device.sealKey.extractable, device.signKey.extractable],
    words: [text(device.secrets), ...entries.flatMap((one) => [text(one.head), text(one.body)])].join(" "),
    plain: JSON.stringify(entries.map(({ number, state }) => [number, state])),
  };
}"""


# What the worker keeps beside it.
CACHED = """async () => {
  const paths = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) paths.push(new URL(request.url).pathname);
  }
  return paths;
}"""


@pytest.fixture
def user(site):
    return posted(Role.SUPERVISOR, store=StoreFactory())


@pytest.fixture
def tablet(chromium, site, user, tmp_path):
    """Open the same tablet again and again: what it has stored is still there."""
    opened = []

    def opening(*, is_signed_in=True):
        context = chromium.browser_type.launch_persistent_context(
            tmp_path / "tablet", executable_path=CHROMIUM, args=[*FLAGS], base_url=site,
            viewport={"width": 1024, "height": 768}, reduced_motion="reduce",
        )  # fmt: skip
        opened.append(context)
        context.clear_cookies()
        context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
        if is_signed_in:
            sign_in(context, site, user)
        context.add_init_script(STUB)
        page = context.pages[0]
        page.set_default_timeout(PATIENCE)
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                page.complaints.append(said.text) if "Content Security" in said.text else None
            ),
        )
        return context, page

    yield opening
    for context in opened:
        context.close()


def sign_in(context, site, user):
    client = Client()
    client.force_login(user)
    key = client.cookies[site_settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": site_settings.SESSION_COOKIE_NAME, "value": key, "url": site}])


def photo():
    """A photograph larger than what is kept."""
    drawn = io.BytesIO()
    Image.new("RGB", (2600, 1300), "orange").save(drawn, "PNG")
    return {"name": "print.png", "mimeType": "image/png", "buffer": drawn.getvalue()}


def ready(page):
    page.locator("[data-device][data-ready]").wait_for(state="attached")


def says(page, words):
    page.locator("[data-line-words]", has_text=words).wait_for()


def write(page, text, phone):
    page.fill("[name=phone]", phone)
    page.fill("[name=text]", text)
    page.set_input_files("[name=photos]", photo())
    page.keyboard.press("Control+Enter")


def take(page, text, phone):
    """Take a complaint and give reference and code of the slip that was drawn on the tablet."""
    write(page, text, phone)
    page.locator("[data-paper] .slip").wait_for()
    until(page, "window.printed > 0")
    return page.inner_text(".slip-reference"), page.inner_text(".slip-code")


def code_drawn(page):
    """Read the dark modules of the drawn code, without its quiet zone."""
    drawn = page.get_attribute(".slip-qr path", "d")
    dark = {tuple(int(n) - 2 for n in step.split("h")[0].split()) for step in drawn.split("M")[1:]}
    side = int(page.get_attribute(".slip-qr svg", "viewBox").split()[2]) - 4
    return [[(column, row) in dark for column in range(side)] for row in range(side)]


def test_a_dead_line_loses_and_doubles_nothing(tablet, site, user, monkeypatch):
    monkeypatch.setattr(reserving, "BLOCK", 2)
    context, page = tablet()
    page.goto("/counter/")
    ready(page)
    page.get_by_role("link", name="This device").click()
    assert_good(page)
    take_pictures(page, "offline-set-up")
    page.fill("#device-name", "Counter tablet")
    page.get_by_role("button", name="Set this device up").click()
    page.get_by_text("Case numbers ready for slips: 2").wait_for()
    page.evaluate("navigator.serviceWorker.ready")
    until(page, "caches.match('/counter/shell/').then(Boolean)")

    began = timezone.now()
    context.set_offline(True)
    page.goto("/counter/")
    ready(page)
    first = take(page, "婚紗照整批偏黃", "0912 345 678")
    assert_good(page)
    link = f"{site}/c/{first[0]}/{first[1].replace('-', '')}"
    take_pictures(page, "offline-slip")
    assert qr_reader.read(code_drawn(page)) == link
    page.keyboard.press("n")
    ready(page)
    second = take(page, "取件晚了兩天", "0922 333 444")
    page.keyboard.press("n")
    ready(page)
    says(page, "Line down: 2 entries kept on this device ● will be sent")
    assert_good(page)
    # The block of numbers is used up: it is kept all the same.
    write(page, "店員態度不好", "0944 555 666")
    page.locator("[data-paper]", has_text="There are no case numbers left for slips").wait_for()
    page.keyboard.press("n")
    ready(page)
    says(page, "Line down: 3 entries kept on this device ● will be sent")
    stored = page.evaluate(STORED)
    assert stored["extractable"] == [False, False]
    assert stored["plain"] == '[[1,"waiting"],[2,"waiting"],[3,"waiting"]]'
    assert not [word for word in ("偏黃", "0912", *first, *second) if word in stored["words"]]
    ended = timezone.now()
    paths = page.evaluate(CACHED)
    assert [path for path in paths if not path.startswith("/static/")] == ["/counter/shell/"]
    context.close()
    assert not RawIntake.objects.exists()

    context, page = tablet(is_signed_in=False)
    context.set_offline(True)
    page.goto("/counter/")
    ready(page)
    says(page, "Line down: 3 entries kept on this device ● will be sent")
    page.get_by_role("link", name="This device").click()
    page.get_by_text(second[0]).wait_for()
    assert_good(page)
    take_pictures(page, "offline-kept")
    context.set_offline(False)
    says(page, "Entries kept on this device: 3. Sign in to send them.")
    assert not RawIntake.objects.exists()
    sign_in(context, site, user)
    page.get_by_role("button", name="Send now").click()
    page.get_by_text("Nothing is kept here").wait_for()

    key = bytes.fromhex(site_settings.TOKEN_KEY)
    cases = list(Case.objects.order_by("pk").select_related("submission__raw"))
    assert [case.reference for case in cases[:2]] == [first[0], second[0]]
    assert (len(cases), cases[2].submission.text) == (3, "店員態度不好")
    for case, (reference, code) in zip(cases[:2], (first, second), strict=True):
        submission = case.submission
        assert access_code(key, reference, 1) == code.replace("-", "")
        assert began - timedelta(seconds=1) <= submission.captured_at <= ended
        assert {one.started_at for one in case.cycles.all()} == {
            submission.captured_at.replace(microsecond=0)
        }
        picture = submission.conversation.messages.get().attachments.get()
        assert (picture.name, picture.mime) == ("print.jpg", "image/jpeg")
        with picture.content() as stored:
            assert Image.open(stored).size == (LONGEST_SIDE, LONGEST_SIDE // 2)
    device = CounterDevice.objects.get()
    assert (device.gapless_to, device.highest, device.kept) == (3, 3, [])

    page.goto("/counter/")
    ready(page)
    says(page, "Line up")
    write(page, "相框少了一個", "0933 444 555")
    page.wait_for_url("**/counter/slip/*/")
    assert page.inner_text(".slip-reference") == Case.objects.latest("pk").reference
    assert Case.objects.count() == 4

    page.goto("/counter/")
    ready(page)
    context.set_offline(True)
    take(page, "取錯了別人的照片", "0955 666 777")
    registering.revoke_device(device.pk, actor=user, now=timezone.now())
    context.set_offline(False)
    says(page, "This device was taken out of service.")
    page.get_by_role("link", name="This device").click()
    page.get_by_role("button", name="Read it").click()
    page.locator("[data-content]", has_text="取錯了別人的照片").wait_for()
    assert_good(page)
    assert Case.objects.count() == 4
    assert page.complaints == []
