"""Lesson 01's record: every gate of the lesson, on every recorded seed, beside the wrong model."""

import numpy as np
import pytest

from course_lib.lessons.lesson_01.experiment import (
    ENTRIES,
    EXPERIMENT,
    RECALL_EDGES,
    STORY_EDGES,
    answer_probability,
    make_model,
    make_task,
    run,
)

CELLS = ("rnn", "lstm", "gru")


@pytest.fixture(scope="module")
def record():
    return EXPERIMENT.record()


def test_fully_connected_against_recurrent(record):
    assert record.values("lstm, 800 examples", "accuracy").min() >= 0.93
    assert record.values("fc, 800 examples", "accuracy").max() <= 0.70
    assert record.values("fc, 3200 examples", "accuracy").min() >= 0.95  # four times the data
    shared = record.values("fc, shared words, 800 examples", "accuracy")
    assert 0.70 < shared.min() <= shared.max() < 0.93  # in between, as the lesson says


def test_unseen_positions(record):
    fc = record.values("fc, early", "by_position")
    lstm = record.values("lstm, early", "by_position")
    assert fc[:, :4].min() >= 0.95
    assert lstm[:, :4].min() >= 0.95
    assert fc[:, 4:].mean() <= 0.20
    assert lstm[:, -1].max() <= 0.40
    assert lstm[:, 4].min() >= 0.9  # it decays; it does not fall at once
    assert (np.diff(lstm[:, 4:].mean(axis=0)) < 0).all()


def test_recall_by_gap(record):
    assert record.values("rnn, recall", "long").max() <= 0.35
    assert record.values("gru, recall", "accuracy").min() >= 0.90
    assert (record.values("lstm, recall", "accuracy") >= 0.90).sum() >= 2
    for rate in ("0.003", "0.001"):  # the RNN's rate is no excuse
        assert record.values(f"rnn, recall, rate {rate}", "long").max() <= 0.35


def test_the_naive_design_turns_the_order_round(record):
    rnn, gru = (record.values(f"{cell}, naive", "accuracy") for cell in ("rnn", "gru"))
    assert rnn.min() >= 0.90
    assert gru.max() <= 0.35


def test_gradients_before_and_after(record):
    def reach(cell, what, distance):
        values = record.values(f"{cell}, recall", what)[:, 0]
        return values[:, distance] / values[:, 1]

    assert reach("gru", "gradients_before", 100).max() <= 1e-6
    assert reach("rnn", "gradients_before", 100).min() >= 1e-3
    assert reach("gru", "gradients", 50).min() >= 0.01
    assert reach("rnn", "gradients", 50).max() <= 1e-4


def test_stories_by_gap(record):
    rnn, lstm, gru = (record.values(f"{cell}, stories", "long") for cell in CELLS)
    assert (gru >= 0.90).sum() >= 2  # the third is told in the lesson
    twice = record.values("gru, stories, 2x steps", "long")
    assert twice.min() >= 0.95  # it was only late
    assert (twice - rnn).min() >= 0.10
    assert lstm.min() >= 0.75
    assert rnn.max() <= 0.90  # not the .35 that was hoped for: see the lesson
    assert record.values("gru, stories, unweighted", "long").max() <= 0.35


def test_no_recorded_run_took_longer_than_a_reader_would_wait(record):
    seconds = [record.values(name, "training_seconds").min() for name in ENTRIES]
    assert max(seconds) <= 30


def test_the_measures_fit_their_buckets(record):
    for cell in CELLS:
        by_gap = record.values(f"{cell}, recall", "by_gap")
        assert by_gap.shape == (3, len(RECALL_EDGES) - 1)
        assert record.values(f"{cell}, stories", "by_gap").shape == (3, len(STORY_EDGES) - 1)
        low, long, high = (
            by_gap[:, 3:].min(),
            record.values(f"{cell}, recall", "long"),
            by_gap.max(),
        )
        assert (low - 1e-3 <= long).all()
        assert (long <= high + 1e-3).all()


def test_cells_have_the_same_width_and_embedding():
    for task in ("recall", "stories"):
        widths = {make_model(ENTRIES[f"{cell}, {task}"], 0).cell.width for cell in CELLS}
        assert widths == {64}


@pytest.mark.parametrize("name", ["fc, early", "rnn, naive", "gru, recall", "rnn, stories"])
def test_a_run_measures_what_the_record_holds(name, record, monkeypatch):
    monkeypatch.setenv("COURSE_SCALE", "quick")
    config = {**ENTRIES[name], "steps": 20, "batch": 4, "width": 4}
    found = run(config, 0)
    assert set(found) == set(record.entries[name]["runs"]["0"]["results"])


def test_an_untrained_model_gives_the_answer_hardly_any_probability():
    config = ENTRIES["gru, stories"]
    examples = make_task(config).draw(20, np.random.default_rng(0))
    p = answer_probability(make_model(config, 0), examples)
    assert p.shape == (20,)
    assert (p < 0.1).all()
    assert (p > 0).all()
