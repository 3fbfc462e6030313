"""Two at one case: drafts that stay, who else is there, and a conflict that can be read."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
from django.urls import reverse

from cases.kinds import ComposerMode
from cases.models import CasePresence, ComposerDraft, Note
from cases.rules.assignment import assigning
from cases.rules.desk import attending, drafting, noting
from cases.rules.replies import replying
from channels.models import Message
from feedback_site.errors import NotAllowed
from feedback_site.organisation.roles import Role
from tests.cases.admin.case_page.test_workspace import desk
from tests.factories.cases import case_in
from tests.factories.opened import NOW, opened
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}
BESIDE = {**FETCH, "X-Beside": "1"}


def test_a_draft_stays_until_it_is_sent_and_is_nobody_elses(at_desk, agent, colleague, case):
    client = at_desk(agent)
    keep = {"mode": "customer", "text": "還在寫"}
    assert client.post(desk(case, "draft"), keep, headers={"X-Aside": "1"}).text == "Draft kept"
    client.post(desk(case, "draft"), {"mode": "note", "text": "給同事"})
    client.post(desk(case, "draft"), {**keep, "text": "還在寫，寫完了"})

    # A colleague's change takes nothing away, and they do not read it.
    assigning.claim_case(case.pk, actor=colleague, now=NOW)
    assert "還在寫，寫完了" in client.get(desk(case)).text
    assert "還在寫" not in at_desk(colleague).get(desk(case)).text

    case.refresh_from_db()
    client.post(
        desk(case, "reply"), {"text": "還在寫，寫完了", "how": "message", "version": case.version}
    )
    assert list(ComposerDraft.objects.values_list("mode", "text")) == [("note", "給同事")]
    client.post(desk(case, "draft"), {"mode": "note", "text": "  "})
    assert not ComposerDraft.objects.exists()


def test_a_refused_answer_keeps_its_draft_and_an_auditor_drafts_no_answer(
    at_desk, agent, supervisor, case
):
    drafting.keep_draft(case.pk, mode=ComposerMode.CUSTOMER, text="您好", actor=agent, now=NOW)
    replying.reply(case.pk, text="先回覆了", actor=supervisor, now=NOW)

    refused = at_desk(agent).post(
        desk(case, "reply"), {"text": "您好", "how": "message", "version": case.version}
    )

    assert refused.status_code == 409
    assert ComposerDraft.objects.get().text == "您好"
    auditor = posted(Role.AUDITOR)
    with pytest.raises(NotAllowed):
        drafting.keep_draft(case.pk, mode=ComposerMode.CUSTOMER, text="x", actor=auditor, now=NOW)
    assert at_desk(auditor).post(desk(case, "draft"), {"mode": "x", "text": "x"}).status_code == 404
    assert ComposerDraft.objects.count() == 1


def test_a_conflict_shows_what_was_said_meanwhile_beside_ones_own_words(
    at_desk, agent, supervisor, case
):
    noting.note(case.pk, text="很早以前", actor=agent, now=NOW - timedelta(minutes=9))
    case.refresh_from_db()
    read = case.version
    noting.note(case.pk, text="機器已修好", actor=supervisor, now=NOW - timedelta(minutes=2))
    replying.reply(case.pk, text="我們先回覆了", actor=supervisor, now=NOW - timedelta(minutes=1))

    answer = at_desk(agent).post(
        desk(case, "reply"), {"text": "我的話", "how": "message", "version": read}
    )
    dialog = at_desk(agent).post(
        desk(case, "act", "escalate"), {"reason": "催", "version": read}, headers=FETCH
    )

    assert answer.status_code == dialog.status_code == 409
    for told in (answer.context["meanwhile"], dialog.context["meanwhile"]):
        assert [(one.who, one.text) for one in told] == [
            (str(supervisor), "機器已修好"), (str(supervisor), "我們先回覆了"),
        ]  # fmt: skip
    assert "我的話" in answer.text
    assert "While you were writing" in answer.text
    assert Message.objects.filter(text="我的話").count() == 0


def test_colleagues_at_the_same_case_are_told_of_each_other_for_a_minute(
    at_desk, agent, colleague, supervisor, case
):
    address = f"{desk(case, 'changed')}?version={case.version}"
    alone = at_desk(agent).get(address)
    assert alone.content == b""
    at_desk(colleague).get(f"{address}&writing=1")
    attending.look_in(opened().pk, actor=supervisor, now=NOW)

    told = at_desk(agent).get(address, headers={"If-None-Match": alone["ETag"]})

    assert told.status_code == 200
    assert f"{colleague} is writing here" in told.text
    assert str(supervisor) not in told.text
    same = at_desk(agent).get(address, headers={"If-None-Match": told["ETag"]})
    assert same.status_code == 304
    # A page that has read another version asks for something else.
    moved_on = f"{desk(case, 'changed')}?version={case.version - 1}"
    other = at_desk(agent).get(moved_on, headers={"If-None-Match": told["ETag"]})
    assert other.status_code == 200
    assert f"{colleague} is writing here" in other.text
    later = NOW + timedelta(hours=2)
    assert attending.look_in(case.pk, actor=agent, now=later) == []
    # What one left behind elsewhere goes with the next look.
    other = case_in("received")
    attending.look_in(other.pk, actor=agent, now=later + timedelta(hours=2))
    assert list(CasePresence.objects.filter(user=agent).values_list("case", flat=True)) == [
        other.pk
    ]


def test_beside_a_list_a_case_comes_alone_and_says_how_to_undo(at_desk, agent):
    case = case_in("in_progress", owner=agent)
    client = at_desk(agent)

    part = client.get(desk(case), headers=FETCH)
    assert "<html" not in part.text
    assert f'data-case="{case.reference}"' in part.text
    noted = client.post(desk(case, "note"), {"text": "x"}, headers={**FETCH, "X-Beside": "1"})
    assert (noted.status_code, noted["X-Undo"]) == (204, "")
    facts = {
        "root_cause": "machine_setting", "action_taken": "重新校色", "remedy": "reprint",
        "remedy_cost": "0", "decision_text": "我們已重印。", "told_how": "phone",
    }  # fmt: skip
    solved = client.post(desk(case, "step", "resolved"), facts, headers={**FETCH, "X-Beside": "1"})
    assert solved.status_code == 204, solved.text
    assert solved["X-Undo"] == reverse("admin:cases_case_act", args=(case.reference, "undo"))


def test_the_same_words_are_sent_once_however_often_a_lost_line_makes_one_press(
    at_desk, agent, case
):
    client = at_desk(agent)
    page = client.get(desk(case))
    # As the page has them: the forms that its composer is drawn from once hold marks in their place.
    for_answer, for_note = re.findall(r'name="key" value="([^"]+)"', page.text)
    note = {"text": "3 號機校色", "key": for_note}
    answer = {"text": "您好", "how": "message", "version": case.version, "key": for_answer}

    for _ in range(2):
        assert client.post(desk(case, "note"), note, headers=BESIDE).status_code == 204
    case.refresh_from_db()
    answer["version"] = case.version
    first = client.post(desk(case, "reply"), answer, headers=BESIDE)
    # The version is an old one by now: what refuses others is no refusal of one's own words.
    again = client.post(desk(case, "reply"), answer, headers=BESIDE)

    assert (first.status_code, again.status_code) == (204, 204)
    assert unquote(again["X-Said"]) == "This arrived before. It was not sent a second time."
    assert list(Note.objects.values_list("text")) == [("3 號機校色",)]
    assert list(Message.objects.filter(direction="outbound").values_list("text")) == [("您好",)]
    # Other words under the same key are other words, and without a key nobody can tell.
    client.post(desk(case, "note"), {**note, "text": "4 號機"})
    for _ in range(2):
        client.post(desk(case, "note"), {"text": "4 號機"})
    assert Note.objects.count() == 4


def test_what_is_new_is_counted_and_told_in_words(at_desk, agent, supervisor, case):
    client = at_desk(agent)
    page = client.get(desk(case))
    address = unescape(re.search(r'data-live="([^"]*/changed/[^"]*)"', page.text)[1])
    assert client.get(address).content == b""
    noting.note(case.pk, text="x", actor=supervisor, now=NOW)
    assigning.claim_case(case.pk, actor=supervisor, now=NOW)

    told = client.get(address)

    assert "2 new since you opened this" in told.text
    assert f"given to {supervisor}" in told.text
    assert client.get(address, headers={"If-None-Match": told["ETag"]}).status_code == 304
    for _ in range(25):
        noting.note(case.pk, text="x", actor=supervisor, now=NOW)
    assert "20+ new since you opened this" in client.get(address).text


def test_the_likeliest_steps_stand_open_and_all_others_behind_more(at_desk, agent, supervisor):
    def shown(user, case):
        buttons = at_desk(user).get(desk(case)).context["buttons"]
        others = [*buttons.other_steps, *buttons.other_acts]
        assert len(buttons.likely) + len(others) == len(buttons.steps) + len(buttons.acts)
        return [one.code for one in buttons.likely]

    assert shown(agent, case_in("received")) == ["claim", "triage"]
    assert shown(agent, case_in("in_progress", owner=agent)) == ["resolve", "wait"]
    assert shown(agent, case_in("waiting", owner=agent)) == ["resume"]
    assert shown(agent, case_in("merged")) == ["unmerge"]
    assert shown(posted(Role.AUDITOR), case_in("in_progress")) == []


def test_pages_that_stay_open_ask_for_their_numbers_and_get_304(
    at_desk, agent, case, remembering, django_assert_num_queries
):
    client = at_desk(agent)
    first = client.get(reverse("admin:numbers"))
    assert first.json()[reverse("admin:cases_queue", args=("unassigned",))] == "1"

    # Session, person, postings: the numbers themselves are remembered.
    with django_assert_num_queries(3):
        again = client.get(reverse("admin:numbers"), headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert reverse("admin:cases_queue", args=("to_acknowledge",)) not in first.json()
