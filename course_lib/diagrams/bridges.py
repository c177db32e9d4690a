"""A first picture: how a source reaches a decoder, through one vector or by attention."""

from collections.abc import Callable, Sequence
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from course_lib.data import Pair, Vocab
from course_lib.data.task import LOWER_CASE, known_alignment
from course_lib.plots import lettering
from course_lib.plots.alternative import described
from course_lib.plots.paper import better, ink, tint
from course_lib.plots.tokens import shown

Point = tuple[float | int, float]


def bridges(pair: Pair, vocab: Vocab = LOWER_CASE) -> Figure:
    """How a source reaches a decoder, side by side: through one vector, and by attention.

    On the left the vector joins the last states of the two directions of reading, and becomes the
    decoder's first state (the row `init_state`).
    Strong lines in the right panel are the gold alignment of `pair`; `vocab` says what its tokens
    are, by default characters; what cannot be seen in them has a sign (`plots.tokens.shown`).
    ValueError for a pair whose alignment is not known.
    """
    alignment = known_alignment(pair)
    source, target = (
        [shown(token) for token in vocab.tokens(text)] for text in (pair.source, pair.target)
    )
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.0, 3.6), layout="constrained")
    _halves(left, source, target, "All that the decoder gets is one vector $c$")
    middle = (len(source) - 1) / 2
    for j in {0, len(source) - 1}:  # where each direction of reading ends
        _arrow(left, (j, 1.3), (middle, 2.05))
    _arrow(left, (middle, 2.55), (0, 3.3))
    _box(left, middle, 2.3, "$c$", "circle", 1.0, fontsize=13)
    _halves(right, source, target, "Attention: every step looks at all states anew")
    for t, gold in enumerate(alignment):
        for j in range(len(source)):
            width, colour = (1.8, ink(right)) if j == gold else (0.4, "0.55")
            right.plot([j, t], [1.3, 3.3], linewidth=width, color=colour)
    pairs = (
        f"{target[t]} to {source[gold]} ({gold + 1})"
        for t, gold in enumerate(alignment)
        if gold >= 0
    )
    return described(
        figure,
        f"Two panels, each with a row of encoder states over the source {' '.join(source)} and a "
        f"row of decoder states under the target {' '.join(target)}. Left: the encoder's "
        "states follow each other in both directions, the two last ones go into one vector c, and "
        "it into the first decoder state, from which the others follow. Right: attention, every "
        "decoder state is also joined with every encoder state; the strong lines are gold: "
        f"{', '.join(pairs)}.",
    )


def _halves(ax: Axes, source: Sequence[str], target: Sequence[str], title: str) -> None:
    """The encoder's states over the source, and the decoder's states under the target."""
    ax.axis("off")
    ax.set(xlim=(-0.6, len(source) - 0.4), ylim=(-0.5, 5.1), title=title)
    _row(ax, source, 0.0, 1.0, lambda j: f"$h_{{{j}}}$", 0.1, up=0.0)
    _row(ax, target, 4.6, 3.6, lambda t: f"$s_{{{t}}}$", 0.25, up=3.6)
    for tokens, height, style in ((source, 1.0, "<->"), (target, 3.6, "->")):
        for x in range(len(tokens) - 1):
            _arrow(ax, (x + 0.25, height), (x + 0.75, height), style)


def _row(
    ax: Axes,
    tokens: Sequence[str],
    token_height: float,
    state_height: float,
    name: Callable[[int], str],
    shade: float,
    *,
    up: float,
) -> None:
    """A row of tokens and a row of states, with an arrow up from the lower of the two."""
    for x, token in enumerate(tokens):
        lettering.as_typed(_box(ax, x, token_height, token, "square", 0.0))
        _box(ax, x, state_height, name(x + 1), "round", shade)
        _arrow(ax, (x, up + 0.25), (x, up + 0.75))


def _box(
    ax: Axes, x: float | int, y: float, text: str, style: str, shade: float, **how: Any
) -> Text:
    """A text in a box, on the paper with a share `shade` of ink."""
    face = tint(ax, shade)
    around = {"boxstyle": style, "fc": face, "ec": ink(ax)}
    return ax.text(x, y, text, ha="center", va="center", bbox=around, color=better(face), **how)


def _arrow(ax: Axes, start: Point, end: Point, style: str = "->") -> None:
    ax.annotate("", end, start, arrowprops={"arrowstyle": style, "color": "0.5"})
