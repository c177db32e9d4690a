"""Every figure can be read on a light and on a dark page, in a light and in a dark style."""

import inspect
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import picturing
import pytest
from drawn import LEAST, faint, ratio
from matplotlib.colors import to_rgb

from course_lib import diagrams, plots
from course_lib.data import WORD_REVERSAL
from course_lib.lessons.maintenance import ROOT
from course_lib.lessons.maintenance.figures import PICTURE
from course_lib.plots.paper import contrast, ink, paper, tint

SEEDS = np.array([0.0, 0.02, -0.02])[:, None]
RUNS = {f"run {i}": SEEDS + 0.2 * i + np.linspace(0, 0.1, 4) for i in range(5)}
LOSSES = {f"run {i}": ([1, 2, 3], [3.0 - i / 2, 2, 1], [0.1 * i, 0.5, 0.9]) for i in range(5)}
LABELS = {"xlabel": "step", "ylabel": "share", "title": "A title"}
LIVE = {"run 0": 0.12, "run 3": 0.5}

SAMPLES = {
    "plots.bars": lambda: plots.bars(
        {name: [0.1, 0.5 + i / 10, 0.9] for i, name in enumerate(RUNS)}, live=LIVE, **LABELS
    ),
    "plots.curves": lambda: plots.curves(
        [1, 2, 3, 4], RUNS, live={"run 3": RUNS["run 3"][0]}, **LABELS
    ),
    "plots.heat_map": lambda: plots.heat_map(
        np.eye(4) * 0.8 + 0.05, "abcd", "efgh", gold=[0, 2, 1, -1], title="A map"
    ),
    "plots.image_maps": lambda: plots.image_maps(
        picturing.SCENE, picturing.WORDS, picturing.WEIGHTS, gold=picturing.GOLD, title="A title"
    )[0],
    "plots.loss_curve": lambda: plots.loss_curve(LOSSES, title="A title")[0],
    "diagrams.bridges": lambda: diagrams.bridges(WORD_REVERSAL.pair("ab c")),
    "diagrams.compare": lambda: diagrams.compare("bahdanau", "luong"),
    "diagrams.grid": lambda: diagrams.grid(["cho", "luong_local_p"]),
    "diagrams.wiring": lambda: diagrams.wiring("bahdanau"),
}
IN_HTML = {"plots.alignment_view", "plots.image_view"}  # below
NO_FIGURES = {
    "plots.alternative_text", "plots.described", "diagrams.alt_text", "diagrams.differences",
    "diagrams.graph",
    "plots.playground",  # a page of its own; tests/plots/in_browser looks at it
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_figure_left_open():
    yield
    plt.close("all")


def test_every_function_that_draws_is_looked_at():
    functions = {
        f"{room.__name__.rpartition('.')[2]}.{name}"
        for room in (plots, diagrams)
        for name in room.__all__
        if inspect.isfunction(inspect.unwrap(getattr(room, name)))
    }
    assert functions == set(SAMPLES) | IN_HTML | NO_FIGURES, "add a sample of the new function"


@pytest.mark.thin(3)
@pytest.mark.parametrize("style", ["default", "dark_background"])
@pytest.mark.parametrize("name", SAMPLES)
def test_texts_and_lines_stand_out(name, style):
    with plt.style.context(style):
        drawn = SAMPLES[name]()
        figure = getattr(drawn, "figure", drawn)
        assert ratio(figure.get_facecolor(), "white" if style == "default" else "black") == 1
        assert faint(figure) == []


def test_what_does_not_stand_out_is_found():
    with plt.style.context("dark_background"):
        figure, ax = plt.subplots()
        ax.plot([0, 1], [0, 1], color="black", label="a line")
        ax.text(0.5, 0.2, "a text", color="0.1")
        ax.bar(0, 1, color="0.2", edgecolor="black")
        ax.errorbar([0.5], [0.5], [0.2], color="0.05", linestyle="none")
        found = "\n".join(faint(figure))
    for part in ("'a line': 1.00", "'a text'", "frame", "LineCollection"):
        assert part in found


def test_the_paper_is_what_is_behind():
    figure, (left, right) = plt.subplots(1, 2, facecolor="0.9")
    left.set_facecolor("#102030")
    assert (ink(left), paper(left)) == ("white", to_rgb("#102030"))
    left.axis("off")  # now its face is not drawn
    assert paper(left) == paper(figure) == to_rgb("0.9")
    right.set_facecolor("none")
    assert (ink(right), paper(right)) == ("black", to_rgb("0.9"))
    assert tint(right, 0.0) == pytest.approx(to_rgb("0.9"))
    assert tint(right, 1.0) == pytest.approx(to_rgb("black"))
    inner = figure.subfigures(1, 1).subplots()
    inner.set_facecolor("none")
    assert paper(inner) == to_rgb("0.9")
    figure.set_facecolor("none")  # a page of unknown colour: the style's ink tells
    assert (ink(right), paper(right)) == ("black", to_rgb("white"))
    with plt.rc_context({"text.color": "0.9"}):
        assert (ink(right), paper(right)) == ("white", to_rgb("black"))


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [("white", "black", 21.0), ("#777777", "white", 4.48), ("red", "red", 1.0)],
)
def test_contrast_is_wcags(one, other, wanted):
    assert contrast(one, other) == pytest.approx(wanted, abs=0.005)
    assert contrast(one, other) == pytest.approx(ratio(one, other))


