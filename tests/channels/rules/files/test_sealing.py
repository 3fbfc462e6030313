"""Files that lie open from before are sealed one by one; a killed run is carried on."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from channels.models import Attachment, BatchScan, Channel, RawIntake
from channels.rules import intake
from channels.rules.files.attaching import write_sealed
from channels.rules.files.sealing import SUFFIX, seal_old_files
from channels.rules.manual_entry import batching
from feedback_site.organisation.roles import Role
from reports.measures import file_invariants
from tests.factories.channels import NOW, ChannelFactory
from tests.factories.organisation import StoreFactory, posted

# The open file goes only when the row is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def open_file(content=b"SECRET", *, name="a.txt"):
    raw = intake.take(
        channel=ChannelFactory(), body=b"text=Torn", now=NOW,
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    return Attachment.objects.create(
        message=raw.conversation.messages.get(), name=name, size=len(content), mime="text/plain",
        file=ContentFile(content, name=name), sha256=hashlib.sha256(content).digest(),
    )  # fmt: skip


def on_disk(root):
    return sorted(path.read_bytes() for path in root.rglob("*") if path.is_file())


def test_the_command_seals_what_lies_open_and_says_so(tmp_path, capsys):
    rows = [open_file(b"SECRET %d" % number, name=f"{number}.txt") for number in range(3)]

    call_command("seal_files")

    assert capsys.readouterr().out == "3 files are sealed, 0 left\n"
    for number, row in enumerate(rows):
        row.refresh_from_db()
        assert row.content().read() == b"SECRET %d" % number
    assert len(on_disk(tmp_path)) == 3
    assert not any(b"SECRET" in stored for stored in on_disk(tmp_path))
    assert list(file_invariants.files(NOW)) == []
    call_command("seal_files")
    assert capsys.readouterr().out == "0 files are sealed, 0 left\n"


def test_what_cannot_be_sealed_is_named_and_left_as_it_is(tmp_path, capsys):
    missing, differs, erased = (open_file(name=name) for name in ("m.txt", "d.txt", "e.txt"))
    default_storage.delete(missing.file.name)
    Attachment.objects.filter(pk=differs.pk).update(sha256=bytes(32))
    RawIntake.objects.filter(pk=erased.message.raw_id).update(wrapped_key=None)

    call_command("seal_files")

    said = capsys.readouterr()
    assert said.out == "0 files are sealed, 3 left\n"
    assert said.err.split("\n")[:3] == [
        f"missing: {missing.file.name}", f"differs: {differs.file.name}",
        f"no_key: {erased.file.name}",
    ]  # fmt: skip
    assert on_disk(tmp_path) == [b"SECRET", b"SECRET"]
    assert not Attachment.objects.filter(is_sealed=True).exists()


def test_a_run_killed_before_the_row_was_written_is_carried_on(tmp_path):
    row = open_file()
    write_sealed(row.file.name + SUFFIX, b"SEC", bytes(32), RawIntake.objects.get().wrapped_key)

    assert [became for _name, became in seal_old_files()] == ["sealed"]

    row.refresh_from_db()
    assert row.content().read() == b"SECRET"
    assert len(on_disk(tmp_path)) == 1


def test_a_run_killed_before_the_open_file_was_deleted_is_carried_on(tmp_path):
    row = open_file()
    name = row.file.name
    list(seal_old_files())
    default_storage.save(name, ContentFile(b"SECRET"))

    assert list(seal_old_files()) == []

    assert len(on_disk(tmp_path)) == 1
    assert not default_storage.exists(name)


def test_scans_from_before_are_sealed_too(tmp_path, capsys):
    content = b"%PDF-1.7 SECRET"
    store = StoreFactory()
    clerk = posted(Role.CLERK, store=store)
    batch = batching.begin_batch(
        Channel.objects.get(code="box"),
        store=store,
        collected_at=NOW,
        sheets=1,
        actor=clerk,
        now=NOW,
    )
    scan = BatchScan.objects.create(
        batch=batch, file=ContentFile(content, name="scan"), name="all.pdf", size=len(content),
        mime="application/pdf", sha256=hashlib.sha256(content).digest(), added_by=clerk,
        added_at=NOW,
    )  # fmt: skip

    call_command("seal_files")

    scan.refresh_from_db()
    assert capsys.readouterr().out == "1 files are sealed, 0 left\n"
    assert scan.content().read() == content
    assert [b"SECRET" in stored for stored in on_disk(tmp_path)] == [False]
