"""What every answer tells a browser: what may run, what may frame it, what may be kept."""

import re

import pytest
from django.test import Client

from feedback_site.organisation.roles import Role
from tests.factories.cases import case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
PORTAL = ["/", "/help/", "/feedback/", "/case/", "/privacy/"]


def policy(answer):
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: set(values) for name, *values in parts}


@pytest.fixture
def colleague(client):
    client.force_login(posted(Role.MANAGER))
    return client


@pytest.mark.parametrize("path", PORTAL)
def test_on_the_portal_nothing_inline_runs(client, path):
    rules = policy(client.get(path))

    assert rules["default-src"] == {"'self'"}
    assert rules["object-src"] == {"'none'"}
    assert rules["frame-ancestors"] == {"'none'"}
    for name in ("script-src", "style-src"):
        assert not rules[name] & {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "data:"}
    words = [word for values in rules.values() for word in values]
    # A nonce is base64, where two slashes may stand side by side.
    assert not [word for word in words if "//" in word and not word.startswith("'nonce-")]


@pytest.mark.parametrize("path", PORTAL)
def test_no_page_of_the_portal_asks_anybody_else_for_anything(client, path):
    html = client.get(path).content.decode()

    loaded = re.findall(
        r"<(?:script|img|link|iframe|source)\b[^>]*?(?:src|href)=\"([^\"]+)\"", html
    )
    assert loaded
    assert not [one for one in loaded if re.match(r"(https?:)?//", one)]


def test_a_nonce_is_of_one_answer_only(client):
    nonces = [
        re.findall(r"'nonce-[^']+'", client.get("/feedback/")["Content-Security-Policy"])
        for _ in "ab"
    ]

    assert nonces[0] != nonces[1] or nonces == [[], []]


def test_the_back_office_has_a_wider_policy_of_its_own(colleague):
    rules = policy(colleague.get("/admin/"))

    assert "'unsafe-eval'" in rules["script-src"]
    assert "'unsafe-inline'" not in rules["script-src"]
    assert rules["frame-ancestors"] == {"'self'"}
    assert rules["object-src"] == {"'none'"}


def test_the_sign_in_page_has_it_too(client):
    rules = policy(client.get("/admin/login/"))

    assert "'unsafe-inline'" not in rules["script-src"]
    assert rules["form-action"] == {"'self'"}


@pytest.mark.parametrize("path", [*PORTAL, "/admin/login/", "/api/v1/schema/"])
def test_every_answer_is_guarded(client, path):
    answer = client.get(path)

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_personal_page_is_kept_nowhere(client):
    case = case_in("in_progress")
    conversation = case.submission.conversation
    conversation.opened_at = case.opened_at
    for answer in (
        client.get(f"/case/{case.reference}/"),
        client.get(f"/c/{case.reference}/{conversation.access_code}"),
        client.get("/case/"),
    ):
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["/admin/", "/admin/cases/queue/all_open/", "/counter/"])
def test_a_page_for_staff_is_kept_nowhere(colleague, path):
    assert "no-store" in colleague.get(path)["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts(client):
    user = posted(Role.AGENT)
    user.set_password("a long enough secret")
    user.save()
    client.post("/admin/login/", {"username": user.username, "password": "a long enough secret"})
    cookie = client.cookies["sessionid"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_form_of_another_site_is_refused():
    client = Client(enforce_csrf_checks=True)

    for path in ("/feedback/", "/case/", "/admin/login/", "/counter/find/"):
        assert client.post(path, {"text": "x"}).status_code in (403, 302), path


def test_signing_in_leads_to_no_other_site(client):
    user = posted(Role.AGENT)
    user.set_password("a long enough secret")
    user.save()

    answer = client.post(
        "/admin/login/?next=https://evil.example/",
        {"username": user.username, "password": "a long enough secret", "next": "https://evil.example/"},
    )  # fmt: skip

    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
