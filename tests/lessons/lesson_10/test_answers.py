"""Lesson 10's checks: references against numbers worked out by hand, mistakes as students write."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.lessons import checks


@pytest.fixture(autouse=True)
def _forget_failures():
    for exercise in checks.ALL.values():
        exercise.reset()


@pytest.mark.parametrize(
    ("exercise", "args", "answer"),
    [
        # ab = 3, so tanh = 1 - 2/4; and ab = 1, so tanh = 0.
        (
            checks.scores_from_exponentials,
            (np.array([[3.0, 2.0]]), np.array([[1.0, 0.5]]), np.array([8.0, 5.0])),
            [[4.0]],
        ),
        # tanh 1/2 has the slope 3/4, tanh 0 the slope 1: 2 * (3/4 * 10 + 1 * 100).
        (
            checks.query_gradient,
            (np.array([[3.0]]), np.array([[1.0], [1 / 3]]), np.array([2.0]), np.array([[10, 100]])),
            [[215.0]],
        ),
        (checks.shortest_time, (np.array([8.0, 8.0]), np.array([1.0, 6.0]), 4.0, 2.0), [2.0, 3.0]),
        (
            checks.projected_contexts,
            (np.array([[0.25, 0.75]]), np.array([[4.0], [8.0]]), np.array([[1.0, -1.0]])),
            [[7.0, -7.0]],
        ),
    ],
)
def test_a_reference_gives_what_a_hand_works_out(exercise, args, answer):
    np.testing.assert_allclose(exercise.reference(*args), answer, atol=1e-9)


def reciprocal(a, b):
    return 1 / (1 + a[:, None] * b[None])


def slope(power=2, by=True):
    def gradient(a, b, v, g):
        hidden = reciprocal(a, b) ** power
        return 4 * v[None] * a * jnp.einsum("tj,tjk->tk", g, hidden * b[None] if by else hidden)

    return gradient


def test_the_students_answers_below_are_right_but_for_their_mistake():
    assert checks.query_gradient(slope())
    assert checks.scores_from_exponentials(lambda a, b, v: v.sum() - 2 * reciprocal(a, b) @ v)


@pytest.mark.thin(4)
@pytest.mark.parametrize(
    ("exercise", "student", "name"),
    [
        (
            checks.scores_from_exponentials,
            lambda a, b, v: v.sum() - reciprocal(a, b) @ v,
            "one for two",
        ),
        (
            checks.scores_from_exponentials,
            lambda a, b, v: -2 * reciprocal(a, b) @ v,
            "one left out",
        ),
        (
            checks.scores_from_exponentials,
            lambda a, b, v: jnp.tanh(jnp.log(a)[:, None] + jnp.log(b)[None]) @ v,
            "taken twice",
        ),
        (
            checks.scores_from_exponentials,
            lambda a, b, v: len(v) - 2 * reciprocal(a, b) @ v,
            "K for the sum of v",
        ),
        (checks.query_gradient, slope(power=1), "R not squared"),
        (checks.query_gradient, slope(by=False), "b left out"),
        (
            checks.query_gradient,
            lambda a, b, v, g: slope()(a, b, v, jnp.ones_like(g)),
            "g left out",
        ),
        (
            checks.query_gradient,
            lambda a, b, v, g: jax.grad(
                lambda a: jnp.sum(g * ((1 - 2 * reciprocal(a, b)) @ v)),
            )(a),
            "derivative by a",
        ),
        (
            checks.shortest_time,
            lambda n, m, rate, bandwidth: jnp.minimum(rate, n / m * bandwidth),
            "rate for time",
        ),
        (
            checks.shortest_time,
            lambda n, m, rate, bandwidth: n / rate + m / bandwidth,
            "added",
        ),
        (
            checks.projected_contexts,
            lambda w, h, m: jax.nn.softmax(w, axis=-1) @ (h @ m),
            "softmax again",
        ),
        (
            checks.projected_contexts,
            lambda w, h, m: h[jnp.argmax(w, axis=1)] @ m,
            "heaviest position only",
        ),
    ],
)
def test_a_mistake_is_named_as_a_student_would_write_it(exercise, student, name):
    for seed in range(3):
        result = exercise(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message


@pytest.mark.parametrize(
    ("student", "counts"),
    [
        (
            lambda w, h, m: (w @ h) @ m,
            "864 multiplications for many steps, few positions where 308",
        ),
        (
            lambda w, h, m: w @ (h @ m),
            "896 multiplications for few steps, many positions where 276",
        ),
    ],
)
def test_a_fixed_order_of_products_is_right_and_named_slow(student, counts):
    result = checks.projected_contexts(student)
    assert result
    assert f"Right, and slow: {counts} are enough" in result.message


def test_a_detour_by_logarithms_gives_the_right_numbers_and_is_refused():
    def student(a, b, v):
        return jnp.tanh(jnp.log(a)[:, None] / 2 + jnp.log(b)[None] / 2) @ v

    result = checks.scores_from_exponentials(student, tell="all", seed=0)
    assert not result
    assert "the program holds log and tanh, which was to be left out" in result.message
    assert "Not a mistake I know" not in result.message
