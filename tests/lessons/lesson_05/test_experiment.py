"""Lesson 05's record: its configurations, and every gate of the lesson on every recorded seed."""

import itertools

import numpy as np
import pytest
from flax import nnx

from course_lib.lessons.lesson_05.entries import (
    VARIANTS,
    WIDTHS,
    entry,
)
from course_lib.lessons.lesson_05.experiment import make_model, measure, recorded, train
from course_lib.model.alignments import ALIGNMENTS
from course_lib.model.table import MODELS, count_parameters


def parameters(config):
    return count_parameters(nnx.eval_shape(lambda: make_model(config, 0)))


@pytest.mark.thin(2)
@pytest.mark.parametrize("hidden", [128, 64])
def test_models_that_are_compared_are_equally_large(hidden):
    """Within 10% of luong_general, of that width; without its widths a row may be 38% smaller."""
    like = {} if hidden == 128 else {"steps": 400}
    wanted = parameters(entry("luong_general", **like))
    assert entry("luong_general", **like)["hidden"] == hidden
    sizes = {name: parameters(entry(name, **like)) / wanted for name in (*WIDTHS, *VARIANTS)}
    assert np.abs(np.array(list(sizes.values())) - 1).max() < 0.1, sizes
    unmatched = parameters({**entry("static_context", **like), "hidden": hidden}) / wanted
    assert unmatched < 0.65


def test_the_rows_that_are_compared_are_rows_of_the_table():
    """Not all of them: the hard ones are lesson 04's, and later rows have lessons of their own."""
    assert set(WIDTHS) <= set(MODELS) - {"luong"}
    assert not any(ALIGNMENTS[MODELS[name].alignment].draws for name in WIDTHS)


def test_half_steps_change_one_thing_each():
    """From luong_general over its score to Bahdanau: what differs between neighbours."""
    path = ["luong_general", "luong_concat", *list(VARIANTS)[:3], "bahdanau"]
    rows = [nnx.eval_shape(lambda n=name: make_model(entry(n), 0)).spec.wiring for name in path]
    fields = ("reads", "attends", "score", "readout", "mix")
    changed = [
        {f for f in fields if getattr(a, f) != getattr(b, f)} for a, b in itertools.pairwise(rows)
    ]
    assert [set(step) - {"score"} for step in changed[:1]] == [set()]
    assert changed[1] == {"reads"}
    assert changed[2] == {"reads", "attends"}  # the context's name in the cell goes with its time
    assert changed[3] == {"readout", "score"}  # "concat" and "additive" are two names of one score
    assert changed[4] == {"mix"}


def test_a_run_trains_measures_and_tells():
    config = {**entry("luong_general", "links"), "hidden": 8, "embedding": 6, "batch": 4}
    config |= {"lengths": [4, 8], "buckets": [8], "steps": 20, "warmup": 5, "test_sentences": 6}
    model, history = train(config, 0, progress=False)
    found = measure(model, history, config)
    assert history.steps == 20
    assert 0 <= found["exact"] <= 1
    assert set(found["alignment"]) == {"-1", "0", "1"}
    assert found["curve"]["step"] == [0]
    assert found["parameters"] == count_parameters(model)


@pytest.fixture(scope="module")
def record():
    return recorded()


SOLVED = [
    *("luong_dot", "luong_general", "luong_concat", "luong_context_feed"),
    *("luong_dot_unfed", "luong_general_unfed", "luong_concat_unfed"),
    *("bahdanau", "bahdanau_article"),
]


@pytest.mark.parametrize(
    ("names", "low", "high"),
    [
        (SOLVED, 0.93, 1.0),
        (["shared_input"], 0.80, 1.0),
        (["simple", "luong_location"], 0.05, 0.60),
        (["static_context", "static_context_token", "init_state"], 0.0, 0.10),
    ],
)
def test_every_recorded_seed_is_where_the_lesson_says(record, names, low, high):
    for name in names:
        exact = record.values(name, "exact")
        assert len(exact) == 3
        assert low <= exact.min(), name
        assert exact.max() <= high, name
