"""One person on one account is one conversation while its case lives, however much they send at once."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from cases.errors import CannotSplit
from cases.kinds import EventKind
from cases.models import Case
from cases.rules import sweeping
from cases.rules.changes import searching
from cases.rules.links import splitting
from cases.rules.links.splitting import Second
from cases.rules.openings import opening
from cases.rules.replies import replying
from cases.states import CaseState
from channels.kinds import ContactKind, IntakeState
from channels.models import (
    Attachment,
    ContactPoint,
    Conversation,
    Customer,
    Message,
    Outgoing,
    RawIntake,
)
from channels.rules.intake.threading import _spoken_by as find_speaker
from channels.rules.monitoring.sweeping import reconcile, sweep_left_behind
from channels.rules.outbox.answering_at_once import acknowledge_at_once
from feedback_site.organisation.roles import Role
from tests.channels.messengers.platforms import (
    line_event,
    line_message,
    post_line,
    post_webhook,
    post_wechat,
    webhook_body,
    wechat_text,
)
from tests.factories.organisation import posted
from tests.side_by_side import together

pytestmark = pytest.mark.django_db(transaction=True)


def opened():
    opening.open_waiting(now=timezone.now(), limit=50)
    return Case.objects.get()


def test_five_messages_and_two_photos_in_a_minute_are_one_case(client, wechat):
    for number in range(5):
        post_wechat(client, wechat, wechat_text(f"第{number}句", msg_id=number))
    for number in (8, 9):
        photo = wechat_text(MsgType="image", MediaId=f"media-{number}", msg_id=number)
        post_wechat(client, wechat, photo)

    case = opened()
    assert case.title == "第0句"
    assert Conversation.objects.count() == Customer.objects.count() == 1
    assert Message.objects.count() == 7
    assert Attachment.objects.count() == 2
    assert sorted(RawIntake.objects.values_list("disposition", flat=True)) == [
        *["appended"] * 6, "opened",
    ]  # fmt: skip
    assert Outgoing.objects.filter(template="received").count() == 1


def test_seven_first_messages_of_a_new_person_in_one_moment_are_one_case(wechat):
    together(
        *(
            lambda n=number: post_wechat(Client(), wechat, wechat_text(f"第{n}句", msg_id=n))
            for number in range(7)
        )
    )

    assert Conversation.objects.count() == Customer.objects.count() == 1
    assert Message.objects.count() == 7
    assert not reconcile(now=timezone.now() + timedelta(days=1))


def test_whoever_holds_a_person_up_does_not_hold_up_the_answer(client, wechat):
    """WeChat hears "success" within its five seconds, and the sweep reads the message afterwards."""
    post_wechat(client, wechat, wechat_text("一", msg_id=1))
    handle = ContactPoint.objects.get().value()
    held, over = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            find_speaker(ContactKind.WECHAT, handle)
            held.set()
            over.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(60)
    began = time.monotonic()
    answer = post_wechat(client, wechat, wechat_text("二", msg_id=2))
    took = time.monotonic() - began
    over.set()
    holder.join()

    assert (answer.content, took < 5) == (b"success", True)
    assert RawIntake.objects.latest("pk").state == IntakeState.STORED
    sweep_left_behind(now=timezone.now() + timedelta(minutes=1), limit=10)
    assert RawIntake.objects.latest("pk").disposition == "appended"


def test_two_messages_of_a_known_person_in_one_moment_begin_one_new_case(client, wechat):
    post_wechat(client, wechat, wechat_text(msg_id=1))
    finish(opened(), timezone.now() - timedelta(days=60))

    together(
        *(
            lambda n=number: post_wechat(Client(), wechat, wechat_text(f"第{n}句", msg_id=n))
            for number in (2, 3)
        )
    )

    assert Conversation.objects.count() == 2


@pytest.mark.parametrize("platform", ["wechat", "line", "webhook"])
def test_one_callback_ten_times_in_parallel_is_one_item(request, platform):
    account, event = request.getfixturevalue(platform), line_message()
    call = {
        "wechat": lambda: post_wechat(Client(), account, wechat_text(at=1_800_000_000)),
        "line": lambda: post_line(Client(), account, event),
        "webhook": lambda: post_webhook(Client(), account, webhook_body()),
    }[platform]

    together(*[call] * 10)

    assert RawIntake.objects.count() == 1
    assert Conversation.objects.count() == 1
    assert Message.objects.count() == 1
    assert not reconcile(now=timezone.now() + timedelta(days=1))


def finish(case, at):
    """Close a case as of a moment, with the event that says so."""
    case.events.create(
        seq=case.last_event_seq + 1, kind=EventKind.CLOSED, came_from=CaseState.VERIFYING,
        went_to=CaseState.CLOSED, happened_at=at, recorded_at=at,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.CLOSED,
        outcome="confirmed",
        closed_at=at,
        last_event_seq=case.last_event_seq + 1,
    )


@pytest.mark.parametrize(("days", "conversations"), [(13, 1), (15, 2)])
def test_within_grace_a_closed_case_goes_on_and_later_a_new_one_begins(
    client, line, settings, days, conversations
):
    settings.REOPEN_GRACE_DAYS = 14
    post_line(client, line, line_message("第一件", message_id="m1"))
    finish(opened(), timezone.now() - timedelta(days=days))

    post_line(client, line, line_message("第二件", message_id="m2"))

    assert Conversation.objects.count() == conversations
    assert Customer.objects.count() == ContactPoint.objects.count() == 1


def test_a_customer_who_is_waited_for_ends_the_waiting_by_writing(client, line):
    post_line(client, line, line_message("第一件", message_id="m1"))
    case = opened()
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.WAITING, waiting_reason="customer", owner=posted(Role.AGENT),
        resume_by=timezone.now() + timedelta(days=3),
    )  # fmt: skip

    post_line(client, line, line_message("訂單是 A-1", message_id="m2"))

    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS
    assert case.unanswered_since is not None


def test_two_people_and_two_accounts_are_two_conversations(client, wechat, plain_wechat):
    post_wechat(client, wechat, wechat_text(msg_id=1))
    post_wechat(client, wechat, wechat_text(msg_id=2, sender="openid-an"))
    post_wechat(client, plain_wechat, wechat_text(msg_id=1))

    assert Conversation.objects.count() == 3


def test_a_reference_that_somebody_writes_in_a_messenger_leads_nowhere(client, line):
    """Only who speaks is proof: a number copied from another's screen is not."""
    post_line(client, line, line_message("我的", message_id="m1"))
    reference = Conversation.objects.get().reference

    post_line(client, line, line_message(f"關於 {reference}", message_id="m2", user="Uother"))

    assert Conversation.objects.count() == 2


