"""From an account to a conversation with its mail server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime

from django.db import connection

from channels.adapters.email.oauth import access_token, is_here, way_in
from channels.errors import MailboxRefused, ProbeFailed, SignInRefused
from channels.mail_accounts import PASSWORD
from channels.models import ChannelAccount
from channels.models.account import folder_of
from channels.models.seen_mail import UIDVALIDITIES
from channels.transport.imap import Conversation, Lying, Server, conversation
from feedback_site.privacy.sealing import CannotUnseal

__all__ = ["Conversation", "Lying", "mailbox_of", "probe", "wait_for_mail"]


@contextmanager
def mailbox_of(account: ChannelAccount, *, now: datetime) -> Iterator[Conversation]:
    """Connect and sign in to the account's mailbox. Raises NoAnswer and MailboxRefused."""
    server = _server(account)
    if server.security == "none" and not is_here(server.host):
        raise MailboxRefused(why="without encryption only on this machine")
    with ExitStack() as until_over:
        if way_in(account) == PASSWORD:
            opened = until_over.enter_context(conversation(server))
        else:
            opened = _by_token(account, server, until_over, now=now)
        yield opened


def _by_token(
    account: ChannelAccount, server: Server, until_over: ExitStack, *, now: datetime
) -> Conversation:
    """Sign in by the token in force, and once more by a new one: it may have been taken back early."""
    token = access_token(account, now=now)
    try:
        return until_over.enter_context(conversation(replace(server, token=token)))
    except SignInRefused:
        fresh = access_token(account, now=now, stale=token)
        return until_over.enter_context(conversation(replace(server, token=fresh)))


def probe(account: ChannelAccount, *, now: datetime) -> int:
    """Sign in, look into the folder, and count what lies there. Raises ProbeFailed, NoAnswer."""
    try:
        with mailbox_of(account, now=now) as opened:
            opened.open_folder(folder_of(account))
            return len(opened.uids())
    except MailboxRefused as error:
        raise ProbeFailed(why=error.facts.get("why")) from error


def wait_for_mail(
    account: ChannelAccount, *, seconds: float, is_asked_to_stop: Callable[[], bool], now: datetime
) -> bool | None:
    """Wait until there is mail beyond what was read; False where none came, None where one cannot wait.

    For programs that only watch: the thread's connection to the database is closed meanwhile. Raises
    NoAnswer and MailboxRefused.
    """
    with mailbox_of(account, now=now) as opened:
        # Reading the token has opened one, and this waits for minutes, once for each mailbox.
        connection.close()
        if not opened.can_wait:
            return None
        folder, cursor = folder_of(account), account.cursor
        read = (cursor.get("folder", folder), int(cursor.get("uid_validity") or 0) % UIDVALIDITIES)
        # What came between the last look and this one tells nobody of itself.
        if read != (folder, opened.open_folder(folder)) or opened.uids(above=int(cursor["up_to"])):
            return True
        return opened.wait(seconds, is_asked_to_stop=is_asked_to_stop)


def _server(account: ChannelAccount) -> Server:
    values = account.values
    try:
        password = account.secrets().get("password", "")
    except CannotUnseal as error:
        raise MailboxRefused(why="the password cannot be unsealed") from error
    return Server(
        host=str(values.get("host", "")), port=int(values.get("port") or 993),
        security=str(values.get("security") or "tls"), user=str(values.get("user", "")),
        password=password, authority=str(values.get("authority") or ""),
    )  # fmt: skip
