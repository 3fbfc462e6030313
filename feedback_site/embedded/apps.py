"""The zero set-up mode as a Django app; it has no models."""

from django.apps import AppConfig


class EmbeddedConfig(AppConfig):
    """Brings the commands `up` and `compile_translations`."""

    name = "feedback_site.embedded"
    label = "embedded"
