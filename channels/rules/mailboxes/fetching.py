"""Reading mailboxes: each message stored once, and put aside only after it was stored.

Whoever reads a mailbox has it on lease. A lease that ran out costs a second look and nothing else: the
item of a message is found again by its content, and the message by folder, UIDVALIDITY and UID.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from channels.adapters.email.mailbox import Conversation, Lying, mailbox_of
from channels.errors import ChannelError, MailboxRefused, NoAnswer
from channels.kinds import AccountKind
from channels.models import ChannelAccount, Mailbox, RawIntake, SeenMail
from channels.models.seen_mail import CUT_AT_ONCE, UIDVALIDITIES
from channels.rules import intake
from channels.rules.connections import connecting
from channels.rules.mailboxes import settling
from channels.rules.mailboxes.receiving_mail import receive_mail
from channels.rules.monitoring.sweeping import Finding

log = logging.getLogger(__name__)

# A pass ends in time to be well within its lease, whatever one slow step takes.
PASS_SECONDS = 40.0
LEASE = timedelta(seconds=150)
PAUSE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(minutes=15)
# What is looked at in one go: between two of them what was stored is put aside.
BATCH = 50
MOST_A_PASS = 2_000
# Of a larger mail this much is taken in; the whole stays in the mailbox, among the failed.
LARGEST = 40 * 1024 * 1024
HEAD_OF_LARGER = 1024 * 1024
# What arrived shortly before a connection was made is taken in as well: no two clocks agree.
GRACE = timedelta(minutes=5)
# How long ago a mail may have arrived at its server and be timed from then, where nothing else is known.
LATE = timedelta(days=7)
# A message that cannot be fetched this often keeps nobody waiting any more.
MOST_ATTEMPTS = 5


@dataclass(slots=True, kw_only=True)
class Pass:
    """What one look into a mailbox brought: new items, items that were there, failures.

    `missed` counts messages below where the mailbox had been read to, of which nothing was known.
    """

    stored: int = 0
    known: int = 0
    failed: int = 0
    missed: int = 0


def fetch_next(*, now: datetime) -> Pass | None:
    """Look into the mailbox whose turn came first; None where it is nobody's."""
    _give_turns(now=now)
    mailbox = _claim(now=now)
    return _look_into(mailbox, now=now) if mailbox else None


def fetch_now(account_id: int, *, now: datetime, from_start: bool = False) -> Pass | None:
    """Look into one mailbox whatever its turn; None where somebody is at it, or it is not in use.

    `from_start` forgets how far it was read: whatever was missed is found, and what failed is tried again.
    """
    _give_turns(now=now)
    Mailbox.objects.filter(pk=account_id).update(due_at=now)
    mailbox = _claim(now=now, account_id=account_id)
    return _look_into(mailbox, now=now, from_start=from_start) if mailbox else None


def recount(*, now: datetime) -> list[Finding]:
    """Compare each mailbox with what was seen in it, take in what was missed, and tell of it."""
    findings = []
    accounts = ChannelAccount.objects.in_use().filter(kind=AccountKind.IMAP)
    for account_id, channel in accounts.values_list("pk", "channel__code"):
        found = fetch_now(account_id, now=now, from_start=True)
        if found is not None and found.missed:
            subject = f"account:{account_id}: {found.missed}"
            findings.append(Finding(code="mail_missed", channel=channel, subject=subject))
    for finding in findings:
        log.error("reconciliation: %s on %s: %s", finding.code, finding.channel, finding.subject)
    return findings


def _give_turns(*, now: datetime) -> None:
    """Give each mailbox that has no row of its own its first turn."""
    new = ChannelAccount.objects.in_use().filter(kind=AccountKind.IMAP, mailbox=None)
    Mailbox.objects.bulk_create(
        [Mailbox(account=account, due_at=now) for account in new], ignore_conflicts=True
    )


