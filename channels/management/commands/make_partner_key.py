"""Make a key for a partner, and the partner where there is none of that name yet."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from channels.models import Channel, Partner
from channels.rules.connections.keying import make_key


class Command(BaseCommand):
    """Prints the key once; only its hash is kept."""

    help = "Make an API key for a partner and print it: it is shown this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the partner's name and what the key is for."""
        parser.add_argument("partner")
        parser.add_argument("--name", default="command line", help="what the key is for")
        parser.add_argument("--channel", default="partner", help="code of the partner's channel")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Write partner and key, and print the secret."""
        channel = Channel.objects.get(code=options["channel"])
        partner, _ = Partner.objects.get_or_create(
            name=options["partner"], defaults={"channel": channel}
        )
        _key, secret = make_key(partner.pk, name=options["name"], actor=None, now=timezone.now())
        self.stdout.write(secret)
