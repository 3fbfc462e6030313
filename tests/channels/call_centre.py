"""A call centre as its tests need one: it signs its events and delivers them."""

import itertools
import json
from datetime import UTC, datetime

from django.test import Client
from standardwebhooks import Webhook

from channels.kinds import AccountKind
from channels.models import Channel
from channels.rules.connections import connecting

SECRET = "whsec_" + "c2VjcmV0IG9mIHRoZSBjYWxsIGNlbnRyZQ=="
_numbers = itertools.count(1)


def account(**values):
    """Give a connected call centre."""
    return connecting.make_account(
        Channel.objects.get(code="phone"), kind=AccountKind.CALL_CENTRE,
        name=f"Call centre {next(_numbers)}", values={"secret": SECRET, **values}, actor=None,
        now=datetime(2026, 5, 4, tzinfo=UTC),
    )  # fmt: skip


def event(kind, at, call="c-1", **data):
    """Give the body of one event."""
    told = {"call": call, "direction": "inbound", "number": "+886912345678", "line": "care", **data}
    return json.dumps({"type": f"call.{kind}", "timestamp": at.isoformat(), "data": told}).encode()


def signed(body, *, message_id=None, at=None, secret=SECRET):
    """Give the headers of a delivery."""
    message_id = message_id or f"msg-{next(_numbers)}"
    at = at or datetime.now(UTC)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body.decode()),
    }


def tell(to, kind, at, *, client=None, message_id=None, **data):
    """Deliver one event and give the answer."""
    body = event(kind, at, **data)
    return deliver(to, body, signed(body, message_id=message_id), client=client)


def deliver(to, body, headers, *, client=None):
    return (client or Client()).post(
        f"/callbacks/call_centre/{to.public_id}/", body, content_type="application/json",
        headers=headers,
    )  # fmt: skip
