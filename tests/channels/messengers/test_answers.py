"""Who writes by a messenger is answered by it; where that way is closed, by mail, and the row says so."""

from datetime import timedelta

import pytest
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from channels.kinds import AccountKind, ContactKind, OutboxState
from channels.models import (
    AccountToken,
    ChannelAccount,
    ContactPoint,
    Conversation,
    KeptMail,
    Message,
    Outgoing,
)
from channels.rules.answers import writing
from channels.rules.outbox import delivery, reaching, receipting
from feedback_site.ledger.models import LedgerEvent
from tests.channels.messengers.conftest import WEBHOOK_SECRET, connected
from tests.channels.messengers.platforms import (
    line_event,
    line_message,
    post_line,
    post_webhook,
    post_wechat,
    webhook_body,
    wechat_text,
)
from tests.channels.servers import Said
from tests.factories.channels import conversation_with
from tests.factories.organisation import UserFactory
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def answered(text="我們會重印。", now=None):
    """Answer the only conversation, and hand the answer over."""
    message = writing.write_to_customer(
        Conversation.objects.get(), text=text, author=UserFactory(display_name="林小姐"),
        now=now or timezone.now(),
    )  # fmt: skip
    row = Outgoing.objects.get(message=message)
    return delivery.deliver(row.pk, now=now or timezone.now())


def again(row, later=timedelta(hours=3)):
    return delivery.deliver(row.pk, now=timezone.now() + later)


def with_mail(conversation, address="mei@example.com"):
    """Let the customer be known by mail as well."""
    point = ContactPoint(
        customer=conversation.customer, kind=ContactKind.EMAIL, created_at=timezone.now()
    )
    point.write(conversation.customer.wrapped_key, address)
    point.save()
    return point


# --- WeChat


def test_wechat_is_answered_on_wechat(client, wechat, wechat_server):
    post_wechat(client, wechat, wechat_text())

    row = answered()

    assert (row.state, row.kind, row.receipt) == ("sent", "wechat", "1/1")
    (sent,) = wechat_server.sent
    assert (sent["touser"], sent["msgtype"]) == ("openid-mei", "text")
    text = sent["text"]["content"]
    assert text.startswith("我們會重印。")
    assert "— 林小姐" in text
    assert f"/c/{row.conversation.reference}/" in text
    assert b"\\u" not in wechat_server.server.asked[-1].body
    assert not KeptMail.objects.exists()


def test_the_token_is_asked_for_once_and_kept_sealed(client, wechat, wechat_server):
    post_wechat(client, wechat, wechat_text())
    answered("一")
    answered("二")

    assert wechat_server.tokens == 1
    stored = AccountToken.objects.get()
    assert b"token-1" not in bytes(stored.token_sealed)
    assert stored.expires_at > timezone.now() + timedelta(minutes=100)


def test_a_token_that_wechat_no_longer_takes_is_renewed_at_once(client, wechat, wechat_server):
    post_wechat(client, wechat, wechat_text())
    answered("一")
    wechat_server.expire()

    assert answered("二").state == OutboxState.SENT
    assert wechat_server.tokens == 2


def test_a_token_is_renewed_before_it_ends(client, wechat, wechat_server):
    wechat_server.lasts = 600
    post_wechat(client, wechat, wechat_text())
    answered("一")
    answered("二", now=timezone.now() + timedelta(seconds=280))
    assert wechat_server.tokens == 1
    answered("三", now=timezone.now() + timedelta(seconds=310))
    assert wechat_server.tokens == 2


def test_no_token_stands_in_the_log(client, wechat, wechat_server, caplog):
    post_wechat(client, wechat, wechat_text())
    with caplog.at_level("INFO"):
        answered()

    assert wechat_server.texts()
    assert "token-1" not in caplog.text
    assert "app-secret" not in caplog.text


def test_eight_workers_ask_for_one_token(wechat, wechat_server):
    from channels.adapters.wechat.asking import token_of

    wechat_server.slow = 0.2

    found = at_once(8, lambda _n: token_of(ChannelAccount.objects.get(), now=timezone.now()))

    assert found == ["token-1"] * 8
    assert wechat_server.tokens == 1


