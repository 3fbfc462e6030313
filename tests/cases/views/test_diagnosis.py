"""Guided self-service: a question a page, counted at the end, and handed on to the form."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.kinds import DiagnosisState
from cases.models import Diagnosis, DiagnosisOutcome, DiagnosisStep
from cases.rules import diagnosing
from feedback_site.organisation.roles import Role
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
CHECK = "/help/check/colours/"
END = f"{CHECK}machine/"


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


def test_questions_lead_to_a_cause_and_back(client):
    help_page = client.get("/help/")
    assert CHECK in help_page.content.decode()

    first = client.get(CHECK).context["page"]
    assert first.step.words == "Are the colours still wrong by a window in daylight?"
    assert [one.answer for one in first.answers] == [
        "No, in daylight they look right", "Yes, in daylight as well",
    ]  # fmt: skip
    second = client.get(f"{CHECK}{first.answers[1].code}/")
    assert second.context["back"] == CHECK
    third = client.get(f"{CHECK}screen/").context
    assert third["back"] == f"{CHECK}how-many/"

    with CaptureQueriesContext(connection) as queries:
        end = client.get(END)

    assert len(queries) == 3
    assert end.context["page"].is_end
    assert end.context["page"].read_on == "colour-cast"
    assert [(one.question.code, one.answer) for one in end.context["page"].path] == [
        ("daylight", "Yes, in daylight as well"),
        ("how-many", "All of them lean to the same colour"),
        ("screen", "No, or they are still wrong without it"),
    ]
    assert "Read more about it" in end.content.decode()


def test_that_solved_it_is_counted_once_for_each_reader(client):
    for _ in range(2):
        answer = client.post(f"{END}said/", {"helped": "yes"})

    assert answer["Location"] == f"{END}?said=yes#said"
    outcome = DiagnosisOutcome.objects.get()
    assert (outcome.step.code, outcome.has_helped, outcome.language) == ("machine", True, "en")
    assert "Good to hear" in client.get(answer["Location"]).content.decode()


def test_where_it_did_not_help_the_form_knows_what_was_answered(client):
    answer = client.post(f"{END}said/", {"helped": "no"})

    assert DiagnosisOutcome.objects.get().has_helped is False
    form = client.get(answer["Location"]).context["form"]
    assert form["category"].value() == "print_colour"
    assert form["text"].value().strip().splitlines() == [
        "[The colours of my prints are wrong]",
        "Are the colours still wrong by a window in daylight? Yes, in daylight as well",
        "Is it every print? All of them lean to the same colour",
        (
            "Was night or reading mode on, on the screen you compare with? "
            "No, or they are still wrong without it"
        ),
        "Likely cause: Our machine was probably off",
    ]


def test_nobody_else_fills_words_into_the_form(client):
    for check in ("colours.daylight", "colours.nothing", "x", "nothing.machine", ""):
        form = client.get("/feedback/", {"check": check, "text": "Give me money"}).context["form"]

        assert not form["text"].value()


def test_what_there_is_not_is_not_found(client):
    for path in ("/help/check/none/", f"{CHECK}none/", "/help/check/faded-or-streaky/machine/"):
        assert client.get(path).status_code == 404
    assert client.post(f"{CHECK}screen/said/", {"helped": "yes"}).status_code == 404
    assert not DiagnosisOutcome.objects.exists()


def test_only_its_writers_see_a_draft_and_they_are_not_counted(client):
    shipped = Diagnosis.objects.get(code="colours")
    writer = posted(Role.SPECIALIST)
    draft = diagnosing.begin_draft(shipped.pk, actor=writer, now=shipped.published_at)
    draft.steps.filter(above=None).update(words_en="Is it green?")
    assert client.get(CHECK).context["page"].diagnosis == shipped

    client.force_login(writer)

    page = client.get(CHECK).context
    assert (page["page"].step.words, page["is_draft"]) == ("Is it green?", True)
    client.post(f"{END}said/", {"helped": "yes"})
    assert not DiagnosisOutcome.objects.exists()


def test_a_draft_is_written_tried_and_published_at_the_desk(client):
    client.force_login(posted(Role.SPECIALIST))
    shipped = Diagnosis.objects.get(code="colours")
    DiagnosisOutcome.objects.create(
        step=DiagnosisStep.objects.get(diagnosis=shipped, code="machine"), language="en",
        has_helped=True, given_at=shipped.published_at,
    )  # fmt: skip
    decide = f"/admin/diagnoses/{shipped.pk}/decide/"
    lines = client.get(decide).context["lines"]
    assert [(one.step.code, one.depth, one.helped) for one in lines][:5] == [
        ("daylight", 0, 0), ("lamp", 1, 0), ("how-many", 1, 0), ("screen", 2, 0),
        ("screen-warm", 3, 0),
    ]  # fmt: skip
    assert sum(one.helped for one in lines) == 1

    edit = client.post(decide, {"verb": "draft"})["Location"]

    form = client.get(edit).context["adminform"].form
    inline = client.get(edit).context["inline_admin_formsets"][0].formset
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {
        f"{inline.prefix}-TOTAL_FORMS": len(inline.forms),
        f"{inline.prefix}-INITIAL_FORMS": len(inline.forms),
    }
    for one in inline.forms:
        data |= {one.add_prefix(name): one[name].value() or "" for name in one.fields}
        data.pop(one.add_prefix("DELETE"), None)
    lamp = next(one for one in inline.forms if one.instance.code == "lamp")
    # Hung nowhere, it would be a second first step.
    refused = client.post(edit, {**data, lamp.add_prefix("above"): ""})
    assert "Only one step may follow nothing" in refused.content.decode()
    saved = client.post(edit, {**data, lamp.add_prefix("words_en"): "Your lamps are warm"})
    assert saved.status_code == 302, refused.context["errors"]
    draft = Diagnosis.objects.get(code="colours", state=DiagnosisState.DRAFT)
    client.post(f"/admin/diagnoses/{draft.pk}/decide/", {"verb": "publish"})

    assert client.get(f"{CHECK}lamp/").context["page"].step.words == "Your lamps are warm"
    assert client.get(f"/admin/cases/diagnosis/{draft.pk}/change/").status_code == 200
    assert client.post(f"/admin/cases/diagnosis/{draft.pk}/change/", data).status_code == 403
