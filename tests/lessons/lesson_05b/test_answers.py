"""Lesson 05b's checks: references against hand and library, mistakes as students write them."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.data import COPY, Batches
from course_lib.lessons import checks
from course_lib.lessons.lesson_05b.as_parts import through_length
from course_lib.model import Parts, build
from course_lib.model.alignments import windows
from course_lib.training import Recipe, fit

LOG3 = np.log(3.0)
E1 = np.exp(-0.5)


@pytest.mark.parametrize(
    ("exercise", "args", "answer"),
    [
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
            (np.zeros(7), 3.0, 2, 7),
            [0, np.exp(-2) / 5, E1 / 5, 1 / 5, E1 / 5, np.exp(-2) / 5, 0],
        ),
        (checks.gaussian_weights, (np.zeros(4), 1.0, 2, 2), [E1 / 2, 1 / 2, 0, 0]),
        # sigmoid(log 3) = 3/4: the sum is 2 log 3 before the root of 4 is taken out.
        (
            checks.predicted_centre,
            (np.full(4, 30.0), np.eye(4), np.full(4, LOG3 / 2), 8),
            5.0,
        ),
    ],
)
def test_a_reference_gives_what_a_hand_works_out(exercise, args, answer):
    np.testing.assert_allclose(exercise.reference(*args), answer, atol=1e-12)


def test_the_library_passes_its_own_checks():
    for name in ("window_weights", "gaussian_weights"):
        library = getattr(windows, name)

        def answer(scores, centre, half_width, length, library=library):
            mask = jnp.arange(len(scores)) < length
            return library(jnp.asarray(scores), mask, jnp.float32(centre), half_width)

        assert checks.ALL[name](answer)
    assert checks.predicted_centre(windows.predicted_centre)


def window(low, high, real=True):
    """A window by slice: `low` and `high` are added to its ends."""

    def weights(scores, centre, half_width, length):
        places = jnp.arange(len(scores))
        inside = (places >= centre - half_width + low) & (places <= centre + half_width + high)
        if real:
            inside = inside & (places < length)
        return jnp.nan_to_num(jax.nn.softmax(jnp.where(inside, scores, -jnp.inf)))

    return weights


def gaussian(centre=lambda p, e: p, sigma=lambda r: r / 2, after=lambda w: w, far=abs):
    def weights(scores, p, half_width, length):
        places = jnp.arange(len(scores))
        inside = (far(places - p) <= half_width) & (places < length)
        soft = jax.nn.softmax(jnp.where(inside, scores, -jnp.inf))
        off = places - centre(p, scores)
        return after(soft * jnp.exp(-(off**2) / (2 * sigma(half_width) ** 2)))

    return weights


def centre(root=lambda n: n**0.5, less=1, share=jax.nn.sigmoid, hidden=jnp.tanh):
    def answer(query, weight, v, length):
        return length * share(hidden(query @ weight) @ v / root(len(query))) - less

    return answer


def test_the_students_answers_below_are_right_but_for_their_mistake():
    assert checks.window_weights(window(0, 0))
    assert checks.gaussian_weights(gaussian())
    assert checks.predicted_centre(centre())


@pytest.mark.parametrize(
    ("exercise", "student", "name"),
    [
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
            lambda e, c, r, n: jax.nn.softmax(
                jnp.where((abs(jnp.arange(len(e)) - c) <= r) & (jnp.arange(len(e)) < n), e, -1e9)
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
        (checks.gaussian_weights, gaussian(sigma=lambda r: r), "sigma is R"),
        (
            checks.gaussian_weights,
            gaussian(sigma=lambda r: (r / 2) ** 0.5),
            "variance for deviation",
        ),
        (checks.gaussian_weights, gaussian(after=lambda w: w / w.sum()), "made to sum to one"),
        (
            checks.gaussian_weights,  # < for <=
            gaussian(far=lambda x: abs(x) * (1 + 1e-6)),
            "edge left out",
        ),
        (checks.predicted_centre, centre(less=0), "counted from one"),
        (checks.predicted_centre, centre(root=lambda n: 1), "no root"),
        (checks.predicted_centre, centre(root=lambda n: n), "divided by D"),
        (checks.predicted_centre, centre(share=lambda x: x), "no sigmoid"),
        (checks.predicted_centre, centre(share=jnp.tanh), "tanh for sigmoid"),
        (checks.predicted_centre, centre(hidden=lambda x: x), "no tanh"),
    ],
)
def test_a_mistake_is_named_as_a_student_would_write_it(exercise, student, name):
    for seed in range(3):
        result = exercise(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message


def test_a_window_that_has_left_the_source_harms_no_gradient():
    """The answer's own gradient is NaN there."""
    scores, mask = jnp.ones(4), jnp.array([True, True, False, False])

    def total(scores):
        return jnp.sum(through_length(window(0, 0), scores, mask, jnp.float32(9.0), 1) ** 2)

    assert np.isfinite(jax.grad(total)(scores)).all()
    assert not through_length(window(0, 0), scores, mask, jnp.float32(9.0), 1).any()


@pytest.mark.long
@pytest.mark.parametrize(
    ("row", "answers"),
    [
        ("luong_local_m", {"window_weights": window(0, 0)}),
        ("luong_local_p", {"gaussian_weights": gaussian(), "predicted_centre": centre()}),
    ],
)
def test_what_a_student_wrote_trains_as_the_librarys(row, answers):
    losses = []
    for own in (False, True):
        parts = {}
        for name, answer in answers.items():
            assert checks.ALL[name](answer)
            library = getattr(windows, name)
            parts[name] = checks.ALL[name].yours_or(library) if own else library
            checks.ALL[name].reset()
        model = build(row, COPY.vocab, hidden=8, window=1, parts=Parts(**parts))
        stream = Batches(COPY, batch=4, lengths=(3, 8), edges=(8,))
        history = fit(model, stream, Recipe(steps=10, warmup=2), progress=False)
        losses.append(history.loss)
    np.testing.assert_allclose(losses[0], losses[1], atol=1e-5)
