"""The experiments of lesson 06, at a size that takes seconds."""

from functools import partial

import numpy as np
import pytest
from flax import nnx
from rapidfuzz.distance import OSA

from course_lib.data import Pair
from course_lib.data.spelling.context import confused_sentences
from course_lib.data.spelling.misspellings import ranked
from course_lib.lessons.lesson_06 import entries, equally_near, experiment, outside, rates
from course_lib.lessons.lesson_06.candidates import nearest
from course_lib.model import build
from course_lib.model.seq2seq import count_parameters

SMALL = {"hidden": 8, "embedding": 6, "steps": 10, "warmup": 1, "test_sentences": 6, "batch": 4}


@pytest.mark.long
@pytest.mark.parametrize(
    "name", ["words, luong_general", "phrases, init_state", "words, luong_general_hard"]
)
def test_a_run_of_a_row_tells_all_that_the_lesson_shows(name):
    results = experiment.run({**entries.ALL_ROWS[name], **SMALL}, 0)
    assert {"exact", "words_right", "parameters", "device"} <= results.keys()
    assert ("alignment" in results) == ("luong" in name)


@pytest.mark.long
def test_a_run_of_the_corrector_has_all_ways_on_all_sets(monkeypatch):
    sets = {name: pairs[:6] for name, pairs in outside.test_sets().items()}
    monkeypatch.setattr(experiment, "test_sets", lambda: sets)
    results = experiment.run({**entries.ENTRIES["corrector"], **SMALL, "valid": 10}, 0)
    for name in ("known", "unseen"):
        found = results[name]
        assert found["count"] == 6
        assert found["together"] == pytest.approx(
            found["nearest"] + (found["gained"] - found["lost"]) / 6
        )
        assert 0 <= found["alone"] <= 1
        assert found["norvig"] <= found["nearest"]


@pytest.mark.long
def test_a_run_in_context_asks_all_sentences(monkeypatch):
    few = confused_sentences()[::20]
    monkeypatch.setattr(experiment, "confused_sentences", lambda: few)
    results = experiment.run({**entries.ENTRIES["context"], **SMALL}, 0)
    assert results["preferred"] == pytest.approx((results["kept"] + results["corrected"]) / 2)
    assert set(results["by_word"]) == {one.right for one in few}


def test_words_are_counted_at_their_places():
    assert experiment.words_right(["a b", "c", ""], ["a x", "c d", "e"]) == pytest.approx(2 / 5)
    assert experiment.words_right(["a b c"], ["a b"]) == 1.0


@pytest.mark.long
def test_rows_are_as_large_as_luongs():
    task = experiment.task_of(entries.WORDS)
    sizes = {"embedding": 64, "max_length": 64}

    def count(name, hidden):
        make = partial(build, name, task.source, hidden=hidden, **sizes)
        return count_parameters(nnx.eval_shape(make))

    wanted = count("luong_general", 128)
    for name in entries.ROWS:
        hidden = experiment.matching_hidden(name, wanted, task.source, **sizes)
        assert abs(count(name, hidden) / wanted - 1) < 0.03, name


def test_what_is_preferred_is_read_off_both_words():
    few = confused_sentences()[:3]
    model = build("luong", experiment.WORD_IN_CONTEXT.source, hidden=8, embedding=4, max_length=64)
    found = experiment.preferred(model, few)
    assert found.shape == (3, 2)
    turned = experiment.preferred(
        model, tuple(one._replace(right=one.wrong, wrong=one.right) for one in few)
    )
    np.testing.assert_array_equal(found, ~turned[:, ::-1])


def test_the_counted_rates_are_asked_of_every_set(monkeypatch):
    """And they are better than the nearest word: they must be used."""
    sets = {name: pairs[::40] for name, pairs in outside.test_sets().items()}
    monkeypatch.setattr(rates, "test_sets", lambda: sets)
    found = rates.run(rates.EXPERIMENT.entries["rates"], 0)
    assert set(found) == set(sets)
    near = [nearest([pair.source for pair in pairs]).words for pairs in sets.values()]
    plain = [
        np.mean([row[0] == pair.target for row, pair in zip(rows, pairs, strict=True)])
        for rows, pairs in zip(near, sets.values(), strict=True)
    ]
    assert np.mean(list(found.values())) > np.mean(plain)


def test_equally_near_words_by_hand(monkeypatch):
    """ "ct" is a step from "at", "cat", "cut" and others; the others from one word alone."""
    pairs = (Pair("ct", "cat"), Pair("definitly", "definitely"), Pair("mesage", "definitely"))
    monkeypatch.setattr(equally_near, "test_sets", lambda: {"known": pairs})
    found = equally_near.run(equally_near.EXPERIMENT.entries["near"], 0)["known"]
    near = sum(OSA.distance("ct", word) == 1 for word in ranked(1))
    assert near > 2
    assert found["several"] == pytest.approx(1 / 3)
    assert found["reached"] == pytest.approx(2 / 3)
    assert found["drawn"] == pytest.approx((1 + 1 / near) / 3)
    assert found["frequent"] in (pytest.approx(1 / 3), pytest.approx(2 / 3))


def test_lists_are_asked_of_the_made_words():
    """Those that the rows are compared with: the channel's own rates know them best."""
    config = rates.EXPERIMENT.entries["made words"]
    rows = entries.ALL_ROWS["words, luong_general"]
    assert (config["made"], config["test"]) == (rows["words"], rows["test_sentences"])
    assert config["lengths"] == rows["lengths"]
    found = rates.run({**config, "test": 100}, 0)
    assert 0.6 < found["list"] < found["rates"] < 1
