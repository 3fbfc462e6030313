"""What a customer writes after the end of their case is seen until somebody answers it."""

from datetime import timedelta

import pytest

from cases.errors import CustomerWrote
from cases.models import Case
from cases.rules.lifecycle import closing
from cases.rules.links import calling_off, merging
from cases.rules.replies import replying
from cases.states import CaseState, Outcome
from channels.kinds import Direction
from channels.models import Message
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATER, AGAIN = NOW + timedelta(hours=1), NOW + timedelta(days=2)


def wrote(case, at=AGAIN, **more):
    message = Message.objects.create(
        conversation=case.submission.conversation, raw=case.submission.raw, channel=case.channel,
        direction=Direction.INBOUND, text="?", happened_at=at, recorded_at=at, **more,
    )  # fmt: skip
    return replying.customer_wrote(message.pk, now=at)


def merged():
    case, target = case_in(CaseState.IN_PROGRESS), case_in(CaseState.IN_PROGRESS)
    case.unanswered_since = NOW
    case.save()
    return merging.merge_case(
        case.pk, into_reference=target.reference, reason="same", actor=case.owner, now=LATER
    )


def rejected():
    case = case_in(CaseState.RECEIVED, unanswered_since=NOW)
    first, second = posted(Role.AGENT), posted(Role.SUPERVISOR)
    closing.propose_rejection(
        case.pk, reason="advertising", customer_told="by mail", actor=first, now=LATER
    )
    return closing.confirm_rejection(case.pk, actor=second, now=LATER)


def duplicate():
    case, target = case_in(CaseState.RECEIVED, unanswered_since=NOW), case_in(CaseState.IN_PROGRESS)
    facts = {"duplicate_of": target.reference, "reason": "same", "customer_told": "by mail"}
    return calling_off.mark_duplicate(case.pk, facts=facts, actor=posted(Role.AGENT), now=LATER)


def confirmed():
    case = case_in(CaseState.VERIFYING, unanswered_since=NOW)
    evidence = {"contacted_at": LATER.isoformat(), "solved": True}
    return closing.close_case(
        case.pk, outcome=Outcome.CONFIRMED, evidence=evidence, actor=None, now=LATER,
        by_customer=True,
    )  # fmt: skip


@pytest.mark.parametrize("end", [rejected, duplicate, confirmed])
def test_a_finished_case_comes_back_when_its_customer_writes_and_goes_when_answered(end):
    case = end()
    assert not Case.objects.wrote_again().exists()

    wrote(case)
    assert Case.objects.wrote_again().get() == case

    replying.reply(case.pk, text="…", actor=posted(Role.AGENT), now=AGAIN)
    assert not Case.objects.wrote_again().exists()


def test_a_machine_that_writes_brings_nothing_back():
    case = confirmed()

    wrote(case, is_automatic=True)

    assert not Case.objects.wrote_again().exists()


def test_an_open_case_is_in_the_queues_of_open_cases():
    wrote(case_in(CaseState.IN_PROGRESS))

    assert not Case.objects.wrote_again().exists()


@pytest.mark.parametrize(
    ("outcome", "evidence"),
    [
        (
            Outcome.UNREACHABLE,
            {
                "attempts": [
                    {"channel": channel, "day_part": part, "carried_link": True}
                    for channel, part in (
                        ("phone", "morning"), ("phone", "evening"), ("email", "morning"),
                    )
                ]
            },
        ),
        (Outcome.NO_CONTACT, "no address"),
    ],
)  # fmt: skip
def test_whoever_wrote_since_is_not_called_silent_by_any_door(outcome, evidence):
    case = case_in(CaseState.VERIFYING)
    wrote(case)
    case.refresh_from_db()
    version = case.version

    with pytest.raises(CustomerWrote):
        closing.close_case(
            case.pk, outcome=outcome, evidence=evidence, actor=posted(Role.AGENT), now=AGAIN
        )

    case.refresh_from_db()
    assert (case.state, case.version) == (CaseState.VERIFYING, version)


def test_whoever_wrote_and_whose_case_a_court_closed_is_not_forgotten():
    case = case_in(CaseState.VERIFYING)
    wrote(case)

    closing.close_case(
        case.pk, outcome=Outcome.LEGAL, evidence="court 12", actor=posted(Role.SUPERVISOR),
        now=AGAIN,
    )  # fmt: skip

    assert Case.objects.wrote_again().get() == case


def test_taken_out_of_a_merge_a_case_owes_its_answer_again():
    case = merged()
    assert case.unanswered_since is None

    back = merging.unmerge_case(case.pk, reason="not the same", actor=case.owner, now=LATER)

    back.refresh_from_db()
    assert back.unanswered_since == NOW
