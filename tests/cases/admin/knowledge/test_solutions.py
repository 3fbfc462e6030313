"""The library at the desk, and standard solutions on a case."""

from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.kinds import SolutionState
from cases.models import AnswerUse, Case, SolutionText, SolutionUse, SolutionVersion
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from tests.cases.measures.knowledge.test_solved_answers import FIT, solved
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.opened import opened
from tests.factories.organisation import posted
from tests.factories.solutions import solution_version

pytestmark = pytest.mark.django_db
LIST = reverse("admin:cases_solutions")
NEW = reverse("admin:cases_solution_new")
# Session, person and postings in each; then five of the list's own, and seven of the panel's.
LIST_STATEMENTS, PANEL_STATEMENTS = 8, 10


@pytest.fixture
def head():
    return posted(Role.DEPARTMENT_HEAD)


@pytest.fixture
def writer():
    return posted(Role.SPECIALIST)


def words(title="Smell of ink", **more):
    texts = {
        f"{part}_{language}": f"{title} {part} {language}"
        for language in ("zh-hant", "zh-hans", "en")
        for part in ("title", "problem", "answer", "steps")
    }
    return {"category": "material", "is_public": "on", "change": "first words", **texts, **more}


def page_of(version):
    return reverse("admin:cases_solution_version", args=(version.solution_id, version.number))


def decide(client, version, code, **facts):
    address = reverse(
        "admin:cases_solution_decide", args=(version.solution_id, version.number, code)
    )
    return client.post(address, facts, follow=True)


def test_written_looked_at_proposed_approved_and_read_by_customers(at_desk, writer, head, client):
    desk = at_desk(writer)
    preview = desk.post(NEW, words(preview="1"))
    assert "Nothing is kept yet" in preview.text
    assert not SolutionVersion.objects.filter(written_by=writer).exists()

    answer = desk.post(NEW, words())
    version = SolutionVersion.objects.get(written_by=writer)
    assert answer["Location"] == page_of(version)
    assert (version.category.code, version.is_public, version.change) == (
        "material", True, "first words",
    )  # fmt: skip
    assert "Propose it for approval" in desk.get(page_of(version)).text
    decide(desk, version, "propose")
    page = desk.get(page_of(version)).text
    assert "waits for the head of a department" in page or "Send back" in page
    assert "Approve:" not in page
    refused = decide(desk, version, "approve")
    assert "Your role does not allow this step." in refused.text
    version.refresh_from_db()
    assert version.state == SolutionState.IN_REVIEW

    assert (
        "In force. From now on it is suggested." in decide(at_desk(head), version, "approve").text
    )
    client.cookies["django_language"] = "en"
    assert "Smell of ink answer en" in client.get(f"/help/{version.solution.code}/").text


@pytest.mark.parametrize(
    "wrong",
    [{"category": ""}, {"category": "nothing"}, {"title_en": "x" * 121}, {"answer_en": "x" * 8001}],
)
def test_a_wrong_form_keeps_what_was_typed_and_writes_nothing(at_desk, writer, wrong):
    answer = at_desk(writer).post(NEW, words(**wrong))

    assert answer.status_code == 422
    assert "Smell of ink steps zh-hans" in answer.text
    assert not SolutionVersion.objects.filter(written_by=writer).exists()


def test_without_any_title_it_is_asked_for(at_desk, writer):
    empty = dict.fromkeys(("title_zh-hant", "title_zh-hans", "title_en"), "")
    answer = at_desk(writer).post(NEW, words(**empty))

    assert answer.status_code == 422
    assert "Give it a title in one language at least." in answer.text


def test_whoever_writes_on_an_old_version_is_told_and_loses_nothing(at_desk, writer):
    version = solution_version()
    address = reverse("admin:cases_solution_write", args=(version.solution_id,))
    desk = at_desk(writer)
    assert "Glossy stains zh-hant" in desk.get(address).text
    desk.post(address, words("Mine", seen="1"))

    answer = at_desk(posted(Role.SUPERVISOR)).post(address, words("Late", seen="1"))
    assert answer.status_code == 409
    assert "Version 2 was written while you were working on this" in answer.text
    assert "Late answer en" in answer.text
    assert SolutionVersion.objects.filter(solution=version.solution_id).count() == 2


