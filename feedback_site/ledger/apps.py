"""The ledger as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """Tamper evidence."""

    name = "feedback_site.ledger"
    label = "ledger"
    verbose_name = _("Ledger")

    def ready(self) -> None:
        """Put the ledger into the menu."""
        from feedback_site.organisation.roles import Ability
        from feedback_site.sidebar import Entry, register_entries

        ledger = Entry(
            title=_("Ledger"),
            icon="circle-stack",
            url_name="admin:ledger_ledgerevent_changelist",
            ability=Ability.SEE_LEDGER,
        )
        register_entries("watch", [ledger])
