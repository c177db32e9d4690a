"""Attention on an image as a figure: the picture once for each word, with the word's weights."""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
from jaxtyping import Num
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.data.images.composing import Box
from course_lib.devices import settings
from course_lib.plots import lettering
from course_lib.plots.alternative import noted
from course_lib.plots.maps import AnyArray
from course_lib.plots.pictures import FRAME, ImageGold, Picture, checked_picture
from course_lib.plots.tokens import shown

MOST_COLUMNS = 8
SIDE = 1.25  # inches, of a panel
KEY = "orange: weight; dashed: the largest"
OWN, ALL = "blue: the word's box", "blue: the digits' boxes"


def image_maps(
    image: Any,
    words: Sequence[str] | None = None,
    weights: Num[AnyArray, "T J"] | None = None,
    *,
    title: str,
    patch: int = 8,
    stride: int = 4,
    gold: ImageGold | None = None,
) -> list[Axes]:
    """An image once for each word of its caption, with the word's weights alpha_tj as light on it.

    Takes a `Transduction` of an image, or an image [H, W] from 0 (paper) to 1 (ink), or a `Scene`,
    with T words and weights [T, J] on its patches of `patch` pixels, `stride` pixels apart, row by
    row. Where patches overlap, a pixel has the sum of their weights. A dashed frame is around the
    patch with the largest weight. A solid one is around the boxes that the word comes from: `gold`
    holds for each word the number of a box of the scene, -1 for none, or several numbers; or it is
    the `Pair` of the scene, whose alignment counts if the words are as many as those of its
    caption. Without it, all boxes have a frame.

    ValueError for a model without weights, for values that are no weights, for words, weights and
    gold that do not fit the image, and for pixels that are not from 0 to 1.
    """
    settings.text("title", title)
    picture = checked_picture(image, words, weights, patch=patch, stride=stride, gold=gold)
    return draw(plt.figure(figsize=size_of(picture), layout="constrained"), picture, title)


def size_of(picture: Picture) -> tuple[float, float]:
    """Inches, wide and high."""
    count = len(picture.words)
    rows = -(-count // MOST_COLUMNS)
    return max(SIDE * min(count, MOST_COLUMNS), 4.0), (SIDE + 0.3) * rows + 0.6


def draw(figure: Figure, picture: Picture, title: str) -> list[Axes]:
    """A panel for each word, in reading order."""
    count = len(picture.words)
    columns = min(count, MOST_COLUMNS)
    grid = figure.subplots(-(-count // columns), columns, squeeze=False).reshape(-1)
    for t, (ax, word) in enumerate(zip(grid, picture.words, strict=False)):
        ax.imshow(picture.painted(t), interpolation="nearest")
        for box in picture.framed(t):
            # around it, or the frame of a patch that is the box would hide it
            _frame(ax, box, 1, edgecolor=FRAME, linewidth=2)
        if (j := picture.largest(t)) is not None:
            _frame(
                ax, picture.square(j), 0, edgecolor="black", linewidth=1.2, linestyle=(0, (3, 2))
            )
        ax.set(xticks=[], yticks=[])
        ax.set_axis_off()
        lettering.entitle(ax, shown(word), fontsize=10)
        noted(ax, f"It {picture.sentence(t)}")
    for ax in grid[count:]:
        ax.set_axis_off()
    frames = "" if not picture.boxes else f"; {ALL if picture.gold is None else OWN}"
    text = figure.suptitle(f"{title}\n({KEY}{frames})", fontsize=10)
    lettering.as_typed(text)
    return list(grid[:count])


def _frame(ax: Axes, box: Box, off: int, **look: Any) -> None:
    """Some pixels off a box of them; a white line under it parts it from ink and from light."""
    top, left, bottom, right = box
    corner, sides = (left - off - 0.5, top - off - 0.5), (right - left, bottom - top)
    for style in ({"edgecolor": "white", "linewidth": look["linewidth"] + 2}, look):
        ax.add_patch(
            Rectangle(
                corner, *(side + 2 * off for side in sides), fill=False, clip_on=False, **style
            )
        )
