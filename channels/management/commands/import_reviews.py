"""Reads a file of reviews in, as the back office does: CSV, Excel or JSON lines."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from channels.adapters.social import options_for
from channels.adapters.social.columns import FIELDS
from channels.errors import ChannelError
from channels.kinds import ChannelKind
from channels.models import Channel
from channels.rules.imports import importing
from channels.rules.looking_up import store_code_of


class Command(BaseCommand):
    """Prints how many rows were new, known and wrong, and why; wrong ones are listed in the back office."""

    help = "Imports reviews from a file; the same file twice makes nothing new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--channel", required=True, help="code of a channel for social media")
        parser.add_argument(
            "--column", action="append", default=[], metavar="FIELD=COLUMN",
            help=f"what a column is, where it is not guessed right; fields: {', '.join(FIELDS)}",
        )  # fmt: skip
        parser.add_argument(
            "--stars",
            default="3",
            choices=list("12345"),
            help="up to how many stars a case is opened",
        )
        parser.add_argument("--days", type=int, default=30, help="up to how many days old")
        parser.add_argument("--store", default="", help="code or name, for rows that name none")
        parser.add_argument("--language", default="", choices=["", *dict(settings.LANGUAGES)])
        parser.add_argument("--source", default="", help="where they stand, if no column says it")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self.stdout.write(self._import(options))
        except (ChannelError, OSError) as error:
            raise CommandError(str(error)) from error

    def _import(self, said: dict[str, Any]) -> str:
        channel = Channel.objects.filter(code=said["channel"], kind=ChannelKind.SOCIAL).first()
        if channel is None:
            raise CommandError("There is no channel for social media of this code.")
        store = store_code_of(said["store"])
        if said["store"] and not store:
            raise CommandError("There is no store of this code or name.")
        path, now = said["file"], timezone.now()
        file = importing.begin_import(
            channel, name=path.name, body=path.read_bytes(), actor=None, now=now
        )
        named = dict(one.partition("=")[::2] for one in said["column"])
        options = options_for(
            zone=settings.TIME_ZONE, stars=said["stars"], days=max(0, said["days"]), store=store,
            language=said["language"], source=said["source"],
        )  # fmt: skip
        importing.confirm(
            file.pk, mapping={**file.mapping, **named}, options=options, actor=None, now=now
        )
        file = importing.read_in(file.pk, now=now)
        for row, why in importing.wrong_rows(file):
            self.stderr.write(f"row {row.number}: {', '.join(why)}")
        return f"{file.new} new, {file.known} known, {file.wrong} wrong. {file.error}".strip()
