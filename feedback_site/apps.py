"""Django's admin, with our back office as its site."""

from django.contrib.admin.apps import AdminConfig


class FeedbackAdminConfig(AdminConfig):
    """Name our site as the default one."""

    default_site = "feedback_site.admin_site.FeedbackAdminSite"

    def ready(self) -> None:
        """Find the model pages, and the Celery application, without which bells reach no broker."""
        super().ready()
        from celery.signals import worker_init

        from feedback_site import celery_app, checks  # noqa: F401 the application becomes the current one

        worker_init.connect(checks.insist, dispatch_uid="feedback_site.insist")
