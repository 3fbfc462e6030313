"""Queues: who sees which rows, in what order, page by page, and at what cost."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.measures.queues import paging
from cases.measures.queues.paging import PAGE
from cases.measures.queues.queues import QUEUES
from cases.models import Case, Escalation, Promise
from cases.rules.assignment import assigning
from cases.rules.changes import searching
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from feedback_site.remembering import forget
from tests.factories.cases import case_in
from tests.factories.opened import NOW, customer_called, opened
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
# Session, person, postings, rows; numbers, choices and the frame are remembered for some seconds.
STATEMENTS = 4


@pytest.fixture
def short(monkeypatch):
    """Pages of seven rows, of which some end among rows that share a place in the order."""
    monkeypatch.setattr(paging, "PAGE", 7)
    return 7


def address(name, **query):
    return reverse("admin:cases_queue", args=(name,), query=query)


def references(answer):
    """The references on the page in the order of its rows."""
    return re.findall(r'data-open>.*?<span class="code">(FB-[^<]+)</span>', answer.text, re.DOTALL)


@pytest.mark.parametrize("name", QUEUES)
def test_each_queue_opens_and_an_empty_one_says_so(at_desk, supervisor, name):
    queue = QUEUES[name]
    answer = at_desk(supervisor).get(address(name))

    if not queue.is_for(supervisor):
        assert answer.status_code == 404
        return
    assert answer.status_code == 200
    assert str(queue.nothing) in answer.text.replace("&#x27;", "'")
    assert "no-store" in answer["Cache-Control"]


def test_a_queue_that_does_not_exist_is_not_found(at_desk, agent):
    assert at_desk(agent).get("/admin/cases/queue/everything/").status_code == 404


@pytest.mark.parametrize("role", [Role.AGENT, Role.AUDITOR, Role.CLERK])
def test_the_first_queue_is_ones_own_for_those_who_work(at_desk, role):
    answer = at_desk(posted(role)).get(reverse("admin:cases_queues"))

    expected = "mine" if role == Role.AGENT else "all_open"
    assert answer.url == address(expected)


def test_strangers_see_nothing_colleagues_of_the_store_do(
    at_desk, case, agent, colleague, stranger
):
    assert references(at_desk(agent).get(address("all_open"))) == [case.reference]
    assert references(at_desk(colleague).get(address("all_open"))) == [case.reference]
    assert references(at_desk(stranger).get(address("all_open"))) == []


def test_numbers_are_those_of_the_rows_one_may_see(at_desk, case, agent, stranger):
    assigning.claim_case(case.pk, actor=agent, now=NOW)

    numbers = {queue.code: n for queue, n in at_desk(agent).get(address("mine")).context["queues"]}
    nothing = {
        queue.code: n for queue, n in at_desk(stranger).get(address("mine")).context["queues"]
    }

    assert numbers["mine"] == numbers["all_open"] == "1"
    assert set(nothing.values()) == {"0"}


@pytest.mark.parametrize("number", [1, 60])
def test_a_queue_costs_the_same_whatever_its_length(at_desk, agent, store, number, remembering):
    for n in range(number):
        opened(customer=customer_called(f"客人{n}", at=NOW), store=store)
    client = at_desk(agent)
    client.get(address("all_open"))

    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(address("all_open"))

    assert len(references(answer)) == min(number, PAGE)
    assert len(asked) == STATEMENTS, "\n".join(one["sql"][:150] for one in asked)


def test_pages_follow_each_other_without_gap_or_repetition_both_ways(at_desk, agent, short):
    wanted = []
    for n in range(3 * short + 3):
        case = case_in(CaseState.RECEIVED)
        # Many share a limit, and a third has none.
        due = None if n % 3 == 0 else NOW + timedelta(hours=n % 2)
        Case.objects.filter(pk=case.pk).update(next_due_at=due)
        wanted.append((due is None, due, case.pk, case.reference))
    wanted = [one[3] for one in sorted(wanted, key=lambda one: (one[0], one[1] or NOW, one[2]))]
    client = at_desk(agent)

    answer, read = client.get(address("all_open")), []
    read += references(answer)
    first = references(answer)
    while 'rel="next"' in answer.text:
        answer = client.get(link(answer, "next"))
        read += references(answer)
    assert read == wanted

    while 'rel="prev"' in answer.text:
        answer = client.get(link(answer, "prev"))
    assert references(answer) == first


def test_negative_first_costs_nothing_and_stays_in_the_address(at_desk, agent, remembering, short):
    wanted = []
    for n in range(3 * short + 3):
        case = case_in(CaseState.RECEIVED)
        due = None if n % 3 == 0 else NOW + timedelta(hours=n // 2 % 2)
        band = "negative" if n % 2 else "neutral"
        Case.objects.filter(pk=case.pk).update(next_due_at=due, sentiment=band)
        wanted.append((band == "neutral", due is None, due or NOW, case.pk, case.reference))
    wanted = [one[4] for one in sorted(wanted)]
    client = at_desk(agent)
    client.get(address("all_open"))

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address("all_open", ordering="sentiment"))
    assert len(asked) == STATEMENTS
    first = read = references(answer)
    while 'rel="next"' in answer.text:
        answer = client.get(link(answer, "next"))
        read = read + references(answer)

    assert read == wanted
    while 'rel="prev"' in answer.text:
        answer = client.get(link(answer, "prev"))
    assert references(answer) == first
    assert (
        "Nothing fits these filters" not in client.get(address("mine", ordering="sentiment")).text
    )


def link(answer, rel):
    return html.unescape(re.search(rf'rel="{rel}" href="([^"]+)"', answer.text)[1])


@pytest.mark.parametrize("place", ["", "x", "~", "2026-01-01~1", "2026-01-01T00:00:00~1", "~x"])
def test_a_place_that_is_none_shows_the_beginning(at_desk, agent, case, place):
    assert references(at_desk(agent).get(address("all_open", after=place))) == [case.reference]


def test_recently_closed_shows_the_newest_first(at_desk, supervisor):
    cases = [case_in(CaseState.CLOSED) for _ in range(3)]
    for hours, one in zip((5, 1, 3), cases, strict=True):
        Case.objects.filter(pk=one.pk).update(closed_at=NOW - timedelta(hours=hours))

    answer = at_desk(supervisor).get(address("recently_closed"))

    assert references(answer) == [cases[1].reference, cases[2].reference, cases[0].reference]


def test_filters_narrow_and_what_is_no_choice_is_ignored(at_desk, agent, case, store):
    other = opened("店員態度很差，說話大聲。")
    client = at_desk(agent)

    assert references(client.get(address("all_open", store=store.pk))) == [case.reference]
    assert references(client.get(address("all_open", klass="service"))) == [other.reference]
    assert "Nothing fits these filters" in client.get(address("all_open", state="waiting")).text
    nothing = client.get(address("all_open", store="999999", opened_after="soon", klass="service"))
    assert references(nothing) == [other.reference]
    # What names nothing is told, and is not counted as set.
    assert "Not filtered by what does not exist (any more): store, opened from" in nothing.text
    assert re.search(r"Filters\s+· 1\b", nothing.text)
    assert len(references(client.get(address("all_open", store="999999")))) == 2


def test_what_is_set_is_marked_and_nothing_else(at_desk, agent, case, store, remembering):
    """The form is drawn once with nothing set: another look, another search must not show this one's."""
    client = at_desk(agent)
    looks = [
        address("all_open", store=store.pk, priority=case.priority, opened_after="2026-01-05"),
        address("all_open", opened_before='"><b>', owner="me"),
        address("all_open"),
        reverse("admin:cases_search") + f"?q=x&store={store.pk}",
        reverse("admin:cases_search") + "?q=y",
    ]
    for _ in range(2):
        shown = [client.get(look).text for look in looks]
        marked = [re.findall(r'<option value="([^"]+)" selected>', text) for text in shown]
        days = [re.findall(r'type="date" name="\w+" value="([^"]*)"', text) for text in shown]

        assert marked == [[str(store.pk), case.priority], ["me"], [], [str(store.pk)], []]
        assert days == [
            ["2026-01-05", ""], ["", "&quot;&gt;&lt;b&gt;"], ["", ""], ["", ""], ["", ""],
        ]  # fmt: skip
        assert [re.findall(r"Filters(?: · (\d))?<", text) for text in shown] == [
            ["3"], ["1"], [""], ["1"], [""],
        ]  # fmt: skip
        assert ["Clear all filters" in text for text in shown] == [True, True, False, True, False]


