"""A case told in nearly the same words as an earlier one is proposed as its duplicate; people decide."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.errors import AlreadyDone, IllegalMove
from cases.models import Case, CaseLink, NearDuplicate, NearText, NearWeights
from cases.rules.links import comparing, merging
from cases.states import CaseState
from channels.models import Customer, CustomerPair
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.organisation.roles import Role
from feedback_site.remembering import forget
from tests.cases.triage.test_near import ENGLISH, OTHER, TEXT
from tests.channels.chats.chatting import case_of_chat
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
AGAIN = "您好，" + TEXT.replace("，", "！")


@pytest.fixture(autouse=True)
def _nothing_remembered():
    yield
    forget()


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def agent():
    return posted(Role.AGENT)


def told(text, *, customer=None, state=CaseState.RECEIVED, at=NOW, store=None, **more):
    reason = {} if customer is None else {"no_contact_reason": ""}
    submission = SubmissionFactory(text=text, customer=customer, title="", store=store, **reason)
    return case_in(state, submission=submission, opened_at=at, title="t", **more)


def sweep(now=NOW):
    return comparing.sweep_near(now=now, limit=50)


def two(**more):
    first, second = told(TEXT, **more), told(AGAIN, **more)
    sweep()
    return first, second, NearDuplicate.objects.get()


def test_chats_are_compared_by_what_was_told_and_not_by_their_greeting():
    greeting, wish = "請問有人在嗎", "I would like to talk to a real person."
    for first in (greeting, wish):
        for _ in range(2):
            case_of_chat(NOW, first)
    one, other = case_of_chat(NOW, greeting, TEXT), case_of_chat(NOW, wish, AGAIN)
    case_of_chat(NOW, greeting, OTHER)

    sweep()

    assert list(NearDuplicate.objects.values_list("case", "other")) == [(other.pk, one.pk)]


def test_the_later_of_two_is_proposed_with_share_and_words():
    first, second, pair = two()
    told(OTHER)
    told("謝謝")
    sweep()

    assert (pair.case, pair.other, pair.state) == (second, first, "open")
    assert pair.similarity >= 60
    assert "希望你們重印一份並且送到家。訂單ZS-12345" in pair.words
    assert NearDuplicate.objects.count() == 1
    assert NearText.objects.count() == 4
    event = LedgerEvent.objects.get(verb="case.duplicate_proposed")
    assert (event.subject, event.actor) == (f"case:{second.pk}", "system")
    assert Case.objects.filter(state=CaseState.RECEIVED).count() == 4
    assert sweep() == 0


def test_what_is_older_than_ninety_days_is_not_compared():
    told(TEXT, at=NOW - timedelta(days=91))
    told(AGAIN)
    sweep()

    assert not NearDuplicate.objects.exists()


def test_accepting_merges_by_the_step_and_can_be_undone(agent):
    first, second, pair = two()

    case = comparing.accept(pair.pk, actor=agent, now=NOW)

    assert (case.pk, case.state) == (second.pk, CaseState.MERGED)
    assert CaseLink.objects.get().target == first
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == ("accepted", agent)
    assert merging.unmerge_case(second.pk, reason="r", actor=agent, now=NOW).state == "received"


def test_declining_is_remembered_and_nothing_is_decided_twice(agent):
    _first, _second, pair = two()
    comparing.decline(pair.pk, actor=agent, now=NOW)
    NearText.objects.all().delete()
    sweep()

    for again in (comparing.accept, comparing.decline):
        with pytest.raises(AlreadyDone):
            again(pair.pk, actor=agent, now=NOW)
    assert NearDuplicate.objects.get().state == "declined"
    assert set(Case.objects.values_list("state", flat=True)) == {"received"}


def test_guards_of_merging_hold(agent):
    first, _second, pair = two()
    with pytest.raises(NotAllowed):
        comparing.accept(pair.pk, actor=posted(Role.AUDITOR), now=NOW)
    Case.objects.filter(pk=first.pk).update(state=CaseState.WITHDRAWN)

    with pytest.raises(IllegalMove):
        comparing.accept(pair.pk, actor=agent, now=NOW)

    pair.refresh_from_db()
    assert pair.state == "open"


def test_two_customers_who_say_the_same_are_proposed_to_be_one():
    one = customer_with(phone="+886912345678", name="陳大文")
    other = customer_with(email="dawen@example.com")
    Customer.objects.filter(pk=other.pk).update(name_index=None, name_masked="")
    told(TEXT, customer=one)
    told(AGAIN, customer=other)
    sweep()

    pair = CustomerPair.objects.get()
    assert (pair.low, pair.high, pair.score, pair.reasons) == (one, other, 50, ["same_words"])


def test_weights_are_learned_and_the_last_few_kept():
    told(TEXT)
    told(ENGLISH)
    for _ in range(5):
        assert comparing.weigh(now=NOW) == 2
    forget()

    assert NearWeights.objects.count() == comparing.KEPT
    told(AGAIN)
    sweep()
    assert NearDuplicate.objects.count() == 1


@pytest.mark.parametrize("number", [1, 30])
def test_comparing_many_takes_as_many_statements_as_few(number, django_assert_num_queries):
    for _ in range(number):
        told(TEXT, customer=customer_with(name="陳大文"))
        told(AGAIN, customer=customer_with(name="陳大文"))
    ids = list(Case.objects.values_list("pk", flat=True))
    record([Entry(verb="test.warmed", subject="test:1")], now=NOW)  # asks once for its epoch

    with django_assert_num_queries(19):
        comparing.compare(ids, now=NOW)


def test_the_page_shows_it_and_one_key_accepts(client, agent):
    mei = customer_with(phone="+886912345678")
    first, second, pair = two(customer=mei)
    client.force_login(agent)

    text = client.get(reverse("admin:cases_case_desk", args=(second.reference,))).content.decode()
    assert f"{pair.similarity} % alike" in text
    assert "probably one matter sent twice" in text
    assert 'data-key="y"' in text
    queue = client.get(reverse("admin:cases_queue", args=("all_open",))).content.decode()
    assert queue.count("possible duplicate") == 1
    seen = client.get(reverse("admin:cases_case_desk", args=(first.reference,))).content.decode()
    assert (second.reference in seen, 'data-key="y"' in seen) == (True, False)

    address = reverse("admin:cases_case_act_on", args=(second.reference, "same_matter", pair.pk))
    done = client.post(address, {"version": second.version}, follow=True).content.decode()
    assert "Merged, as it was proposed." in done
    assert Case.objects.get(pk=second.pk).state == CaseState.MERGED


def test_a_case_out_of_reach_is_not_shown(client):
    here = StoreFactory()
    told(TEXT, store=StoreFactory())
    mine = told(AGAIN, store=here)
    sweep()
    client.force_login(posted(Role.AGENT, store=here))

    text = client.get(reverse("admin:cases_case_desk", args=(mine.reference,))).content.decode()

    assert NearDuplicate.objects.count() == 1
    assert "Nearly the same words" not in text
