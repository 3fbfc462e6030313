"""Two customers shown as one, and taken apart again as if nothing had been."""

from datetime import UTC, datetime

import pytest

from channels.errors import AlreadyDecided, NotMerged, NotOfThePair
from channels.models import Customer, CustomerPair
from channels.rules.customers import joining
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.cases import SubmissionFactory
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted
from tests.side_by_side import at_once

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def pair_of(one, other):
    low, high = sorted((one, other), key=lambda each: each.pk)
    return CustomerPair.objects.create(
        low=low, high=high, score=70, reasons=["same_phone"], found_at=NOW
    )


def overlay():
    rows = Customer.objects.order_by("pk").values_list("person", "merged_into")
    return list(rows)


def three():
    return [customer_with(email=f"mei{number}@example.com") for number in range(3)]


@pytest.fixture
def agent(db):
    return posted(Role.AGENT)


def join(one, keep, agent):
    return joining.join(pair_of(one, keep).pk, keep_id=keep.pk, actor=agent, now=NOW)


def test_a_merge_moves_nothing_and_is_undone_exactly(agent):
    a, b, _c = three()
    before = list(Customer.objects.order_by("pk").values()), list(a.contact_points.values())

    assert join(a, b, agent) == b
    assert overlay() == [(b.pk, b.pk), (None, None), (None, None)]
    assert list(a.contact_points.values()) == before[1]
    assert list(Customer.objects.heads().order_by("pk")) == [b, _c]
    assert set(Customer.objects.same_as(a.pk)) == set(Customer.objects.same_as(b.pk)) == {a, b}

    assert joining.part(a.pk, actor=agent, now=NOW) == a
    assert (
        list(Customer.objects.order_by("pk").values()),
        list(a.contact_points.values()),
    ) == before
    pair = CustomerPair.objects.get()
    assert (pair.state, pair.joined, pair.decided_by) == ("declined", None, agent)
    events = LedgerEvent.objects.filter(verb__startswith="customer.").order_by("id")
    assert [(one.verb, one.subject, one.actor) for one in events] == [
        ("customer.merged", f"customer:{a.pk}", f"user:{agent.pk}"),
        ("customer.unmerged", f"customer:{a.pk}", f"user:{agent.pk}"),
    ]


def test_whoever_took_in_others_may_be_merged_and_comes_out_with_them(agent):
    a, b, c = three()
    join(a, b, agent)
    join(b, c, agent)
    assert overlay() == [(c.pk, b.pk), (c.pk, c.pk), (None, None)]

    joining.part(b.pk, actor=agent, now=NOW)

    assert overlay() == [(b.pk, b.pk), (None, None), (None, None)]


def test_whoever_is_taken_out_is_not_proposed_by_another_of_their_rows(agent):
    a, b, c = three()
    outside = customer_with(email="chen@example.com")
    others = [pair_of(a, c), pair_of(a, outside)]
    join(a, b, agent)
    join(b, c, agent)

    joining.part(b.pk, actor=agent, now=NOW)

    for one in others:
        one.refresh_from_db()
    assert [(one.state, one.decided_by) for one in others] == [("declined", agent), ("open", None)]


def test_a_merged_customer_is_not_merged_into(agent):
    a, b, c = three()
    join(a, b, agent)
    pair = pair_of(a, c)

    with pytest.raises(NotOfThePair):
        joining.join(pair.pk, keep_id=a.pk, actor=agent, now=NOW)
    assert overlay() == [(b.pk, b.pk), (None, None), (None, None)]

    joining.join(pair.pk, keep_id=b.pk, actor=agent, now=NOW)
    assert overlay() == [(b.pk, b.pk), (None, None), (b.pk, b.pk)]


def test_what_is_decided_is_decided_once(agent):
    a, b, _c = three()
    pair = pair_of(a, b)
    joining.decline(pair.pk, actor=agent, now=NOW)

    for again in (
        lambda: joining.join(pair.pk, keep_id=a.pk, actor=agent, now=NOW),
        lambda: joining.decline(pair.pk, actor=agent, now=NOW),
    ):
        with pytest.raises(AlreadyDecided):
            again()
    with pytest.raises(NotMerged):
        joining.part(a.pk, actor=agent, now=NOW)

    assert overlay() == [(None, None)] * 3
    assert LedgerEvent.objects.filter(verb__startswith="customer.").count() == 1


def test_two_who_stand_under_a_third_are_decided(agent):
    a, b, c = three()
    both = pair_of(a, b)
    join(a, c, agent)
    join(b, c, agent)

    assert both not in CustomerPair.objects.to_decide()
    with pytest.raises(AlreadyDecided):
        joining.decline(both.pk, actor=agent, now=NOW)


def test_clerks_may_not_say_who_is_who(agent):
    a, b, _c = three()
    pair, clerk = pair_of(a, b), posted(Role.CLERK)

    for deed in (
        lambda: joining.join(pair.pk, keep_id=a.pk, actor=clerk, now=NOW),
        lambda: joining.decline(pair.pk, actor=clerk, now=NOW),
        lambda: joining.part(a.pk, actor=clerk, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            deed()

    assert overlay() == [(None, None)] * 3


def test_whoever_sees_one_sees_the_person(agent):
    here, there = StoreFactory(), StoreFactory()
    a, b, c = three()
    SubmissionFactory(store=here, customer=a, no_contact_reason="")
    SubmissionFactory(store=there, customer=b, no_contact_reason="")
    clerk = posted(Role.CLERK, store=here)
    assert set(Customer.objects.visible_to(clerk)) == {a}

    join(a, b, agent)

    assert set(Customer.objects.visible_to(clerk)) == {a, b}
    assert set(Customer.objects.visible_to(agent)) == {a, b, c}


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_in_opposite_directions_merge_once():
    agent, (a, b, _c) = posted(Role.AGENT), three()
    pair = pair_of(a, b)

    def merge(n):
        try:
            joining.join(pair.pk, keep_id=(a, b)[n].pk, actor=agent, now=NOW)
        except AlreadyDecided:
            return "decided"
        return "merged"

    assert sorted(at_once(2, merge)) == ["decided", "merged"]
    assert sorted(overlay(), key=str).count((None, None)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_chain_merged_at_once_ends_under_one_or_is_refused():
    agent, (a, b, c) = posted(Role.AGENT), three()
    jobs = [(pair_of(a, b), b), (pair_of(b, c), c)]

    def merge(n):
        try:
            joining.join(jobs[n][0].pk, keep_id=jobs[n][1].pk, actor=agent, now=NOW)
        except NotOfThePair:
            return "refused"
        return "merged"

    done = at_once(2, merge)

    first = (c.pk, b.pk) if done == ["merged", "merged"] else (None, None)
    assert overlay() == [first, (c.pk, c.pk), (None, None)]
    assert done[1] == "merged"
