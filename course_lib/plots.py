"""The course's figures: attention heat maps, curves with their spread over seeds, losses.

Each function draws on a matplotlib `Axes`, makes a figure where it is given none, returns the Axes
and never calls `plt.show()`. Runs differ in colour, marker *and* line style, so that a figure
survives grey print and colour blindness.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from jaxtyping import Array, Int, Num
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

AnyArray = Array | np.ndarray
COLOURS = ("#000000", "#D55E00", "#0072B2", "#009E73", "#CC79A7")  # Okabe & Ito 2008, the darker
MARKERS = ("o", "s", "^", "D", "v", "P", "X")  # all fillable: a live run is the hollow twin
LINES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (9, 3)))
HOLLOW: dict[str, Any] = {"markerfacecolor": "white", "markeredgewidth": 1.5, "markersize": 9}


def heat_map(
    weights: Num[AnyArray, "T J"] | None,
    source_tokens: Sequence[str],
    target_tokens: Sequence[str],
    *,
    title: str,
    gold: Int[AnyArray, "_"] | Sequence[int] | None = None,
    vmax: float | None = 1.0,
    ax: Axes | None = None,
) -> Axes:
    """Attention weights alpha_tj: a row a target token, read downwards, a column a source token.

    Darker is more. Open squares mark the `gold` source position of each target token (-1: none).
    `vmax` is the weight drawn black: 1 keeps maps comparable, None takes the map's own largest.
    Raises ValueError for a model without weights (None), for values that are no weights, and for
    tokens or gold that do not fit.
    """
    if weights is None:
        raise ValueError(
            "weights: None, so this model has no attention weights (its context is fixed); "
            "wanted [T, J] from a model that attends"
        )
    matrix, rows, columns = np.asarray(weights, float), len(target_tokens), len(source_tokens)
    if matrix.shape != (rows, columns) or not matrix.size:
        raise ValueError(
            f"weights: shape {matrix.shape}; wanted {(rows, columns)}, for {rows} target tokens "
            f"and {columns} source tokens, at least one of each"
        )
    if not ((matrix >= 0) & (matrix <= 1.001)).all():  # NaN fails too
        raise ValueError(f"weights: {matrix.min():.3g} to {matrix.max():.3g}; wanted 0 to 1")
    if ax is None:
        ax = _figure(*(float(np.clip(0.15 * n + 1.2, 3.5, 10.5)) for n in (columns + 5, rows)))
    image = ax.imshow(matrix, cmap="Greys", vmin=0.0, vmax=vmax, interpolation="nearest")
    ax.figure.colorbar(image, ax=ax, label="attention weight", fraction=0.046, pad=0.02)
    box = ax.get_window_extent()
    points = min(box.width / columns, box.height / rows) / ax.figure.dpi * 72  # a cell's side
    for axis, tokens in ((ax.xaxis, source_tokens), (ax.yaxis, target_tokens)):
        labels = [token.replace(" ", "␣") for token in tokens]
        # parse_math off: a "$" in a sentence is a dollar
        axis.set_ticks(
            range(len(labels)), labels, fontsize=np.clip(0.8 * points, 4, 10), parse_math=False
        )
    for label in ax.get_xticklabels():
        label.set_rotation(90 if len(label.get_text()) > 2 else 0)
    ax.tick_params(length=2)
    ax.set(title=title, xlabel="source token", ylabel="target token")
    if gold is not None:
        place = np.asarray(gold)
        if place.shape != (rows,) or place.min() < -1 or place.max() >= columns:
            raise ValueError(
                f"gold: shape {place.shape}, {place.min(initial=0)} to {place.max(initial=0)}; "
                f"wanted {rows} source positions, -1 to {columns - 1}"
            )
        shade = np.asarray(image.norm(matrix))
        for t, j in enumerate(place):
            if (
                j >= 0
            ):  # in units of cells, to stay on its cell; against the cell, to be seen in grey
                edge = "white" if shade[t, j] > 0.5 else "black"
                corner = (float(j) - 0.33, t - 0.33)
                ax.add_patch(Rectangle(corner, 0.66, 0.66, fill=False, edgecolor=edge))
        ax.set_xlabel("source token (open squares: gold alignment)")
    return ax


def curves(
    x: ArrayLike,
    runs: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    ylabel: str,
    title: str,
    live: Mapping[str, ArrayLike] | None = None,
    ylim: tuple[float, float] | None = None,
    order: Sequence[str] = (),
    legend: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """For each named run the mean over seeds as a line, and a band from the lowest to the highest.

    runs: values [seeds, len(x)] (or [len(x)]: one seed). live: values [len(x)] of the run trained
    just now: a thin line with hollow markers, in the colour and shape of the run of that name.
    NaN is a missing value: the rest counts. `order` names runs whose looks go by their place in it,
    so that a model looks alike in all figures of a lesson. `legend=False` leaves the legend to the
    panel beside. Raises ValueError where a run is not as long as x, or there is no run.
    """
    where, live = np.asarray(x), live or {}
    styles = _styles([*order, *runs, *live])
    ax = ax or _figure(8.4, 4.0)
    every = max(1, len(where) // 12)
    for name, values in runs.items():
        seeds = _seeds(f"runs[{name!r}]", values, len(where))
        mean, low, high = _mean_low_high(seeds)
        label = f"{name} ({_count(seeds)})"
        ax.plot(where, mean, **styles[name], markersize=5, markevery=every, label=label)
        ax.fill_between(where, low, high, color=styles[name]["color"], alpha=0.2, linewidth=0)
    for name, values in live.items():
        (row,) = _seeds(f"live[{name!r}]", np.asarray(values)[None], len(where))
        style = styles[name] | HOLLOW | {"linewidth": 0.8, "markevery": every}
        ax.plot(where, row, **style, label=f"{name}, live run")
    _finish(ax, xlabel, ylabel, title, ylim)
    if legend:  # beside the curves, where it hides none of them
        title, corner = "mean; band: lowest to highest", (1.01, 1.0)
        ax.legend(title=title, fontsize="small", loc="upper left", bbox_to_anchor=corner)
    return ax


def bars(
    runs: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    ylabel: str,
    title: str,
    live: Mapping[str, float] | None = None,
    ylim: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """For each named run a bar at the mean over seeds, an error bar from the lowest to the highest.

    runs: values [seeds]. live: the value of the run trained just now, a hollow marker on the bar of
    its name. NaN is a missing value. Raises ValueError for no run, and for a live run with no bar.
    """
    names, live = list(runs), live or {}
    if not names or not set(live) <= set(names):
        raise ValueError(f"runs: {names}; wanted at least one, and all of live: {list(live)}")
    ax = ax or _figure(max(4.0, 1.1 * len(names) + 1.5), 4.2)
    for i, name in enumerate(names):
        seeds = _seeds(f"runs[{name!r}]", np.reshape(np.asarray(runs[name]), (-1, 1)), 1)
        (mean,), (low,), (high,) = _mean_low_high(seeds)
        ax.bar(i, mean, width=0.6, color="0.8", edgecolor="black")
        ax.errorbar(i, mean, [[mean - low], [high - mean]], color="black", capsize=6)
        if np.isfinite(mean):
            text, over = f"{mean:.3g}\n{_count(seeds)}", (i, high)
            ax.annotate(
                text, over, (0, 8), textcoords="offset points", ha="center", fontsize="small"
            )
    if live:
        spots = [names.index(name) for name in live]
        style = HOLLOW | {"marker": "D", "color": "black", "linestyle": "none"}
        ax.plot(spots, list(live.values()), **style, label="live run")
        ax.legend(fontsize="small")
    ax.set_xticks(range(len(names)), names)
    if max(map(len, names)) > 9:
        plt.setp(ax.get_xticklabels(), rotation=30, ha="right", rotation_mode="anchor")
    ax.margins(y=0.2)  # room for the figures over the bars
    _finish(ax, xlabel, ylabel, title, ylim)
    return ax


def loss_curve(
    runs: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike]],
    *,
    title: str,
    axes: tuple[Axes, Axes] | None = None,
) -> tuple[Axes, Axes]:
    """Training loss (nats a token, log scale) and, beside it, accuracy (0 to 1), against the step.

    runs: (steps, losses, accuracies) of each, equally long; runs may differ in length.
    Raises ValueError where the three differ in length, or there is no run.
    """
    styles = _styles(runs)
    if axes is None:
        axes = tuple(plt.subplots(1, 2, figsize=(9.0, 3.6), layout="constrained")[1])
    for name, (steps, losses, accuracies) in runs.items():
        step = np.asarray(steps)
        for ax, quantity, values in zip(
            axes, ("loss", "accuracy"), (losses, accuracies), strict=True
        ):
            (row,) = _seeds(f"{quantity} of {name!r}", np.asarray(values)[None], step.size)
            every = max(1, step.size // 8)
            ax.plot(step, row, **styles[name], markersize=5, markevery=every, label=name)
    axes[0].set_yscale("log", nonpositive="mask")
    _finish(axes[0], "training step", "loss (nats a token)", f"{title}: loss", None)
    _finish(axes[1], "training step", "accuracy", f"{title}: accuracy", (-0.03, 1.03))
    axes[0].legend(fontsize="small")
    return axes


def _figure(width: float, height: float) -> Axes:
    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def _finish(
    ax: Axes, xlabel: str, ylabel: str, title: str, ylim: tuple[float, float] | None
) -> None:
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    ax.set_axisbelow(True)
    ax.grid(alpha=0.3)
    if ylim is not None:
        ax.set_ylim(ylim)


def _styles(names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """One look a name: 5 colours, 7 markers and 6 line styles repeat together only after 210."""
    unique = list(dict.fromkeys(names))
    if not unique:
        raise ValueError("runs: none; wanted at least one named run")
    return {
        name: {
            "color": COLOURS[i % len(COLOURS)],
            "marker": MARKERS[i % len(MARKERS)],
            "linestyle": LINES[i % len(LINES)],
        }
        for i, name in enumerate(unique)
    }


def _seeds(name: str, values: ArrayLike, length: int) -> np.ndarray:
    seeds = np.atleast_2d(np.asarray(values, dtype=np.float64))
    if seeds.ndim != 2 or seeds.shape[1] != length or not seeds.size:
        raise ValueError(f"{name}: shape {np.shape(values)}; wanted [seeds, {length}], as x")
    return seeds


def _mean_low_high(seeds: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    # masked, because nanmean warns where every seed is missing
    held = np.ma.masked_invalid(seeds)
    return tuple(f(axis=0).filled(np.nan) for f in (held.mean, held.min, held.max))


def _count(seeds: np.ndarray) -> str:
    count = int(np.isfinite(seeds).any(axis=1).sum())  # a seed without a value shows nothing
    return f"{count} seed" if count == 1 else f"{count} seeds"
