"""Attention weights as a heat map, and what counts as attention weights."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from jaxtyping import Array, Float, Int, Num
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from course_lib.plots import lettering
from course_lib.plots.alternative import noted
from course_lib.plots.paper import better
from course_lib.plots.tokens import shown

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
    Tokens are drawn as typed, and what cannot be seen in them has a sign (`tokens.shown`).
    ValueError for a model without weights (None), for values that are no weights, for
    tokens or gold that do not fit, and for a `vmax` that is not above 0.
    """
    matrix = checked_weights(weights, source_tokens, target_tokens)
    rows, columns = matrix.shape
    place = None if gold is None else checked_gold(gold, rows, columns)
    if vmax is not None and not 0 < vmax < np.inf:
        raise ValueError(f"vmax must be above 0 and finite, or None, got {vmax!r}")
    if ax is None:
        ax = plt.subplots(figsize=figure_size(rows, columns), layout="constrained")[1]
    image = ax.imshow(matrix, cmap="Greys", vmin=0.0, vmax=vmax, interpolation="nearest")
    ax.figure.colorbar(image, ax=ax, label="attention weight", fraction=0.046, pad=0.02)
    box = ax.get_window_extent()
    points = min(box.width / columns, box.height / rows) / ax.figure.dpi * 72  # a cell's side
    for axis, tokens in ((ax.xaxis, source_tokens), (ax.yaxis, target_tokens)):
        names = [shown(token) for token in tokens]
        lettering.ticks(axis, names, fontsize=np.clip(0.8 * points, 4, 10))
    for label in ax.get_xticklabels():
        label.set_rotation(90 if len(label.get_text()) > 2 else 0)
    ax.tick_params(length=2)
    ax.grid(False)  # of a style: it would cross the cells
    squares = "" if place is None else " (open squares: gold alignment)"
    lettering.entitle(ax, title, f"source token{squares}", "target token")
    if place is not None:
        shades = np.asarray(image.to_rgba(matrix))
        for t, j in enumerate(place):
            if j >= 0:
                # in units of cells, to stay on its cell; against the cell, to be seen in grey
                corner, edge = (float(j) - 0.33, t - 0.33), better(shades[t, j, :3])
                ax.add_patch(Rectangle(corner, 0.66, 0.66, fill=False, edgecolor=edge))
    noted(ax, in_words(matrix, source_tokens, target_tokens, place))
    return ax


def in_words(
    matrix: Float[np.ndarray, "T J"],
    source_tokens: Sequence[str],
    target_tokens: Sequence[str],
    gold: Int[np.ndarray, " T"] | None,
) -> str:
    """A heat map for those who do not see it: where the largest weight of each row stands."""
    rows, columns = matrix.shape
    text = f"Heat map of attention weights, {rows} target by {columns} source tokens. "
    if gold is not None and (gold >= 0).any():
        known = gold >= 0
        right = int((matrix.argmax(1) == gold)[known].sum())
        text += f"The largest weight is on the gold position for {right} of {known.sum()}. "
    lines = (looks(t, matrix[t], source_tokens, target_tokens[t], 1) for t in range(min(rows, 20)))
    rest = f"; and {rows - 20} more" if rows > 20 else ""
    return f"{text}Largest weights: {'; '.join(lines)}{rest}."


def looks(
    t: int, row: Float[np.ndarray, " J"], source_tokens: Sequence[str], token: str, most: int
) -> str:
    """The source positions of the largest weights of target `t`, from 1, and those weights."""
    order = [j for j in np.argsort(-row, kind="stable")[:most] if row[j] >= 0.005]
    seen = ", ".join(f"{j + 1} {shown(source_tokens[j])!r} {row[j]:.2f}" for j in order)
    return f"target {t + 1} {shown(token)!r}: source {seen or 'none'}"


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
    try:
        matrix = np.asarray(weights, float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"weights must be one array of numbers [T, J], got {error}") from None
    rows, columns = len(target_tokens), len(source_tokens)
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
    wanted = f"gold must be {rows} source positions, whole numbers from -1 to {columns - 1}"
    try:
        place = np.asarray(gold)
    except ValueError:  # lists of several lengths
        raise ValueError(f"{wanted}, got {gold!r}") from None
    if place.dtype.kind not in "iu":  # a float is no position, nor is a mask
        raise ValueError(f"{wanted}, got {place.dtype.name}: {place.tolist()}")
    if place.shape != (rows,) or place.min() < -1 or place.max() >= columns:
        between = f", {place.min(initial=0)} to {place.max(initial=0)}"
        raise ValueError(f"{wanted}, got shape {place.shape}{between}")
    return place


def figure_size(rows: int, columns: int) -> tuple[float, float]:
    """Inches, wide and high, in which the cells of a map are about as wide as high."""
    width, height = (float(np.clip(0.15 * n + 1.2, 3.5, 10.5)) for n in (columns + 5, rows))
    return width, height
