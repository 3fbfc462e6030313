"""Reply templates at the desk: written on a page, put into an answer, with a warning of another language."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, ReplyTemplate
from cases.rules.desk import drafting
from cases.rules.replies.keeping_templates import Wording, keep_template
from channels.models import Message
from tests.cases.admin.case_page.test_workspace import desk
from tests.factories.opened import NOW

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


def kept(agent, name="Late", **texts):
    return keep_template(Wording(name=name, texts=texts), actor=agent, now=NOW)


def test_a_template_is_written_changed_taken_away_and_back(at_desk, agent):
    client, new = at_desk(agent), reverse("admin:cases_reply_new")

    refused = client.post(new, {"name": "Late", "text_en": "Dear {nmae}"})
    assert refused.status_code == 422
    assert "{nmae} is not known" in refused.text
    assert "Dear {nmae}</textarea>" in refused.text
    assert client.post(new, {"name": "Late"}).status_code == 422
    client.post(new, {"name": "Late", "text_en": "Dear {name}"})
    row = ReplyTemplate.objects.get()
    page = client.get(reverse("admin:cases_reply_template", args=(row.pk,)))
    assert "Dear {name}</textarea>" in page.text
    gone = client.post(reverse("admin:cases_reply_drop", args=(row.pk,)), follow=True)
    assert reverse("admin:cases_reply_restore", args=(row.pk,)) in gone.text
    assert "No reply template yet" in gone.text
    back = client.post(reverse("admin:cases_reply_restore", args=(row.pk,)), follow=True)
    assert "Late" in back.text


@pytest.mark.parametrize("number", [1, 30])
def test_the_lists_cost_the_same_however_many_there_are(at_desk, agent, case, number, remembering):
    for one in range(number):
        kept(agent, f"t{one}", en="x")
    client, counts = at_desk(agent), []
    for address in (reverse("admin:cases_replies"), desk(case, "replies")):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))

    assert counts == [4, 5]


def test_a_text_is_filled_and_what_is_missing_is_said(at_desk, agent, case):
    row = kept(agent, **{"zh-hant": "{reference} {order}"})

    answer = at_desk(agent).post(
        desk(case, "reply_use", row.pk), {"language": "zh-hant"}, headers=FETCH
    )

    assert answer.json() == {
        "text": f"{case.reference} {{order}}",
        "said": "This case has nothing for {order}: write it out before you send.",
    }


def test_without_a_script_it_stands_below_what_was_begun(at_desk, agent, case):
    drafting.keep_draft(case.pk, mode="customer", text="Begun.", actor=agent, now=NOW)
    row = kept(agent, **{"zh-hant": "{reference}"})

    answer = at_desk(agent).post(desk(case, "reply_use", row.pk), {"language": "zh-hant"})

    assert f"Begun.\n\n{case.reference}</textarea>" in answer.text


def test_another_language_is_put_in_only_on_purpose(at_desk, agent, case):
    Case.objects.filter(pk=case.pk).update(language="zh-hans")
    row = kept(agent, en="Dear")
    client = at_desk(agent)

    page = client.get(desk(case, "replies"), headers=FETCH).text

    assert "has no text in 简体中文, which the customer reads" in page
    assert "Put in all the same, in English" in page
    refused = client.post(desk(case, "reply_use", row.pk), {"language": "zh-hans"})
    assert refused.status_code == 404


def test_what_was_left_open_is_not_sent(at_desk, agent, case):
    answer = at_desk(agent).post(
        desk(case, "reply"),
        {"text": "Due {due}, {smile}", "how": "message", "version": case.version},
    )

    assert answer.status_code == 422
    assert "There is still something to write out: {due}." in answer.text
    assert not Message.objects.filter(author=agent).exists()
