"""Receipts: the first word to customers, for many conversations in one statement."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from channels.kinds import ContactKind, OutboxState
from channels.models import Conversation, Outgoing
from channels.signals import outgoing_enqueued

TEMPLATE = "received"

# The newest address from which no mail came back, as delivery.best_contact_point finds it for one.
_INSERT = """
INSERT INTO channels_outgoing
    (kind, conversation_id, contact_point_id, template, language, context, dedup_key, state, created_at,
     due_at, attempts, last_error, receipt, mail_message_id, source)
SELECT %(kind)s, given.conversation, point.id, %(template)s, given.language, given.context::jsonb,
       given.dedup_key, %(state)s, %(now)s, %(now)s, 0, '', '', '', ''
FROM unnest(
    %(conversations)s::bigint[], %(customers)s::bigint[], %(languages)s::text[], %(contexts)s::text[],
    %(dedup_keys)s::text[]
) AS given (conversation, customer, language, context, dedup_key)
CROSS JOIN LATERAL (
    SELECT id FROM channels_contactpoint
    WHERE customer_id = given.customer AND kind = %(kind)s AND bounced_at IS NULL
      AND value_sealed IS NOT NULL
    ORDER BY created_at DESC, id DESC LIMIT 1
) AS point
ON CONFLICT (dedup_key) DO NOTHING
RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What one customer is told: on which conversation, under which key, with which values."""

    conversation: Conversation
    dedup_key: str
    context: Mapping[str, object]


def acknowledge(receipts: Sequence[Receipt], *, now: datetime) -> list[int]:
    """Put receipts into the outbox, in the caller's transaction, and give the ids of the new rows.

    Whoever cannot be written to is passed over: anonymous, erased, without e-mail, all mail came back.
    """
    reachable = [one for one in receipts if one.conversation.customer_id is not None]
    if not reachable:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {
                "kind": ContactKind.EMAIL.value, "template": TEMPLATE, "now": now,
                "state": OutboxState.PENDING.value,
                "conversations": [one.conversation.pk for one in reachable],
                "customers": [one.conversation.customer_id for one in reachable],
                "languages": [one.conversation.language for one in reachable],
                "contexts": [json.dumps(one.context, cls=DjangoJSONEncoder) for one in reachable],
                "dedup_keys": [one.dedup_key for one in reachable],
            },
        )  # fmt: skip
        made = [int(row[0]) for row in cursor.fetchall()]
    for outgoing_id in made:
        transaction.on_commit(
            partial(outgoing_enqueued.send_robust, sender=Outgoing, outgoing_id=outgoing_id)
        )
    return made
