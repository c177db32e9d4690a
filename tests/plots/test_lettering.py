"""Somebody's own words are drawn as they were typed, in every function that takes some."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties, findfont

from course_lib import diagrams, plots
from course_lib.diagrams.drawing import text_of
from course_lib.model.table import MODELS
from course_lib.plots import lettering

ODD = ["$$", r"costs $5_{ to $6", "_mine", "$x^2$", r"\$", "a\nb"]
RUNS = {name: np.full((2, 2), i) for i, name in enumerate(ODD)}


@pytest.fixture(autouse=True)
def no_figure_left_open():
    yield
    plt.close("all")


def typed(figure) -> dict[str, bool]:
    """Every text of a figure, and whether dollars in it are the ends of a formula."""
    figure.canvas.draw()  # which raises where a formula cannot be read
    texts = [text for text in figure.findobj(plt.Text) if text.get_visible()]
    return {text.get_text(): text.get_parse_math() for text in texts}


@pytest.mark.parametrize("name", ODD[:3])
def test_titles_and_labels(name):
    labels = {"title": name, "xlabel": f"x {name}", "ylabel": f"y {name}"}
    for ax in (plots.curves([1], {"a": [1]}, **labels), plots.bars({"a": [1]}, **labels)):
        texts = typed(ax.figure)
        assert not any(texts[label] for label in labels.values())
    assert not typed(plots.heat_map(np.eye(1), "a", "b", title=name).figure)[name]
    drawn = plots.loss_curve({"a": ([1], [1], [1])}, title=name)[0]
    assert not typed(drawn.figure)[f"{name}: loss"]
    assert not typed(diagrams.wiring("cho", title=name).figure)[name]


def test_names_of_runs():
    labels = {"title": "t", "xlabel": "x", "ylabel": "y"}
    ax = plots.curves([1, 2], RUNS, live={"_mine": [1, 2]}, **labels)
    wanted = [f"{name} (2 seeds)" for name in ODD] + ["_mine, live run"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == wanted
    texts = typed(ax.figure)
    assert not any(texts[name] for name in wanted)

    loss, _ = plots.loss_curve({name: ([1], [1], [1]) for name in ODD}, title="t")
    assert [text.get_text() for text in loss.get_legend().get_texts()] == ODD
    alone, _ = plots.loss_curve({"_mine": ([1], [1], [1])}, title="t")
    assert [text.get_text() for text in alone.get_legend().get_texts()] == ["_mine"]

    ax = plots.bars({name: [1.0] for name in ODD}, **labels)
    assert [text.get_text() for text in ax.get_xticklabels()] == ODD
    texts = typed(ax.figure)
    assert not any(texts[name] for name in ODD)


def test_names_of_rows():
    figure = diagrams.grid({name: MODELS[row] for name, row in zip(ODD, MODELS, strict=False)})
    texts = typed(figure)
    assert not any(texts[name] for name in ODD)


def test_the_librarys_own_formulas_are_formulas():
    texts = typed(diagrams.wiring("bahdanau").figure)
    assert texts["$s_{t-1}$"]


def test_words_beside_a_formula():
    node = diagrams.Node("cell", "costs $5 or $6", ("x_t",), "$x$")
    text = plt.figure().text(0.5, 0.5, text_of(node, full=True))
    text.figure.canvas.draw()
    assert text.get_text() == "costs \\$5 or \\$6\n$x_t$"


def test_a_letter_comes_from_a_font_that_has_it():
    usual = lettering._letters(findfont(FontProperties()))
    others = {f.name: f.fname for f in font_manager.fontManager.ttflist if "STIX" in f.name}
    name, letter = next(
        (name, letter)
        for name, path in sorted(others.items())
        for letter in sorted(lettering._letters(path) - usual)
    )
    ax = plots.heat_map(np.eye(2), [letter, "a"], "bc", title=letter)
    for text in (ax.get_xticklabels()[0], ax.title):
        assert len(text.get_fontfamily()) > 1
        found = {findfont(FontProperties(family=[family])) for family in text.get_fontfamily()}
        assert any(letter in lettering._letters(path) for path in found), name
    assert ax.get_yticklabels()[0].get_fontfamily() == plt.rcParams["font.family"]


def test_a_letter_that_no_font_has_is_left_to_matplotlib(monkeypatch):
    monkeypatch.setattr(lettering, "_font_with", lambda letter: None)
    text = plt.figure().text(0, 0, "\U0010fffd")
    lettering.as_typed(text)
    assert text.get_fontfamily() == plt.rcParams["font.family"]
