"""Problem set 2's functions: what an answer may look like, beside what its bank knows."""

import re

import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.coursework.nested import place_in
from course_lib.lessons.coursework.ps2 import consensus, framed, nucleus, shelved

pytestmark = pytest.mark.usefixtures("as_a_student_writes")


def told(problem, answer):
    result = problem.exercise(answer, tell="all", seed=0)
    assert not result
    return result.broken


def test_a_stack_of_two_tables_is_a_pair():
    exercise = framed.framed.exercise
    assert exercise(lambda ways: jnp.stack(framed._plain(ways)), seed=0)
    assert "a tuple of 2" in told(framed.framed, lambda ways: framed._plain(ways)[0])
    assert "a tuple of 2" in told(framed.framed, lambda ways: (ways, ways, ways))


def test_a_wrong_number_is_told_by_its_place_in_what_was_returned():
    def other(ways):
        reads, writes = framed._plain(ways)
        return reads, writes.at[0, 0].add(10)

    assert re.match(r"`writes\[0, 0\]` is 1\d where \d is right", told(framed.framed, other))

    def third(sums, *rest):
        going, scores, origin = shelved._plain(sums, *rest)
        return going, scores, origin.at[0].add(len(sums))

    assert told(shelved.shelved, third).startswith("`origin[0]` is ")


def test_the_place_in_dicts_of_dicts_is_told_by_their_keys():
    answer = {"b": {"kernel": np.zeros((2, 3))}, "a": np.zeros(2), "c": np.zeros(())}
    place = place_in(lambda args: (np.zeros(1), answer), "new", "grads")
    told = [place((), index) for index in (0, 1, 7, 9)]
    assert told == ["new[0]", "grads['a'][0]", "grads['b']['kernel'][1, 1]", "grads['c']"]


def test_what_stands_at_an_empty_place_of_the_shelf_does_not_matter():
    def other(sums, log_p, shelf, length, alpha):
        going, scores, origin = shelved._plain(sums, log_p, shelf, length, alpha)
        return going, scores, jnp.where(jnp.isinf(scores), 99, origin)

    assert shelved.shelved.exercise(other, seed=0)

    def worse(sums, log_p, shelf, length, alpha):
        going, scores, origin = shelved._plain(sums, log_p, shelf, length, alpha)
        return going, jnp.where(jnp.isinf(scores), -99.0, scores), origin

    assert not shelved.shelved.exercise(worse, seed=0)


def test_a_step_of_the_beam_is_told_where_it_does_not_fit():
    assert "a tuple of 3" in told(shelved.shelved, lambda sums, *rest: sums)
    assert "wanted numbers of shape [3, 2]" in told(
        shelved.shelved, lambda sums, *rest: (sums, sums, sums)
    )


def test_no_case_of_the_nucleus_hangs_on_a_rounding():
    """The sum never comes near `share` between two words."""
    for seed in range(50):
        for case in nucleus.nucleus.exercise.draw(np.random.default_rng(seed)):
            logits, temperature, share = case.args
            p = np.sort(softmax(np.asarray(logits, np.float64) / temperature))[::-1]
            gaps = np.abs(np.cumsum(p)[:-1] - share)[p[1:] > 0]
            assert share == 1 or gaps.min() > 1e-3


def test_no_case_of_the_beam_hangs_on_a_rounding():
    """No two sums or scores between which the step has to choose are nearly alike."""
    for seed in range(50):
        for case in shelved.shelved.exercise.draw(np.random.default_rng(seed)):
            sums, log_p, shelf, length, alpha = case.args
            totals = (sums[:, None] + log_p).astype(float)
            scores = np.append(shelf, totals[:, 2] / shelved.penalty(length, alpha))
            for values in (np.delete(totals, 2, axis=1).ravel(), scores):
                best = np.sort(values[np.isfinite(values)])[::-1][: len(sums) + 1]
                assert (np.diff(best) < -1e-5).all(), case.label


def test_an_answer_is_compared_with_its_twin():
    twins = np.array([[5, 6, 2], [5, 6, 2], [7, 2, 0]])
    assert np.allclose(consensus._loop(twins, 9), [0.5, 0.5, 0])
