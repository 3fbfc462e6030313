"""Begin a conversation: customer, conversation, submission and first message from one item."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from channels.drafts import Draft
from channels.kinds import (
    MESSENGERS,
    WRITTEN_TO_AND_FRO,
    ChannelKind,
    ContactKind,
    Direction,
    Disposition,
)
from channels.models import Consent, ContactPoint, Conversation, RawIntake, Submission
from channels.rules.conversations.reviewing import Kept, keep_reviews
from channels.rules.customers.attributing import Known
from channels.rules.customers.identifying import identify
from channels.rules.files.attaching import Prepared, attach
from channels.rules.files.expecting import expect
from channels.rules.items.drafting import language_of, said_at, title_of
from channels.rules.items.receiving import actor_of
from channels.rules.looking_up import store_id_of
from channels.signals import submission_received
from feedback_site.kept_queries import planned_cursor
from feedback_site.ledger.rules.recording import Entry, numbered

# Machines bring these, in bursts, and nobody waits at a page for the case.
BY_MACHINE = frozenset(
    {ChannelKind.PARTNER, ChannelKind.EMAIL, ChannelKind.SOCIAL, *WRITTEN_TO_AND_FRO}
)
_PURPOSES = frozenset(Consent.Purpose.values)

# Five rows of five tables that only ever come together, and what the ledger is told of them: one statement
# instead of six round trips, which is a third of the time of an intake.
_BEGIN = """
WITH conversation AS (
    INSERT INTO channels_conversation (
        reference, channel_id, customer_id, contact_point_id, partner_id, language, subject,
        opened_at, access_digest, access_version
    )
    VALUES (
        %(reference)s, %(channel)s, %(customer)s,
        (SELECT id FROM channels_contactpoint
         WHERE kind = %(point_kind)s AND (value_index = %(point_index)s
               OR claim_index = %(point_index)s AND claimed_in_id = %(raw)s)),
        %(partner)s, %(language)s, %(title)s, %(now)s, %(access_digest)s, %(access_version)s
    )
    RETURNING id
), submission AS (
    INSERT INTO channels_submission (
        raw_id, conversation_id, channel_id, customer_id, store_id, title, text, language,
        order_number, category_hint, remedy_sought, is_anonymous, is_insight, no_contact_reason,
        notice_version, captured_at, captured_by_id, received_at
    )
    SELECT %(raw)s, id, %(channel)s, %(customer)s, %(store)s, %(title)s, %(text)s, %(language)s,
           %(order_number)s, %(category_hint)s, %(remedy_sought)s, %(is_anonymous)s,
           %(is_insight)s, %(no_contact_reason)s, %(notice_version)s, %(said_at)s, %(clerk)s, %(received_at)s
    FROM conversation
    RETURNING id
), message AS (
    INSERT INTO channels_message (
        conversation_id, raw_id, channel_id, direction, subject, text, full_text, html,
        is_automatic, is_bounce, mail_message_id, happened_at, recorded_at
    )
    SELECT id, %(raw)s, %(channel)s, %(direction)s, %(subject)s, %(text)s, %(full_text)s, %(html)s,
           %(is_automatic)s, false, %(mail_message_id)s, %(said_at)s, %(now)s
    FROM conversation
    RETURNING id
), consents AS (
    INSERT INTO channels_consent (customer_id, purpose, notice_version, submission_id, given_at)
    SELECT %(customer)s, purpose, %(notice_version)s, id, %(said_at)s
    FROM submission, unnest(%(consents)s::text[]) AS purpose
    WHERE %(customer)s::bigint IS NOT NULL
), accounted AS (
    UPDATE channels_rawintake
    SET state = 'done', disposition = %(disposition)s, accounted_at = %(now)s, error = '',
        attempts = attempts + 1, conversation_id = conversation.id
    FROM conversation WHERE channels_rawintake.id = %(raw)s
)
SELECT conversation.id, submission.id, message.id, ledger_append(
    %(writer)s, %(epoch)s::integer, %(now)s, ARRAY[%(actor)s], ARRAY[%(verb)s], ARRAY[%(about)s],
    ARRAY[sha256(%(outer)s || sha256(%(inner)s || said.body))], ARRAY[%(salt)s], ARRAY[said.body]
)
FROM conversation, submission, message, LATERAL (
    SELECT convert_to(%(said_before)s || submission.id || %(said_after)s, 'UTF8') AS body
) AS said
"""


def begin(
    raw: RawIntake, draft: Draft, files: list[Prepared], *, now: datetime,
    known: Known | None = None,
) -> int:  # fmt: skip
    """Write all that one item begins, ring `submission_received`, give the conversation's id.

    For an insight nothing rings: it waits until somebody asks for a case. The caller holds the raw
    item's lock and the transaction; `known` is what it found with the lock.
    """
    title = title_of(draft)
    language = language_of(draft, raw)
    customer_id = _customer(raw, draft, language, now, known)
    with planned_cursor() as cursor:
        cursor.execute(
            _BEGIN,
            _conversation(raw)
            | submission_values(raw, draft, customer_id)
            | message_values(draft)
            | _point(raw, draft)
            | {
                "title": title, "customer": customer_id, "language": language, "now": now,
                "consents": consents_of(draft), "disposition": disposition_of(draft).value,
            }
            | numbered(accounted(raw, draft, 0, len(files)), "submission"),
        )  # fmt: skip
        conversation_id, submission_id, message_id, _event_id = cursor.fetchone()
    if files:
        attach(message_id, files, item=f"intake:{raw.pk}")
    expect(message_id, draft, now=now)
    if draft.review is not None:
        kept = Kept(
            submission_id=submission_id, conversation_id=conversation_id,
            channel_id=raw.channel_id, draft=draft.review,
        )  # fmt: skip
        keep_reviews([kept], now=now)
    if not draft.is_insight:
        ring(raw, submission_id)
    return int(conversation_id)


def ring(raw: RawIntake, submission_id: int) -> None:
    """Ring `submission_received` once all of it is committed."""
    transaction.on_commit(
        partial(
            submission_received.send_robust,
            sender=Submission,
            submission_id=submission_id,
            is_awaited=raw.channel.kind not in BY_MACHINE,
        )
    )


def _customer(
    raw: RawIntake, draft: Draft, language: str, now: datetime, known: Known | None
) -> int | None:
    """Somebody who wants to stay unknown is not looked up, whatever else the form holds."""
    if draft.is_anonymous:
        return None
    messenger = MESSENGERS.get(ChannelKind(raw.channel.kind))
    return identify(
        draft.person, language=language, messenger=messenger, raw_id=raw.pk, now=now, known=known
    )


def _point(raw: RawIntake, draft: Draft) -> dict[str, Any]:
    """Name by which point somebody speaks on a messenger or by text; nothing elsewhere."""
    messenger, handle = MESSENGERS.get(ChannelKind(raw.channel.kind)), draft.person.handle
    if raw.channel.kind == ChannelKind.SMS:
        messenger, handle = ContactKind.PHONE, draft.person.phone
    if messenger is None or not handle:
        return {"point_kind": None, "point_index": None}
    return {"point_kind": messenger.value, "point_index": ContactPoint.index_of(messenger, handle)}


def _conversation(raw: RawIntake) -> dict[str, Any]:
    return {
        "reference": raw.reference,
        "channel": raw.channel_id,
        "partner": raw.context.get("partner"),
        "access_digest": Conversation.digest_of(raw.reference),
        "access_version": 1,
    }


def submission_values(raw: RawIntake, draft: Draft, customer_id: int | None) -> dict[str, Any]:
    """Give what a draft and its item say by the columns of the submission."""
    return {
        "raw": raw.pk,
        "store": store_id_of(draft.store_code or str(raw.context.get("store") or "")),
        "text": draft.text,
        "order_number": draft.order_number,
        "category_hint": draft.category_hint,
        "remedy_sought": draft.remedy_sought,
        "is_anonymous": draft.is_anonymous,
        "is_insight": draft.is_insight,
        "no_contact_reason": _no_contact(draft, customer_id),
        "notice_version": _notice_shown(raw, draft),
        "said_at": said_at(draft, raw),
        "clerk": raw.context.get("clerk"),
        "received_at": raw.received_at,
    }


def _notice_shown(raw: RawIntake, draft: Draft) -> str:
    """Give the version of the notice that stood where somebody wrote; "" where they saw none yet.

    By mail or messenger they see it with the receipt, which writes it down when it goes out.
    """
    shown = draft.facts.get("notice_version") or raw.context.get("notice_version")
    return str(shown or "")[:16]


def _no_contact(draft: Draft, customer_id: int | None) -> str:
    if draft.is_anonymous:
        return "anonymous"
    if draft.person.is_reachable and customer_id is not None:
        return ""
    return draft.no_contact_reason or "none_given"


def consents_of(draft: Draft) -> list[str]:
    """Give the purposes that a draft agrees to."""
    given = draft.facts.get("consents", ())
    return (
        [str(one) for one in given if one in _PURPOSES] if isinstance(given, tuple | list) else []
    )


def message_values(draft: Draft) -> dict[str, Any]:
    """Give what a draft says by the columns of its message."""
    return {
        "direction": Direction.INBOUND.value,
        "subject": draft.title,
        "full_text": draft.full_text,
        "html": draft.html,
        "is_automatic": draft.is_automatic,
        "mail_message_id": draft.mail_message_id,
    }


def disposition_of(draft: Draft) -> Disposition:
    """What becomes of an item that begins a conversation."""
    return Disposition.KEPT if draft.is_insight else Disposition.OPENED


def accounted(raw: RawIntake, draft: Draft, submission_id: int, files: int) -> Entry:
    """Say for the ledger what became of an item."""
    return Entry(
        verb="intake.accounted",
        subject=f"intake:{raw.pk}",
        actor=actor_of(raw.context),
        body={
            "disposition": disposition_of(draft).value,
            "reference": raw.reference,
            "submission": submission_id,
            "files": files,
        },
    )
