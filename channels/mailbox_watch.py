"""Watching mailboxes: whoever has mail for us says so, and it is taken in within a second or two.

The watch only hastens what the sweep of mailboxes does anyway, so that nothing depends on it.
"""

import logging
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

import django.db
from django.db import close_old_connections, connection
from django.utils import timezone

from channels.adapters.email.mailbox import wait_for_mail
from channels.errors import ChannelError
from channels.kinds import AccountKind
from channels.models import ChannelAccount
from channels.rules.mailboxes import fetching

log = logging.getLogger(__name__)

# Between two looks at which accounts there are.
LIST_SECONDS = 20.0
IDLE_SECONDS = 9 * 60.0
# Servers that do not tell of new mail are asked this often.
POLL_SECONDS = 60.0
# While somebody else is at a mailbox.
OTHERS_SECONDS = 2.0


@dataclass(slots=True)
class _Watched:
    """One account under watch; `told` is the fingerprint of what the account was told when it began."""

    told: bytes
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


class MailboxWatch:
    """Has a thread for each mailbox in use."""

    def __init__(self) -> None:
        self._watched: dict[int, _Watched] = {}

    def run(self, asked_to_stop: threading.Event) -> None:
        """Watch until asked to stop; accounts that are made, changed or switched off are followed."""
        while not asked_to_stop.is_set():
            try:
                self._follow()
            except django.db.Error as error:
                log.warning("the database is away: %s", type(error).__name__)
            finally:
                connection.close()
            asked_to_stop.wait(LIST_SECONDS)
        for watched in self._watched.values():
            watched.stop.set()
        for watched in self._watched.values():
            if watched.thread is not None:
                watched.thread.join(fetching.PASS_SECONDS)

    def _follow(self) -> None:
        accounts = ChannelAccount.objects.in_use().filter(kind=AccountKind.IMAP)
        told = {account.pk: _fingerprint(account) for account in accounts}
        for account_id, watched in list(self._watched.items()):
            if told.get(account_id) != watched.told:
                watched.stop.set()
                del self._watched[account_id]
        for account_id in told.keys() - self._watched.keys():
            watched = _Watched(told=told[account_id])
            watched.thread = threading.Thread(
                target=_watch,
                args=(account_id, watched.stop),
                name=f"mailbox-{account_id}",
                daemon=True,
            )
            self._watched[account_id] = watched
            watched.thread.start()


def _fingerprint(account: ChannelAccount) -> bytes:
    told = repr(sorted(account.values.items())).encode()
    return sha256(told + bytes(account.secrets_sealed or b"")).digest()


def _watch(account_id: int, stop: threading.Event) -> None:
    """Look, then wait for news; after a failure wait as long as the rule says."""
    while not stop.is_set():
        try:
            pause = _look_and_wait(account_id, stop)
        except django.db.Error as error:
            log.warning("the database is away: %s", type(error).__name__)
            pause = POLL_SECONDS
        finally:
            close_old_connections()
        stop.wait(pause)


def _look_and_wait(account_id: int, stop: threading.Event) -> float:
    """Give the seconds to pause before the next look; 0 after news."""
    if fetching.fetch_now(account_id, now=timezone.now()) is None:
        return OTHERS_SECONDS
    account = ChannelAccount.objects.select_related("mailbox").get(pk=account_id)
    connection.close()
    if account.failures:
        return max(1.0, (account.mailbox.due_at - timezone.now()) / timedelta(seconds=1))
    try:
        has_news = wait_for_mail(
            account, seconds=IDLE_SECONDS, is_asked_to_stop=stop.is_set, now=timezone.now()
        )
    except ChannelError as error:
        log.warning("mailbox of account %s: %s", account_id, error)
        return 5.0
    return POLL_SECONDS if has_news is None else 0.0
