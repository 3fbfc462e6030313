"""Coding twice at the desk: words alone, by keys, one after the other; a third person; agreement."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Category, CodingSample, DoubleCoding
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from tests.factories.cases import case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db


def page(name, *args, **query):
    return reverse(f"admin:cases_{name}", args=args, query=query)


@pytest.fixture
def codings():
    first, colour = posted(Role.AGENT), Category.objects.get(code="print_colour")
    sample = CodingSample.objects.create(
        week=timezone.localdate(), size=2, seed=1, drawn_at=timezone.now()
    )
    return [
        DoubleCoding.objects.create(
            sample=sample, case=case_in(CaseState.CLOSED), position=n, first=colour, first_coder=first
        )
        for n in range(2)
    ]  # fmt: skip


def test_one_codes_by_words_alone_and_goes_on_to_the_next(at_desk, codings):
    client, (one, other) = at_desk(posted(Role.AGENT)), codings
    assert page("coding_one", one.pk) in client.get(page("coding")).text

    text = client.get(page("coding_one", one.pk)).text
    assert one.case.submission.text in text
    assert one.case.reference not in text
    assert (len(re.findall("data-key=", text)), 'data-key="1"' in text) == (
        Category.objects.count() + 1, True,
    )  # fmt: skip

    assert client.post(page("coding_one", one.pk), {"category": "x"}).status_code == 422
    answer = client.post(page("coding_one", one.pk), {"category": "print_cut"})
    assert answer["Location"] == f"{page('coding_one', other.pk)}?last={one.pk}"
    assert "The one before: “Print cut”" in client.get(answer["Location"]).text
    assert client.get(page("coding_one", one.pk)).status_code == 200
    DoubleCoding.objects.coded().update(second_at=timezone.now() - timedelta(hours=1))
    assert client.get(page("coding_one", one.pk)).status_code == 404
    assert at_desk(one.first_coder).get(page("coding_one", other.pk)).status_code == 404


def test_a_third_person_settles_it_and_agreement_is_told(at_desk, codings):
    second = posted(Role.SUPERVISOR)
    at_desk(second).post(page("coding_one", codings[0].pk), {"category": "print_cut"})
    decide = page("coding_decide", codings[0].pk)
    assert at_desk(second).get(decide).status_code == 404

    client = at_desk(posted(Role.SUPERVISOR))
    assert decide in client.get(page("coding")).text
    assert "Print cut" in client.get(decide).text
    assert client.post(decide, {"category": "print_cut"}).status_code == 302

    codings[0].refresh_from_db()
    assert codings[0].decided.code == "print_cut"
    text = client.get(page("coding_agreement")).text
    assert ("Cohen" in text, "Categories that were taken for one another" in text) == (True, True)
    assert (
        "Nothing coded twice yet"
        in at_desk(
            posted(
                Role.SUPERVISOR, department=Category.objects.get(code="staff_attitude").department
            )
        )
        .get(page("coding_agreement", all="yes"))
        .text
    )


def test_keywords_are_told_of_the_cases_one_may_see(at_desk):
    for _ in range(2):
        case_in(CaseState.CLOSED, opened_at=timezone.now())

    found = at_desk(posted(Role.AGENT)).get(page("keywords", klass="technical")).context["spoken"]
    assert found.read == 2
    assert {"偏黃", "重印"} <= {one.word for one in found.words}
    nothing = at_desk(posted(Role.AGENT)).get(page("keywords", klass="service"))
    assert "No words to tell of" in nothing.text
    wrong = at_desk(posted(Role.AGENT)).get(page("keywords", since="2026-02-01", last="2026-01-01"))
    assert (wrong.status_code, "not before the first" in wrong.text) == (422, True)
