"""Find what was left behind, and prove that nothing was lost."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from channels.errors import ComesTooEarly, FilesAway
from channels.kinds import IntakeState
from channels.measures.counter_devices import troubled
from channels.models import Channel, RawIntake, SeenMail
from channels.rules.intake.accounting import account
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep

log = logging.getLogger(__name__)
# A door reads its own item within this time; only then does a sweep look.
GRACE = timedelta(seconds=10)
# An item that took its reader's process down this often is put before a person.
MOST_ATTEMPTS = 5
# Whatever is older than this should have its disposition.
PATIENCE = timedelta(minutes=15)


def _reference_of(raw_id: int) -> str:
    return RawIntake.objects.filter(pk=raw_id).values_list("reference", flat=True).first() or ""


READING = Sweep(code="channels.read", title=_("Read an item that came in"), label=_reference_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it must be: `code` says what, `channel` where, `subject` which."""

    code: str
    channel: str
    subject: str


def sweep_left_behind(*, now: datetime, limit: int) -> int:
    """Account for items that were stored and then forgotten, oldest first; give how many were read.

    Each try is counted before it begins, in a transaction of its own: an item that kills its reader
    becomes a failed one instead of killing readers for ever.
    """
    waiting = RawIntake.objects.left_behind().filter(received_at__lt=now - GRACE)
    fresh = waiting.exclude(pk__in=stuck(READING)).order_by("attempts", "received_at")
    ids = fresh.values_list("pk", flat=True)[:limit]
    return one_by_one(READING, ids, partial(_try, now=now), now=now)


def reconcile(*, now: datetime) -> list[Finding]:
    """Compare items, numbers, dispositions and ledger; each finding rings an alarm in the log.

    Looks at: items without disposition, gaps in a channel's numbers, dispositions without their rows,
    items of which the ledger knows nothing, mail seen in a mailbox that never became an item, and
    numbers of the counter's devices that never came.
    """
    findings = [
        *_undisposed(now), *_gaps(), *_empty_dispositions(), *_unrecorded(), *_unfetched(now),
        *_missing_numbers(now),
    ]  # fmt: skip
    for finding in findings:
        log.error("reconciliation: %s on %s: %s", finding.code, finding.channel, finding.subject)
    return findings


def _try(raw_id: int, *, now: datetime) -> bool:
    if not _count_attempt(raw_id, now=now):
        return False
    try:
        account(raw_id, now=now)
    except (FilesAway, ComesTooEarly) as error:
        # The item is not to blame: this was no try of its.
        RawIntake.objects.filter(pk=raw_id).update(attempts=F("attempts") - 1)
        if isinstance(error, ComesTooEarly):
            return False
        raise
    return True


@transaction.atomic
def _count_attempt(raw_id: int, *, now: datetime) -> bool:
    raw = (
        RawIntake.objects.left_behind()
        .select_for_update(skip_locked=True)
        .only("state", "attempts", "error")
        .filter(pk=raw_id)
        .first()
    )
    if raw is None:
        return False
    if raw.attempts < MOST_ATTEMPTS:
        RawIntake.objects.filter(pk=raw_id).update(attempts=F("attempts") + 1)
        return True
    raw.state, raw.error = IntakeState.FAILED, f"Given up after {raw.attempts} tries"
    raw.save(update_fields=("state", "error"))
    record(
        [Entry(verb="intake.failed", subject=f"intake:{raw_id}", body={"error": "gave_up"})],
        now=now,
    )
    return False


def _undisposed(now: datetime) -> Iterator[Finding]:
    late = RawIntake.objects.exclude(state=IntakeState.DONE).filter(received_at__lt=now - PATIENCE)
    for raw_id, channel, state in late.values_list("pk", "channel__code", "state"):
        yield Finding(code=f"left_{state}", channel=channel, subject=f"intake:{raw_id}")


def _gaps() -> Iterator[Finding]:
    for channel, first, last in _rows(
        """
        SELECT channel.code, missing.seq + 1, missing.next - 1
        FROM (
            SELECT channel_id, seq, lead(seq, 1, NULL) OVER numbers AS next FROM (
                SELECT channel_id, seq FROM channels_rawintake
                UNION ALL SELECT id, 0 FROM channels_channel
                UNION ALL SELECT channel_id, last_seq + 1 FROM channels_channelcounter
            ) AS every
            WINDOW numbers AS (PARTITION BY channel_id ORDER BY seq)
        ) AS missing JOIN channels_channel AS channel ON channel.id = missing.channel_id
        WHERE missing.next > missing.seq + 1
        ORDER BY channel.code, missing.seq
        """
    ):
        yield Finding(code="gap", channel=channel, subject=f"{first}-{last}")


def _empty_dispositions() -> Iterator[Finding]:
    for raw_id, channel, disposition in _rows(
        """
        SELECT raw.id, channel.code, raw.disposition
        FROM channels_rawintake AS raw JOIN channels_channel AS channel ON channel.id = raw.channel_id
        WHERE raw.disposition IN ('opened', 'kept')
              AND NOT EXISTS (SELECT FROM channels_submission WHERE raw_id = raw.id)
           OR raw.disposition = 'appended'
              AND NOT EXISTS (SELECT FROM channels_message WHERE raw_id = raw.id)
           OR raw.disposition = 'logged'
              AND NOT EXISTS (SELECT FROM channels_callevent WHERE raw_id = raw.id)
        """
    ):
        yield Finding(code=f"{disposition}_nothing", channel=channel, subject=f"intake:{raw_id}")


def _unrecorded() -> Iterator[Finding]:
    for raw_id, channel, verb in _rows(
        """
        SELECT raw.id, channel.code, verb
        FROM channels_rawintake AS raw
        JOIN channels_channel AS channel ON channel.id = raw.channel_id
        CROSS JOIN (VALUES ('intake.received'), ('intake.accounted')) AS expected (verb)
        WHERE (verb = 'intake.received' OR raw.state = 'done')
          AND NOT EXISTS (
              SELECT FROM ledger_event AS event
              WHERE event.subject = 'intake:' || raw.id AND event.verb = expected.verb
          )
        """
    ):
        yield Finding(code=f"no_{verb}", channel=channel, subject=f"intake:{raw_id}")


def _unfetched(now: datetime) -> Iterator[Finding]:
    late = SeenMail.objects.unsettled().filter(raw=None, seen_at__lt=now - PATIENCE)
    for channel, account_id, folder, uid in late.values_list(
        "account__channel__code", "account", "folder", "uid"
    ):
        yield Finding(
            code="mail_not_fetched", channel=channel, subject=f"{account_id}/{folder}/{uid}"
        )


def _missing_numbers(now: datetime) -> Iterator[Finding]:
    channels = dict(Channel.objects.filter(devices__isnull=False).values_list("pk", "code"))
    for state in troubled(channels):
        for gap in state.overdue(now):
            yield Finding(
                code="number_missing", channel=channels[state.device.channel_id],
                subject=f"device:{state.device.pk}/{gap.first}-{gap.last}",
            )  # fmt: skip


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
