"""Show each member of staff their own language and time zone, and what they have just done."""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from feedback_site.organisation.working_hours import CalendarError, zone
from feedback_site.own_acts import note_act

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What a script keeps or looks up aside while somebody types is no act of theirs; it changes nothing that is
# remembered.
ASIDE = "X-Aside"
Handler = Callable[[HttpRequest], HttpResponse]


class StaffPreferencesMiddleware:
    """Activate the signed-in person's time zone, and their language until they choose another.

    An act of theirs ends what is remembered for them.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        # Only staff have sessions; asking for the user of a customer's request would cost nothing
        # but the cookie check.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            user = request.user
            if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
                translation.activate(user.language)
                request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            # One that was never checked, such as an import's, must not keep somebody from every page.
            if user.time_zone:
                with suppress(CalendarError):
                    timezone.activate(zone(user.time_zone))
            if request.method not in SAFE and ASIDE not in request.headers:
                note_act(request)
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()
