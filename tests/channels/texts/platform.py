"""Twilio as its documents describe it: what it takes, what it answers, and how it signs its calls."""

import base64
import hashlib
import hmac
from urllib.parse import urlencode

from tests.channels.servers import Said

SID = f"AC{'1' * 32}"
TOKEN = "auth-token-4711"
MEI = "+886912345678"
SHOP = "+886277001234"


class FakeTwilio:
    """Takes messages of one account; `trouble` holds answers to give first."""

    def __init__(self, sid=SID, secret=TOKEN):
        self.user, self.secret, self.sid = sid, secret, sid
        self.taken, self.trouble, self.media = [], [], {}

    def __call__(self, asked):
        known = base64.b64encode(f"{self.user}:{self.secret}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {known}":
            return refused(20003, 401)
        if asked.path.startswith(f"/2010-04-01/Accounts/{self.sid}/Messages/MM"):
            return self.media.get(asked.path.rsplit("/", 1)[1], refused(20404, 404))
        if asked.path != f"/2010-04-01/Accounts/{self.sid}/Messages.json":
            return refused(20404, 404)
        if self.trouble:
            return self.trouble.pop(0)
        if asked.method == "GET":
            return Said.of({"messages": [], "page_size": 1})
        self.taken.append(asked.form)
        sid = f"SM{len(self.taken):032x}"
        return Said.of({"sid": sid, "status": "queued", "error_code": None}, 201)


def refused(code, status=400):
    """Refuse as they do; their words name the number."""
    document = {
        "code": code, "message": f"The 'To' number {MEI} is not a valid phone number.",
        "more_info": f"https://www.twilio.com/docs/errors/{code}", "status": status,
    }  # fmt: skip
    return Said.of(document, status)


def signature(url, fields, secret=TOKEN):
    """Sign a call, written down here a second time."""
    whole = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(secret.encode(), whole.encode(), hashlib.sha1).digest())


def mms(*media, of=SID, at="https://api.twilio.com"):
    """Name files as they do: id and type of each."""
    base = f"{at}/2010-04-01/Accounts/{of}/Messages/MM{'4' * 32}/Media"
    named = {"NumMedia": str(len(media))}
    for number, (sid, mime) in enumerate(media):
        named |= {f"MediaUrl{number}": f"{base}/{sid}", f"MediaContentType{number}": mime}
    return named


def _post(client, url, fields, signed):
    signed = signed if signed is not None else signature(f"http://testserver{url}", fields).decode()
    return client.post(
        url, urlencode(fields), content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signed},
    )  # fmt: skip


def post_text(client, account, words="相片偏黃", *, sender=MEI, sid="SM1", signed=None, **more):
    """Tell of one text."""
    fields = {
        "MessageSid": sid, "SmsSid": sid, "AccountSid": SID, "From": sender, "To": SHOP,
        "Body": words, "NumMedia": "0", "NumSegments": "1", "FromCity": "", **more,
    }  # fmt: skip
    return _post(client, f"/callbacks/sms/{account.public_id}/", fields, signed)


def post_status(client, row, status, *, sid=None, code="", signed=None, account):
    """Tell how a text went."""
    fields = {
        "MessageSid": sid or row.receipt.split()[0], "MessageStatus": status, "To": MEI,
        "From": SHOP, "AccountSid": SID, "ApiVersion": "2010-04-01",
    } | ({"ErrorCode": code} if code else {})  # fmt: skip
    url = f"/callbacks/sms/{account.public_id}/status/{row.pk}/"
    return _post(client, url, fields, signed)