@transaction.atomic
def _claim(*, now: datetime, account_id: int | None = None) -> Mailbox | None:
    """Take one mailbox on lease; those that others are taking are passed over."""
    due = Mailbox.objects.due(now)
    if account_id is not None:
        due = due.filter(pk=account_id)
    mailbox = (
        due.select_related("account__channel")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("due_at")
        .first()
    )
    if mailbox is not None:
        mailbox.leased_until = now + LEASE
        mailbox.save(update_fields=("leased_until",))
    return mailbox


def _look_into(mailbox: Mailbox, *, now: datetime, from_start: bool = False) -> Pass:
    account = mailbox.account
    found, why = Pass(), ""
    try:
        with mailbox_of(account, now=now) as opened:
            _read_folder(account, opened, found, now=now, from_start=from_start)
    except ChannelError as error:
        why = str(error)
        log.warning("mailbox of account %s: %s", account.pk, why)
    if why or found.failed:
        connecting.note_failure(account, why or _failed(found.failed), now=now)
    else:
        connecting.note_success(account, now=now, cursor=account.cursor)
    _hand_back(mailbox, now=now)
    return found


def _failed(number: int) -> str:
    return f"{number} message(s) could not be fetched"


def _hand_back(mailbox: Mailbox, *, now: datetime) -> None:
    """End the lease, unless it ran out and is somebody else's now; failures wait longer each time."""
    failures = min(mailbox.account.failures, 10)
    pause = min(PAUSE * 2**failures, LONGEST_PAUSE)
    Mailbox.objects.filter(pk=mailbox.pk, leased_until=mailbox.leased_until).update(
        leased_until=None, due_at=now + pause
    )


def _read_folder(
    account: ChannelAccount, opened: Conversation, found: Pass, *, now: datetime, from_start: bool
) -> None:
    """Take in what is new, batch by batch; then move the cursor past what needs no second look."""
    place = settling.place_of(account)
    settling.make_folders(opened, place)
    era = settling.begin_where_moved(account, place)
    validity = era + opened.open_folder(place.folder)
    left = _left(account, opened, validity)
    read_to = max(left, _read_to(account, place.folder, validity, now=now))
    low = left if from_start else read_to
    uids = opened.uids(above=low)
    seen = SeenMail.objects.of(account.pk, place.folder, validity)
    found.missed = _write_down(account, place.folder, validity, uids, read_to, now=now)
    settling.settle(account, opened, place, validity, now=now)
    waiting = seen.to_fetch(MOST_ATTEMPTS if not from_start else None)
    until = time.monotonic() + PASS_SECONDS
    for batch in _batches(list(waiting.select_related("account__channel")[:MOST_A_PASS])):
        if time.monotonic() > until:
            break
        _take_batch(opened, batch, found, now=now)
        settling.settle(account, opened, place, validity, now=now)
    next_one = seen.to_fetch(MOST_ATTEMPTS).order_by("uid").values_list("uid", flat=True).first()
    up_to = next_one - 1 if next_one is not None else max(uids, default=low)
    account.cursor = account.fresh_cursor | {
        "uid_validity": validity, "up_to": up_to, "left": left,
    }  # fmt: skip


def _left(account: ChannelAccount, opened: Conversation, validity: int) -> int:
    """Give the UID up to which all arrived before the connection was made, and is to be left alone.

    As the server dates it: whatever is moved into the folder later has a later UID, and is taken in.
    """
    if account.cursor.get("uid_validity") == validity:
        return int(account.cursor.get("left") or 0)
    since = _begun(account)
    if since is None or account.values.get("start") == "all":
        return 0
    # Before what is recent is asked for: a mail that comes in between must not count as left.
    every = opened.uids()
    # Days are the server's own; of the one before, each message says when it came.
    recent = opened.uids_since((since - timedelta(days=1)).date())
    lying = opened.lying(recent)
    fresh = [uid for uid, one in lying.items() if one.arrived_at is None or one.arrived_at >= since]
    return min(fresh) - 1 if fresh else max(every, default=0)


def _arrived_at(account: ChannelAccount, lying: Lying, *, now: datetime) -> datetime | None:
    """Give since when a mail lay with our own server, from where its limits count; never the sender's clock.

    None, which is now, for what had lain there before the connection was made.
    """
    earliest, arrived = _begun(account) or now - LATE, lying.arrived_at
    return arrived if arrived is not None and earliest <= arrived <= now else None