@pytest.mark.parametrize("number", [1, 30])
def test_a_narrowed_list_costs_what_a_whole_one_does(
    at_desk, agent, store, number, remembering, django_assert_num_queries
):
    cases = [opened(store=store) for _ in range(number)]
    client, look = at_desk(agent), address("all_open", store=store.pk, klass=cases[0].klass)
    client.get(look)

    with django_assert_num_queries(STATEMENTS):
        assert len(references(client.get(look))) == number


def test_what_is_kept_of_a_filter_is_one_persons(at_desk, agent, colleague, case):
    """The same address, asked by two people, by turns: what follows from who asks is not another's."""
    assigning.claim_case(case.pk, actor=agent, now=NOW)
    theirs = opened("店員態度很差，說話大聲。", store=case.store)
    assigning.claim_case(theirs.pk, actor=colleague, now=NOW)

    for _ in range(2):
        seen = [
            references(at_desk(who).get(address("all_open", owner="me")))
            for who in (agent, colleague)
        ]
        assert seen == [[case.reference], [theirs.reference]]


def test_a_filter_by_the_moment_moves_on_with_it(at_desk, agent, case, monkeypatch):
    client, soon = at_desk(agent), address("all_open", due="soon")
    began = timezone.now()
    Case.objects.filter(pk=case.pk).update(next_due_at=began + timedelta(hours=5))
    assert references(client.get(soon)) == []

    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(hours=2))
    assert references(client.get(soon)) == [case.reference]
    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(hours=6))
    assert references(client.get(soon)) == []


