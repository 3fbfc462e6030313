"""Files beside an answer: kept, taken away, sent with it, by every way an answer goes."""

from email import message_from_bytes
from email.policy import default
from functools import partial

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from channels.drafts import FileDraft
from channels.errors import RecordsErased
from channels.kinds import ContactKind
from channels.models import (
    Attachment,
    ContactPoint,
    KeptMail,
    Message,
    Outgoing,
    RawIntake,
    UnsentFile,
)
from channels.rules import intake
from channels.rules.answers import keeping_files, writing
from channels.rules.letters import composing, enclosing
from channels.rules.outbox import delivery
from feedback_site.errors import NotAllowed
from feedback_site.organisation.roles import Role
from reports.measures import file_invariants
from tests.channels.rules.files.test_attaching import picture
from tests.factories.channels import NOW, ChannelFactory
from tests.factories.organisation import posted
from tests.side_by_side import at_once

TEXT = FileDraft(name="how to.txt", mime="application/pdf", content=b"Turn it off and on.")
PHOTO = FileDraft(name="scan.heic", mime="", content=picture("HEIF"))


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def talk():
    """A conversation that began by a form with a mail address."""
    body = b"text=Torn&email=mei@example.com&contact=email&name=Mei"
    raw = intake.take(
        channel=ChannelFactory(), body=body, now=NOW,
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    return raw.conversation


@pytest.fixture
def agent():
    return posted(Role.AGENT)


def keep(talk, who, *files):
    return keeping_files.keep_files(talk.pk, files, actor=who, now=NOW)


def answer(talk, who):
    return writing.write_to_customer(talk, text="See here.", author=who, now=NOW, with_files=True)


def row_to(talk, kind, message):
    point = ContactPoint.objects.filter(customer=talk.customer).first()
    return Outgoing(
        conversation=talk, message=message, contact_point=point, kind=kind, template="answered",
        language="en", context={"files": 2},
    )  # fmt: skip


@pytest.mark.django_db
def test_files_are_looked_at_like_those_that_come_in_and_kept_once(talk, agent):
    assert len(keep(talk, agent, TEXT, PHOTO).rows) == 2
    assert keep(talk, agent, TEXT) == keeping_files.Kept(rows=[], refused=[])

    kept = keeping_files.files_beside(talk.pk, agent)
    assert [(one.name, one.mime, one.is_safe_picture) for one in kept] == [
        ("how to.txt", "text/plain", False), ("scan.jpg", "image/jpeg", True),
    ]  # fmt: skip
    assert kept[0].content().read() == TEXT.content
    assert TEXT.content not in default_storage.open(kept[0].file.name).read()
    assert keeping_files.files_beside(talk.pk, posted(Role.AGENT)) == []
    assert list(file_invariants.files(NOW)) == []


@pytest.mark.django_db
def test_what_is_too_much_is_named_and_not_kept(talk, agent):
    keep(talk, agent, *(FileDraft(name=f"{n}", mime="", content=b"%d" % n) for n in range(9)))

    looked_at = keep(talk, agent, TEXT, FileDraft(name="eleventh", mime="", content=b"11"))

    assert [one.name for one in looked_at.refused] == ["eleventh"]
    assert UnsentFile.objects.count() == 10


@pytest.mark.django_db
def test_nothing_is_kept_by_who_may_not_answer_nor_of_what_was_erased(talk, agent):
    with pytest.raises(NotAllowed):
        keep(talk, posted(Role.AUDITOR), TEXT)
    RawIntake.objects.update(wrapped_key=None, body=None)
    with pytest.raises(RecordsErased):
        keep(talk, agent, TEXT)

    assert not UnsentFile.objects.exists()
    assert list(file_invariants.files(NOW)) == []


@pytest.mark.django_db
def test_an_answer_takes_its_authors_files_along_as_parts_of_a_mail(talk, agent):
    other = posted(Role.AGENT)
    keep(talk, agent, TEXT, PHOTO)
    keep(talk, other, TEXT)

    message = answer(talk, agent)
    delivery.deliver(message.outgoing.get().pk, now=NOW)

    assert [one.author for one in UnsentFile.objects.all()] == [other]
    sent = [one.content().read() for one in message.attachments.order_by("pk")]
    assert sent[0] == TEXT.content
    mail = message_from_bytes(bytes(KeptMail.objects.get().raw), policy=default)
    assert [
        (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        for part in mail.iter_attachments()
    ] == [("how to.txt", "text/plain", sent[0]), ("scan.jpg", "image/jpeg", sent[1])]
    for kind in ("plain", "html"):
        assert "how to.txt" in mail.get_body((kind,)).get_content()
    assert list(file_invariants.files(NOW)) == []


@pytest.mark.django_db
def test_a_messenger_and_a_full_mail_say_that_files_are_on_the_page(talk, agent, monkeypatch):
    keep(talk, agent, TEXT, PHOTO)
    message = answer(talk, agent)
    said = composing.circumstances_of(message.outgoing.get(), now=NOW)

    by_line = composing.compose(row_to(talk, ContactKind.LINE, message), said, now=NOW)
    monkeypatch.setattr(enclosing, "MOST_BY_MAIL", len(TEXT.content))
    by_mail = composing.compose(row_to(talk, ContactKind.EMAIL, message), said, now=NOW)

    assert "On the page of your case you find: how to.txt, scan.jpg" in by_line.text
    assert by_line.files == ()
    assert "Attached: how to.txt" in by_mail.text
    assert "On the page of your case you find: scan.jpg" in by_mail.text
    assert [one.name for one in by_mail.files] == ["how to.txt"]


@pytest.mark.django_db
def test_whoever_forgets_what_came_in_forgets_what_was_sent(talk, agent):
    keep(talk, agent, TEXT)
    message = answer(talk, agent)
    RawIntake.objects.update(wrapped_key=None, body=None)

    delivery.deliver(message.outgoing.get().pk, now=NOW)

    mail = message_from_bytes(bytes(KeptMail.objects.get().raw), policy=default)
    assert list(mail.iter_attachments()) == []


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_taken_away_while_the_answer_goes_is_one_or_the_other(talk, agent):
    def send():
        with transaction.atomic():
            answer(talk, agent)

    for _ in range(5):
        keep(talk, agent, TEXT)
        pk = UnsentFile.objects.get().pk
        drop = partial(keeping_files.drop_file, pk, conversation_id=talk.pk, actor=agent)
        at_once(2, lambda at, drop=drop: (send, drop)[at]())
        assert not UnsentFile.objects.exists()

    assert Message.objects.filter(author=agent).count() == 5
    assert all(one.content().read() == TEXT.content for one in Attachment.objects.all())
    assert list(file_invariants.files(NOW)) == []


@pytest.mark.django_db(transaction=True)
def test_two_windows_together_keep_no_more_than_one_answer_takes(talk, agent, monkeypatch):
    monkeypatch.setattr(keeping_files, "MOST_FILES", 3)

    def keep_two(window):
        files = [
            FileDraft(name=f"{window}{n}", mime="", content=b"%d%d" % (window, n)) for n in (1, 2)
        ]
        return len(keep(talk, agent, *files).refused)

    for _ in range(5):
        assert sum(at_once(2, keep_two)) == 1
        assert UnsentFile.objects.count() == 3
        UnsentFile.objects.all().delete()
