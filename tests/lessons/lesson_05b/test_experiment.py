"""Lesson 05b's record: what the lesson says of it, on every recorded seed; and how it measures."""

import numpy as np
import pytest
from flax import nnx
from tiny import close

from course_lib.lessons.lesson_05b.entries import (
    ALL,
    ENTRIES,
    FURTHER,
    STEP_TIMES,
    TASKS_OF_PLACE,
)
from course_lib.lessons.lesson_05b.experiment import (
    EXPERIMENT,
    make_model,
    run,
    with_window,
)
from course_lib.model.seq2seq import count_parameters


@pytest.fixture(scope="module")
def record():
    return EXPERIMENT.record()


def test_what_is_not_recorded_is_named_apart():
    assert not ENTRIES.keys() & FURTHER.keys()
    assert ENTRIES.keys() | FURTHER.keys() == ALL.keys()


def test_models_that_are_compared_are_equally_large():
    def count(name):
        return count_parameters(nnx.eval_shape(lambda: make_model(ALL[name], 0)))

    for names in (
        [name for name in ALL if name.startswith("local-p")],
        [name for name in ALL if name.startswith("sorting")],
        [name for name in ALL if name.startswith(("location", "general", "local-m"))],
    ):
        sizes = np.array([count(name) for name in names])
        assert sizes.max() / sizes.min() < 1.1, names


def tiny(**changes):
    config = {**ALL["local-p, 4, copy"], "hidden": 8, "embedding": 6, "batch": 4}
    sizes = {"lengths": [4, 8], "buckets": [8], "steps": 10, "warmup": 2, "test_sentences": 6}
    return {**config, **sizes, **changes}


@pytest.mark.long
def test_a_run_trains_shrinks_and_tells():
    found = run(tiny(then=1, then_steps=10), 0)
    for part in (found, found["shrunk"], found["then"]):
        assert 0 <= part["exact"] <= 1
        assert 0 <= part["in_window"] <= 1
    assert found["steps"] == found["then"]["steps"] == 10
    assert "shrunk" not in run(tiny(), 0)


def test_another_window_has_the_same_parameters():
    config = tiny()
    model = make_model(config, 3)
    other = with_window(model, config, 1)
    assert other.decoder.alignment.window == 1
    assert model.decoder.alignment.window == 4
    close(*(nnx.to_pure_dict(nnx.state(m, nnx.Param)) for m in (other, model)), 0)


@pytest.mark.long
def test_a_timing_is_a_run_too():
    config = {**STEP_TIMES, "lengths": [6], "hidden": 8, "batch": 2, "steps": 1, "rounds": 1}
    assert run(config, 0)["lengths"] == [6]


def test_a_wide_window_finds_its_place_on_every_recorded_seed(record):
    for task in TASKS_OF_PLACE:
        entry = f"local-p, 10, {task}"
        assert record.values(entry, "exact").min() >= 0.85, task
        assert record.values(entry, "in_window").min() >= 0.99, task


def test_a_narrow_window_is_later_and_a_shrunk_one_keeps_its_place(record):
    wide, narrow = (record.values(f"local-p, {r}, word_reversal", "exact") for r in (10, 4))
    assert narrow.max() < wide.min()
    losses = [record.values(f"local-p, {r}, word_reversal", "curve", "loss")[:, 5] for r in (10, 4)]
    assert losses[0].max() < losses[1].min()
    entry = "local-p, 10, word_reversal"
    assert record.values(entry, "shrunk", "in_window").min() >= 0.9
    assert record.values(entry, "then", "in_window").min() >= 0.95


def test_the_place_is_enough_for_a_copy_and_not_for_words(record):
    for row in ("location", "local-m, 2"):
        copies, words = (record.values(f"{row}, {t}", "exact") for t in ("copy", "word_reversal"))
        assert copies.min() > words.max() + 0.1, row


def test_the_recorded_times_grow_where_the_side_notebook_says(record):
    sources = record.entries["times, kernels"]["config"]["sources"]
    far, near = sources.index(4096), sources.index(256)

    def growth(kind):
        times = record.values("times, kernels", "forward", kind)
        return np.median(times[:, far] / times[:, near])

    assert max(growth("local_m_gathered"), growth("local_p_gathered")) <= 1.5
    assert min(growth("soft"), growth("local_m_masked"), growth("local_p_masked")) >= 8.0
    scanned, batched = (record.values("times, steps", path) for path in ("scanned", "batched"))
    assert np.median(scanned / batched, axis=0)[1:].min() > 1.1  # not at 10 characters
    assert record.values("times, steps", "difference").max() < 1e-5
