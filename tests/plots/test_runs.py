"""What a reader of a figure would read off it: the right cell, the right mean, the right run."""

import inspect
from itertools import combinations

import jax.numpy as jnp
import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

mpl.use("Agg")
import matplotlib.pyplot as plt

from course_lib import plots
from course_lib.plots.maps import checked_gold, checked_weights


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def _map(weights, source, target, **more):
    return plots.heat_map(weights, source, target, title="A map", **more)


# No symmetry: a transposed, mirrored or upside-down picture of it is a different picture.
ASYMMETRIC = np.arange(1, 7).reshape(2, 3) / 10
SOURCE, TARGET = ["x", " ", "</s>"], ["p", "q"]


def _pixel(ax: Axes, column_label, row_label) -> float:
    """The grey level drawn where the row of one tick label meets the column of another."""
    canvas = ax.figure.canvas
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())
    column = next(t for t in ax.get_xticklabels() if t.get_text() == column_label)
    row = next(t for t in ax.get_yticklabels() if t.get_text() == row_label)
    # where the *text* stands on the page, not where the tick was asked to be
    box_x, box_y = column.get_window_extent(), row.get_window_extent()
    x, y = (box_x.x0 + box_x.x1) / 2, (box_y.y0 + box_y.y1) / 2
    return float(pixels[pixels.shape[0] - 1 - round(y), round(x), 0])


def test_labels_and_weights_line_up_on_the_page():
    ax = _map(ASYMMETRIC, SOURCE, TARGET)
    for i, target in enumerate(TARGET):
        for j, source in enumerate(["x", "␣", "</s>"]):
            grey = 255 * plt.get_cmap("Greys")(ASYMMETRIC[i, j])[0]
            assert _pixel(ax, source, target) == pytest.approx(grey, abs=2)