def test_a_wrong_secret_waits_until_it_is_mended_and_the_connection_shows_it(
    client, wechat, wechat_server
):
    post_wechat(client, wechat, wechat_text())
    wechat_server.secret = "changed"

    row = answered()

    assert row.state == OutboxState.PENDING
    assert "invalid appsecret" in row.last_error
    wechat.refresh_from_db()
    assert (wechat.failures, "invalid appsecret" in wechat.error) == (1, True)
    wechat_server.secret = "app-secret"
    assert again(row).state == OutboxState.SENT


@pytest.mark.parametrize("code", [45015, 45047, 43004, 40003])
def test_where_wechat_is_closed_the_answer_goes_by_mail_and_says_so(
    client, wechat, wechat_server, code
):
    post_wechat(client, wechat, wechat_text())
    with_mail(Conversation.objects.get())
    wechat_server.trouble = [{"errcode": code, "errmsg": "out of time"}]

    row = answered()
    assert (row.state, row.kind, row.instead_of) == ("pending", "email", "wechat")
    assert f"WeChat: {code} out of time" in row.last_error
    row = delivery.deliver(row.pk, now=timezone.now())

    assert (row.state, row.kind, row.instead_of) == ("sent", "email", "wechat")
    mail = KeptMail.objects.get()
    assert mail.to == "mei@example.com"
    verbs = LedgerEvent.objects.filter(subject=f"outgoing:{row.pk}").values_list("verb", flat=True)
    assert list(verbs) == ["outgoing.redirected", "outgoing.sent"]


def test_where_wechat_is_closed_and_no_mail_is_known_it_is_a_dead_letter(
    client, wechat, wechat_server
):
    post_wechat(client, wechat, wechat_text())
    wechat_server.trouble = [{"errcode": 45015, "errmsg": "response out of time limit"}]

    row = answered()

    assert (row.state, row.kind) == ("dead", "wechat")
    assert "45015" in row.last_error


def test_a_busy_wechat_is_asked_again(client, wechat, wechat_server):
    post_wechat(client, wechat, wechat_text())
    wechat_server.trouble = [{"errcode": -1, "errmsg": "system error"}]

    row = answered()
    assert row.state == OutboxState.PENDING
    assert again(row).state == OutboxState.SENT


def test_a_long_answer_goes_in_pieces_and_goes_on_where_it_broke_off(client, wechat, wechat_server):
    post_wechat(client, wechat, wechat_text())
    text = "\n\n".join(f"第{number}段。" + "相片偏黃😀" * 30 for number in range(9))
    wechat_server.trouble = [
        {"errcode": 0, "errmsg": "ok"}, {"errcode": -1, "errmsg": "system error"},
    ]  # fmt: skip

    row = answered(text)
    assert (row.state, row.receipt) == ("pending", "1/3")
    row = again(row)

    assert (row.state, row.receipt) == ("sent", "3/3")
    # The first of three was taken by the fake as trouble: two more came, and none twice.
    pieces = wechat_server.texts()
    assert len(pieces) == 2
    assert all(len(piece.encode()) <= 2048 for piece in pieces)
    assert pieces[-1].endswith(row.conversation.access_code)


def test_what_is_too_long_for_wechat_ends_in_the_link(client, wechat, wechat_server):
    post_wechat(client, wechat, wechat_text())

    row = answered("相片偏黃。" * 2000)

    pieces = wechat_server.texts()
    assert (row.state, len(pieces)) == ("sent", 3)
    assert all(len(piece.encode()) <= 2048 for piece in pieces)
    assert pieces[-1].endswith(f"…\n{link_of(row)}")


def link_of(row):
    from channels.rules import access

    return access.link(row.conversation)


# --- LINE


def test_line_is_answered_by_its_reply_token_while_that_is_fresh(client, line, line_server):
    post_line(client, line, line_message())

    row = answered("好的 😀")

    assert (row.state, row.kind, row.receipt) == ("sent", "line", "reply r1")
    (reply,) = line_server.replies
    assert reply["messages"][0]["text"].startswith("好的 😀")
    assert not line_server.pushes


