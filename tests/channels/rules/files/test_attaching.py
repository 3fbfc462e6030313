"""Files from outside."""

import hashlib
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from channels.drafts import FileDraft
from channels.kinds import FileProblem
from channels.models import Attachment, RawIntake
from channels.rules import intake
from channels.rules.files.attaching import OF_MAIL, attach, prepare, safe_name, type_of
from feedback_site.privacy.sealing import CannotUnseal
from tests.channels import recordings
from tests.factories.channels import NOW, ChannelFactory

register_heif_opener()
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)


def picture(kind="JPEG", size=(40, 20), mode="RGB", **options):
    out = BytesIO()
    Image.new(mode, size, "red").save(out, kind, **options)
    return out.getvalue()


def one(content, name="a.jpg", mime="image/jpeg"):
    return prepare([FileDraft(name=name, mime=mime, content=content)])[0]


def png_claiming(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = lambda tag, data: (  # noqa: E731
        struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))
    )
    pixels = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("kind", "name", "mime"),
    [
        ("JPEG", "a.jpg", "image/jpeg"), ("PNG", "a.jpg", "image/jpeg"), ("WEBP", "a.jpg", "image/jpeg"),
        ("GIF", "a.jpg", "image/jpeg"), ("HEIF", "a.jpg", "image/jpeg"), ("AVIF", "a.jpg", "image/jpeg"),
    ],
)  # fmt: skip
def test_pictures_are_drawn_anew(kind, name, mime):
    drawn = one(picture(kind), name=f"a.{kind.lower()}")

    assert drawn.is_safe_picture
    assert (drawn.mime, drawn.problem) == (mime, None)
    assert Image.open(BytesIO(drawn.content)).size == (40, 20)
    if kind != "JPEG":
        assert drawn.name == name


def test_transparency_is_kept():
    out = BytesIO()
    Image.new("RGBA", (40, 20), (200, 0, 0, 90)).save(out, "PNG")
    drawn = one(out.getvalue(), name="logo.png")

    assert (drawn.mime, drawn.name) == ("image/webp", "logo.webp")
    assert Image.open(BytesIO(drawn.content)).mode == "RGBA"


def test_where_it_was_taken_is_gone_and_it_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    drawn = one(picture(exif=exif, comment=b"SECRETCOMMENT"))

    with Image.open(BytesIO(drawn.content)) as image:
        assert image.size == (20, 40)
        assert not image.getexif()
        assert "comment" not in image.info
    assert b"SECRET" not in drawn.content


def test_what_hides_behind_a_picture_is_gone():
    drawn = one(picture() + b"PK\x03\x04<script>alert(1)</script>")

    assert drawn.is_safe_picture
    assert b"script" not in drawn.content


def test_a_huge_picture_is_made_smaller():
    drawn = one(picture(size=(6000, 3000)))

    assert Image.open(BytesIO(drawn.content)).size == (4096, 2048)


@pytest.mark.parametrize("side", [30_000, 2_000_000_000])
def test_a_bomb_is_not_decoded(side):
    bomb = one(png_claiming(side, side))

    assert not bomb.is_safe_picture
    assert bomb.problem in {FileProblem.TOO_MANY_PIXELS, FileProblem.UNREADABLE}
    assert bomb.content == png_claiming(side, side)


@pytest.mark.parametrize(
    "content",
    [picture()[:200], b"\xff\xd8\xff\xe0" + b"\0" * 50, picture("HEIF")[:120], picture("GIF")[:20]],
)
def test_a_broken_picture_is_for_downloading_only(content):
    broken = one(content)

    assert (broken.is_safe_picture, broken.problem) == (False, FileProblem.UNREADABLE)
    assert broken.content == content


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (SVG, "text/plain"), (b"<html><script>", "text/plain"), (b"%PDF-1.7 x", "application/pdf"),
        (b"MZ\x90\x00" + b"\0" * 60, "application/x-msdownload"), (b"\0\1\2", "application/octet-stream"),
        ("相片".encode(), "text/plain"), (b"", "text/plain"),
    ],
)  # fmt: skip
def test_the_content_says_what_it_is_whatever_the_name_claims(content, mime):
    file = one(content, name="photo.jpg", mime="image/jpeg")

    assert (file.is_safe_picture, type_of(content)) == (False, file.mime)
    assert file.mime in {mime, "application/x-msdownload", "application/octet-stream"}
    assert file.content == content


