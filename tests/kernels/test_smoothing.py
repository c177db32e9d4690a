"""Label smoothing: by a loop, in chunks as at once, and its gradient by finite differences."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.kernels.losses import token_loss
from course_lib.kernels.vocabulary_loss import chunked_loss

RNG = np.random.default_rng(0)
FEATURES = jnp.asarray(RNG.normal(size=(2, 4, 3)), jnp.float32)
WEIGHT = jnp.asarray(RNG.normal(size=(3, 7)), jnp.float32)
BIAS = jnp.asarray(RNG.normal(size=7), jnp.float32)
TARGET = jnp.array([[3, 6, 2, 0], [5, 2, 0, 0]])


def by_loop(smoothing):
    """The cross-entropy to a target that has 1 - s on the word, and s / V on each of V."""
    total, count = 0.0, 0
    logits = np.asarray(FEATURES, float) @ np.asarray(WEIGHT) + np.asarray(BIAS)
    for row, targets in zip(logits, np.asarray(TARGET), strict=True):
        for z, y in zip(row, targets, strict=True):
            if y:
                wanted = np.full(7, smoothing / 7)
                wanted[y] += 1 - smoothing
                total -= wanted @ (z - np.log(np.exp(z).sum()))
                count += 1
    return total / count


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.6])
def test_at_once_and_in_chunks(smoothing):
    at_once, accuracy = token_loss(FEATURES @ WEIGHT + BIAS[None, None], TARGET, smoothing)
    assert float(at_once) == pytest.approx(by_loop(smoothing), rel=1e-5)
    for rows in (1, 3, 8):
        loss, same = chunked_loss(FEATURES, WEIGHT, BIAS, TARGET, rows, smoothing)
        assert float(loss) == pytest.approx(by_loop(smoothing), rel=1e-5)
        assert float(same) == pytest.approx(float(accuracy))


def test_gradients_in_chunks_are_those_at_once():
    def at_once(features, weight, bias):
        return token_loss(features @ weight + bias[None, None], TARGET, 0.1)[0]

    def chunked(features, weight, bias):
        return chunked_loss(features, weight, bias, TARGET, 3, 0.1)[0]

    wanted = jax.grad(at_once, (0, 1, 2))(FEATURES, WEIGHT, BIAS)
    for mine, theirs in zip(
        jax.grad(chunked, (0, 1, 2))(FEATURES, WEIGHT, BIAS), wanted, strict=True
    ):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-6)


def test_the_best_smoothed_answer_is_not_certain():
    """At its minimum the word has 1 - s + s / V, and so the loss of certainty is larger."""
    best = np.full(7, 0.1 / 7)
    best[3] += 0.9
    certain = 50.0 * (np.arange(7) == 3)
    unsure, certain = (
        token_loss(jnp.asarray(z, jnp.float32)[None], jnp.array([3]), 0.1)[0]
        for z in (np.log(best), certain)
    )
    assert unsure < certain