def found_by(user, text):
    return [line.pk for line in searching.find_cases(user, text).page.lines]


def test_what_was_taken_back_is_gone_from_title_search_and_pages(client, line):
    post_line(client, line, line_message("藍色的獨角獸秘密", message_id="m1"))
    post_line(client, line, line_message("普通的話", message_id="m2"))
    case = opened()
    user = posted(Role.MANAGER)
    assert found_by(user, "獨角獸") == [case.pk]

    post_line(client, line, line_event("unsend", unsend={"messageId": "m1"}))

    case.refresh_from_db()
    assert case.title == "–"
    assert found_by(user, "獨角獸") == []
    assert found_by(user, "普通的話") == [case.pk]
    assert case.events.get(kind=EventKind.TOOK_BACK).by_customer
    client.force_login(user)
    page = client.get(f"/admin/cases/case/{case.reference}/").content.decode()
    assert "獨角獸" not in page
    assert "普通的話" in page
    raw = RawIntake.objects.get(submission__isnull=False)
    assert "獨角獸" not in client.get(f"/admin/items/{raw.pk}/").content.decode()


def split_off(case, words):
    """Split the case's first message, and return the new case."""
    said = Message.objects.filter(conversation=case.submission.conversation).order_by("pk")[:1]
    second = Second(title=f"關於{words}", words=words, messages=[one.pk for one in said])
    return splitting.split_case(
        case.pk, second=second, reason="two", actor=posted(Role.AGENT), now=timezone.now()
    )


def test_what_was_taken_back_is_gone_also_where_it_was_split_off_and_split_again(client, line):
    post_line(client, line, line_message("相片偏黃。獨角獸壞了。飛馬也壞了", message_id="m1"))
    post_line(client, line, line_message("獨角獸在哪裡買的", message_id="m2"))
    case = opened()
    child = split_off(case, "獨角獸壞了。飛馬也壞了")
    parts = [child, split_off(child, "飛馬也壞了")]

    post_line(client, line, line_event("unsend", unsend={"messageId": "m1"}))

    manager = posted(Role.MANAGER)
    assert (found_by(manager, "飛馬"), found_by(manager, "獨角獸")) == ([], [case.pk])
    for part in parts:
        part.refresh_from_db()
        (said,) = part.submission.conversation.messages.all()
        assert (part.title, part.submission.title, part.submission.text) == ("–", "–", "")
        assert (said.text, said.subject, part.submission.conversation.subject) == ("", "", "")
        assert part.events.filter(kind=EventKind.TOOK_BACK, message=said).count() == 1


