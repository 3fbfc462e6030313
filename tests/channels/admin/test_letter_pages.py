"""Letters in the back office: only with the ability, tried before they go out, never broken."""

import pytest
from django.urls import reverse

from channels import letters
from channels.kinds import TextState
from channels.listed_letters import LISTS
from channels.models import LetterText
from channels.rules.letters import wording
from feedback_site.organisation.roles import ABILITIES, Ability, Role
from tests.channels.rules.letters.test_wording import BODY, NOW, written
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
WRITE = reverse("admin:channels_letter_write", args=("received", "en"))


@pytest.fixture
def admin(client):
    user = posted(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


@pytest.mark.parametrize("role", Role)
def test_only_those_who_set_up_write_letters(client, role):
    client.force_login(posted(role))
    may = Ability.MANAGE_SETTINGS in ABILITIES[role]

    assert client.get(reverse("admin:channels_letters")).status_code == (200 if may else 403)
    assert client.get(WRITE).status_code == (200 if may else 403)
    client.post(WRITE, {"subject": "x", "body": BODY})
    assert LetterText.objects.count() == may


def test_one_begins_with_what_goes_out_now(client, admin):
    assert "We have your feedback" in client.get(WRITE).content.decode()
    text = written(admin, "Ours")
    assert "Ours" not in client.get(WRITE).content.decode()
    wording.publish_text(text.pk, actor=admin, now=NOW)
    assert "Ours" in client.get(WRITE).content.decode()
    assert "We have your feedback" not in client.get(WRITE).content.decode()


def test_a_draft_is_seen_as_its_reader_would_and_then_published(client, admin):
    answer = client.post(
        WRITE,
        {"subject": "Ours {{ reference }}", "body": BODY + "\n{% if by %}by {{ by }}{% endif %}"},
    )
    page = client.get(answer["Location"]).content.decode()

    assert "Ours FB-7K3M-92QX" in page
    assert page.count("<br>by ") == 1, "the condition is tried both ways"
    text = LetterText.objects.get()
    client.post(reverse("admin:channels_letter_publish", args=(text.pk,)))
    text.refresh_from_db()
    assert (text.state, text.live_by) == (TextState.LIVE, admin)
    client.post(reverse("admin:channels_letter_retire", args=(text.pk,)))
    text.refresh_from_db()
    assert text.state == TextState.RETIRED


@pytest.mark.parametrize(
    "body", ["{% include 'x' %}" + BODY, "no link", "{{ secret }}" + BODY, BODY + "{% if by %}", ""]
)
def test_a_broken_text_is_said_and_kept_nowhere(client, admin, body):
    answer = client.post(WRITE, {"subject": "Ours", "body": body})

    assert answer.status_code == 422
    assert not LetterText.objects.exists()
    assert "Ours" in answer.content.decode()


@pytest.mark.parametrize("address", ["nothing/en", "received/fr"])
def test_what_is_no_letter_is_not_found(client, admin, address):
    assert client.get(f"/admin/letters/write/{address}/").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same(client, admin, number, django_assert_num_queries):
    for _ in range(number):
        written(admin)
    client.get(reverse("admin:channels_letters"))

    with django_assert_num_queries(10):
        client.get(reverse("admin:channels_letters"))


@pytest.mark.parametrize("language", letters.LANGUAGES)
@pytest.mark.parametrize("template", sorted(LISTS))
def test_a_letter_that_lists_cases_is_written_and_tried_like_any(client, admin, template, language):
    write = reverse("admin:channels_letter_write", args=(template, language))
    assert "{{ cases }}" in client.get(write).content.decode()
    refused = client.post(write, {"subject": "{{ count }}", "body": "{{ count }} {{ link }}"})
    assert (refused.status_code, LetterText.objects.count()) == (422, 0)

    answer = client.post(
        write, {"subject": "Ours: {{ count }}", "body": "{{ cases }}\n\n{{ link }}"}
    )

    page = client.get(answer["Location"]).content.decode()
    assert "Ours: 12" in page
    clock = letters.CLOCKS[language]["first_response"]
    assert page.count(f"FB-7K3M-92QX 相片偏黃<br>{clock} · ") == 8, "four rows, tried both ways"
