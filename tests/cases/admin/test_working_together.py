"""Two at one case: drafts that stay, who else is there, and a conflict that can be read."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.kinds import ComposerMode
from cases.models import CasePresence, ComposerDraft
from cases.rules import assigning, attending, drafting, noting, replying
from channels.models import Message
from feedback_site.errors import NotAllowed
from feedback_site.organisation.roles import Role
from tests.cases.admin.conftest import NOW, opened
from tests.cases.admin.test_case_page import desk
from tests.factories.cases import case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


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
