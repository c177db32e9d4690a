"""Lesson 05's checks: references against hand and library, mistakes as students write them."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.lessons import checks
from course_lib.model import readouts
from course_lib.model.score_functions import additive

LOG3 = np.log(3.0)


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
    over_steps = jax.vmap(additive, in_axes=(0, None, None))
    assert checks.additive_scores(lambda q, h, w, u, v: over_steps(q @ w, h @ u, v)).remark is None


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
