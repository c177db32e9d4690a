"""Every figure in words."""

import datetime

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_lib import diagrams, plots
from course_lib.data import WORD_REVERSAL
from course_lib.plots.alternative import LONGEST

LABELS = {"title": "By length", "xlabel": "length", "ylabel": "exact match"}


@pytest.fixture(autouse=True)
def no_figure_left_open():
    yield
    plt.close("all")


def test_curves_say_where_they_start_and_end():
    runs = {"one": [[0.9, 0.5], [0.7, 0.1]], "_b": [[np.nan, 0.25]], "none": [[np.nan, np.nan]]}
    ax = plots.curves([10, 20], runs, live={"one": [0.75, 0.2]}, **LABELS, ylim=(0.0, 1.0))
    assert plots.alternative_text(ax.figure) == (
        "“By length”. Curves of the mean: "
        "one (2 seeds): from 0.8 at 10 to 0.3 at 20 (seeds 0.1 to 0.9); "
        "_b (1 seed): 0.25 at 20; none (0 seeds): without a value; "
        "one, live run: from 0.75 at 10 to 0.2 at 20. "
        "Across: length, 9.5 to 20.5. Up: exact match, 0 to 1."
    )


def test_names_are_said_as_typed():
    ax = plots.curves([1], {"_$a$": [0]}, title="costs $5 to $6", xlabel="$x$", ylabel="$$")
    text = plots.alternative_text(ax.figure)
    assert text.startswith(
        "“costs $5 to $6”. Curves of the mean: _$a$ (1 seed): 0 at 1. Across: $x$,"
    )
    assert " Up: $$, " in text


def test_bars_say_their_heights():
    runs = {"a": [0.5, 0.7], "b": [0.25], "none": [np.nan]}
    ax = plots.bars(runs, live={"a": 0.55, "none": 1.0}, **LABELS, ylim=(0.0, 1.0))
    assert plots.alternative_text(ax.figure) == (
        "“By length”. Bars of the mean: a (2 seeds): 0.6 (seeds 0.5 to 0.7), live run 0.55; "
        "b (1 seed): 0.25; none: no value, live run 1. "
        "Across: length. Up: exact match, 0 to 1."
    )


def test_both_panels_of_the_losses_speak():
    ax, _ = plots.loss_curve({"a": ([1, 9], [2.0, 0.5], [0.1, 0.9])}, title="Run")
    text = plots.alternative_text(ax.figure)
    assert text.startswith(
        "A figure of 2 panels. Panel 1: “Run: loss”. Curves: a: from 2 at 1 to 0.5 at 9. Across: "
        "training step, "
    )
    assert "log scale" in text
    assert "Panel 2: “Run: accuracy”. Curves: a: from 0.1 at 1 to 0.9 at 9." in text


def test_a_heat_map_says_where_the_weights_are():
    weights = np.array([[0.1, 0.9], [0.2, 0.8], [0.0, 0.0]])
    ax = plots.heat_map(weights, "a ", "xyz", gold=[1, 0, -1], title="A map")
    text = plots.alternative_text(ax.figure)
    assert text.startswith(
        "“A map”. Heat map of attention weights, 3 target by 2 source tokens. The largest weight "
        "is on the gold position for 1 of 2. Largest weights: target 1 'x': source 2 '␣' 0.90; "
        "target 2 'y': source 2 '␣' 0.80; target 3 'z': source none. Across: source token"
    )
    assert "panels" not in text  # the colour bar is none
    large = plots.heat_map(np.eye(60), "a" * 60, "b" * 60, title="Large")
    assert "and 40 more" in plots.alternative_text(large.figure)


