"""Lesson 09b's checks: references against numbers worked out by hand, and usual mistakes."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.kernels.mel import log_mel_frame, mel, mel_filters
from course_lib.kernels.stacking import stack_frames
from course_lib.lessons import checks
from course_lib.lessons.lesson_09b.pieces import next_weights
from course_lib.model import location_features

STOP = jax.lax.stop_gradient
MELS = np.array([0.0, 100, 200, 300, 400, 500, 600])


@pytest.mark.parametrize(
    ("exercise", "args", "answer"),
    [
        (checks.mel_triangle, (MELS, 100.0, 200.0, 600.0), [0, 0, 1, 0.75, 0.5, 0.25, 0]),
        (checks.mel_triangle, (MELS, 50.0, 450.0, 550.0), [0, 0.125, 0.375, 0.625, 0.875, 0.5, 0]),
        # The window is 0, 1/2, 1, 1/2: the transform of 0, 2, 0, -2 is 0, -4i, 0, of powers 0, 16
        # and 0; 10 log10(8) and 10 log10(160).
        (
            checks.frame_levels,
            (np.array([9.0, 4, 0, -4]), np.array([[7.0, 0.5, 0], [0, 10, 3], [1, 0, 1]])),
            [9.0309, 22.0412, -100],
        ),
        # Of two samples the second alone counts; its transform is as large everywhere.
        (
            checks.frame_levels,
            (np.array([5.0, 10]), np.array([[1.0, 0, 0], [0, 0, 0.1]])),
            [20, 10],
        ),
        (
            checks.stacked,
            (np.arange(1.0, 11).reshape(5, 2), 2),
            [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 0, 0]],
        ),
        (checks.stacked, (np.array([[1.0, 2, 3]]), 2), [[1, 2, 3, 0, 0, 0]]),
        (
            checks.looked_before,
            (np.array([0.5, 0.2, 0.3]), np.array([[1.0, 0], [10, 0], [100, 1]])),
            [[25, 0.2], [32.5, 0.3], [3.2, 0]],
        ),
        # Inside the tanh 0 and far beyond 1: scores of 0 and log 3.
        (
            checks.next_weights,
            (
                np.array([1.0]),
                np.array([[2.0], [-1]]),
                np.array([[1.0, 1], [40, 0]]),
                np.array([[1.0], [-4]]),
                np.array([np.log(3)]),
            ),
            [0.25, 0.75],
        ),
    ],
)  # fmt: skip
def test_a_reference_gives_what_a_hand_works_out(exercise, args, answer):
    np.testing.assert_allclose(exercise.reference(*args), answer, rtol=1e-5, atol=1e-12)


def librarys_triangle(mels, left, centre, right):
    """The library's filters are triangles of equally wide sides; with others it has nothing."""
    return np.interp(mels, [left, centre, right], [0.0, 1.0, 0.0])


@pytest.mark.parametrize(
    ("exercise", "library"),
    [
        (checks.mel_triangle, librarys_triangle),
        (checks.frame_levels, log_mel_frame),
        (checks.stacked, stack_frames),
        (checks.looked_before, location_features),
        (checks.next_weights, next_weights),
    ],
)
def test_the_library_passes_its_own_check(exercise, library):
    result = exercise(library)
    assert result, result.message
    assert result.remark is None


def test_triangles_make_the_librarys_filters():
    mels = mel(np.arange(257) * 8000 / 512)
    corners = np.linspace(0.0, mels[-1], 34)
    made = [checks.mel_triangle.reference(mels, *corners[m : m + 3]) for m in range(32)]
    np.testing.assert_allclose(np.array(made), mel_filters(), atol=1e-9)


def hann(count):
    return (1 - np.cos(2 * np.pi * np.arange(count) / count)) / 2


