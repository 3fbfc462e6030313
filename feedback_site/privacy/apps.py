"""Privacy as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Personal data and who saw it."""

    name = "feedback_site.privacy"
    label = "privacy"
    verbose_name = _("Privacy")
