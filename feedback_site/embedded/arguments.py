"""The arguments of `up`, which manage.py must know before the settings are loaded."""

import os
from argparse import ArgumentParser, BooleanOptionalAction
from pathlib import Path

from feedback_site.embedded.programs import Addresses


def add_up_arguments(parser: ArgumentParser) -> None:
    """Add them to a parser."""
    parser.add_argument("--home", help="folder of this copy (default: FEEDBACK_HOME, else .local)")
    parser.add_argument("--bind", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port of the site")
    parser.add_argument("--smtp-port", type=int, help="port for mail (default: --port plus 25)")
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument(
        "--demo", action=BooleanOptionalAction, default=True, help="load demonstration data once"
    )
    parser.add_argument("--stop", action="store_true", help="stop the copy running in this home")


def set_environment(arguments: list[str]) -> None:
    """Tell the settings about the home and address that `up` is given."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    add_up_arguments(parser)
    options, _others = parser.parse_known_args(arguments)
    if options.home:
        os.environ["FEEDBACK_HOME"] = str(Path(options.home).resolve())
    addresses = Addresses(bind=options.bind, port=options.port, smtp_port=0)
    os.environ.setdefault("SITE_URL", addresses.site)
