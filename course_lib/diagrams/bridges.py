"""A first picture: how a source reaches a decoder, through one vector or by attention."""

from collections.abc import Callable, Sequence
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.data import Pair, Vocab
from course_lib.data.task import LOWER_CASE, known_alignment

Point = tuple[float | int, float]


def bridges(pair: Pair, vocab: Vocab = LOWER_CASE) -> Figure:
    """How a source reaches a decoder, side by side: through one vector, and by attention.

    Strong lines in the right panel are the gold alignment of `pair`; `vocab` says what its tokens
    are, by default characters. ValueError for a pair whose alignment is not known.
    """
    alignment = known_alignment(pair)
    source, target = vocab.tokens(pair.source), vocab.tokens(pair.target)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.0, 3.6), layout="constrained")
    _halves(left, source, target, "All that the decoder gets is one vector $c$")
    middle = (len(source) - 1) / 2
    for j in range(len(source)):
        _arrow(left, (j, 1.3), (middle, 2.05), "-")
    for t in range(len(target)):
        _arrow(left, (middle, 2.55), (t, 3.3))
    _box(left, middle, 2.3, "$c$", "circle", "black", color="white", fontsize=13)
    _halves(right, source, target, "Attention: every step looks at all states anew")
    for t, gold in enumerate(alignment):
        for j in range(len(source)):
            width, colour = (1.8, "0.0") if j == gold else (0.4, "0.75")
            right.plot([j, t], [1.3, 3.3], linewidth=width, color=colour)
    return figure


def _halves(ax: Axes, source: Sequence[str], target: Sequence[str], title: str) -> None:
    """The encoder's states over the source, and the decoder's states under the target."""
    _row(ax, source, 0.0, 1.0, lambda j: f"$h_{{{j}}}$", "0.9", up=0.0)
    _row(ax, target, 4.6, 3.6, lambda t: f"$s_{{{t}}}$", "0.75", up=3.6)
    ax.set(xlim=(-0.6, len(source) - 0.4), ylim=(-0.5, 5.1), title=title)
    ax.axis("off")


def _row(
    ax: Axes,
    tokens: Sequence[str],
    token_height: float,
    state_height: float,
    name: Callable[[int], str],
    shade: str,
    *,
    up: float,
) -> None:
    """A row of tokens and a row of states, with an arrow up from the lower of the two."""
    for x, token in enumerate(tokens):
        _box(ax, x, token_height, token, "square", "white")
        _box(ax, x, state_height, name(x + 1), "round", shade)
        _arrow(ax, (x, up + 0.25), (x, up + 0.75))


def _box(ax: Axes, x: float | int, y: float, text: str, style: str, shade: str, **how: Any) -> None:
    ax.text(x, y, text, ha="center", va="center", bbox={"boxstyle": style, "fc": shade}, **how)


def _arrow(ax: Axes, start: Point, end: Point, style: str = "->") -> None:
    ax.annotate("", end, start, arrowprops={"arrowstyle": style, "color": "0.5"})
