"""A merge joins the conversations on the desk, for staff alone, and undoing it parts them again."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.measures.customers.timeline import customer_timeline
from cases.measures.merged_cases import cases_over, conversations_of
from cases.rules.links import merging
from channels.kinds import Direction
from channels.models import Attachment, Message
from tests.factories.opened import NOW, customer_called, opened, talk
from tests.factories.organisation import StoreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    """Another customer's case, at another store."""
    customer = customer_called("王小明", "wang@example.com")
    at = NOW - timedelta(minutes=20)
    return opened("取件延遲了三天", at=at, customer=customer, store=StoreFactory())


def desk(case, what="desk", *more):
    return reverse(f"admin:cases_case_{what}", args=(case.reference, *more))


def merge(source, target, actor):
    return merging.merge_case(
        source.pk, into_reference=target.reference, reason="same", actor=actor, now=NOW
    )


def unmerge(source, actor):
    return merging.unmerge_case(source.pk, reason="not the same", actor=actor, now=NOW)


def wrote(case, text, *, html="", at=NOW):
    conversation = case.submission.conversation
    return Message.objects.create(
        conversation=conversation, channel=conversation.channel, direction=Direction.INBOUND,
        text=text, html=html, happened_at=at, recorded_at=at,
    )  # fmt: skip


def said(answer):
    return [(one.text, one.reference) for one in answer.context["file"].said]


def test_the_target_shows_both_conversations_marked_and_in_order(
    at_desk, agent, colleague, case, other
):
    first, second = case.submission.text, other.submission.text
    wrote(other, "還要等多久？", at=NOW)
    wrote(case, "還是偏黃", at=NOW + timedelta(minutes=1))
    merge(other, case, agent)

    answer = at_desk(colleague).get(desk(case))

    assert said(answer) == [
        (first, ""), (second, other.reference), ("還要等多久？", other.reference), ("還是偏黃", ""),
    ]  # fmt: skip
    assert f"from merged case {other.reference}" in answer.text
    assert str(other.customer) in answer.text


def test_the_source_shows_its_own_alone(at_desk, agent, case, other):
    merge(other, case, agent)

    assert said(at_desk(agent).get(desk(other))) == [(other.submission.text, "")]


def test_taken_out_again_it_is_gone(at_desk, agent, case, other):
    merge(other, case, agent)
    unmerge(other, agent)

    answer = at_desk(agent).get(desk(case))

    assert said(answer) == [(case.submission.text, "")]
    assert "from merged case" not in answer.text


def test_each_customer_reads_their_own_conversation_alone(agent, case, other):
    wrote(other, "還要等多久？")
    wrote(case, "還是偏黃")
    merge(other, case, agent)

    for one, stranger in ((case, other), (other, case)):
        timeline = customer_timeline(one.submission.conversation, now=NOW)
        told = " ".join(entry.text for entry in timeline.entries)
        assert stranger.submission.text not in told
        assert one.submission.text in told
        assert stranger.reference not in told


def test_what_was_merged_into_a_merged_case_comes_along(agent, case, other):
    third = opened("裁切錯誤")
    merge(third, other, agent)
    merge(other, case, agent)

    ids = {one.submission.conversation_id for one in (case, other, third)}
    assert set(conversations_of(case)) == ids
    assert set(cases_over(third.submission.conversation_id)) == {case.pk, other.pk, third.pk}
    unmerge(other, agent)
    assert conversations_of(case) == [case.submission.conversation_id]
    assert cases_over(case.submission.conversation_id) == [case.pk]


def test_files_and_mails_open_to_whoever_sees_the_target_and_not_longer(
    at_desk, agent, colleague, case, other, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    mail = wrote(other, "see the picture", html="<p>see</p>")
    row = Attachment.objects.create(
        message=mail, file=ContentFile(b"pixels", name="a"), name="a.jpg", size=6, sha256=b""
    )
    addresses = (reverse("channels:attachment", args=[row.pk]), desk(case, "original", mail.pk))
    client = at_desk(colleague)

    def answers():
        return [client.get(address).status_code for address in addresses]

    assert answers() == [404, 404]
    merge(other, case, agent)
    assert answers() == [200, 200]
    unmerge(other, agent)
    assert answers() == [404, 404]


def test_a_stranger_to_the_target_gets_no_further_by_a_merge(at_desk, agent, stranger, case, other):
    mail = wrote(other, "see the picture", html="<p>see</p>")
    merge(other, case, agent)

    assert at_desk(stranger).get(desk(case)).status_code == 404
    assert at_desk(stranger).get(desk(case, "original", mail.pk)).status_code == 404


@pytest.mark.parametrize("merged", [0, 8])
def test_it_costs_the_same_however_many_were_merged(at_desk, case, agent, merged, remembering):
    for number in range(merged):
        one = opened(f"case {number}")
        talk(one, agent, 3)
        merge(one, case, agent)
    client = at_desk(agent)
    client.get(desk(case))

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(desk(case))

    # Of a merged case its notes stay on its own page.
    assert len(answer.context["file"].said) == 1 + 4 * merged
    # Where something was merged, the links and the people on them are read as well.
    assert len(asked) == (13 if merged else 9)
