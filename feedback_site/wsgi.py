"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")
_site = get_wsgi_application()

from django.conf import settings  # noqa: E402 they are loaded now

from feedback_site.checks import insist  # noqa: E402 it reads them
from feedback_site.turns import Turns  # noqa: E402

insist()
application = Turns(_site, at_once=settings.REQUESTS_AT_ONCE)
