"""Django's admin, with our back office as its site."""

import os

from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig

from feedback_site.embedded.home import WITHOUT_PAGES


class FeedbackAdminConfig(SimpleAdminConfig):
    """Name our site as the default one."""

    default_site = "feedback_site.admin_site.FeedbackAdminSite"

    def ready(self) -> None:
        """Find the model pages, and the Celery application, without which bells reach no broker."""
        super().ready()
        if WITHOUT_PAGES not in os.environ:
            autodiscover()
        from celery.signals import worker_init

        from feedback_site import celery_app, checks  # noqa: F401 the application becomes the current one

        worker_init.connect(checks.insist, dispatch_uid="feedback_site.insist")
