"""The figures of lesson 04 and of the notebook beside it: drawn, in words too, in any style."""

import jax.numpy as jnp
import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawn import told_and_titled

from course_lib.analysis.estimators.bias_test import Agreement
from course_lib.lessons.lesson_04 import figures, more_figures
from course_lib.lessons.lesson_04.experiment import EXPERIMENT, SEARCHED

RECORD, SEARCH = EXPERIMENT.record(), SEARCHED.record()
CURVES = dict.fromkeys(figures.CURVES, ([0, 20], [0.25, 0.75]))
TESTS = {
    name: Agreement(("block",), np.array([[0.5, -largest]]), 4.7, 0.001)
    for name, largest in (("right", 2.0), ("wrong", 80.0))
}


def each():
    yield figures.jumps(jnp.arange(3.0), jnp.zeros((3, 3)), jnp.arange(3.0)), 1
    yield figures.distances(TESTS), 1
    yield figures.learning(RECORD, {"soft": CURVES, "own letter": CURVES}), 3
    yield figures.settings(RECORD, SEARCH), 1
    yield more_figures.erasing(RECORD), 1


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_figures_are_drawn_with_their_words_in_every_style(style):
    with plt.style.context(style):
        told_and_titled(each())


def test_an_estimator_that_fails_is_called_so():
    figure = figures.distances(TESTS)
    assert [text.get_text() for text in figure.axes[0].texts] == ["fails", "passes"]
    plt.close(figure)


def test_the_readers_own_runs_are_in_the_figure():
    figure = figures.learning(RECORD, {"own letter": CURVES})
    for ax in figure.axes:
        (yours,) = [line for line in ax.lines if line.get_label() == "yours, own letter"]
        assert list(yours.get_ydata()) == [0.25, 0.75]
    plt.close(figure)
