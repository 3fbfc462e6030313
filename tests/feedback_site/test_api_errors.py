"""The API's one shape of an error: RFC 9457, whatever went wrong."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import translation
from rest_framework import exceptions

from channels.errors import KeyReused
from feedback_site.api_errors import problem_response
from feedback_site.errors import FeedbackError, NotAllowed


class Odd(FeedbackError):
    code = "odd"
    status = 418
    message = "Short and stout"


CASES = [
    (Odd(), 418, "odd", "Short and stout"),
    (NotAllowed(), 403, NotAllowed.code, "Your role does not allow this step."),
    (
        KeyReused(),
        422,
        KeyReused.code,
        "This Idempotency-Key was used with another body. Use a new key.",
    ),
    (Http404("secret id 7"), 404, "not_found", "There is nothing here that you may see."),
    (PermissionDenied("why"), 403, "not_allowed", "This key does not allow that."),
    (exceptions.NotAuthenticated(), 401, "not_authenticated", None),
    (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed", None),
    (exceptions.ParseError(), 400, "parse_error", None),
    (exceptions.UnsupportedMediaType("text/plain"), 415, "unsupported_media_type", None),
]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(("error", "status", "code", "detail"), CASES)
def test_every_error_has_the_same_shape(error, status, code, detail):
    answer = problem_response(error, {})

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert set(answer.data) == {"type", "title", "status", "code", "detail"}
    assert (answer.data["status"], answer.data["code"]) == (status, code)
    assert answer.data["type"] == f"urn:feedback:{code}"
    assert answer.data["detail"] == detail or detail is None


def test_wrong_fields_are_named():
    answer = problem_response(exceptions.ValidationError({"text": ["This is empty."]}), {})

    assert (answer.status_code, answer.data["code"]) == (400, "invalid")
    assert answer.data["errors"] == {"text": ["This is empty."]}


def test_whoever_must_wait_is_told_how_long():
    answer = problem_response(exceptions.Throttled(wait=7), {})

    assert (answer.status_code, answer["Retry-After"]) == (429, "7")


def test_a_defect_of_ours_stays_one():
    assert problem_response(ZeroDivisionError(), {}) is None
