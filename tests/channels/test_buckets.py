"""Files in a bucket: the same rules, another place, told by one address."""

from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from channels.kinds import IntakeState
from channels.models import Attachment, RawIntake
from channels.rules import intake
from channels.rules.monitoring import sweeping
from feedback_site import checks
from feedback_site.settings.files import bucket_of
from tests.channels import buckets
from tests.channels.rules.files.test_attaching import picture
from tests.factories.channels import NOW, ChannelFactory

FORM = "multipart/form-data; boundary=B"


def body():
    return (
        b'--B\r\nContent-Disposition: form-data; name="text"\r\n\r\nTorn\r\n'
        b'--B\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n'
        + picture()
        + b"\r\n--B--\r\n"
    )


@pytest.fixture
def bucket(settings):
    with buckets.serving() as server:
        use(settings, server)
        yield server


def use(settings, server, *, secret=buckets.SECRET):
    settings.BUCKET, settings.BUCKET_KEY, settings.BUCKET_SECRET = (
        server.address, buckets.KEY, secret,
    )  # fmt: skip
    place = bucket_of(server.address, key=buckets.KEY, secret=secret)
    settings.STORAGES = {**settings.STORAGES, "default": place}


def test_a_file_is_kept_read_listed_and_taken_away(bucket):
    default_storage.save("attachments/ab/cd", ContentFile("相片".encode()))

    assert list(bucket.objects) == ["shop/attachments/ab/cd"]
    assert default_storage.exists("attachments/ab/cd")
    assert default_storage.open("attachments/ab/cd").read() == "相片".encode()
    assert default_storage.size("attachments/ab/cd") == 6
    assert default_storage.listdir("attachments") == (["ab"], [])
    assert default_storage.listdir("attachments/ab") == ([], ["cd"])
    assert default_storage.get_modified_time("attachments/ab/cd").year >= 2026
    default_storage.delete("attachments/ab/cd")
    assert not bucket.objects
    with pytest.raises(FileNotFoundError):
        default_storage.open("attachments/ab/cd")


@pytest.mark.parametrize("how", ["refused", "tired", "gone"])
def test_whatever_goes_wrong_there_is_an_error_of_the_disk(bucket, settings, how):
    if how == "refused":
        use(settings, bucket, secret="another")
    if how == "tired":
        bucket.fails = 2
    if how == "gone":
        bucket.shutdown()
        bucket.server_close()

    with pytest.raises(OSError, match="did not answer") as caught:
        default_storage.save("a", ContentFile(b"x"))

    assert not isinstance(caught.value, FileNotFoundError)
    assert not bucket.objects


def test_one_tired_answer_is_asked_again(bucket):
    bucket.fails = 1

    default_storage.save("a", ContentFile(b"x"))

    assert list(bucket.objects) == ["shop/a"]


@pytest.mark.django_db
def test_an_item_waits_while_the_bucket_is_away_and_is_read_when_it_is_back(bucket):
    bucket.fails = 2

    raw = intake.take(channel=ChannelFactory(), body=body(), content_type=FORM, now=NOW)

    assert RawIntake.objects.get().state == IntakeState.STORED
    assert not Attachment.objects.exists()
    assert raw.bytes() == body()
    assert sweeping.sweep_left_behind(now=NOW + 2 * sweeping.GRACE, limit=5) == 1
    row = Attachment.objects.get()
    assert RawIntake.objects.get().state == IntakeState.DONE
    # Sealed there as on a disk, and opened again here.
    assert len(bucket.objects[f"shop/{row.file.name}"][0]) == row.stored_size
    assert row.content().read().startswith(b"\xff\xd8")


@pytest.mark.django_db
def test_files_move_into_a_bucket_and_out_of_it(bucket, settings, tmp_path):
    in_bucket = settings.STORAGES
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **in_bucket, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }  # fmt: skip
    intake.take(channel=ChannelFactory(), body=body(), content_type=FORM, now=NOW)
    name = Attachment.objects.get().file.name
    settings.STORAGES = in_bucket

    assert copied(str(tmp_path)) == "1 copied\n"
    assert copied(str(tmp_path)) == "0 copied\n"
    assert bucket.objects[f"shop/{name}"][0] == (tmp_path / name).read_bytes()

    settings.MEDIA_ROOT = tmp_path / "back"
    settings.STORAGES = {
        **in_bucket, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }  # fmt: skip
    assert copied(bucket.address) == "1 copied\n"
    assert (tmp_path / "back" / name).read_bytes() == (tmp_path / name).read_bytes()


@pytest.mark.django_db
def test_a_file_that_is_nowhere_is_said(bucket, settings, tmp_path):
    intake.take(channel=ChannelFactory(), body=body(), content_type=FORM, now=NOW)
    bucket.objects.clear()

    with pytest.raises(CommandError, match="1 are in neither storage"):
        copied(str(tmp_path))


def copied(source):
    said = StringIO()
    call_command("copy_files", source, stdout=said)
    return said.getvalue()


def test_the_check_tries_the_bucket_and_leaves_nothing(bucket, settings):
    assert checks.bucket_answers() == []
    assert not bucket.objects
    assert {"PUT", "GET", "DELETE"} <= {method for method, _ in bucket.asked}

    use(settings, bucket, secret="another")
    assert [one.id for one in checks.bucket_answers()] == ["feedback.E011"]


def test_a_folder_is_not_tried():
    assert checks.bucket_answers() == []


@pytest.mark.parametrize(
    ("endpoint", "ids"),
    [
        ("http://s3.example.org", ["feedback.E010"]), ("https://s3.example.org", []),
        ("http://127.0.0.1:9000", []), (None, []),
    ],
)  # fmt: skip
def test_photographs_do_not_travel_in_the_open(settings, endpoint, ids):
    settings.BUCKET = "s3://photos"
    settings.STORAGES = {"default": {"BACKEND": "", "OPTIONS": {"endpoint_url": endpoint}}}

    assert [one.id for one in checks.bucket_fits()] == ids


def test_an_address_names_bucket_part_endpoint_and_region():
    place = bucket_of("s3://photos/shop/one?endpoint=https://s3.example.org&region=ap-east-1")

    assert place["OPTIONS"] == {
        "bucket_name": "photos", "location": "shop/one", "endpoint_url": "https://s3.example.org",
        "region_name": "ap-east-1", "access_key": None, "secret_key": None,
    }  # fmt: skip


@pytest.mark.parametrize("wrong", ["photos", "s3:///x", "https://x", "s3://b?endpont=https://x"])
def test_an_address_that_names_no_bucket_stops_the_start(wrong):
    with pytest.raises(ImproperlyConfigured):
        bucket_of(wrong)
