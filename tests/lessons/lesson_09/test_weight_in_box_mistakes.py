"""Lesson 09's check of the weight in a box: worked out by hand, and mistakes as students write."""

import numpy as np
import pytest

from course_lib.lessons import checks
from course_lib.model import GridReading


def within(y, x, box):
    return box[0] <= y <= box[2] and box[1] <= x <= box[3]


def weighed(at, of=lambda weights, inside: (weights * inside).sum()):
    """The weight for which at(patch, box, columns, size, stride) is true."""
    return lambda weights, *others: of(
        weights, np.array([bool(at(j, *others)) for j in range(len(weights))])
    )


def middle_within(j, box, n, s, d):
    return within(j // n * d + s / 2, j % n * d + s / 2, box)


def librarys_weight(weights, box, columns, size, stride):
    rows = len(weights) // columns
    height, width = ((count - 1) * stride + size for count in (rows, columns))
    return weights[GridReading(height, width, size, stride).inside(tuple(box.tolist()))].sum()


def test_the_reference_gives_what_a_hand_works_out():
    """Three patches in a row, whose middles are at 4, 6 and 8; the box has (4, 6) and (4, 8)."""
    weights = np.array([0.1, 0.2, 0.5, 0.15, 0.05, 0.0])
    found = checks.weight_in_box.reference(weights, np.array([0, 5, 5, 8]), 3, 8, 2)
    np.testing.assert_allclose(found, 0.7)


def test_the_library_passes_the_check():
    result = checks.weight_in_box(librarys_weight)
    assert result, result.message


@pytest.mark.parametrize(
    ("student", "mistake"),
    [
        (weighed(lambda j, b, n, s, d: within(j // n * d, j % n * d, b)),
         "the corner"),
        (weighed(lambda j, b, n, s, d: within(
         j % n * d + s / 2, j // n * d + s / 2, b)), "down and across exchanged"),
        (weighed(lambda j, b, n, s, d: b[0] < j // n * d + s / 2 < b[2]
         and b[1] < j % n * d + s / 2 < b[3]), "the edge left out"),
        (weighed(middle_within, lambda w, r: w.max() * r[w.argmax()]),
         "the largest alone"),
        (weighed(middle_within, lambda w, r: w[r].mean() if r.any() else 0.0),
         "a mean"),
        (weighed(middle_within, lambda w, r: r.mean()), "patches counted"),
    ],
)  # fmt: skip
def test_a_usual_mistake_has_its_name(student, mistake):
    result = checks.weight_in_box(student, tell="all", seed=0)
    assert not result
    assert result.misconception == mistake, result.message
