"""How a queue is looked at: saved views with their numbers, orders page by page, filters and columns."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.errors import AlreadyDone
from cases.measures.queues.orderings import ORDERS
from cases.measures.queues.paging import PAGE
from cases.models import Case, QueueView
from cases.rules.assignment import assigning
from cases.rules.desk import keeping_views
from cases.rules.desk.keeping_views import Looking, NameTaken, TooManyViews
from cases.states import CaseState
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from tests.cases.admin.queues.test_queue_page import address, link, references
from tests.factories.cases import case_in
from tests.factories.opened import NOW, opened

pytestmark = pytest.mark.django_db
LOOKING = Looking(queue="all_open", asked={"klass": "technical"}, order="opened")


def kept(actor, name="Colour", *, is_shared=False, looking=LOOKING):
    return keeping_views.keep_view(
        name=name, looking=looking, is_shared=is_shared, actor=actor, now=NOW
    )


def views(answer):
    return [(one.name, one.count) for one in answer.context["saved"]]


def test_a_view_is_kept_counted_opened_taken_away_and_brought_back(at_desk, agent, case):
    opened("店員態度很差，說話大聲。")
    client, here = at_desk(agent), address("all_open", klass=case.klass, ordering="opened")

    answer = client.post(
        reverse("admin:cases_view_keep"),
        {"name": "Colour", "queue": "all_open", "klass": case.klass, "ordering": "opened",
         "column": ["store", "waiting"], "next": here},
        follow=True,
    )  # fmt: skip

    view = QueueView.objects.get()
    assert (view.asked, view.order, view.columns) == (
        {"klass": case.klass}, "opened", ["store", "waiting"],
    )  # fmt: skip
    assert views(answer) == [("Colour", "1")]
    assert references(answer) == [case.reference]
    assert "Unanswered since" in answer.text
    assert not LedgerEvent.objects.filter(verb__startswith="view.").exists()

    gone = client.post(reverse("admin:cases_view_drop", args=(view.pk,)), follow=True)
    assert views(gone) == []
    assert reverse("admin:cases_view_restore", args=(view.pk,)) in gone.text
    back = client.post(
        reverse("admin:cases_view_restore", args=(view.pk,)), {"next": here}, follow=True
    )
    assert views(back) == [("Colour", "1")]


def test_sharing_is_for_supervisors_and_each_sees_their_own_rows(
    at_desk, agent, supervisor, stranger, case
):
    with pytest.raises(NotAllowed):
        kept(agent, is_shared=True)
    assert not QueueView.objects.exists()
    mine, shared = kept(agent, "Mine"), kept(supervisor, "Shared", is_shared=True)
    look = address("all_open")

    assert views(at_desk(agent).get(look)) == [("Mine", "1"), ("Shared", "1")]
    assert views(at_desk(stranger).get(look)) == [("Shared", "0")]
    assert LedgerEvent.objects.filter(verb="view.kept", subject=f"view:{shared.pk}").exists()
    for view, status in ((mine, 404), (shared, 302)):
        drop = reverse("admin:cases_view_drop", args=(view.pk,))
        assert at_desk(stranger).post(drop).status_code == status
    assert QueueView.objects.kept().count() == 2
    keeping_views.drop_view(shared.pk, actor=supervisor, now=NOW)
    with pytest.raises(AlreadyDone):
        keeping_views.drop_view(shared.pk, actor=supervisor, now=NOW)


def test_a_name_is_ones_own_once_and_nobody_keeps_too_many(agent, colleague, monkeypatch):
    first = kept(agent)
    assert kept(agent, looking=Looking(queue="mine", asked={})).pk == first.pk
    assert kept(colleague).pk != first.pk
    keeping_views.drop_view(first.pk, actor=agent, now=NOW)
    kept(agent)
    with pytest.raises(NameTaken):
        keeping_views.restore_view(first.pk, actor=agent, now=NOW)
    monkeypatch.setattr(keeping_views, "MOST_VIEWS", 1)
    with pytest.raises(TooManyViews):
        kept(agent, "Another")


def test_views_cost_a_queue_nothing_while_they_are_remembered(at_desk, agent, case, remembering):
    for number in range(5):
        kept(agent, f"view {number}")
    client = at_desk(agent)
    client.get(address("all_open"))

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address("all_open"))

    assert len(views(answer)) == 5
    # Session, person, postings, rows.
    assert len(asked) == 4, "\n".join(one["sql"][:150] for one in asked)


@pytest.mark.parametrize("code", ORDERS)
def test_each_order_goes_page_by_page_without_gap_both_ways(at_desk, agent, code, monkeypatch):
    monkeypatch.setattr("cases.measures.queues.paging.PAGE", 7)
    moods, priorities = ("negative", "neutral", "", "positive"), ("low", "normal", "high", "urgent")
    for n in range(24):
        case = case_in(CaseState.RECEIVED)
        at = None if n % 5 == 0 else NOW + timedelta(hours=n % 4)
        Case.objects.filter(pk=case.pk).update(
            next_due_at=at, unanswered_since=at, opened_at=NOW - timedelta(hours=n % 6),
            sentiment=moods[n % 4], priority=priorities[n % 4],
        )  # fmt: skip
    rows = list(Case.objects.all())
    client = at_desk(agent)

    answer, read = client.get(address("all_open", ordering=code)), []
    first = references(answer)
    read += first
    while 'rel="next"' in answer.text:
        answer = client.get(link(answer, "next"))
        read += references(answer)
    assert read == [case.reference for case in sorted(rows, key=KEYS[code])]
    while 'rel="prev"' in answer.text:
        answer = client.get(link(answer, "prev"))
    assert references(answer) == first


def late(moment):
    return (moment is None, moment or NOW)


KEYS = {
    "due": lambda case: (late(case.next_due_at), case.pk),
    "waiting": lambda case: (late(case.unanswered_since), case.pk),
    "sentiment": lambda case: (
        case.sentiment != "negative", late(case.next_due_at), case.pk,
    ),
    "priority": lambda case: (
        ("urgent", "high", "normal", "low").index(case.priority), late(case.next_due_at), case.pk,
    ),
    "-opened": lambda case: (-case.opened_at.timestamp(), -case.pk),
    "opened": lambda case: (case.opened_at, case.pk),
}  # fmt: skip


@pytest.mark.parametrize("number", [1, 60])
def test_an_order_in_groups_costs_at_most_eight_statements(
    at_desk, agent, store, number, remembering
):
    for _ in range(number):
        opened(store=store)
    client, look = at_desk(agent), address("all_open", ordering="priority")
    client.get(look)

    with CaptureQueriesContext(connection) as asked:
        assert len(references(client.get(look))) <= PAGE

    assert len(asked) <= 8, "\n".join(one["sql"][:150] for one in asked)


def test_filters_by_owner_flag_limit_and_day(at_desk, agent, supervisor, case):
    assigning.claim_case(case.pk, actor=agent, now=NOW)
    other = opened()
    Case.objects.filter(pk=other.pk).update(next_due_at=NOW - timedelta(hours=1), is_safety=True)
    client = at_desk(agent)

    def found(**asked):
        return references(client.get(address("all_open", **asked)))

    assert found(owner="me") == found(owner=agent.pk) == [case.reference]
    assert (
        found(owner="nobody") == found(flag="safety") == found(due="overdue") == [other.reference]
    )
    assert found(flag="anonymous") == [other.reference]
    assert found(opened_after=(NOW + timedelta(days=2)).date()) == []
    assert len(found(opened_before=(NOW + timedelta(days=2)).date(), severity=case.severity)) == 2
    assert len(found(owner="x", flag="x", opened_after="x")) == 2


def test_columns_are_chosen_for_a_browser_and_nonsense_is_none(at_desk, agent, case):
    client = at_desk(agent)
    client.post(
        reverse("admin:cases_columns"),
        {"column": ["opened", "store", "x"], "next": address("mine")},
    )

    page = client.get(address("all_open"))

    assert page.context["columns"] == ("store", "opened")
    assert page.text.count('class="col-') == 2
    client.cookies["desk_columns"] = "<script>"
    assert len(client.get(address("all_open")).context["columns"]) == 7


def test_columns_chosen_in_a_view_show_there_alone_until_it_is_kept_anew(at_desk, agent, case):
    looking = Looking(queue="all_open", asked={}, columns=("store", "waiting"))
    view = kept(agent, looking=looking)
    client, here = at_desk(agent), address("all_open", view=view.pk)
    assert 'name="in_view"' in client.get(here).text

    answer = client.post(
        reverse("admin:cases_columns"), {"column": ["owner", "x"], "next": here, "in_view": view.pk}
    )
    page = client.get(answer.url)
    poll = client.get(answer.url, headers={"X-Requested-With": "fetch"})

    assert page.context["columns"] == ("owner",)
    assert page.context["kept"].pk == view.pk
    assert poll.text.count('class="col-') == 1
    assert "desk_columns" not in client.cookies
    assert client.get(here).context["columns"] == ("store", "waiting")
    none = client.post(reverse("admin:cases_columns"), {"next": answer.url, "in_view": view.pk})
    assert client.get(none.url).context["columns"] == ("store", "waiting")


def test_somebody_who_is_still_typing_gets_rows_even_of_one_case(at_desk, agent, case):
    find = reverse("admin:cases_search", query={"q": "黃"})
    part = at_desk(agent).get(find, headers={"X-Requested-With": "fetch"})
    exact = at_desk(agent).get(
        reverse("admin:cases_search", query={"q": case.reference}),
        headers={"X-Requested-With": "fetch"},
    )

    assert references(part) == references(exact) == [case.reference]
    assert "<html" not in part.text


def test_a_view_is_renamed_moved_found_and_taken_away_on_the_page_of_all(
    at_desk, agent, supervisor
):
    first, second = kept(agent, "A"), kept(agent, "B")
    for number in range(41):
        QueueView.objects.create(
            owner=supervisor, name=f"Team {number:02}", queue="all_open", is_shared=True,
            changed_at=NOW,
        )  # fmt: skip
    client, page = at_desk(agent), reverse("admin:cases_views")
    beyond = QueueView.objects.get(name="Team 40")

    client.post(reverse("admin:cases_view_rename", args=(first.pk,)), {"name": "Mine"})
    client.post(reverse("admin:cases_view_move", args=(first.pk,)), {"by": "up"})
    taken = client.post(
        reverse("admin:cases_view_rename", args=(second.pk,)), {"name": "Mine"}, follow=True
    )

    assert "You have another view of this name now." in taken.text
    own = QueueView.objects.filter(owner=agent).in_order()
    assert list(own.values_list("name", "position")) == [("Mine", 1), ("B", 2)]
    assert kept(agent, "Newest").position == 3
    found = client.get(page, {"q": "team 40"})
    assert [row["view"].name for row in found.context["rows"]] == ["Team 40"]
    assert client.get(found.context["rows"][0]["line"].url).context["kept"].pk == beyond.pk
    gone = client.post(
        reverse("admin:cases_view_drop", args=(first.pk,)), {"next": page}, follow=True
    )
    assert gone.redirect_chain[0][0] == page
    assert reverse("admin:cases_view_restore", args=(first.pk,)) in gone.text


def test_nobody_moves_or_renames_what_is_not_theirs(agent, supervisor):
    shared, mine = kept(supervisor, "Shared", is_shared=True), kept(supervisor, "Mine")
    for view in (shared, mine):
        with pytest.raises(NotAllowed):
            keeping_views.rename_view(view.pk, name="X", actor=agent, now=NOW)
        with pytest.raises(NotAllowed):
            keeping_views.move_view(view.pk, by=1, actor=agent, now=NOW)
    with pytest.raises(AlreadyDone):
        keeping_views.move_view(shared.pk, by=-1, actor=supervisor, now=NOW)

    assert list(QueueView.objects.order_by("pk").values_list("name", "position")) == [
        ("Shared", 0), ("Mine", 0),
    ]  # fmt: skip


@pytest.mark.usefixtures("remembering")
@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_of_all_views_costs_the_same_at_1_and_30_rows(
    at_desk, agent, supervisor, rows, django_assert_num_queries
):
    QueueView.objects.bulk_create(
        QueueView(
            owner=supervisor, name=f"Team {number}", queue="all_open", is_shared=True,
            changed_at=NOW,
        )
        for number in range(rows)
    )  # fmt: skip
    client, page = at_desk(agent), reverse("admin:cases_views")
    client.get(page)

    with django_assert_num_queries(4):
        answer = client.get(page)

    assert len(answer.context["rows"]) == rows
