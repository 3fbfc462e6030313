"""Splitting: two matters become two cases, timed from when they were said; taken back where nothing came."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from cases.errors import CannotSplit, SplitWentOn, StaleCase
from cases.kinds import EventKind, LinkKind
from cases.measures.case_page.case_story import conversation, story_of
from cases.measures.customers.form_slots import may_see, may_see_message
from cases.models import Case, CaseLink, NearDuplicate
from cases.rules.assignment import assigning
from cases.rules.changes.changing import changing
from cases.rules.links import comparing, splitting
from cases.rules.links.splitting import Second
from cases.rules.openings import opening
from cases.rules.time_limits import alarming
from cases.states import CaseState
from channels.kinds import Direction
from channels.models import Attachment, Message, Outgoing
from channels.rules.monitoring.sweeping import reconcile
from feedback_site.errors import NotAllowed
from feedback_site.organisation.roles import Role
from reports.measures import intake_invariants
from tests.cases.rules.openings.test_opening import submission
from tests.factories.cases import NOW
from tests.factories.channels import customer_with
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=5)
BOTH = "訂單P1的相片整批偏黃，想請你們重印。另外中山店的店員態度很差，講話大聲。"
RUDE = "中山店的店員態度很差，講話大聲。"


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@pytest.fixture
def case():
    customer = customer_with(email="mei@example.com")
    return opening.open_case(submission(BOTH, customer=customer).pk, now=NOW)


def messages(case):
    return list(case.submission.conversation.messages.order_by("pk"))


def split(case, agent, *, words=RUDE, told="", chosen=None, now=LATER, **more):
    second = Second(
        title="店員態度", words=words, told=told,
        messages=[one.pk for one in chosen or messages(case)[:1]],
    )  # fmt: skip
    return splitting.split_case(
        case.pk, second=second, reason="two matters", actor=agent, now=now, **more
    )


def test_a_second_matter_gets_a_case_of_its_own(case, agent):
    sent = Outgoing.objects.count()

    child = split(case, agent)

    assert (child.title, child.submission.text, child.customer) == ("店員態度", RUDE, case.customer)
    assert (child.state, child.category.code) == (CaseState.TRIAGED, "staff_attitude")
    assert child.cycles.get(clock="resolve").started_at == NOW
    assert child.cycles.get(clock="acknowledge").met_at is not None
    link = CaseLink.objects.get()
    assert (link.source, link.target, link.kind) == (child, case, LinkKind.SPLIT_FROM)
    told = case.events.get(kind=EventKind.SPLIT)
    assert told.facts == {"into": child.reference, "reason": "two matters"}
    assert child.events.get(kind=EventKind.SPLIT).facts["from"] == case.reference
    assert Outgoing.objects.count() == sent
    settled = LATER + timedelta(days=1)
    broken = [*intake_invariants.dispositions(settled), *intake_invariants.cases_of_items(settled)]
    new = {
        f"case:{child.pk}",
        f"intake:{child.submission.raw_id}",
        f"submission:{child.submission_id}",
    }
    assert not new & {one.subject for one in broken}
    assert not new & {one.subject for one in reconcile(now=LATER)}
    # What was split off is no duplicate of what it was split from.
    comparing.compare([child.pk, case.pk], now=LATER)
    assert not NearDuplicate.objects.exists()


def test_whole_messages_are_no_longer_the_first_case_s_to_answer(case, agent):
    other = Message.objects.create(
        conversation=case.submission.conversation, channel=case.channel, text=RUDE,
        direction=Direction.INBOUND, happened_at=NOW + timedelta(hours=1), recorded_at=NOW,
    )  # fmt: skip
    file = Attachment.objects.create(
        message=other, name="a.txt", file=ContentFile(b"a", name="a.txt"), size=1, mime="text/plain",
        sha256=b"",
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(unanswered_since=other.happened_at)

    child = split(case, agent, words="", chosen=[other])

    case.refresh_from_db()
    assert case.unanswered_since is None
    assert child.cycles.get(clock="resolve").started_at == other.happened_at
    (said,) = conversation(story_of(child), {}, {("channel", child.channel_id): "web"})
    assert (said.text, list(said.files)) == (RUDE, [file])
    nearby = posted(Role.AGENT, department=child.department)
    Case.objects.filter(pk=case.pk).update(department=None)
    talk = case.submission.conversation_id
    assert not may_see(nearby, talk)
    assert may_see_message(nearby, other.pk)
    assert not may_see_message(nearby, messages(case)[0].pk)


def test_the_customer_is_told_in_our_own_words_where_chosen(case, agent):
    child = split(case, agent, told="第二件事我們另開一案處理。")

    (said,) = child.submission.conversation.messages.filter(direction=Direction.OUTBOUND)
    assert (said.text, said.author) == ("第二件事我們另開一案處理。", agent)
    assert Outgoing.objects.get(message=said).conversation.reference == child.reference
    assert child.events.filter(kind=EventKind.ANSWERED).exists()
    with pytest.raises(SplitWentOn):
        splitting.unsplit_case(child.pk, reason="no", actor=agent, now=LATER)


@pytest.mark.parametrize(
    ("words", "error"), [("", CannotSplit), ("他罵我", CannotSplit), (BOTH, CannotSplit)]
)
def test_what_makes_no_two_matters_is_refused(case, agent, words, error):
    with pytest.raises(error):
        split(case, agent, words=words)
    with pytest.raises(StaleCase):
        split(case, agent, version=case.version - 1)
    with pytest.raises(NotAllowed):
        split(case, posted(Role.CLERK))

    assert Case.objects.count() == 1


def test_it_is_taken_back_while_nothing_came_of_it(case, agent):
    child, other = split(case, agent), split(case, agent, words="想請你們重印")
    assigning.claim_case(other.pk, actor=agent, now=LATER)

    splitting.unsplit_case(child.pk, reason="one matter", actor=agent, now=LATER)
    with pytest.raises(SplitWentOn):
        splitting.unsplit_case(other.pk, reason="one matter", actor=agent, now=LATER)
    with pytest.raises(CannotSplit):
        splitting.unsplit_case(child.pk, reason="again", actor=agent, now=LATER)

    child.refresh_from_db()
    other.refresh_from_db()
    assert (child.state, other.owner) == (CaseState.MERGED, agent)
    assert case.events.filter(kind=EventKind.UNSPLIT).count() == 1


def test_what_timers_did_keeps_nobody_from_putting_it_back(case, agent):
    month_later = NOW + timedelta(days=30)
    child, other = (
        split(case, agent, words=words, now=month_later) for words in (RUDE, "想請你們重印")
    )
    alarming.ring(child.pk, now=month_later + timedelta(minutes=1))

    told = (EventKind.WARNED, EventKind.BREACHED, EventKind.ESCALATED)
    assert list(child.events.filter(kind__in=told)) == []
    by_itself = (
        EventKind.ESCALATED, EventKind.ASSIGNED, EventKind.STARTED, EventKind.POLICY_CHANGED,
        EventKind.CALENDAR_CHANGED,
    )  # fmt: skip
    for one, actor in ((child, None), (other, agent)):
        with changing(one.pk, actor=actor, now=month_later) as change:
            for kind in by_itself:
                change.happened(kind)
    splitting.unsplit_case(child.pk, reason="one matter", actor=agent, now=month_later)
    with pytest.raises(SplitWentOn):
        splitting.unsplit_case(other.pk, reason="one matter", actor=agent, now=month_later)

    child.refresh_from_db()
    assert child.state == CaseState.MERGED