def _begun(account: ChannelAccount) -> datetime | None:
    """Give since when mail counts as having come to this connection; None where that was not noted yet."""
    begun = account.cursor.get("begun")
    return datetime.fromisoformat(begun) - GRACE if begun else None


def _read_to(account: ChannelAccount, folder: str, validity: int, *, now: datetime) -> int:
    """Give the UID up to which the folder was read; 0 where it has been numbered anew since.

    Then every message has a new name: all are looked at again, and known by their content.
    """
    if account.cursor.get("uid_validity") == validity:
        return int(account.cursor.get("up_to") or 0)
    # What was seen on another server, and never fetched, stays missed: somebody must know.
    era = validity - validity % UIDVALIDITIES
    renamed = SeenMail.objects.filter(
        account=account, folder=folder, uid_validity__range=(era, era + UIDVALIDITIES - 1)
    ).unsettled()
    renamed.exclude(uid_validity=validity).update(settled_at=now, error="numbered anew")
    return 0


def _write_down(
    account: ChannelAccount, folder: str, validity: int, uids: list[int], read_to: int, *, now: datetime
) -> int:  # fmt: skip
    """Write down what is seen before any of it is fetched; give how many should have been known."""
    rows = SeenMail.objects.of(account.pk, folder, validity)
    known = set(rows.filter(uid__gte=min(uids, default=0)).values_list("uid", flat=True))
    new = [uid for uid in uids if uid not in known]
    SeenMail.objects.bulk_create(
        [
            SeenMail(account=account, folder=folder, uid_validity=validity, uid=uid, seen_at=now)
            for uid in new
        ],
        ignore_conflicts=True, batch_size=1_000,
    )  # fmt: skip
    return sum(uid <= read_to for uid in new)


def _batches(rows: list[SeenMail]) -> Iterator[list[SeenMail]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _take_batch(opened: Conversation, batch: list[SeenMail], found: Pass, *, now: datetime) -> None:
    there = opened.lying([seen.uid for seen in batch])
    for seen in batch:
        if seen.uid not in there:
            # Somebody took it away between looking and fetching.
            _note(seen, error="gone", settled_at=now)
            continue
        # Counted before it begins, so that a message that takes us down is not the first again.
        _count_attempt(seen)
        try:
            _take(opened, seen, there[seen.uid], found, now=now)
        except MailboxRefused as error:
            found.failed += 1
            _note(seen, error=str(error)[:250])
        except NoAnswer as error:
            # A line that carried others was cut by this one, as far as we can tell; else by anything.
            mark = "" if found.stored or found.known else CUT_AT_ONCE
            _note(seen, error=f"{mark}{error}"[:250])
            raise


def _take(
    opened: Conversation, seen: SeenMail, lying: Lying, found: Pass, *, now: datetime
) -> None:
    is_too_large = lying.size > LARGEST
    body = opened.fetch(seen.uid, most_bytes=HEAD_OF_LARGER if is_too_large else LARGEST)
    if body is None:
        _note(seen, error="gone", settled_at=now)
        return
    received = receive_mail(
        channel=seen.account.channel, mail=body, trace=b"", recipients=(), now=now,
        context=seen.account.mail_context() | ({"size": lying.size} if is_too_large else {}),
        captured_at=_arrived_at(seen.account, lying, now=now),
    )  # fmt: skip
    for one in received:
        intake.read_now(one, body, now=now)
    _note(seen, raw=received[0].raw, error="too large" if is_too_large else "")
    if any(one.is_new for one in received):
        found.stored += 1
    else:
        found.known += 1


def _count_attempt(seen: SeenMail) -> None:
    SeenMail.objects.filter(pk=seen.pk).update(attempts=F("attempts") + 1)
    seen.attempts += 1


def _note(
    seen: SeenMail, *, error: str, raw: RawIntake | None = None, settled_at: datetime | None = None
) -> None:
    seen.error, seen.raw, seen.settled_at = error, raw, settled_at
    seen.save(update_fields=("error", "raw", "settled_at"))
