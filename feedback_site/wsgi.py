"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")
application = get_wsgi_application()

from feedback_site.checks import insist  # noqa: E402 it reads the settings, which are loaded now

insist()
