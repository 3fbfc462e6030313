"""A small, honest IMAP4rev1 server on loopback (RFC 3501, with MOVE, IDLE and tokens), and how it misbehaves.

Folders live in memory and are shared by all conversations, as in a real one: UIDs only grow, a moved
message gets a new one, and whoever idles is told of new mail.
"""

import base64
import re
import socket
import socketserver
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from tests.factories.cases import NOW

QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"|(\([^)]*\))|([^\s"]+)')


@dataclass
class Folder:
    """Messages by UID, in order."""

    validity: int
    messages: dict[int, bytes] = field(default_factory=dict)
    next_uid: int = 1
    deleted: set[int] = field(default_factory=set)
    # When each arrived; of those of which nothing is said, at the moment that tests call now.
    arrived: dict[int, datetime] = field(default_factory=dict)

    def add(self, raw, arrived=None):
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        self.messages[uid] = raw
        self.arrived[uid] = arrived or NOW
        return uid


class MailServer:
    """The state of the server, and what it shall do wrong.

    `kill_at` cuts the line when these UIDs are fetched, as often as the number says; `refuse_fetch` and
    `refuse_move` answer NO; `silent` accepts nothing more than a connection.
    """

    def __init__(self, *, tls=None, starttls=None, can_move=True, can_idle=True):
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.folders = {"INBOX": Folder(validity=1)}
        self.tls, self.starttls = tls, starttls
        self.can_move, self.can_idle = can_move, can_idle
        self.kill_at, self.refuse_fetch = {}, set()
        self.refuse_move = self.refuse_create = False
        self.commands, self.fetched, self.idling = [], [], 0
        self.password = "secret words"
        # The access tokens it takes, and by which ways they are shown; what it was shown.
        self.tokens, self.by_token, self.shown = set(), (), []

    @property
    def inbox(self):
        return self.folders["INBOX"]

    def deliver(self, raw, folder="INBOX", arrived=None):
        with self.changed:
            sent = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            uid = self.folders[folder].add(sent, arrived)
            self.changed.notify_all()
        return uid

    def renumber(self, folder="INBOX"):
        """Do what a restored or rebuilt mailbox does: new UIDVALIDITY, new UIDs."""
        with self.lock:
            old = self.folders[folder]
            new = Folder(validity=old.validity + 1)
            for uid, raw in old.messages.items():
                new.add(raw, old.arrived[uid])
            self.folders[folder] = new

    def texts(self, folder):
        return list(self.folders[folder].messages.values()) if folder in self.folders else []


