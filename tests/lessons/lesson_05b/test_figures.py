"""The figures of lesson 05b: drawn from the record, in words too, and in any style."""

import jax
import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawn import told_and_titled

from course_lib.analysis.forced_decoding import Forced
from course_lib.data import WORD_REVERSAL
from course_lib.lessons.lesson_05b import figures, more_figures
from course_lib.lessons.lesson_05b.experiment import EXPERIMENT

RECORD = EXPERIMENT.record()
PAIR = WORD_REVERSAL.pair("the cat sat")
READ = Forced(0.0, np.ones(12, bool), np.full((12, 11), 1 / 11), np.arange(12.0))


def each():
    yield figures.by_the_step(RECORD, {"location, copy": 0.5}), 1
    yield figures.one_step(jax.random.normal(jax.random.key(0), (12,)), 4.3, 3), 1
    yield figures.windows(RECORD, 0.25), 2
    yield figures.looking(READ, PAIR, 3), 2  # the map, and its bar
    yield figures.shrinking(RECORD, (0.1, 0.2, 0.3)), 1
    yield figures.feeding(RECORD), 1
    yield more_figures.cost_of_a_look(RECORD), 1
    yield more_figures.cost_of_feeding(RECORD), 1


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_figures_are_drawn_with_their_words_in_every_style(style):
    with plt.style.context(style):
        told_and_titled(each())


def test_the_readers_own_runs_are_rings():
    figure = figures.shrinking(RECORD, (0.1, 0.2, 0.3))
    rings = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert rings == [0.1, 0.2, 0.3]
    plt.close(figure)