@pytest.mark.parametrize(
    ("content", "mime", "is_playable", "problem"),
    [
        (recordings.webm(65), "audio/webm", True, None), (recordings.mp4(65), "audio/mp4", True, None),
        (recordings.amr(65), "audio/amr", False, FileProblem.NOT_PLAYABLE),
        (recordings.mp4(65, handler=b"vide", brand=b"mp42"), "video/mp4", False, None),
    ],
)  # fmt: skip
def test_recordings_are_kept_as_they_came_and_played_where_that_is_safe(
    content, mime, is_playable, problem
):
    file = one(content, name="voice.jpg", mime="image/jpeg")

    assert (file.mime, file.is_playable, file.problem) == (mime, is_playable, problem)
    assert (file.content, file.is_safe_picture) == (content, False)
    assert file.seconds == (None if mime.startswith("video") else 65)


def test_a_page_that_begins_like_a_recording_is_not_played():
    polyglot = one(b"ID3<html><script>alert(1)</script>" + b" " * 300, mime="audio/mpeg")

    assert (polyglot.is_playable, polyglot.is_safe_picture) == (False, False)


def test_heic_of_ten_bits_is_a_picture_by_its_brand():
    assert type_of(b"\0\0\0\x18ftypheix\0\0\0\0mif1heic") == "image/heic"


def test_many_frames_are_one_still_picture():
    frames = [Image.new("RGB", (40, 20), colour) for colour in ("red", "blue", "green")]
    for kind in ("GIF", "WEBP", "PNG"):
        out = BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:])
        with Image.open(BytesIO(one(out.getvalue()).content)) as drawn:
            assert getattr(drawn, "n_frames", 1) == 1


@pytest.mark.django_db
def test_where_a_phone_took_a_picture_stays_in_the_original_alone(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    content = picture("HEIF", exif=exif.tobytes())
    body = (
        b'--B\r\nContent-Disposition: form-data; name="photos"; filename="IMG_1.HEIC"\r\n\r\n'
        + content + b"\r\n--B--\r\n"
    )  # fmt: skip

    raw = intake.take(
        channel=ChannelFactory(), body=body, content_type="multipart/form-data; boundary=B", now=NOW
    )

    row = Attachment.objects.get()
    assert (row.name, row.mime, row.is_safe_picture) == ("IMG_1.jpg", "image/jpeg", True)
    assert b"SECRETCAMERA" in content
    assert b"SECRETCAMERA" not in row.content().read()
    assert content in raw.bytes()


def test_more_than_ten_files_are_named_and_not_kept():
    files = prepare(FileDraft(name=f"{n}.txt", mime="", content=b"x") for n in range(12))

    assert [file.problem for file in files] == [None] * 10 + [FileProblem.TOO_MANY] * 2
    assert [file.content for file in files] == [b"x"] * 10 + [None] * 2


def test_what_a_mail_shows_in_its_text_takes_no_place_from_what_was_attached():
    icons = [FileDraft(name=f"{n}.txt", mime="", content=b"i", is_inline=True) for n in range(5)]
    files = [FileDraft(name=f"{n}.txt", mime="", content=b"x") for n in range(8)]

    assert [one.problem for one in prepare([*icons, *files])] == [None] * 2 + [
        FileProblem.TOO_MANY
    ] * 3 + [None] * 8
    assert [one.problem for one in prepare([*icons, *files], OF_MAIL)] == [None] * 13


def test_a_mail_may_bring_a_larger_picture_than_a_form():
    large = FileDraft(name="a.png", mime="", content=picture() + b"\0" * (10 * 1024 * 1024))

    assert [one.is_safe_picture for one in prepare([large], OF_MAIL)] == [True]


def test_a_picture_over_ten_megabytes_is_named_and_not_kept():
    large = picture() + b"\0" * (10 * 1024 * 1024)

    assert (one(large).problem, one(large).content) == (FileProblem.TOO_LARGE, None)
    assert one(large).size == len(large)


def test_files_over_25_megabytes_together_are_named_and_not_kept():
    content = b"x" * (9 * 1024 * 1024)
    files = prepare(FileDraft(name="a.txt", mime="", content=content) for _ in range(3))

    assert [file.problem for file in files] == [None, None, FileProblem.TOGETHER_TOO_LARGE]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"), ("C:\\x\\相片.jpg", "相片.jpg"), ("a\r\nb.jpg", "ab.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"), ("", "file"), ("...", "file"), ('"<x>".png', "x>\".png"),
        ("n" * 300 + ".jpeg", "n" * 115 + ".jpeg"),
    ],
)  # fmt: skip
def test_names_are_made_harmless(given, kept):
    assert safe_name(given) == kept


