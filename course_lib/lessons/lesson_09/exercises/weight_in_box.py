"""Exercise: how much of a word's weight lies on what it names."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.checking.telling import drawn_until_telling
from course_lib.lessons.lesson_09.pointing_ways import middles
from course_lib.lessons.lesson_09.weight_in_box_mistakes import WRONG

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    return drawn_until_telling(_cases, rng, _loop, WRONG)


def _cases(rng: np.random.Generator) -> list[Case]:
    def case(label: str, rows: int, columns: int, size: int, stride: int) -> Case:
        """A box that has some middles of patches in it, one of them on its edge or near it."""
        raw = rng.exponential(size=rows * columns)
        first, last = rng.integers(rows * columns, size=2)
        sides = []
        for one, two in zip(
            middles(first, columns, size, stride), middles(last, columns, size, stride), strict=True
        ):
            low, high = sorted((one, two))
            near = rng.choice([0, 0, 1, stride // 2], 2)
            sides.append((int(np.floor(max(0, low - near[0]))), int(np.ceil(high + near[1])) + 1))
        (top, bottom), (left, right) = sides
        box = np.array([top, left, bottom, right], np.int32)
        return Case(label, ((raw / raw.sum()).astype(np.float32), box, columns, size, stride))

    whole = case("a box around the whole image", 3, 4, 4, 2)
    whole.args[1][:] = (0, 0, 8, 10)
    none = case("no middle in the box", 4, 3, 6, 3)
    none.args[1][:] = (0, 0, 2, 2)
    return [
        case("more columns than rows", 5, 7, 4, 2),
        case("more rows than columns", 8, 3, 6, 3),
        case("as many rows as columns", 6, 6, 8, 4),
        case("patches of an odd size", 5, 8, 5, 1),
        case("patches side by side", 4, 5, 4, 4),
        case("a larger image", 9, 10, 6, 2),
        whole,
        none,
    ]


def _loop(weights: Array, box: Array, columns: int, size: int, stride: int) -> float:
    top, left, bottom, right = (float(side) for side in box)
    total = 0.0
    for j, weight in enumerate(weights):
        y, x = j // columns * stride + size / 2, j % columns * stride + size / 2
        if top <= y <= bottom and left <= x <= right:
            total += float(weight)
    return total


def _at_once(weights: Array, box: Array, columns: int, size: int, stride: int) -> float:
    row, column = np.divmod(np.arange(len(weights)), columns)
    middle = np.stack([row, column], axis=1) * stride + size / 2
    return float(weights[((box[:2] <= middle) & (middle <= box[2:])).all(axis=1)].sum())


def _product(weights: Array, box: Array, columns: int, size: int, stride: int) -> float:
    grid = weights.reshape(-1, columns)
    down, across = (np.arange(count) * stride + size / 2 for count in grid.shape)
    rows = (box[0] <= down) & (down <= box[2])
    return float(rows @ grid @ ((box[1] <= across) & (across <= box[3])))


def _where(weights: Array, box: Array, columns: int, size: int, stride: int) -> float:
    y, x = middles(jnp.arange(len(weights)), columns, size, stride)
    within = (abs(2 * y - box[0] - box[2]) <= box[2] - box[0]) & (
        abs(2 * x - box[1] - box[3]) <= box[3] - box[1]
    )
    return float(jnp.where(within, weights, 0.0).sum())


def _a_share(args: Args, weight: Array) -> str | None:
    total = float(args[0].sum())
    if not -TOLERANCE <= weight <= total + TOLERANCE:
        return (
            f"it is a part of the weights, which sum to {number(total)}: between 0 and that, and "
            f"it is {number(weight)}"
        )
    return None


def _all_of_it(args: Args, weight: Array) -> str | None:
    weights, (top, left, bottom, right), columns, size, stride = args
    y, x = middles(np.arange(len(weights)), columns, size, stride)
    around = top <= y.min() and y.max() <= bottom and left <= x.min() and x.max() <= right
    if around and abs(weight - weights.sum()) > 10 * TOLERANCE:
        return (
            f"all patches have their middles in this box, so all weight is in it, "
            f"{number(weights.sum())}: it is {number(weight)}"
        )
    return None


weight_in_box = Exercise(
    name="weight_in_box",
    arguments=("weights", "box", "columns", "size", "stride"),
    wanted=(
        "for one word its weights [J] over the patches of an image, numbered row by row with "
        "`columns` patches in each row, and the box [4] (top, left, bottom, right) in pixels of "
        "the digit that it names, to one number: the sum of the weights of all patches whose "
        "middle is in the box or on its edge. Patch (r, c) covers size by size pixels from "
        "(r * stride, c * stride), so its middle is size / 2 further down and across."
    ),
    draw=_draw,
    reference=_loop,
    properties=(Property("a share", _a_share), Property("all of it", _all_of_it)),
    wrong=WRONG,
    right=(_at_once, _product, _where, _loop),
    hint=(
        "row, column = np.divmod(np.arange(len(weights)), columns) are those of all patches at "
        "once, and y = row * stride + size / 2 is how far down their middles lie. A mask of True "
        "and False picks the weights: weights[(top <= y) & (y <= bottom) & ...].sum()."
    ),
    numpy=True,
)
