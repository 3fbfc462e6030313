"""Django's admin, with our back office as its site."""

from django.contrib.admin.apps import AdminConfig


class FeedbackAdminConfig(AdminConfig):
    """Name our site as the default one."""

    default_site = "feedback_site.admin_site.FeedbackAdminSite"

    def ready(self) -> None:
        """Find the model pages, and the Celery application, without which bells reach no broker."""
        super().ready()
        from feedback_site import (  # noqa: F401 becomes the current application; registers the checks
            celery_app,
            checks,
        )
