"""The feedback button: its script, and the form it shows in a frame on the websites of its key."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cases.models import Case
from channels.kinds import AccountKind
from channels.models import Attachment, Channel, RawIntake, Submission
from channels.origins import NoOrigin, read_origins
from channels.rules.connections import connecting
from channels.views.floods import CALM
from tests.channels import recordings
from tests.channels.rules.files.test_attaching import picture
from tests.doors import CommittingClient, stamp
from tests.factories.organisation import StoreFactory
from tests.floods.solving import solve

pytestmark = pytest.mark.django_db
WORDS = "相片整批偏黃，請重印"
SHOP = "https://shop.example"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def widget():
    return connecting.make_account(
        Channel.objects.get(code="web"), kind=AccountKind.WIDGET, name="Shop", actor=None,
        now=timezone.now(), values={"origins": f"{SHOP}\nhttps://www.shop.example", "store": ""},
    )  # fmt: skip


@pytest.fixture
def url(widget):
    return f"/widget/{widget.public_id}/"


@pytest.fixture
def client():
    """A browser that sends no cookies, as in a frame on another site."""
    return CommittingClient(enforce_csrf_checks=True)


def said(**more):
    return {"text": WORDS, "language": "zh-hant", "notice_version": "1", "stamp": stamp(), **more}


def policy(answer):
    return dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))


def test_the_script_is_found_by_one_short_address_and_is_small(client):
    answer = client.get("/widget.js")
    path = Path(finders.find("channels/widget.js"))

    assert answer["Location"].startswith("/static/channels/widget")
    assert "max-age=600" in answer["Cache-Control"]
    assert path.stat().st_size < 20_000
    assert not re.search(r"innerHTML|eval\(|https?://(?!…|www\.w3\.org/2000/svg)", path.read_text())


def test_only_the_websites_of_the_key_may_show_it(client, url):
    answer = client.get(url)

    assert answer.status_code == 200
    assert policy(answer)["frame-ancestors"] == f"{SHOP} https://www.shop.example"
    assert policy(answer)["script-src"].startswith("'self' 'nonce-")
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


def test_every_other_page_stays_out_of_frames(client):
    assert client.get("/feedback/")["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("what", ["no such key", "switched off", "channel off", "another kind"])
def test_what_is_no_widget_is_not_there(client, widget, url, what):
    if what == "no such key":
        url = "/widget/0123456789/"
    if what == "switched off":
        widget.is_active = False
    if what == "another kind":
        widget.kind = AccountKind.FEED
    widget.save()
    if what == "channel off":
        Channel.objects.filter(pk=widget.channel_id).update(is_active=False)

    assert client.get(url).status_code == client.post(url, said()).status_code == 404
    assert not RawIntake.objects.exists()


@pytest.mark.parametrize(
    ("asked", "tag", "word"),
    [("zh-Hant", "zh-Hant", "發生"), ("zh-CN", "zh-Hans", "发生"), ("en-GB", "en", "happened"),
     ("", "zh-Hant", "發生"), ("fr", "zh-Hant", "發生")],
)  # fmt: skip
def test_it_speaks_the_language_of_the_website(client, url, asked, tag, word):
    page = client.get(url, {"lang": asked}).content.decode()

    assert f'<html lang="{tag}">' in page
    assert word in page


def test_words_are_one_case_with_reference_code_and_link_and_no_cookie(client, widget, url):
    store = StoreFactory()

    answer = client.post(
        f"{url}?lang=en",
        said(category="print_colour", contact="mei@example.com", store=store.code, order_number="ZS-7"),
        headers={"origin": "http://testserver"},
    )  # fmt: skip

    submission = Submission.objects.select_related("conversation", "customer").get()
    page = answer.content.decode()
    assert (answer.status_code, answer.cookies) == (200, {})
    assert (submission.text, submission.store, submission.order_number) == (WORDS, store, "ZS-7")
    assert (submission.category_hint, submission.is_anonymous) == ("print_colour", False)
    assert submission.customer.contact_points.get().value() == "mei@example.com"
    assert Case.objects.get().reference == submission.conversation.reference
    assert submission.conversation.reference in page
    assert f"/c/{submission.conversation.reference}/{submission.conversation.access_code}" in page
    widget.refresh_from_db()
    assert widget.worked_at is not None


@pytest.mark.parametrize(
    ("contact", "email", "phone"),
    [("mei@example.com", "mei@example.com", None), ("0912 345 678", None, "+886912345678")],
)
def test_either_way_to_answer_fits_one_field(client, url, contact, email, phone):
    client.post(url, said(contact=contact))

    kinds = {
        one.kind: one.value() for one in Submission.objects.get().customer.contact_points.all()
    }
    assert (kinds.get("email"), kinds.get("phone")) == (email, phone)


def test_who_leaves_no_contact_is_anonymous(client, url):
    answer = client.post(url, said())

    submission = Submission.objects.get()
    assert (submission.is_anonymous, submission.customer) == (True, None)
    assert answer.context["receipt"].is_anonymous


def recording(name="語音留言.webm", seconds=9):
    return SimpleUploadedFile(name, recordings.webm(seconds), "audio/webm")


def test_a_recording_alone_is_enough(client, url):
    assert client.post(url, said(text="", voice=recording())).status_code == 200

    sound = Attachment.objects.get()
    assert (sound.is_playable, sound.seconds, sound.mime) == (True, 9, "audio/webm")
    assert Submission.objects.get().title == "語音留言.webm"
    assert Case.objects.get()


def test_photographs_come_along(client, url):
    photo = SimpleUploadedFile("1.png", picture("PNG"), "image/png")

    client.post(url, said(photos=photo, voice=recording()))

    assert list(Attachment.objects.order_by("pk").values_list("name", "is_safe_picture")) == [
        ("1.jpg", True), ("語音留言.webm", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": " "}, "text"), ({"contact": "12"}, "contact"), ({"contact": "mei@"}, "contact"),
        ({"category": "none such"}, "category"), ({"website": "spam"}, "__all__"),
        ({"stamp": "made up"}, "__all__"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_and_stores_nothing(client, url, more, field):
    answer = client.post(url, said(**more))

    assert set(answer.context["form"].errors) == {field}
    assert not RawIntake.objects.exists()


def test_a_store_that_we_do_not_have_keeps_nobody_from_speaking(client, url):
    assert client.post(url, said(store="nowhere")).status_code == 200
    assert Submission.objects.get().store is None


def test_the_store_of_the_key_stands_where_the_website_names_none(client, widget, url):
    store = StoreFactory()
    widget.values = {**widget.values, "store": store.code}
    widget.save()

    assert client.get(url).context["form"]["store"].value() == store.code
    assert client.get(url, {"store": "zs"}).context["form"]["store"].value() == "zs"


def test_the_same_form_sent_again_after_a_lost_line_is_the_same_item(client, url):
    form = said(voice=recording())
    first = client.post(url, form)
    form["voice"].seek(0)

    again = client.post(url, form)

    assert RawIntake.objects.count() == 1
    assert again.context["receipt"].reference == first.context["receipt"].reference


@pytest.mark.parametrize("origin", [SHOP, "https://evil.example", "null"])
def test_only_our_own_page_may_post(client, url, origin):
    answer = client.post(url, said(), headers={"origin": origin})

    assert answer.status_code == 403
    assert not RawIntake.objects.exists()


def test_a_flood_is_asked_for_a_sum_and_taken_with_it(client, url):
    for number in range(CALM.limit + 1):
        client.post(url, said(text=f"{WORDS} {number}"))

    asked = client.post(url, said())
    page = asked.content.decode()
    taken = client.post(url, said(proof=solve(asked.context["challenge"])))

    assert (asked.status_code, taken.status_code) == (429, 200)
    assert "data-proof=" in page
    assert RawIntake.objects.count() == CALM.limit + 2


def test_a_body_that_is_too_large_is_refused_in_words(client, url, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 500

    assert client.post(url, said(text="x" * 600)).status_code == 413
    assert not RawIntake.objects.exists()


def test_it_is_not_written_down_at_every_form_that_a_widget_works(client, widget, url):
    client.post(url, said())
    widget.refresh_from_db()
    worked = widget.worked_at

    client.post(url, said(text="noch eins"))

    widget.refresh_from_db()
    assert widget.worked_at == worked
    assert timezone.now() - worked < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        (" https://Shop.example/ \n\nhttps://shop.example", ("https://shop.example",)),
        ("https://*.shop.example:8443", ("https://*.shop.example:8443",)),
        ("http://127.0.0.1:8001", ("http://127.0.0.1:8001",)), ("", ()),
    ],
)  # fmt: skip
def test_websites_are_kept_as_a_browser_compares_them(text, origins):
    assert read_origins(text) == origins


@pytest.mark.parametrize(
    "line",
    ["shop.example", "http://shop.example", "https://shop.example/page", "*", "https://*", "'self'",
     "https://a b", "https://a;script-src *", "https://a..b", "https://shop.example; x"],
)  # fmt: skip
def test_what_is_no_website_is_refused(line):
    with pytest.raises(NoOrigin):
        read_origins(line)
