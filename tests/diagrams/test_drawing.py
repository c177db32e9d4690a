"""The pictures: nothing overlaps, arrows end at boxes, texts fit, differences are marked."""

import itertools
from dataclasses import replace

import matplotlib.pyplot as plt
import pytest
from hypothesis import given, settings
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextPath
from tiny import ROWS
from wirings import choices, made

from course_lib import diagrams
from course_lib.diagrams.drawing import FULL, KINDS, POINTS, SMALL, text_of
from course_lib.diagrams.graphs import graph
from course_lib.diagrams.layout import BOXES, LABELS, ROUTES, SIZE, crossings, half_way
from course_lib.diagrams.words import unlike
from course_lib.model.table import MODELS
from course_lib.model.wiring import Wiring


@pytest.fixture(autouse=True)
def no_figure_left_open():
    yield
    plt.close("all")


def pieces(points):
    return list(itertools.pairwise(points))


def on_side(box, point):
    x, y = point
    beside = x in (box.left, box.right) and box.low <= y <= box.high
    return beside or (y in (box.low, box.high) and box.left <= x <= box.right)


def passes(box, start, end):
    """Whether a straight piece goes through the inside of a box."""
    left, right = sorted((start[0], end[0]))
    low, high = sorted((start[1], end[1]))
    return left < box.right and right > box.left and low < box.high and high > box.low


def test_boxes_stand_apart_and_in_the_picture():
    for (_, a), (_, b) in itertools.combinations(BOXES.items(), 2):
        assert a.right <= b.left or b.right <= a.left or a.high <= b.low or b.high <= a.low
    for box in BOXES.values():
        assert 0 <= box.left < box.right <= SIZE[0]
        assert 0 <= box.low < box.high <= SIZE[1]


@pytest.mark.parametrize("ends", ROUTES)
def test_an_arrow_leaves_one_box_and_ends_at_the_other_and_meets_none_between(ends):
    points = ROUTES[ends]
    assert on_side(BOXES[ends[0]], points[0])
    assert on_side(BOXES[ends[1]], points[-1])
    for start, end in pieces(points):
        assert (start[0] == end[0]) != (start[1] == end[1])  # upright or level, and not a point
        assert not [name for name, box in BOXES.items() if passes(box, start, end)]
    (x, y), (u, v) = points[-2:]
    assert abs(x - u) + abs(y - v) >= 0.25  # room for the head


def test_arrows_from_different_boxes_never_run_on_top_of_each_other():
    for (one, first), (other, second) in itertools.combinations(ROUTES.items(), 2):
        if one[0] == other[0]:
            continue
        for a, b in itertools.product(pieces(first), pieces(second)):
            for along, across in ((0, 1), (1, 0)):
                if a[0][across] == a[1][across] == b[0][across] == b[1][across]:
                    low = max(min(p[along] for p in a), min(p[along] for p in b))
                    high = min(max(p[along] for p in a), max(p[along] for p in b))
                    assert low >= high, (one, other)


@settings(max_examples=300)
@given(choices)
def test_every_arrow_of_every_row_has_its_way(chosen):
    for edge in graph(made(chosen)).edges:
        assert (edge.source, edge.target) in ROUTES


def test_every_way_is_some_rows():
    rows = [
        *MODELS.values(),
        Wiring(reads=("previous_context", "attentional"), attends="after", mix="tanh",
               readout=("summary", "context")),
        Wiring(reads=("context",), joins_state=True, readout=("context",)),
        Wiring(alignment="soft", score="dot"),
    ]  # fmt: skip
    drawn = {(edge.source, edge.target) for row in rows for edge in graph(row).edges}
    for_local_p = {("previous", "alignment"), ("state", "alignment")}
    assert drawn | for_local_p == set(ROUTES)


FIGURES = {
    "full": (lambda: diagrams.wiring("bahdanau"), FULL),
    "small": (lambda: diagrams.wiring("bahdanau", full=False), SMALL),
    "compared": (lambda: diagrams.compare("bahdanau", "luong_dot").axes[0], FULL),
    "of a grid": (lambda: diagrams.grid(["cho", "bahdanau", "simple", "luong_dot"]).axes[0], SMALL),
}
LEAST = 0.95  # of the size that a picture is meant to have, after margins and legend


