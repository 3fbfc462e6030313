"""Talking to mail servers by IMAP: bounded in time and size, one folder at a time."""

import imaplib
import re
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from imap_tools.errors import ImapToolsError, MailboxLoginError
from imap_tools.mailbox import BaseMailBox

from channels.errors import MailboxRefused, NoAnswer, SignInRefused
from channels.mailbox_troubles import PASSWORD_REFUSED, TOKEN_REFUSED

CONNECT_SECONDS = 10.0
# For each step of a conversation; a mail has MOST_SECONDS for all of its bytes.
STEP_SECONDS = 20.0
MOST_SECONDS = 60.0
# Beyond what any message or list of ours needs: a server that announces more is not believed.
MOST_BYTES = 64 * 1024 * 1024
PIECE = 65_536
# Servers hang up after half an hour of IDLE (RFC 2177), and some providers much sooner.
IDLE_SECONDS = 9 * 60.0
# How long a wish to stop may wait for whoever idles.
LOOK_SECONDS = 1.0
NEWS = re.compile(rb"\* (?:\d+ (?:EXISTS|RECENT)|BYE)\b", re.IGNORECASE)
UID = re.compile(rb"\bUID (\d+)", re.IGNORECASE)
SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)", re.IGNORECASE)
ARRIVED = re.compile(rb"\bINTERNALDATE \"([^\"]{1,40})\"", re.IGNORECASE)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a mailbox is and how one gets in; `security` is tls, starttls or none.

    `authority` is the PEM text of a certificate that is trusted beside the usual ones. `token` is an access
    token of OAuth 2, and stands in place of a password.
    """

    host: str
    port: int
    security: str
    user: str
    password: str
    authority: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """What a server knows of a message: its bytes, and when it took it; None where it says no such time."""

    size: int
    arrived_at: datetime | None


class Conversation:
    """A signed-in conversation with a mail server. All of it raises NoAnswer where the line is dead,
    and MailboxRefused where the server says no."""

    def __init__(self, box: "_Box") -> None:
        self._box = box

    def open_folder(self, name: str) -> int:
        """Open a folder and give its UIDVALIDITY: as long as that is the same, UIDs mean the same."""
        with _told("open"):
            self._box.folder.set(name)
            _kind, found = self._box.client.response("UIDVALIDITY")
            return int(found[0] or 0) if found else 0

    def uids(self, *, above: int = 0) -> list[int]:
        """The UIDs in the open folder above this one, in order."""
        with _told("search"):
            found = self._box.uids(f"UID {above + 1}:*", charset=None)
        # "n:*" names the last message even where it lies below n (RFC 3501, 6.4.8).
        return sorted({uid for uid in map(int, found) if uid > above})

    def uids_since(self, day: date) -> list[int]:
        """The UIDs in the open folder of what arrived on this day of the server's or later, in order."""
        with _told("search"):
            words = f"SINCE {day.day}-{MONTHS[day.month - 1]}-{day.year}"
            return sorted(map(int, self._box.uids(words, charset=None)))

    def lying(self, uids: Sequence[int]) -> dict[int, Lying]:
        """What the server knows of each of these messages; one that is gone is missing."""
        if not uids:
            return {}
        found: dict[int, Lying] = {}
        for line in self._fetch(uids, "(UID RFC822.SIZE INTERNALDATE)"):
            head = (line[0] if isinstance(line, tuple) else line) or b""
            uid, size = UID.search(head), SIZE.search(head)
            if uid and size:
                found[int(uid[1])] = Lying(size=int(size[1]), arrived_at=_arrived(head))
        return found

    def fetch(self, uid: int, *, most_bytes: int) -> bytes | None:
        """The first bytes of a message, or None where it is gone; nothing is marked as read."""
        self._box.client.deadline = time.monotonic() + MOST_SECONDS
        try:
            for line in self._fetch([uid], f"(UID BODY.PEEK[]<0.{most_bytes}>)"):
                if isinstance(line, tuple) and b"BODY[" in line[0].upper():
                    return bytes(line[1])
        finally:
            self._box.client.deadline = None
        return None

    def make_folder(self, name: str) -> None:
        """Make a folder where there is none of this name."""
        with _told("create"):
            if not self._box.folder.exists(name):
                self._box.folder.create(name)
                # Some servers show only what one has subscribed to; it matters to nobody but people.
                with suppress(ImapToolsError, imaplib.IMAP4.error):
                    self._box.folder.subscribe(name, value=True)

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move messages of the open folder into another; by MOVE, or COPY and delete."""
        if uids:
            with _told("move"):
                self._box.move([str(uid) for uid in uids], folder)

    @property
    def can_wait(self) -> bool:
        """Whether the server tells of new mail by itself."""
        return "IDLE" in self._box.client.capabilities

    def wait(self, seconds: float, *, is_asked_to_stop: Callable[[], bool]) -> bool:
        """Wait in the open folder until mail comes; False where none did."""
        until = time.monotonic() + min(seconds, IDLE_SECONDS)
        with _told("idle"):
            if self._box.idle.start() is not None or self._box.client.is_answer_waiting():
                self._box.idle.stop()
                return True
            happened = False
            while not happened and time.monotonic() < until and not is_asked_to_stop():
                began = time.monotonic()
                told = self._box.idle.poll(timeout=LOOK_SECONDS)
                # A line that is dead says nothing at once; stopping then raises.
                is_dead = not told and time.monotonic() - began < LOOK_SECONDS / 2
                happened = is_dead or any(NEWS.match(line) for line in told)
            self._box.idle.stop()
            return happened

    def _fetch(self, uids: Sequence[int], what: str) -> list[Any]:
        with _told("fetch"):
            kind, lines = self._box.client.uid("FETCH", ",".join(map(str, uids)), what)
            if kind != "OK":
                raise MailboxRefused(why=f"fetch: {kind}")
            return [line for line in lines if line is not None]


def _arrived(head: bytes) -> datetime | None:
    told = ARRIVED.search(head)
    try:
        day, clock, zone = told[1].decode("ascii").split() if told else ("", "", "")
        number, month, year = day.split("-")
        numeric = f"{year}-{MONTHS.index(month.title()) + 1}-{number} {clock} {zone}"
        return datetime.strptime(numeric, "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return None


@contextmanager
def conversation(server: Server) -> Iterator[Conversation]:
    """Connect and sign in; the conversation ends with the block, whatever became of it.

    Raises SignInRefused where the server does not take password or token.
    """
    with _told("connect"):
        box = _Box(server)
    try:
        with _told("login"):
            _sign_in(box, server)
        yield Conversation(box)
    finally:
        with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
            box.client.logout()
        with suppress(OSError, imaplib.IMAP4.error):
            box.client.shutdown()


def _sign_in(box: "_Box", server: Server) -> None:
    if server.token:
        _sign_in_by_token(box, server)
    elif f"{server.user}{server.password}".isascii():
        box.login(server.user, server.password, initial_folder=None)
    else:
        box.login_utf8(server.user, server.password, initial_folder=None)


def _sign_in_by_token(box: "_Box", server: Server) -> None:
    """Show the token by XOAUTH2, which Microsoft and Google speak, or by OAUTHBEARER (RFC 7628).

    A server that refuses says why, waits for one more line, and only then says no.
    """
    offered = box.client.capabilities
    if "AUTH=XOAUTH2" in offered or "AUTH=OAUTHBEARER" not in offered:
        name, shown, last = "XOAUTH2", f"user={server.user}\1auth=Bearer {server.token}\1\1", b""
    else:
        user = server.user.replace("=", "=3D").replace(",", "=2C")
        place = f"host={server.host}\1port={server.port}"
        shown = f"n,a={user},\1{place}\1auth=Bearer {server.token}\1\1"
        name, last = "OAUTHBEARER", b"\1"
    lines = iter([shown.encode()])
    try:
        box.client.authenticate(name, lambda _challenge: next(lines, last))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise SignInRefused(why=TOKEN_REFUSED) from error


@contextmanager
def _told(step: str) -> Iterator[None]:
    """Tell in our own errors what went wrong; a server's own words may hold somebody's address."""
    try:
        yield
    except imaplib.IMAP4.abort as error:
        raise NoAnswer(why=f"{step}: the line was cut") from error
    except MailboxLoginError as error:
        raise SignInRefused(why=PASSWORD_REFUSED) from error
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        raise MailboxRefused(why=step) from error
    except (OSError, ValueError) as error:
        raise NoAnswer(why=f"{step}: {type(error).__name__}") from error


class _Bounded:
    """What both clients add to imaplib's: literals of bounded size, read within a bounded time."""

    deadline: float | None = None
    file: Any
    sock: Any

    def read(self, size: int) -> bytes:
        """Read a literal piece by piece, so that a dripping server does not hold us for ever."""
        if size > MOST_BYTES:
            raise imaplib.IMAP4.abort("announced too much")
        pieces: list[bytes] = []
        while size:
            if self.deadline is not None and time.monotonic() > self.deadline:
                raise imaplib.IMAP4.abort("too slow")
            piece = self.file.read(min(size, PIECE))
            if not piece:
                raise imaplib.IMAP4.abort("cut off")
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def is_answer_waiting(self) -> bool:
        """Whether something has arrived that nobody has looked at, and no poll would show."""
        timeout = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            return bool(self.file.peek(1))
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        finally:
            self.sock.settimeout(timeout)


class _Plain(_Bounded, imaplib.IMAP4):
    pass


class _Tls(_Bounded, imaplib.IMAP4_SSL):
    pass


class _Box(BaseMailBox):
    """The library's mailbox, over a client of ours."""

    client: Any
    idle: Any

    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__()

    def _get_mailbox_client(self) -> Any:
        host, port = self._server.host, self._server.port
        client: _Plain | _Tls
        if self._server.security == "tls":
            client = _Tls(host, port, ssl_context=self._trusting(), timeout=CONNECT_SECONDS)
        else:
            client = _Plain(host, port, timeout=CONNECT_SECONDS)
        client.sock.settimeout(STEP_SECONDS)
        if self._server.security == "starttls":
            client.starttls(self._trusting())
        return client

    def _trusting(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._server.authority.strip():
            context.load_verify_locations(cadata=self._server.authority)
        return context
