"""Grades of feedback, kept and refreshed, on the case and by channel."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from cases.models import CaseQuality
from cases.rules.openings import grading
from channels.kinds import Direction
from channels.models import Attachment, Message
from feedback_site.organisation.roles import Role
from reports.measures.channel_use import quality_of
from reports.rules.refreshing import refresh_facts
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


def said(case, text, *, files=0):
    message = Message.objects.create(
        conversation=case.submission.conversation, channel=case.channel, text=text,
        direction=Direction.INBOUND, happened_at=NOW, recorded_at=NOW,
    )  # fmt: skip
    for number in range(files):
        Attachment.objects.create(
            message=message, name=f"{number}.jpg", file=ContentFile(b"a", name="a"), size=1,
            mime="image/jpeg", sha256=b"",
        )  # fmt: skip
    return message


def test_a_new_case_is_graded_once_and_again_when_its_customer_adds_something():
    case = case_in("received", submission=SubmissionFactory(customer=customer_with(email="a@b.c")))
    said(case, case.submission.text)
    assert grading.sweep_quality(now=NOW, limit=10) == 1
    assert grading.sweep_quality(now=NOW, limit=10) == 0
    before = CaseQuality.objects.get()
    assert before.missing == ["order_number", "photo", "date", "store"]

    grading.grade_again(said(case, "昨天拿到的，訂單ZS-1234", files=1).pk, now=NOW)

    after = CaseQuality.objects.get()
    assert after.missing == ["store"]
    assert (before.evidence, after.evidence) == (0, 85)
    assert after.whole > before.whole


def test_the_page_tells_what_to_ask_for_and_is_silent_before(client):
    case = case_in("received")
    client.force_login(posted(Role.AGENT))
    address = reverse("admin:cases_case_desk", args=(case.reference,))
    assert "Worth asking the customer for" not in client.get(address).content.decode()
    grading.sweep_quality(now=NOW, limit=10)

    text = client.get(address).content.decode()

    assert "Worth asking the customer for" in text
    assert "a photo of it" in text


def test_means_by_channel_with_n():
    now = timezone.now()
    cases = [case_in("received", opened_at=now) for _ in range(3)]
    grading.sweep_quality(now=now, limit=10)
    refresh_facts(now=now)

    (found,) = quality_of(posted(Role.MANAGER), now=now).values()

    assert found.n == 3
    assert found.whole == CaseQuality.objects.get(pk=cases[0].pk).whole


@pytest.mark.parametrize("number", [1, 30])
def test_grading_many_takes_as_many_statements_as_few(number, django_assert_num_queries):
    ids = [case_in("received").pk for _ in range(number)]

    with django_assert_num_queries(4):
        grading.grade_cases(ids, now=NOW)

    assert CaseQuality.objects.count() == number
