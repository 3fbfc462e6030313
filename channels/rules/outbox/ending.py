"""Ending: write down how tries to hand messages over went, for many in few statements."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import QuerySet
from django.dispatch import Signal

from channels.kinds import HoldReason, OutboxState
from channels.models import Outgoing, Submission
from channels.rules import access
from channels.signals import message_delivered, message_refused
from feedback_site.ledger.rules.recording import Entry, record


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How one try went: its state after it (pending: again later), and what was said.

    `is_refused` is what nobody will take by this way, `is_away` that nobody answered at all; `notice` is
    the version of the privacy notice that its letter leads to. `until` is a better hour.
    """

    row: Outgoing
    state: OutboxState
    why: str = ""
    receipt: str = ""
    source: str = ""
    is_refused: bool = False
    is_away: bool = False
    notice: str = ""
    until: datetime | None = None


_CLAIM = """
UPDATE channels_outgoing AS row
SET leased_until = given.leased_until, attempts = given.attempts, mail_message_id = given.mail_message_id
FROM json_populate_recordset(NULL::channels_outgoing, %s) AS given WHERE row.id = given.id
"""
# A later claim may have taken a message over from us: then it is theirs.
_FINISH = """
UPDATE channels_outgoing AS row
SET state = given.state, leased_until = NULL, last_error = given.last_error, receipt = given.receipt,
    source = given.source, sent_at = given.sent_at, hold_reason = given.hold_reason
FROM json_populate_recordset(NULL::channels_outgoing, %s) AS given
WHERE row.id = given.id AND row.attempts = given.attempts AND row.state = 'pending'
RETURNING row.id
"""
_GIVE_BACK = """
UPDATE channels_outgoing AS row SET leased_until = NULL, attempts = row.attempts - 1
FROM json_populate_recordset(NULL::channels_outgoing, %s) AS given
WHERE row.id = given.id AND row.attempts = given.attempts AND row.state = 'pending'
"""


def save_claims(rows: Sequence[Outgoing]) -> None:
    """Write until when these locked rows are ours, and which try it is."""
    _update(_CLAIM, rows, "leased_until", "attempts", "mail_message_id")


def give_back(rows: Sequence[Outgoing]) -> None:
    """Let others have what was claimed and not tried, as if it had not been claimed."""
    if rows:
        _update(_GIVE_BACK, rows, "attempts")


@transaction.atomic
def finish(endings: Sequence[Ending], *, now: datetime) -> None:
    """Write the end of messages, unless a later claim has taken them over from us."""
    if not endings:
        return
    for one in endings:
        row, state = one.row, one.state
        row.state, row.leased_until, row.last_error = state, None, one.why
        row.hold_reason = HoldReason.FLOOD if state == OutboxState.HELD else ""
        row.receipt, row.source = one.receipt[:255], one.source
        row.sent_at = now if state == OutboxState.SENT else None
    ended = [one.row for one in endings]
    changed = _update(
        _FINISH, ended, "attempts", "state", "last_error", "receipt", "source", "sent_at",
        "hold_reason",
    )  # fmt: skip
    ours = [row for row in ended if row.pk in changed]
    for row in ended:
        if row.pk not in changed:
            row.refresh_from_db()
    note(ours, now=now)
    _keep_open([row for row in ours if row.state == OutboxState.SENT], now=now)
    _show_notice([one for one in endings if one.row.pk in changed and one.notice], now=now)
    for row in ours:
        if row.state == OutboxState.SENT:
            ring(message_delivered, row)
        elif row.state == OutboxState.DEAD:
            ring(message_refused, row)


def _keep_open(sent: Sequence[Outgoing], *, now: datetime) -> None:
    """Let these codes hold on, always in the same order, so that no two batches wait for each other."""
    written_on = {row.conversation.pk: row.conversation for row in sent if row.conversation}
    for _pk, conversation in sorted(written_on.items()):
        known = conversation.access_expires_at
        access.keep_open(conversation, now=now)
        # The batch may be rolled back and repeated with the same rows, which must not think it done.
        conversation.access_expires_at = known


def _show_notice(sent: Sequence[Ending], *, now: datetime) -> None:
    """Write with what was sent to us which notice its sender has seen, where none was shown before."""
    if not sent:
        return
    versions = {one.row.conversation_id: one.notice for one in sent}
    unseen = list(
        Submission.objects.filter(conversation__in=versions, notice_version="")
        .order_by("pk")
        .only("conversation")
    )
    for submission in unseen:
        submission.notice_version = versions[submission.conversation_id]
    Submission.objects.bulk_update(unseen, ("notice_version",))
    record(
        [
            Entry(
                verb="notice.shown", subject=f"submission:{one.pk}", actor="system",
                body={"version": one.notice_version},
            )
            for one in unseen
        ],
        now=now,
    )  # fmt: skip


def still_ours(row: Outgoing) -> QuerySet[Outgoing]:
    """Keep a claimed row, unless a later claim has taken it over from us."""
    return Outgoing.objects.filter(pk=row.pk, attempts=row.attempts, state=OutboxState.PENDING)


def note(rows: Sequence[Outgoing], verb: str = "", *, now: datetime, actor: str = "system") -> None:
    """Write into the ledger what happened to messages; without a verb, that they are what they are now."""
    if not rows:
        return
    record(
        [
            Entry(
                verb=verb or f"outgoing.{row.state}", subject=f"outgoing:{row.pk}", actor=actor,
                body={"template": row.template, "key": row.dedup_key, "attempts": row.attempts},
            )
            for row in rows
        ],
        now=now,
    )  # fmt: skip


def ring(bell: Signal, row: Outgoing) -> None:
    """Ring for a message once what was done is committed."""
    transaction.on_commit(partial(bell.send_robust, sender=Outgoing, outgoing_id=row.pk))


def _update(sql: str, rows: Sequence[Outgoing], *names: str) -> set[int]:
    """Write these columns of some rows in one statement, and give the ids that it returned."""
    values = [{"id": row.pk} | {name: getattr(row, name) for name in names} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(values, cls=DjangoJSONEncoder)])
        return {pk for (pk,) in cursor.fetchall()} if cursor.description else set()
