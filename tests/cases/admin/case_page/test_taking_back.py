"""Taking back what was just sent: the button on the case, its refusal, and files that go with a solution."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cases.models import ComposerDraft
from cases.rules.assignment import assigning
from cases.rules.lifecycle import moving
from cases.states import CaseState
from channels.models import Attachment, Message, Outgoing, RawIntake, UnsentFile
from channels.rules.letters import composing
from feedback_site.privacy.sealing import new_key
from tests.cases.admin.case_page.test_dialogs import SOLVING, step_address
from tests.cases.admin.case_page.test_workspace import desk
from tests.factories.opened import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _held(settings, tmp_path, case):
    settings.ANSWER_HOLD_SECONDS, settings.MEDIA_ROOT = 20, tmp_path
    RawIntake.objects.update(wrapped_key=new_key())


def sent(client, case, **more):
    said = {"text": "Come on Monday", "how": "message", "version": case.version, **more}
    return client.post(desk(case, "reply"), said, follow=True)


def test_a_button_takes_the_answer_back_into_the_composer(
    at_desk, agent, supervisor, stranger, case
):
    client = at_desk(agent)
    page = sent(client, case).text
    message = Message.objects.get(author=agent)
    back = reverse("admin:cases_case_take_back", args=(case.reference, message.pk))
    assert "Your answer goes out in 20 seconds; until then it can be taken back." in page
    assert page.count(back) == 2
    assert back not in at_desk(supervisor).get(desk(case)).text
    assert at_desk(stranger).post(back).status_code == 404

    after = client.post(back, follow=True).text

    assert "Taken back: nothing was sent." in after
    assert "Come on Monday</textarea>" in after
    assert "This answer was taken back before it went out." in after
    assert ComposerDraft.objects.get().text == "Come on Monday"
    late = client.post(back)
    assert (late.status_code, "The answer is out already" in late.text) == (409, True)


def test_beside_a_list_it_is_an_undo_and_without_a_hold_there_is_none(
    at_desk, agent, case, settings
):
    client, beside = at_desk(agent), {"X-Requested-With": "fetch", "X-Beside": "1"}
    said = {"text": "Come", "how": "message", "version": case.version}
    held = client.post(desk(case, "reply"), said, headers=beside)
    message = Message.objects.get(author=agent)
    assert held["X-Undo"] == reverse(
        "admin:cases_case_take_back", args=(case.reference, message.pk)
    )

    settings.ANSWER_HOLD_SECONDS = 0
    case.refresh_from_db()
    at_once = client.post(desk(case, "reply"), {**said, "version": case.version}, headers=beside)
    assert at_once["X-Undo"] == ""
    assert Message.objects.filter(author=agent, held_until=None).count() == 1


def test_solving_sends_what_lies_beside_and_undoing_brings_it_back(at_desk, agent, case):
    assigning.claim_case(case.pk, actor=agent, now=NOW)
    client, address = at_desk(agent), step_address(case, CaseState.RESOLVED)
    begun = client.post(
        address, {"begin": "1", "text": "See", "files": SimpleUploadedFile("a.txt", b"x")}
    )
    assert "a.txt" in begun.text
    assert "See</textarea>" in begun.text
    case.refresh_from_db()

    client.post(address, {**SOLVING, "from_composer": "1", "version": case.version})

    case.refresh_from_db()
    (file,) = Attachment.objects.filter(message__author=agent)
    letter = Outgoing.objects.get(template="resolved")
    known = composing.circumstances_of(letter, now=timezone.now())
    with_it = composing.compose(letter, known, now=timezone.now())
    assert (case.state, [one.name for one in with_it.files]) == (CaseState.RESOLVED, ["a.txt"])
    assert "a.txt" in with_it.text
    back = reverse("admin:cases_case_take_back", args=(case.reference, file.message_id))
    assert back not in client.get(desk(case)).text

    moving.undo_resolution(case.pk, actor=agent, now=timezone.now())

    assert [one.name for one in UnsentFile.objects.visible_to(agent)] == ["a.txt"]
    assert not Attachment.objects.filter(pk=file.pk).exists()


def test_a_file_that_is_refused_leaves_the_case_unsolved(at_desk, agent, case, monkeypatch):
    monkeypatch.setattr("channels.rules.answers.keeping_files.MOST_FILES", 0)
    assigning.claim_case(case.pk, actor=agent, now=NOW)
    case.refresh_from_db()

    answer = at_desk(agent).post(
        step_address(case, CaseState.RESOLVED),
        {**SOLVING, "version": case.version, "files": SimpleUploadedFile("a.txt", b"x")},
    )

    case.refresh_from_db()
    assert (answer.status_code, case.state) == (422, CaseState.IN_PROGRESS)
    assert "This file was not taken: a.txt." in answer.text
