"""Two cases, two workers: no pair may end where nobody works on it, and nothing is taken in twice."""

from contextlib import suppress
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from cases.errors import (
    AlreadyDone,
    CaseError,
    IllegalMove,
    LeadsNowhere,
    MergedElsewhere,
    SameCase,
)
from cases.kinds import EventKind
from cases.models import Case, CaseLink
from cases.rules.links import calling_off, merging, relating
from cases.rules.openings import acknowledging
from cases.rules.replies import replying
from cases.states import CALLED_OFF, CaseState
from channels.kinds import Direction, OutboxState
from channels.models import Message
from channels.rules.outbox import delivery
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import posted
from tests.waiting import until_waiting

LATER = NOW + timedelta(hours=1)


def duplicate(case, of):
    facts = {"duplicate_of": of.reference, "reason": "same", "customer_told": "by mail"}
    actor = posted(Role.AGENT)
    return calling_off.mark_duplicate(case.pk, facts=facts, actor=actor, now=LATER)


@pytest.mark.django_db
def test_two_cases_are_not_duplicates_of_each_other():
    one, other = case_in(CaseState.RECEIVED), case_in(CaseState.RECEIVED)
    duplicate(one, other)

    with pytest.raises(IllegalMove):
        duplicate(other, one)

    other.refresh_from_db()
    assert other.state == CaseState.RECEIVED
    assert CaseLink.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("state", sorted(CALLED_OFF))
def test_nothing_is_a_duplicate_of_what_was_called_off(state):
    case, target = case_in(CaseState.RECEIVED), case_in(state)

    with pytest.raises(LeadsNowhere, match=target.reference):
        duplicate(case, target)

    case.refresh_from_db()
    assert case.state == CaseState.RECEIVED


@pytest.mark.django_db
def test_no_case_is_a_duplicate_of_itself():
    case = case_in(CaseState.RECEIVED)

    with pytest.raises(SameCase, match=case.reference):
        duplicate(case, case)

    case.refresh_from_db()
    assert case.state == CaseState.RECEIVED


@pytest.mark.django_db
@pytest.mark.parametrize("state", sorted({*CALLED_OFF, CaseState.CLOSED}))
def test_an_open_case_is_not_merged_into_a_finished_one(state):
    case, target = case_in(CaseState.IN_PROGRESS), case_in(state)

    with pytest.raises(LeadsNowhere, match=target.reference):
        merging.merge_case(
            case.pk, into_reference=target.reference, reason="same", actor=case.owner, now=LATER
        )

    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS
    assert not CaseLink.objects.exists()


@pytest.mark.django_db
def test_what_is_merged_into_a_merged_case_is_sent_to_the_one_that_leads():
    case, gone, leads = (case_in(CaseState.IN_PROGRESS) for _ in range(3))
    how = {"reason": "same", "actor": case.owner, "now": LATER}
    merging.merge_case(gone.pk, into_reference=leads.reference, **how)

    with pytest.raises(MergedElsewhere, match=leads.reference):
        merging.merge_case(case.pk, into_reference=gone.reference, **how)

    case.refresh_from_db()
    assert (case.state, CaseLink.objects.count()) == (CaseState.IN_PROGRESS, 1)


@pytest.mark.django_db
def test_a_case_merged_into_itself_is_told_so():
    case = case_in(CaseState.IN_PROGRESS)

    with pytest.raises(SameCase, match=case.reference):
        merging.merge_case(
            case.pk, into_reference=case.reference, reason="same", actor=case.owner, now=LATER
        )

    case.refresh_from_db()
    assert (case.state, CaseLink.objects.exists()) == (CaseState.IN_PROGRESS, False)


@pytest.mark.django_db
def test_a_closed_case_may_be_merged_into_a_closed_one():
    case, target = case_in(CaseState.CLOSED), case_in(CaseState.CLOSED)

    merged = merging.merge_case(
        case.pk, into_reference=target.reference, reason="same", actor=posted(Role.AGENT), now=LATER
    )

    assert merged.state == CaseState.MERGED


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_a_message_in_once():
    case = case_in(CaseState.IN_PROGRESS)
    message = Message.objects.create(
        conversation=case.submission.conversation, raw=case.submission.raw, channel=case.channel,
        direction=Direction.INBOUND, text="?", happened_at=LATER, recorded_at=LATER,
    )  # fmt: skip

    at_the_same_time(case, lambda: replying.customer_wrote(message.pk, now=LATER))

    assert case.events.filter(kind=EventKind.CUSTOMER_WROTE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_acknowledge_once():
    case = case_in(CaseState.RECEIVED)
    conversation = case.submission.conversation
    conversation.customer = customer_with(email="mei@example.com")
    conversation.save()
    sent = delivery.tell_customer(
        conversation, template="received", dedup_key="once", now=LATER, not_before=LATER
    )
    type(sent).objects.filter(pk=sent.pk).update(state=OutboxState.SENT, sent_at=LATER)

    at_the_same_time(case, lambda: acknowledging.acknowledge_receipt(sent.pk, now=LATER))

    assert case.events.filter(kind=EventKind.ACKNOWLEDGED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_tie_a_pair_from_both_ends_tie_it_once():
    ends = [case_in(CaseState.IN_PROGRESS) for _ in range(2)]
    actor, ways = posted(Role.AGENT), [ends, ends[::-1]]

    def work():
        one, other = ways.pop()
        with suppress(AlreadyDone):
            relating.relate_cases(
                one.pk, other_reference=other.reference, reason="same", actor=actor, now=LATER
            )

    at_the_same_time(ends[0], work)

    assert (ways, CaseLink.objects.count()) == ([], 1)
    assert [one.events.filter(kind=EventKind.RELATED).count() for one in ends] == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_who_takes_a_merge_apart_takes_apart_the_one_that_was_seen():
    """Meanwhile it was taken apart and the case merged into another: that merge stands."""
    case, first, second = (case_in(CaseState.IN_PROGRESS) for _ in range(3))
    how = {"reason": "same", "actor": case.owner, "now": LATER}
    merging.merge_case(case.pk, into_reference=first.reference, **how)
    refused = []

    def late():
        try:
            merging.unmerge_case(case.pk, **how)
        except CaseError as error:
            refused.append(type(error))
        finally:
            connection.close()

    worker = Thread(target=late)
    with transaction.atomic():
        list(Case.objects.select_for_update().filter(pk__in=(case.pk, first.pk, second.pk)))
        worker.start()
        until_waiting()
        merging.unmerge_case(case.pk, **how)
        merging.merge_case(case.pk, into_reference=second.reference, **how)
    worker.join()

    case.refresh_from_db()
    assert (case.state, refused) == (CaseState.MERGED, [CaseError])
    assert CaseLink.objects.get(source=case, undone_at=None).target == second


def at_the_same_time(case, work):
    """Hold the case until two workers wait for it, then let them go."""

    def working():
        try:
            work()
        finally:
            connection.close()

    workers = [Thread(target=working) for _ in range(2)]
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        for worker in workers:
            worker.start()
        until_waiting(2)
    for worker in workers:
        worker.join()
