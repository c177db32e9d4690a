"""The pictures show what they are drawn from."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.text import Annotation

from course_lib.data import WORD_REVERSAL, Pair, Words
from course_lib.diagrams import bridges


@pytest.fixture(autouse=True)
def no_figure_left_open():
    yield
    plt.close("all")


def test_strong_lines_are_the_gold_alignment():
    pair = WORD_REVERSAL.pair("ab cde")
    left, right = bridges(pair).axes
    lines = right.get_lines()
    strong = {tuple(line.get_xdata()) for line in lines if line.get_color() == "black"}
    assert strong == {(j, t) for t, j in enumerate(pair.alignment)}
    assert len(lines) == len(pair.source) * len(pair.target)
    for ax in (left, right):
        shown = [text.get_text() for text in ax.texts]
        assert [t for t in shown if len(t) == 1] == [*"ab␣cde", *pair.target.replace(" ", "␣")]


def test_one_vector_is_made_of_the_last_states_and_starts_the_decoder():
    """`xyann` and `xy` are where an arrow starts and ends."""
    left = bridges(WORD_REVERSAL.pair("ab cde")).axes[0]
    arrows = [note for note in left.texts if isinstance(note, Annotation)]
    bridge = [(a.xyann, a.xy) for a in arrows if {a.xy[1], a.xyann[1]} & {2.05, 2.55}]
    assert sorted(bridge) == [
        ((0, 1.3), (2.5, 2.05)),
        ((2.5, 2.55), (0, 3.3)),
        ((5, 1.3), (2.5, 2.05)),
    ]
    along = [a for a in arrows if a.xy[1] == a.xyann[1]]
    assert len(along) == 2 * 5


def test_words_are_tokens_where_the_vocabulary_says_so():
    pair = Pair("the old cat", "le chat vieux", (0, 2, 1))
    _, right = bridges(pair, Words(("any",))).axes
    strong = {tuple(line.get_xdata()) for line in right.get_lines() if line.get_color() == "black"}
    assert strong == {(0, 0), (2, 1), (1, 2)}
    shown = [text.get_text() for text in right.axes.texts]
    assert [t for t in shown if t.isalpha()] == ["the", "old", "cat", "le", "chat", "vieux"]


def test_a_dollar_is_a_token():
    figure = bridges(Pair("$x$", "$$", (0, 2)))
    figure.canvas.draw()
    drawn = {text.get_text(): text.get_parse_math() for text in figure.axes[0].texts}
    assert not drawn["$"]
    assert drawn["$h_{1}$"]


def test_an_alignment_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="alignment must be known, got None for 'ab'"):
        bridges(Pair("ab", "ba"))
