"""Files in the composer: chosen with a script or without, kept with the draft, sent, seen by the customer."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import ComposerDraft
from cases.rules.assignment import assigning
from channels.drafts import FileDraft
from channels.models import Attachment, Message, RawIntake, UnsentFile
from channels.rules.access import link
from feedback_site.privacy.sealing import new_key
from tests.cases.admin.case_page.test_workspace import STATEMENTS, desk
from tests.channels.rules.files.test_attaching import picture
from tests.factories.opened import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path, case):
    settings.MEDIA_ROOT = tmp_path
    RawIntake.objects.update(wrapped_key=new_key())


def upload(name="a.jpg", content=None):
    return SimpleUploadedFile(name, content or picture())


def test_a_file_goes_with_the_answer_and_its_customer_opens_it(at_desk, agent, client, case):
    at_desk(agent).post(
        desk(case, "reply"),
        {"text": "Like this?", "how": "message", "version": case.version, "files": upload()},
    )

    (sent,) = Attachment.objects.filter(message__text="Like this?")
    client.get(link(case.submission.conversation), follow=True)
    page = client.get(reverse("cases:status", args=(case.reference,))).content.decode()
    address = reverse("channels:attachment", args=(sent.pk,))
    assert address in page
    assert client.get(address)["Content-Type"] == "image/jpeg"
    assert not UnsentFile.objects.exists()


def test_a_refusal_keeps_words_and_files(at_desk, agent, case):
    client = at_desk(agent)

    answer = client.post(
        desk(case, "reply"),
        {"text": "Told you", "how": "phone", "version": case.version, "files": upload("b.jpg")},
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Files go with a message only" in page
    assert "Told you</textarea>" in page
    assert reverse("channels:unsent_file", args=(UnsentFile.objects.get().pk,)) in page
    assert Message.objects.filter(author=agent).count() == 0


def test_what_is_sent_again_leaves_no_files_for_the_next_answer(at_desk, agent, case):
    client, said = at_desk(agent), {"text": "Like this?", "how": "message", "key": "once"}
    client.post(desk(case, "reply"), {**said, "version": case.version, "files": upload()})

    again = client.post(
        desk(case, "reply"), {**said, "version": case.version, "files": upload()}, follow=True
    )

    assert "It was not sent a second time" in again.content.decode()
    assert Attachment.objects.filter(message__text="Like this?").count() == 1
    assert not UnsentFile.objects.exists()


def test_without_a_script_a_button_attaches_and_another_takes_away(at_desk, agent, case):
    client = at_desk(agent)

    first = client.post(desk(case, "files"), {"text": "Begun", "files": upload("b.png")})

    (kept,) = UnsentFile.objects.all()
    page = client.get(first.url).content.decode()
    assert kept.name in page
    assert "Begun</textarea>" in page
    client.post(desk(case, "files"), {"text": "Begun, and more", "drop_file": kept.pk})
    assert not UnsentFile.objects.exists()
    assert ComposerDraft.objects.get().text == "Begun, and more"


def test_a_script_gets_the_files_and_why_one_was_not_taken(at_desk, agent, case, monkeypatch):
    monkeypatch.setattr("channels.rules.answers.keeping_files.MOST_FILES", 1)

    answer = at_desk(agent).post(
        desk(case, "files"), {"files": [upload("b.jpg"), upload("c.jpg", b"more")]},
        headers={"X-Requested-With": "fetch"},
    )  # fmt: skip

    page = answer.content.decode()
    assert "This file was not taken: c.jpg." in page
    assert 'alt="b.jpg"' in page


@pytest.mark.parametrize("limit", [{"MOST_FILES": 1}, {"LARGEST_MESSAGE": 30_000}])
def test_what_cannot_go_is_refused_unread(at_desk, agent, case, monkeypatch, limit):
    for name, most in limit.items():
        monkeypatch.setattr(f"channels.rules.answers.keeping_files.{name}", most)
    read = []
    monkeypatch.setattr(
        "cases.admin.case_page.answer_files.FileDraft",
        lambda **file: read.append(file["name"]) or FileDraft(**file),
    )

    answer = at_desk(agent).post(
        desk(case, "files"), {"files": [upload("b.txt", b"b"), upload("c.txt", b"c" * 30_000)]},
        headers={"X-Requested-With": "fetch"},
    )  # fmt: skip

    assert "This file was not taken: c.txt." in answer.content.decode()
    assert read == ["b.txt"]
    assert [one.name for one in UnsentFile.objects.all()] == ["b.txt"]


def test_nobody_else_opens_a_file_before_it_is_sent(at_desk, agent, colleague, client, case):
    at_desk(agent).post(desk(case, "files"), {"files": upload()})
    address = reverse("channels:unsent_file", args=(UnsentFile.objects.get().pk,))

    assert at_desk(agent).get(address).status_code == 200
    assert at_desk(colleague).get(address).status_code == 404
    assert client.get(address).status_code == 404


def test_only_a_case_with_files_beside_costs_a_look_at_them(at_desk, agent, case, remembering):
    assigning.claim_case(case.pk, actor=agent, now=NOW)
    client = at_desk(agent)
    client.post(desk(case, "files"), {"files": upload()})
    client.get(desk(case))

    with CaptureQueriesContext(connection) as asked:
        client.get(desk(case))

    assert len(asked) == STATEMENTS + 1
