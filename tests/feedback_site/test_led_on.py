"""Forms that a script sends are told where they lead; addresses that only take lead to their page."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from channels.models import RawIntake
from tests.doors import enter, stamp
from tests.factories.cases import SubmissionFactory

pytestmark = pytest.mark.django_db
SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture
def path(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    submission = SubmissionFactory()
    conversation = submission.conversation
    conversation.access_expires_at = timezone.now() + timedelta(days=9)
    conversation.save()
    return enter(client, conversation)


def test_a_script_is_told_where_a_form_leads_and_what_is_said_there_stays_unsaid(client, path):
    answer = client.post(
        f"{path}reply/", {"text": "one more thing", "stamp": stamp()}, headers=SCRIPT
    )

    assert (answer.status_code, answer["Location"], answer.content) == (204, path, b"")
    assert len(list(get_messages(client.get(path).wsgi_request))) == 1


def test_a_script_that_sends_a_good_public_form_is_told_of_its_receipt(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    said = {"text": "too dark", "email": "mei@example.com", "stamp": stamp()}

    answer = client.post("/feedback/", said, headers=SCRIPT)

    assert (answer.status_code, answer["Location"]) == (204, "/feedback/done/")
    assert client.get("/feedback/done/").context["receipt"].reference


def test_a_script_whose_form_has_mistakes_gets_the_form(client):
    answer = client.post("/feedback/", {"text": "", "stamp": stamp()}, headers=SCRIPT)

    assert answer.status_code == 200
    assert 'class="error-summary"' in answer.content.decode()


@pytest.mark.parametrize("where", ["reply/", "answer/"])
def test_whoever_comes_by_without_sending_is_led_to_the_case(client, path, where):
    before = RawIntake.objects.count()

    assert client.get(path + where)["Location"] == path
    assert client.head(path + where)["Location"] == path
    assert client.put(path + where).status_code == 405
    assert RawIntake.objects.count() == before


@pytest.mark.parametrize("where", ["say", "act", "contact"])
def test_whoever_comes_by_a_chat_without_saying_anything_is_led_to_it(client, where):
    assert client.get(f"/chat/{where}/")["Location"] == "/chat/"


def test_what_was_sent_to_a_case_that_is_shut_here_is_said_to_be_unsent(client, path):
    client.post(f"{path}leave/")
    before = RawIntake.objects.count()

    answer = client.post(f"{path}reply/", {"text": "hello", "stamp": stamp()}, follow=True)

    told = [str(one) for one in answer.context["messages"]]
    assert len([one for one in told if "Nothing was sent" in one or "尚未送出" in one]) == 1
    assert answer.context["form"].initial["reference"] in path
    assert RawIntake.objects.count() == before
    # Whoever only looks is told nothing of the kind.
    assert not list(client.get(path, follow=True).context["messages"])