@pytest.mark.parametrize("why", ["late", "used", "redelivered"])
def test_line_is_pushed_to_where_no_token_is_fresh(client, line, line_server, why):
    more = {"deliveryContext": {"isRedelivery": True}} if why == "redelivered" else {}
    event = line_message(**more)
    post_line(client, line, event)
    if why == "used":
        line_server.used.add(event["replyToken"])

    row = answered(now=timezone.now() + timedelta(seconds=50 if why == "late" else 0))

    assert (row.state, row.receipt) == ("sent", "push p1")
    (push,) = line_server.pushes.values()
    assert push["to"] == "Umei"
    assert not line_server.replies


def test_a_push_whose_answer_was_lost_is_not_pushed_twice(client, line, line_server, monkeypatch):
    post_line(client, line, line_message())
    late = timezone.now() + timedelta(minutes=5)
    line_server.trouble = [Said(500)]
    row = answered(now=late)
    assert row.state == OutboxState.PENDING
    # It had arrived all the same.
    from channels.adapters.line.sending import retry_key_of

    line_server.pushes[retry_key_of(row)] = {"messages": []}

    row = again(row)

    assert (row.state, row.receipt) == ("sent", "push p1")
    assert len(line_server.pushes) == 1


def test_line_asks_for_patience_and_gets_it(client, line, line_server):
    post_line(client, line, line_message())
    line_server.trouble = [Said.of({"message": "The API rate limit has been exceeded."}, 429)]

    row = answered()
    assert row.state == OutboxState.PENDING
    assert again(row).receipt == "push p1"


@pytest.mark.parametrize(
    "said",
    [
        Said.of({"message": "You have reached your monthly limit."}, 429),
        Said.of({"message": "The property, 'to', in the request body is invalid"}, 400),
    ],
)
def test_where_line_is_closed_the_answer_goes_by_mail(client, line, line_server, said):
    post_line(client, line, line_message())
    with_mail(Conversation.objects.get())
    line_server.trouble = [said]

    row = answered(now=timezone.now() + timedelta(minutes=5))
    row = again(row)

    assert (row.state, row.kind, row.instead_of) == ("sent", "email", "line")


def test_who_blocked_us_is_written_to_by_mail(client, line, line_server):
    post_line(client, line, line_message(), line_event("unfollow"))
    with_mail(Conversation.objects.get())

    row = answered()

    assert (row.state, row.kind, row.instead_of) == ("sent", "email", "")
    assert (line_server.replies, line_server.pushes) == ([], {})


def test_who_blocks_us_while_a_letter_waits_gets_it_by_mail(client, line, line_server):
    post_line(client, line, line_message())
    with_mail(Conversation.objects.get())
    message = writing.write_to_customer(
        Conversation.objects.get(), text="好", author=UserFactory(), now=timezone.now()
    )
    post_line(client, line, line_event("unfollow"))

    row = delivery.deliver(Outgoing.objects.get(message=message).pk, now=timezone.now())
    row = again(row)

    assert (row.state, row.kind, row.instead_of) == ("sent", "email", "line")


def test_a_wrong_token_of_line_shows_on_the_connection(client, line, line_server):
    post_line(client, line, line_message())
    line_server.token = "another"

    assert answered().state == OutboxState.PENDING
    line.refresh_from_db()
    assert "Authentication failed" in line.error


def test_a_long_answer_is_one_request_of_at_most_five(client, line, line_server):
    post_line(client, line, line_message())
    answered("好😀" * 6000)

    (reply,) = line_server.replies
    assert 1 < len(reply["messages"]) <= 5
    assert all(len(one["text"].encode("utf-16-le")) <= 10000 for one in reply["messages"])
    assert "".join(one["text"] for one in reply["messages"]).count("好😀") == 6000


# --- Another messenger


@pytest.fixture
def answering_webhook(shop_server):
    return connected(
        AccountKind.WEBHOOK, secret=WEBHOOK_SECRET, reply_url=f"{shop_server.server.url}/replies"
    )


