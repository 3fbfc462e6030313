"""The limits of a partner's own submission: the receipts that a colleague reads, without names of ours."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.kinds import EventKind
from cases.models import Case
from cases.rules.changes.changing import changing
from cases.rules.openings import opening
from channels.models import Submission
from feedback_site.organisation.roles import Role
from tests.factories.channels import PartnerFactory, partner_key
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
URL = "/api/v1/submissions/"


@pytest.fixture
def key():
    return partner_key(PartnerFactory())


@pytest.fixture
def reference(client, key):
    body = json.dumps({"text": "嗯，想說一下", "no_contact_reason": "x"})
    answer = client.post(URL, body, content_type="application/json", headers={"Authorization": key})
    return answer.json()["reference"]


def limits(client, key, reference, **query):
    return client.get(f"{URL}{reference}/limits/", query, headers={"Authorization": key})


def opened(reference):
    given = Submission.objects.get(conversation__reference=reference)
    if not Case.objects.filter(submission=given).exists():
        opening.open_case(given.pk, now=timezone.now())
    return Case.objects.get(reference=reference)


def test_they_add_up_and_name_nobody_of_ours(client, key, reference):
    case, agent = opened(reference), posted(Role.AGENT)
    began = case.opened_at + timedelta(hours=1)
    for kind, at, facts in (
        (EventKind.ASSIGNED, began, {"assignee": str(agent.pk)}),
        (EventKind.WAITING_BEGAN, began, {"waiting_reason": "customer"}),
        (EventKind.WAITING_ENDED, began + timedelta(hours=2), {}),
    ):
        with changing(case.pk, actor=agent, now=at) as change:
            change.happened(kind, facts=facts)

    answer = limits(client, key, reference.lower()).json()

    assert answer["reference"] == reference
    found = {one["clock"]: one for one in answer["limits"]}
    assert set(found) == {"acknowledge", "first_response", "resolve"}
    assert found["acknowledge"]["met_at"] == found["acknowledge"]["started_at"]
    resolve = found["resolve"]
    assert sum(one["seconds"] for one in resolve["segments"]) == resolve["target_seconds"]
    (pause,) = (one for one in resolve["segments"] if one["kind"] == "pause")
    assert sorted(pause) == ["from", "kind", "reason", "seconds", "to"]
    words = resolve["words"]
    assert (words["name"], words["set_by"], words["hours"]) == (
        "解決",
        "「所有案件」，第 1 版",
        "全天候",
    )
    assert words["problem"] is None
    assert not any(agent.display_name in line for line in words["lines"])
    assert [one["heading"] for one in words["standing"]] == ["到期"]


def test_those_of_others_do_not_exist(client, key, reference):
    other = partner_key(PartnerFactory())

    assert limits(client, other, reference).status_code == 404
    assert limits(client, key, "FB-0000-0000").status_code == 404
    assert limits(client, key, reference).status_code == 200


def test_in_the_language_asked_for(client, key, reference):
    opened(reference)

    told = limits(client, key, reference, language="en").json()["limits"]

    assert {one["words"]["hours"] for one in told} == {"round the clock"}
    assert limits(client, key, reference, language="fr").status_code == 400