@pytest.mark.parametrize("kind", FIGURES)
def test_a_picture_has_its_size_and_no_text_too_small(kind):
    make, scale = FIGURES[kind]
    ax = make()
    ax.figure.draw_without_rendering()  # only the layout
    across, up = ax.transData.transform((1, 1)) - ax.transData.transform((0, 0))
    assert min(across, up) / ax.figure.dpi >= LEAST * scale
    assert min(text.get_fontsize() for text in ax.texts) >= POINTS == 8


def fits(wiring):
    """No text is wider or higher than its box, in a picture of the least size."""
    for node in graph(wiring).nodes:
        for full, scale in ((True, FULL), (False, SMALL)):
            box, lines = BOXES[node.name], text_of(node, full).split("\n")
            extents = [TextPath((0, 0), line, size=POINTS).get_extents() for line in lines]
            points = 72 * scale * LEAST
            assert max(extent.width for extent in extents) <= box.width * points, lines
            spaced = sum(max(extent.height, POINTS) for extent in extents) + 0.2 * POINTS * (
                len(lines) - 1
            )
            assert spaced <= box.height * points, lines


@pytest.mark.thin(3)
@pytest.mark.parametrize("name", ROWS)
def test_texts_fit_their_boxes(name):
    fits(MODELS[name])


@settings(max_examples=10)
@given(choices)
def test_texts_of_any_row_fit_their_boxes(chosen):
    fits(made(chosen))


def test_each_box_shows_its_text():
    for full in (True, False):
        ax = diagrams.wiring("bahdanau_article", full=full)
        shown = {text.get_position(): text.get_text() for text in ax.texts}
        for node in graph(MODELS["bahdanau_article"]).nodes:
            assert shown[BOXES[node.name].middle] == text_of(node, full)


def heads(ax):
    return {note.xy for note in ax.texts if getattr(note, "arrow_patch", None) is not None}


@pytest.mark.parametrize("name", ["bahdanau", "luong_dot", "cho"])
def test_a_picture_has_the_boxes_and_arrows_of_its_graph(name):
    ax, drawn = diagrams.wiring(name), graph(MODELS[name])
    assert heads(ax) == {ROUTES[edge.source, edge.target][-1] for edge in drawn.edges}
    lines = {
        (tuple(zip(*line.get_data(), strict=True)), line.get_color()) for line in ax.get_lines()
    }
    assert lines == {
        (ROUTES[edge.source, edge.target], KINDS[edge.kind][0]) for edge in drawn.edges
    }
    assert ax.get_title() == name


def test_discs_number_the_steps_in_their_order():
    def numbers(name):
        ax = diagrams.wiring(name)
        corners = {(box.left, box.high): name for name, box in BOXES.items()}
        found = {t.get_text(): corners.get(t.get_position()) for t in ax.texts}
        return [found[str(n)] for n in range(1, 9) if str(n) in found]

    assert numbers("bahdanau") == ["score", "alignment", "context", "cell", "readout", "output"]
    assert numbers("luong_dot") == ["cell", "score", "alignment", "context", "readout", "output"]
    assert numbers("static_context") == ["cell", "readout", "output"]


def test_kinds_of_arrows_differ_without_colour():
    assert len({line for _, line, _ in KINDS.values()}) == len(KINDS)
    labels = [text.get_text() for text in diagrams.wiring("bahdanau").figure.legends[0].texts]
    assert labels == [meaning for _, _, meaning in KINDS.values()]


def test_unknown_rows_are_refused_and_own_rows_drawn():
    with pytest.raises(ValueError, match="unknown model 'bahdanu'; did you mean 'bahdanau'"):
        diagrams.wiring("bahdanu")
    own = Wiring(alignment="soft", score="dot", cell="rnn")
    assert diagrams.wiring(own).get_title() == "a wiring of your own"
    assert diagrams.wiring(MODELS["cho"]).get_title() == "cho"


