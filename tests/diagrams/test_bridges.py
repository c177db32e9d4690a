"""The pictures show what they are drawn from."""

import matplotlib.pyplot as plt
import pytest

from course_lib.data import WORD_REVERSAL
from course_lib.diagrams import bridges


@pytest.fixture(autouse=True)
def no_figure_left_open():
    yield
    plt.close("all")


def test_strong_lines_are_the_gold_alignment():
    pair = WORD_REVERSAL.pair("ab cde")
    left, right = bridges(pair).axes
    lines = right.get_lines()
    strong = {tuple(line.get_xdata()) for line in lines if line.get_color() == "0.0"}
    assert strong == {(j, t) for t, j in enumerate(pair.alignment)}
    assert len(lines) == len(pair.source) * len(pair.target)
    for ax in (left, right):
        shown = [text.get_text() for text in ax.texts]
        assert [t for t in shown if len(t) == 1] == [*pair.source, *pair.target]
