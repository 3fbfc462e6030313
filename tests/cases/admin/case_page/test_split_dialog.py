"""Splitting at the desk: by the dialog, with what it refuses, and back again from the new case."""

import pytest
from django.urls import reverse

from cases.models import Case, CaseLink
from cases.states import CaseState

pytestmark = pytest.mark.django_db


def act(case, code, *subject):
    name = "cases_case_act_on" if subject else "cases_case_act"
    return reverse(f"admin:{name}", args=(case.reference, code, *subject))


def test_a_case_is_split_by_its_dialog_and_put_together_again(at_desk, agent, stranger, case):
    client, message = at_desk(agent), case.submission.conversation.messages.get()
    assert at_desk(stranger).get(act(case, "split")).status_code == 404
    assert message.text[:10] in client.get(act(case, "split")).text
    data = {
        "messages": [message.pk], "words": "想請你們重印", "title": "重印", "reason": "two matters",
        "told": "", "version": case.version,
    }  # fmt: skip

    refused = client.post(act(case, "split"), {**data, "words": "說謊"})
    assert (refused.status_code, "as the customer wrote them" in refused.text) == (422, True)
    assert client.post(act(case, "split"), data).status_code == 302

    child = Case.objects.exclude(pk=case.pk).get()
    link = CaseLink.objects.get()
    page = client.get(reverse("admin:cases_case_desk", args=(child.reference,))).text
    assert (case.reference in page, act(child, "unsplit", link.pk) in page) == (True, True)
    there = client.get(reverse("admin:cases_case_desk", args=(case.reference,))).text
    assert f"a second matter was split off as case {child.reference}" in there
    assert client.post(act(child, "unsplit", link.pk), {"reason": "one matter"}).status_code == 302
    child.refresh_from_db()
    assert child.state == CaseState.MERGED
