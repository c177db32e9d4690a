"""Attention weights as a heat map, and what counts as attention weights."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from jaxtyping import Array, Float, Int, Num
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

AnyArray = Array | np.ndarray
Gold = Int[AnyArray, "_"] | Sequence[int]


def heat_map(
    weights: Num[AnyArray, "T J"] | None,
    source_tokens: Sequence[str],
    target_tokens: Sequence[str],
    *,
    title: str,
    gold: Gold | None = None,
    vmax: float | None = 1.0,
    ax: Axes | None = None,
) -> Axes:
    """Attention weights alpha_tj: a row a target token, read downwards, a column a source token.

    Darker is more. Open squares mark the `gold` source position of each target token (-1: none).
    `vmax` is the weight drawn black: 1 keeps maps comparable, None takes the map's own largest.
    ValueError for a model without weights (None), for values that are no weights, and for
    tokens or gold that do not fit.
    """
    matrix = checked_weights(weights, source_tokens, target_tokens)
    rows, columns = matrix.shape
    place = None if gold is None else checked_gold(gold, rows, columns)
    if ax is None:
        ax = plt.subplots(figsize=figure_size(rows, columns), layout="constrained")[1]
    image = ax.imshow(matrix, cmap="Greys", vmin=0.0, vmax=vmax, interpolation="nearest")
    ax.figure.colorbar(image, ax=ax, label="attention weight", fraction=0.046, pad=0.02)
    box = ax.get_window_extent()
    points = min(box.width / columns, box.height / rows) / ax.figure.dpi * 72  # a cell's side
    for axis, tokens in ((ax.xaxis, source_tokens), (ax.yaxis, target_tokens)):
        labels = [shown(token) for token in tokens]
        # parse_math off: a "$" in a sentence is a dollar
        axis.set_ticks(
            range(len(labels)), labels, fontsize=np.clip(0.8 * points, 4, 10), parse_math=False
        )
    for label in ax.get_xticklabels():
        label.set_rotation(90 if len(label.get_text()) > 2 else 0)
    ax.tick_params(length=2)
    ax.set(title=title, xlabel="source token", ylabel="target token")
    if place is not None:
        shade = np.asarray(image.norm(matrix))
        for t, j in enumerate(place):
            if j >= 0:
                # in units of cells, to stay on its cell; against the cell, to be seen in grey
                edge = "white" if shade[t, j] > 0.5 else "black"
                corner = (float(j) - 0.33, t - 0.33)
                ax.add_patch(Rectangle(corner, 0.66, 0.66, fill=False, edgecolor=edge))
        ax.set_xlabel("source token (open squares: gold alignment)")
    return ax


def checked_weights(
    weights: Num[AnyArray, "T J"] | None,
    source_tokens: Sequence[str],
    target_tokens: Sequence[str],
) -> Float[np.ndarray, "T J"]:
    """The weights as an array [T, J] that fits the tokens; ValueError where they are no weights."""
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
    return matrix


def checked_gold(gold: Gold, rows: int, columns: int) -> Int[np.ndarray, " T"]:
    """A source position (-1: none) for each of `rows` target tokens, or a ValueError."""
    place = np.asarray(gold)
    if place.shape != (rows,) or place.min() < -1 or place.max() >= columns:
        raise ValueError(
            f"gold: shape {place.shape}, {place.min(initial=0)} to {place.max(initial=0)}; "
            f"wanted {rows} source positions, -1 to {columns - 1}"
        )
    return place


def shown(token: str) -> str:
    """A token as a figure shows it: a space has to be seen."""
    return token.replace(" ", "␣")


def figure_size(rows: int, columns: int) -> tuple[float, float]:
    """Inches, wide and high, in which the cells of a map are about as wide as high."""
    width, height = (float(np.clip(0.15 * n + 1.2, 3.5, 10.5)) for n in (columns + 5, rows))
    return width, height
