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
        from channels.measures.batch_menu import BATCHES, differing_tile
        from channels.measures.chat_menu import CHATS, waiting_tile
        from channels.measures.devices_menu import DEVICES
        from channels.measures.letters_menu import LETTERS
        from channels.measures.outbox_menu import MENU
        from channels.measures.people_menu import PEOPLE, people_tile
        from channels.measures.phone_menu import PHONE, owed_tile
        from channels.measures.reviews_menu import IMPORTS
        from channels.measures.talks_menu import TALKS
        from channels.measures.watch_menu import COUNTER, CUSTOMERS, ITEMS
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
