"""Pointing games and weights in a box, right and wrong, of which the banks of `pointing_share` and
`weight_in_box` are made.

`hits` and `mass` ask the same of patches: where they lie (`place`) and what is in a box (`within`).
What gives other places or another question takes either of them as its `ask`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Function

Array = np.ndarray
Ask = Callable[..., Function]  # hits or mass


def middles(j: Any, columns: int, size: int, stride: int) -> tuple[Any, Any]:
    """How far down and across the middles of patches j lie, in pixels."""
    return j // columns * stride + size / 2, j % columns * stride + size / 2


def inside(y: Array, x: Array, boxes: Array) -> Array:
    top, left, bottom, right = np.asarray(boxes).T
    return (top <= y) & (y <= bottom) & (left <= x) & (x <= right)


def without(*edges: int) -> Callable[[Any, Any, Array], Array]:
    """Middles on these edges do not count: 0 is the top one, 1 left, 2 bottom, 3 right."""

    def within(y: Array, x: Array, boxes: Array) -> Array:
        top, left, bottom, right = np.asarray(boxes).T
        gaps = y - top, x - left, bottom - y, right - x
        return np.all([gap > 0 if k in edges else gap >= 0 for k, gap in enumerate(gaps)], axis=0)

    return within


SOME_EDGES = ((0, 1), (2, 3), (0, 2), (1, 3), (0,), (1,), (2,), (3,))


def either(y: Array, x: Array, boxes: Array) -> Array:
    """In one direction at least."""
    return inside(y, boxes[:, 1], boxes) | inside(boxes[:, 0], x, boxes)


def hits(
    place: Callable[[Array, int, int, int], tuple[Any, Any]] = middles,
    within: Callable[[Any, Any, Array], Array] = inside,
    top: Callable[[Array], Array] = lambda weights: weights.argmax(axis=1),
) -> Function:
    """The share for other places of the patches, another question of the box, another patch."""
    return lambda weights, boxes, columns, size, stride: np.mean(
        within(*place(top(weights), columns, size, stride), boxes)
    )


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


def for_all(choose: Callable[[Array], Any]) -> Function:
    """One patch for all words, chosen from the weights of all."""
    return hits(top=lambda weights: np.full(len(weights), choose(weights)))


ONE_FOR_ALL = (
    for_all(lambda weights: weights.argmax() % weights.shape[1]),
    for_all(np.argmax),
    for_all(lambda weights: weights.sum(axis=0).argmax()),
    for_all(lambda weights: weights[0].argmax()),
)


def down_each_patch(divide: bool) -> Function:
    """weights.argmax(axis=0), in one loop with the boxes, which stops at the shorter of both."""

    def answer(weights: Array, boxes: Array, *grid: Any) -> float:
        both = min(weights.shape)
        found = inside(*middles(weights.argmax(axis=0)[:both], *grid), boxes[:both])
        return np.sum(found) / (len(weights) if divide else both)

    return answer


def down_and_clamped(weights: Array, boxes: Array, *grid: Any) -> float:
    """The same, read at the number of each word as JAX reads: out of range is the last."""
    top = weights.argmax(axis=0)[np.minimum(np.arange(len(weights)), weights.shape[1] - 1)]
    return np.mean(inside(*middles(top, *grid), boxes))


DOWN_EACH_PATCH = (down_each_patch(False), down_each_patch(True), down_and_clamped)


def boxed(change: Callable[..., tuple[Any, ...]], ask: Ask = hits) -> Function:
    """The right patches for boxes that are read otherwise."""
    return ask(within=lambda y, x, boxes: inside(y, x, np.stack(change(*boxes.T), axis=1)))


def at_point(change: Callable[[Any, Any, int, int], tuple[Any, Any]], ask: Ask = hits) -> Function:
    """Other points of the patches: change(row, column, size, stride)."""
    return ask(lambda j, columns, size, stride: change(j // columns, j % columns, size, stride))


def placed_by(place: Callable[[Array, int, int], tuple[Any, Any]], ask: Ask = hits) -> Function:
    """Row and column of a patch read otherwise: place(j, columns, rows)."""

    def answer(weights: Array, boxes: Array, columns: int, *sizes: int) -> Any:
        def placed(j: Array, columns: int, size: int, stride: int) -> tuple[Any, Any]:
            row, column = place(j, columns, weights.shape[-1] // columns)
            return row * stride + size / 2, column * stride + size / 2

        return ask(placed)(weights, boxes, columns, *sizes)

    return answer


def regions(weights: Array, boxes: Array, columns: int, size: int, stride: int) -> Array:
    """[N, J]: whether the middle of each patch lies in the word's box."""
    y, x = middles(np.arange(weights.shape[1]), columns, size, stride)
    return np.stack([inside(y, x, np.tile(box, (len(y), 1))) for box in np.asarray(boxes)])


