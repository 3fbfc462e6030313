"""Badges drawn once and filled in are the components, letter by letter."""

from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from cases.admin.badges import limit_badge, priority_badge, state_badge
from cases.kinds import Priority
from cases.measures.time_limits.due_words import Limit
from cases.states import CaseState

DUE = datetime(2026, 5, 4, 1, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
@pytest.mark.parametrize("zone", ["Asia/Taipei", "America/New_York"])
@pytest.mark.parametrize("due_at", [DUE, None])
@pytest.mark.parametrize("standing", ["ok", "soon", "overdue", "paused", "met", "missed"])
def test_a_limit_is_drawn_as_its_component(language, zone, due_at, standing):
    with translation.override(language), timezone.override(zone):
        for words in ("1 h 20 min", "−12 & <b>", ""):
            drawn = limit_badge(Limit(standing=standing, words=words, due_at=due_at))

            context = {"standing": standing, "words": words, "due_at": due_at}
            assert drawn == render_to_string("components/limit_badge.html", context)


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_states_and_priorities_are_named_in_the_readers_language(language):
    with translation.override(language):
        for state in CaseState:
            assert str(state.label) in state_badge(state.value)
        for priority in Priority:
            assert str(priority.label) in priority_badge(priority.value)
