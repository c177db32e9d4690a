"""Schedules of scheduled sampling, against hand-computed values."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.training.schedules import Constant, Exponential, InverseSigmoid, Linear, Schedule

DECAYS = [Linear(steps=40), Exponential(half=20), InverseSigmoid(half=20)]


def test_linear_by_hand():
    found = Linear(steps=40, least=0.2)(jnp.array([0, 10, 20, 40, 1000]))
    np.testing.assert_allclose(found, [1.0, 0.8, 0.6, 0.2, 0.2], atol=1e-6)
    c, k, least = (1 - 0.2) / 40, 1.0, 0.2  # the paper's constants
    wanted = [max(least, k - c * i) for i in range(60)]
    np.testing.assert_allclose(Linear(40, 0.2)(jnp.arange(60)), wanted, atol=1e-6)


def test_exponential_is_halved_every_half_steps():
    found = Exponential(half=20)(jnp.array([0, 20, 40, 60]))
    np.testing.assert_allclose(found, [1.0, 0.5, 0.25, 0.125], atol=1e-6)
    k = 2 ** (-1 / 20)
    np.testing.assert_allclose(Exponential(20)(7), k**7, atol=1e-6)


@pytest.mark.parametrize("half", [0.01, 1.0, 20.0, 200.0, 1e6])
def test_inverse_sigmoid_is_the_papers_formula_with_its_half_where_it_says(half):
    schedule = InverseSigmoid(half)
    k = schedule.k
    assert k >= 1
    assert k * math.log(k) == pytest.approx(half, rel=1e-6)
    np.testing.assert_allclose(schedule(half), 0.5, atol=1e-5)
    for i in (0.0, half / 2, 3 * half):
        wanted = k / (k + math.exp(i / k))
        np.testing.assert_allclose(schedule(i), wanted, atol=1e-5)


def test_inverse_sigmoid_does_not_overflow():
    assert float(InverseSigmoid(half=5)(10**6)) == 0.0
    assert np.isfinite(InverseSigmoid(half=5)(jnp.arange(10**4))).all()


@pytest.mark.parametrize("schedule", DECAYS, ids=repr)
def test_decays_are_probabilities_that_fall_from_about_one(schedule):
    values = np.asarray(jax.jit(schedule)(jnp.arange(200)))
    assert (np.diff(values) <= 0).all()
    assert 0.85 < values[0] <= 1.0
    assert 0.0 <= values[-1] < 0.01
    assert isinstance(schedule, Schedule)


def test_constant_is_constant():
    assert Constant(0.3)(jnp.arange(3)).tolist() == pytest.approx([0.3] * 3)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Constant(1.1), "rate must be.*got 1.1"),
        (lambda: Linear(steps=0), "steps must be above 0 .*got 0"),
        (lambda: Linear(steps=10, least=-0.1), "least must be.*got -0.1"),
        (lambda: Exponential(half=-3), "half must be above 0.*got -3"),
        (lambda: InverseSigmoid(half=math.inf), "half must be above 0.*got inf"),
        (lambda: Constant(math.nan), "rate must be.*got nan"),
    ],
)
def test_schedules_refuse_what_cannot_be(make, message):
    with pytest.raises(ValueError, match=message):
        make()
