"""Lesson 09's checks: references against numbers worked out by hand, mistakes as students write."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.analysis.pointing import pointed
from course_lib.kernels.patches import patches, placed
from course_lib.lessons import checks
from course_lib.model import GridReading, gate
from course_lib.training import unevenness

sigmoid = jax.nn.sigmoid
STOP = jax.lax.stop_gradient


@pytest.mark.parametrize(
    ("exercise", "args", "answer"),
    [
        (
            checks.cut_patches,
            (np.arange(15.0).reshape(3, 5), 2, 1),
            [
                [0, 1, 5, 6], [1, 2, 6, 7], [2, 3, 7, 8], [3, 4, 8, 9],
                [5, 6, 10, 11], [6, 7, 11, 12], [7, 8, 12, 13], [8, 9, 13, 14],
            ],
        ),
        (
            checks.placed,
            (100.0 * np.arange(6)[:, None], np.array([[10.0], [20]]), np.array([[1.0], [2], [3]])),
            [[11], [112], [213], [321], [422], [523]],
        ),
        # Three patches in a row, whose middles are at 4, 6 and 8. The first word's box has its
        # patch's middle (4, 8) on its corner, the second one lies beside (6, 6) by one pixel.
        (
            checks.pointing_share,
            (
                np.array([[0.1, 0.2, 0.5, 0.2, 0.0, 0.0], [0.0, 0.0, 0.0, 0.4, 0.6, 0.0]]),
                np.array([[0, 0, 4, 8], [5, 7, 9, 9]]),
                3, 8, 2,
            ),
            0.5,
        ),
        (
            checks.gated_context,
            (np.array([8.0, -4]), np.array([1.0, 2, 0]), np.array([1.0, -1, 9]), np.array(1.0)),
            [4.0, -2.0],
        ),
        # The first position had .5 and .25 of real steps, the second .5 and .75.
        (
            checks.uneven,
            (
                np.array([[0.5, 0.5, 0], [0.25, 0.75, 0], [0.9, 0.1, 0]]),
                np.array([True, True, False]),
                np.array([True, True, False]),
            ),
            0.25**2 + 0.25**2,
        ),
    ],
)  # fmt: skip
def test_a_reference_gives_what_a_hand_works_out(exercise, args, answer):
    np.testing.assert_allclose(exercise.reference(*args), answer, rtol=1e-6)


def librarys_share(weights, boxes, columns, size, stride):
    rows = weights.shape[1] // columns
    height, width = ((count - 1) * stride + size for count in (rows, columns))
    reading = GridReading(height, width, size, stride)
    inside = np.stack([reading.inside(tuple(box)) for box in boxes.tolist()])
    return pointed(weights, inside).mean()


@pytest.mark.parametrize(
    ("exercise", "library"),
    [
        (checks.cut_patches, patches),
        (checks.placed, placed),
        (checks.pointing_share, librarys_share),
        (checks.gated_context, gate),
        (checks.uneven, unevenness),
    ],
)
def test_the_library_passes_its_own_check(exercise, library):
    result = exercise(library)
    assert result, result.message
    assert result.remark is None


def cut(corners, pixels=lambda patch: patch.reshape(-1)):
    """Patches by slices, at corners(height, width, size, stride)."""

    def answer(image, size, stride):
        places = corners(*image.shape, size, stride)
        return jnp.stack([pixels(image[y : y + size, x : x + size]) for y, x in places])

    return answer


def corners(h, w, s, d):
    return [(y, x) for y in range(0, h - s + 1, d) for x in range(0, w - s + 1, d)]


def clamped(image, size, stride):
    return jnp.stack(
        [
            jax.lax.dynamic_slice(image, (y, x), (size, size)).reshape(-1)
            for y in range(0, image.shape[0], stride)
            for x in range(0, image.shape[1], stride)
        ]
    )


def hit(at):
    """The share of words for which at(row of weights, box, columns, size, stride) is true."""
    return lambda weights, boxes, *grid: np.mean(
        [at(row, box, *grid) for row, box in zip(weights, boxes, strict=True)]
    )


def within(y, x, box):
    return box[0] <= y <= box[2] and box[1] <= x <= box[3]


def had(weights, real):
    return (weights * real[:, None]).sum(axis=0)


@pytest.mark.thin(8)
@pytest.mark.parametrize(
    ("name", "student", "mistake"),
    [
        ("cut_patches", cut(lambda h, w, s, d: [(y, x) for x in range(0, w - s + 1, d)
         for y in range(0, h - s + 1, d)]), "patches column by column"),
        ("cut_patches", cut(corners, lambda patch: patch.T.reshape(-1)),
         "pixels column by column"),
        ("cut_patches", cut(corners, lambda patch: patch), "squares kept"),
        ("cut_patches", cut(lambda h, w, s, d: corners(h, w, s, 1)), "every pixel"),
        ("cut_patches", cut(lambda h, w, s, d: corners(h, w, s, s)), "side by side"),
        ("cut_patches", cut(lambda h, w, s, d: corners(h - 1, w - 1, s, d)),
         "the last ones missing"),
        ("cut_patches", cut(lambda h, w, s, d: corners(h, h, s, d)), "one side for both"),
        ("cut_patches", cut(lambda h, w, s, d: [(x, y) for y, x in corners(h, w, s, d)]),
         "down and across exchanged"),
        ("cut_patches", cut(lambda h, w, s, d: [(y // d, x // d) for y, x in corners(h, w, s, d)]),
         "places not multiplied"),
        ("cut_patches", clamped, "one in each place"),
        ("cut_patches", lambda i, s, d: i.reshape(-1, s * s), "cut by reshape alone"),
        ("cut_patches", cut(lambda h, w, s, d: [(y, x) for y in range(0, h - d, d)
         for x in range(0, w - d, d)]), "a patch of two strides"),
        ("cut_patches", lambda i, s, d: cut(corners)(i, 8, 4), "the lesson's numbers"),
        ("cut_patches", cut(lambda h, w, s, d: [(j // 8 * d, j % 8 * d) for j in range(64)]),
         "the lesson's numbers"),
        ("cut_patches", lambda i, s, d: cut(corners)(i[::-1], s, d), "the image turned round"),
        ("cut_patches", cut(corners, lambda patch: (patch - patch.mean()).reshape(-1)),
         "other numbers"),
        ("cut_patches", lambda i, s, d: cut(corners)(i.astype(int), s, d), "other numbers"),
        ("placed", lambda h, r, c: h + r[jnp.arange(len(h)) // 8] + c[jnp.arange(len(h)) % 8],
         "the lesson's columns"),
        ("placed", lambda h, r, c: h + r[jnp.arange(len(h)) // int(len(h) ** 0.5)]
         + c[jnp.arange(len(h)) % int(len(h) ** 0.5)], "taken for a square"),
        ("placed", lambda h, r, c: h + jnp.tile(r, (len(c), 1)) + jnp.repeat(c, len(r), axis=0),
         "numbered down the columns"),
        ("placed", lambda h, r, c: h + r[jnp.arange(len(h)) // len(r)]
         + c[jnp.arange(len(h)) % len(r)], "divided by the rows"),
        ("placed", lambda h, r, c: h + r[jnp.arange(len(h)) % len(c)]
         + c[jnp.arange(len(h)) // len(c)], "rows and columns exchanged"),
        ("placed", lambda h, r, c: h.reshape(len(r), len(c), -1) + r[:, None] + c[None],
         "two axes left"),
        ("placed", lambda h, r, c: (r[:, None] + c[None]).reshape(h.shape), "states forgotten"),
        ("placed", lambda h, r, c: h + jnp.repeat(r, len(c), axis=0), "the row alone"),
        ("placed", lambda h, r, c: h + r + c, "shapes that do not fit"),
        ("placed", lambda h, r, c: placed(h, r, c).reshape(len(r), len(c), -1).transpose(1, 0, 2)
         .reshape(h.shape), "turned at the end"),
        ("pointing_share", hit(lambda w, b, n, s, d: within(
         w.argmax() // n * d, w.argmax() % n * d, b)), "the corner"),
        ("pointing_share", hit(lambda w, b, n, s, d: within(
         w.argmax() % n * d + s / 2, w.argmax() // n * d + s / 2, b)),
         "down and across exchanged"),
        ("pointing_share", hit(lambda w, b, n, s, d: within(
         (w.argmax() // n + 0.5) * s, (w.argmax() % n + 0.5) * s, b)), "size for the stride"),
        ("pointing_share", hit(lambda w, b, n, s, d: within(
         w.argmax() // n * d + s // 2, w.argmax() % n * d + s // 2, b)), "a half lost"),
        ("pointing_share", hit(lambda w, b, n, s, d: sum(w[j] for j in range(len(w)) if within(
         j // n * d + s / 2, j % n * d + s / 2, b))), "the weight in the box"),
        ("pointing_share", hit(lambda w, b, n, s, d: within(
         w.argmax() // 8 * 4 + 4, w.argmax() % 8 * 4 + 4, b)), "the lesson's numbers"),
        ("pointing_share", hit(lambda w, b, n, s, d: within(
         (w.argmax() // n + 1) * d, (w.argmax() % n + 1) * d, b)), "half a stride"),
        ("pointing_share", hit(lambda w, b, n, s, d: b[0] < w.argmax() // n * d + s / 2 <= b[2]
         and b[1] <= w.argmax() % n * d + s / 2 <= b[3]), "the edge left out"),
        ("pointing_share", lambda w, b, n, s, d: np.mean([
            within(j // n * d + s / 2, j % n * d + s / 2, box)
            for j, box in zip(w.argmax(0), b, strict=False)]), "over the words"),
        ("gated_context", lambda c, q, w, b: sigmoid(w * q + b) * c, "a gate for each number"),
        ("gated_context", lambda c, q, w, b: sigmoid(w @ q + b) ** 2 * c, "the gate squared"),
        ("gated_context", lambda c, q, w, b: c + sigmoid(w @ q + b) * c, "the context added"),
        ("gated_context", lambda c, q, w, b: sigmoid(w @ q / len(q) ** 0.5 + b) * c, "scaled"),
        ("gated_context", lambda c, q, w, b: jax.nn.hard_sigmoid(w @ q + b) * c,
         "straight pieces"),
        ("gated_context", lambda c, q, w, b: (jnp.tanh(w @ q + b) + 1) / 2 * c, "another slope"),
        ("gated_context", lambda c, q, w, b: c / (1 + jnp.exp(w @ q + b)), "one minus the gate"),
        ("gated_context", lambda c, q, w, b: jnp.exp(w @ q + b) / (1 + jnp.exp(w @ q + b)) * c,
         "overflow"),
        ("gated_context", lambda c, q, w, b: sigmoid(w @ q) * c + b, "bias outside"),
        ("gated_context", lambda c, q, w, b: sigmoid(w @ c + b) * c, "the context asked"),
        ("gated_context", lambda c, q, w, b: sigmoid(w @ q + b) * q, "the query gated"),
        ("gated_context", lambda c, q, w, b: jax.nn.softmax((w @ q + b)[None]) * c,
         "always open"),
        ("uneven", lambda a, r, m: jnp.sum(r * (1 - a.sum(axis=1)) ** 2),
         "summed over the positions"),
        ("uneven", lambda a, r, m: jnp.sum(m * (1 - a.sum(axis=0)) ** 2),
         "steps of padding counted"),
        ("uneven", lambda a, r, m: jnp.sum(m * (1 - jnp.where(r[:, None], a, 1.0).sum(0)) ** 2),
         "padding gives 1"),
        ("uneven", lambda a, r, m: jnp.sum((1 - had(a, r)) ** 2),
         "positions of padding counted"),
        ("uneven", lambda a, r, m: jnp.mean(m * (1 - had(a, r)) ** 2), "divided by the positions"),
        ("uneven", lambda a, r, m: jnp.sum(m * (1 - had(a**2, r))), "squared before the sum"),
        ("uneven", lambda a, r, m: jnp.sum(r * (1 - had(a, m)) ** 2), "masks exchanged"),
        ("uneven", lambda a, r, m: m * (1 - had(a, r)) ** 2, "one number per position"),
        ("uneven", lambda a, r, m: jnp.sum(m * (1 - had(a, r).sum()) ** 2), "summed over all"),
    ],
)  # fmt: skip
def test_a_usual_mistake_has_its_name(name, student, mistake):
    with jax.numpy_rank_promotion("allow"):  # as in a lesson
        result = checks.ALL[name](student, tell="all", seed=0)
    assert not result
    assert result.misconception == mistake, result.message


@pytest.mark.parametrize(
    ("name", "student", "still"),
    [
        ("placed", lambda h, r, c: placed(h, STOP(r), c), "row"),
        ("gated_context", lambda c, q, w, b: STOP(sigmoid(w @ q + b)) * c, "query and weight"),
        ("uneven", lambda a, r, m: unevenness(STOP(a), r, m), "weights"),
        ("cut_patches", lambda i, s, d: patches(STOP(i), s, d), "image"),
    ],
)
def test_a_right_answer_that_teaches_nothing_is_told(name, student, still):
    result = checks.ALL[name](student)
    assert result, result.message
    assert f"no gradient reaches {still}" in result.remark
