"""Tell a load balancer how we are, and answer 503 while the database or the storage of files is away."""

import logging
import sys
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.db import DatabaseError, DataError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views import defaults

from feedback_site.errors import FeedbackError

log = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError)
Handler = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Answer /livez without a database and /healthz with one question to it.

    Stands before host checking, so that a balancer may ask by address.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        if request.path == "/livez":
            return JsonResponse({"alive": True})
        if request.path == "/healthz":
            return _database_answers()
        return self.get_response(request)


def _database_answers() -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        log.warning("database away: %s", error)
        return JsonResponse({"database": False}, status=503)
    return JsonResponse({"database": True})


def _is_away(error: BaseException | None) -> bool:
    return isinstance(error, AWAY) or (isinstance(error, FeedbackError) and error.status == 503)


class DatabaseAwayMiddleware:
    """Turn a lost database or storage into 503 with Retry-After: nothing was taken, trying again is safe."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for connection failures, and for a NUL among what was sent; all else stays an error."""
        if _holds_nul(error):
            return defaults.bad_request(request, BadRequest())
        return _try_again(request, error) if _is_away(error) else None


def _holds_nul(error: Exception) -> bool:
    """Whether the database refused a text for a character that no keyboard sends, and none can store."""
    return isinstance(error, DataError) and "NUL (0x00)" in str(error)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for what went wrong before or after a page, as where a session is looked up."""
    error = sys.exc_info()[1]
    if error is not None and _is_away(error):
        return _try_again(request, error)
    return defaults.server_error(request)


def _try_again(request: HttpRequest, error: BaseException) -> HttpResponse:
    # By name, not by address: some of our addresses carry a customer's access code.
    where = request.resolver_match.view_name if request.resolver_match else "an unknown page"
    log.warning("away during %s: %s", where, error)
    if request.path.startswith("/api/"):
        body: dict[str, object] = {
            "type": "about:blank",
            "title": "Try again shortly",
            "status": 503,
        }
        response: HttpResponse = JsonResponse(
            body, status=503, content_type="application/problem+json"
        )
    else:
        response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = "5"
    return response
