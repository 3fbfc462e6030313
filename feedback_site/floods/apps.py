"""Floods as a Django app."""

from django.apps import AppConfig


class FloodsConfig(AppConfig):
    """Brings the table of counts."""

    name = "feedback_site.floods"
    label = "floods"
