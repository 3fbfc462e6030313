"""Learning from decisions: when, from what, and whether it is used."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from cases.errors import AlreadyDone
from cases.models import CategoryLabel, ReadingModel
from cases.rules.categories.categorising import category_of
from cases.rules.triage import learning, recognising
from cases.states import CaseState
from cases.triage.learner.judging import Judgement, Tally
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.cases.triage.learner.conftest import WORDS
from tests.channels.chats.chatting import case_of_chat
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
CODES = {"colour": "print_colour", "staff": "staff_attitude", "late": "pickup_delayed"}
PLACES = ("中山店的", "昨天", "訂單裡的", "請問為什麼")


def label(text, code, *, actor, **more):
    case = case_in(
        CaseState.TRIAGED, owner=actor, submission=SubmissionFactory(title="", text=text)
    )
    return CategoryLabel.objects.create(
        case=case, category=category_of(code), decided_by=actor,
        **{"kind": "confirmed", "decided_at": NOW, **more},
    )  # fmt: skip


@pytest.fixture
def decided():
    """Seventy-two decisions of three categories."""
    actor = posted(Role.AGENT)
    return [
        label(f"{place}{words}", CODES[name], actor=actor)
        for name, all_words in WORDS.items()
        for words in all_words
        for place in PLACES
    ]


def test_too_few_new_decisions_wait():
    label("相片偏黃", "print_colour", actor=posted(Role.AGENT))

    assert learning.learn(now=NOW) is None
    assert not ReadingModel.objects.exists()


def test_a_version_is_learned_judged_and_used_where_it_is_no_worse(decided):
    row = learning.learn(now=NOW, beginning=())
    held_out = [one for one in decided if learning.is_held_out(f"\n{one.case.submission.text}")]

    assert row.number == 1
    assert row.labels == 72 - len(held_out)
    assert row.up_to_label == decided[-1].pk
    assert row.metrics["found"]["texts"] == row.metrics["met"]["texts"] == len(held_out)
    no_worse = row.metrics["found"]["right"] >= row.metrics["met"]["right"]
    assert row.is_in_use is no_worse
    verbs = LedgerEvent.objects.filter(verb__startswith="reading.").values_list("verb", flat=True)
    assert list(verbs) == ["reading.learned", *["reading.put_in_use"] * no_worse]
    # Nothing new since.
    assert learning.learn(now=NOW, at_least=1, beginning=()) is None


def test_a_chat_teaches_by_what_was_said_in_it():
    greeted = case_of_chat(NOW, "請問有人在嗎")
    told = case_of_chat(NOW, "請問有人在嗎", "相片整批偏黃", "好的", "店員態度很差")
    for case in (greeted, told):
        CategoryLabel.objects.create(
            case=case, category=category_of("print_colour"), kind="confirmed", decided_at=NOW,
            decided_by=posted(Role.AGENT),
        )  # fmt: skip

    lesson = learning._lesson()

    taught = [(one.name, one.text.strip()) for one in (*lesson.learned, *lesson.held_out)]
    assert taught == [(told.reference, "相片整批偏黃\n店員態度很差")]


def test_what_is_in_use_reads(decided):
    row = learning.learn(now=NOW, beginning=())
    ReadingModel.objects.update(is_in_use=True)

    learned = recognising.in_use()

    assert learned.version == row.number
    assert learned.model.guess("店员没礼貌").shares[0][0] == "staff_attitude"
    assert learned.klasses["staff_attitude"] == "service"


def test_without_a_version_what_came_with_the_product_reads():
    assert recognising.in_use() == recognising.shipped()


def judgement(right, sure_wrong, texts=20):
    tally = Tally(texts=texts, right=right, sure=sure_wrong, sure_right=0)
    return Judgement(whole=tally, in_top3=right, calibration_error=0.0, by_label={})


@pytest.mark.parametrize(
    ("found", "met", "is_used"),
    [
        (judgement(15, 0), judgement(15, 0), True),
        (judgement(16, 1), judgement(15, 1), True),
        (judgement(14, 0), judgement(15, 0), False),
        (judgement(16, 1), judgement(15, 0), False),
        (judgement(4, 0, texts=4), judgement(1, 0, texts=4), False),
        (judgement(4, 0), None, True),
    ],
)
def test_no_version_is_used_that_is_worse(found, met, is_used):
    assert learning.is_no_worse(found, met) is is_used


def test_the_same_words_always_fall_to_one_side():
    texts = [f"{chr(0x4E00 + n)}偏黃" for n in range(200)]
    held_out = [text for text in texts if learning.is_held_out(text)]

    assert 15 <= len(held_out) <= 50
    assert all(learning.is_held_out(text) for text in held_out)
    assert learning.is_held_out("電話0912345678偏黃") == learning.is_held_out("電話0987654321偏黃")


def version(number, *, is_in_use=False, up_to=0):
    return ReadingModel.objects.create(
        number=number, numbers=b"", words=b"", labels=1, up_to_label=up_to, made_at=NOW,
        is_in_use=is_in_use, in_use_since=NOW if is_in_use else None,
    )  # fmt: skip


def test_an_earlier_version_reads_again_with_one_click():
    manager = posted(Role.MANAGER)
    version(1)
    version(2, is_in_use=True)

    learning.put_in_use(1, actor=manager, now=NOW + timedelta(hours=1))

    used = ReadingModel.objects.get(is_in_use=True)
    assert (used.number, used.put_in_use_by) == (1, manager)
    assert used.in_use_since == NOW + timedelta(hours=1)
    told = LedgerEvent.objects.get(verb="reading.put_in_use")
    assert (told.subject, told.actor) == ("reading:1", f"user:{manager.pk}")

    learning.put_in_use(0, actor=manager, now=NOW)
    assert not ReadingModel.objects.filter(is_in_use=True).exists()


@pytest.mark.parametrize("place", ["nowhere", "store"])
def test_whoever_does_not_lead_the_whole_chain_changes_nothing(place):
    actor = posted(Role.AGENT) if place == "nowhere" else posted(Role.MANAGER, store=StoreFactory())
    version(1)

    with pytest.raises(NotAllowed):
        learning.put_in_use(1, actor=actor, now=NOW)

    assert not ReadingModel.objects.filter(is_in_use=True).exists()


def test_what_reads_already_cannot_be_put_in_use():
    version(1, is_in_use=True)

    with pytest.raises(AlreadyDone):
        learning.put_in_use(1, actor=posted(Role.MANAGER), now=NOW)

    assert not LedgerEvent.objects.filter(verb="reading.put_in_use").exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_at_once_leave_one_in_use():
    manager = posted(Role.MANAGER)
    for number in (1, 2, 3):
        version(number, is_in_use=number == 3)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(_chosen, [(1, manager), (2, manager)]))

    assert ReadingModel.objects.filter(is_in_use=True).count() == 1
    assert ReadingModel.objects.get(is_in_use=True).number in (1, 2)


def _chosen(given):
    number, manager = given
    try:
        learning.put_in_use(number, actor=manager, now=NOW)
    finally:
        connection.close()