def level(window=hann, power=lambda z: np.abs(z) ** 2, log=None):
    def answer(x, f):
        levels = f @ power(np.fft.rfft(x * window(len(x)), 2 * f.shape[1] - 2))
        return log(levels) if log else 10 * np.log10(np.maximum(levels, 1e-10))

    return answer


def slid(pad):
    def answer(weights, filters):
        padded = pad(weights, len(filters) // 2)
        return jnp.stack([padded[j : j + len(filters)] @ filters for j in range(len(weights))])

    return answer


def summed(weights, filters, distances):
    far, out = len(filters) // 2, 0
    padded = jnp.pad(weights, far)
    for d in distances:
        out = out + padded[far + d : far + d + len(weights), None] * filters[d + far]
    return out


def filled(frames, stack):
    return jnp.pad(frames, ((0, -len(frames) % stack), (0, 0)))


@pytest.mark.thin(8)
@pytest.mark.parametrize(
    ("name", "student", "mistake"),
    [
        ("mel_triangle", lambda m, a, c, b: np.minimum((m - a) / (c - a), (b - m) / (b - c)),
         "not clipped at 0"),
        ("mel_triangle", lambda m, a, c, b: np.clip((m - a) / (c - a), 0, 1),
         "only the rising side"),
        ("mel_triangle", lambda m, a, c, b: ((a <= m) & (m <= b)).astype(float), "a box"),
        ("mel_triangle", lambda m, a, c, b: np.maximum(0, 1 - abs(m - c) / (c - a)),
         "one width for both sides"),
        ("mel_triangle", lambda m, a, c, b: np.interp(m, [a, c, b], [0, 2 / (b - a), 0]),
         "an area of 1"),
        ("mel_triangle", lambda m, a, c, b: np.interp(m, [a, (a + b) / 2, b], [0, 1, 0]),
         "the centre in the middle"),
        ("mel_triangle", lambda m, a, c, b: (m - a) / (c - a) * ((a < m) & (m < c))
         + (b - m) / (b - c) * ((c < m) & (m < b)), "the centre left out"),
        ("mel_triangle", lambda m, a, c, b: np.maximum(
         0, np.minimum((c - m) / (c - a), (m - c) / (b - c))), "both lines 0 at the centre"),
        ("frame_levels", level(lambda count: 1), "no window"),
        ("frame_levels", level(np.hanning), "a symmetric window"),
        ("frame_levels", level(np.hamming), "another window"),
        ("frame_levels", level(power=np.abs), "not squared"),
        ("frame_levels", level(log=lambda p: 10 * np.log10(p)), "no floor"),
        ("frame_levels", level(log=lambda p: 10 * np.log10(p + 1e-10)), "the floor added"),
        ("frame_levels", level(log=lambda p: 10 * np.log(np.maximum(p, 1e-10))),
         "another logarithm"),
        ("frame_levels", level(log=lambda p: 20 * np.log10(np.maximum(p, 1e-10))), "20 times"),
        ("frame_levels", lambda x, f: f @ np.abs(np.fft.fft(x * hann(len(x)), 2 * len(f[0]) - 2)),
         "a product that does not fit"),
        ("frame_levels", lambda x, f: f @ np.abs(np.fft.rfft(x * hann(len(x)))) ** 2,
         "a product that does not fit"),
        ("stacked", lambda x, s: x[: len(x) // s * s].reshape(-1, s * x.shape[1]),
         "the rest cut off"),
        ("stacked", lambda x, s: x.reshape(-1, s * x.shape[1]),
         "a reshape that does not come out even"),
        ("stacked", lambda x, s: filled(x, s).reshape(-1, s * 32), "32 bands"),
        ("stacked", lambda x, s: jnp.pad(x, (0, -len(x) % s)).reshape(-1, s * x.shape[1]),
         "bands filled"),
        ("stacked", lambda x, s: filled(x, s).reshape(s, -1), "cut into `stack` rows"),
        ("stacked", lambda x, s: filled(x, s).reshape(-1, s, x.shape[1]).mean(axis=1),
         "mean of the frames"),
        ("stacked", lambda x, s: x[::s], "frames left out"),
        ("stacked", lambda x, s: jnp.pad(x, ((-len(x) % s, 0), (0, 0))).reshape(
         -1, s * x.shape[1]), "filled in front"),
        ("stacked", lambda x, s: jnp.pad(x, ((0, s - len(x) % s), (0, 0))).reshape(
         -1, s * x.shape[1]), "a row too many"),
        ("stacked", lambda x, s: filled(x, s).reshape(-1, s, x.shape[1]).swapaxes(1, 2).reshape(
         -1, s * x.shape[1]), "band by band"),
        ("looked_before", lambda a, f: jax.vmap(
         lambda one: jnp.convolve(a, one, "same"), 1, 1)(f),
         "turned round, and as long as the filter"),
        ("looked_before", lambda a, f: slid(jnp.pad)(a, f[::-1]), "the filter turned round"),
        ("looked_before", lambda a, f: summed(a, f, range(-(len(f) // 2), len(f) // 2)),
         "the last tap missing"),
        ("looked_before", lambda a, f: sum(jnp.pad(a, 16)[d : d + len(a), None] * f[d]
         for d in range(33)), "the width fixed"),
        ("looked_before", lambda a, f: jnp.stack([jnp.pad(a, 16)[d : d + len(a)]
         for d in range(33)], axis=1) @ f, "the width fixed"),
        ("looked_before", lambda a, f: jax.vmap(
         lambda one: jnp.convolve(a, one[::-1], "same"), 1, 1)(f), "as long as the filter"),
        ("looked_before", slid(lambda a, d: jnp.pad(a, (0, 2 * d))), "only what comes after"),
        ("looked_before", slid(lambda a, d: jnp.pad(a, (2 * d, 0))), "only what came before"),
        ("looked_before", slid(lambda a, d: jnp.pad(a, d, "edge")), "ends repeated"),
        ("looked_before", slid(lambda a, d: jnp.pad(a, d, "wrap")), "wraps round"),
        ("looked_before", lambda a, f: a[:, None] * f[len(f) // 2], "only the middle"),
        ("looked_before", lambda a, f: slid(jnp.pad)(a, f).T, "a row for each filter"),
        ("looked_before", lambda a, f: slid(jnp.pad)(a, f) / len(f), "a mean"),
        ("looked_before", lambda a, f: slid(jnp.pad)(a, f) / summed(
         jnp.ones(len(a)), jnp.ones((len(f), 1)), range(-(len(f) // 2), len(f) // 2 + 1)),
         "a mean"),
        ("next_weights", lambda q, h, f, V, v: jax.nn.softmax(jnp.tanh(q + h) @ v),
         "by content alone"),
        ("next_weights", lambda q, h, f, V, v: jnp.tanh(q + h + f @ V) @ v, "no softmax"),
        ("next_weights", lambda q, h, f, V, v: jax.nn.softmax((q + h + f @ V) @ v), "no tanh"),
        ("next_weights", lambda q, h, f, V, v: jax.nn.softmax(
         jnp.tanh(q + h) @ v + (f @ V).sum(axis=1)), "the features after the tanh"),
        ("next_weights", lambda q, h, f, V, v: jax.nn.softmax(jnp.tanh(q + h + f) @ v),
         "without V"),
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
        ("stacked", lambda x, s: stack_frames(STOP(x), s), "frames"),
        ("looked_before", lambda a, f: location_features(STOP(a), f), "weights"),
        ("looked_before", lambda a, f: location_features(a, STOP(f)), "filters"),
        ("next_weights", lambda q, h, f, V, v: next_weights(q, h, STOP(f), V, v), "features"),
    ],
)
def test_a_right_answer_that_teaches_nothing_is_told(name, student, still):
    result = checks.ALL[name](student)
    assert result, result.message
    assert f"no gradient reaches {still}" in result.remark
