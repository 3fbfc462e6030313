"""The keys: each that a script knows is listed for people, in three languages; none stands for two things."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from cases.admin.acts.acts import ACTS
from cases.admin.queues.desk_keys import GO_KEYS, STEP_KEYS, go_keys, key_groups
from cases.measures.knowledge import library, solved_answers
from cases.measures.queues.queues import QUEUES
from cases.states import MOVES

STATIC = Path(settings.BASE_DIR) / "cases" / "static" / "cases"


@pytest.mark.django_db
def test_every_key_of_the_script_and_of_each_button_is_listed(agent):
    script = (STATIC / "keys.js").read_text()
    known = re.search(r"const KEYS = \{(.*?)\n\};", script, re.DOTALL)[1]
    handled = set(re.findall(r'(?:^|[\s,])"?([\w/\]\[]+)"?: (?:\(\)|tickAll|filter|search)', known))
    assert {"j", "X", "]", "g", "Escape", "/"} <= handled
    listed = {key for _title, keys in key_groups(agent) for one in keys for key in one.keys}

    assert {key.replace("Escape", "Esc") for key in handled} <= listed
    assert {act.key for act in ACTS.values() if act.key} | set(STEP_KEYS.values()) <= listed
    solutions = range(1, library.KEYS + 1)
    answers = range(solved_answers.FIRST_KEY, solved_answers.FIRST_KEY + solved_answers.OFFERED)
    assert {str(key) for key in (*solutions, *answers)} <= listed
    assert GO_KEYS.keys() == QUEUES.keys()
    assert len(set(GO_KEYS.values())) == len(GO_KEYS)
    # No letter after g is promised that leads nowhere.
    going = {f"{one.keys[1]}" for one in key_groups(agent)[-1][1]}
    assert going == {pair.partition(":")[0] for pair in go_keys(agent).split()}


def test_no_two_buttons_of_one_state_share_a_key():
    own = {"r", "n", "l", "j", "k", "x", "b", "f", "u", "g", "/"}
    for came_from, moves in MOVES.items():
        # What is not sorted yet is sorted; what is, is corrected by the same key.
        other = "retarget" if came_from == "received" else "triage"
        acts = [act.key for code, act in ACTS.items() if act.key and code != other]
        verbs = {step.verb: STEP_KEYS.get(step.verb) for step in moves.values()}
        keys = acts + [key for key in verbs.values() if key]
        assert len(set(keys)) == len(keys), keys
        assert not own & set(keys)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_keys_and_commands_are_pages_and_parts(at_desk, agent, language):
    client = at_desk(agent)
    client.cookies["django_language"] = language
    for name in ("keys", "commands"):
        page = client.get(reverse(f"admin:cases_{name}"))
        part = client.get(reverse(f"admin:cases_{name}"), headers={"X-Requested-With": "fetch"})
        assert page.status_code == part.status_code == 200
        assert "<html" not in part.text
    with translation.override(language):
        assert str(QUEUES["mine"].title) in client.get(reverse("admin:cases_commands")).text
    # What stands in no list is reached by its key; what one does not have at all has none.
    assert {"k:to_acknowledge", "h:promised"} <= set(go_keys(agent).split())
    assert "to_reject" not in go_keys(agent)


# Scripts that know keys of a single sign; the others know Enter, Escape, arrows or Ctrl alone.
SINGLE = (
    "cases/keys.js", "cases/palette.js", "channels/phone.js", "channels/counter.js",
    "channels/call_back.js", "surveys/call_sheet.js", "surveys/call_list.js", "channels/slip.js",
)  # fmt: skip


@pytest.mark.parametrize("script", SINGLE)
def test_keys_of_a_single_sign_obey_one_switch_on_every_page_that_has_them(script):
    # By `{% static %}`, or among others by `{% scripts %}`.
    name = re.compile(f"""["']{script}["']""")
    every = Path(settings.BASE_DIR).glob("*/templates/**/*.html")
    pages = {path.name: text for path in every if name.search(text := path.read_text())}
    assert pages
    # The switch stands first: what is off reaches no script after it.
    late = [
        page
        for page, text in pages.items()
        if not 0 < text.find("feedback/key_switch.js") < name.search(text).start()
    ]
    assert late == []
