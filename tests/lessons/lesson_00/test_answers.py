"""Lesson 00's checks: references against numbers worked out by hand, mistakes as students write."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from course_lib.kernels import masks
from course_lib.lessons import checks

REAL = np.array([[True, True, False], [True, False, False]])


@pytest.mark.parametrize(
    ("exercise", "args", "answer"),
    [
        (
            checks.batch_scores,
            (
                np.array([[[1.0, 2.0]], [[0.0, 3.0]]]),
                np.array([[[1.0, 1.0], [4.0, 0.0]], [[5.0, 1.0], [0.0, -1.0]]]),
            ),
            [[[3.0, 4.0]], [[3.0, -3.0]]],
        ),
        (
            checks.running_average,
            (np.array([[1.0, 3.0, 8.0], [10.0, 0.0, 5.0]]),),
            [[1.0, 2.0, 4.0], [10.0, 5.0, 5.0]],
        ),
        (
            checks.clip_by_global_norm,
            (np.array([[3.0, 0.0]]), np.array([[0.0, 4.0]]), 1.0),
            [[[0.6, 0.0]], [[0.0, 0.8]]],
        ),
        (
            checks.clip_by_global_norm,
            (np.array([[3.0, 0.0]]), np.array([[0.0, 4.0]]), 5.0),
            [[[3.0, 0.0]], [[0.0, 4.0]]],
        ),
        (
            checks.clip_by_global_norm,
            (np.zeros((1, 2)), np.zeros((1, 2)), 1.0),
            [[[0.0, 0.0]], [[0.0, 0.0]]],
        ),
        (checks.masked_mean, (np.array([[1.0, 2.0, 50.0], [6.0, np.inf, 50.0]]), REAL), 3.0),
        (checks.masked_mean, (np.ones((2, 3)), np.zeros((2, 3), bool)), 0.0),
    ],
)
def test_a_reference_gives_what_a_hand_works_out(exercise, args, answer):
    np.testing.assert_allclose(exercise.reference(*args), answer, atol=1e-12)


def test_the_library_passes_its_own_check():
    assert checks.masked_mean(masks.masked_mean)


def clipped_by_optax_per_array(kernel, recurrent, limit):
    clip = optax.clip_by_global_norm(limit)
    return [clip.update(gradient, clip.init(gradient))[0] for gradient in (kernel, recurrent)]


def clipped_always(kernel, recurrent, limit):
    norm = jnp.sqrt(jnp.sum(kernel**2) + jnp.sum(recurrent**2))
    return kernel * limit / norm, recurrent * limit / norm


def clipped_without_root(kernel, recurrent, limit):
    factor = jnp.minimum(1.0, limit / (jnp.sum(kernel**2) + jnp.sum(recurrent**2)))
    return kernel * factor, recurrent * factor


def averages_carried(values):
    def step(carry, value):
        total, count = carry[0] + value, carry[1] + 1
        return (total, count), total / count

    return jax.lax.scan(step, (0.0, 0), values.reshape(-1))[1].reshape(values.shape)


def averages_down_the_batch(values):
    def step(carry, row):
        total, count = carry[0] + row, carry[1] + 1
        return (total, count), total / count

    return jax.lax.scan(step, (jnp.zeros(values.shape[1]), 0), values)[1]


def averages_of_averages(values):
    def step(average, value):
        average = 0.5 * (average + value)
        return average, average

    return jax.vmap(lambda row: jax.lax.scan(step, 0.0, row)[1])(values)


def scores_of_all_with_all(queries, keys):
    over_keys = jax.vmap(jnp.dot, (None, 0))
    return jax.vmap(jax.vmap(jax.vmap(over_keys, (None, 0)), (0, None)), (0, None))(queries, keys)


@pytest.mark.thin(2)
@pytest.mark.parametrize(
    ("exercise", "student", "name"),
    [
        (checks.clip_by_global_norm, clipped_by_optax_per_array, "clipped per array"),
        (
            checks.clip_by_global_norm,
            lambda k, r, c: (jnp.clip(k, -c, c), jnp.clip(r, -c, c)),
            "clipped per number",
        ),
        (checks.clip_by_global_norm, clipped_always, "always scaled to the limit"),
        (checks.clip_by_global_norm, clipped_without_root, "no square root"),
        (checks.running_average, averages_carried, "state carried across the sequences"),
        (checks.running_average, averages_down_the_batch, "along the batch"),
        (checks.running_average, averages_of_averages, "average of average and value"),
        (checks.running_average, lambda v: jnp.cumsum(v, axis=1), "running sum"),
        (checks.running_average, lambda v: jnp.cumsum(v, 1) / v.shape[1], "divided by the length"),
        (checks.masked_mean, lambda v, m: jnp.mean(v), "padding counted"),
        (checks.masked_mean, lambda v, m: jnp.mean(v * m), "divided by the padded length"),
        (
            checks.masked_mean,
            lambda v, m: jnp.mean(jnp.where(m, v, 0.0)),
            "divided by the padded length",
        ),
        (checks.masked_mean, lambda v, m: jnp.mean(v, where=m), "nothing real gives NaN"),
        (checks.masked_mean, lambda v, m: jnp.sum(v * m) / jnp.sum(m), "nothing real gives NaN"),
        (
            checks.masked_mean,
            lambda v, m: jnp.mean(jnp.mean(v, axis=1, where=m)),
            "mean of the sentences' means",
        ),
        (
            checks.masked_mean,
            # Without the cast XLA may turn the product into a choice, which is right.
            lambda v, m: jnp.sum(v * m.astype(v.dtype)) / jnp.maximum(jnp.sum(m), 1),
            "padding multiplied away",
        ),
        (checks.batch_scores, scores_of_all_with_all, "every sentence with every other"),
        (
            checks.batch_scores,
            lambda q, k: jnp.einsum("btk,bjk->bjt", q, k),
            "sources before targets",
        ),
        (
            checks.batch_scores,
            lambda q, k: q @ k.reshape(k.shape[0], k.shape[2], -1),
            "keys reshaped",
        ),
    ],
)
def test_a_mistake_is_named_as_a_student_would_write_it(exercise, student, name):
    for seed in range(3):
        result = exercise(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message


def test_clipping_per_array_is_told_by_its_two_factors():
    checks.clip_by_global_norm.reset()
    broken = checks.clip_by_global_norm(clipped_by_optax_per_array, seed=0).broken
    assert "kernel has 0.125 of its norm left, recurrent 1" in broken
    checks.clip_by_global_norm.reset()
