"""Mail on a case closed too long ago: it begins one that follows, and the next mail finds that one."""

from datetime import timedelta

import pytest

from cases.kinds import EventKind, LinkKind
from cases.models import Case, CaseEvent, CaseLink
from cases.rules.openings import opening
from cases.states import CaseState
from channels.adapters.email import proofs
from channels.kinds import ChannelKind, Disposition
from channels.models import Submission
from tests.channels.rules.intake.test_mail_intake import NOW, mail, take
from tests.factories.channels import ChannelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    return ChannelFactory(kind=ChannelKind.EMAIL)


@pytest.fixture
def case(channel):
    return opened(take(channel, mail(message_id="<first@example.com>")))


def opened(raw):
    return opening.open_case(Submission.objects.get(raw=raw).pk, now=NOW)


def ended(case, days, state=CaseState.CLOSED):
    at = NOW - timedelta(days=days)
    CaseEvent.objects.create(
        case=case, seq=case.last_event_seq + 1, kind=EventKind.CLOSED, happened_at=at,
        came_from=CaseState.VERIFYING, went_to=state, recorded_at=at,
    )  # fmt: skip
    is_closed = state == CaseState.CLOSED
    Case.objects.filter(pk=case.pk).update(
        state=state, outcome="confirmed" if is_closed else "", closed_at=at if is_closed else None,
        last_event_seq=case.last_event_seq + 1,
    )  # fmt: skip


def answers(channel, case, number, **headers):
    address = proofs.reply_address(case.reference)
    body = mail(text="又壞了", to=address, message_id=f"<{number}@example.com>", **headers)
    return take(channel, body)


def test_within_grace_it_is_said_on_the_closed_case(channel, case):
    ended(case, days=13)

    raw = answers(channel, case, 2)

    assert (raw.disposition, raw.conversation) == (
        Disposition.APPENDED, case.submission.conversation,
    )  # fmt: skip


def test_later_it_begins_a_case_that_follows_and_that_one_goes_on(channel, case):
    ended(case, days=15)

    second = answers(channel, case, 2)
    follower = opened(second)
    third = answers(channel, case, 3)

    assert second.disposition == Disposition.OPENED
    link = CaseLink.objects.get(kind=LinkKind.FOLLOW_UP_OF)
    assert (link.source, link.target) == (follower, case)
    assert (third.disposition, third.conversation) == (Disposition.APPENDED, second.conversation)


def test_a_machine_that_answers_late_begins_nothing(channel, case):
    ended(case, days=15)

    raw = answers(channel, case, 2, Auto_Submitted="auto-replied")

    assert (raw.disposition, raw.conversation) == (
        Disposition.APPENDED, case.submission.conversation,
    )  # fmt: skip


@pytest.mark.parametrize(("days", "is_new"), [(13, False), (15, True)])
def test_of_a_merged_case_the_one_that_leads_says_whether_it_goes_on(channel, case, days, is_new):
    leading = opened(take(channel, mail(sender="an@example.com", message_id="<an@example.com>")))
    CaseLink.objects.create(
        source=case, target=leading, kind=LinkKind.MERGED_INTO, made_at=NOW - timedelta(days=40)
    )
    ended(case, days=40, state=CaseState.MERGED)
    ended(leading, days=days)

    raw = answers(channel, case, 2)

    assert (raw.conversation != case.submission.conversation) is is_new
    assert raw.conversation != leading.submission.conversation


def test_several_mails_in_a_row_begin_one_case(channel, case):
    ended(case, days=15)

    second, third = answers(channel, case, 2), answers(channel, case, 3)

    assert (third.disposition, third.conversation) == (Disposition.APPENDED, second.conversation)


def test_what_somebody_else_began_is_shown_nothing(channel, case):
    ended(case, days=15)
    theirs = answers(channel, case, 2, sender="an@example.com")
    opened(theirs)

    mine = answers(channel, case, 3)

    assert mine.disposition == Disposition.OPENED
    assert mine.conversation != theirs.conversation
    assert mine.conversation.customer == case.submission.conversation.customer
