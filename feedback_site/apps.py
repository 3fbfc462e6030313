"""Django's admin, with our back office as its site."""

from django.contrib.admin.apps import AdminConfig


class FeedbackAdminConfig(AdminConfig):
    """Name our site as the default one."""

    default_site = "feedback_site.admin_site.FeedbackAdminSite"
