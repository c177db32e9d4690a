"""Lesson 06's checks: references against hands, the library's own parts, mistakes as written."""

import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.lessons import checks
from course_lib.lessons.lesson_06 import candidates
from course_lib.search import beam_step, constrained_step

STEPS = [("deletion", 1, "a"), ("substitution", 0, "k")]


def test_one_step_by_hand():
    found = set(checks.one_step.reference("no", "a")) - {"no"}
    assert found == {"o", "n", "on", "ao", "na", "ano", "nao", "noa"}


@pytest.mark.parametrize(("u", "wrong"), [(0.0, "ct"), (0.24, "ct"), (0.26, "kat"), (0.99, "kat")])
def test_the_channel_by_hand(u, wrong):
    assert checks.noisy.reference("cat", STEPS, [0.1, 0.3], u) == wrong


def test_an_interval_by_hand():
    right = np.array([True, False])
    picks = np.array([[0, 0], [0, 1], [1, 1], [1, 0]])
    np.testing.assert_allclose(checks.interval.reference(right, picks), [0.0375, 0.9625])


@pytest.mark.parametrize(
    ("exercise", "library"),
    [
        (checks.one_step, candidates.one_step),
        (checks.rescore, candidates.rescore),
        (checks.interval, candidates.interval),
        (checks.constrained_step, lambda *args: constrained_step(*map(jnp.asarray, args))),
    ],
)
def test_the_library_passes_its_own_check(exercise, library):
    assert exercise(library)


@pytest.mark.parametrize(
    ("exercise", "answer", "name"),
    [
        (
            checks.constrained_step,
            lambda s, p, f, a: beam_step(*map(jnp.asarray, (s, p, f))),
            "the list ignored",
        ),
        (
            checks.constrained_step,
            lambda s, p, f, a: beam_step(
                jnp.asarray(s), jnp.where(jnp.asarray(a), p, 0.0), jnp.asarray(f)
            ),
            "zero for what is not allowed",
        ),
        (
            checks.rescore,
            lambda p, d, z, w: np.argsort(p - w[0] * d + w[1] * z),
            "the worst first",
        ),
        (
            checks.interval,
            lambda r, k: np.percentile(r[k].mean(0), [2.5, 97.5]),
            "the other axis",
        ),
        (
            checks.one_step,
            lambda w, c: {w[:i] + w[i + 1 :] for i in range(len(w))},
            "the four at once",
        ),
        (
            checks.noisy,
            lambda w, s, r, u: checks.noisy.reference(w, s, [1] * len(r), u),
            "rates ignored",
        ),
    ],
)
def test_mistakes_as_they_are_written_get_their_name(exercise, answer, name):
    exercise.reset()
    assert exercise(answer, tell="all", seed=1).misconception == name
