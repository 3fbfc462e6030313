"""Receiving mail: one mail to the reply addresses of several cases is one item for each of them.

A raw item has exactly one disposition, so a mail that belongs to two conversations is stored twice, each with
its own number, reference and line in the ledger. Servers deliver such a mail once for all its addresses, or
once for each; either way each conversation gets it once.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from channels.adapters.email.intake import (
    exact_identity,
    is_nameless,
    mail_identity,
    proved_references,
)
from channels.models import Channel, RawIntake
from channels.rules.intake.pairing import TOGETHER
from channels.rules.items.receiving import Received, receive

# Nobody has more cases than that to write to at once; each proof is the secret of one.
MOST_CONVERSATIONS = 20


def receive_mail(
    *, channel: Channel, mail: bytes, trace: bytes, recipients: Sequence[str], now: datetime,
    context: Mapping[str, object] | None = None, captured_at: datetime | None = None,
) -> list[Received]:  # fmt: skip
    """Store a mail, once for each conversation that its addresses prove; the door may answer after this.

    `recipients` are the envelope's, `trace` the headers in which the door writes them down. The first of the
    list is the mail as such; where nothing is proved it is the only one. A mail, or a mail to a conversation,
    that came before is given as it is, whatever else the envelope says this time. `captured_at` is when a
    server of ours had taken it, where that was earlier.
    """
    identity = _identity(channel, mail, trace, arrived_at=captured_at or now)
    proved = proved_references(mail, recipients)[:MOST_CONVERSATIONS]

    def stored(external_id: str, reference: str) -> Received:
        known = {**(context or {}), "proved": reference} if reference else context
        return receive(
            channel=channel, body=trace + mail, content_type="message/rfc822", now=now,
            context=known, external_id=external_id, captured_at=captured_at,
        )  # fmt: skip

    first = stored(identity, proved[0] if proved else "")
    taken = _taken_by(first.raw)
    others = [stored(f"{identity}/{one}", one) for one in proved if one != taken]
    return [first, *others]


def _identity(channel: Channel, mail: bytes, trace: bytes, *, arrived_at: datetime) -> str:
    """Give the id to keep a mail under; one that another mail has had for long goes by all its bytes.

    Without a Message-ID so do those that came before likeness was looked at, which may be met once more.
    """
    identity = mail_identity(mail)
    if not is_nameless(identity):
        return identity
    exact = exact_identity(mail)
    known = RawIntake.objects.filter(channel=channel, external_id__in=(identity, exact))
    for external_id, captured_at, received_at, sha256 in known.values_list(
        "external_id", "captured_at", "received_at", "sha256"
    ):
        is_the_same = bytes(sha256) == hashlib.sha256(trace + mail).digest()
        is_near = abs((captured_at or received_at) - arrived_at) <= TOGETHER
        if external_id == exact or not (is_the_same or is_near):
            return exact
    return identity


def _taken_by(raw: RawIntake) -> str:
    """The conversation that the mail as such went to, when it came first."""
    proved = str(raw.context.get("proved") or "")
    return proved or (raw.conversation.reference if raw.conversation else "")
