"""The figures of lesson 01: drawn from the record, in words too, and in any style."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawn import told_and_titled

from course_lib.data.labelled.stories import LANGUAGES, Stories, decode, gaps
from course_lib.lessons.lesson_01 import figures, more_figures
from course_lib.lessons.lesson_01.experiment import EXPERIMENT

RECORD = EXPERIMENT.record()
SHARES = np.full(5, 0.5)
TOLD = Stories().draw(200, np.random.default_rng(0))


def each():
    yield figures.in_and_out(), 4
    yield figures.how_far_back(RECORD, dict.fromkeys((10, 20, 40), SHARES)), 2
    start = dict.fromkeys(figures.LOOK, np.ones(102))
    yield figures.gates(RECORD, SHARES, start), 3
    yield figures.fluent(RECORD, gaps(TOLD), TOLD, {"rnn": np.full(200, -1.0)}), 1
    yield more_figures.unseen_positions(RECORD), 1
    yield more_figures.excuses(RECORD), 6
    yield more_figures.hundred(RECORD), 2
    yield more_figures.one_gap(RECORD), 2


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_figures_are_drawn_with_their_words_in_every_style(style):
    with plt.style.context(style):
        told_and_titled(each())


def test_the_readers_own_runs_are_in_the_figures():
    yours = {10: np.array([0.1, 0.2, 0.3, 0.4, 0.5]), 20: SHARES, 40: SHARES}
    figure = figures.how_far_back(RECORD, yours)
    drawn = {line.get_label(): line.get_ydata() for line in figure.axes[0].lines}
    np.testing.assert_array_equal(drawn["your net, to 10"], yours[10])
    plt.close(figure)
    figure = figures.fluent(RECORD, gaps(TOLD), TOLD, {"lstm": np.full(200, -np.log(3.0))})
    drawn = {line.get_label(): line.get_ydata() for line in figure.axes[0].lines}
    np.testing.assert_allclose(drawn["lstm, yours"], 3.0)
    assert "rnn, yours" not in drawn
    plt.close(figure)


def test_countries_are_counted_once_each():
    rows = [decode([token for token in row if token]) for row in TOLD.source.tolist()]
    wanted = [sum(country in row for country in LANGUAGES) for row in rows]
    assert figures.named(TOLD).tolist() == wanted
    assert min(wanted) >= 1
    assert max(wanted) > 1


def test_a_line_of_the_figures_beside_the_lesson_is_a_recorded_seed():
    figure = more_figures.unseen_positions(RECORD)
    found = [line.get_ydata() for line in figure.axes[0].lines]
    for seed in RECORD.values("lstm, early", "by_position"):
        assert any(np.array_equal(seed, drawn) for drawn in found)
    figure = more_figures.hundred(RECORD)
    (drawn,) = (one for one in figure.axes[0].lines if one.get_label() == "gru")
    np.testing.assert_array_equal(drawn.get_ydata(), RECORD.values("gru, recall", "by_gap")[0])
    for line in figure.axes[1].lines:  # what comes back, of what comes back over one step
        assert line.get_xydata()[0].tolist() == [1, 1]
    plt.close("all")