def test_another_messenger_gets_our_answer_signed(client, answering_webhook, shop_server):
    post_webhook(client, answering_webhook, webhook_body())

    row = answered("好" * 9000)

    assert (row.state, row.kind, row.receipt) == ("sent", "webhook", "HTTP 200")
    (asked,) = shop_server.taken
    said = Webhook(WEBHOOK_SECRET).verify(asked.body, asked.headers)
    data = said["data"]
    assert (said["type"], data["to"], data["conversation"]) == ("message", "u-1", "c-9")
    assert "好" * 9000 in data["text"]
    assert data["reference"] == row.conversation.reference
    assert asked.headers["webhook-id"] == f"msg_{row.pk}"


@pytest.mark.parametrize(
    ("status", "state"), [(500, "pending"), (429, "pending"), (410, "dead"), (302, "dead")]
)
def test_what_another_messenger_answers_decides(
    client, answering_webhook, shop_server, status, state
):
    post_webhook(client, answering_webhook, webhook_body(**{"from": {"id": "u-1"}}))
    shop_server.status = status

    row = answered()
    assert row.state == state
    shop_server.status = 204
    if state == "pending":
        assert again(row).state == "sent"
        assert len({asked.headers["webhook-id"] for asked in shop_server.taken}) == 1


def test_an_address_within_our_network_is_not_asked(
    client, answering_webhook, shop_server, settings
):
    settings.HTTP_OPEN_NETWORKS = []
    post_webhook(client, answering_webhook, webhook_body())

    row = answered()
    row = again(row)

    assert not shop_server.taken
    assert (row.state, row.kind, row.instead_of) == ("sent", "email", "webhook")


# --- The way that is chosen


def test_one_rule_chooses_for_one_and_for_many(client, line, line_server):
    """Receipts for many and a letter to one go the same way, whatever a customer is known by."""
    post_line(client, line, line_message())
    talks = [Conversation.objects.get()]
    with_mail(talks[0])
    talks += [conversation_with("an@example.com"), conversation_with(None)]
    newer = conversation_with("old@example.com")
    with_mail(newer, "new@example.com")
    bounced = conversation_with("gone@example.com")
    ContactPoint.objects.filter(customer=bounced.customer).update(bounced_at=timezone.now())
    talks += [newer, bounced]

    made = receipting.acknowledge(
        [receipting.Receipt(conversation=one, dedup_key=f"r{one.pk}", context={}) for one in talks],
        now=timezone.now(),
    )

    chosen = {
        row.conversation_id: row.contact_point for row in Outgoing.objects.filter(pk__in=made)
    }
    for one in talks:
        assert chosen.get(one.pk) == reaching.best_contact_point(one)
    assert [chosen[one.pk].kind for one in talks if one.pk in chosen] == ["line", "email", "email"]
    assert chosen[newer.pk].value() == "new@example.com"


def test_a_connection_switched_off_sends_nothing_and_mail_takes_over(client, line, line_server):
    post_line(client, line, line_message())
    with_mail(Conversation.objects.get())
    ChannelAccount.objects.update(is_active=False)

    row = again(answered())

    assert (row.state, row.kind) == ("sent", "email")
    assert not line_server.replies


def test_an_automatic_letter_is_short_and_says_nothing_of_mail(client, wechat, wechat_server):
    post_wechat(client, wechat, wechat_text())
    conversation = Conversation.objects.get()
    for template in ("received", "waiting_for_you", "resolved", "closed", "follow_up"):
        row = delivery.tell_customer(
            conversation, template=template, dedup_key=template, now=timezone.now(),
            context={"asked": "訂單編號？", "decision": "已重印"},
        )  # fmt: skip
        delivery.deliver(row.pk, now=timezone.now())

    assert len(wechat_server.texts()) == 5
    for text in wechat_server.texts():
        assert conversation.reference in text
        assert "信" not in text.replace("信息", "")
        assert "\n\n\n" not in text
    assert "訂單編號？" in wechat_server.texts()[1]
    assert Message.objects.count() == 1
