"""The help centre: read without JavaScript, judged once, always with the way to us."""

from datetime import UTC, datetime

import pytest
import time_machine

from cases.kinds import SolutionState
from cases.models import SolutionVersion, SolutionVote
from tests.factories.solutions import solution_version

pytestmark = pytest.mark.django_db
COLOUR = "/help/colour-cast/"
# Versions, their texts, and the diagnoses; a search adds its count, and one look at what is in force.
CENTRE_STATEMENTS, SEARCH_STATEMENTS, ARTICLE_STATEMENTS = 3, 4, 4


@pytest.fixture(autouse=True)
def _still():
    """Stand at the beginning of a window: what is counted by the minute is counted in one."""
    with time_machine.travel(datetime(2026, 5, 4, 1, 30, tzinfo=UTC), tick=False):
        yield


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.mark.parametrize("number", [1, 30])
def test_the_centre_costs_the_same(client, number, django_assert_num_queries):
    for one in range(number):
        solution_version(code=f"s{one}")

    with django_assert_num_queries(CENTRE_STATEMENTS):
        client.get("/help/")


def test_it_is_browsed_by_subject(client):
    page = client.get("/help/").text

    assert [page.index(name) for name in ("Technical", "Service", "Product")] == sorted(
        page.index(name) for name in ("Technical", "Service", "Product")
    )
    assert "/help/?category=camera_repair" in page
    assert COLOUR in page, "where a subject has one page, that is what one gets"
    assert "Where is my case number?" in page
    shelf = client.get("/help/", {"category": "camera_repair"}).text
    assert "/help/repair-status/" in shelf
    assert "/feedback/?category=camera_repair" in shelf
    assert client.get("/help/", {"category": "nonsense"}).status_code == 200


@pytest.mark.parametrize(
    ("language", "question", "title"),
    [
        ("en", "my photos are yellow", "Colours are wrong"),
        ("en", "照片偏黄", "Colours are wrong"),
        ("zh-hant", "照片偏黄", "相片顏色不對"),
        ("zh-hans", "my photos are yellow", "照片颜色不对"),
    ],
)
def test_a_question_is_answered_in_the_readers_language(client, language, question, title):
    client.cookies["django_language"] = language
    page = client.get("/help/", {"q": question}).text

    assert title in page
    assert page.index(COLOUR) < page.index('href="/feedback/"')


def test_a_search_costs_the_same_for_all(client, django_assert_num_queries):
    client.get("/help/", {"q": "yellow"})

    with django_assert_num_queries(SEARCH_STATEMENTS):
        client.get("/help/", {"q": "yellow"})


@pytest.mark.parametrize("question", ["qqq zzz", "🙂", "<script>alert(1)</script>", "x" * 5000])
def test_what_is_not_found_leads_to_us(client, question):
    page = client.get("/help/", {"q": question}).text

    assert "Nothing was found for this" in page
    assert "/feedback/" in page
    # Nothing was shown that could be something else than what was looked for.
    assert "Not what I am looking for" not in page
    assert "<script>alert" not in page


def test_whoever_searches_without_end_is_asked_to_wait_and_may_read_on(client):
    answers = [client.get("/help/", {"q": "yellow"}) for _one in range(31)]

    assert [one.status_code for one in answers] == [200] * 30 + [429]
    assert int(answers[-1]["Retry-After"]) <= 60
    assert "/help/?category=camera_repair" in answers[-1].text
    assert client.get(COLOUR).status_code == 200


def test_an_article_says_what_to_do_and_what_else_there_is(client, django_assert_num_queries):
    solution_version(code="more-colour", title="More on colour")
    with django_assert_num_queries(ARTICLE_STATEMENTS):
        page = client.get(COLOUR).text

    assert "<h1>Colours are wrong: yellow, red, too dark or too light</h1>" in " ".join(
        page.split()
    )
    assert page.count("<li>Please look at the prints in daylight") == 1
    assert "More on colour en" in page
    assert "/feedback/?category=print_colour" in page
    assert "grey card" not in page, "what colleagues do is nobody else's"
    assert "mixed light" not in page


@pytest.mark.parametrize(
    "state", [SolutionState.DRAFT, SolutionState.IN_REVIEW, SolutionState.RETIRED]
)
def test_what_is_not_in_force_is_not_there(client, state):
    solution_version(state, code="hidden")

    assert client.get("/help/hidden/").status_code == 404
    assert client.post("/help/hidden/helped/", {"helped": "yes"}).status_code == 404
    assert not SolutionVote.objects.exists()


def test_what_is_for_colleagues_is_not_there_either(client):
    solution_version(code="inside", is_public=False, title="Inside only")

    assert client.get("/help/inside/").status_code == 404
    assert "Inside only en" not in client.get("/help/", {"q": "Inside only"}).text


@pytest.mark.parametrize(("said", "has_helped"), [("yes", True), ("no", False), ("", False)])
def test_a_reader_is_counted_once_and_thanked_always(client, said, has_helped):
    for _twice in range(2):
        answer = client.post(f"{COLOUR}helped/", {"helped": said}, follow=True)

    assert ("Thank you for telling us" in answer.text) == has_helped
    assert ("We are sorry that this did not help" in answer.text) != has_helped
    assert list(SolutionVote.objects.values_list("version__solution__code", "has_helped")) == [
        ("colour-cast", has_helped)
    ]
    assert "You have told us whether this helped" in client.get(COLOUR).text


def test_a_link_that_a_machine_follows_counts_nothing(client):
    assert client.get(f"{COLOUR}helped/").status_code == 405
    assert "Did this help?" in client.get(COLOUR, {"said": "perhaps"}).text
    assert not SolutionVote.objects.exists()


def test_votes_without_end_are_not_counted(client):
    for number in range(25):
        client.session.flush()
        client.cookies.pop("sessionid", None)
        client.post(f"{COLOUR}helped/", {"helped": "no"})
        assert SolutionVote.objects.count() == min(number + 1, 20)


def test_a_form_being_filled_in_gets_what_may_help_and_nothing_is_kept(client):
    answer = client.post(
        "/help/suggest/", {"text": "The skin in my wedding prints is orange and yellow"}
    )

    assert answer.json()["found"][0] == {
        "title": "Colours are wrong: yellow, red, too dark or too light", "url": COLOUR,
    }  # fmt: skip
    assert client.post("/help/suggest/", {"text": " "}).json() == {"found": []}
    assert SolutionVersion.objects.count() == 23
    for _one in range(60):
        answer = client.post("/help/suggest/", {"text": " "})
    assert (answer.status_code, answer.json()) == (429, {"found": []})
