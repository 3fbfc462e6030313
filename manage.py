#!/usr/bin/env python
"""Runs a command; without a database of one's own, the bundled one runs for as long as it takes."""

import os
import sys

from django.db.utils import OperationalError

from feedback_site.embedded.arguments import set_environment
from feedback_site.embedded.errors import EmbeddedError
from feedback_site.embedded.home import SUPERVISED, default_home

NEEDS_NO_DATABASE = frozenset(
    {
        "check", "collectstatic", "compile_translations", "compilemessages", "diffsettings", "help",
        "makemessages", "read_mail", "spectacular", "startapp", "startproject", "up", "version",
    }
)  # fmt: skip


def main() -> None:
    """Run the command that the command line names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")
    if sys.argv[1:2] == ["up"]:
        set_environment(sys.argv[2:])
    try:
        if _wants_a_server(sys.argv[1:]):
            _run_with_server()
        else:
            _run()
    except EmbeddedError as error:
        sys.exit(f"{error}")
    except OperationalError as error:
        if not _never_connected(error):
            raise
        sys.exit("The database of DATABASE_URL does not answer; the lines above say why.")


def _never_connected(error: OperationalError) -> bool:
    """Tell whether the pool gave up; it has logged each of its tries, and why."""
    return "DATABASE_URL" in os.environ and type(error.__cause__).__name__ == "PoolTimeout"


def _wants_a_server(arguments: list[str]) -> bool:
    if "DATABASE_URL" in os.environ or SUPERVISED in os.environ:
        return False
    plain_question = {"-h", "--help", "--version"}.intersection(arguments)
    return bool(arguments) and not plain_question and not _needs_no_database(arguments)


def _needs_no_database(arguments: list[str]) -> bool:
    # Only a real case is looked up: a question brings all that its answer needs.
    if arguments[0] == "explain_sla":
        return not any(one.startswith("--case") for one in arguments)
    return arguments[0] in NEEDS_NO_DATABASE


def _run_with_server() -> None:
    from feedback_site.embedded.postgres import running_for

    home = default_home()
    with running_for(home, durable=home.name != "test"):
        try:
            _run()
        finally:
            _let_go()


def _let_go() -> None:
    """Close the pool of connections while there is a server: its threads complain of one that has gone."""
    from django.conf import settings
    from django.db import connection

    if settings.configured:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]


def _run() -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
