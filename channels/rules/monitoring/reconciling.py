"""Reconciling: each day's account of each channel, with what the daily proof found, kept to be looked at."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction

from channels.measures.day_counts import DayCount, Key, day_counts
from channels.measures.troubles import home_zone
from channels.models import Channel, DayAccount
from channels.rules.monitoring.sweeping import PATIENCE, Finding, reconcile
from feedback_site.ledger.rules.recording import Entry, record

# What came this long ago may still be read, dismissed or found again.
DAYS = 14
# Of more than these one sees that something is badly wrong without the rest.
MOST_FINDINGS = 100
# What the recount of mailboxes found, which mends it at once: the reconciliation cannot see it any more.
_NOTED = frozenset({"mail_missed"})
# An item is stored within seconds of its time; clocks of sources may be wrong by hours.
_SLACK = timedelta(days=2)
Found = dict[Key, list[list[str]]]
_COUNTED = (
    "received", "accounted", "unread", "failed", "outside", "not_here", "findings", "difference",
    "reconciled_at",
)  # fmt: skip


def reconcile_days(*, now: datetime) -> list[DayAccount]:
    """Prove that nothing was lost, count the latest days anew, and keep both; give what differs.

    A difference is a finding, or something that the other side has and we have not. The watch of the
    channels raises an alarm for it, and tells the channel's owner.
    """
    return keep(reconcile(now=now), now=now)


@transaction.atomic
def note(findings: Sequence[Finding], *, now: datetime) -> None:
    """Keep what another proof found today; the reconciliation that follows leaves it there."""
    today = now.astimezone(home_zone()).date()
    channels = {channel.code: channel for channel in Channel.objects.all()}
    for one in findings:
        row, _is_new = DayAccount.objects.select_for_update().get_or_create(
            channel=channels[one.channel], day=today, defaults={"reconciled_at": now}
        )
        row.findings.append([one.code, one.subject])
        row.difference += 1
        row.save(update_fields=("findings", "difference"))


@transaction.atomic
def keep(findings: Sequence[Finding], *, now: datetime) -> list[DayAccount]:
    """Keep what was found now, and the accounts of the last DAYS days."""
    today = now.astimezone(home_zone()).date()
    since = datetime.combine(today - timedelta(days=DAYS - 1), time(), home_zone())
    counts = day_counts(since=since, long_since=since - _SLACK, late=now - PATIENCE, now=now)
    before = _found_before(since.date())
    found = before | _found_now(findings, today, before)
    rows = [
        _account(key, counts.get(key, DayCount()), found.get(key, []), now=now)
        for key in sorted({*counts, *found})
    ]
    DayAccount.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["channel", "day"], update_fields=_COUNTED
    )
    _record([row for row in rows if row.day == today and row.difference], now=now)
    return [row for row in rows if row.difference]


def _account(
    key: Key, count: DayCount, findings: Sequence[Sequence[str]], *, now: datetime
) -> DayAccount:
    # What is not here is counted by its number, and not once more by what found it.
    by_number = {"mail_not_fetched"} | ({"number_missing"} if count.not_here else set())
    others = [one for one in findings if one[0] not in by_number]
    return DayAccount(
        channel_id=key[0], day=key[1], received=count.received, accounted=count.accounted,
        unread=count.unread, failed=count.failed, outside=count.outside, not_here=count.not_here,
        findings=list(findings[:MOST_FINDINGS]), difference=len(others) + count.not_here,
        reconciled_at=now,
    )  # fmt: skip


def _found_now(findings: Sequence[Finding], today: date, before: Found) -> Found:
    """What is wrong now, by channel; a channel of which nothing is found gets its account as well."""
    channels = dict(Channel.objects.values_list("code", "pk"))
    found: Found = {
        (pk, today): [one for one in before.get((pk, today), []) if one[0] in _NOTED]
        for pk in channels.values()
    }
    for one in findings:
        found[channels[one.channel], today].append([one.code, one.subject])
    return found


def _found_before(since: date) -> Found:
    """What was found on the days before stays written there."""
    rows = DayAccount.objects.filter(day__gte=since).values_list("channel", "day", "findings")
    return {(channel, day): findings for channel, day, findings in rows}


def _record(differing: Sequence[DayAccount], *, now: datetime) -> None:
    entries = [
        Entry(
            verb="reconciliation.differs", subject=f"channel:{row.channel_id}",
            body={"day": str(row.day), "difference": row.difference},
        )
        for row in differing
    ]  # fmt: skip
    record(entries, now=now)
