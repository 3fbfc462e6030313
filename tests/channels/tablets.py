"""A tablet at the counter, as its scripts behave: it numbers, signs and sends, and knows no Django."""

import json
from datetime import UTC, datetime

from channels.devices import signing
from channels.models import Channel
from channels.rules.devices import registering
from feedback_site.organisation.roles import Role
from tests.factories.organisation import posted

CONTACT, ENTRY = "/counter/device/contact/", "/counter/device/entry/"
FORM = "multipart/form-data; boundary=b"


def form_of(**fields):
    """Write a form as a browser does."""
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return ("".join(parts) + "--b--\r\n").encode()


class Tablet:
    """One registered device; `client` is the browser's session on it."""

    def __init__(self, store, client, *, now=None, supervisor=None):
        self.row, self.secret = registering.register_device(
            Channel.objects.get(code="counter"), store=store, name="Tablet 1",
            actor=supervisor or posted(Role.SUPERVISOR, store=store), now=now or datetime.now(UTC),
        )  # fmt: skip
        self.client, self.next, self.block, self.clerk = client, 1, [], ""
        self.kept = {}

    def contact(self, **more):
        """Report, and take the references over."""
        said = {
            "device": self.row.public_id, "given_to": self.next - 1, "kept": sorted(self.kept),
            "kept_since": None, "held": [one["reference"] for one in self.kept.values()], **more,
        }  # fmt: skip
        body = json.dumps(said)
        signature = signing.signature(self.secret, "contact", "", "", body.encode())
        answer = self.client.post(
            CONTACT, body, content_type="application/json", headers={"Device-Signature": signature}
        )
        if answer.status_code == 200:
            self.block, self.clerk = answer.json()["references"], answer.json()["clerk"]["token"]
        return answer

    def keep(self, captured_at, /, *, text="取件晚了兩天", offset_ms=0, contact_at=None, **fields):
        """Write an entry down while the line is down, and give its number."""
        number, self.next = self.next, self.next + 1
        reference, code = self.block.pop(0) if self.block else ("", "")
        words = {
            "device": self.row.public_id, "number": number, "captured_at": captured_at.isoformat(),
            "offset_ms": offset_ms, "contact_at": contact_at and contact_at.isoformat(),
            "reference": reference, "clerk": self.clerk, "language": "zh-hant",
        }  # fmt: skip
        body = form_of(
            **{"text": text, "phone": "0912 345 678", "category": "pickup_delayed", **fields}
        )
        self.kept[number] = {**self.signed(words, body), "reference": reference, "code": code}
        return number

    def signed(self, words, body):
        """Sign words and body as they are."""
        words = words if isinstance(words, str) else json.dumps(words)
        signature = signing.signature(self.secret, "entry", words, FORM, body)
        return {"words": words, "body": body, "signature": signature}

    def send(self, number, client=None, **more):
        """Send one entry; it is forgotten only when it was taken."""
        one = {**self.kept[number], **more}
        return (client or self.client).post(
            ENTRY, one["body"], content_type=FORM,
            headers={"Device-Words": one["words"], "Device-Signature": one["signature"]},
        )  # fmt: skip