def test_diagrams_say_what_they_show():
    one = plots.alternative_text(diagrams.wiring("bahdanau", title="Mine").figure)
    assert one.startswith(f"“Mine”. {diagrams.alt_text('bahdanau')} Key: read, asks where to look")
    two = plots.alternative_text(diagrams.compare("bahdanau", "luong"))
    for part in (diagrams.alt_text("luong"), *diagrams.differences("bahdanau", "luong")):
        assert part in two
    assert "of these: cho; luong." in plots.alternative_text(diagrams.grid(["cho", "luong"]))
    bridges = plots.alternative_text(diagrams.bridges(WORD_REVERSAL.pair("ab c")))
    assert "source a b ␣ c" in bridges
    assert "gold: b to b (2), a to a (1), ␣ to ␣ (3), c to c (4)." in bridges


def test_a_figure_drawn_by_hand_is_read_off():
    figure, (left, right, off) = plt.subplots(1, 3)
    left.plot([0, 10], [1.0, 2.0], label="loss")
    left.plot([0, 1], [np.nan, np.nan], label="empty")
    left.plot([5, 6], [1, 1])
    left.set(title="Weight $\\alpha_j$", xlabel="step $t$", ylabel="nats", yscale="log")
    right.bar(["a", "b"], [1, 2.5], label="bars")
    right.imshow([[0.0, 1.0, np.inf]])
    off.text(0, 0, "a word")
    off.axis("off")
    figure.suptitle("All of it")
    text = plots.alternative_text(figure)
    assert text.startswith("All of it. A figure of 3 panels. Panel 1: “Weight \\alpha_j”. Lines: ")
    assert "loss: from 1 at 0 to 2 at 10; empty: without a value. Across: step t, -0.5" in text
    assert "log scale. Panel 2: Bars bars: 1, 2.5. A picture of 1 rows and 3 columns" in text
    assert text.endswith("Panel 3: In it: a word.")
    assert plots.alternative_text(plt.figure()) == "An empty figure."


def test_what_is_drawn_into_a_figure_of_the_librarys_is_said_too():
    ax = plots.bars({"a": [0.5]}, **LABELS)
    ax.axhline(0.2, label="chance")
    ax.text(0, 0.1, "a word; another")
    assert " 0.5. Lines: chance: from 0.2 at 0 to 0.2 at 1. In it: a word; another. Across: " in (
        plots.alternative_text(ax.figure)
    )


def test_an_authors_words_come_first_and_no_text_is_endless():
    ax = plots.curves([1], {"a": [[0]]}, **LABELS)
    assert plots.described(ax.figure, "  What\n it shows. ") is ax.figure
    assert plots.alternative_text(ax.figure) == "What it shows."
    with pytest.raises(ValueError, match="text must say what the figure shows, got nothing"):
        plots.described(ax.figure, " ")
    many = plots.curves([1], {f"a run with a long name {i}": [[0]] for i in range(200)}, **LABELS)
    assert len(plots.alternative_text(many.figure)) == LONGEST


def odd_figures():
    """One figure of each kind that the course does not draw."""
    figure, axes = plt.subplots(2, 4)
    axes[0, 0].hist([1, 2, 2])
    axes[0, 1].scatter([1, 2], [3, 4])
    axes[0, 2].plot([datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)], [1, 2])
    axes[0, 3].plot(["a", "b"], [1, 2])
    axes[1, 0].imshow(np.zeros((2, 2, 3)))
    axes[1, 1].pie([1, 2], labels=["x", "y"])
    axes[1, 2].errorbar([1, 2], [1, 2], [0.1, 0.2], label="measured")
    axes[1, 3].pcolormesh(np.eye(2))
    yield figure
    figure = plt.figure()
    figure.add_subplot(projection="3d").plot([1, 2], [1, 2], [1, 2])
    figure.add_subplot(projection="polar").plot([1, 2], [1, 2])
    yield figure
    left, _ = plt.figure().subfigures(1, 2)
    left.subplots().set_title("in a part")
    yield left.figure
    yield plt.figure()


def test_every_figure_has_some_text():
    texts = [plots.alternative_text(figure) for figure in odd_figures()]
    assert all(texts)
    for part in ("2 points.", "A picture of 2 rows", "In it: x; y", "Bars: 1, 0,"):
        assert part in texts[0]
    assert "in a part" in texts[2]
