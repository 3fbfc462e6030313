"""The API's one shape of an error: RFC 9457 problem details."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from feedback_site.errors import FeedbackError


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Translate our own errors and the framework's into application/problem+json."""
    if isinstance(error, FeedbackError):
        return _problem(error.status, error.code, str(error), {})
    response = exception_handler(error, context)
    if response is None:
        return None
    code, detail, more = _of_framework(error, response)
    problem = _problem(response.status_code, code, detail, more)
    for name in ("Retry-After", "WWW-Authenticate"):
        if name in response:
            problem[name] = response[name]
    return problem


def _of_framework(error: Exception, response: Response) -> tuple[str, str, dict[str, Any]]:
    if isinstance(error, exceptions.ValidationError):
        return "invalid", "Some fields need another value.", {"errors": response.data}
    if isinstance(error, Http404):
        return "not_found", "There is nothing here that you may see.", {}
    if isinstance(error, PermissionDenied):
        return "not_allowed", "This key does not allow that.", {}
    detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
    return getattr(detail, "code", "error"), str(detail), {}


def _problem(status: int, code: str, detail: str, more: dict[str, Any]) -> Response:
    body = {"type": f"urn:feedback:{code}", "title": code.replace("_", " "), "status": status}
    response = Response({**body, "code": code, "detail": detail, **more}, status=status)
    response.content_type = "application/problem+json"
    return response
