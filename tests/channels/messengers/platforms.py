"""The other sides, as their documents describe them: what they post to us, and what they answer."""

import base64
import hashlib
import hmac
import json
import os
import struct
import time
import uuid
from threading import Lock
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from tests.channels.servers import Said


def sha1_of(*parts):
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


# --- WeChat -----------------------------------------------------------------------------------------


def wechat_xml(**fields):
    inner = "".join(
        f"<{name}>{value}</{name}>"
        if isinstance(value, int)
        else f"<{name}><![CDATA[{value}]]></{name}>"
        for name, value in fields.items()
    )
    return f"<xml>{inner}</xml>".encode()


def wechat_text(text="相片偏黃", *, sender="openid-mei", msg_id=10001, at=None, **more):
    fields = {
        "ToUserName": "gh_shop", "FromUserName": sender, "CreateTime": int(at or time.time()),
        "MsgType": "text", "Content": text, "MsgId": msg_id, **more,
    }  # fmt: skip
    if fields["MsgType"] != "text":
        fields.pop("Content")
    return wechat_xml(**fields)


def wechat_event(event, *, sender="openid-mei", at=None, **more):
    return wechat_xml(
        ToUserName="gh_shop", FromUserName=sender, CreateTime=int(at or time.time()),
        MsgType="event", Event=event, **more,
    )  # fmt: skip


def encrypted(words, *, aes_key, app_id):
    """Encrypt as WeChat's own sample code does, written down here a second time."""
    key = base64.b64decode(aes_key + "=")
    plain = os.urandom(16) + struct.pack(">I", len(words)) + words + app_id.encode()
    pad = 32 - len(plain) % 32
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def decrypted(sealed, *, aes_key):
    key = base64.b64decode(aes_key + "=")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    plain = plain[: -plain[-1]]
    (length,) = struct.unpack(">I", plain[16:20])
    return plain[20 : 20 + length], plain[20 + length :].decode()


