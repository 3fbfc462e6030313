"""Starts the whole site: database, web, worker, clock and mail, under one supervisor."""

import os
import signal
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from feedback_site.embedded import preparing, programs
from feedback_site.embedded.arguments import add_up_arguments
from feedback_site.embedded.errors import EmbeddedError
from feedback_site.embedded.home import PROJECT, SUPERVISED
from feedback_site.embedded.left_overs import end_left_overs
from feedback_site.embedded.postgres import EmbeddedPostgres, running_for
from feedback_site.embedded.programs import Addresses, Program
from feedback_site.embedded.supervising import Supervisor, alone_in, say, stop_other


class Command(BaseCommand):
    """Runs until Ctrl-C or SIGTERM; a killed one is recovered from by the next."""

    help = "Start the whole site; prints `ready http://...` when it serves."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the same arguments that manage.py reads before the settings are loaded."""
        add_up_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Start everything, or stop what another one started."""
        home = Path(options["home"] or settings.HOME).resolve()
        if home != settings.HOME:
            raise CommandError("--home works on the command line of manage.py only.")
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            if options["stop"]:
                say("stopped" if stop_other(home) else f"nothing runs in {home}")
            else:
                _up(home, options)
        except EmbeddedError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("interrupted", returncode=130) from None


def _up(home: Path, options: dict[str, Any]) -> None:
    home.mkdir(parents=True, exist_ok=True)
    with ExitStack() as until_the_end:
        until_the_end.enter_context(alone_in(home))
        ended = end_left_overs(home)
        if ended:
            say(f"ended {ended} processes that a killed site left behind")
        addresses = _addresses(options)
        server = _server(home, until_the_end)
        preparing.prepare(demo=options["demo"])
        accounts = preparing.demo_accounts() if options["demo"] else ""
        preparing.close_connections()
        supervisor = Supervisor(
            addresses=addresses, log_folder=home / "log", project=PROJECT, server=server,
            environment=_environment(home, addresses),
        )  # fmt: skip
        supervisor.run(
            _programs(home, addresses, options["workers"]),
            on_ready=lambda: _announce(home, addresses, accounts),
        )


def _addresses(options: dict[str, Any]) -> Addresses:
    bind, port, smtp_port = options["bind"], options["port"], options["smtp_port"]
    programs.check_port(bind, port, "--port")
    if smtp_port is None:
        smtp_port = programs.free_smtp_port(bind, port)
    else:
        programs.check_port(bind, smtp_port, "--smtp-port")
    return Addresses(bind=bind, port=port, smtp_port=smtp_port)


def _server(home: Path, until_the_end: ExitStack) -> EmbeddedPostgres | None:
    if "DATABASE_URL" in os.environ:
        return None
    return until_the_end.enter_context(running_for(home))


def _programs(home: Path, addresses: Addresses, workers: int) -> list[Program]:
    """Return what to run, in the order in which it is stopped."""
    listening = (
        [programs.mailboxes(PROJECT), programs.smtp(PROJECT, addresses)] if _takes_mail() else []
    )
    return [
        programs.beat(home),
        *programs.workers(),
        *listening,
        programs.web(addresses, workers),
    ]


def _takes_mail() -> bool:
    return preparing.has_command("receive_smtp")


def _environment(home: Path, addresses: Addresses) -> dict[str, str]:
    return {
        **os.environ,
        SUPERVISED: str(home),
        "FEEDBACK_HOME": str(home),
        "FEEDBACK_SMTP_PORT": str(addresses.smtp_port),
        "PYTHONUNBUFFERED": "1",
    }


def _announce(home: Path, addresses: Addresses, accounts: str) -> None:
    say("")
    say(f"  Site         {addresses.site}/")
    say(f"  Back office  {addresses.site}/admin/")
    if _takes_mail():
        say(f"  Mail in      {addresses.host}:{addresses.smtp_port} (SMTP)")
    say(f"  Logs         {home / 'log'}")
    say("  Stop         Ctrl-C")
    if accounts:
        say("")
        for line in accounts.splitlines():
            say(f"  {line}")
    say("")
    say(f"ready {addresses.site}")
