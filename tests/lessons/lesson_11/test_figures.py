"""The figures of lesson 11: drawn from the record, in words too, and in any style."""

import jax
import jax.numpy as jnp
import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawn import told_and_titled

from course_lib.kernels import position_code
from course_lib.lessons.lesson_11 import figures
from course_lib.lessons.lesson_11.experiment import EXPERIMENT

RECORD = EXPERIMENT.record()
YOURS = {"Transformer": {"by_length": [0.25] * 4, "beyond": {"by_length": [0.5] * 3}}}


def each():
    yield figures.compared(RECORD, YOURS), 2
    codes = jax.vmap(lambda j: position_code(j, 8))(jnp.arange(36))
    yield figures.codes(np.asarray(codes)), 3  # two panels and the bar of the map
    weights = np.full((3, 2, 3), 1 / 3)
    yield figures.heads(weights, "a b", "Two heads"), 2


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_figures_are_drawn_with_their_words_in_every_style(style):
    with plt.style.context(style):
        told_and_titled(each())


def test_the_readers_own_runs_are_in_the_figure():
    figure = figures.compared(RECORD, YOURS)
    drawn = {line.get_label(): line.get_ydata() for line in figure.axes[1].lines}
    np.testing.assert_array_equal(drawn["Transformer, yours"], [0.25] * 4 + [0.5] * 3)
    assert "self-attention reader, yours" not in drawn
    plt.close(figure)
