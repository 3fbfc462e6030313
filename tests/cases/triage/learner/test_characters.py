"""Runs of characters: counted, weighted, of length one."""

import numpy as np
import pytest

from cases.triage.learner.characters import learn_characters, runs


def test_runs_with_a_chinese_sign_are_short_and_those_of_letters_longer():
    assert list(runs("偏黄了", (2, 5))) == [
        (0, "偏"), (1, "黄"), (2, "了"), (0, "偏黄"), (1, "黄了"),
    ]  # fmt: skip
    assert [found for found in runs("黄cmyk", (2, 3)) if len(found[1]) > 1] == [
        (0, "黄c"), (1, "cm"), (2, "my"), (3, "yk"), (1, "cmy"), (2, "myk"),
    ]  # fmt: skip
    assert (0, "偏黄了") in list(runs("偏黄了", (3, 3)))


@pytest.mark.parametrize("lengths", [(2, 5), (3, 3)])
def test_a_row_counts_every_run_that_is_told(lengths):
    level = "cmyk偏黄 colour 色"
    characters = learn_characters([level], seen_in=1, lengths=lengths)

    assert set(characters.places) == {run for _at, run in runs(level, lengths)}
    assert len(characters.row(level)[0]) == len(characters.places)


def test_a_row_has_length_one_and_rare_runs_weigh_more():
    characters = learn_characters(["偏黄", "偏红", "偏绿"], seen_in=1)
    at, weights = characters.row("偏黄")
    names = {place: run for run, place in characters.places.items()}
    weight_of = {names[place]: weight for place, weight in zip(at, weights, strict=True)}

    assert np.isclose(np.linalg.norm(weights), 1)
    assert weight_of["黄"] > weight_of["偏"]


def test_what_was_never_seen_has_an_empty_row():
    at, weights = learn_characters(["偏黄"], seen_in=1).row("xyz")

    assert (len(at), len(weights)) == (0, 0)


def test_rare_runs_are_left_out_where_that_is_asked():
    assert list(learn_characters(["偏黄", "偏红"], seen_in=2).places) == ["偏"]
