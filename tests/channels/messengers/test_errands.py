"""Files that messengers hold are fetched afterwards: late, again, or never, and each is accounted for."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from channels.models import Attachment, ChannelAccount, Customer, Errand, RawIntake
from channels.rules.files import errands
from tests.channels import recordings
from tests.channels.messengers.platforms import (
    line_event,
    line_message,
    post_line,
    post_webhook,
    post_wechat,
    webhook_body,
    wechat_text,
)
from tests.channels.servers import Said

pytestmark = pytest.mark.django_db(transaction=True)
AMR = b"#!AMR\n" + b"\x0c" * 400
M4A = recordings.mp4(3)


@pytest.fixture
def photo():
    file = BytesIO()
    Image.new("RGB", (40, 30), "orange").save(file, "JPEG")
    return file.getvalue()


def run(after=timedelta()):
    return errands.run_errands(now=timezone.now() + after, limit=50)


def wechat_media(client, wechat, **fields):
    post_wechat(client, wechat, wechat_text(MediaId="media-1", **fields))
    return Attachment.objects.get()


def test_a_photo_from_wechat_is_drawn_anew_and_shown(client, wechat, wechat_server, photo):
    found = wechat_media(client, wechat, MsgType="image")
    wechat_server.media["media-1"] = Said(200, photo, {"Content-Type": "image/jpeg"})

    assert run() == 1

    found.refresh_from_db()
    assert (found.mime, found.problem, found.is_safe_picture) == ("image/jpeg", "", True)
    assert Image.open(found.content()).size == (40, 30)
    assert not Errand.objects.exists()
    assert run() == 0


def test_a_voice_from_wechat_is_kept_as_it_is(client, wechat, wechat_server):
    found = wechat_media(client, wechat, MsgType="voice", Format="amr")
    wechat_server.media["media-1"] = Said(200, AMR, {"Content-Type": "audio/amr"})

    run()

    found.refresh_from_db()
    assert (found.mime, found.is_playable, found.content().read()) == ("audio/amr", False, AMR)


def test_a_film_from_wechat_comes_from_where_it_says(client, wechat, wechat_server, shop_server):
    found = wechat_media(client, wechat, MsgType="video")
    address = f"{shop_server.server.url}/film"
    wechat_server.media["media-1"] = Said.of({"video_url": address})
    shop_server.files["/film"] = Said(200, b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 300)

    run()

    found.refresh_from_db()
    assert (found.problem, found.mime) == ("", "video/mp4")


def test_a_film_that_lies_within_our_network_is_not_fetched(client, wechat, wechat_server):
    found = wechat_media(client, wechat, MsgType="video")
    wechat_server.media["media-1"] = Said.of({"video_url": "http://127.0.0.1:1/secret"})

    run()

    found.refresh_from_db()
    assert (found.problem, found.is_kept) == ("gone", False)


def test_what_wechat_no_longer_has_is_said_and_not_asked_again(client, wechat, wechat_server):
    found = wechat_media(client, wechat, MsgType="image")

    assert (run(), run()) == (1, 0)

    found.refresh_from_db()
    assert (found.problem, found.is_kept) == ("gone", False)
    assert found.problem_text


def test_a_token_that_ended_meanwhile_is_renewed(client, wechat, wechat_server, photo):
    found = wechat_media(client, wechat, MsgType="image")
    wechat_server.media["media-1"] = Said(200, photo, {"Content-Type": "image/jpeg"})
    from channels.adapters.wechat.asking import token_of

    token_of(wechat, now=timezone.now())
    wechat_server.expire()

    run()

    found.refresh_from_db()
    assert (found.problem, wechat_server.tokens) == ("", 2)


def test_while_wechat_is_away_it_is_asked_later_and_later(client, wechat, wechat_server, photo):
    found = wechat_media(client, wechat, MsgType="image")
    wechat_server.trouble = [{"errcode": -1, "errmsg": "busy"}, {"errcode": -1, "errmsg": "busy"}]
    wechat_server.media["media-1"] = Said(200, photo, {"Content-Type": "image/jpeg"})

    assert run() == 1
    first = Errand.objects.get()
    assert (first.attempts, "busy" in first.last_error, first.leased_until) == (1, True, None)
    assert run() == 0
    assert run(timedelta(seconds=20)) == 1
    assert Errand.objects.get().due_at > timezone.now() + timedelta(seconds=45)
    assert run(timedelta(minutes=2)) == 1

    found.refresh_from_db()
    assert found.problem == ""


def test_after_three_days_it_is_given_up(client, wechat, wechat_server):
    found = wechat_media(client, wechat, MsgType="image")
    Errand.objects.update(attempts=errands.MOST_ATTEMPTS - 1)
    wechat_server.trouble = [{"errcode": -1, "errmsg": "busy"}]

    run()

    found.refresh_from_db()
    assert found.problem == "gone"
    assert not Errand.objects.exists()


def test_an_errand_whose_worker_died_is_run_by_another(client, wechat, wechat_server, photo):
    wechat_media(client, wechat, MsgType="image")
    wechat_server.media["media-1"] = Said(200, photo, {"Content-Type": "image/jpeg"})
    Errand.objects.update(leased_until=timezone.now() + errands.LEASE, attempts=1)

    assert run() == 0
    assert run(errands.LEASE + timedelta(seconds=1)) == 1
    assert not Errand.objects.exists()


def test_a_wrong_secret_shows_on_the_connection(client, wechat, wechat_server):
    wechat_media(client, wechat, MsgType="image")
    wechat_server.secret = "changed"

    run()

    assert "invalid appsecret" in ChannelAccount.objects.get().error
    assert Errand.objects.get().attempts == 1


def test_line_gives_a_voice_when_it_is_ready_and_the_name(client, line, line_server):
    message = {"type": "audio", "id": "m1", "contentProvider": {"type": "line"}}
    post_line(client, line, line_event("message", message=message))
    line_server.content["m1"] = Said(202)

    assert run() == 2
    assert Customer.objects.get().name_masked == "陳○○"
    line_server.content["m1"] = Said(200, M4A, {"Content-Type": "audio/x-m4a"})
    assert run(timedelta(minutes=1)) == 1

    found = Attachment.objects.get()
    assert (found.mime, found.is_playable, found.problem) == ("audio/mp4", True, "")
    answer = client.get(f"/files/{found.pk}/")
    assert answer.status_code == 404  # nobody is signed in


def test_a_name_is_asked_for_once_and_never_written_over(client, line, line_server):
    post_line(client, line, line_message(message_id="m1"))
    customer = Customer.objects.get()
    customer.write_name("王大明")
    customer.save()

    run()

    customer.refresh_from_db()
    assert customer.name_masked == "王○○"
    assert not Errand.objects.exists()


def test_who_blocked_us_has_no_name_and_that_is_all(client, line, line_server):
    post_line(client, line, line_message(user="Unobody"))

    assert run() == 1
    assert Customer.objects.get().name_masked == ""
    assert not Errand.objects.exists()


def test_a_file_taken_back_while_it_is_being_fetched_leaves_nothing(
    client, line, line_server, photo, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    message = {"type": "image", "id": "m1", "contentProvider": {"type": "line"}}
    post_line(client, line, line_event("message", message=message))

    def take_back(asked):
        if asked.path.endswith("/content"):
            post_line(client, line, line_event("unsend", unsend={"messageId": "m1"}))
            return Said(200, photo, {"Content-Type": "image/jpeg"})
        return line_server(asked)

    line_server.server.answer = take_back
    run()

    assert not Attachment.objects.exists()
    assert not Errand.objects.filter(attachment__isnull=False).exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_files_of_another_messenger_come_from_outside_only(client, webhook, shop_server, settings):
    address = f"{shop_server.server.url}/a.txt"
    shop_server.files["/a.txt"] = Said(200, "訂單".encode())
    post_webhook(client, webhook, webhook_body(files=[{"url": address}]), message_id="m1")
    settings.HTTP_OPEN_NETWORKS = []
    run()
    assert Attachment.objects.get().problem == "gone"
    assert shop_server.server.asked == []

    settings.HTTP_OPEN_NETWORKS = ["127.0.0.0/8"]
    post_webhook(client, webhook, webhook_body(files=[{"url": address}]), message_id="m2")
    run()

    found = Attachment.objects.latest("pk")
    assert (found.name, found.mime, found.problem) == ("a.txt", "text/plain", "")


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (Said(404), "gone"),
        (Said(302, b"", {"Location": "/b"}), "gone"),
        (Said(200, b"x" * (25 * 1024 * 1024 + 1)), "together_too_large"),
    ],
    ids=["missing", "elsewhere", "too large"],
)
def test_what_cannot_be_had_is_said(client, webhook, shop_server, said, problem):
    address = f"{shop_server.server.url}/a"
    shop_server.files["/a"] = said
    post_webhook(client, webhook, webhook_body(files=[{"url": address}]))

    run()

    assert Attachment.objects.get().problem == problem
    assert shop_server.server.paths() == ["/a"]


def test_an_item_whose_bytes_were_erased_gives_no_file(client, wechat, wechat_server):
    found = wechat_media(client, wechat, MsgType="image")
    RawIntake.objects.update(wrapped_key=None, body=None)

    run()

    found.refresh_from_db()
    assert found.problem == "gone"
    assert wechat_server.server.asked == []
