"""The frame drawn once is the frame that unfold draws, each person's own, and new after their own act."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.models import Case
from cases.rules import assigning
from feedback_site.organisation.roles import Role
from feedback_site.remembering import forget
from tests.cases.admin.conftest import NOW, opened
from tests.factories.cases import RawIntakeFactory
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
ALL_OPEN = "/admin/cases/queue/all_open/"
OUTBOX, ITEMS = "/admin/outbox/", "/admin/items/"
ROOT = Path(settings.BASE_DIR)


@pytest.fixture(autouse=True)
def _remembering(settings):
    forget()
    settings.LOOK_UP_SECONDS = 60
    yield
    forget()


def signed_in(user, language="en"):
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def plain(html):
    """The page without what no two answers share, and without the space between tags."""
    html = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', r"\1", html)
    return re.sub(r"\s+", " ", html).replace("> <", "><").replace("> ", ">").replace(" <", "<")


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
@pytest.mark.parametrize(
    ("path", "template", "is_fullwidth"),
    [
        (ALL_OPEN, "cases/desk/queue.html", "1"),
        ("/admin/cases/search/", "cases/desk/queue.html", "1"),
        (OUTBOX, "channels/desk/outbox.html", "1"),
        ("/admin/", "admin/first_page.html", ""),
    ],
)
def test_a_page_in_its_frame_is_the_page_that_unfold_draws(path, template, is_fullwidth, language):
    client = signed_in(posted(Role.ADMINISTRATOR), language)
    for _drawn_and_remembered in range(2):
        answer = client.get(path)
        context = next(one for one in answer.context if "frame" in one).flatten()
        del context["frame"], context["csrf_token"]
        context |= admin.site.each_context(answer.wsgi_request) | {"is_fullwidth": is_fullwidth}
        with translation.override(language):
            whole = render_to_string(template, context, answer.wsgi_request)

        assert plain(answer.text) == plain(whole)


def test_nobody_gets_the_frame_of_somebody_else():
    agent, clerk = posted(Role.AGENT), posted(Role.CLERK)
    agent.display_name, clerk.display_name = "Agent Ant", "Clerk Crab"
    agent.save(), clerk.save()

    pages = [signed_in(user).get(ALL_OPEN).text for user in (agent, clerk, agent)]
    # The list names its owners, whoever looks at it.
    pages = [re.sub(r"<main.*</main>", "", page, flags=re.DOTALL) for page in pages]

    assert ["Agent Ant" in page for page in pages] == [True, False, True]
    assert ["Clerk Crab" in page for page in pages] == [False, True, False]
    assert [OUTBOX in page for page in pages] == [True, False, True]


def test_each_answer_has_a_token_of_its_own_that_is_taken():
    client = Client(enforce_csrf_checks=True)
    client.force_login(posted(Role.AGENT))

    tokens = [form_token(client.get(ALL_OPEN).text) for _ in range(2)]
    left = client.post(reverse("admin:logout"), {"csrfmiddlewaretoken": tokens[0]})

    assert tokens[0] != tokens[1]
    assert left.status_code != 403
    assert "_auth_user_id" not in client.session


def form_token(html):
    return re.search(r'id="logout-form".*?csrfmiddlewaretoken" value="(\w+)"', html, re.DOTALL)[1]


def test_a_name_is_text_and_no_mark_of_the_frame():
    user = posted(Role.AGENT)
    user.display_name = "<b>{{ csrf_token }}</b>{% now 'Y' %}"
    user.save()

    page = signed_in(user).get(ALL_OPEN).text

    assert "&lt;b&gt;{{ csrf_token }}&lt;/b&gt;{% now &#x27;Y&#x27; %}" in page


def test_the_menu_lights_up_the_page_one_is_on():
    client = signed_in(posted(Role.ADMINISTRATOR))

    lit = {
        path: re.findall(r'<a href="([^"]+)" class="[^"]* active">', client.get(path).text)
        for path in (ALL_OPEN, "/admin/cases/search/", OUTBOX, "/admin/")
    }

    assert lit == {
        ALL_OPEN: ["/admin/cases/queue/"],
        "/admin/cases/search/": ["/admin/cases/search/"],
        OUTBOX: [OUTBOX],
        "/admin/": ["/admin/"],
    }


def numbers(answer):
    return {queue.code: number for queue, number in answer.context["queues"]}


def test_what_one_does_shows_at_once_and_what_others_do_within_seconds():
    case, other = opened(), opened()
    agent, colleague = posted(Role.AGENT), posted(Role.AGENT)
    at_work, beside = signed_in(agent), signed_in(colleague)
    assert numbers(at_work.get(ALL_OPEN))["mine"] == numbers(beside.get(ALL_OPEN))["mine"] == "0"

    at_work.post(reverse("admin:cases_case_act", args=(case.reference, "claim")))
    assigning.claim_case(other.pk, actor=colleague, now=NOW)

    assert numbers(at_work.get(ALL_OPEN))["mine"] == "1"
    assert numbers(beside.get(ALL_OPEN))["mine"] == "0"
    forget()
    assert numbers(beside.get(ALL_OPEN))["mine"] == "1"


def test_a_number_of_the_menu_is_each_persons_own_and_anew_after_their_act():
    RawIntakeFactory(state="failed", disposition="", accounted_at=None)
    users = posted(Role.ADMINISTRATOR), posted(Role.ADMINISTRATOR)
    clients = [signed_in(user) for user in users]
    assert [failed_items(client) for client in clients] == ["1", "1"]

    RawIntakeFactory(state="failed", disposition="", accounted_at=None)
    clients[0].post(reverse("set_language"), {"language": "en"})

    assert [failed_items(client) for client in clients] == ["2", "1"]


def failed_items(client):
    """The number beside "Items received"."""
    line = re.search(rf'href="{ITEMS}".*?</a>', client.get("/admin/").text, re.DOTALL)[0]
    return re.sub(r"<[^>]+>", " ", line).split()[-1]


def test_a_drawn_frame_tells_nothing_to_somebody_whose_posting_has_ended():
    user = posted(Role.AGENT)
    client = signed_in(user)
    assert client.get(ALL_OPEN).status_code == 200

    user.postings.update(ended_at=NOW - timedelta(minutes=1))

    assert client.get(ALL_OPEN).status_code == 403


def test_messages_stand_in_the_frame_once():
    case = opened()
    client = signed_in(posted(Role.AGENT))
    client.get(ALL_OPEN)

    where = reverse("admin:cases_case_act", args=(case.reference, "claim"))
    done = client.post(where, {"next": ALL_OPEN}, follow=True)

    assert Case.objects.get(pk=case.pk).owner is not None
    assert "The case is yours." in done.text
    assert "The case is yours." not in client.get(ALL_OPEN).text


def test_pages_use_only_the_blocks_that_the_frame_has():
    offered = set(blocks(ROOT / "feedback_site/templates/admin/framed.html"))
    assert offered == {"title", "extrastyle", "extrahead", "content"}

    pages = [path for path in ROOT.glob("*/templates/*/**/*.html") if path.name != "frame.html"]
    framed = [path for path in pages if is_framed(path.read_text())]

    assert len(framed) > 15
    assert {path.name: set(blocks(path)) - offered for path in framed} == {
        path.name: set() for path in framed
    }


def is_framed(source):
    return re.search(r'extends "(admin/base_site|cases/desk/base)\.html"', source) is not None


def blocks(path):
    """The outermost blocks: what stands within one that the frame has is drawn with it."""
    found, depth = [], 0
    for begun in re.findall(r"{% (?:block (\w+) |endblock)", path.read_text()):
        if begun and not depth:
            found.append(begun)
        depth += 1 if begun else -1
    return found
