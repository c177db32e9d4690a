"""The figures of lesson 05a: drawn from the record, in words too, and in any style."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawn import told_and_titled

from course_lib.lessons.lesson_05 import figures
from course_lib.lessons.lesson_05.compared import EXPERIMENT

RECORD = EXPERIMENT.record()
YOURS = {
    name: SimpleNamespace(steps=[40, 80], exact=[0.0, share], half=60.0, share=share)
    for name, share in (("bahdanau", 0.71), ("luong_general", 0.72))
}
LOOKS = {"bahdanau, one direction": {"0": 0.31, "1": 0.66, "exact": 0.81}}


def each():
    yield figures.learning(RECORD, YOURS), 1
    yield figures.rows(RECORD, YOURS), 2
    yield figures.path(RECORD), 2
    yield figures.where_it_looks(RECORD, LOOKS), 1


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_figures_are_drawn_with_their_words_in_every_style(style):
    with plt.style.context(style):
        told_and_titled(each())


def test_the_readers_own_runs_are_in_the_figures():
    figure = figures.learning(RECORD, YOURS)
    drawn = {line.get_label(): line.get_ydata() for line in figure.axes[0].lines}
    for name, share in (("Bahdanau, yours", 0.71), ("Luong, yours", 0.72)):
        np.testing.assert_array_equal(drawn[name], [0.0, share])
    figure = figures.rows(RECORD, YOURS)
    seen = [line.get_xdata()[0] for line in figure.axes[1].lines if len(line.get_xdata()) == 1]
    assert sorted(seen) == [0.71, 0.72]
    figure = figures.where_it_looks(RECORD, LOOKS)
    assert any(text.get_text() == "0.81 right, yours" for text in figure.axes[0].texts)
    plt.close("all")


def test_a_row_that_never_comes_so_far_says_so():
    texts = [text.get_text() for text in figures.rows(RECORD, {}).axes[0].texts]
    assert texts == ["never"]
    assert np.isnan(figures.halves(RECORD, "init_state")).all()
    plt.close("all")