def test_a_poll_gets_rows_alone_and_nothing_when_nothing_changed(at_desk, agent, case):
    client = at_desk(agent)
    first = client.get(address("all_open"), headers={"X-Requested-With": "fetch"})
    again = client.get(
        address("all_open"),
        headers={"X-Requested-With": "fetch", "If-None-Match": first["ETag"]},
    )
    assigning.claim_case(case.pk, actor=agent, now=NOW)
    changed = client.get(
        address("all_open"),
        headers={"X-Requested-With": "fetch", "If-None-Match": first["ETag"]},
    )

    assert "<html" not in first.text
    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert str(agent) in changed.text


def test_claiming_from_a_queue_comes_back_to_it(at_desk, agent, case):
    answer = at_desk(agent).post(
        reverse("admin:cases_case_act", args=(case.reference, "claim")),
        {"next": address("unassigned")},
    )

    case.refresh_from_db()
    assert answer.url == address("unassigned")
    assert case.owner == agent


def test_nobody_is_led_away_from_the_site(at_desk, agent, case):
    answer = at_desk(agent).post(
        reverse("admin:cases_case_act", args=(case.reference, "claim")),
        {"next": "https://evil.example/"},
    )

    assert answer.url == reverse("admin:cases_case_desk", args=(case.reference,))


@pytest.mark.parametrize("text", ["0912345678", "mei@example.com", "陳美玲", "偏黃", "345678"])
def test_search_finds_by_contact_name_and_words(at_desk, agent, stranger, case, text):
    find = reverse("admin:cases_search", query={"q": text})

    assert references(at_desk(agent).get(find)) == [case.reference]
    assert "Nothing found" in at_desk(stranger).get(find).text


def test_what_is_found_is_narrowed_down_like_a_queue(at_desk, agent, case, short, store):
    """What is not wanted crowds out nothing, pages go on within it, and a reference is found all the same."""
    found = [opened(store=store) for _ in range(short + 1)] + [case]
    others = [opened() for _ in range(short + 2)]
    client, here = at_desk(agent), {"q": "偏黃", "store": store.pk}

    begins = client.get(reverse("admin:cases_search", query=here))
    ends = client.get(link(begins, "next"))
    of_person = reverse("admin:cases_search", query={**here, "q": "陳美玲", "klass": "service"})
    nothing = client.get(of_person)
    scanned = reverse("admin:cases_search", query={**here, "q": others[0].reference})

    read = references(begins) + references(ends)
    assert sorted(read) == sorted(one.reference for one in found)
    assert 'name="store" value="' in begins.text
    assert references(nothing) == []
    assert "Nothing fits these filters" in nothing.text
    assert html.escape(reverse("admin:cases_search", query={"q": "陳美玲"})) in nothing.text
    assert client.get(scanned).url.endswith(f"{others[0].reference}/")


