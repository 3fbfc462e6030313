"""Serving files."""

import hashlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pysilk
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from channels import entitlements, voices
from channels.kinds import FileProblem
from channels.models import Attachment, RawIntake
from channels.rules import intake
from channels.rules.files.sealing import seal_old_files
from channels.sounds import listen
from feedback_site import opened_cases
from feedback_site.privacy.sealed_streams import PIECE
from tests.channels.recordings import amr
from tests.channels.rules.files.test_attaching import picture as picture_of
from tests.factories.channels import ChannelFactory
from tests.factories.organisation import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def picture():
    return attach("a.jpg", b"\xff\xd8 pixels", mime="image/jpeg", is_safe_picture=True)


def attach(name, content, *, is_sealed=True, **fields):
    raw = intake.take(
        channel=ChannelFactory(), body=b"text=Torn", now=timezone.now(),
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    row = Attachment.objects.create(
        message=raw.conversation.messages.get(), file=ContentFile(content, name=name), name=name,
        size=len(content), sha256=hashlib.sha256(content).digest(), **fields,
    )  # fmt: skip
    if is_sealed:
        assert [became for _name, became in seal_old_files()] == ["sealed"]
        row.refresh_from_db()
    return row


def open_to(client, row, *, now=None, version=1):
    session = client.session
    reference = row.message.conversation.reference
    opened_cases.remember(session, reference, version=version, now=now or timezone.now())
    session.save()


def get(client, row, query=""):
    return client.get(reverse("channels:attachment", args=[row.pk]) + query)


def body(answer):
    """The bytes, whether they come at once or in pieces."""
    return b"".join(answer)


def test_a_stranger_learns_nothing(client, picture):
    nothing = client.get(reverse("channels:attachment", args=[picture.pk + 1]))
    refused = get(client, picture)

    assert (refused.status_code, nothing.status_code) == (404, 404)
    assert b"pixels" not in refused.content


def test_the_customer_sees_the_own_picture_in_a_harmless_way(client, picture):
    open_to(client, picture)

    response = get(client, picture)

    assert body(response) == b"\xff\xd8 pixels"
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'inline; filename="a.jpg"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].endswith("sandbox")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("x.svg", "image/svg+xml"), ("x.html", "text/html"), ("x.pdf", "application/pdf"),
        ("x.jpg", "image/jpeg"),
    ],
)  # fmt: skip
def test_what_we_did_not_draw_is_only_downloaded(client, name, mime):
    row = attach(name, b"<script>", mime=mime)
    open_to(client, row)

    response = get(client, row)

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("is_sealed", [True, False], ids=["sealed", "from before"])
@pytest.mark.parametrize("size", [0, 5, PIECE, 25 * 1024 * 1024 + 3])
def test_it_comes_whole_with_its_length_and_in_pieces(client, size, is_sealed):
    content = bytes(size)
    row = attach("big.bin", content, is_sealed=is_sealed, mime="application/octet-stream")
    open_to(client, row)

    response = get(client, row)
    pieces = list(response.streaming_content)

    assert b"".join(pieces) == content
    assert response["Content-Length"] == str(size)
    assert max(map(len, pieces), default=0) <= PIECE


@pytest.mark.parametrize("what", ["changed", "cut short", "of another row", "erased", "gone"])
def test_a_file_that_is_not_what_it_was_is_not_served(client, what):
    row, other = (attach(name, name.encode() * 9, mime="text/plain") for name in ("a.txt", "b.txt"))
    open_to(client, row)
    path = Path(row.file.path)
    stored = path.read_bytes()
    match what:
        case "changed":
            path.write_bytes(stored[:-1] + bytes([stored[-1] ^ 1]))
        case "cut short":
            path.write_bytes(stored[:-1])
        case "of another row":
            path.write_bytes(Path(other.file.path).read_bytes())
        case "erased":
            RawIntake.objects.update(wrapped_key=None)
        case "gone":
            path.unlink()

    assert get(client, row).status_code == 404


