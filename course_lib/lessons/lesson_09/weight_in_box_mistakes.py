"""The mistakes that the bank of `weight_in_box` knows."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Function, Misconception
from course_lib.lessons.lesson_09.pointing_ways import SOME_EDGES, either, inside, middles, without

Array = np.ndarray


def mass(
    place: Callable[[Array, int, int, int], tuple[Any, Any]] = middles,
    within: Callable[[Any, Any, Array], Array] = inside,
    of: Callable[[Array, Array], Any] = lambda weights, region: (weights * region).sum(),
) -> Function:
    """The weight for other places of the patches, another question of the box, or something else
    of the weights and of the patches in the box, [J] both."""

    def answer(weights: Array, box: Array, columns: int, size: int, stride: int) -> Any:
        y, x = place(np.arange(len(weights)), columns, size, stride)
        return of(weights, within(y, x, np.asarray(box)[None])) * 1.0

    return answer


def placed_by(place: Callable[[Array, int, int], tuple[Any, Any]]) -> Function:
    """Row and column of a patch read otherwise: place(j, columns, rows)."""

    def placed(j: Array, columns: int, size: int, stride: int) -> tuple[Any, Any]:
        row, column = place(j, columns, len(j) // columns)
        return row * stride + size / 2, column * stride + size / 2

    return mass(placed)


def at_point(change: Callable[[Any, Any, int, int], tuple[Any, Any]]) -> Function:
    """Other points of the patches: change(row, column, size, stride)."""
    return mass(lambda j, columns, size, stride: change(j // columns, j % columns, size, stride))


def boxed(change: Callable[..., tuple[Any, ...]]) -> Function:
    """A box that is read otherwise."""
    return mass(within=lambda y, x, box: inside(y, x, np.array([change(*box[0])])))


def squares(question: Callable[..., Array]) -> Function:
    """A question of whole patches and the box: (y, x, size, top, left, bottom, right)."""

    def answer(weights: Array, box: Array, columns: int, size: int, stride: int) -> float:
        j = np.arange(len(weights))
        found = question(j // columns * stride, j % columns * stride, size, *box)
        return (weights * found).sum()

    return answer


WRONG = (
    Misconception(
        "numbered down the columns",
        "the patches are numbered down each column: they are numbered row by row, so patch j is in "
        "row j // columns and column j % columns",
        placed_by(lambda j, columns, rows: (j % rows, j // rows)),
    ),
    Misconception(
        "divided by the rows",
        "the number of a patch is divided by how many rows there are: a row holds `columns` "
        "patches, so it is divmod(j, columns)",
        placed_by(lambda j, columns, rows: (j // rows, j % rows)),
    ),
    Misconception(
        "down and across exchanged",
        "down and across are exchanged, in the patch or in the box: the row goes with top and "
        "bottom, the column with left and right, and a box is (top, left, bottom, right)",
        placed_by(lambda j, columns, rows: (j % columns, j // columns)),
    ),
    Misconception(
        "a fraction of a row",
        "j / columns gives a fraction: the row is j // columns, a whole number",
        placed_by(lambda j, columns, rows: (j / columns, j % columns)),
    ),
    Misconception(
        "the lesson's numbers",
        "8, 4 or 8 columns is written out, as the lesson's images have them: columns, size and "
        "stride are arguments",
        mass(lambda j, columns, size, stride: middles(j, 8, 8, 4)),
        also=(
            mass(lambda j, columns, size, stride: middles(j, columns, 8, 4)),
            mass(lambda j, columns, size, stride: middles(j, 8, size, stride)),
        ),
    ),
    Misconception(
        "the corner",
        "the corner of the patch is compared with the box: its middle is size / 2 further down and "
        "across",
        at_point(lambda r, c, size, stride: (r * stride, c * stride)),
        also=(at_point(lambda r, c, size, stride: (r * stride + size, c * stride + size)),),
    ),
    Misconception(
        "half a stride",
        "half a stride is added: a patch has size pixels to a side, so its middle is size / 2 from "
        "its corner",
        at_point(lambda r, c, size, stride: ((r + 0.5) * stride, (c + 0.5) * stride)),
    ),
    Misconception(
        "brackets",
        "brackets stand in another place: the middle is at r * stride + size / 2, of which size "
        "alone is halved, and r alone is multiplied",
        at_point(lambda r, c, size, stride: ((r + size / 2) * stride, (c + size / 2) * stride)),
        also=(at_point(lambda r, c, s, d: ((r * d + s) / 2, (c * d + s) / 2)),),
    ),
    Misconception(
        "size for the stride",
        "patch (r, c) is taken to begin at (r * size, c * size): patches overlap, and begin stride "
        "pixels from each other",
        at_point(lambda r, c, size, stride: ((r + 0.5) * size, (c + 0.5) * size)),
    ),
    Misconception(
        "stride forgotten",
        "row and column of the patch are compared with pixels: times stride, they are pixels",
        at_point(lambda r, c, size, stride: (r, c)),
        also=(at_point(lambda r, c, size, stride: (r + size / 2, c + size / 2)),),
    ),
    Misconception(
        "a half lost",
        "the middle is up to half a pixel off, by size // 2 or by (size - 1) / 2, the centre of a "
        "pixel: the edges of a box lie between pixels, so it is at size / 2",
        at_point(lambda r, c, size, stride: (r * stride + size // 2, c * stride + size // 2)),
        also=(mass(lambda j, columns, size, stride: middles(j, columns, size - 1, stride)),),
    ),
    Misconception(
        "height and width of the box",
        "the last two numbers of a box are taken for its height and width: they are its bottom and "
        "right edges",
        boxed(lambda a, b, c, d: (a, b, a + c, b + d)),
    ),
    Misconception(
        "the box's numbers in another order",
        "the numbers of a box are taken for (top, bottom, left, right): they are (top, left, "
        "bottom, right)",
        boxed(lambda a, b, c, d: (a, c, b, d)),
    ),
    Misconception(
        "the edge left out",
        "a middle on the edge of the box does not count: it is <= and not <",
        mass(within=without(0, 1, 2, 3)),
        also=tuple(mass(within=without(*edges)) for edges in SOME_EDGES[:2]),
    ),
    Misconception(
        "one direction alone",
        "only one direction is compared: a middle lies in the box if it does down and across",
        mass(within=lambda y, x, box: inside(y, box[:, 1], box)),
        also=(mass(within=lambda y, x, box: inside(box[:, 0], x, box)), mass(within=either)),
    ),
    Misconception(
        "one side of the box",
        "only two edges of the box are compared: a middle in it lies between left and right, and "
        "between top and bottom",
        mass(within=lambda y, x, b: (b[:, 0] <= y) & (b[:, 1] <= x)),
        also=(mass(within=lambda y, x, b: (y <= b[:, 2]) & (x <= b[:, 3])),),
    ),
    Misconception(
        "a patch that touches",
        "a patch counts that has a pixel in common with the box: its middle has to lie there",
        squares(lambda y, x, s, a, b, c, d: (y < c) & (a < y + s) & (x < d) & (b < x + s)),
    ),
    Misconception(
        "a patch within",
        "a patch counts only if all of it lies in the box: its middle has to lie there",
        squares(lambda y, x, s, a, b, c, d: (a <= y) & (y + s <= c) & (b <= x) & (x + s <= d)),
    ),
    Misconception(
        "the largest alone",
        "only the largest weight counts: those of all patches in the box are summed",
        mass(of=lambda w, r: w.max() * r[w.argmax()]),
        also=(
            mass(of=lambda w, r: r[w.argmax()]),
            mass(of=lambda w, r: (w * r).max()),
            mass(of=lambda w, r: w.max()),
        ),
    ),
    Misconception(
        "a mean",
        "the weights are averaged: they are summed",
        mass(of=lambda w, r: (w * r).sum() / max(r.sum(), 1)),
        also=(mass(of=lambda w, r: (w * r).mean()),),
    ),
    Misconception(
        "patches counted",
        "the patches in the box are counted: their weights are summed",
        mass(of=lambda w, r: r.sum()),
        also=(mass(of=lambda w, r: r.mean()),),
    ),
    Misconception(
        "the weight outside",
        "it is the weight of the other patches, those outside the box",
        mass(of=lambda w, r: (w * ~r).sum()),
    ),
    Misconception(
        "a number per patch",
        "there is one number for each patch: they are summed",
        mass(of=lambda w, r: w * r),
    ),
)