def test_axes_of_the_heat_map():
    ax = _map(jnp.asarray(ASYMMETRIC), SOURCE, TARGET)
    np.testing.assert_allclose(ax.images[0].get_array(), ASYMMETRIC, rtol=1e-6)
    assert [t.get_text() for t in ax.get_xticklabels()] == ["x", "␣", "</s>"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["p", "q"]
    assert list(ax.get_xticks()) == [0, 1, 2]
    assert list(ax.get_yticks()) == [0, 1]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first target token is on top
    assert ax.get_title() == "A map"
    assert "source" in ax.get_xlabel()
    assert "target" in ax.get_ylabel()
    assert ax.images[0].colorbar.ax.get_ylabel() == "attention weight"


def test_grey_levels_are_comparable_between_maps_unless_asked_otherwise():
    assert _map(ASYMMETRIC, SOURCE, TARGET).images[0].get_clim() == (0, 1)
    assert _map(ASYMMETRIC, SOURCE, TARGET, vmax=None).images[0].get_clim() == (0, 0.6)


def test_gold_squares_lie_on_their_cells_and_are_open():
    squares = [p for p in _map(ASYMMETRIC, SOURCE, TARGET, gold=[2, -1]).patches]
    assert len(squares) == 1
    (square,) = squares
    assert isinstance(square, Rectangle)
    np.testing.assert_allclose(square.get_center(), (2, 0))  # x is the source, y the target
    assert square.get_width() < 1
    assert not square.get_fill()
    ax = _map(ASYMMETRIC, SOURCE, TARGET, gold=np.array([1, 0]))
    assert [tuple(np.round(p.get_center(), 6)) for p in ax.patches] == [(1, 0), (0, 1)]
    assert "gold" in ax.get_xlabel()


@pytest.mark.parametrize("vmax", [1.0, None])
def test_gold_squares_are_seen_in_grey_on_any_cell(vmax):
    weights = np.linspace(0, 0.9, 19)[:, None] if vmax is None else np.linspace(0, 1, 19)[:, None]
    ax = _map(weights, ["x"], "a" * 19, gold=[0] * 19, vmax=vmax)
    image = ax.images[0]
    for weight, square in zip(weights[:, 0], ax.patches, strict=True):
        cell, edge = image.cmap(image.norm(weight))[0], to_rgba(square.get_edgecolor())[0]
        assert abs(cell - edge) > 0.35  # an orange outline falls to 0 near a weight of 0.6


def test_a_dollar_is_a_dollar():
    ax = _map(np.full((1, 1), 0.5), ["$x^2$"], ["$"])
    assert not ax.get_xticklabels()[0].get_parse_math()
    ax.figure.canvas.draw()


def test_what_cannot_be_seen_has_a_sign():
    ax = _map(np.eye(5), ["\n", "\t", "\u00a0", "\u200d", "a"], ["a b", "\r", "\u202e", "", "b"])
    assert [t.get_text() for t in ax.get_xticklabels()] == ["↵", "⇥", "⍽", "‹U+200D›", "a"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a␣b", "‹U+000D›", "‹U+202E›", "∅", "b"]


def test_sixty_by_sixty_is_legible():
    ax = _map(np.eye(60), "a" * 60, "b" * 60)
    ax.figure.canvas.draw()
    for labels, side in ((ax.get_xticklabels(), "width"), (ax.get_yticklabels(), "height")):
        assert labels[0].get_fontsize() >= 6
        boxes = [label.get_window_extent() for label in labels]
        assert not any(a.overlaps(b) for a, b in combinations(boxes, 2)), side
    small = _map(np.eye(8), "a" * 8, "b" * 8)
    assert small.get_xticklabels()[0].get_fontsize() > ax.get_xticklabels()[0].get_fontsize()


def test_heat_map_refuses():
    with pytest.raises(ValueError, match="no attention weights"):
        _map(None, SOURCE, TARGET)
    with pytest.raises(ValueError, match=r"\(2, 3\); wanted \(3, 2\)"):
        _map(ASYMMETRIC, TARGET, SOURCE)
    with pytest.raises(ValueError, match="must be 2 source positions"):
        _map(ASYMMETRIC, SOURCE, TARGET, gold=[0, 1, 2])
    with pytest.raises(ValueError, match="-1 to 2"):
        _map(ASYMMETRIC, SOURCE, TARGET, gold=[0, 3])
    for vmax in (0.0, -1.0, np.nan, np.inf):
        with pytest.raises(ValueError, match="vmax must be above 0"):
            _map(ASYMMETRIC, SOURCE, TARGET, vmax=vmax)
    with pytest.raises(ValueError, match="wanted 0 to 1"):
        _map(ASYMMETRIC * 10, SOURCE, TARGET)
    with pytest.raises(ValueError, match="wanted 0 to 1"):
        _map(ASYMMETRIC * np.nan, SOURCE, TARGET)


@pytest.mark.parametrize(
    "gold",
    [[0.0, 1.0], [0.5, 1.5], [True, False], ["0", "1"], [np.nan, 0], [None, 0], [[0], [1, 2]]],
)
def test_gold_is_whole_numbers(gold):
    with pytest.raises(ValueError, match="gold must be 2 source positions, whole numbers from -1"):
        inspect.unwrap(checked_gold)(gold, 2, 3)


@pytest.mark.parametrize("weights", [[["a"]], [[1.0], [0.5, 0.5]], [[{}]], [[1j]], {1}])
def test_weights_are_numbers(weights):
    with pytest.raises(ValueError, match=r"weights must be one array of numbers \[T, J\], got"):
        inspect.unwrap(checked_weights)(weights, "a", "a")


# --- curves ------------------------------------------------------------------------------------

X = [10, 20, 30]
RUNS = {
    "first": np.array([[1.0, 0.5, 0.2], [0.8, 0.7, np.nan], [0.9, 0.3, np.nan]]),
    "second": np.array([[0.1, 0.2, 0.4]]),
}
NAMES = {"xlabel": "length", "ylabel": "exact match", "title": "By length"}


def _line(ax, label):
    (line,) = [line for line in ax.lines if line.get_label() == label]
    return line


def test_curves_are_the_mean_and_the_band_the_range():
    ax = plots.curves(X, RUNS, **NAMES)
    line = _line(ax, "first (3 seeds)")
    np.testing.assert_array_equal(line.get_xdata(), X)
    np.testing.assert_allclose(line.get_ydata(), np.nanmean(RUNS["first"], axis=0))
    np.testing.assert_allclose(_line(ax, "second (1 seed)").get_ydata(), RUNS["second"][0])
    vertices = ax.collections[0].get_paths()[0].vertices
    corners = {(X.index(x), round(y, 6)) for x, y in vertices}
    lows, highs = np.nanmin(RUNS["first"], axis=0), np.nanmax(RUNS["first"], axis=0)
    assert corners == {(x, round(y, 6)) for bound in (lows, highs) for x, y in enumerate(bound)}
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title()) == tuple(NAMES.values())


def test_curves_bear_missing_values(recwarn):
    values = np.array([[1.0, np.nan], [0.0, np.nan], [np.nan, np.nan]])
    ax = plots.curves([1, 2], {"a": values}, **NAMES)
    line = _line(ax, "a (2 seeds)")  # a seed without a value is no seed shown
    np.testing.assert_equal(line.get_ydata(), [0.5, np.nan])
    ax.figure.canvas.draw()
    assert not recwarn.list


def test_the_live_run_is_the_hollow_twin_of_its_run():
    ax = plots.curves(X, RUNS, live={"second": [0.3, 0.2, 0.1], "third": [0, 0, 0]}, **NAMES)
    live, run = _line(ax, "second, live run"), _line(ax, "second (1 seed)")
    assert list(live.get_ydata()) == [0.3, 0.2, 0.1]
    assert to_rgba(live.get_markerfacecolor()) == to_rgba("white")
    assert to_rgba(run.get_markerfacecolor()) != to_rgba("white")
    assert (live.get_color(), live.get_marker()) == (run.get_color(), run.get_marker())
    assert live.get_markersize() > run.get_markersize()
    entries = [text.get_text() for text in ax.get_legend().get_texts()]
    assert entries == ["first (3 seeds)", "second (1 seed)", "second, live run", "third, live run"]


def test_runs_differ_in_marker_and_line_without_colour():
    ax = plots.curves(X, {f"run {i}": [0, 1, 2] for i in range(10)}, **NAMES)
    looks = [(line.get_marker(), str(line._dash_pattern)) for line in ax.lines]
    assert len(set(looks)) == 10
    assert len({marker for marker, _ in looks[:6]}) == len({dash for _, dash in looks[:6]}) == 6


def test_limits_and_a_given_axes():
    given = plt.subplots()[1]
    assert plots.curves(X, RUNS, ylim=(0.0, 2.0), ax=given, **NAMES) is given
    assert given.get_ylim() == (0, 2)
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize("values", [["a", "b", "c"], [[1, 2, 3], [1]], [None, 1, {}], [1j, 1, 1]])
def test_values_are_numbers(values):
    with pytest.raises(ValueError, match=r"runs\['a'\] must be numbers \[seeds, 3\], got"):
        plots.curves(X, {"a": values}, **NAMES)


def test_curves_refuse():
    with pytest.raises(ValueError, match=r"runs\['a'\]: shape \(2, 2\); wanted \[seeds, 3\]"):
        plots.curves(X, {"a": np.zeros((2, 2))}, **NAMES)
    with pytest.raises(ValueError, match=r"live\['a'\]"):
        plots.curves(X, RUNS, live={"a": [1, 2]}, **NAMES)
    with pytest.raises(ValueError, match="at least one"):
        plots.curves(X, {}, **NAMES)


# --- bars, losses ------------------------------------------------------------------------------


def test_bars_are_the_mean_with_the_range():
    runs = {"a": [0.2, 0.4, 0.9], "b": [0.5], "none": [np.nan]}
    ax = plots.bars(runs, live={"b": 0.7}, **NAMES)
    np.testing.assert_allclose([bar.get_height() for bar in ax.patches], [0.5, 0.5, np.nan])
    (segment,) = ax.collections[0].get_segments()
    np.testing.assert_allclose(segment, [(0, 0.2), (0, 0.9)])
    assert [t.get_text() for t in ax.get_xticklabels()] == list(runs)
    assert [t.get_text() for t in ax.texts] == ["0.5\n3 seeds", "0.5\n1 seed"]
    live = _line(ax, "live run")
    assert (list(live.get_xdata()), list(live.get_ydata())) == ([1], [0.7])
    assert to_rgba(live.get_markerfacecolor()) == to_rgba("white")
    ax.figure.canvas.draw()


def test_bars_refuse():
    with pytest.raises(ValueError, match="at least one"):
        plots.bars({}, **NAMES)
    with pytest.raises(ValueError, match=r"all of live: \['c'\]"):
        plots.bars({"a": [1]}, live={"c": 1.0}, **NAMES)
    with pytest.raises(ValueError, match=r"runs\['a'\]"):
        plots.bars({"a": []}, **NAMES)


def test_loss_curve_draws_each_run_at_its_own_steps():
    runs = {
        "short": ([1, 10], [2.0, 1.0], [0.1, 0.4]),
        "long": (jnp.array([1, 20, 40]), jnp.array([3.0, 0.3, 0.03]), [0.2, 0.9, 1.0]),
    }
    loss, accuracy = plots.loss_curve(runs, title="Training")
    assert (loss.get_yscale(), accuracy.get_yscale()) == ("log", "linear")
    for name, (steps, losses, accuracies) in runs.items():
        for ax, values in ((loss, losses), (accuracy, accuracies)):
            np.testing.assert_array_equal(_line(ax, name).get_xdata(), steps)
            np.testing.assert_allclose(_line(ax, name).get_ydata(), values, rtol=1e-6)
            assert ax.get_title().startswith("Training")
            assert ax.get_xlabel() == "training step"
    assert _line(loss, "short").get_marker() == _line(accuracy, "short").get_marker()
    assert [t.get_text() for t in loss.get_legend().get_texts()] == ["short", "long"]


@pytest.mark.parametrize(
    ("losses", "scale"),
    [([2.0, -1.0], "linear"), ([0.0, 0.0], "linear"), ([2.0, 0.0], "log"), ([2.0, np.nan], "log"),
     ([np.nan, np.nan], "linear")],
)  # fmt: skip
def test_a_negative_loss_is_drawn_on_a_linear_scale(losses, scale, recwarn):
    """As REINFORCE's may be; a logarithm would hide it."""
    runs = {"positive": ([1, 2], losses[:1] * 2, [0, 1]), "a": ([1, 2], losses, [0.1, 0.2])}
    loss, accuracy = plots.loss_curve(runs, title="Training")
    assert (loss.get_yscale(), accuracy.get_yscale()) == (scale, "linear")
    loss.figure.canvas.draw()
    assert not recwarn.list


def test_loss_curve_refuses():
    with pytest.raises(ValueError, match="accuracy of 'a'"):
        plots.loss_curve({"a": ([1, 2], [1, 2], [1])}, title="Training")
    with pytest.raises(ValueError, match="at least one"):
        plots.loss_curve({}, title="Training")


def test_nothing_is_shown(monkeypatch):
    monkeypatch.setattr(plt, "show", lambda *a, **k: pytest.fail("plt.show() was called"))
    _map(ASYMMETRIC, SOURCE, TARGET)
    plots.curves(X, RUNS, **NAMES)
    plots.bars({"a": [1]}, **NAMES)
    plots.loss_curve({"a": ([1], [1], [1])}, title="Training")


def test_order_keeps_the_looks_of_a_run():
    x = [1, 2]
    names = {"xlabel": "x", "ylabel": "y", "title": "t", "order": ["a", "b", "c"]}
    both = plots.curves(x, {"a": [[0, 1]], "c": [[1, 0]]}, **names)
    alone = plots.curves(x, {"c": [[1, 0]]}, **names)
    looks = [(line.get_color(), line.get_marker(), line.get_linestyle()) for line in both.lines]
    (line,) = alone.lines
    assert (line.get_color(), line.get_marker(), line.get_linestyle()) == looks[1] != looks[0]


def test_the_legend_can_be_left_to_another_panel():
    names = {"xlabel": "x", "ylabel": "y", "title": "t"}
    assert plots.curves([1], {"a": [[0.0]]}, **names).get_legend() is not None
    assert plots.curves([1], {"a": [[0.0]]}, **names, legend=False).get_legend() is None
