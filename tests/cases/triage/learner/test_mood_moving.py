"""Moods moved by a site's own labels: how far, from how many on, and without the vectors."""

import pytest

from cases.triage.learner import mood_moving
from cases.triage.learner.mood_judging import judge_moods, judgement_of_moods
from cases.triage.learner.moods import NEUTRAL_WITHIN, pack_moods, unpack_moods
from cases.triage.learner.sentences import vectors
from cases.triage.learner.texts import Labelled

WORDS = {"negative": "拖到現在，呵呵真行", "neutral": "還行吧就那樣", "positive": "有夠派，給推"}


@pytest.fixture(autouse=True)
def firm(monkeypatch):
    monkeypatch.setattr(mood_moving, "FIRMNESS", (4.0,))
    monkeypatch.setattr(mood_moving, "FOLDS", 2)


def labels(each):
    return [
        Labelled(text=f"{words}{chr(0x4E00 + n)}店", label=mood)
        for n in range(each)
        for mood, words in WORDS.items()
    ]


def test_few_labels_move_the_learners_and_not_the_threshold(moods):
    given = labels(8)
    moved = mood_moving.move_moods(moods, given, vectors)

    assert judge_moods(moved, given).right > judge_moods(moods, given).right
    assert (moved.balance, moved.within) == (0.0, NEUTRAL_WITHIN)
    # What was known before is still known.
    assert moved.feel("太失望了，照片模糊又偏黃").band == "negative"
    assert moved.feel("Great service, lovely prints").band == "positive"


def test_a_label_weighs_as_much_as_three_sentences(no_vectors, moods):
    assert set(mood_moving._lesson(moods, labels(2), vectors).weights) == {3.0}


def test_from_a_hundred_on_the_threshold_is_the_sites_own(no_vectors, moods, monkeypatch):
    given = labels(mood_moving.LEAST_FOR_THRESHOLD // 3 + 1)
    monkeypatch.setattr(mood_moving, "_THRESHOLDS", (0.35,))
    monkeypatch.setattr(mood_moving, "_BALANCES", (0.25,))
    moved = mood_moving.move_moods(moods, given, vectors)

    assert (moved.balance, moved.within) == (0.25, 0.35)
    assert moved.by_sentences == moods.by_sentences, "without the vectors characters move alone"
    again = unpack_moods(pack_moods(moved))
    assert (again.balance, again.within) == (0.25, 0.35)
    assert [again.feel(one.text).score for one in given[:3]] == pytest.approx(
        [moved.feel(one.text).score for one in given[:3]], abs=0.01
    )


def test_rare_moods_weigh_as_much_as_anger():
    found = judgement_of_moods([*[("negative", "negative")] * 8, *[("neutral", "negative")] * 2])

    assert (found.texts, found.right) == (10, 8)
    assert found.macro_f1 == pytest.approx((16 / 18 + 0) / 2)
