"""Mistakes with places and boxes, which `pointing_share` and `weight_in_box` both know."""

from operator import le, lt

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09.pointing_ways import (
    SOME_EDGES,
    Ask,
    at_point,
    boxed,
    common,
    either,
    inside,
    middles,
    placed_by,
    squares,
    whole,
    without,
)


def of_places(ask: Ask) -> tuple[Misconception, ...]:
    """Where a patch lies, and whether that is in the box, mistaken: ask(place, within) is `hits`,
    the share of words, or `mass`, the weight."""
    return (
        Misconception(
            "numbered down the columns",
            "the patches are numbered down each column: they are numbered row by row, so patch j "
            "is in row j // columns and column j % columns",
            placed_by(lambda j, columns, rows: (j % rows, j // rows), ask),
        ),
        Misconception(
            "divided by the rows",
            "the number of a patch is divided by how many rows there are: a row holds `columns` "
            "patches, so it is divmod(j, columns)",
            placed_by(lambda j, columns, rows: (j // rows, j % rows), ask),
        ),
        Misconception(
            "down and across exchanged",
            "down and across are exchanged, in the patch or in the box: the row goes with top and "
            "bottom, the column with left and right, and a box is (top, left, bottom, right)",
            placed_by(lambda j, columns, rows: (j % columns, j // columns), ask),
        ),
        Misconception(
            "the corner",
            "the corner of the patch is compared with the box: its middle is size / 2 further "
            "down and across",
            at_point(lambda r, c, size, stride: (r * stride, c * stride), ask),
            also=(
                at_point(lambda r, c, size, stride: (r * stride + size, c * stride + size), ask),
                squares(lambda y, x, s, a, b, c, d: (a < y) & (y < c) & (b < x) & (x < d), ask),
                squares(lambda y, x, s, a, b, c, d: (a <= y) & (y < c) & (b <= x) & (x < d), ask),
            ),
        ),
        Misconception(
            "half a stride",
            "a stride or half of one is added: a patch has size pixels to a side, so its middle "
            "is size / 2 from its corner",
            at_point(lambda r, c, size, stride: ((r + 0.5) * stride, (c + 0.5) * stride), ask),
            also=(at_point(lambda r, c, size, stride: ((r + 1) * stride, (c + 1) * stride), ask),),
        ),
        Misconception(
            "brackets",
            "brackets stand in another place: the middle is at r * stride + size / 2, of which "
            "size alone is halved, and r alone is multiplied",
            at_point(
                lambda r, c, size, stride: ((r + size / 2) * stride, (c + size / 2) * stride), ask
            ),
            also=(at_point(lambda r, c, s, d: ((r * d + s) / 2, (c * d + s) / 2), ask),),
        ),
        Misconception(
            "the lesson's numbers",
            "8, 4 or 8 columns is written out, as the lesson's images have them: columns, size "
            "and stride are arguments",
            ask(lambda j, columns, size, stride: middles(j, 8, 8, 4)),
            also=(
                ask(lambda j, columns, size, stride: middles(j, columns, 8, 4)),
                ask(lambda j, columns, size, stride: middles(j, 8, size, stride)),
                ask(lambda j, columns, size, stride: middles(j, columns, size, 4)),
                ask(lambda j, columns, size, stride: middles(j, columns, 8, stride)),
            ),
        ),
        Misconception(
            "a fraction of a row",
            "j / columns gives a fraction: the row is j // columns, a whole number",
            placed_by(lambda j, columns, rows: (j / columns, j % columns), ask),
        ),
        Misconception(
            "taken for a square",
            "the grid is taken for a square, or for one row: a row holds `columns` patches",
            placed_by(lambda j, columns, rows: np.divmod(j, int((rows * columns) ** 0.5)), ask),
            also=(placed_by(lambda j, columns, rows: np.divmod(j, rows * columns), ask),),
        ),
        Misconception(
            "a half lost",
            "the middle is up to half a pixel off, by size // 2 or by (size - 1) / 2, the centre "
            "of a pixel: the edges of a box lie between pixels, so it is at size / 2",
            at_point(
                lambda r, c, size, stride: (r * stride + size // 2, c * stride + size // 2), ask
            ),
            also=(
                ask(lambda j, columns, size, stride: middles(j, columns, size - 1, stride)),
                ask(lambda j, columns, size, stride: middles(j, columns, size + 1, stride)),
            ),
        ),
        Misconception(
            "size for the stride",
            "patch (r, c) is taken to begin at (r * size, c * size): patches overlap, and begin "
            "stride pixels from each other",
            at_point(lambda r, c, size, stride: ((r + 0.5) * size, (c + 0.5) * size), ask),
            also=(
                at_point(lambda r, c, size, stride: (r * size, c * size), ask),
                at_point(
                    lambda r, c, size, stride: (r * size + stride / 2, c * size + stride / 2), ask
                ),
            ),
        ),
        Misconception(
            "stride forgotten",
            "row and column of the patch are compared with pixels: times stride, they are pixels",
            at_point(lambda r, c, size, stride: (r, c), ask),
            also=(at_point(lambda r, c, size, stride: (r + size / 2, c + size / 2), ask),),
        ),
        Misconception(
            "height and width of the box",
            "the last two numbers of a box are taken for its height and width: they are its "
            "bottom and right edges",
            boxed(lambda a, b, c, d: (a, b, a + c, b + d), ask),
            also=(boxed(lambda a, b, c, d: (b, a, b + d, a + c), ask),),
        ),
        Misconception(
            "the box's numbers in another order",
            "the numbers of a box are taken for (top, bottom, left, right): they are (top, left, "
            "bottom, right)",
            boxed(lambda a, b, c, d: (a, c, b, d), ask),
            also=(boxed(lambda a, b, c, d: (c, a, d, b), ask),),
        ),
        Misconception(
            "the edge left out",
            "a middle on the edge of the box does not count: it is <= and not <",
            ask(within=without(0, 1, 2, 3)),
            also=tuple(ask(within=without(*edges)) for edges in SOME_EDGES),
        ),
        Misconception(
            "one direction alone",
            "only one direction is compared: a middle lies in the box if it does down and across",
            ask(within=lambda y, x, boxes: inside(y, boxes[:, 1], boxes)),
            also=(
                ask(within=lambda y, x, boxes: inside(boxes[:, 0], x, boxes)),
                ask(within=either),
            ),
        ),
        Misconception(
            "one side of the box",
            "only two edges of the box are compared: a middle in it lies between left and right, "
            "and between top and bottom",
            ask(within=lambda y, x, b: (b[:, 0] <= y) & (b[:, 1] <= x)),
            also=(ask(within=lambda y, x, b: (y <= b[:, 2]) & (x <= b[:, 3])),),
        ),
        Misconception(
            "a patch that touches",
            "a patch counts that has a pixel in common with the box: its middle has to lie there",
            common(lt, lt, ask),
            also=(common(le, le, ask), common(le, lt, ask), common(lt, le, ask)),
        ),
        Misconception(
            "a patch within",
            "a patch counts only if all of it lies in the box: its middle has to lie there",
            whole(le, le, ask),
            also=(
                whole(lt, lt, ask),
                whole(le, lt, ask),
                whole(lt, le, ask),
                whole(le, le, ask, 1),
            ),
        ),
    )