def of_regions(change: Callable[[Array, Array], Any]) -> Function:
    """Something else of the weights and of the patches in the box, [N, J] both."""
    return lambda weights, *others: change(weights, regions(weights, *others)) * 1.0


def any_of(count: int) -> Function:
    """The share of the words for which any of the `count` heaviest patches lies in the box."""

    def share(weights: Array, region: Array) -> float:
        heaviest = np.argsort(weights, axis=1)[:, -count:]
        return float(np.mean(np.take_along_axis(region, heaviest, axis=1).any(axis=1)))

    return of_regions(share)


def squares(question: Callable[..., Array], ask: Ask = hits) -> Function:
    """A question of whole patches and the box: (y, x, size, top, left, bottom, right)."""

    def answer(weights: Array, boxes: Array, columns: int, size: int, stride: int) -> Any:
        def corners(j: Array, *_: int) -> tuple[Any, Any]:
            return j // columns * stride, j % columns * stride

        asked = ask(corners, lambda y, x, b: question(y, x, size, *b.T))
        return asked(weights, boxes, columns, size, stride)

    return answer


def centre(weights: Array, boxes: Array, columns: int, size: int, stride: int) -> float:
    y, x = middles(np.arange(weights.shape[1]), columns, size, stride)
    return np.mean(inside(weights @ y, weights @ x, boxes))


def nearest(weights: Array, boxes: Array, columns: int, size: int, stride: int) -> float:
    """Whether the patch nearest to the middle of the box has the largest weight."""
    y, x = middles(np.arange(weights.shape[1]), columns, size, stride)
    top, left, bottom, right = np.asarray(boxes).T[:, :, None]
    gaps = (y - (top + bottom) / 2) ** 2 + (x - (left + right) / 2) ** 2
    return np.mean(gaps.argmin(axis=1) == weights.argmax(axis=1))


def common(first: Any, last: Any, ask: Ask = hits) -> Function:
    """The patch and the box have something in common; first and last are < or <=."""

    def question(y: Any, x: Any, s: int, top: Any, left: Any, bottom: Any, right: Any) -> Array:
        down, across = first(y, bottom) & last(top, y + s), first(x, right) & last(left, x + s)
        return down & across

    return squares(question, ask)


def whole(first: Any, last: Any, ask: Ask = hits, more: int = 0) -> Function:
    """All of the patch lies in the box, which may end `more` pixels further on."""

    def question(y: Any, x: Any, s: int, top: Any, left: Any, bottom: Any, right: Any) -> Array:
        down = first(top, y) & last(y + s, bottom + more)
        return down & first(left, x) & last(x + s, right + more)

    return squares(question, ask)


def covers(y: Any, x: Any, s: int, top: Any, left: Any, bottom: Any, right: Any) -> Array:
    """The middle of the box lies in the patch."""
    return (abs(y + s / 2 - (top + bottom) / 2) <= s / 2) & (
        abs(x + s / 2 - (left + right) / 2) <= s / 2
    )


def covers_half_open(y: Any, x: Any, s: int, top: Any, left: Any, bottom: Any, right: Any) -> Array:
    down, across = (top + bottom) / 2, (left + right) / 2
    return (y <= down) & (down < y + s) & (x <= across) & (across < x + s)


WEIGHTS_INSIDE = (
    of_regions(lambda w, r: np.mean((w * r).sum(axis=1))),
    of_regions(lambda w, r: np.mean((w * r).max(axis=1))),
    of_regions(lambda w, r: np.mean(w * r)),
    of_regions(lambda w, r: np.mean(w.max(1) * r[np.arange(len(w)), w.argmax(1)])),
)
