"""Same person? The page of possible matches, and what a merge changes on the other pages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from cases.measures.customers.memory import known_customer, known_customers
from cases.rules.openings.opening import open_case
from channels.kinds import ContactKind
from channels.models import Consent, Customer, CustomerPair, ServiceTier
from channels.rules.customers import joining
from channels.rules.customers.identifying import find_customer
from channels.rules.customers.preferring import Likes, note_likes
from feedback_site.organisation.roles import Role
from feedback_site.privacy.models import Reveal
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SECRETS = ("陳大文", "dawen@example.com", "912345678")


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def agent(client):
    user = posted(Role.AGENT)
    client.force_login(user)
    return user


def two(number=0):
    one = customer_with(phone=f"+8869123456{number:02}", name="陳大文")
    other = customer_with(email=f"dawen{number}@example.com", name="Chen Dawen")
    for customer in (one, other):
        SubmissionFactory(customer=customer, no_contact_reason="")
    return one, other


def pair_of(one, other, score=70):
    return CustomerPair.objects.create(
        low=one, high=other, score=score, reasons=["same_phone", "same_sound"], found_at=NOW
    )


def press(client, name, pk, **fields):
    return client.post(reverse(f"admin:{name}", args=(pk,)), fields, follow=True)


def page(client, name="channels_people", *args):
    return client.get(reverse(f"admin:{name}", args=args)).content.decode()


def test_both_stand_side_by_side_masked_with_their_reasons(client, agent):
    one, other = two()
    pair_of(one, other, score=95)

    text = page(client)

    assert "same phone number" in text
    assert "names that sound the same in Latin letters" in text
    assert "almost certainly one person" in text
    assert ("陳○○" in text, "C○○○ D○○○" in text, "d•••@example.com" in text) == (True,) * 3
    assert not any(secret in text for secret in SECRETS)


def test_one_press_merges_and_one_takes_apart_again(client, agent):
    one, other = two()
    pair = pair_of(one, other)

    text = press(client, "channels_people_merge", pair.pk, keep=one.pk).content.decode()
    assert "Merged. Both keep their contacts" in text
    assert Customer.objects.get(pk=other.pk).person == one
    assert "Merged lately" in text

    text = press(client, "channels_customer_unmerge", other.pk).content.decode()
    assert "Taken apart again." in text
    assert not Customer.objects.exclude(person=None).exists()
    assert "Nobody waits to be compared" in text


def test_what_was_decided_meanwhile_is_said_and_changes_nothing(client, agent):
    one, other = two()
    pair = pair_of(one, other)
    press(client, "channels_people_decline", pair.pk)

    text = press(client, "channels_people_merge", pair.pk, keep=one.pk).content.decode()

    assert "That was decided meanwhile. Nothing was changed by you." in text
    assert CustomerPair.objects.get().state == "declined"
    assert not Customer.objects.exclude(person=None).exists()


def test_a_customer_page_shows_everything_of_the_person(client, agent):
    one, other = two()
    reference = other.submissions.get().conversation.reference
    joining.join(pair_of(one, other).pk, keep_id=one.pk, actor=agent, now=NOW)

    moved = client.get(reverse("admin:channels_customer", args=(other.pk,)))
    text = page(client, "channels_customer", one.pk)

    assert moved.headers["Location"] == reverse("admin:channels_customer", args=(one.pk,))
    assert ("d•••@example.com" in text, reference in text) == (True, True)
    assert "Merged into this customer" in text


def test_tier_and_consents_stand_on_the_page(client, agent):
    one, _other = two()
    tier = ServiceTier.objects.get(code="business")
    Customer.objects.filter(pk=one.pk).update(tier=tier)
    Consent.objects.create(
        customer=one, purpose=Consent.Purpose.SURVEY, notice_version="2026-1", given_at=NOW
    )

    text = page(client, "channels_customer", one.pk)

    assert (tier.name in text, "asking about satisfaction · 2026-1" in text) == (True, True)


def test_what_is_noted_of_whom_both_are_shown_as_comes_first_on_their_page_too(client, agent):
    one, other = two()
    for customer, words in ((one, "matte"), (other, "glossy")):
        likes = Likes(way="", time="", language="en", words=words)
        note_likes(customer.pk, likes, actor=agent, now=NOW)
    joining.join(pair_of(one, other).pk, keep_id=other.pk, actor=agent, now=NOW)

    shown = client.get(reverse("admin:channels_customer", args=(other.pk,)))

    assert shown.context["likes"] == ("glossy",)
    assert known_customer(agent, other.pk, NOW).likes == ("glossy",)


def test_a_merged_contact_is_revealed_under_its_own_key(client, agent):
    one, other = two()
    joining.join(pair_of(one, other).pk, keep_id=one.pk, actor=agent, now=NOW)
    point = other.contact_points.get()

    text = press(client, "channels_customer_reveal", one.pk, what=point.pk).content.decode()

    assert "dawen0@example.com" in text
    assert Reveal.objects.get().subject == f"contact_point:{point.pk}"


def test_counter_and_case_follow_the_overlay(client, agent):
    one, other = two()
    first, second = (
        case_in("in_progress", submission=one.submissions.get(), owner=agent),
        case_in("in_progress", submission=other.submissions.get(), owner=agent),
    )
    assert len(known_customers(agent, "dawen0@example.com", NOW)[0].cases) == 1
    joining.join(pair_of(one, other).pk, keep_id=one.pk, actor=agent, now=NOW)

    (known,) = known_customers(agent, "dawen0@example.com", NOW)
    assert known.unfinished == 2
    assert known.name == "陳○○"
    assert known.contacts == tuple(
        point.value_masked for row in (one, other) for point in row.contact_points.all()
    )
    assert known_customers(agent, "0912345600", NOW) == (known,)
    assert known_customers(agent, first.reference, NOW) == (known,)
    assert known_customer(agent, other.pk, NOW).unfinished == 2
    text = page(client, "cases_case_desk", first.reference)
    assert (second.reference in text, "d•••@example.com" in text) == (True, True)


def test_what_comes_by_a_merged_contact_counts_for_the_person(agent):
    one, other = two()
    case_in("in_progress", submission=one.submissions.get(), owner=agent, opened_at=NOW)
    joining.join(pair_of(one, other).pk, keep_id=one.pk, actor=agent, now=NOW)
    assert find_customer(ContactKind.EMAIL, "dawen0@example.com") == other
    fresh = SubmissionFactory(
        customer=Customer.objects.get(pk=other.pk), no_contact_reason="", received_at=LATER
    )

    case = open_case(fresh.pk, now=LATER)

    assert case.customer == other
    assert case.state == "received"  # something of the same person is open: a person looks first
    joining.part(other.pk, actor=agent, now=NOW)
    assert (one.submissions.count(), other.submissions.count()) == (1, 2)


def test_a_stranger_to_the_store_sees_no_pair(client):
    one, other = two()
    pair = pair_of(one, other)
    clerk = posted(Role.AGENT, store=StoreFactory())
    client.force_login(clerk)

    assert "Nobody waits to be compared" in page(client)
    assert press(client, "channels_people_merge", pair.pk, keep=one.pk).status_code == 404
    assert CustomerPair.objects.get().state == "open"


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same(client, agent, number, django_assert_num_queries):
    for each in range(number):
        pair_of(*two(each))
    page(client)

    with django_assert_num_queries(15):
        page(client)


@pytest.mark.parametrize("number", [1, 30])
def test_looking_up_costs_the_same(agent, number, django_assert_num_queries):
    one, other = two()
    joining.join(pair_of(one, other).pk, keep_id=one.pk, actor=agent, now=NOW)
    for _ in range(number):
        case_in("received", submission=SubmissionFactory(customer=other, no_contact_reason=""))

    with django_assert_num_queries(6):
        known_customers(agent, "dawen0@example.com", NOW)