def heavy(ax):
    boxes = {(b.left, b.low): name for name, b in BOXES.items()}
    ways = {points: ends for ends, points in ROUTES.items()}
    return {
        boxes[patch.get_xy()]
        for patch in ax.patches
        if isinstance(patch, Rectangle) and patch.get_linewidth() > 2
    } | {
        ways[tuple(zip(*line.get_data(), strict=True))]
        for line in ax.get_lines()
        if line.get_linewidth() > 2
    }


def test_what_differs_is_heavy_and_marked_and_listed():
    figure = diagrams.compare("luong_dot", "luong_context_feed")
    left, right, below = figure.axes
    graphs = [graph(MODELS[name]) for name in ("luong_dot", "luong_context_feed")]
    assert heavy(left) == unlike(*graphs)
    assert heavy(right) == unlike(*graphs[::-1])
    assert ("attentional_before", "cell") in heavy(left)
    assert ("context_before", "cell") in heavy(right)
    assert "output" not in heavy(left)
    for ax in (left, right):
        assert [t.get_text() for t in ax.texts].count("±") == len(heavy(ax))
    (text,) = below.texts
    listed = text.get_text().replace("\n    ", " ").split("\n")
    assert listed == ["± luong_dot | luong_context_feed",
                      *diagrams.differences("luong_dot", "luong_context_feed")]  # fmt: skip
    assert "score: dot score | general score" in listed


def test_rows_that_are_the_same_model_have_no_mark():
    row = MODELS["init_state"]
    figure = diagrams.compare(row, replace(row, attends="after"))
    assert not heavy(figure.axes[0])
    assert "no difference" in figure.axes[2].texts[0].get_text()


def test_a_grid_has_every_row_once():
    figure = diagrams.grid()
    titles = [ax.get_title() for ax in figure.axes if ax.get_title()]
    assert len(titles) == len(set(MODELS.values()))
    assert sorted(name for title in titles for name in title.split(" = ")) == sorted(MODELS)
    assert len(diagrams.grid(["cho", "bahdanau"], columns=2).axes) == 2


def test_a_grid_of_rows_of_ones_own():
    rows = {"one": MODELS["cho"], "again": MODELS["cho"], "other": Wiring(cell="rnn")}
    titles = [ax.get_title() for ax in diagrams.grid(rows).axes]
    assert [title for title in titles if title] == ["one = again", "other"]
    assert diagrams.wiring("cho", title="Cho et al.").get_title() == "Cho et al."
    with pytest.raises(ValueError, match="rows: none"):
        diagrams.grid([])


def test_a_mark_sits_on_its_arrow_and_labels_off_all_boxes():
    assert half_way(((0.0, 0.0), (0.0, 1.0), (4.0, 1.0))) == (2.0, 1.0)
    assert set(LABELS) <= set(ROUTES)
    for (x, y), _ in LABELS.values():
        assert not [n for n, b in BOXES.items() if b.left < x < b.right and b.low < y < b.high]


def test_alt_text_is_of_the_row():
    assert diagrams.alt_text("bahdanau").startswith("One decoding step of bahdanau: the previous")
    assert diagrams.alt_text(MODELS["cho"]) == diagrams.alt_text("cho")


def test_an_arrow_that_crosses_another_passes_over_a_gap_in_it():
    """In Bahdanau's picture the context goes up over the new state's arrow, and s_{t-1} over the
    token's. Arrows that part from one box have no gap."""
    ends = [(edge.source, edge.target) for edge in graph(MODELS["bahdanau"]).edges]
    found = dict(crossings(ends))
    assert found == {
        (7.05, 4.85): ("context", "readout"),
        (1.55, 6.815): ("previous", "readout"),
    }
    ax = diagrams.wiring("bahdanau")
    gaps = [one for one in ax.collections if isinstance(one, PolyCollection)]
    centres = {tuple(one.get_paths()[0].vertices[:4].mean(axis=0).round(3)) for one in gaps}
    assert centres == set(found)
    over = [one for one in ax.collections if isinstance(one, LineCollection)]
    assert {tuple(one.get_segments()[0].mean(axis=0).round(3)) for one in over} == set(found)
    assert all(one.zorder < two.zorder for one, two in zip(gaps, over, strict=True))
