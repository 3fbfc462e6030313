"""Print the accounts of the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from feedback_site.organisation.models import User
from reports.demo.chain import PASSWORD

SHOWN = (
    "clerk", "agent", "agent2", "specialist", "supervisor", "head", "manager", "officer", "auditor", "admin",
)  # fmt: skip


class Command(BaseCommand):
    """List one account of each role; nothing where there is no demonstration."""

    help = "Print the accounts of the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        users = {user.username: user for user in User.objects.filter(username__in=SHOWN)}
        if len(users) < len(SHOWN):
            return
        self.stdout.write(f"Accounts (password {PASSWORD}):")
        for name in SHOWN:
            posting = users[name].postings.current().first()
            # Commands speak English, whatever language was last active.
            with translation.override("en"):
                self.stdout.write(f"  {name:<11} {users[name].display_name}  {posting or ''}")
