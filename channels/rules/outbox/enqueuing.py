"""Enqueuing: put a message into the outbox with the change that causes it, once, in one statement."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from channels.kinds import ContactKind, OutboxState
from channels.models import ContactPoint, Conversation, Message, Outgoing
from channels.rules.outbox.reaching import BEST_POINT, TEXTS_GO_TO
from channels.signals import outgoing_enqueued
from feedback_site.kept_queries import planned_cursor
from feedback_site.many_values import as_json
from feedback_site.organisation.models import User

# A notice to a colleague about a case that is not in the outbox yet, as _INSERT_MANY takes it.
StaffLetter = Mapping[str, object]

_NAMES = """
    kind, conversation_id, message_id, contact_point_id, recipient_id, template, language, context,
    dedup_key, state, created_at, due_at, attempts, last_error, receipt, mail_message_id, source,
    hold_reason
"""
_COLUMNS = f"({_NAMES})"
_INSERT = f"""
INSERT INTO channels_outgoing {_COLUMNS}
VALUES (%(kind)s, %(conversation_id)s, %(message_id)s, %(contact_point_id)s, %(recipient_id)s,
        %(template)s, %(language)s, %(context)s, %(dedup_key)s, %(state)s, %(created_at)s, %(due_at)s,
        0, '', '', '', '', '')
ON CONFLICT (dedup_key) DO NOTHING
RETURNING id
"""  # noqa: S608 the columns are ours
# The life of the database is asked for once: by default each row asks, which costs as much as the row. Texts
# become what they are outside of the function, row by row: within it that takes twice as long.
_INSERT_MANY = f"""
INSERT INTO channels_outgoing ({_NAMES}, life)
SELECT %s, NULL, NULL, NULL, recipient_id, template, language, context::jsonb, dedup_key, %s, %s,
       due_at::timestamptz, 0, '', '', '', '', '', (SELECT channels_life())
FROM json_to_recordset(%s) AS given (
    recipient_id bigint, template text, language text, context text, dedup_key text, due_at text
)
ON CONFLICT (dedup_key) DO NOTHING
"""  # noqa: S608 the columns are ours
# No row where nobody can be written to, no id where the key is known. Nor is a machine told of steps by
# itself: as long as no person has written on a conversation, only what a person answers goes out.
_TELL = f"""
WITH reached AS (
    SELECT talk.id, talk.language, best.id AS point_id, best.kind
    FROM channels_conversation AS talk CROSS JOIN LATERAL {BEST_POINT} AS best
    WHERE talk.id = coalesce(
        %(conversation_id)s::bigint,
        (SELECT conversation_id FROM channels_submission WHERE id = %(submission_id)s)
    ) AND (
        %(submission_id)s IS NULL
        OR (SELECT bool_and(is_automatic) FROM channels_message
            WHERE conversation_id = talk.id AND direction = 'inbound') IS NOT TRUE
    )
), made AS (
    INSERT INTO channels_outgoing {_COLUMNS}
    SELECT kind, id, %(message_id)s, point_id, NULL, %(template)s, language, %(context)s, %(dedup_key)s,
           %(state)s, %(created_at)s, %(due_at)s, 0, '', '', '', '', ''
    FROM reached
    ON CONFLICT (dedup_key) DO NOTHING
    RETURNING id
)
SELECT made.id, reached.id, point_id, kind, language FROM reached LEFT JOIN made ON true
"""  # noqa: S608 the columns are ours
# No bell is rung, so that nothing tells whoever waits whether there was anybody to write to.
_TO_KNOWN = f"""
INSERT INTO channels_outgoing {_COLUMNS}
SELECT kind, NULL, NULL, id, NULL, %(template)s, %(language)s, %(context)s, %(dedup_key)s, %(state)s,
       %(created_at)s, %(due_at)s, 0, '', '', '', '', ''
FROM channels_contactpoint AS point
WHERE (kind = %(kind)s AND value_index = %(value_index)s OR claim_index = %(value_index)s)
  AND bounced_at IS NULL AND value_sealed IS NOT NULL
  AND (kind <> 'phone' OR proof <> 'earlier' AND {TEXTS_GO_TO})
