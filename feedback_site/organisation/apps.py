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
            (_("Staff"), "badge", "admin:organisation_user_changelist", Ability.MANAGE_STAFF),
            (_("Stores"), "storefront", "admin:organisation_store_changelist", Ability.MANAGE_SETTINGS),
            (
                _("Departments"), "groups", "admin:organisation_department_changelist",
                Ability.MANAGE_SETTINGS,
            ),
            (_("Skills"), "psychology", "admin:organisation_skill_changelist", Ability.MANAGE_SETTINGS),
            (
                _("Usual capacities"), "speed", "admin:organisation_rolecapacity_changelist",
                Ability.MANAGE_SETTINGS,
            ),
            (_("Brand"), "palette", "admin:organisation_brand_changelist", Ability.MANAGE_SETTINGS),
            (_("Regions"), "map", "admin:organisation_region_changelist", Ability.MANAGE_SETTINGS),
        )  # fmt: skip
        register_entries(
            "setup",
            [
                Entry(title=title, icon=icon, url_name=url_name, ability=ability)
                for title, icon, url_name, ability in lines
            ],
        )
