"""Where the zero set-up mode keeps its things, and which system account its database runs as."""

import hashlib
import json
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from feedback_site.embedded.errors import WrongHome

SERVER_ACCOUNT = "feedback-pg"
OUTSIDE = Path("/var/lib/feedback-pg")
MEMORY = "pg_place.json"
# The kernel keeps 107 bytes for a socket's path, and PostgreSQL adds "/.s.PGSQL.5432.lock".
LONGEST_SOCKET_FOLDER = 85


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The folders of one home: settings and logs in `home`, the database in `base`."""

    home: Path
    base: Path
    socket: Path

    @property
    def data(self) -> Path:
        """The cluster's data folder."""
        return self.base / "data"


def place_for(home: Path) -> Place:
    """Return the folders that belong to this home, making the home folder but nothing else.

    Usually the database lies in `<home>/pg`. It lies elsewhere, and `remember` notes where, when
    the server's account cannot walk to the home folder (root in a private folder), or when the
    socket's path would be longer than the kernel allows. Nobody's permissions are changed for it.
    Raises WrongHome when the folder belongs to another user or cannot be made.
    """
    home = _own_folder(home)
    remembered = _remembered(home)
    if remembered is not None:
        return remembered
    base = home / "pg"
    digest = hashlib.sha256(f"{home} {secret(home, 'copy_id')}".encode()).hexdigest()[:12]
    if os.geteuid() == 0 and not (_reachable(home) and _short(base / "run")):
        if (base / "data").exists():
            raise WrongHome(
                f"{base} holds a database, but its server's account can no longer reach it: "
                f"a folder above it was made private (chmod o+x would open it again)."
            )
        base = OUTSIDE / digest
    socket = base / "run"
    if not _short(socket):
        socket = _temporary_folder() / f"feedback-{os.geteuid()}-{digest}"
    return Place(home=home, base=base, socket=socket)


def remember(place: Place) -> None:
    """Note in the home folder where the database lies, when it lies outside."""
    if place.base == place.home / "pg" and place.socket == place.base / "run":
        return
    noted = {name: str(path) for name, path in asdict(place).items()}
    write_once(place.home / MEMORY, json.dumps(noted, indent=1), replace=True)


def secret(home: Path, name: str) -> str:
    """Return the secret of that name kept in the home folder (0600), making it on first use.

    It is 32 random bytes in hexadecimal digits.
    """
    path = _own_folder(home) / name
    if not path.exists():
        write_once(path, secrets.token_hex(32))
    return path.read_text()


def write_once(path: Path, text: str, *, replace: bool = False) -> None:
    """Write a private file whole or not at all; of two writers, the first one wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if replace:
        draft.replace(path)
        return
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def server_account(place: Place) -> pwd.struct_passwd:
    """Return the account that PostgreSQL runs as: ourselves, or a system account when we are root.

    PostgreSQL refuses to run as root; the system account is made when it is missing.
    Raises WrongHome when that is not possible.
    """
    if os.geteuid() != 0:
        try:
            return pwd.getpwuid(os.geteuid())
        except KeyError:
            raise WrongHome(
                f"User id {os.geteuid()} has no entry in /etc/passwd; PostgreSQL needs one."
            ) from None
    if place.data.exists() and place.data.stat().st_uid != 0:
        return pwd.getpwuid(place.data.stat().st_uid)
    try:
        return pwd.getpwnam(SERVER_ACCOUNT)
    except KeyError:
        _make_account()
    return pwd.getpwnam(SERVER_ACCOUNT)


def readable_by_all(path: Path) -> bool:
    """Tell whether any account can walk to the file and read and run it."""
    return path.stat().st_mode & 0o005 == 0o005 and _reachable(path.parent)


def _make_account() -> None:
    options = ["--system", "--no-create-home", "--user-group", "--shell", "/usr/sbin/nologin"]
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    problem = "useradd is missing"
    if program:
        done = subprocess.run(
            [program, *options, SERVER_ACCOUNT], capture_output=True, text=True, check=False
        )
        problem = done.stderr.strip()
        if done.returncode in {0, 9}:  # 9: somebody else made it a moment ago
            return
    raise WrongHome(
        f"PostgreSQL does not run as root, and the account {SERVER_ACCOUNT} could not be made "
        f"({problem}). Run as an ordinary user, or make that account."
    )


def _own_folder(home: Path) -> Path:
    home = home.resolve()
    try:
        home.mkdir(parents=True, exist_ok=True)
        owner = home.stat().st_uid
    except OSError as error:
        raise WrongHome(f"The home folder {home} cannot be made: {error.strerror}.") from error
    if owner != os.geteuid():
        raise WrongHome(
            f"The home folder {home} belongs to user id {owner}, "
            f"and this is user id {os.geteuid()}. "
            f"Run as that user, or name another folder (FEEDBACK_HOME or --home)."
        )
    return home


def _remembered(home: Path) -> Place | None:
    memory = home / MEMORY
    if not memory.exists():
        return None
    noted = {name: Path(path) for name, path in json.loads(memory.read_text()).items()}
    place = Place(**noted)
    if place.home != home and (place.home / MEMORY).exists():
        return None  # this home is a copy of one that still exists: it gets a database of its own
    if place.base == place.home / "pg":
        return Place(home=home, base=home / "pg", socket=place.socket)
    return Place(home=home, base=place.base, socket=place.socket)


def _reachable(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents))


def _short(folder: Path) -> bool:
    return len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER


def _temporary_folder() -> Path:
    given = Path(tempfile.gettempdir())
    return given if len(os.fsencode(given)) <= 50 else Path("/tmp")  # noqa: S108 - a private folder is made in it
