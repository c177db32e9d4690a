"""Figures of named runs: curves and bars with their spread over seeds, losses.

Names, titles and labels are drawn as typed: a "$" is a dollar, and "_mine" is a name.
"""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from course_lib.plots import lettering
from course_lib.plots.alternative import noted
from course_lib.plots.looks import hollow, looks, styles
from course_lib.plots.paper import ink, tint


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
    panel beside. ValueError where a run is not as long as x, or there is no run.
    """
    where, live = np.asarray(x), live or {}
    named = looks([*order, *runs, *live])
    ax = ax or _figure(8.4, 4.0)
    style = styles(ax, named)
    handles, words = [], []
    every = max(1, len(where) // 12)
    for name, values in runs.items():
        seeds = _seeds(f"runs[{name!r}]", values, len(where))
        mean, low, high = _mean_low_high(seeds)
        label = f"{name} ({_count(seeds)})"
        handles += ax.plot(where, mean, **style[name], markersize=5, markevery=every, label=label)
        words.append(f"{label}: {_from_to(where, mean)}{_between(low, high)}")
        ax.fill_between(where, low, high, color=style[name]["color"], alpha=0.18, linewidth=0)
    for name, values in live.items():
        (row,) = _seeds(f"live[{name!r}]", np.asarray(values)[None], len(where))
        look = style[name] | hollow(ax) | {"linewidth": 0.8, "markevery": every}
        handles += ax.plot(where, row, **look, label=f"{name}, live run")
        words.append(f"{name}, live run: {_from_to(where, row)}")
    _finish(ax, xlabel, ylabel, title, ylim)
    if legend:  # beside the curves, where it hides none of them
        title, corner = "mean; band: lowest to highest", (1.01, 1.0)
        lettering.legend(
            ax, handles, title, fontsize="small", loc="upper left", bbox_to_anchor=corner
        )
    noted(ax, f"Curves of the mean: {'; '.join(words)}.")
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
    its name. NaN is a missing value. ValueError for no run, and for a live run with no bar.
    """
    names, live = list(runs), live or {}
    if not names or not set(live) <= set(names):
        raise ValueError(f"runs: {names}; wanted at least one, and all of live: {list(live)}")
    ax = ax or _figure(max(4.0, 1.1 * len(names) + 1.5), 4.2)
    dark, words = ink(ax), []
    for i, name in enumerate(names):
        seeds = _seeds(f"runs[{name!r}]", np.reshape(np.asarray(runs[name]), (-1, 1)), 1)
        (mean,), (low,), (high,) = _mean_low_high(seeds)
        ax.bar(i, mean, width=0.6, color=tint(ax, 0.2), edgecolor=dark)
        ax.errorbar(i, mean, [[mean - low], [high - mean]], color=dark, capsize=6)
        now = f", live run {live[name]:.3g}" if name in live else ""
        if np.isfinite(mean):
            text, over = f"{mean:.3g}\n{_count(seeds)}", (i, high)
            ax.annotate(
                text, over, (0, 8), textcoords="offset points", ha="center", fontsize="small"
            )
            words.append(f"{name} ({_count(seeds)}): {mean:.3g}{_between([low], [high])}{now}")
        else:
            words.append(f"{name}: no value{now}")
    if live:
        spots = [names.index(name) for name in live]
        style = hollow(ax) | {"marker": "D", "color": dark, "linestyle": "none"}
        handles = ax.plot(spots, list(live.values()), **style, label="live run")
        lettering.legend(ax, handles, fontsize="small")
    lettering.ticks(ax.xaxis, names)
    if max(map(len, names)) > 9:
        plt.setp(ax.get_xticklabels(), rotation=30, ha="right", rotation_mode="anchor")
    ax.margins(y=0.2)  # room for the figures over the bars
    _finish(ax, xlabel, ylabel, title, ylim)
    noted(ax, f"Bars of the mean: {'; '.join(words)}.")
    return ax


