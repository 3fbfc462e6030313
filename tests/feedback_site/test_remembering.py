"""Remembered for some seconds, and never more than there is room for."""

import time

import pytest

from feedback_site import remembering
from feedback_site.remembering import forget, remember


@pytest.fixture(autouse=True)
def _forget(settings):
    settings.LOOK_UP_SECONDS = 60.0
    forget()
    yield
    forget()


def looks():
    asked = []

    def look():
        asked.append(1)
        return len(asked)

    return look


def test_the_second_question_is_answered_from_memory():
    look = looks()

    assert [remember("store a", look), remember("store a", look)] == [1, 1]


def test_each_key_has_its_own_answer():
    look = looks()

    assert [remember("store a", look), remember("store b", look)] == [1, 2]


def test_nothing_known_is_an_answer_too():
    asked = []

    for _ in range(2):
        remember("store x", lambda: asked.append(1))

    assert len(asked) == 1


def test_after_its_time_it_is_asked_again(settings):
    settings.LOOK_UP_SECONDS = 0.0
    look = looks()

    assert [remember("store a", look), remember("store a", look)] == [1, 2]


def test_forgetting_asks_again():
    look = looks()
    remember("store a", look)
    forget()

    assert remember("store a", look) == 2


def test_a_failed_look_up_is_not_remembered():
    with pytest.raises(ZeroDivisionError):
        remember("store a", lambda: 1 // 0)

    assert remember("store a", lambda: 7) == 7


def test_what_has_had_its_time_makes_room(settings, monkeypatch):
    settings.LOOK_UP_SECONDS = 0.01
    monkeypatch.setattr(remembering, "_next_sweep", 0.0)
    for number in range(50):
        remember(f"old {number}", lambda: None)
    time.sleep(0.02)

    remember("new", lambda: None)

    assert list(remembering._remembered) == ["new"]


def test_strangers_cannot_fill_the_memory():
    for number in range(3 * remembering.MOST):
        remember(f"store {number}", lambda: None)

    assert len(remembering._remembered) <= remembering.MOST
