"""With the database away: 503 and when to try again, on every kind of page, and health says so."""

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.exception import convert_exception_to_response
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from feedback_site.organisation.roles import Role
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def away():
    """Let the database be away, for as long as a test says so."""
    entry, host = connection.settings_dict, connection.settings_dict["HOST"]

    def leave():
        connection.close()
        entry["HOST"] = "/nowhere"

    yield leave
    connection.close()
    entry["HOST"] = host


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.fixture
def colleague():
    client = Client(raise_request_exception=False)
    client.force_login(posted(Role.AGENT))
    return client


def test_alive_asks_no_database(visitor, away):
    away()

    answer = visitor.get("/livez")

    assert (answer.status_code, answer.json()) == (200, {"alive": True})


def test_health_follows_the_database(visitor, away):
    assert visitor.get("/healthz").json() == {"database": True}
    away()

    answer = visitor.get("/healthz")

    assert (answer.status_code, answer.json()) == (503, {"database": False})


def test_health_is_asked_by_address_too(visitor):
    assert visitor.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200
    assert visitor.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/feedback/", "/help/"])
def test_a_customer_is_told_to_try_again(visitor, away, path):
    away()

    answer = visitor.get(path)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_colleague_is_told_to_try_again(colleague, away):
    """Their session is looked up before any page begins."""
    away()

    answer = colleague.get("/admin/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_partner_is_told_so_in_the_apis_words(visitor, away):
    away()

    answer = visitor.post(
        "/api/v1/submissions/", {"text": "x"}, content_type="application/json",
        headers={"Authorization": "Api-Key abc.def"},
    )  # fmt: skip

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 503


def test_a_session_that_could_not_be_written_is_tried_again(away):
    """A storm found it: the form was taken, and its customer read “Bad Request”."""

    def page(request):
        request.session["seen"] = "once"
        request.session.save()
        request.session["seen"] = "twice"
        away()
        return HttpResponse()

    answer = convert_exception_to_response(SessionMiddleware(page))(RequestFactory().get("/"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_session_that_somebody_ended_meanwhile_is_no_trouble_of_ours():
    def page(request):
        request.session["seen"] = "once"
        request.session.save()
        request.session.__class__(request.session.session_key).delete()
        request.session["seen"] = "twice"
        return HttpResponse()

    answer = convert_exception_to_response(SessionMiddleware(page))(RequestFactory().get("/"))

    assert answer.status_code == 400
    assert "Retry-After" not in answer
