"""The figures of lesson 10: drawn from what was measured, in words too, and in any style."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawn import told_and_titled

from course_lib.lessons.lesson_10 import figures
from course_lib.lessons.lesson_10.pieces import shortest_time

FACTORS = {"hoist": {"forwards": 0.5, "training": 4.0}, "jit": {"forwards": 8.0}}
SAID = {"jit": (2.0, None), "hoist": (1.0, 2.0)}
ROOF = {"roof": 1e11, "divide": 4e10, "tanh": 1e10}
TIMES = {
    "sources": [16, 64],
    **{part: {kind: [5.0, 9.0] for kind in figures.WINDOWS} for part in ("forward", "training")},
}


def each():
    yield figures.held(), 3
    yield figures.bought(FACTORS, SAID), 1
    yield figures.roofline(shortest_time, 1e10, ROOF, {"at once": (4e9, 8e9, 2.0)}), 1
    yield figures.windows(TIMES), 2


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_figures_are_drawn_with_their_words_in_every_style(style):
    with plt.style.context(style):
        told_and_titled(each())


def test_a_bar_reaches_from_one_to_the_factor():
    figure = figures.bought(FACTORS, SAID)
    tops = [bar.get_y() + bar.get_height() for bar in figure.axes[0].patches]
    assert tops == [8.0, 0.5, 4.0]
    plt.close(figure)


def test_the_roof_is_the_readers_own():
    figure = figures.roofline(lambda n, m, r, w: n / r, 1e10, ROOF, {})
    roof = figure.axes[0].lines[0].get_ydata()
    np.testing.assert_allclose(roof, 100.0, rtol=1e-5)  # without a slope: it forgot the bytes
    plt.close(figure)
