"""Moods that were learned: three bands, both scripts alike, English through the same vectors."""

import pytest

from cases.triage.learner.mood_fitting import fit_moods
from cases.triage.learner.moods import load_moods, save_moods
from cases.triage.learner.texts import Labelled


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("服務很好，照片很漂亮", "positive"),
        ("照片洗得又快又美，下次還來", "positive"),
        ("Great service, lovely prints", "positive"),
        ("太失望了，照片模糊又偏黃", "negative"),
        ("等了兩個小時，最後說機器壞了叫我明天再來", "negative"),
        ("I waited for two hours and nobody helped me", "negative"),
        ("請問營業到幾點", "neutral"),
        ("請問4x6加洗一張多少", "neutral"),
        ("Are you open on Sunday?", "neutral"),
        ("", "neutral"),
    ],
)
def test_bands(moods, text, band):
    assert moods.feel(text).band == band


def test_both_scripts_feel_the_same(moods):
    assert moods.feel("店員態度差，很失望") == moods.feel("店员态度差，很失望")


def test_without_the_vectors_characters_feel(no_vectors, moods):
    assert moods.feel("太失望了，照片模糊，很差").band == "negative"
    assert moods.feel("非常滿意，很喜歡").band == "positive"


def test_one_file_holds_them(tmp_path):
    fitted = fit_moods(
        [
            *(Labelled(text=f"很好很滿意{n}", label="positive") for n in "甲乙丙丁"),
            *(Labelled(text=f"很差很失望{n}", label="negative") for n in "甲乙丙丁"),
            *(Labelled(text=f"請問幾點{n}", label="neutral") for n in "甲乙丙丁"),
        ]
    )
    save_moods(fitted, tmp_path / "moods.npz")
    again = load_moods(tmp_path / "moods.npz")

    for text in ("很滿意", "很失望", "請問幾點開門"):
        assert again.feel(text).score == pytest.approx(fitted.feel(text).score, abs=0.01)
    assert fitted.feel("很滿意").band == "positive"
    assert fitted.feel("很失望").band == "negative"