# --- the alignment view ---------------------------------------------------------------------------

FILES = Path(plots.__file__).parent
CSS, JS = ((FILES / name).read_text("utf-8") for name in ("view.css", "view.js"))


def schemes(css: str = CSS, view: str = "av") -> list[dict[str, str]]:
    """Every block of a style sheet that sets its view's colours, without a theme's own ones."""
    blocks = re.findall(rf"\{{([^{{}}]*--{view}-paper:[^{{}}]*)\}}", css)
    colour = rf"--{view}-(\w+):\s*(?:var\([\w-]+,\s*)?(#[0-9a-f]+)"
    return [dict(re.findall(colour, block)) for block in blocks]


def test_the_view_has_a_light_and_two_dark_schemes():
    assert [ratio(one["paper"], "white") < ratio(one["paper"], "black") for one in schemes()] == [
        True, False, False,
    ]  # fmt: skip
    coloured = re.findall(r"(?<![-\w])(?:color|background|border|outline)\w*:([^;}]*)", CSS)
    fixed = [value for value in coloured if re.search(r"#|\b(black|white|gr[ae]y)\b", value)]
    assert not fixed, "a colour of its own on a paper that changes"


@pytest.mark.parametrize("scheme", range(3))
def test_the_view_is_readable(scheme):
    colours = schemes()[scheme]
    page, letters, mark = (np.array(to_rgb(colours[n])) for n in ("paper", "ink", "mark"))
    assert ratio(letters, page) >= 7
    assert ratio(mark, page) >= LEAST

    # the table: letters on half-transparent grey
    view = plots.alignment_view(np.linspace(0, 1, 30)[None], "a" * 30, "b", title="All shades")
    shades = {int(shade, 16) / 15 for shade in re.findall(r"background:#888(\w)", view.html)}
    assert max(shades) == 12 / 15
    for shade in shades:
        assert ratio(letters, shade * np.array(to_rgb("#888")) + (1 - shade) * page) >= 4.5

    # the lines of tokens: letters in ink, from a weight on in paper, under them ink by weight
    dark_ink, light_ink = map(float, re.search(r"< 128 \? ([\d.]+) : ([\d.]+)", JS).groups())
    turn = dark_ink if letters[0] < 0.5 else light_ink
    for weight in np.linspace(0, 1, 101):
        ground = weight * letters + (1 - weight) * page
        assert ratio(page if weight > turn else letters, ground) >= 4.2


def test_the_view_of_an_image_has_the_same_colours():
    """And on its picture, which is black on white everywhere, only such as are seen on white."""
    css = (FILES / "looking.css").read_text("utf-8")
    assert schemes(css, "iv") == schemes()
    of_frames = {tuple(map(int, rgb.split())) for rgb in re.findall(r"rgb\(([\d ]+)\)", css)}
    white = (255, 255, 255)
    assert white in of_frames
    for colour in of_frames - {white}:
        assert ratio(np.array(colour) / 255, "white") >= LEAST
    coloured = re.findall(r"(?<![-\w])(?:color|background|border)\w*:([^;}]*)", css)
    assert not [value for value in coloured if re.search(r"#|\b(black|white|gr[ae]y)\b", value)]


def test_the_committed_picture_brings_its_paper():
    """README shows it on a light and on a dark page."""
    text = (ROOT / PICTURE).read_text("utf-8")
    first = re.search(r'<g id="patch_1">\s*<path d="([^"]*)"\s*style="([^"]*)"', text)
    wide, high = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text).groups()
    assert wide in first[1]
    assert high in first[1]
    assert first[2].replace(" ", "") == "fill:#ffffff"
    strokes = set(re.findall(r"stroke:\s*(#[0-9a-f]{6})", text))
    assert strokes
    for stroke in strokes:
        assert ratio(stroke, "white") >= LEAST, stroke
