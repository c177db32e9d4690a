"""The figures of lesson 03: drawn from the record, in words too, and in any style."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawn import told_and_titled

from course_lib.lessons.lesson_03 import figures
from course_lib.lessons.lesson_03.experiment import EXPERIMENT

RECORD = EXPERIMENT.record()
YOURS = {
    name: {"by_length": {"exact": [share] * 9}}
    for name, share in (("one vector", 0.25), ("attention", 0.75))
}


def each():
    yield figures.falling(RECORD, YOURS["one vector"]), 1
    yield figures.excuses(RECORD), 4
    yield figures.compared(RECORD, YOURS), 1
    yield figures.small_start(RECORD), 3  # two panels and the bar of the map
    yield figures.where_it_is_right(RECORD), 1
    yield figures.letters(RECORD), 1


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_figures_are_drawn_with_their_words_in_every_style(style):
    with plt.style.context(style):
        told_and_titled(each())


def test_the_readers_own_runs_are_in_the_figures():
    figure = figures.compared(RECORD, YOURS)
    drawn = {line.get_label(): line.get_ydata() for line in figure.axes[0].lines}
    for name, share in (("one vector", 0.25), ("attention", 0.75)):
        np.testing.assert_array_equal(drawn[f"{name}, yours"], [share] * 9)
    plt.close(figure)


def test_a_bucket_stands_at_its_middle():
    assert figures.middles((4, 7, 11)).tolist() == [5.0, 8.5]