@pytest.mark.django_db
def test_a_second_try_writes_over_the_first_and_leaves_no_orphan(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    message = taken()
    files = prepare([FileDraft(name="a.txt", mime="", content=b"one")])
    for _ in range(2):
        attach(message.pk, files, item="intake:7")

    stored = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(stored) == 1
    assert {row.file.name for row in Attachment.objects.all()} == {
        str(stored[0].relative_to(tmp_path))
    }


@pytest.mark.django_db
def test_photos_of_a_posted_form_are_attached(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    parts = [
        b'--B\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + "刮痕".encode(),
        b'--B\r\nContent-Disposition: form-data; name="photos"; filename="a.png"\r\n'
        b"Content-Type: image/png\r\n\r\n" + picture("PNG"),
        b'--B\r\nContent-Disposition: form-data; name="photos"; filename="b.svg"\r\n'
        b"Content-Type: image/svg+xml\r\n\r\n" + SVG,
    ]
    body = b"\r\n".join(parts) + b"\r\n--B--\r\n"

    raw = intake.take(
        channel=ChannelFactory(), body=body, content_type="multipart/form-data; boundary=B", now=NOW
    )

    first, second = Attachment.objects.order_by("id")
    assert raw.disposition == "opened"
    assert (first.name, first.mime, first.is_safe_picture) == ("a.jpg", "image/jpeg", True)
    assert (second.name, second.mime, second.is_safe_picture) == ("b.svg", "text/plain", False)
    assert second.content().read() == SVG
    assert Image.open(first.content()).size == (40, 20)


@pytest.mark.django_db
def test_nothing_of_a_file_lies_open_on_disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    message = taken()

    attach(
        message.pk, prepare([FileDraft(name="a.txt", mime="", content=b"SECRET")]), item="intake:7"
    )

    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    row = Attachment.objects.get()
    assert b"SECRET" not in path.read_bytes()
    assert path.stat().st_size == row.stored_size
    assert (row.size, row.is_sealed, row.content().read()) == (6, True, b"SECRET")
    assert bytes(row.sha256) == hashlib.sha256(b"SECRET").digest()


@pytest.mark.django_db
def test_whoever_forgets_the_item_forgets_its_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    message = taken()
    files = prepare([FileDraft(name="a.txt", mime="", content=b"SECRET")])
    attach(message.pk, files, item="intake:7")

    RawIntake.objects.filter(pk=message.raw_id).update(wrapped_key=None, body=None)

    with pytest.raises(CannotUnseal):
        Attachment.objects.get().content()
    with pytest.raises(CannotUnseal):
        attach(message.pk, files, item="intake:7")
    assert Attachment.objects.count() == 1


def taken():
    raw = intake.take(
        channel=ChannelFactory(), body=b"text=Torn", now=NOW,
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    return raw.conversation.messages.get()
