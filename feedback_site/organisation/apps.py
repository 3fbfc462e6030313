"""The organisation as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    """Staff and places."""

    name = "feedback_site.organisation"
    label = "organisation"
    verbose_name = _("Organisation")
