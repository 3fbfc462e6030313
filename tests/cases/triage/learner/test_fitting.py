"""From labelled texts to a model that reads, and keeps what it is through its files."""

import json
from dataclasses import replace

import numpy as np
import pytest

from cases.triage.learner import files, packing, shipped
from cases.triage.learner.backing import Backing
from cases.triage.learner.explaining import words_for
from cases.triage.learner.fitting import fit
from cases.triage.learner.texts import Labelled
from cases.triage.normalising import normalise

DESCRIBED = {"colour": "顏色不對", "staff": "店員態度", "late": "取件延遲", "price": "價格太貴"}


@pytest.fixture(scope="module")
def model(lesson):
    return fit(lesson, descriptions=DESCRIBED, labels=tuple(DESCRIBED))


@pytest.mark.parametrize(
    ("text", "label"),
    [("相片顏色偏黃", "colour"), ("這個店員沒禮貌", "staff"), ("還沒洗好，延期了", "late")],
)
def test_it_reads_what_it_learned(model, text, label):
    assert model.guess(normalise(text)).shares[0][0] == label


def test_a_place_that_stands_with_every_label_weighs_little(model):
    characters = model.characters
    weighs = {run: float(characters.rarity[characters.places[run]]) for run in ("中山", "态度")}

    # By rarity alone none weighs less than one.
    assert weighs["中山"] < 0.5
    assert weighs["态度"] > 3


def test_shares_are_of_all_labels_and_sum_to_one(model):
    shares = dict(model.guess(normalise("隨便說說")).shares)

    assert set(shares) == set(DESCRIBED)
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)


def test_a_label_that_was_only_described_is_unlikely_and_possible(model):
    share = dict(model.guess(normalise("相片顏色偏黃")).shares)["price"]

    assert 0 < share < 0.05


def test_what_is_like_nothing_known_is_never_sure(model):
    guess = model.guess("quantum chromodynamics of gluons")

    assert guess.nearness < model.near_from
    assert not guess.is_sure


def test_a_writing_in_which_it_is_right_less_often_asks_for_more(model):
    strict = replace(model, sure_from=0.1, sure_in={"latin": None}, near_from=None)
    han, latin = (strict.guess(normalise(text)) for text in ("相片顏色偏黃", "the colours are off"))

    assert (han.sure_from, han.is_sure) == (0.1, True)
    assert (latin.sure_from, latin.is_sure) == (None, False)


def test_rules_count_less_the_more_was_learned(model):
    assert model.trust_in_prior == pytest.approx(1 / (1 + 72 / 200))
    without = dict(model.guess("嗯").shares)["late"]
    with_rules = dict(model.guess("嗯", {"late": 0.9}).shares)["late"]

    assert with_rules > without


def test_the_nearest_are_named(model):
    nearest = model.guess(normalise("中山店的相片偏黃")).nearest

    assert nearest[0].name == "colour0"
    assert nearest[0].likeness == pytest.approx(1, abs=0.01)
    assert len(nearest) == 3


def test_files_hold_the_same_model(model, tmp_path):
    files.save(model, tmp_path)
    again = files.load(tmp_path)

    for text in ("相片偏黃", "店員態度差", "還沒好"):
        first, second = model.guess(normalise(text)), again.guess(normalise(text))
        assert first.shares[0][0] == second.shares[0][0]
        assert first.shares[0][1] == pytest.approx(second.shares[0][1], abs=0.005)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.json", "model.npz"]


def test_a_model_of_before_is_read_with_runs_of_three(model, tmp_path):
    files.save(model, tmp_path)
    path = tmp_path / "model.json"
    words = json.loads(path.read_text())
    assert words.pop("lengths") == [2, 5]
    path.write_text(json.dumps(words))

    assert files.load(tmp_path).characters.lengths == (3, 3)


def test_what_stands_behind_a_guess_is_kept_and_models_of_before_go_by_the_share(model, tmp_path):
    backing = Backing(odds=0.8, agreed=(0.1, 0.2, 1.0), by_label=(0.0, 0.5, 0.0, -0.5))
    files.save(replace(model, backing=backing), tmp_path)
    assert files.load(tmp_path).backing == backing

    path = tmp_path / "model.json"
    words = json.loads(path.read_text())
    del words["backing"]
    path.write_text(json.dumps(words))
    before = replace(files.load(tmp_path), sure_from=0.3)
    assert before.backing is None
    assert before.guess(normalise("相片顏色偏黃")).sure_from == 0.3


