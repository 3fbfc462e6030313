"""Channels as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    """Doors in and out."""

    name = "channels"
    verbose_name = _("Channels")

    def ready(self) -> None:
        """Register the checks, connect the bells, stand in the menu."""
        from channels import checks, receivers  # noqa: F401 registers the check, connects the bells
        from channels.measures.menus.batches import BATCHES, differing_tile
        from channels.measures.menus.chats import CHATS, waiting_tile
        from channels.measures.menus.devices import DEVICES
        from channels.measures.menus.letters import LETTERS
        from channels.measures.menus.outbox import MENU
        from channels.measures.menus.people import PEOPLE, people_tile
        from channels.measures.menus.phone import PHONE, owed_tile
        from channels.measures.menus.reviews import IMPORTS
        from channels.measures.menus.talks import TALKS
        from channels.measures.menus.watch import COUNTER, CUSTOMERS, ITEMS
        from channels.rules.chats.assisting import ASSISTING
        from channels.rules.chats.leaving import ENDING, SENDING_ON
        from channels.rules.customers.recognising import COMPARING
        from channels.rules.imports.importing_purchases import FORGETTING
        from channels.rules.monitoring.sweeping import READING
        from channels.rules.outbox.delivery import SENDING
        from feedback_site.first_page import register_tiles
        from feedback_site.sidebar import register_entries
        from feedback_site.sweeping.sweeps import register_sweeps

        register_sweeps((READING, SENDING, COMPARING, ASSISTING, ENDING, SENDING_ON, FORGETTING))
        register_entries("work", COUNTER)
        register_entries("work", PHONE)
        register_entries("work", CHATS)
        register_tiles(waiting_tile)
        register_entries("work", BATCHES)
        register_tiles(owed_tile)
        register_tiles(differing_tile)
        register_tiles(people_tile)
        register_entries("watch", ITEMS)
        register_entries("watch", MENU)
        register_entries("watch", IMPORTS)
        register_entries("watch", DEVICES)
        register_entries("setup", LETTERS)
        register_entries("customers", CUSTOMERS)
        register_entries("customers", PEOPLE)
        register_entries("customers", TALKS)