def loss_curve(
    runs: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike]],
    *,
    title: str,
    axes: tuple[Axes, Axes] | None = None,
) -> tuple[Axes, Axes]:
    """Training loss (nats a token) and, beside it, accuracy (0 to 1), against the step.

    The scale of the loss is logarithmic, and linear where a loss is negative, as REINFORCE's is.
    runs: (steps, losses, accuracies) of each, equally long; runs may differ in length.
    ValueError where the three differ in length, or there is no run.
    """
    named = looks(runs)
    if axes is None:
        axes = tuple(plt.subplots(1, 2, figsize=(9.0, 3.6), layout="constrained")[1])
    drawn: dict[Axes, list[Line2D]] = {ax: [] for ax in axes}
    for name, (steps, losses, accuracies) in runs.items():
        step = np.asarray(steps)
        for ax, quantity, values in zip(
            axes, ("loss", "accuracy"), (losses, accuracies), strict=True
        ):
            (row,) = _seeds(f"{quantity} of {name!r}", np.asarray(values)[None], step.size)
            style = styles(ax, named)[name] | {"markevery": max(1, step.size // 8)}
            drawn[ax] += ax.plot(step, row, **style, markersize=5, label=name)
    losses = np.concatenate([np.asarray(line.get_ydata()) for line in drawn[axes[0]]])
    if not (losses < 0).any() and (losses > 0).any():
        axes[0].set_yscale("log", nonpositive="mask")
    _finish(axes[0], "training step", "loss (nats a token)", f"{title}: loss", None)
    _finish(axes[1], "training step", "accuracy", f"{title}: accuracy", (-0.03, 1.03))
    lettering.legend(axes[0], drawn[axes[0]], fontsize="small")
    for ax, lines in drawn.items():
        words = (f"{line.get_label()}: {_from_to(*line.get_data())}" for line in lines)
        noted(ax, f"Curves: {'; '.join(words)}.")
    return axes


def _figure(width: float, height: float) -> Axes:
    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def _finish(
    ax: Axes, xlabel: str, ylabel: str, title: str, ylim: tuple[float, float] | None
) -> None:
    lettering.entitle(ax, title, xlabel, ylabel)
    ax.set_axisbelow(True)
    ax.grid(alpha=0.3)
    if ylim is not None:
        ax.set_ylim(ylim)


def _seeds(name: str, values: ArrayLike, length: int) -> np.ndarray:
    try:
        seeds = np.atleast_2d(np.asarray(values, dtype=np.float64))
    except (TypeError, ValueError) as error:  # texts, or rows of several lengths
        raise ValueError(f"{name} must be numbers [seeds, {length}], got {error}") from None
    if seeds.ndim != 2 or seeds.shape[1] != length or not seeds.size:
        raise ValueError(f"{name}: shape {np.shape(values)}; wanted [seeds, {length}], as x")
    return seeds


def _mean_low_high(seeds: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    # masked, because nanmean warns where every seed is missing
    held = np.ma.masked_invalid(seeds)
    return tuple(f(axis=0).filled(np.nan) for f in (held.mean, held.min, held.max))


def _from_to(x: ArrayLike, y: ArrayLike) -> str:
    """Where a curve starts and ends, in words."""
    where, values = np.asarray(x), np.asarray(y)
    (there,) = np.nonzero(np.isfinite(values))
    if not there.size:
        return "without a value"
    first, last = there[0], there[-1]
    text = f"{values[first]:.3g} at {where[first]}"
    return text if first == last else f"from {text} to {values[last]:.3g} at {where[last]}"


def _between(low: ArrayLike, high: ArrayLike) -> str:
    """The range of all seeds, in words; nothing where there is none but the mean."""
    lows, highs = np.asarray(low), np.asarray(high)
    if not (highs > lows).any():
        return ""
    return f" (seeds {np.nanmin(lows):.3g} to {np.nanmax(highs):.3g})"


def _count(seeds: np.ndarray) -> str:
    count = int(np.isfinite(seeds).any(axis=1).sum())  # a seed without a value shows nothing
    return f"{count} seed" if count == 1 else f"{count} seeds"