def test_a_scanned_reference_opens_its_case(at_desk, agent, case):
    answer = at_desk(agent).get(reverse("admin:cases_search", query={"q": case.reference.lower()}))

    assert answer.url == reverse("admin:cases_case_desk", args=(case.reference,))


@pytest.mark.parametrize("number", [1, 60])
def test_search_costs_the_same_whatever_it_finds(at_desk, agent, store, number, remembering):
    for _ in range(number):
        opened(store=store)
    client = at_desk(agent)
    find = reverse("admin:cases_search", query={"q": "偏黃 相片"})
    client.get(find)

    with CaptureQueriesContext(connection) as asked:
        assert len(references(client.get(find))) == min(number, PAGE)

    # Session, person, postings, a name, words, cases.
    assert len(asked) == 6, "\n".join(one["sql"][:150] for one in asked)


@pytest.mark.parametrize("text", ["偏黃", "mei@example.com"])
def test_what_was_found_goes_on_page_by_page_newest_first(at_desk, agent, store, short, text):
    customer = customer_called("陳美玲", "mei@example.com")
    minutes = [n % 9 for n in range(3 * short + 3)]
    found = [
        opened(customer=customer, store=store, at=NOW - timedelta(minutes=30 + later))
        for later in minutes
    ]
    wanted = sorted(found, key=lambda case: (case.opened_at, case.pk), reverse=True)
    client = at_desk(agent)

    answer, read = client.get(reverse("admin:cases_search", query={"q": text})), []
    first = references(answer)
    read += first
    while 'rel="next"' in answer.text:
        answer = client.get(link(answer, "next"))
        read += references(answer)
    assert read == [case.reference for case in wanted]

    while 'rel="prev"' in answer.text:
        answer = client.get(link(answer, "prev"))
    assert references(answer) == first


@pytest.mark.parametrize("rare", [1, 10_000])
def test_a_search_too_wide_says_so_where_it_ends(at_desk, agent, store, monkeypatch, short, rare):
    monkeypatch.setattr(searching, "RARE", rare)
    monkeypatch.setattr(searching, "MOST_OF_WORDS", short + 1)
    monkeypatch.setattr(searching, "MOST_OF_COMMON_WORDS", short + 1)
    oldest, *_others = [opened(store=store) for _ in range(short + 2)]
    client = at_desk(agent)

    begins = client.get(reverse("admin:cases_search", query={"q": "偏黃 相片"}))
    ends = client.get(link(begins, "next"))

    assert "narrow it down" not in begins.text
    assert f"The newest {short + 1} are shown" in ends.text
    assert len(references(ends)) == 1
    assert oldest.reference not in references(begins) + references(ends)


def test_the_first_page_tells_what_needs_whom(at_desk, agent, supervisor, case):
    assigning.claim_case(case.pk, actor=agent, now=NOW)
    Case.objects.filter(pk=case.pk).update(next_due_at=NOW - timedelta(hours=1))

    mine = at_desk(agent).get(reverse("admin:index")).text
    theirs = at_desk(supervisor).get(reverse("admin:index")).text

    assert "My overdue cases" in mine
    assert "My overdue cases" not in theirs
    # What others miss is whoever leads them told of, in words of its own.
    assert "Overdue where I lead" in theirs
    assert "Overdue where I lead" not in mine
    # The number is that of the list behind it, their own among them.
    Case.objects.filter(pk=case.pk).update(owner=supervisor)
    page = at_desk(supervisor).get(reverse("admin:index"))
    (tile,) = [one for one in page.context["needs"] if one.title == "Overdue where I lead"]
    assert (tile.count, references(at_desk(supervisor).get(tile.url))) == ("1", [case.reference])
    assert "Nothing waits for you" in at_desk(posted(Role.AUDITOR)).get(reverse("admin:index")).text


