"""A right answer that wastes work passes and is told; the count is of multiplications."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.lessons import checks
from course_lib.lessons.checking.costs import SLACK, Cost, multiplications, remark
from course_lib.lessons.checks import Case

A, B = np.ones((3, 4), np.float32), np.ones((4, 5), np.float32)
WITH_COSTS = {name: exercise for name, exercise in checks.ALL.items() if exercise.cost}


@pytest.mark.parametrize(
    ("function", "count"),
    [
        (lambda a, b: a @ b, 3 * 4 * 5),
        (lambda a, b: jnp.einsum("ij,jk->ik", a, b), 3 * 4 * 5),
        (lambda a, b: (a[:, :, None] * b[None]).sum(axis=1), 3 * 4 * 5),
        (lambda a, b: a + b[:, :3].T, 0),
        (lambda a, b: jax.vmap(lambda row: row @ b)(a), 3 * 4 * 5),
        (lambda a, b: jnp.stack([a @ b for _ in range(7)]), 7 * 60),
        (lambda a, b: jax.lax.map(lambda _: a @ b, jnp.arange(7)), 7 * 60),
        (lambda a, b: jax.jit(lambda x: x @ b)(a), 60),
        (lambda a, b: jax.checkpoint(lambda x: x @ b)(a), 60),
        (
            lambda a, b: jax.lax.cond(
                a.sum() > 0, lambda: a @ b, lambda: jnp.ones((3, 5)) * (a @ b)
            ),
            60 + 15,
        ),
        (lambda a, b: np.asarray(a) @ np.asarray(b), None),
        (lambda a, b: a * float(b[0, 0]), None),
    ],
)
def test_multiplications_by_hand(function, count):
    assert multiplications(function, (A, B)) == count


def test_arguments_that_are_no_arrays_are_given_as_they_are():
    assert multiplications(lambda a, n: a[:n] @ jnp.ones((4, 2)), (A, 2)) == 2 * 4 * 2


def test_the_slack_is_the_border():
    cost = Cost(lambda args: 60, "Do it once", ())
    cases = [Case("a case", (A, B))]

    def wasting(extra):
        return lambda a, b: (a @ b) + jnp.ones(extra) @ jnp.ones(extra)

    assert remark(cost, wasting(int(60 * (SLACK - 1))), cases) is None
    told = remark(cost, wasting(int(60 * (SLACK - 1)) + 1), cases)
    assert told == "Right, and slow: 91 multiplications for a case where 60 are enough. Do it once."


def test_the_worst_case_is_told():
    cost = Cost(lambda args: 60, "Do it once", ())
    cases = [Case("one time", (A, B, 2)), Case("more times", (A, B, 5)), Case("few", (A, B, 3))]
    told = remark(cost, lambda a, b, n: sum(a @ b for _ in range(n)), cases)
    assert "300 multiplications for more times" in told


def test_some_exercise_looks_at_the_cost():
    assert "additive_scores" in WITH_COSTS


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        pytest.param(exercise, answer, id=f"{name}-{k}")
        for name, exercise in WITH_COSTS.items()
        for k, answer in enumerate(exercise.cost.slow)
    ],
)
def test_a_slow_answer_passes_and_is_told(exercise, answer):
    for tell in ("ladder", "all"):
        result = exercise(answer, tell=tell, seed=0)
        assert result.passed
        assert result.remark.startswith("Right, and slow: ")
        assert exercise.cost.remark in result.remark
        assert result.message == f"{exercise.name}: passed\n{result.remark}"


@pytest.mark.parametrize("name", WITH_COSTS)
def test_right_answers_are_not_slow_and_wrong_ones_get_no_remark(name):
    exercise = WITH_COSTS[name]
    for answer in exercise.right:
        assert exercise(answer, seed=0).remark is None
    assert exercise(lambda *args: jnp.zeros(()), tell="all", seed=0).remark is None


def test_an_answer_that_leaves_jax_passes_and_nothing_is_said_of_its_cost():
    result = checks.additive_scores(
        lambda q, h, w, u, v: checks.additive_scores.reference(*map(np.asarray, (q, h, w, u, v)))
    )
    assert result.passed
    assert result.remark.startswith("Right, but it cannot be compiled yet")
    assert checks.additive_scores.cost.remark not in result.remark