def test_what_waits_is_on_the_first_page_of_who_may_approve_it(at_desk, writer, head):
    solution_version(SolutionState.IN_REVIEW, writer=writer)
    own = solution_version(SolutionState.IN_REVIEW, code="own", writer=head)
    first_page, words = reverse("admin:index"), "Standard solutions to approve"

    assert words not in at_desk(writer).get(first_page).text
    assert f"{LIST}?state=in_review" in at_desk(head).get(first_page).text
    SolutionVersion.objects.exclude(pk=own.pk).filter(state=SolutionState.IN_REVIEW).update(
        state=SolutionState.DRAFT
    )
    assert words not in at_desk(head).get(first_page).text, "nobody approves their own words"


def test_what_is_different_is_shown_in_each_language(at_desk, writer, head):
    first = solution_version()
    second = solution_version(
        SolutionState.IN_REVIEW, number=2, title="Glossy spots", writer=writer
    )

    page = at_desk(head).get(page_of(second)).text
    assert "Different from version 1" in page
    assert page.count("<del>stains</del><ins>spots</ins>") == 9
    assert "Approve:" in page
    assert "version 1" in at_desk(head).get(page_of(second), {"with": "1"}).text
    own = reverse("admin:cases_solution", args=(first.solution_id,))
    assert "Version 2 is being worked on" in at_desk(head).get(own).text


@pytest.mark.parametrize("address", ["999999/", "999999/1/", "999999/write/"])
def test_what_is_not_there_is_not_found(at_desk, head, address):
    assert at_desk(head).get(f"{LIST}{address}").status_code == 404


def test_an_unknown_decision_does_not_exist(at_desk, head):
    assert decide(at_desk(head), solution_version(), "explode").status_code == 404


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"q": "unlikely"}, ["Unlikely word"]),
        ({"state": "draft"}, ["Half done"]),
        ({"q": "zzqq"}, []),
        ({"state": "approved", "q": "unlikely"}, ["Unlikely word"]),
    ],
)
def test_the_list_is_narrowed_down(at_desk, head, asked, titles):
    solution_version(code="one", title="Unlikely word")
    solution_version(SolutionState.DRAFT, code="two", title="Half done")

    page = at_desk(head).get(LIST, asked).text
    for title in ("Unlikely word", "Half done"):
        assert (f"{title} en" in page) == (title in titles)
    assert ("No solution like this" in page) == (not titles)


def test_most_used_come_first(at_desk, head, agent):
    quiet, busy = solution_version(code="a", title="AAA"), solution_version(code="b", title="ZZZ")
    SolutionUse.objects.create(
        case=opened(), version=busy, language="en", used_by=agent, used_at=busy.written_at
    )
    desk = at_desk(head)

    for sort, first, last in (("title", quiet, busy), ("used", busy, quiet)):
        page = desk.get(LIST, {"sort": sort}).text
        assert page.index(_link(first)) < page.index(_link(last))


def _link(version):
    return reverse("admin:cases_solution", args=(version.solution_id,)) + '"'


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same(at_desk, head, number, remembering):
    for one in range(number):
        solution_version(code=f"s{one}")
    desk = at_desk(head)
    desk.get(LIST)

    with CaptureQueriesContext(connection) as asked:
        assert desk.get(LIST).status_code == 200
    assert len(asked) == LIST_STATEMENTS, "\n".join(one["sql"][:120] for one in asked)


def test_a_case_is_offered_the_nearest_with_a_key_for_each(at_desk, agent, case, remembering):
    desk = at_desk(agent)
    address = reverse("admin:cases_case_solutions", args=(case.reference,))
    asked_for = {"headers": {"X-Requested-With": "fetch"}}
    desk.get(address, **asked_for)

    with CaptureQueriesContext(connection) as asked:
        part = desk.get(address, **asked_for).text
    assert len(asked) == PANEL_STATEMENTS, "\n".join(one["sql"][:120] for one in asked)
    assert part.index("Colours are wrong") < part.index('data-key="1"')
    assert "很抱歉，相片的顏色讓您失望了" in part, "the answer is in the customer's language"
    assert "Put the print beside the store" in part, "the steps are in the colleague's"
    assert "<html" not in part
    page = desk.get(address).text
    assert "<html" in page
    assert "Colours are wrong" in page