def test_another_case_opened_in_the_session_opens_nothing_here(client, picture):
    open_to(client, attach("b.jpg", b"other", mime="image/jpeg"))

    assert get(client, picture).status_code == 404


@pytest.mark.parametrize("what", ["revoked", "expired", "session old"])
def test_access_ends(client, picture, what):
    conversation = picture.message.conversation
    open_to(
        client, picture, now=timezone.now() - timedelta(hours=3 if what == "session old" else 0)
    )
    if what == "revoked":
        conversation.new_access(version=2)
    if what == "expired":
        conversation.access_expires_at = timezone.now()
    conversation.save()

    assert get(client, picture).status_code == 404


def test_staff_see_what_an_app_entitles_them_to(client, picture, monkeypatch):
    user, colleague = UserFactory(is_staff=True), UserFactory(is_staff=True)
    monkeypatch.setattr(entitlements, "_checks", [])
    entitlements.register_entitlement(
        lambda who, which: who == user and which == picture.message.conversation_id
    )
    client.force_login(user)
    assert get(client, picture).status_code == 200
    client.force_login(colleague)
    assert get(client, picture).status_code == 404


def test_a_picture_can_be_downloaded(client, picture):
    open_to(client, picture)

    assert get(client, picture, "?download")["Content-Disposition"].startswith("attachment")


def test_a_refused_file_has_nothing_to_serve(client):
    row = attach("big.jpg", b"x", mime="image/jpeg", problem="too_large")
    Attachment.objects.update(file="")
    open_to(client, row)

    assert get(client, row).status_code == 404


def test_only_reading_is_possible(client, picture):
    open_to(client, picture)

    assert client.post(reverse("channels:attachment", args=[picture.pk])).status_code == 405


@pytest.fixture
def recording(client):
    row = attach("voice.webm", b"0123456789", mime="audio/webm", is_playable=True, seconds=65)
    open_to(client, row)
    return row


def test_a_recording_is_played_and_says_how_long_it_is(client, recording):
    answer = get(client, recording)

    assert (answer.status_code, body(answer)) == (200, b"0123456789")
    assert answer["Content-Type"] == "audio/webm"
    assert answer["Content-Disposition"] == 'inline; filename="voice.webm"'
    assert (answer["Accept-Ranges"], answer["X-Content-Type-Options"]) == ("bytes", "nosniff")
    assert answer["Content-Security-Policy"].endswith("sandbox")
    assert recording.length == "1:05"


@pytest.mark.parametrize(
    ("asked", "status", "content", "where"),
    [
        ("bytes=0-1", 206, b"01", "bytes 0-1/10"), ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"), ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
    ],
)  # fmt: skip
def test_players_get_the_part_they_ask_for(client, recording, asked, status, content, where):
    answer = client.get(
        reverse("channels:attachment", args=[recording.pk]), headers={"range": asked}
    )

    assert (answer.status_code, body(answer)) == (status, content)
    assert answer.get("Content-Range") == where
    assert int(answer["Content-Length"]) == len(content)


def test_who_knows_an_older_version_gets_the_whole(client, recording):
    url = reverse("channels:attachment", args=[recording.pk])
    answer = client.get(url, headers={"range": "bytes=0-1", "if-range": '"old"'})

    assert (answer.status_code, body(answer)) == (200, b"0123456789")


def test_a_stranger_gets_no_part_either(client, recording):
    client.logout()
    url = reverse("channels:attachment", args=[recording.pk])

    assert client.get(url, headers={"range": "bytes=0-1"}).status_code == 404


