"""Pages of customers weigh 60 KB at most on their way, for they are on phones; the desk is light as well."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from cases import kept_proofs
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from tests.doors import enter
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import posted
from tests.page_weight import weights

pytestmark = pytest.mark.django_db
MOST = 60_000  # bytes, compressed, without anything kept from before
MOST_OF_DESK = 100_000
PAGES = (
    "/", "/feedback/", "/feedback/?category=print_colour&check=colours.machine", "/chat/", "/privacy/",
    "/help/", "/help/?q=yellow", "/help/colour-cast/", "/help/check/colours/", "/help/check/colours/machine/",
    "/case/", "/my-cases/",
)  # fmt: skip


@pytest.fixture
def fetch(client):
    client.cookies["django_language"] = "en"

    def get(address):
        if address.startswith("/static/"):
            return Path(
                finders.find(address.removeprefix("/static/").partition("?")[0])
            ).read_bytes()
        answer = client.get(address)
        assert answer.status_code == 200, address
        return answer.content

    return get


def test_the_pages_of_customers_are_light(fetch):
    for path in PAGES:
        found = weights(path, fetch)

        assert any(address.endswith("portal.css") for address in found)
        assert sum(found.values()) < MOST, sorted(found.items(), key=lambda one: -one[1])


def test_the_pages_of_a_case_and_of_all_cases_are_light(client, fetch):
    customer = customer_with(email="mei@example.com")
    for _ in range(30):
        submission = SubmissionFactory(customer=customer, no_contact_reason="")
        submission.conversation.customer = customer
        submission.conversation.access_expires_at = timezone.now() + timedelta(days=9)
        submission.conversation.save()
    path = enter(
        client, case_in(CaseState.VERIFYING, submission=submission).submission.conversation
    )
    client.post("/my-cases/", {"email": "mei@example.com"})
    session = client.session
    kept_proofs.keep_proof(session, kept_proofs.asking_in(session).address, now=timezone.now())
    session.save()
    client.cookies["sessionid"] = session.session_key

    for page in (path, f"{path}object/", "/my-cases/", "/my-cases/?another"):
        assert sum(weights(page, fetch).values()) < MOST, page
    assert len(client.get("/my-cases/").context["page"].cases) == 20


def test_the_desk_is_light_and_loads_no_fonts(client, fetch):
    case = case_in(CaseState.IN_PROGRESS)
    client.force_login(posted(Role.AGENT))

    for path in ("/admin/", "/admin/cases/queue/all_open/", f"/admin/cases/case/{case.reference}/"):
        found = weights(path, fetch)

        assert sum(found.values()) < MOST_OF_DESK, sorted(found.items(), key=lambda one: -one[1])
        assert [one for one in found if "unfold" in one or "font" in one] == []
