"""Keep a request's bytes before anybody parses them, because raw bytes are stored first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponse]


def keeps_body(view: View) -> View:
    """Let a view use `request.body` beside `request.POST`; it is protected against CSRF as ever.

    The CSRF middleware parses a form before the view is called, after which its bytes are gone: so it
    is asked after reading. A body over DATA_UPLOAD_MAX_MEMORY_SIZE is answered with 413.
    """
    return keeps_body_without_cookies(csrf_protect(view))


def keeps_body_without_cookies(view: View) -> View:
    """Do the same for a view that knows nobody: without a session there is nothing to forge."""

    @wraps(view)
    def reading_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            request.body  # noqa: B018 reading is what counts
        except RequestDataTooBig:
            return render(request, "413.html", status=413)
        return view(request, *args, **kwargs)

    return csrf_exempt(reading_first)
