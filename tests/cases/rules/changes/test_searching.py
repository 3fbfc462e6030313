"""Finding cases: by every key that people have in their hands, and each case once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.rules.changes import searching
from cases.rules.changes.searching import find_cases
from cases.rules.desk import noting
from cases.rules.replies import replying
from cases.rules.triage import triaging
from cases.states import CaseState
from channels.models import Message
from feedback_site.organisation.roles import Role
from tests.factories.cases import case_in, customer_writes
from tests.factories.opened import NOW, customer_called, opened
from tests.factories.organisation import StoreFactory, UserFactory, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@pytest.fixture
def case():
    customer = customer_called("陳美玲", "mei@example.com", "0912345678")
    return opened(
        "相片整批偏黃，想請你們重印 glossy。", customer=customer, order_number="P2026-1234"
    )


def found(user, text):
    return [line.pk for line in find_cases(user, text).page.lines]


@pytest.mark.parametrize(
    "text",
    [
        "mei@example.com", "MEI@EXAMPLE.COM", "0912345678", "+886 912 345 678", "0912-345-678",
        "345678", "陳美玲", "P2026-1234", "p2026-1234", "偏黃", "黃", "glossy", "重印 偏黃",
    ],
)  # fmt: skip
def test_a_case_is_found_once_by_each_of_its_keys(agent, case, text):
    opened("店員態度很差", customer=customer_called("王大同", "wang@example.com", "0922000111"))

    assert found(agent, text) == [case.pk]
    assert found(agent, case.reference.lower().replace("-", " ")) == [case.pk]


def test_an_order_number_that_looks_like_a_phone_finds_its_case_once(agent):
    customer = customer_called("陳美玲", "mei@example.com", "0912345678")
    case = opened(customer=customer, order_number="20261234")

    assert found(agent, "20261234") == [case.pk]


def test_what_a_person_wrote_when_sorting_is_found(agent):
    case = case_in(CaseState.RECEIVED)
    facts = {
        "category": "print_colour", "severity": "high", "concerns": "SN-998877", "is_safety": "no",
        "is_privacy": "no", "duplicates_checked": "yes",
    }  # fmt: skip
    triaging.triage_case(case.pk, facts=facts, actor=agent, now=NOW + timedelta(minutes=1))

    assert found(agent, "SN-998877") == [case.pk]


def test_what_a_customer_takes_back_leaves_all_else_to_be_found_by(agent, case):
    noting.note(case.pk, text="他要的是 velvet 紙", actor=agent, now=NOW)
    message = customer_writes(case, NOW, text="獨角獸")
    assert found(agent, "獨角獸") == [case.pk]
    Message.objects.filter(pk=message.pk).update(text="", taken_back_at=NOW)

    replying.customer_took_back(message.pk, now=NOW)

    assert found(agent, "獨角獸") == []
    assert [found(agent, word) for word in ("velvet", "glossy")] == [[case.pk]] * 2


@pytest.mark.parametrize(
    "text", ["", "   ", "nobody@example.com", "0900000000", "'", "&|!():*", "%"]
)
def test_what_is_not_there_is_not_found_and_breaks_nothing(agent, case, text):
    assert found(agent, text) == []


def test_what_others_may_see_does_not_crowd_out_ones_own(monkeypatch):
    """The limit on the cases with a word counts those that somebody may see, rare word or common."""
    monkeypatch.setattr(searching, "MOST_OF_WORDS", 2)
    monkeypatch.setattr(searching, "MOST_OF_COMMON_WORDS", 2)
    store = StoreFactory()
    own = [opened("相片偏黃", store=store) for _n in range(2)]
    others = [opened("相片偏黃", store=StoreFactory()) for _n in range(3)]
    at_store, everywhere = posted(Role.AGENT, store=store), posted(Role.AGENT)

    for rare in (searching.RARE, 2):
        monkeypatch.setattr(searching, "RARE", rare)
        assert found(at_store, "偏黃") == [own[1].pk, own[0].pk]
        assert found(everywhere, "偏黃") == [others[2].pk, others[1].pk]


def test_what_is_known_to_be_common_is_not_gathered_first(agent, monkeypatch):
    """The newest are met on the way back; all others with the word are not looked at."""
    monkeypatch.setattr(searching, "MOST_OF_COMMON_WORDS", 2)
    cases = [opened("相片偏黃") for _n in range(3)]
    gathered = {}

    for common in (searching.COMMON, 0):
        monkeypatch.setattr(searching, "COMMON", common)
        with CaptureQueriesContext(connection) as asked:
            lines = found(agent, "偏黃")
        gathered[common] = (any("MATERIALIZED" in one["sql"] for one in asked), lines)

    newest = [case.pk for case in reversed(cases)]
    assert gathered == {20_000: (True, newest), 0: (False, newest[:2])}


def test_two_words_that_are_common_apart_are_gathered_for_they_may_never_stand_together(
    agent, monkeypatch
):
    monkeypatch.setattr(searching, "COMMON", 0)
    opened("相片偏黃")
    opened("相框破損")

    with CaptureQueriesContext(connection) as asked:
        assert found(agent, "偏黃 破損") == []
    assert any("MATERIALIZED" in one["sql"] for one in asked)


def test_a_word_that_is_common_and_yet_in_few_cases_does_not_say_that_there_are_more(
    agent, monkeypatch
):
    monkeypatch.setattr(searching, "COMMON", 0)
    opened("相片偏黃")

    assert find_cases(agent, "偏黃").newest_of == 0


def test_whoever_sees_no_cases_finds_none(case):
    assert found(UserFactory(), "偏黃") == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("陳美玲", "陈美玲"), ("陈美玲", "陳美玲"),
        ("Maximiliana Wolfeschlegelstein", "maximiliana wolfeschlegelstein"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_either_script_and_however_long_it_is(agent, name, typed):
    case = opened("色差", customer=customer_called(name))

    assert found(agent, typed) == [case.pk]


def test_what_is_found_by_a_key_hides_nothing_that_is_found_by_words(agent):
    """A customer called like a paper; a number that somebody else wrote down."""
    paper = opened("glossy 紙捲曲", at=NOW - timedelta(hours=3))
    called = opened("色差", customer=customer_called("Glossy", phone="0912345678"))
    told = opened("請打 0912345678 給我先生", at=NOW - timedelta(hours=1))

    assert found(agent, "glossy") == [called.pk, paper.pk]
    assert found(agent, "0912345678") == [called.pk, told.pk]