def wechat_query(token, *, sealed="", at=None, nonce="n0nce"):
    timestamp = str(int(at or time.time()))
    query = {
        "signature": sha1_of(token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce,
        "openid": "openid-mei",
    }  # fmt: skip
    if sealed:
        query |= {
            "encrypt_type": "aes", "msg_signature": sha1_of(token, timestamp, nonce, sealed),
        }  # fmt: skip
    return query


def post_wechat(client, account, xml, *, at=None, nonce="n0nce"):
    """Post one callback, in an envelope where the account has a key."""
    known, query = account.secrets(), {}
    body = xml
    if known.get("aes_key"):
        sealed = encrypted(xml, aes_key=known["aes_key"], app_id=account.values["app_id"])
        body = wechat_xml(ToUserName="gh_shop", Encrypt=sealed)
        query = wechat_query(known["token"], sealed=sealed, at=at, nonce=nonce)
    else:
        query = wechat_query(known["token"], at=at, nonce=nonce)
    return client.post(
        f"/callbacks/wechat/{account.public_id}/?{urlencode(query)}", body, content_type="text/xml"
    )


class FakeWeChat:
    """Tokens, customer-service messages and media; `trouble` is answered once each, in order."""

    def __init__(self, app_id, secret):
        self.app_id, self.secret = app_id, secret
        self.tokens, self.valid, self.sent, self.trouble = 0, "", [], []
        self.media, self.lasts, self._lock, self.slow = {}, 7200, Lock(), 0.0

    def expire(self):
        self.valid = "none"

    def __call__(self, asked):
        if asked.path == "/cgi-bin/stable_token":
            return self._token(asked.json)
        if asked.query.get("access_token") != self.valid:
            return Said.of({"errcode": 42001, "errmsg": "access_token expired"})
        if self.trouble:
            return Said.of(self.trouble.pop(0))
        if asked.path == "/cgi-bin/message/custom/send":
            self.sent.append(asked.json)
            return Said.of({"errcode": 0, "errmsg": "ok"})
        if asked.path == "/cgi-bin/media/get":
            return self.media.get(asked.query["media_id"]) or Said.of(
                {"errcode": 40007, "errmsg": "invalid media_id"}
            )
        return Said(404)

    def _token(self, body):
        if (body["appid"], body["secret"]) != (self.app_id, self.secret):
            return Said.of({"errcode": 40125, "errmsg": "invalid appsecret"})
        time.sleep(self.slow)
        with self._lock:
            self.tokens += 1
            self.valid = f"token-{self.tokens}"
            return Said.of({"access_token": self.valid, "expires_in": self.lasts})

    def texts(self):
        return [one["text"]["content"] for one in self.sent]


# --- LINE -------------------------------------------------------------------------------------------


def line_message(text="相片偏黃", *, user="Umei", message_id="m1", **more):
    return line_event(
        "message", user=user, message={"type": "text", "id": message_id, "text": text}, **more
    )


def line_event(kind, *, user="Umei", at=None, **more):
    event = {
        "type": kind, "webhookEventId": uuid.uuid4().hex, "mode": "active",
        "timestamp": int((at or time.time()) * 1000),
        "deliveryContext": {"isRedelivery": False},
        "source": {"type": "user", "userId": user}, **more,
    }  # fmt: skip
    if kind in ("message", "follow", "postback"):
        event.setdefault("replyToken", f"reply-{event['webhookEventId']}")
    return event


def line_signature(secret, body):
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def post_line(client, account, *events, signature=None):
    body = json.dumps({"destination": "Ushop", "events": events}, ensure_ascii=False).encode()
    signed = signature or line_signature(account.secrets()["channel_secret"], body)
    return client.post(
        f"/callbacks/line/{account.public_id}/", body, content_type="application/json",
        headers={"X-Line-Signature": signed},
    )  # fmt: skip


class FakeLine:
    """Reply, push, content and profiles; `trouble` holds answers to give first."""

    def __init__(self, token):
        self.token = token
        self.replies, self.pushes, self.trouble, self.content = [], {}, [], {}
        self.used, self.profiles = set(), {"Umei": "陳美玲"}

    def __call__(self, asked):
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Said.of({"message": "Authentication failed"}, 401)
        if self.trouble:
            return self.trouble.pop(0)
        if asked.path == "/v2/bot/info":
            return Said.of({"displayName": "Shop"})
        if asked.path == "/v2/bot/message/reply":
            return self._reply(asked.json)
        if asked.path == "/v2/bot/message/push":
            return self._push(asked)
        if asked.path.endswith("/content"):
            return self.content.get(asked.path.split("/")[-2], Said.of({"message": "gone"}, 404))
        if asked.path.startswith("/v2/bot/profile/"):
            name = self.profiles.get(asked.path.rpartition("/")[2])
            return (
                Said.of({"displayName": name}) if name else Said.of({"message": "Not found"}, 404)
            )
        return Said(404)

    def _reply(self, body):
        if body["replyToken"] in self.used or not body["replyToken"].startswith("reply-"):
            return Said.of({"message": "Invalid reply token"}, 400)
        self.used.add(body["replyToken"])
        self.replies.append(body)
        return Said.of({"sentMessages": []}, **{"X-Line-Request-Id": f"r{len(self.replies)}"})

    def _push(self, asked):
        key = asked.headers["x-line-retry-key"]
        if key in self.pushes:
            known = {"X-Line-Accepted-Request-Id": "p1"}
            return Said.of({"message": "The retry key is already accepted"}, 409, **known)
        self.pushes[key] = asked.json
        return Said.of({"sentMessages": []}, **{"X-Line-Request-Id": f"p{len(self.pushes)}"})


# --- Another messenger ------------------------------------------------------------------------------


def webhook_body(text="相片偏黃", **more):
    return json.dumps(
        {
            "text": text, "from": {"id": "u-1", "name": "陳美玲", "contact": "mei@example.com"},
            "conversation": "c-9", **more,
        },
        ensure_ascii=False,
    ).encode()  # fmt: skip


def webhook_headers(secret, body, *, message_id="msg_1", at=None):
    moment = at or timezone.now()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, moment, body.decode()),
    }


def post_webhook(client, account, body, **signing):
    secret = signing.pop("secret", None) or account.secrets()["secret"]
    return client.post(
        f"/callbacks/webhook/{account.public_id}/", body, content_type="application/json",
        headers=webhook_headers(secret, body, **signing),
    )  # fmt: skip


class FakeShop:
    """Takes our replies and serves files."""

    def __init__(self):
        self.taken, self.status, self.files = [], 200, {}

    def __call__(self, asked):
        if asked.method == "GET":
            return self.files.get(asked.path, Said(404))
        self.taken.append(asked)
        return Said(self.status)