def test_splitting_and_taking_back_at_one_moment_leave_no_word(client, line):
    post_line(client, line, line_message("相片偏黃。獨角獸壞了", message_id="m1"))
    case = opened()

    def split():
        try:
            split_off(case, "獨角獸壞了")
        except CannotSplit:
            assert not Case.objects.exclude(pk=case.pk).exists()

    unsend = line_event("unsend", unsend={"messageId": "m1"})
    together(split, lambda: post_line(Client(), line, unsend))

    assert set(Message.objects.filter(direction="inbound").values_list("text", flat=True)) == {""}
    assert set(Case.objects.values_list("title", flat=True)) == {"–"}


def test_a_lost_bell_of_taking_back_is_made_up_for(client, line):
    from cases.receivers import customer_took_back
    from channels import signals

    post_line(client, line, line_message("秘密", message_id="m1"))
    case = opened()
    signals.message_taken_back.disconnect(dispatch_uid="cases.customer_took_back")
    try:
        post_line(client, line, line_event("unsend", unsend={"messageId": "m1"}))
    finally:
        signals.message_taken_back.connect(
            customer_took_back, dispatch_uid="cases.customer_took_back"
        )
    case.refresh_from_db()
    assert case.title == "秘密"

    assert sweeping.sweep_submissions(now=timezone.now() + timedelta(minutes=1)) == 1
    assert sweeping.sweep_submissions(now=timezone.now() + timedelta(minutes=1)) == 0
    case.refresh_from_db()
    assert case.title == "–"
    replying.customer_took_back(Message.objects.get().pk, now=timezone.now())
    assert case.events.filter(kind=EventKind.TOOK_BACK).count() == 1


def test_an_answer_at_once_and_the_opening_of_the_case_give_one_receipt(client, wechat):
    for number in range(4):
        user = f"openid-{number}"
        post_wechat(client, wechat, wechat_text(msg_id=20_000 + number, sender=user))
        raw, letters = RawIntake.objects.select_related("channel").latest("pk"), []
        wechat.values["acknowledges"] = "at_once"

        def answer(raw=raw, letters=letters):
            letters.append(acknowledge_at_once(raw, wechat, now=timezone.now()))

        together(answer, lambda: opening.open_waiting(now=timezone.now(), limit=5))
        # A submission locked by whoever notes which notice was shown is passed over; a worker looks again.
        opening.open_waiting(now=timezone.now(), limit=5)

        row = Outgoing.objects.get(conversation_id=raw.conversation_id, template="received")
        assert (row.state, row.receipt) == ("sent", "at once")
        assert letters[0] is not None
        assert Case.objects.count() == number + 1


def test_a_receipt_that_a_worker_has_in_hand_is_not_given_at_once_too(client, wechat):
    post_wechat(client, wechat, wechat_text())
    opening.open_waiting(now=timezone.now(), limit=5)
    raw = RawIntake.objects.select_related("channel").get()
    wechat.values["acknowledges"] = "at_once"
    in_hand = timezone.now() + timedelta(seconds=60)
    Outgoing.objects.update(leased_until=in_hand, attempts=1)

    assert acknowledge_at_once(raw, wechat, now=timezone.now()) is None
    row = Outgoing.objects.get()
    assert (row.state, row.attempts, row.leased_until) == ("pending", 1, in_hand)

    # Whoever had it never came back.
    assert acknowledge_at_once(raw, wechat, now=in_hand) is not None
    assert Outgoing.objects.get().receipt == "at once"
    Outgoing.objects.update(receipt="1/1")
    assert acknowledge_at_once(raw, wechat, now=in_hand) is None


def test_two_calls_of_wechat_at_one_moment_get_one_receipt(client, wechat):
    post_wechat(client, wechat, wechat_text())
    raw, texts = RawIntake.objects.select_related("channel").get(), []
    wechat.values["acknowledges"] = "at_once"

    def acknowledge():
        letter = acknowledge_at_once(RawIntake.objects.get(pk=raw.pk), wechat, now=timezone.now())
        texts.append(letter.text)

    together(acknowledge, acknowledge)

    assert texts[0] == texts[1]
    row = Outgoing.objects.get(template="received")
    assert (row.state, row.receipt) == ("sent", "at once")
