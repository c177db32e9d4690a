"""Lesson 05's checks: references against hand and library, mistakes as students write them."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.lessons import checks
from course_lib.model import readouts, scores

LOG3 = np.log(3.0)
E1 = np.exp(-0.5)


@pytest.mark.parametrize(
    ("exercise", "args", "answer"),
    [
        (
            checks.attentional_vector,  # tanh(log 3) = 0.8
            (np.array([1.0]), np.array([2.0]), np.array([[LOG3, 0.0], [0.0, LOG3 / 2]])),
            [0.8, 0.8],
        ),
        (
            checks.additive_scores,
            (np.array([[1.0]]), np.array([[0.0], [-1.0]]), np.array([[LOG3]]), np.array([[LOG3]]),
             np.array([5.0])),
            [[4.0, 0.0]],
        ),
        (
            checks.location_weights,
            (np.array([1.0]), np.array([[0.0, LOG3, 7.0, 9.0]]), np.array([True, True, False])),
            [0.25, 0.75, 0.0],
        ),
        (checks.window_weights, (np.array([9.0, 0.0, LOG3, 9.0]), 1, 0, 4), [0, 1, 0, 0]),
        (checks.window_weights, (np.array([0.0, LOG3, 9.0]), 0, 1, 3), [0.25, 0.75, 0]),
        (checks.window_weights, (np.array([0.0, LOG3, 9.0]), 2, 2, 2), [0.25, 0.75, 0]),
        (checks.window_weights, (np.zeros(3), 4, 1, 2), [0, 0, 0]),
        (
            checks.gaussian_weights,  # sigma 1: the bell is 1 at the centre, e^-1/2 beside it
            (np.zeros(7), 3.0, 2),
            [0, np.exp(-2) / 5, E1 / 5, 1 / 5, E1 / 5, np.exp(-2) / 5, 0],
        ),
        (
            checks.maxout,
            (np.array([1.0]), np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([0.0, 0.0, 2.0, 0.0])),
            [2.0, 5.0],
        ),
    ],
)  # fmt: skip
def test_a_reference_gives_what_a_hand_works_out(exercise, args, answer):
    np.testing.assert_allclose(exercise.reference(*args), answer, atol=1e-12)


def test_the_library_passes_its_own_checks():
    assert checks.maxout(readouts.maxout)
    assert checks.attentional_vector(
        lambda c, s, w: readouts.attentional(jnp.concatenate([c, s]), w)
    )
    over_steps = jax.vmap(scores.additive, in_axes=(0, None, None))
    assert checks.additive_scores(lambda q, h, w, u, v: over_steps(q @ w, h @ u, v)).remark is None


def window(low, high, real=True):
    """A window by slice: `low` and `high` are added to its ends."""

    def weights(scores, centre, half_width, length):
        places = jnp.arange(len(scores))
        inside = (places >= centre - half_width + low) & (places <= centre + half_width + high)
        if real:
            inside = inside & (places < length)
        return jnp.nan_to_num(jax.nn.softmax(jnp.where(inside, scores, -jnp.inf)))

    return weights


def gaussian(centre=lambda p, e: p, sigma=lambda d: d / 2, after=lambda w: w):
    def weights(scores, p, half_width):
        far = jnp.arange(len(scores)) - p
        soft = jax.nn.softmax(jnp.where(jnp.abs(far) <= half_width, scores, -jnp.inf))
        off = jnp.arange(len(scores)) - centre(p, scores)
        return after(soft * jnp.exp(-(off**2) / (2 * sigma(half_width) ** 2)))

    return weights


def test_the_students_answers_below_are_right_but_for_their_mistake():
    assert checks.window_weights(window(0, 0))
    assert checks.gaussian_weights(gaussian())


@pytest.mark.parametrize(
    ("exercise", "student", "name"),
    [
        (
            checks.attentional_vector,
            lambda c, s, w: jnp.tanh(jnp.hstack([s, c]) @ w),
            "joined in the wrong order",
        ),
        (checks.attentional_vector, lambda c, s, w: jnp.hstack([c, s]) @ w, "no tanh"),
        (
            checks.additive_scores,
            lambda q, h, w, u, v: jnp.tanh(((q @ w)[:, None] + (h @ u)[None]) @ v),
            "tanh on the score",
        ),
        (
            checks.additive_scores,
            lambda q, h, w, u, v: ((q @ w)[:, None] + (h @ u)[None]) @ v,
            "no tanh",
        ),
        (
            checks.location_weights,
            lambda q, w, m: jax.nn.softmax(q @ w),
            "not cut to the source",
        ),
        (
            checks.location_weights,
            lambda q, w, m: jax.nn.softmax(q @ w)[: len(m)],
            "softmax before the cut",
        ),
        (
            checks.location_weights,
            lambda q, w, m: jax.nn.softmax((q @ w)[: len(m)]),
            "mask ignored",
        ),
        (checks.window_weights, window(0, -1), "right edge left out"),
        (checks.window_weights, window(1, 0), "left edge left out"),
        (checks.window_weights, window(1, -1), "both edges left out"),
        (checks.window_weights, window(1, 1), "one position too far"),
        (checks.window_weights, window(0, 0, real=False), "padding looked at"),
        (
            checks.window_weights,
            lambda e, c, d, n: jax.nn.softmax(
                jnp.where((abs(jnp.arange(len(e)) - c) <= d) & (jnp.arange(len(e)) < n), e, -1e9)
            ),
            "an empty window looks everywhere",
        ),
        (
            checks.gaussian_weights,
            gaussian(centre=lambda p, e: round(p)),
            "centred on a whole position",
        ),
        (
            checks.gaussian_weights,
            gaussian(centre=lambda p, e: len(e) / 2),
            "centred in the source",
        ),
        (checks.gaussian_weights, gaussian(centre=lambda p, e: 0), "centred at zero"),
        (checks.gaussian_weights, gaussian(sigma=lambda d: d), "sigma is D"),
        (
            checks.gaussian_weights,
            gaussian(sigma=lambda d: (d / 2) ** 0.5),
            "variance for deviation",
        ),
        (checks.gaussian_weights, gaussian(after=lambda w: w / w.sum()), "made to sum to one"),
        (
            checks.maxout,
            lambda x, w, b: jnp.max((x @ w + b).reshape(2, -1), axis=0),
            "halves paired",
        ),
        (
            checks.maxout,
            lambda x, w, b: jnp.maximum(*jnp.split(x @ w + b, 2)),
            "halves paired",
        ),
    ],
)
def test_a_mistake_is_named_as_a_student_would_write_it(exercise, student, name):
    for seed in range(3):
        result = exercise(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message


def test_keys_projected_at_every_step_are_right_and_named_slow():
    def student(queries, states, query_weight, key_weight, v):
        rows = []
        for query in queries:
            keys = states @ key_weight
            rows.append(jnp.tanh((query @ query_weight)[None] + keys) @ v)
        return jnp.stack(rows)

    result = checks.additive_scores(student)
    assert result
    assert "Right, and slow: 2208 multiplications for eight steps where 738 are enough" in (
        result.message
    )
    assert "make them once" in result.message
