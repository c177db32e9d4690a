"""Exercise: the pointing game, how often the largest weight lies on what the word names."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.checking.telling import drawn_until_telling
from course_lib.lessons.lesson_09.pointing_share_mistakes import WRONG
from course_lib.lessons.lesson_09.pointing_ways import inside, middles, regions

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    return drawn_until_telling(_cases, rng, _loop, WRONG)


def _cases(rng: np.random.Generator) -> list[Case]:
    def box(y: float, x: float, size: int, stride: int) -> list[int]:
        """A box around or beside (y, x), of which many have it on an edge, or miss it by little."""
        sides = []
        for at in (y, x):
            long = int(rng.integers(max(2, size // 2), 2 * size + 1))
            near = rng.choice([0, 0, 1, -1, long // 2, size // 2, -stride, stride])
            low = int(max(0, np.floor(at) - near if rng.random() < 0.5 else at - long + near))
            sides.append((low, low + long))
        (top, bottom), (left, right) = sides
        return [top, left, bottom, right]

    def row(patches: int, top: int) -> Array:
        """Weights whose largest one is at `top`, and a second one not far behind."""
        raw = rng.uniform(0.05, 0.5, patches)
        raw[rng.integers(patches)] = 0.7
        raw[top] = rng.choice([0.8, 1.0, 5.0])
        return raw / raw.sum()

    def case(label: str, rows: int, columns: int, size: int, stride: int, words: int) -> Case:
        tops = rng.permutation(np.resize(rng.permutation(rows * columns), words))
        weights = np.array([row(rows * columns, top) for top in tops], np.float32)
        places = zip(*middles(tops, columns, size, stride), strict=True)
        boxes = np.array([box(y, x, size, stride) for y, x in places], np.int32)
        return Case(label, (weights, boxes, columns, size, stride))

    missed = case("none of the largest weights", 3, 4, 4, 2, 5)
    hit = regions(*missed.args)[np.arange(5), missed.args[0].argmax(axis=1)]
    missed.args[1][hit] += np.int32(40)
    return [
        case("more columns than rows", 3, 5, 4, 2, 37),
        case("more rows than columns", 6, 3, 6, 3, 41),
        case("as many rows as columns", 4, 4, 8, 4, 31),
        case("patches of an odd size", 4, 6, 5, 1, 43),
        case("patches side by side", 3, 4, 4, 4, 29),
        missed,
        case("one word", 2, 3, 4, 2, 1),
    ]


def _loop(weights: Array, boxes: Array, columns: int, size: int, stride: int) -> float:
    hits = 0
    for row, (top, left, bottom, right) in zip(weights, boxes, strict=True):
        best = 0
        for j in range(len(row)):
            if row[j] > row[best]:
                best = j
        y, x = best // columns * stride + size / 2, best % columns * stride + size / 2
        hits += bool(top <= y <= bottom and left <= x <= right)
    return hits / len(weights)


def _numbered(weights: Array, boxes: Array, columns: int, size: int, stride: int) -> float:
    rows, places = np.divmod(np.argmax(weights, axis=1), columns)
    middle = np.stack([rows, places], axis=1) * stride + size / 2
    return float(((boxes[:, :2] <= middle) & (middle <= boxes[:, 2:])).all(axis=1).mean())


def _marked(weights: Array, boxes: Array, columns: int, size: int, stride: int) -> float:
    """All patches of a box first, as the library does."""
    rows = weights.shape[1] // columns
    down, across = (stride * np.arange(count) + size / 2 for count in (rows, columns))
    hits = []
    for row, (top, left, bottom, right) in zip(weights, boxes, strict=True):
        lies = np.outer((top <= down) & (down <= bottom), (left <= across) & (across <= right))
        hits.append(lies.reshape(-1)[row.argmax()])
    return float(np.mean(hits))


def _a_share(args: Args, share: Array) -> str | None:
    if not 0 <= share <= 1:
        return f"a share lies between 0 and 1: it is {number(share)}"
    return None


def _whole_words(args: Args, share: Array) -> str | None:
    hits = float(share) * len(args[0])
    if abs(hits - round(hits)) > 100 * TOLERANCE:
        return (
            f"each of the {len(args[0])} words is hit or missed, so the share is a whole number "
            f"divided by {len(args[0])}: it is {number(share)}"
        )
    return None


pointing_share = Exercise(
    name="pointing_share",
    arguments=("weights", "boxes", "columns", "size", "stride"),
    wanted=(
        "for N words their weights [N, J] over the patches of an image, numbered row by row with "
        "`columns` patches in each row, and the boxes [N, 4] (top, left, bottom, right) in pixels "
        "of the digits that they name, to one number: the share of the words whose largest weight "
        "lies on a patch whose middle is in the word's box or on its edge. Patch (r, c) covers "
        "size by size pixels from (r * stride, c * stride), so its middle is size / 2 further down "
        "and across."
    ),
    draw=_draw,
    reference=_loop,
    properties=(Property("a share", _a_share), Property("whole words", _whole_words)),
    wrong=WRONG,
    right=(
        _numbered,
        _marked,
        lambda w, b, *grid: np.mean(inside(*middles(np.asarray(w).argmax(axis=1), *grid), b)),
        lambda w, b, columns, size, stride: jnp.mean(
            jnp.array(
                [
                    (abs(j // columns * stride + size / 2 - (one[0] + one[2]) / 2) * 2)
                    <= one[2] - one[0]
                    and (abs(j % columns * stride + size / 2 - (one[1] + one[3]) / 2) * 2)
                    <= one[3] - one[1]
                    for j, one in zip(w.argmax(axis=1).tolist(), b.tolist(), strict=True)
                ]
            )
        ),
        _loop,
    ),
    hint=(
        "For one word: j = weights[n].argmax(), r, c = divmod(j, columns), y = r * stride + size / "
        "2 and x = c * stride + size / 2. It hits if top <= y <= bottom and left <= x <= right. "
        "Then the mean over the words."
    ),
    numpy=True,
)
