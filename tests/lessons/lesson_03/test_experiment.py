"""Lesson 03's record: what the lesson says of it, on every recorded seed; and how it measures."""

import numpy as np
import pytest
from flax import nnx

from course_lib.data import WORD_REVERSAL
from course_lib.lessons.lesson_03.entries import ENTRIES, LONGEST, edges
from course_lib.lessons.lesson_03.experiment import EXPERIMENT, SHOWN, make_model, run
from course_lib.lessons.lesson_03.measures import as_arrays, exact_match
from course_lib.model.seq2seq import count_parameters


@pytest.fixture(scope="module")
def record():
    return EXPERIMENT.record()


def test_one_vector_falls_with_the_length_and_attention_does_not(record):
    for longest in LONGEST:
        one = record.values(f"one vector, to {longest}", "by_length", "exact")
        assert (np.diff(one, axis=1) <= 0.02).all()
        assert record.values(f"attention, to {longest}", "exact").min() >= 0.95
    to_30 = record.values("one vector, to 30", "by_length", "exact")
    assert to_30[:, 0].min() >= 0.6  # it is not broken
    assert to_30[:, 4:].mean(axis=1).max() <= 0.03
    attention = record.values("attention, to 30", "by_length", "exact")
    assert attention[:, 4:].mean(axis=1).min() >= 0.9  # what the wrong model gets of that gate


def test_long_sentences_in_training_cost_the_short_ones(record):
    shortest = {
        n: record.values(f"one vector, to {n}", "by_length", "exact")[:, :3].mean() for n in LONGEST
    }
    assert shortest[12] > shortest[20] > shortest[30]


def test_attention_looks_at_the_letter_and_falls_beyond_the_lengths_of_training(record):
    assert record.values("attention, to 30", "alignment", "0").min() >= 0.95
    assert record.values("attention, to 30", "alignment", "-1").max() <= 0.01
    assert record.values("attention, to 30", "beyond", "exact").max() <= 0.5


def test_no_excuse_brings_a_long_sentence_across(record):
    for name in ENTRIES:
        if name.startswith("one vector, to 30"):
            assert record.values(name, "by_length", "exact")[:, -2:].max() <= 0.15, name
    more = record.values("one vector, to 30, 3x steps", "exact")
    assert more.min() > record.values("one vector, to 30", "exact").max()


def test_a_small_start_hides_attention(record):
    small = record.values("scaled dot, to 30, old start", "alignment", "0")
    assert small.max() < record.values("scaled dot, to 30", "alignment", "0").min()


def test_models_that_are_compared_are_equally_large():
    def count(name):
        return count_parameters(nnx.eval_shape(lambda: make_model(ENTRIES[name], 0)))

    wanted = count("attention, to 30")
    sizes = {name: count(name) / wanted for name in ENTRIES if "width" not in name}
    assert np.abs(np.array(list(sizes.values())) - 1).max() < 0.03, sizes


def test_buckets_end_at_the_longest_sentence():
    for name, config in ENTRIES.items():
        low, high = config["lengths"]
        assert edges(high)[0] == low, name
        assert edges(high)[-1] == high + 1
        assert config["buckets"][-1] == high


@pytest.mark.long
@pytest.mark.parametrize("name", ["attention, to 30", "one vector, to 30, short first"])
def test_a_run_measures_what_the_record_holds(name, record, monkeypatch):
    monkeypatch.setenv("COURSE_SCALE", "quick")
    config = {**ENTRIES[name], "hidden": 8, "embedding": 6, "batch": 4, "steps": 160}
    found = run({**config, "test_sentences": 40}, 0)
    wanted = record.entries[name]["runs"]["0"]["results"]
    assert found.keys() == wanted.keys()
    if "map" in found:
        assert np.shape(found["map"]) == (len(SHOWN) + 1, len(SHOWN))


def test_whole_sentences_are_counted_as_texts_are():
    pairs = WORD_REVERSAL.test_set(4, (4, 12))
    right = [pair.target for pair in pairs]
    written = [right[0], right[1] + "s", right[2][:-1], right[3][:-1] + " "]
    predicted, gold, mask = as_arrays(written, pairs)
    assert predicted.shape == gold.shape == mask.shape
    assert mask.sum(axis=1).tolist() == [len(text) + 1 for text in right]  # the end is one
    assert exact_match(predicted, gold, mask) == 0.25
    assert exact_match(gold, gold, mask) == 1.0
