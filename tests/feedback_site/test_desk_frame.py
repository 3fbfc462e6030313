"""The frame drawn once is light, each person's own, and new after their own act."""

import re
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cases.models import Case
from cases.rules.assignment import assigning
from feedback_site.organisation.roles import Role
from feedback_site.remembering import forget
from tests.factories.cases import RawIntakeFactory
from tests.factories.opened import NOW, opened
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


@pytest.mark.parametrize("path", [ALL_OPEN, "/admin/cases/search/", OUTBOX, "/admin/"])
def test_a_page_in_its_frame_has_nothing_of_unfold(path):
    client = signed_in(posted(Role.ADMINISTRATOR))
    for _drawn_and_remembered in range(2):
        page = client.get(path).text

        assert "unfold/" not in page
        assert "x-data" not in page
        assert re.findall(r"<script(?! type=\"module\")", page) == []
        assert page.count("<main") == page.count("</html>") == page.count('id="logout-form"') == 1
        assert re.findall(r'<link href="/static/([^"]+)" rel="stylesheet">', page)[:4] == [
            f"feedback/{name}.css" for name in ("tokens", "components", "frame", "admin")
        ]


def test_the_frame_is_drawn_in_the_language_and_scheme_asked_for_with_the_menu_as_it_was_left():
    client = signed_in(posted(Role.ADMINISTRATOR), "zh-hans")
    plain = client.get(ALL_OPEN).text
    client.cookies["scheme"] = "dark"
    client.cookies["desk_menu"] = "shut"

    chosen = client.get(ALL_OPEN).text

    assert '<html lang="zh-Hans">' in plain
    assert 'class="frame-page"' in plain
    assert '<html lang="zh-Hans" data-theme="dark">' in chosen
    assert 'class="frame-page frame-shut"' in chosen


def test_every_icon_of_the_frame_is_in_the_one_file_of_them():
    spec = spec_from_file_location("icons", ROOT / ".ci" / "icons.py")
    icons = module_from_spec(spec)
    spec.loader.exec_module(icons)

    assert icons.SPRITE.read_text() == icons.up_to_date(), "run: python .ci/icons.py --write"
    assert all(path.read_text() == drawn for path, drawn in icons.pictures().items())
    assert icons.STOCK_SPRITE.read_text() == icons.stock_up_to_date(), "python .ci/icons.py --write"


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
        path: re.findall(
            r'<a href="([^"]+)" class="frame-line" aria-current="page">', client.get(path).text
        )
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
