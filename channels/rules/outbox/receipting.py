"""Receipts: the first word to customers, for many conversations in one statement."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from channels.kinds import OutboxState
from channels.models import Conversation, Outgoing
from channels.rules.outbox.reaching import BEST_POINT
from channels.signals import outgoing_enqueued

TEMPLATE = "received"
# The receipt of a message that was answered in the same breath.
AT_ONCE = "at once"

# The key alone would keep a second one out, and lock each other up: whoever gives one at once writes its end
# while waiting for the case, which is ours.
_INSERT = f"""
INSERT INTO channels_outgoing
    (kind, conversation_id, contact_point_id, template, language, context, dedup_key, state, created_at,
     due_at, attempts, last_error, receipt, mail_message_id, source,
     hold_reason, life)
SELECT best.kind, talk.id, best.id, %(template)s::varchar, given.language, given.context::jsonb,
       CASE best.kind WHEN 'wechat' THEN %(key)s::varchar || talk.reference ELSE given.dedup_key END,
       %(state)s, %(now)s, %(now)s, 0, '', '', '', '', '',
       (SELECT channels_life())
FROM unnest(
    %(conversations)s::bigint[], %(languages)s::text[], %(contexts)s::text[], %(dedup_keys)s::text[]
) AS given (conversation, language, context, dedup_key)
JOIN channels_conversation AS talk ON talk.id = given.conversation
CROSS JOIN LATERAL {BEST_POINT} AS best
WHERE best.kind <> 'wechat' OR NOT EXISTS (
    SELECT FROM channels_outgoing AS before
    WHERE before.conversation_id = talk.id AND before.template = %(template)s::varchar
      AND before.receipt = %(at_once)s
)
ON CONFLICT (dedup_key) DO NOTHING
RETURNING id
"""  # noqa: S608 constants only


def key_of(reference: str) -> str:
    """Give the key of a receipt that may be given at once: both who answer and who open cases use it."""
    return f"at_once:{reference}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What one customer is told: on which conversation, under which key, with which values."""

    conversation: Conversation
    dedup_key: str
    context: Mapping[str, object]


def acknowledge(receipts: Sequence[Receipt], *, now: datetime) -> list[int]:
    """Put receipts into the outbox, in the caller's transaction, and give the ids of the new rows.

    Whoever cannot be written to is passed over: anonymous, erased, no way that works. So is whoever got
    it at once.
    """
    reachable = [one for one in receipts if one.conversation.customer_id is not None]
    if not reachable:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {
                "template": TEMPLATE, "now": now, "at_once": AT_ONCE, "key": key_of(""),
                "state": OutboxState.PENDING.value,
                "conversations": [one.conversation.pk for one in reachable],
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