class Session(socketserver.StreamRequestHandler):
    """One conversation."""

    def handle(self):
        self.world = self.server.world
        self.selected, self.signed_in = None, False
        if self.world.tls:
            try:
                self._wrap(self.world.tls)
            except OSError:
                return
        self.say("* OK ready")
        while (line := self.rfile.readline()) and self.obey(line.decode().rstrip("\r\n")):
            pass

    def _wrap(self, context):
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def obey(self, line):
        tag, _, rest = line.partition(" ")
        name, _, rest = rest.partition(" ")
        name = name.upper()
        if name == "UID":
            second, _, rest = rest.partition(" ")
            name = f"UID_{second.upper()}"
        with self.world.lock:
            self.world.commands.append(name)
        arguments = [a or b or c for a, b, c in QUOTED.findall(rest)]
        act = getattr(self, f"do_{name.lower()}", None)
        if act is None:
            self.say(f"{tag} BAD no such command")
            return True
        return act(tag, *arguments) is not False

    def do_capability(self, tag):
        words = ["IMAP4rev1"]
        words += [f"AUTH={name}" for name in self.world.by_token]
        words += ["MOVE"] * self.world.can_move + ["IDLE"] * self.world.can_idle
        if self.world.starttls and not isinstance(self.connection, ssl.SSLSocket):
            words += ["STARTTLS", "LOGINDISABLED"]
        self.say("* CAPABILITY " + " ".join(words))
        self.say(f"{tag} OK done")

    def do_starttls(self, tag):
        self.say(f"{tag} OK begin")
        self._wrap(self.world.starttls)

    def do_noop(self, tag):
        self.say(f"{tag} OK done")

    def do_logout(self, tag):
        self.say("* BYE bye")
        self.say(f"{tag} OK done")
        return False

    def do_login(self, tag, user, password):
        if self.world.starttls and not isinstance(self.connection, ssl.SSLSocket):
            self.say(f"{tag} NO not in the clear")
        elif password != self.world.password:
            self.say(f"{tag} NO [AUTHENTICATIONFAILED] wrong password for {user}")
        else:
            self.signed_in = True
            self.say(f"{tag} OK done")

    def do_authenticate(self, tag, way):
        """XOAUTH2 and OAUTHBEARER: one line of the client's, and where it is refused one more."""
        if way not in self.world.by_token or self.world.starttls:
            self.say(f"{tag} NO no such way")
            return
        self.say("+ ")
        shown = base64.b64decode(self.rfile.readline(), validate=False).decode()
        self.world.shown.append(shown)
        self.signed_in = any(f"\1auth=Bearer {one}\1\1" in shown for one in self.world.tokens)
        if not self.signed_in:
            self.say("+ " + base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode())
            last = base64.b64decode(self.rfile.readline())
            assert last == (b"" if way == "XOAUTH2" else b"\1")
            self.say(f"{tag} NO AUTHENTICATE failed")
            return
        self.say(f"{tag} OK done")

    def do_list(self, tag, _reference, pattern):
        with self.world.lock:
            for name in self.world.folders:
                if pattern in {"*", name}:
                    self.say(f'* LIST (\\HasNoChildren) "/" "{name}"')
        self.say(f"{tag} OK done")

    def do_create(self, tag, name):
        with self.world.lock:
            if self.world.refuse_create or name in self.world.folders:
                self.say(f"{tag} NO no")
                return
            self.world.folders[name] = Folder(validity=len(self.world.folders) + 1)
        self.say(f"{tag} OK done")

    def do_subscribe(self, tag, _name):
        self.say(f"{tag} OK done")

    def do_select(self, tag, name):
        if not self.signed_in or name not in self.world.folders:
            self.say(f"{tag} NO no")
            return
        self.selected = name
        folder = self.world.folders[name]
        self.say(f"* {len(folder.messages)} EXISTS")
        self.say("* 0 RECENT")
        self.say("* FLAGS (\\Seen \\Deleted)")
        self.say(f"* OK [UIDVALIDITY {folder.validity}] valid")
        self.say(f"* OK [UIDNEXT {folder.next_uid}] next")
        self.say(f"{tag} OK [READ-WRITE]")

    @property
    def folder(self):
        return self.world.folders[self.selected]

    def _uids(self, words):
        with self.world.lock:
            there = sorted(self.folder.messages)
        found = set()
        for word in words.split(","):
            first, _, last = word.partition(":")
            low = int(first)
            high = (there[-1] if there else 0) if last == "*" else int(last or first)
            low, high = min(low, high), max(low, high)
            found |= {uid for uid in there if low <= uid <= high}
        return sorted(found)

    def do_uid_search(self, tag, *words):
        if words[0] == "SINCE":
            day = datetime.strptime(f"{words[1]} +0000", "%d-%b-%Y %z").date()
            with self.world.lock:
                arrived = self.folder.arrived
                found = [uid for uid in self.folder.messages if arrived[uid].date() >= day]
        else:
            assert words[0] == "UID", words
            found = self._uids(words[1])
        self.say("* SEARCH " + " ".join(map(str, found)))
        self.say(f"{tag} OK done")

    def do_uid_fetch(self, tag, words, what, *more):
        what = " ".join((what, *more))
        partial = re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", what)
        for uid in self._uids(words):
            number = sorted(self.folder.messages).index(uid) + 1
            raw = self.folder.messages[uid]
            if not partial:
                at = self.folder.arrived[uid].strftime("%d-%b-%Y %H:%M:%S %z")
                self.say(f'* {number} FETCH (UID {uid} RFC822.SIZE {len(raw)} INTERNALDATE "{at}")')
                continue
            if uid in self.world.refuse_fetch:
                self.say(f"{tag} NO [UNAVAILABLE] this one is broken")
                return None
            body = raw[: int(partial[1])]
            self.world.fetched.append(uid)
            self.wfile.write(f"* {number} FETCH (UID {uid} BODY[]<0> {{{len(body)}}}\r\n".encode())
            if self.world.kill_at.get(uid, 0) > 0:
                self.world.kill_at[uid] -= 1
                self.wfile.write(body[: len(body) // 2])
                self.connection.shutdown(socket.SHUT_RDWR)
                return False
            self.wfile.write(body + b")\r\n")
            self.say(
                f"* {number} FETCH (FLAGS (\\Seen))"
            )  # somebody else reads it at the same time
        self.say(f"{tag} OK done")
        return None

    def do_uid_copy(self, tag, words, target):
        if self._refuses(tag, target):
            return
        with self.world.lock:
            for uid in self._uids(words):
                self.world.folders[target].add(self.folder.messages[uid])
        self.say(f"{tag} OK done")

    def do_uid_store(self, tag, words, *_flags):
        self.folder.deleted |= set(self._uids(words))
        self.say(f"{tag} OK done")

    def do_expunge(self, tag):
        with self.world.lock:
            for uid in self.folder.deleted:
                self.folder.messages.pop(uid, None)
            self.folder.deleted = set()
        self.say(f"{tag} OK done")

    def do_uid_move(self, tag, words, target):
        if self._refuses(tag, target):
            return
        with self.world.lock:
            for uid in self._uids(words):
                self.world.folders[target].add(
                    self.folder.messages.pop(uid), self.folder.arrived[uid]
                )
        self.say(f"{tag} OK done")

    def _refuses(self, tag, target):
        if self.world.refuse_move or target not in self.world.folders:
            self.say(f"{tag} NO [TRYCREATE] not there")
            return True
        return False

    def do_idle(self, tag):
        count = len(self.folder.messages)
        self.say("+ idling")
        over = threading.Event()

        def tell():
            with self.world.changed:
                told = count
                while not over.is_set():
                    now = len(self.folder.messages)
                    if now > told:
                        self.say(f"* {now} EXISTS")
                        told = now
                    self.world.changed.wait(0.2)

        teller = threading.Thread(target=tell, daemon=True)
        teller.start()
        with self.world.lock:
            self.world.idling += 1
        said = self.rfile.readline()
        over.set()
        teller.join(60)
        with self.world.lock:
            self.world.idling -= 1
        if said.strip().upper() == b"DONE":
            self.say(f"{tag} OK done")
            return True
        return False


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that hangs up in the middle is what some tests are about."""


@contextmanager
def serving(world):
    """Let the world be spoken to; gives the port."""
    with _Listener(("127.0.0.1", 0), Session) as listener:
        listener.world = world
        thread = threading.Thread(
            target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        thread.start()
        try:
            yield listener.server_address[1]
        finally:
            listener.shutdown()
            thread.join(60)
