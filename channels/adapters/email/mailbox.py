"""From an account to a conversation with its mail server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from ipaddress import ip_address

from channels.errors import MailboxRefused, ProbeFailed
from channels.models import ChannelAccount
from channels.transport.imap import Conversation, Lying, Server, conversation
from feedback_site.privacy.sealing import CannotUnseal

__all__ = ["Conversation", "Lying", "mailbox_of", "probe", "wait_for_mail"]


@contextmanager
def mailbox_of(account: ChannelAccount) -> Iterator[Conversation]:
    """Connect and sign in to the account's mailbox. Raises NoAnswer and MailboxRefused."""
    server = _server(account)
    if server.security == "none" and not _is_here(server.host):
        raise MailboxRefused(why="without encryption only on this machine")
    with conversation(server) as opened:
        yield opened


def probe(account: ChannelAccount, *, now: datetime) -> int:
    """Sign in, look into the folder, and count what lies there. Raises ProbeFailed, NoAnswer."""
    try:
        with mailbox_of(account) as opened:
            opened.open_folder(str(account.values.get("folder") or "INBOX"))
            return len(opened.uids())
    except MailboxRefused as error:
        raise ProbeFailed(why=error.facts.get("why")) from error


def wait_for_mail(
    account: ChannelAccount, *, seconds: float, is_asked_to_stop: Callable[[], bool]
) -> bool | None:
    """Wait until there is mail beyond what was read; False where none came, None where one cannot wait.

    Raises NoAnswer and MailboxRefused.
    """
    with mailbox_of(account) as opened:
        if not opened.can_wait:
            return None
        validity = opened.open_folder(str(account.values.get("folder") or "INBOX"))
        cursor = account.cursor
        # What came between the last look and this one tells nobody of itself.
        if cursor.get("uid_validity") != validity or opened.uids(above=int(cursor["up_to"])):
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


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