def test_a_page_gets_a_picture_as_large_as_it_needs(client):
    row = attach("a.jpg", picture_of(size=(2000, 1000)), mime="image/jpeg", is_safe_picture=True)
    open_to(client, row)

    small = get(client, row, "?small")

    assert Image.open(BytesIO(body(small))).size == (320, 160)
    assert (small["Content-Type"], small["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "no-store" in small["Cache-Control"]


def test_what_we_did_not_draw_is_not_made_small(client):
    row = attach("a.jpg", picture_of(size=(2000, 1000)), mime="image/jpeg")
    open_to(client, row)

    assert get(client, row, "?small")["Content-Disposition"].startswith("attachment")


def test_a_file_that_the_storage_lost_is_not_there(client, picture):
    open_to(client, picture)
    picture.file.storage.delete(picture.file.name)

    assert get(client, picture).status_code == 404


def test_while_the_storage_is_away_a_page_says_to_try_again(client, picture, settings, tmp_path):
    open_to(client, picture)
    (tmp_path / "file").write_bytes(b"")
    settings.MEDIA_ROOT = tmp_path / "file"  # what lies below a file cannot be reached

    answer = get(client, picture)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


needs_decoder = pytest.mark.skipif(
    not voices.can_turn(voices.AMR), reason="no decoder of voices installed"
)


@pytest.mark.parametrize("is_wechats", [True, False])
def test_a_silk_voice_is_turned_as_far_as_it_goes(client, is_wechats):
    said, content = BytesIO(b"\1\2" * 24_000 * 2), BytesIO()
    pysilk.encode(said, content, 24_000, 24_000, tencent=is_wechats)
    whole = content.getvalue()
    broken = whole[: len(whole) // 2]
    lasting = []
    for voice in (whole, broken):
        row = attach("voice.silk", voice, mime="audio/silk", problem=FileProblem.NOT_PLAYABLE)
        open_to(client, row)
        lasting.append(len(get(client, row, "?play").content) / 2 / voices.RATE)
        assert (row.is_turned, row.problem_text) == (True, "")
        assert body(get(client, row, "?download")) == voice

    assert round(lasting[0], 1) == 2.0
    assert 0.5 < lasting[1] < 1.5


@needs_decoder
@pytest.mark.parametrize("wide", [False, True])
def test_a_voice_of_a_messenger_is_turned_for_the_browser_and_stays_as_it_came(client, wide):
    voice = attach(
        "voice.amr", amr(2, wide=wide), mime="audio/amr", problem=FileProblem.NOT_PLAYABLE
    )
    open_to(client, voice)

    turned = get(client, voice, "?play")
    part = client.get(
        reverse("channels:attachment", args=[voice.pk]) + "?play", headers={"Range": "bytes=0-3"}
    )

    heard = listen(turned.content)
    assert (turned["Content-Type"], heard.is_playable, heard.seconds) == ("audio/wav", True, 2)
    assert (part.status_code, part.content) == (206, b"RIFF")
    assert part["Content-Range"] == f"bytes 0-3/{len(turned.content)}"
    assert body(get(client, voice, "?download")) == amr(2, wide=wide)
    assert (voice.is_turned, voice.problem_text) == (True, "")


@needs_decoder
@pytest.mark.parametrize(
    ("content", "mime"),
    [(b"#!AMR\n", "audio/amr"), (b"\0" * 99, "audio/amr"), (b"#!SILK_V3", "audio/silk")],
)
def test_what_is_no_voice_is_not_turned(client, content, mime):
    row = attach("voice", content, mime=mime)
    open_to(client, row)

    answer = get(client, row, "?play")

    assert answer.status_code == 404


def test_without_a_decoder_a_voice_is_for_downloading(client, monkeypatch):
    monkeypatch.setattr(voices, "_program", lambda mime: None)
    voice = attach("voice.amr", amr(1), mime="audio/amr", problem=FileProblem.NOT_PLAYABLE)
    open_to(client, voice)

    assert (voice.is_turned, bool(voice.problem_text)) == (False, True)
    assert get(client, voice, "?play")["Content-Type"] == "application/octet-stream"


@needs_decoder
def test_a_decoder_that_takes_too_long_is_ended(monkeypatch):
    voices._program.cache_clear()
    monkeypatch.setattr(voices, "SECONDS", 0)

    with pytest.raises(voices.NoVoice):
        voices.as_wave(amr(1), voices.AMR)
    voices._program.cache_clear()
