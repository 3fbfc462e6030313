"""What must go out goes out once, or waits where somebody sees it."""

from collections.abc import Iterator
from datetime import datetime

from channels.rules.outbox.delivery import LEASE
from reports.measures.violations import Violation, breaches, rows

_LEASED_TOO_LONG = """
SELECT 'outgoing:' || id, leased_until FROM channels_outgoing
WHERE leased_until > %(latest)s OR leased_until IS NOT NULL AND state <> 'pending'
"""
# A claim that ran out belongs to a process that died; the sweep must have taken it over.
_FORGOTTEN = """
SELECT 'outgoing:' || id, template, due_at FROM channels_outgoing
WHERE state = 'pending' AND due_at < %(settled)s
  AND (leased_until IS NULL OR leased_until < %(settled)s)
"""
_NOT_KEPT = """
SELECT 'outgoing:' || row.id, kept.n || ' kept mails'
FROM channels_outgoing AS row
CROSS JOIN LATERAL (
    SELECT count(*) AS n FROM channels_keptmail AS mail
    WHERE mail.mail_message_id = row.mail_message_id
) AS kept
WHERE row.state = 'sent' AND row.receipt = 'kept' AND kept.n <> 1
"""
_FROM_NOWHERE = """
SELECT 'kept_mail:' || mail.id, mail.mail_message_id FROM channels_keptmail AS mail
WHERE NOT EXISTS (
    SELECT FROM channels_outgoing AS row WHERE row.mail_message_id = mail.mail_message_id
)
"""
_MAIL_TWICE = """
SELECT mail_message_id, count(*) || ' mails' FROM channels_keptmail
GROUP BY mail_message_id HAVING count(*) > 1
UNION ALL
SELECT mail_message_id, count(*) || ' messages in the outbox' FROM channels_outgoing
WHERE mail_message_id <> '' GROUP BY mail_message_id HAVING count(*) > 1
"""
_NOTICE_TWICE = """
SELECT 'cycle:' || cycle_id, 'level ' || level, count(*) || ' notices'
FROM cases_notice GROUP BY cycle_id, level HAVING count(*) > 1
UNION ALL
SELECT 'case:' || case_id, kind || ' ' || (facts ->> 'clock') || ' level ' || (facts ->> 'level'),
       count(*) || ' events'
FROM cases_caseevent WHERE kind IN ('warned', 'breached')
GROUP BY case_id, kind, facts ->> 'clock', facts ->> 'cycle', facts ->> 'level' HAVING count(*) > 1
"""


def outbox(now: datetime, settled: datetime) -> Iterator[Violation]:
    """Each message is sent, waiting for its time, or put before a person; none is claimed for ever."""
    yield from breaches("leased_too_long", _LEASED_TOO_LONG, {"latest": now + LEASE})
    yield from breaches("not_sent", _FORGOTTEN, {"settled": settled})


def mail() -> Iterator[Violation]:
    """Each mail that was handed over is there once, and comes from one row of the outbox."""
    yield from breaches("mail_not_kept", _NOT_KEPT)
    yield from breaches("mail_from_nowhere", _FROM_NOWHERE)
    yield from breaches("mail_twice", _MAIL_TWICE)


def notices() -> Iterator[Violation]:
    """Each warning and each breach is told once."""
    yield from breaches("notice_twice", _NOTICE_TWICE)


def counts() -> dict[str, int]:
    """How many messages there are in each state."""
    return dict(
        rows("SELECT 'outgoing ' || state, count(*) FROM channels_outgoing GROUP BY 1 ORDER BY 1")
    )
