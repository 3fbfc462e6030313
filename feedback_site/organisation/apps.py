"""The organisation as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    """Staff and places."""

    name = "feedback_site.organisation"
    label = "organisation"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        """Put staff and stores into the menu."""
        from feedback_site.organisation.roles import Ability
        from feedback_site.sidebar import Entry, register_entries

        lines = (
            (_("Staff"), "identification", "admin:organisation_user_changelist", Ability.MANAGE_STAFF),
            (
                _("Stores"), "building-storefront", "admin:organisation_store_changelist",
                Ability.MANAGE_SETTINGS,
            ),
            (
                _("Departments"), "building-office", "admin:organisation_department_changelist",
                Ability.MANAGE_SETTINGS,
            ),
            (_("Skills"), "academic-cap", "admin:organisation_skill_changelist", Ability.MANAGE_SETTINGS),
            (
                _("Usual capacities"), "bolt", "admin:organisation_rolecapacity_changelist",
                Ability.MANAGE_SETTINGS,
            ),
            (_("Brand"), "paint-brush", "admin:organisation_brand_changelist", Ability.MANAGE_SETTINGS),
            (_("Regions"), "map", "admin:organisation_region_changelist", Ability.MANAGE_SETTINGS),
        )  # fmt: skip
        register_entries(
            "setup",
            [
                Entry(title=title, icon=icon, url_name=url_name, ability=ability)
                for title, icon, url_name, ability in lines
            ],
        )
