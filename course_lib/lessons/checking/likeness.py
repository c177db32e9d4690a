"""What a wrong answer has to do with the right one, whatever the exercise: its negative, ..."""

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations

import numpy as np

from course_lib.lessons.checking.bank import Case
from course_lib.lessons.checking.running import Outcome, agree, number
from course_lib.lessons.checking.slips import Slip

Array = np.ndarray
Undo = Callable[[Array, Array], Array | None]  # from an answer (and the right one's shape) to right
SAME = 1e-4


def likeness(
    cases: Sequence[Case], outcomes: Sequence[Outcome], references: Sequence[Array]
) -> Slip | None:
    """How every answer follows from the right one by one simple change, or which case is the only
    wrong one; None where neither holds."""
    values = [outcome.value for outcome in outcomes if outcome.value is not None]
    if len(values) == len(cases) and all(value.dtype.kind in "fiub" for value in values):
        pairs = [
            (value.astype(float), right.astype(float))
            for value, right in zip(values, references, strict=True)
        ]
        if not all(agree(value, right, SAME) for value, right in pairs):
            for slip, undo in _changes(pairs):
                if all(_equal(undo(value, right), right) for value, right in pairs):
                    return slip
    return _one_case(cases, outcomes, references)


def _equal(undone: Array | None, right: Array) -> bool:
    return undone is not None and agree(undone, right, SAME)


def _long(array: Array) -> list[int]:
    return [size for size in array.shape if size != 1]


def _one_case(
    cases: Sequence[Case], outcomes: Sequence[Outcome], references: Sequence[Array]
) -> Slip | None:
    wrong = [
        case.label
        for case, outcome, right in zip(cases, outcomes, references, strict=True)
        if outcome.value is None or not agree(outcome.value, right)
    ]
    if len(wrong) != 1 or len(cases) < 3:
        return None
    return Slip(
        "right but for one case",
        f"it is right in the other {len(cases) - 1} cases: what is special about {wrong[0]!r}",
    )


def _changes(pairs: Sequence[tuple[Array, Array]]) -> Iterator[tuple[Slip, Undo]]:
    """The simple changes, each with what undoes it."""
    yield (
        Slip(
            "an axis of length 1",
            "the numbers are right, and an axis of length 1 is too many or too few: an index or a "
            "sum takes an axis away, a slice or keepdims keeps it",
        ),
        lambda value, right: value.reshape(right.shape) if _long(value) == _long(right) else None,
    )
    for axes in permutations(range(pairs[0][1].ndim)):
        if axes != tuple(sorted(axes)):
            yield (
                Slip("axes swapped", "the numbers are right, and their axes have changed places"),
                lambda value, right, axes=axes: (  # type: ignore[misc]
                    value.transpose(axes) if value.ndim == right.ndim else None
                ),
            )
    yield Slip("the sign", "every number is right but for its sign"), lambda value, right: -value
    yield (
        Slip("one minus", "every number is one minus what is right"),
        lambda value, right: 1 - value,
    )
    for axis in range(pairs[0][1].ndim):
        along = f"along axis {axis}" if pairs[0][1].ndim > 1 else "in order"
        yield (
            Slip("back to front", f"the numbers are right, and run the wrong way round {along}"),
            lambda value, right, axis=axis: (  # type: ignore[misc]
                np.flip(value, axis) if value.ndim == right.ndim else None
            ),
        )
    value, right = max(pairs, key=lambda pair: np.abs(pair[1]).max(initial=0.0))
    if value.shape == right.shape and value.size and right.any():
        largest = np.unravel_index(int(np.abs(right).argmax()), right.shape)
        factor, added = value[largest] / right[largest], value[largest] - right[largest]
        if factor and np.isfinite(factor):
            yield (
                Slip("a factor", f"every number is {number(factor)} times what is right"),
                lambda value, right: value / factor,
            )
            yield (
                Slip("a number added", f"every number is right plus {number(added)}"),
                lambda value, right: value - added,
            )
