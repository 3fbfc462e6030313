"""What is drawn once for each look gives what the template gives for the entry itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from cases.admin.case_page import said_drawing, tick_drawing
from cases.admin.case_page.said_drawing import Reader, drawn_conversation
from cases.admin.case_page.tick_drawing import drawn_checklists
from cases.measures.case_page.case_story import Said
from feedback_site.moments import moment

AT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
READER = Reader(user_id=7, may_reveal=True, now=AT + timedelta(days=1), token="a" * 64)
PLAIN = Said(
    at=AT, kind="customer", who="Mei <b>Chen</b>", text="It is <i>torn</i> & wet.", channel="Web",
    mark="globe-alt", pk=4711, full_text="It is <i>torn</i> & wet.",
)  # fmt: skip
LOOKS = [
    PLAIN,
    replace(PLAIN, who="", subject="Torn <again>", delivery="waiting"),
    replace(PLAIN, kind="staff", full_text="> quoted", delivery="dead", delivery_failed=True),
    replace(PLAIN, kind="system", reference="FB-AAAA-BBB", is_mail=True, has_html=True),
    replace(PLAIN, kind="staff", text="", full_text="", is_taken_back=True, author_id=7),
    Said(at=AT, kind="internal", who="Jun", text="A note"),
]


def anew(said, token=READER.token):
    return render_to_string(
        said_drawing.TEMPLATE,
        {
            "said": said, "case": SimpleNamespace(reference="FB-2222-333"), "moment": moment(said.at),
            "stamp": str(int(said.at.timestamp())), "may_reveal": True, "user_id": 7,
            "now": READER.now, "csrf_token": token,
        },
    )  # fmt: skip


@pytest.mark.parametrize("said", LOOKS, ids=lambda said: said.kind)
@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_an_entry_is_drawn_as_by_its_template_with_its_own_words(said, language):
    other = replace(
        said, pk=12, at=AT + timedelta(hours=1), text=said.text and "Another", who="Wei"
    )
    with translation.override(language):
        drawn = drawn_conversation([said, other], "FB-2222-333", READER)

        assert drawn == [anew(said), anew(other)]


def test_an_answer_that_can_be_taken_back_has_its_button_for_its_author_alone():
    held = replace(PLAIN, kind="staff", author_id=7, held_until=READER.now + timedelta(seconds=20))

    [own] = drawn_conversation([held], "FB-2222-333", READER)
    [others] = drawn_conversation([replace(held, author_id=8)], "FB-2222-333", READER)
    [sent] = drawn_conversation([replace(held, held_until=READER.now)], "FB-2222-333", READER)

    assert "said-held" in own
    assert "said-held" not in others
    assert sent == anew(replace(held, held_until=None))


@pytest.mark.parametrize("is_done", [True, False])
@pytest.mark.parametrize("may_tick", [True, False])
def test_a_step_is_drawn_as_by_its_template_with_its_own_name(is_done, may_tick):
    steps = [
        SimpleNamespace(
            pk=pk, name=f"Look <at> {pk}", is_must=pk == 3, is_done=is_done,
            done_by="Jun & Wei" if is_done else None, done_at=AT if is_done else None,
        )
        for pk in (3, 4)
    ]  # fmt: skip
    here, checklist = "/admin/cases/case/FB-2222-333/", SimpleNamespace(steps=steps)

    [(same, drawn)] = drawn_checklists(
        [checklist], 4, here=here, may_tick=may_tick, token=READER.token
    )

    assert same is checklist
    assert drawn == [
        render_to_string(
            tick_drawing.TEMPLATE,
            {
                "step": step, "may": may_tick, "is_next": step.pk == 4, "back": f"{here}#checklists",
                "tick_url": f"{here}tick/{step.pk}/", "untick_url": f"{here}untick/{step.pk}/",
                "csrf_token": READER.token,
            },
        )
        for step in steps
    ]  # fmt: skip
