"""Lesson 05a's record: what the lesson says of it, on every recorded seed; and how it measures."""

import itertools

import numpy as np
import pytest
from flax import nnx

from course_lib.lessons.lesson_05.compared import (
    EXPERIMENT,
    RightByStep,
    half_after,
    make_model,
    run,
)
from course_lib.lessons.lesson_05.figures import ROWS, halves
from course_lib.lessons.lesson_05.papers import ENTRIES, PATH
from course_lib.model.seq2seq import count_parameters
from course_lib.training import History


@pytest.fixture(scope="module")
def record():
    return EXPERIMENT.record()


def wiring(name):
    return nnx.eval_shape(lambda: make_model(ENTRIES[name], 0)).spec.wiring


def test_models_that_are_compared_are_equally_large():
    """Within 10% of Luong's."""

    def count(name):
        return count_parameters(nnx.eval_shape(lambda: make_model(ENTRIES[name], 0)))

    sizes = {name: count(name) / count("luong_general") for name in ENTRIES}
    assert np.abs(np.array(list(sizes.values())) - 1).max() < 0.1, sizes


def test_half_steps_change_one_thing_each():
    """From Luong's row with the additive score to Bahdanau's: what differs between neighbours."""
    rows = [wiring(name) for name in PATH]
    fields = ("reads", "attends", "score", "readout", "mix")
    changed = [
        {f for f in fields if getattr(a, f) != getattr(b, f)} for a, b in itertools.pairwise(rows)
    ]
    assert changed == [
        {"reads"},
        {"reads", "attends"},  # the context's name in the cell goes with its time
        {"readout", "score"},  # "concat" and "additive" are two names of one score
        {"mix"},
    ]


def test_half_of_the_sentences_are_right_between_two_looks():
    assert half_after([10, 20, 30], [0.0, 0.4, 0.6]) == pytest.approx(25)
    assert half_after([10, 20], [0.7, 0.2]) == 10
    assert np.isnan(half_after([10, 20], [0.0, 0.4]))


def test_looks_at_unseen_sentences_as_it_learns():
    model, seen = make_model({**ENTRIES["bahdanau"], "hidden": 8}, 0), RightByStep(4, (6, 8))
    seen(model, History(loss=[1.0] * 10, accuracy=[0.0] * 10))
    assert (seen.steps, seen.exact) == ([10], [0.0])
    assert len(seen.sources) == 4
    assert np.isnan(seen.half)


@pytest.mark.long
def test_a_run_measures_what_the_record_holds(record, monkeypatch):
    monkeypatch.setenv("COURSE_SCALE", "quick")
    for name in ("bahdanau, eq. 4", "init_state"):
        config = {**ENTRIES[name], "hidden": 8, "embedding": 6, "batch": 4, "steps": 160}
        found = run({**config, "test_sentences": 8, "seen": 4, "every": 10}, 0)
        assert found.keys() == record.entries[name]["runs"]["0"]["results"].keys()


def test_the_rows_end_alike_and_one_vector_does_not(record):
    behind = ("shared_input", "simple", "init_state")
    for name in ROWS:
        exact = record.values(name, "exact")
        assert len(exact) == 3
        assert exact.min() > 0.93 or name in behind, name
    assert record.values("init_state", "exact").max() < 0.1  # what the wrong model gets
    assert record.values("shared_input", "exact").max() < 0.9


def test_luongs_decoder_learns_sooner_and_what_costs_the_steps(record):
    luong, fed, before, output, bahdanau = (
        halves(record, name) for name in ("luong_general", *list(PATH)[1:])
    )
    assert bahdanau.min() - luong.max() > 30
    assert before.min() > fed.max()
    assert output.min() > before.max()
    assert bahdanau.mean() - output.mean() > 15
    tanh, maxout = (record.values(name, "exact") for name in ("+ deep output", "bahdanau"))
    assert maxout.max() < tanh.min()


def test_with_one_direction_it_looks_one_letter_further_and_is_often_right(record):
    for name in ("bahdanau", "luong_general"):
        gold, after = (record.values(name, "alignment", offset) for offset in ("0", "1"))
        assert (gold - after).min() > 0.9
        assert record.values(f"{name}, one direction", "exact").min() > 0.8
    gold, after = (record.values("bahdanau, one direction", "alignment", o) for o in ("0", "1"))
    assert (after - gold).min() > 0.25
