"""Standard solutions for partners: what customers may read, in the language asked for, and no more."""

import pytest

from cases.kinds import SolutionState
from tests.factories.channels import PartnerFactory, partner_key
from tests.factories.solutions import solution_version

pytestmark = pytest.mark.django_db
URL = "/api/v1/solutions/"


@pytest.fixture
def ask(client):
    key = partner_key(PartnerFactory())

    def get(address=URL, **query):
        return client.get(address, query, headers={"Authorization": key})

    return get


def test_all_are_listed_by_code(ask):
    answer = ask(language="en")
    found = answer.json()

    assert answer["Content-Language"] == "en"
    assert found["language"] == "en"
    codes = [one["code"] for one in found["solutions"]]
    assert codes == sorted(codes)
    assert len(codes) == 23
    first = next(one for one in found["solutions"] if one["code"] == "colour-cast")
    assert first.pop("approved_at")
    assert first == {
        "code": "colour-cast", "title": "Colours are wrong: yellow, red, too dark or too light",
        "category": "print_colour", "version": 1, "url": "http://testserver/help/colour-cast/",
    }  # fmt: skip


def test_a_question_gives_the_nearest_first_and_a_category_only_its_own(ask):
    found = ask(q="相片偏黃", language="zh-hans").json()["solutions"]

    assert found[0]["code"] == "colour-cast"
    assert found[0]["title"].startswith("照片颜色不对")
    assert len(found) <= 10
    listed = ask(category="camera_repair").json()["solutions"]
    assert [one["code"] for one in listed] == ["repair-status", "repair-warranty"]
    assert ask(q="zzz qqq").json()["solutions"] == []


def test_one_is_read_with_its_answer_and_without_what_colleagues_do(ask):
    answer = ask(f"{URL}colour-cast/")
    found = answer.json()

    assert answer["Content-Language"] == "zh-Hant"
    assert found["answer"].startswith("很抱歉，相片的顏色讓您失望了")
    assert set(found) == {
        "code", "title", "category", "version", "approved_at", "url", "language", "answer",
    }  # fmt: skip


@pytest.mark.parametrize(
    "state", [SolutionState.DRAFT, SolutionState.IN_REVIEW, SolutionState.RETIRED]
)
def test_nothing_else_exists(ask, state):
    solution_version(state, code="hidden")
    solution_version(code="inside", is_public=False)

    for code in ("hidden", "inside", "nothing"):
        assert ask(f"{URL}{code}/").status_code == 404
    codes = [one["code"] for one in ask().json()["solutions"]]
    assert not {"hidden", "inside"} & set(codes)


@pytest.mark.parametrize("query", [{"language": "fr"}, {"q": "x" * 501}, {"category": "a b"}])
def test_what_cannot_be_is_refused(ask, query):
    answer = ask(**query)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_without_a_key_there_is_nothing(client):
    assert client.get(URL).status_code == 401
    assert client.get(f"{URL}colour-cast/").status_code == 401


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same(ask, number, django_assert_num_queries):
    for one in range(number):
        solution_version(code=f"s{one}")

    with django_assert_num_queries(3):
        ask()
