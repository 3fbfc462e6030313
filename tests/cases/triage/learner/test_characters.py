"""Runs of characters: counted, weighted, of length one."""

import numpy as np

from cases.triage.learner.characters import learn_characters, runs


def test_runs_are_of_one_to_three_characters():
    assert list(runs("偏黄了")) == [
        (0, "偏"), (1, "黄"), (2, "了"), (0, "偏黄"), (1, "黄了"), (0, "偏黄了"),
    ]  # fmt: skip


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