ORDER BY value_index IS NULL, id LIMIT 1
ON CONFLICT (dedup_key) DO NOTHING
RETURNING id
"""  # noqa: S608 the columns are ours


def enqueue(
    *, template: str, dedup_key: str, language: str, now: datetime,
    conversation: Conversation | None = None, contact_point: ContactPoint | None = None,
    recipient: User | None = None, message: Message | None = None,
    context: Mapping[str, object] | None = None, not_before: datetime | None = None,
) -> Outgoing:  # fmt: skip
    """Put one message into the outbox, in the caller's transaction and in one statement.

    Goes to a customer's contact point or to a member of staff, exactly one of them. A row with this
    `dedup_key` is returned as it is. `context` holds the values that letters.TEMPLATES names.
    """
    row = Outgoing(
        kind=contact_point.kind if contact_point else ContactKind.EMAIL, conversation=conversation,
        message=message, contact_point=contact_point, recipient=recipient, template=template,
        language=language, context=dict(context or {}), dedup_key=dedup_key, created_at=now,
        due_at=max(now, not_before or now),
    )  # fmt: skip
    made = _execute(_INSERT, row)
    if made is None:
        return Outgoing.objects.get(dedup_key=dedup_key)
    return _made(row, made[0], now=now)


def tell_colleague(
    person: User, *, template: str, dedup_key: str, now: datetime,
    context: Mapping[str, object] | None = None, not_before: datetime | None = None,
) -> Outgoing:  # fmt: skip
    """Put a notice to a colleague into the outbox, in their language."""
    return enqueue(
        template=template, dedup_key=dedup_key, language=person.language or "zh-hant", now=now,
        recipient=person, context=context, not_before=not_before,
    )  # fmt: skip


def staff_letter(
    person: User, template: str, *, number: int, now: datetime, case_id: int,
    context: Mapping[str, object], not_before: datetime | None = None,
) -> StaffLetter:  # fmt: skip
    """Give a notice to a colleague about a case, unsaved; its key lets it be sent once for each number."""
    return {
        "recipient_id": person.id, "template": template, "language": person.language or "zh-hant",
        "context": context, "dedup_key": f"case:{case_id}:{template}:{person.id}:{number}",
        "due_at": max(now, not_before) if not_before else now,
    }  # fmt: skip


def enqueue_many(letters: Sequence[StaffLetter], *, now: datetime) -> None:
    """Put some notices into the outbox in one statement; those whose key is known are passed over.

    No bell is rung for each: the sweep of the outbox finds them within seconds.
    """
    if not letters:
        return
    kind, state = ContactKind.EMAIL.value, OutboxState.PENDING.value
    with planned_cursor() as cursor:
        cursor.execute(_INSERT_MANY, [kind, state, now, as_json(letters)])


def write_to_known(
    kind: ContactKind, value_index: bytes, *, template: str, dedup_key: str, language: str,
    context: Mapping[str, object], now: datetime,
) -> None:  # fmt: skip
    """Put a message to whoever is known by a contact value, or stated it, into the outbox, if anybody.

    For what its reader alone may know: it goes to the value itself. One statement either way; for the time
    of the commit to tell nothing, the caller's transaction writes something in any case. The sweep of the
    outbox finds it within seconds.
    """
    row = Outgoing(
        kind=kind, template=template, language=language, context=dict(context),
        dedup_key=dedup_key, created_at=now, due_at=now,
    )  # fmt: skip
    _execute(_TO_KNOWN, row, value_index=value_index)


def tell_customer(
    conversation: Conversation, *, template: str, dedup_key: str, now: datetime,
    context: Mapping[str, object] | None = None, message: Message | None = None,
    not_before: datetime | None = None,
) -> Outgoing | None:  # fmt: skip
    """Put a message to the customer of a conversation into the outbox, in their language; one statement.

    None where nobody can be written to: anonymous, erased, or no way that works.
    """
    return _tell(
        Outgoing(
            conversation=conversation, message=message, template=template, dedup_key=dedup_key,
            context=dict(context or {}), created_at=now, due_at=max(now, not_before or now),
        ), now=now,
    )  # fmt: skip


def tell_sender(
    submission_id: int, *, template: str, dedup_key: str, now: datetime,
    context: Mapping[str, object] | None = None, not_before: datetime | None = None,
    message: Message | None = None,
) -> Outgoing | None:  # fmt: skip
    """Tell of a step by itself whoever began a submission; nothing where only machines have written."""
    return _tell(
        Outgoing(
            template=template, dedup_key=dedup_key, context=dict(context or {}), created_at=now,
            due_at=max(now, not_before or now), message=message,
        ), now=now, submission_id=submission_id,
    )  # fmt: skip


def _tell(row: Outgoing, *, now: datetime, submission_id: int | None = None) -> Outgoing | None:
    told = _execute(_TELL, row, submission_id=submission_id)
    if told is None:
        return None
    row_id, row.conversation_id, row.contact_point_id, row.kind, row.language = told
    if row_id is None:
        return Outgoing.objects.get(dedup_key=row.dedup_key)
    return _made(row, row_id, now=now)


def _execute(sql: str, row: Outgoing, **more: object) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            sql, _values(row) | more | {"context": json.dumps(row.context, cls=DjangoJSONEncoder)}
        )
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def _values(row: Outgoing) -> dict[str, Any]:
    names = (
        "kind", "conversation_id", "message_id", "contact_point_id", "recipient_id", "template",
        "language", "dedup_key", "state", "created_at", "due_at",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def _made(row: Outgoing, row_id: int, *, now: datetime) -> Outgoing:
    """Let Django take it for the row that it is now, and ring for what is due."""
    row.pk = row_id
    row._state.adding = False  # noqa: SLF001
    row._state.db = connection.alias  # noqa: SLF001
    if row.due_at <= now:
        transaction.on_commit(
            partial(outgoing_enqueued.send_robust, sender=Outgoing, outgoing_id=row.pk)
        )
    return row
