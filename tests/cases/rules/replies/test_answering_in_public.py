"""Replies in public count as answers: on the case that leads, and as of when they were published."""

from datetime import timedelta

import pytest
import time_machine

from cases.kinds import EventKind
from cases.models import Case
from cases.rules.clocks import clocking
from cases.rules.links import merging
from cases.rules.openings import opening
from cases.rules.replies import answering_in_public, replying
from channels.kinds import ChannelKind
from channels.models import PublicReply
from channels.rules.conversations import reviewing
from feedback_site.organisation.roles import Role
from tests.channels.rules.imports.test_importing import NOW, imported
from tests.factories.cases import case_in, customer_writes
from tests.factories.channels import ChannelFactory
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
HEAD = "id,author,text,stars,reply,reply date\n"
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def channel():
    return ChannelFactory(kind=ChannelKind.SOCIAL)


@pytest.fixture
def case(channel):
    imported(channel, HEAD + "r1,A,The prints are yellow,2,,\n")
    opening.open_waiting(now=NOW, limit=5)
    return Case.objects.get()


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2026-05-20 12:00", NOW),
        ("", NOW),
        ("soon", NOW),
        ("2026-05-20 11:40", NOW - timedelta(minutes=20)),
    ],
)
def test_what_is_found_at_the_source_answers_the_case_when_it_was_published(
    channel, case, said, at
):
    imported(channel, HEAD + f"r1,A,The prints are yellow,2,We print them again.,{said}\n")

    reply = PublicReply.objects.get()
    assert (reply.posted_at, reply.author) == (at, None)
    event = case.events.get(kind=EventKind.ANSWERED)
    assert (event.happened_at, event.facts["how"], event.actor) == (at, "in_public", None)
    case.refresh_from_db()
    assert (case.unanswered_since, case.first_answered_at) == (None, at)
    first = case.cycles.get(clock="first_response")
    assert (first.met_at is not None, first.breached_at) == (True, None)
    assert not clocking.mend(case.pk, now=NOW)
    # Found a second time it is the same one.
    assert answering_in_public.found_posted(reply.message_id, now=LATER).pk == case.pk
    assert case.events.filter(kind=EventKind.ANSWERED).count() == 1


def test_beside_a_review_that_was_merged_it_ends_what_the_case_that_leads_owed(case):
    agent, leading = posted(Role.AGENT), case_in("in_progress")
    merging.merge_case(
        case.pk, into_reference=leading.reference, reason="same", actor=agent, now=NOW
    )
    replying.reply(leading.pk, text="We look into it.", actor=agent, now=NOW)
    customer_writes(case, NOW, text="Still yellow")
    leading.refresh_from_db()
    assert leading.unanswered_since == NOW
    reply = reviewing.write_reply(case.submission_id, text="We do.", actor=agent, now=LATER)

    answering_in_public.mark_posted(reply.pk, where="Maps", posted_at=LATER, actor=agent, now=LATER)

    leading.refresh_from_db()
    assert leading.unanswered_since is None
    heard = leading.events.filter(kind=EventKind.ANSWERED).latest("seq")
    assert (heard.facts["absorbed"], heard.happened_at) == (case.reference, LATER)
    assert not clocking.mend(leading.pk, now=LATER)


def test_one_found_beside_a_merged_review_is_heard_on_the_case_that_leads(channel, case):
    agent, leading = posted(Role.AGENT), case_in("in_progress")
    merging.merge_case(
        case.pk, into_reference=leading.reference, reason="same", actor=agent, now=NOW
    )

    imported(channel, HEAD + "r1,A,The prints are yellow,2,We print them again.,\n")

    own = case.events.get(kind=EventKind.ANSWERED)
    heard = leading.events.get(kind=EventKind.ANSWERED)
    assert (own.happened_at, own.facts["how"]) == (NOW, "in_public")
    assert (heard.facts["absorbed"], heard.happened_at) == (case.reference, NOW)
    assert not clocking.mend(leading.pk, now=NOW)