def test_whoever_an_escalation_is_raised_to_reaches_it_from_the_first_page(at_desk, case):
    """An experience officer has no such queue in the list, and a case raised twice is one case."""
    officer = posted(Role.EXPERIENCE_OFFICER)
    for level in (1, 2):
        Escalation.objects.create(
            case=case, level=level, role=Role.EXPERIENCE_OFFICER, assignee=officer, raised_at=NOW,
            cause=Escalation.Cause.REQUEST, acknowledge_by=NOW + timedelta(hours=1),
        )  # fmt: skip
    client = at_desk(officer)

    page = client.get(reverse("admin:index"))
    (tile,) = [one for one in page.context["needs"] if one.title == "Escalations to acknowledge"]
    behind = client.get(tile.url)

    assert (tile.count, references(behind)) == ("1", [case.reference])
    assert "to_acknowledge" not in {queue.code for queue, _n in behind.context["queues"]}


def test_each_number_of_ones_own_leads_to_exactly_its_cases(at_desk, agent, supervisor, store):
    calm, late, asked, promised, closed, merged, called_off = (
        opened(f"no {n}", store=store) for n in range(7)
    )
    for case in (calm, late, asked):
        assigning.claim_case(case.pk, actor=agent, now=NOW)
    Case.objects.filter(pk__in=[calm.pk, asked.pk]).update(
        next_due_at=NOW + timedelta(days=3), unanswered_since=None
    )
    Case.objects.filter(pk=late.pk).update(
        next_due_at=NOW - timedelta(hours=1), unanswered_since=None
    )
    Case.objects.filter(pk=asked.pk).update(unanswered_since=NOW)
    # Promised twice by somebody who does not own the case, once for next week, and on cases that have ended,
    # of which the one that was withdrawn owes nothing any more.
    given = (
        (promised, 1), (promised, 2), (calm, 200), (closed, 3), (merged, 4), (called_off, 5),
    )  # fmt: skip
    for case, hours in given:
        promise = Promise(case=case, text="a call", owner=agent, made_at=NOW)
        promise.due_at = NOW + timedelta(hours=hours)
        promise.save()
    ended = {"resolved_at": NOW, "closed_at": NOW}
    Case.objects.filter(pk=closed.pk).update(state=CaseState.CLOSED, outcome="confirmed", **ended)
    Case.objects.filter(pk=merged.pk).update(state=CaseState.MERGED, next_due_at=None)
    Case.objects.filter(pk=called_off.pk).update(state=CaseState.WITHDRAWN, next_due_at=None)
    client = at_desk(agent)

    needs = {str(one.title): one for one in client.get(reverse("admin:index")).context["needs"]}
    behind = {
        title: (needs[title].count, references(client.get(needs[title].url)))
        for title in (
            "My overdue cases", "Customers waiting for my answer", "My promises due today",
        )
    }  # fmt: skip

    assert behind == {
        "My overdue cases": ("1", [late.reference]),
        "Customers waiting for my answer": ("1", [asked.reference]),
        "My promises due today": ("3", [promised.reference, closed.reference, merged.reference]),
    }


def test_staff_who_lose_their_way_are_led_back_to_the_desk_and_customers_to_their_case(
    at_desk, agent, client
):
    desk, start = (
        f'href="{reverse("admin:cases_search")}"',
        f'href="{reverse("cases:status_find")}"',
    )
    lost, forbidden = "/admin/cases/nowhere/", reverse("admin:cases_categories")

    told = [at_desk(agent).get(path) for path in (lost, forbidden)]
    customer = client.get("/nowhere/")

    assert [page.status_code for page in (*told, customer)] == [404, 403, 404]
    assert [(desk in page.text, start in page.text) for page in (*told, customer)] == [
        (True, False), (True, False), (False, True),
    ]  # fmt: skip


def test_filters_beside_a_search_are_remembered_and_keep_its_own_words(at_desk, agent, settings):
    settings.LOOK_UP_SECONDS = 60.0
    forget()
    client, search = at_desk(agent), reverse("admin:cases_search")

    pages = [client.get(search, {"q": words}).text for words in ("first", '"><b>second')]
    forget()

    hidden = [re.findall(r'type="hidden" name="q" value="([^"]*)"', page) for page in pages]
    assert hidden == [["first"], ["&quot;&gt;&lt;b&gt;second"]]
