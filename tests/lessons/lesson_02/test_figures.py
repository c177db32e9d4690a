"""The figures of lesson 02: drawn from the record, in words too, and in any style."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawn import told_and_titled

from course_lib.lessons.lesson_02 import figures
from course_lib.lessons.lesson_02.experiment import EXPERIMENT, PLACES

RECORD = EXPERIMENT.record()
SHARES = {"forced": [0.9] * (PLACES + 2), "free": [0.5] * (PLACES + 2)}
RUN = {"gap": 0.31, "free": 0.32, "exact": 0.33}


def each():
    yield figures.encoder_decoder(), 2
    yield figures.by_place(RECORD, SHARES), 1
    yield figures.mixing(RECORD, {"linear": RUN}), 3
    yield figures.reversal(RECORD), 3
    yield figures.beams(RECORD), 3


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_figures_are_drawn_with_their_words_in_every_style(style):
    with plt.style.context(style):
        told_and_titled(each())


def test_the_readers_own_runs_are_in_the_figures():
    figure = figures.by_place(RECORD, SHARES)
    drawn = {line.get_label(): line.get_ydata() for line in figure.axes[0].lines}
    np.testing.assert_allclose(drawn["free-running, yours"], [0.5] * PLACES)
    plt.close(figure)
    figure = figures.mixing(RECORD, {"linear": RUN})
    for ax, value in zip(figure.axes, RUN.values(), strict=True):
        rings = [line for line in ax.lines if line.get_marker() == "o"]
        assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in rings] == [(value, 1)]
        assert ax.get_xlim()[0] < value < ax.get_xlim()[1]
    plt.close(figure)


def test_reversal_shows_the_lags_that_the_tasks_have():
    figure = figures.reversal(RECORD)
    drawn = {line.get_label(): line.get_ydata() for line in figure.axes[0].lines}
    forward, backward = drawn["nothing (copying)"]
    assert forward > backward == 1.0
    assert tuple(drawn["everything"]) == (backward, forward)
    plt.close(figure)
