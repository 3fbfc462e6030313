"""What must be done before the site can serve: schema, static files, translations, demo data."""

import hashlib
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import Tags
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from feedback_site.embedded.supervising import say


def prepare(*, demo: bool) -> None:
    """Bring database, files and demo data up to date; quick when they are."""
    compile_translations()
    collect_static_files()
    migrate()
    if demo and has_command("load_demo"):
        call_command("load_demo", if_empty=True)


def close_connections() -> None:
    """Let go of the database, pool and all, so that the supervisor itself never holds it."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]


def compile_translations() -> None:
    """Compile the catalogues that are older than their source."""
    call_command("compile_translations", verbosity=0)


def migrate() -> None:
    """Run the migrations that have not run, and make the cache's table; raises SystemCheckError."""
    call_command("check", tags=[Tags.database], databases=[connection.alias], stdout=StringIO())
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("preparing the database")
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def collect_static_files() -> None:
    """Collect static files when any of their sources has changed since the last time."""
    stamp, now = Path(settings.STATIC_ROOT) / ".collected", _static_sources()
    if stamp.exists() and stamp.read_text() == now:
        return
    say("collecting static files")
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(now)


def demo_accounts() -> str:
    """Return what `demo_accounts` prints, or nothing where there is no such command."""
    if not has_command("demo_accounts"):
        return ""
    said = StringIO()
    call_command("demo_accounts", stdout=said)
    return said.getvalue().strip()


def has_command(name: str) -> bool:
    """Tell whether a management command of that name is installed."""
    return name in get_commands()


def _static_sources() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            about = storage.path(path)
            status = Path(about).stat()
            digest.update(f"{about}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
