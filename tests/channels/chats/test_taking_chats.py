"""Colleagues take chats, one each and not too many, answer, hand on and end them; customers leave."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from cases.models import Case
from cases.rules import sweeping
from cases.sla.terms import ClockKind
from channels.chat_kinds import AskedWhy, ChatState
from channels.errors import (
    ChatOver,
    ChatTaken,
    NobodyThere,
    NothingWritten,
    NotYourChat,
    TooManyChats,
)
from channels.measures.chat_log import Cursor, lines_of
from channels.models import Chat, ChatEvent, ChatPresence, Message, Outgoing
from channels.rules.answers import writing
from channels.rules.chats import leaving, passing_on, staffing, taking
from channels.rules.chats.chatting import locked
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.channels.chats.chatting import (
    begin,
    leave_contact,
    library,
    ringing,
    suggestion,
    taken_chat,
    takes_chats,
    waiting_chat,
    write,
)
from tests.factories.organisation import StoreFactory, posted
from tests.side_by_side import at_once

NOW = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ASKED = "I want to talk to a person about my torn prints"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mei():
    return posted(Role.AGENT)


@pytest.fixture
def lin():
    return posted(Role.AGENT)


def say(chat, agent, text="We print them again.", now=NOW, key="k"):
    with ringing(execute=True):
        message = taking.say(chat.pk, text=text, key=key, actor=agent, now=now)
    chat.refresh_from_db()
    return message


def test_who_takes_a_chat_owns_its_case_and_their_answer_meets_the_first_limit(mei):
    with library(suggestion()):
        chat = begin(NOW)
        write(chat, "prints too yellow", NOW)
        write(chat, "I want a real person", NOW + MINUTE)
    case = Case.objects.get()
    first = case.cycles.get(clock=ClockKind.FIRST_RESPONSE)
    # The assistant has answered; that is nobody's first response.
    assert (first.met_at, case.owner_id) == (None, None)

    with ringing(execute=True):
        taking.claim_chat(chat.pk, actor=mei, now=NOW + MINUTE)
    message = say(chat, mei, now=NOW + 2 * MINUTE)

    case.refresh_from_db()
    first.refresh_from_db()
    assert (case.owner_id, case.first_answered_at) == (mei.pk, NOW + 2 * MINUTE)
    assert (first.met_at, chat.first_human_at) == (NOW + 2 * MINUTE, NOW + 2 * MINUTE)
    assert case.events.get(kind="answered").message_id == message.pk


def test_who_takes_a_chat_before_its_case_is_there_owns_the_case_too(mei):
    with library(suggestion()):
        chat = begin(NOW)
        write(chat, "prints too yellow", NOW)
    # Whoever asks for a person stands on the board as soon as that is committed; the case comes after.
    with ringing() as bells:
        passing_on.pass_on(locked(chat.pk), AskedWhy.WISHED, now=NOW)
    with ringing(execute=True):
        taking.claim_chat(chat.pk, actor=mei, now=NOW)
        taking.say(chat.pk, text="Hello", key="k", actor=mei, now=NOW)
    assert not Case.objects.exists()
    for bell in bells:
        bell()
    with ringing(execute=True):
        taking.end_chat(chat.pk, actor=mei, now=NOW)

    assert Case.objects.get().owner_id == mei.pk


def test_what_the_bells_did_not_tell_the_sweep_does(mei):
    chat = waiting_chat(NOW)
    taking.claim_chat(chat.pk, actor=mei, now=NOW)
    message = taking.say(chat.pk, text="Hello", key="k", actor=mei, now=NOW)
    later = NOW + MINUTE

    assert sweeping.sweep_submissions(now=later) == 2
    assert sweeping.sweep_submissions(now=later) == 0

    case = Case.objects.get()
    assert (case.owner_id, case.first_answered_at) == (mei.pk, message.happened_at)

    leave_contact(chat, "mei@example.com", later)
    Case.objects.update(customer=None)
    assert sweeping.sweep_submissions(now=later) == 1
    case.refresh_from_db()
    assert case.customer_id == case.submission.customer_id


def test_an_insight_of_many_lines_keeps_no_sweep_busy():
    chat = begin(NOW)
    with library(suggestion(), suggestion(2)):
        write(chat, "prints too yellow", NOW)
        write(chat, "and how long does it take", NOW)

    assert sweeping.sweep_submissions(now=NOW + MINUTE) == 0
    assert Case.objects.count() == 0


def test_an_answer_that_was_held_reaches_whoever_wrote_meanwhile_however_late_they_look(mei):
    chat = taken_chat(mei, NOW)
    _lines, cursor = lines_of(chat, now=NOW)
    hold, later = timedelta(seconds=20), NOW + 2 * MINUTE
    writing.write_to_customer(
        chat.conversation, text="Come on Monday", author=mei, now=NOW, hold=hold
    )
    write(chat, "Are you there?", NOW + hold / 2)
    chat.refresh_from_db()

    early, cursor = lines_of(chat, now=NOW + hold / 2, after=cursor)
    late, cursor_then = lines_of(chat, now=later, after=Cursor.read(str(cursor)))
    _lines, at_last = lines_of(chat, now=later, after=cursor_then)

    # What was said a moment ago comes once more.
    said = [[one.text for one in lines if one.kind != "event"][-2:] for lines in (early, late)]
    assert said == [[ASKED, "Are you there?"], ["Come on Monday", "Are you there?"]]
    assert (cursor_then != cursor, at_last) == (True, cursor_then)


def test_the_same_press_again_is_the_same_line(mei):
    chat = taken_chat(mei, NOW)
    first, again = say(chat, mei, key="k1"), say(chat, mei, key="k1")

    assert first.pk == again.pk
    assert Message.objects.filter(author=mei).count() == 1


def test_nobody_has_more_chats_than_they_take_at_once(mei):
    for _ in range(3):
        taken_chat(mei, NOW)
    fourth = waiting_chat(NOW)

    with pytest.raises(TooManyChats):
        taking.claim_chat(fourth.pk, actor=mei, now=NOW)

    fourth.refresh_from_db()
    assert (fourth.state, fourth.agent) == (ChatState.WAITING, None)


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda chat, who: taking.claim_chat(chat.pk, actor=who, now=NOW), ChatTaken),
        (
            lambda chat, who: taking.say(chat.pk, text="x", key="", actor=who, now=NOW),
            NotYourChat,
        ),
        (lambda chat, who: taking.hand_back(chat.pk, actor=who, now=NOW), NotYourChat),
        (lambda chat, who: taking.end_chat(chat.pk, actor=who, now=NOW), NotYourChat),
        (
            lambda chat, who: taking.transfer(chat.pk, to=who.pk, actor=who, now=NOW),
            NotYourChat,
        ),
    ],
)
def test_a_colleague_changes_nothing_in_somebody_elses_chat(mei, lin, act, error):
    chat = taken_chat(mei, NOW)
    before = (chat.version, LedgerEvent.objects.count(), Message.objects.count())

    with pytest.raises(error):
        act(chat, lin)

    chat.refresh_from_db()
    assert (chat.version, LedgerEvent.objects.count(), Message.objects.count()) == before
    assert (chat.state, chat.agent_id) == ("with_person", mei.pk)


def test_a_clerk_takes_no_chats():
    clerk, chat = posted(Role.CLERK), waiting_chat(NOW)

    for act in (
        lambda: taking.claim_chat(chat.pk, actor=clerk, now=NOW),
        lambda: staffing.be_available(clerk, is_available=True, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert ChatPresence.objects.count() == 0


def test_an_empty_answer_and_one_after_the_end_are_refused(mei):
    chat = taken_chat(mei, NOW)
    with pytest.raises(NothingWritten):
        taking.say(chat.pk, text="  ", key="", actor=mei, now=NOW)
    taking.end_chat(chat.pk, actor=mei, now=NOW)
    with pytest.raises(ChatOver):
        taking.say(chat.pk, text="one more", key="", actor=mei, now=NOW)

    chat.refresh_from_db()
    assert (chat.ending, Message.objects.filter(author=mei).count()) == ("closed", 0)


def test_a_chat_goes_back_and_on(mei, lin):
    chat = taken_chat(mei, NOW)
    with pytest.raises(NobodyThere):
        taking.transfer(chat.pk, to=lin.pk, actor=mei, now=NOW)
    takes_chats(lin, NOW)
    taking.transfer(chat.pk, to=lin.pk, actor=mei, now=NOW)
    chat.refresh_from_db()
    assert (chat.state, chat.agent_id) == ("with_person", lin.pk)

    taking.hand_back(chat.pk, actor=lin, now=NOW + MINUTE)
    chat.refresh_from_db()
    assert (chat.state, chat.agent, chat.waiting_since) == ("waiting", None, NOW + MINUTE)
    # Asked for once: the time until the first answer does not begin anew.
    assert chat.asked_at == NOW
    kinds = list(ChatEvent.objects.filter(chat=chat).values_list("kind", flat=True))
    assert kinds == ["started", "asked", "claimed", "transferred", "handed_back"]


def test_who_has_been_silent_is_not_there(mei):
    takes_chats(mei, NOW)
    assert waiting_chat(NOW).was_staffed is True
    assert waiting_chat(NOW + 2 * MINUTE).was_staffed is False

    staffing.beat(mei, now=NOW + 2 * MINUTE)
    assert waiting_chat(NOW + 3 * MINUTE).was_staffed is True


def test_of_a_store_only_its_own_see_the_chat(mei):
    ours, theirs = StoreFactory(), StoreFactory()
    agent, stranger = posted(Role.AGENT, store=ours), posted(Role.AGENT, store=theirs)
    chat, of_none = waiting_chat(NOW, store=ours.code), waiting_chat(NOW)

    def seen(user):
        return set(Chat.objects.visible_to(user))

    assert (seen(agent), seen(stranger), seen(mei)) == ({chat, of_none}, {of_none}, {chat, of_none})
    assert seen(posted(Role.AUDITOR)) == seen(posted(Role.CLERK, store=ours)) == set()


def test_what_nobody_fetched_is_mailed_once_and_what_was_seen_is_not(mei):
    chat = taken_chat(mei, NOW)
    leave_contact(chat, "mei@example.com", NOW)
    seen, unseen = say(chat, mei, key="1"), say(chat, mei, "Your prints are ready.", key="2")
    Chat.objects.filter(pk=chat.pk).update(seen_id=seen.pk)

    assert leaving.sweep_left(now=NOW + MINUTE) == 0
    assert leaving.sweep_left(now=NOW + 3 * MINUTE) == 1
    assert leaving.sweep_left(now=NOW + 3 * MINUTE) == 0

    mailed = Outgoing.objects.filter(template="answered")
    assert [row.message_id for row in mailed] == [unseen.pk]


def test_a_chat_that_was_left_ends_and_its_case_stays(mei):
    chat = taken_chat(mei, NOW)
    Chat.objects.filter(pk=chat.pk).update(seen_at=NOW + 10 * MINUTE)

    assert leaving.sweep_left(now=NOW + 35 * MINUTE) == 0
    assert leaving.sweep_left(now=NOW + 41 * MINUTE) == 1

    chat.refresh_from_db()
    assert (chat.state, chat.ending) == ("ended", "left")
    assert Case.objects.get().is_finished is False


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_chat_at_once_one_does(mei, lin):
    chat, agents = waiting_chat(NOW), (mei, lin)

    taken = at_once(
        2, lambda n: taking.claim_chat(chat.pk, actor=agents[n], now=NOW), catching=ChatTaken
    )

    chat.refresh_from_db()
    assert sorted(type(one).__name__ for one in taken) == ["Chat", "ChatTaken"]
    assert [one.agent_id for one in taken if isinstance(one, Chat)] == [chat.agent_id]
    assert chat.events.filter(kind="claimed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_for_a_fourth_chat_at_once_give_no_fourth(mei):
    for _ in range(2):
        taken_chat(mei, NOW)
    chats = [waiting_chat(NOW), waiting_chat(NOW)]

    taken = at_once(
        2, lambda n: taking.claim_chat(chats[n].pk, actor=mei, now=NOW), catching=TooManyChats
    )

    assert sorted(type(one).__name__ for one in taken) == ["Chat", "TooManyChats"]
    assert Chat.objects.filter(agent=mei, state="with_person").count() == 3
