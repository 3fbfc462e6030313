"""Privacy as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Personal data and who saw it."""

    name = "feedback_site.privacy"
    label = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        """Put the log of reveals into the menu."""
        from feedback_site.organisation.roles import Ability
        from feedback_site.sidebar import Entry, register_entries

        reveals = Entry(
            title=_("Reveals"),
            icon="eye",
            url_name="admin:privacy_reveal_changelist",
            ability=Ability.SEE_LEDGER,
        )
        register_entries("customers", [reveals])