def test_the_less_stands_behind_a_guess_the_more_its_share_must_be(model):
    level = normalise("相片顏色偏黃")
    asked = {}
    for votes in (0.0, 2.0):
        backing = Backing(odds=1.0, agreed=(0.0, 0.0, votes), by_label=(0.0,) * 4)
        guess = replace(model, backing=backing, sure_from=0.9, sure_in={}).guess(level)
        asked[votes] = guess.sure_from

    # All of the five nearest are of colours: what they are worth is taken off the log-odds of .9.
    assert {one.label for one in guess.nearest} == {"colour"}
    assert asked[0.0] == pytest.approx(0.9)
    assert asked[2.0] == pytest.approx(1 / (1 + np.exp(2.0) / 9))


def test_a_file_that_would_run_something_is_refused(model, tmp_path):
    files.save(model, tmp_path)
    np.savez(tmp_path / "model.npz", rarity=np.array([{"a": 1}], dtype=object))

    with pytest.raises(ValueError, match="allow_pickle"):
        files.load(tmp_path)


def test_a_model_of_another_time_is_refused(model, tmp_path):
    files.save(model, tmp_path)
    path = tmp_path / "model.json"
    path.write_text(path.read_text().replace('"normalising":1', '"normalising":0'))

    with pytest.raises(files.WrongModel):
        files.load(tmp_path)


def without_weights(numbers):
    kept = {name: array for name, array in packing.arrays(numbers).items() if "weights" not in name}
    return packing.npz(kept)


BROKEN = {
    "cut short": lambda numbers: numbers[: len(numbers) // 2],
    "empty": lambda _numbers: b"",
    "damaged": lambda numbers: numbers[:2000] + bytes(500) + numbers[2500:],
    "lacking": without_weights,
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_broken_files_are_refused_and_the_shipped_ones_are_done_without(
    model, tmp_path, monkeypatch, broken
):
    files.save(model, tmp_path)
    path = tmp_path / "model.npz"
    path.write_bytes(broken(path.read_bytes()))
    moods = tmp_path / "moods.npz"
    moods.write_bytes(broken(shipped.MOODS.read_bytes()))
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)
    monkeypatch.setattr(shipped, "MOODS", moods)

    with pytest.raises(files.WrongModel):
        files.load(tmp_path)
    assert shipped.shipped_model.__wrapped__() is None
    assert (shipped.shipped_moods.__wrapped__() is None) == (broken is not without_weights)


def test_one_label_is_not_enough():
    with pytest.raises(ValueError, match="two labels"):
        fit([Labelled(text="a", label="x"), Labelled(text="b", label="x")])


def test_two_texts_are_enough_and_never_sure():
    model = fit([Labelled(text="相片偏黃", label="a"), Labelled(text="店員很兇", label="b")])

    assert model.guess(normalise("相片偏黃")).shares[0][0] == "a"
    assert model.sure_from is None


def test_taking_out_the_first_word_moves_the_belief(model):
    level = normalise("中山店的店員口氣差，很不耐煩")
    words = words_for(model, level, "staff")
    left = model.guess(level.replace(words[0].word, " "))

    assert words[0].word in (
        "口气差",
        "不耐烦",
        "店员口气",
        "员口气差",
        "口气",
        "气差",
        "很不耐烦",
        "不耐",
    )
    assert dict(left.shares)["staff"] < dict(model.guess(level).shares)["staff"]
    assert [one.lost for one in words] == sorted((one.lost for one in words), reverse=True)


def test_everything_works_without_the_vectors(no_vectors, lesson, model):
    fitted = fit(lesson, descriptions=DESCRIBED)
    guess = fitted.guess(normalise("這個店員沒禮貌"))

    assert fitted.by_sentences is None
    assert guess.shares[0][0] == "staff"
    assert (guess.nearness, guess.is_whole) == (None, True)
    # A model that was fitted with them reads by characters, and dares nothing by itself.
    served = model.guess(normalise("這個店員沒禮貌"))
    assert served.shares[0][0] == "staff"
    assert (served.is_whole, served.is_sure) == (False, False)