def test_any_solution_is_found_by_words(at_desk, agent, case):
    address = reverse("admin:cases_case_solutions", args=(case.reference,))

    found = at_desk(agent).get(address, {"q": "memory card cannot be read"}).text
    assert found.index("Rescuing photos") < found.index('data-key="1"')
    assert "Nothing was found" in at_desk(agent).get(address, {"q": "qqqq zzzz"}).text


def test_using_one_begins_the_answer_and_is_remembered(at_desk, agent, case):
    version = SolutionVersion.objects.get(solution__code="colour-cast")
    address = reverse("admin:cases_case_solution_use", args=(case.reference, version.pk))
    desk = at_desk(agent)

    as_text = desk.post(address, headers={"X-Requested-With": "fetch"})
    assert as_text["Content-Type"].startswith("text/plain")
    assert as_text.text.startswith("很抱歉，相片的顏色讓您失望了")
    page = desk.post(address).text
    assert "很抱歉，相片的顏色讓您失望了" in page.split("dialog-text-customer")[2]
    use = SolutionUse.objects.get()
    assert (use.case, use.version, use.used_by) == (case, version, agent)
    panel = desk.get(reverse("admin:cases_case_solutions", args=(case.reference,))).text
    assert panel.count("used here") == 1


def test_an_answer_of_a_solved_case_is_put_in_by_its_key_and_counted(at_desk, agent):
    source = solved()
    Case.objects.filter(pk=source.pk).update(closed_at=timezone.now())
    case = case_in(
        CaseState.IN_PROGRESS, submission=SubmissionFactory(title="", text="相片整批偏黃，請重印")
    )
    desk = at_desk(agent)
    panel = desk.get(reverse("admin:cases_case_solutions", args=(case.reference,))).text
    address = reverse("admin:cases_case_answer_use", args=(case.reference, source.reference))

    as_text = desk.post(address, headers={"X-Requested-With": "fetch"})

    assert panel.index(address) < panel.index('data-key="4"')
    assert (as_text.text, "X-Said" in as_text) == (FIT, False)
    assert FIT in desk.post(address).text.split("dialog-text-customer")[2]
    use = AnswerUse.objects.get()
    assert (use.case, use.source, use.used_by) == (case, source, agent)


def test_what_the_customer_would_read_in_another_language_is_said(at_desk, agent):
    case = opened()
    Case.objects.filter(pk=case.pk).update(language="en")
    version = solution_version()
    SolutionText.objects.filter(version=version, language="en").delete()
    address = reverse("admin:cases_case_solution_use", args=(case.reference, version.pk))
    panel = reverse("admin:cases_case_solutions", args=(case.reference,))
    desk, words = at_desk(agent), "Put into the answer in 繁體中文. The customer reads English"

    found = desk.get(panel, {"q": "Glossy stains"}).text
    as_text = desk.post(address, headers={"X-Requested-With": "fetch"})

    assert "not in the customer's language" in found
    assert unquote(as_text["X-Said"]).startswith(words)
    assert words in desk.post(address).text


def test_what_was_taken_back_meanwhile_is_not_used(at_desk, agent, case):
    version = solution_version(SolutionState.RETIRED)
    address = reverse("admin:cases_case_solution_use", args=(case.reference, version.pk))
    desk = at_desk(agent)

    assert desk.post(address, headers={"X-Requested-With": "fetch"}).status_code == 409
    assert "not in force" in desk.post(address, follow=True).text
    assert not SolutionUse.objects.exists()


def test_whoever_does_not_work_on_cases_reads_them_only(at_desk, store):
    clerk, case = posted(Role.CLERK, store=store), opened(store=store)

    part = at_desk(clerk).get(reverse("admin:cases_case_solutions", args=(case.reference,))).text
    assert "Colours are wrong" in part
    assert "Put into the answer" not in part
