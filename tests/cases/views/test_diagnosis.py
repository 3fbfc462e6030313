"""Guided self-service: a question a page, counted at the end, and handed on to the form."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.kinds import DiagnosisState
from cases.models import Diagnosis, DiagnosisOutcome, DiagnosisStep
from cases.rules.knowledge import diagnosing
from feedback_site.organisation.roles import Role
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
CHECK = "/help/check/colours/"
END = f"{CHECK}machine/"


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def draft(client):
    """A draft of what is shipped, before somebody who may write on it."""
    writer = posted(Role.SPECIALIST)
    client.force_login(writer)
    shipped = Diagnosis.objects.get(code="colours")
    return diagnosing.begin_draft(shipped.pk, actor=writer, now=shipped.published_at)


def as_shown(client, path):
    """Give what a browser would send back of the page of a draft, and its steps' forms by code."""
    page = client.get(path).context
    form, inline = page["adminform"].form, page["inline_admin_formsets"][0].formset
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {
        f"{inline.prefix}-TOTAL_FORMS": len(inline.forms),
        f"{inline.prefix}-INITIAL_FORMS": len(inline.forms),
    }
    for one in inline.forms:
        data |= {one.add_prefix(name): one[name].value() or "" for name in one.fields}
        data.pop(one.add_prefix("DELETE"), None)
    return data, {one.instance.code: one for one in inline.forms}


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
    for check in (
        "colours.daylight", "colours.nothing", "x", "nothing.machine", "", "\0", "colours.machine\0",
    ):  # fmt: skip
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

    data, steps = as_shown(client, edit)
    lamp, first = steps["lamp"], steps["daylight"]
    # Hung nowhere, it would be a second first step.
    refused = client.post(edit, {**data, lamp.add_prefix("above"): ""})
    assert "Only one step may follow nothing" in refused.content.decode()
    # Two that change places are saved one after the other.
    swapped = {lamp.add_prefix("above"): "", first.add_prefix("above"): steps["screen"].instance.pk}
    refused = client.post(edit, {**data, **swapped}).content.decode()
    assert "Another step is the first" in refused
    assert "cases_step_one_first" not in refused
    saved = client.post(edit, {**data, lamp.add_prefix("words_en"): "Your lamps are warm"})
    assert saved.status_code == 302, refused.context["errors"]
    draft = Diagnosis.objects.get(code="colours", state=DiagnosisState.DRAFT)
    client.post(f"/admin/diagnoses/{draft.pk}/decide/", {"verb": "publish"})

    assert client.get(f"{CHECK}lamp/").context["page"].step.words == "Your lamps are warm"
    assert client.get(f"/admin/cases/diagnosis/{draft.pk}/change/").status_code == 200
    assert client.post(f"/admin/cases/diagnosis/{draft.pk}/change/", data).status_code == 403


def test_a_question_is_not_removed_over_what_follows_it(client, draft):
    edit = f"/admin/cases/diagnosis/{draft.pk}/change/"
    data, steps = as_shown(client, edit)
    before = draft.steps.count()
    gone = {steps["how-many"].add_prefix("DELETE"): "on"}

    for more in (
        {},
        {steps["screen"].add_prefix("words_en"): "Is it night?"},
        {steps["screen"].add_prefix("above"): steps["lamp"].instance.pk},
    ):
        refused = client.post(edit, {**data, **gone, **more})

        assert "cannot be removed while something follows it" in refused.content.decode()
        assert draft.steps.count() == before
    assert not draft.steps.filter(words_en="Is it night?").exists()
    leaf = {steps["lamp"].add_prefix("DELETE"): "on"}
    assert client.post(edit, {**data, **leaf}).status_code == 302
    assert draft.steps.count() == before - 1


def test_a_code_that_is_known_is_not_added_again(client):
    client.force_login(posted(Role.SPECIALIST))
    page = client.get("/admin/cases/diagnosis/add/").context
    form, inline = page["adminform"].form, page["inline_admin_formsets"][0].formset
    data = {name: form[name].value() or "" for name in form.fields} | {
        "code": "colours", "category": Diagnosis.objects.first().category_id, "name_en": "Mine",
        "name_zh_hant": "我的", "name_zh_hans": "我的", f"{inline.prefix}-TOTAL_FORMS": 0,
        f"{inline.prefix}-INITIAL_FORMS": 0,
    }  # fmt: skip

    refused = client.post("/admin/cases/diagnosis/add/", data)

    assert "Write on from this version" in str(refused.context["adminform"].form.errors["code"])
    assert Diagnosis.objects.filter(code="colours").count() == 1
    assert client.post("/admin/cases/diagnosis/add/", {**data, "code": "mine"}).status_code == 302
    assert Diagnosis.objects.get(code="mine").state == DiagnosisState.DRAFT


def test_what_was_published_meanwhile_is_not_written_back_as_a_draft(client, draft, rf):
    """The page of the one who saves last was read before the other published."""
    edit = f"/admin/cases/diagnosis/{draft.pk}/change/"
    data, _steps = as_shown(client, edit)
    stale, writer = Diagnosis.objects.get(pk=draft.pk), posted(Role.SPECIALIST)
    request = rf.post(edit)
    request.user = writer
    kind = admin.site.get_model_admin(Diagnosis).get_form(request, stale, change=True)
    assert kind(data, instance=Diagnosis.objects.get(pk=draft.pk)).is_valid()
    diagnosing.publish(draft.pk, actor=writer, now=timezone.now())

    form = kind({**data, "name_en": "Late"}, instance=stale)

    assert "no draft any more" in str(form.errors)
    draft.refresh_from_db()
    assert draft.state == DiagnosisState.PUBLISHED
