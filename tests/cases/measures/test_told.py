"""What was told in a case: all lines of a chat that tell something, else the submission."""

import pytest
from django.urls import reverse

from cases.measures.told import Words, told_in
from cases.models import Consultation, Opinion
from cases.rules.replies import replying
from cases.states import CaseState
from channels.kinds import Direction
from channels.models import Message
from feedback_site.organisation.roles import Role
from surveys.measures.call_sheet import story_of
from tests.channels.chats.chatting import case_of_chat
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.organisation import posted
from tests.factories.surveys import FollowUpFactory

pytestmark = pytest.mark.django_db
GREETING = "請問有人在嗎"


def test_a_chat_tells_by_its_lines_and_anything_else_by_its_submission(
    django_assert_num_queries,
):
    form = case_in(CaseState.RECEIVED, submission=SubmissionFactory(title="偏黃", text="整批偏黃"))
    greeted = case_of_chat(NOW, GREETING, "謝謝")
    told = case_of_chat(NOW, GREETING, "相片整批偏黃", "客服人員態度很差", "謝謝")

    with django_assert_num_queries(1):
        found = told_in([form.pk, greeted.pk, told.pk])

    assert found == {
        form.pk: Words(title="偏黃", text="整批偏黃"),
        greeted.pk: Words(title="", text=""),
        told.pk: Words(title="", text="相片整批偏黃\n客服人員態度很差"),
    }


def test_a_caller_reads_all_of_a_chat_and_of_a_greeting_at_least_that():
    cases = [case_of_chat(NOW, GREETING), case_of_chat(NOW, GREETING, "相片偏黃", "已經第二次")]

    assert [story_of(FollowUpFactory.build(case=case)).said for case in cases] == [
        GREETING,
        "相片偏黃\n已經第二次",
    ]


def test_an_expert_reads_all_of_a_chat_and_of_a_greeting_at_least_that(client):
    expert, agent = posted(Role.SPECIALIST), posted(Role.SUPERVISOR)
    client.force_login(expert)

    def read(*lines):
        case = case_of_chat(NOW, *lines)
        asked = Consultation.objects.create(
            case=case, question="Lot?", asked_by=agent, asked_at=NOW, due_at=NOW
        )
        opinion = Opinion.objects.create(consultation=asked, role="technical_expert", person=expert)
        return client.get(reverse("admin:cases_opinion", args=[opinion.pk])).text

    assert GREETING in read(GREETING)
    text = read(GREETING, "相片整批偏黃", "客服人員態度很差")
    assert "相片整批偏黃\n客服人員態度很差" in text


def test_solutions_are_suggested_for_all_of_a_chat(client, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "cases.admin.case_page.solutions.suggested_for",
        lambda case, text, language: asked.append(text) or [],
    )
    case = case_of_chat(NOW, GREETING, "相片整批偏黃")
    client.force_login(posted(Role.AGENT))

    client.get(reverse("admin:cases_case_solutions", args=[case.reference]))

    assert asked == ["相片整批偏黃"]


def test_what_is_taken_back_leaves_a_chat_the_title_of_what_was_said():
    case = case_of_chat(NOW, GREETING, "相片整批偏黃", "我的電話打錯了")
    line = Message.objects.filter(direction=Direction.INBOUND).latest("pk")
    Message.objects.filter(pk=line.pk).update(text="", taken_back_at=NOW)

    replying.customer_took_back(line.pk, now=NOW)

    case.refresh_from_db()
    assert case.title == "相片整批偏黃"
