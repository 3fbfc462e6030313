"""WeChat and LINE: their servers, which call until they are answered, and take what we answer customers.

Both are the fakes of the suite, which speak the documented protocols on loopback.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlencode

from senders import Item, Sender

from tests.channels.messengers.platforms import (
    FakeLine,
    FakeWeChat,
    line_message,
    line_signature,
    wechat_query,
    wechat_text,
)
from tests.channels.servers import serving

APP_ID, APP_SECRET, TOKEN = "wx0123456789", "app-secret", "callback-token"
LINE_SECRET, LINE_TOKEN = "line-channel-secret", "line-access-token"


@contextmanager
def platforms() -> Iterator[dict[str, str]]:
    """Run both platforms, and give what a site must be told to speak with them."""
    with ExitStack() as stack:
        wechat = stack.enter_context(serving(FakeWeChat(APP_ID, APP_SECRET)))
        line = stack.enter_context(serving(FakeLine(LINE_TOKEN)))
        yield {
            "FEEDBACK_WECHAT_API_URL": wechat.url, "FEEDBACK_LINE_API_URL": line.url,
            "FEEDBACK_LINE_DATA_URL": line.url, "FEEDBACK_HTTP_OPEN_NETWORKS": "127.0.0.0/8",
        }  # fmt: skip


def connect() -> dict[str, tuple[int, str]]:
    """Connect the site of this process to both; give the ids of the connections, ours and the public one."""
    from django.utils import timezone

    from channels.kinds import AccountKind
    from channels.models import Channel
    from channels.rules.connections import connecting

    values = {
        AccountKind.WECHAT: {"app_id": APP_ID, "app_secret": APP_SECRET, "token": TOKEN},
        AccountKind.LINE: {"channel_secret": LINE_SECRET, "access_token": LINE_TOKEN},
    }
    accounts = {}
    for kind, given in values.items():
        names = dict.fromkeys(("name_zh_hant", "name_zh_hans", "name_en"), str(kind.label))
        channel, _is_new = Channel.objects.get_or_create(
            code=kind.value, defaults={"kind": kind.value, **names}
        )
        account = connecting.make_account(
            channel,
            kind=kind,
            name=f"Storm {kind.value}",
            values=given,
            actor=None,
            now=timezone.now(),
        )
        accounts[kind.value] = (account.pk, account.public_id)
    return accounts


class WeChatSender(Sender):
    """WeChat's server: the same message, signed anew for each try, until it hears 200."""

    door = "wechat"

    def prepare(self, item: Item) -> bytes:
        number = self.random.getrandbits(60)
        item.at_source = f"message:{number}"
        return wechat_text(self.words(item), sender=f"openid-{item.word}", msg_id=number)

    def send(self, item: Item, prepared: object) -> bool:
        query = urlencode(wechat_query(TOKEN, nonce=f"{self.random.getrandbits(40)}"))
        path = f"/callbacks/wechat/{self.storm.accounts['wechat'][1]}/?{query}"
        return _answered(self, item, path, prepared, {"Content-Type": "text/xml"})


class LineSender(Sender):
    """LINE's server: the same event, marked as redelivered from the second try on, until it hears 200."""

    door = "line"

    def prepare(self, item: Item) -> dict[str, object]:
        number = f"{self.random.getrandbits(60)}"
        event = line_message(self.words(item), user=f"U{item.word}", message_id=number)
        item.at_source = f"event:{event['webhookEventId']}"
        return event

    def send(self, item: Item, prepared: object) -> bool:
        event = {**prepared, "deliveryContext": {"isRedelivery": item.tries > 1}}
        body = json.dumps({"destination": "Ushop", "events": [event]}, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Line-Signature": line_signature(LINE_SECRET, body),
        }
        path = f"/callbacks/line/{self.storm.accounts['line'][1]}/"
        return _answered(self, item, path, body, headers)


def _answered(
    sender: Sender, item: Item, path: str, body: bytes, headers: dict[str, str]
) -> bool:  # fmt: skip
    answered = sender.answer("POST", path, body, headers)
    if answered is None:
        return False
    response, text = answered
    if response.status == 200:
        item.acknowledged = f"{sender.storm.accounts[item.door][0]}:{item.at_source}"
        return True
    sender.storm.failed(type(sender).door, response.status)
    if response.status < 500:
        item.refused = f"{response.status} {text[:200]}"
    return bool(item.refused)
