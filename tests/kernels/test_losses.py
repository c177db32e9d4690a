"""Losses: counted over real tokens, in nats."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tiny import check_gradient

from course_lib.kernels.losses import negative_log_likelihood, token_loss

V = 5


def draw():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(2, 4, V)).astype("f4") * 2
    target = np.array([[3, 4, 2, 0], [4, 2, 0, 0]], np.int32)
    return logits, target


def loop(logits, target):
    losses, right = [], []
    for b, t in np.ndindex(target.shape):
        if target[b, t] != 0:
            row = logits[b, t].astype(np.float64)
            losses.append(np.log(sum(np.exp(row))) - row[target[b, t]])
            right.append(max(range(V), key=lambda v: row[v]) == target[b, t])
    return np.mean(losses), np.mean(right)


def test_likelihood_by_hand():
    logits = jnp.log(jnp.array([[1.0, 3.0], [1.0, 1.0]]))
    found = negative_log_likelihood(logits, jnp.array([1, 0]))
    np.testing.assert_allclose(found, [np.log(4 / 3), np.log(2)], rtol=1e-6)


def test_loss_equals_a_loop_over_the_real_tokens():
    logits, target = draw()
    found = token_loss(jnp.asarray(logits), jnp.asarray(target))
    np.testing.assert_allclose(found, loop(logits, target), rtol=1e-5)


def test_the_end_token_counts_and_padding_does_not():
    logits, target = map(jnp.asarray, draw())
    end, padding = logits.at[1, 1, 2].add(-5.0), logits.at[1, 2].add(jnp.arange(5.0) * 9)
    loss, accuracy = token_loss(logits, target)
    assert token_loss(end, target)[0] > loss
    assert token_loss(padding, target) == (loss, accuracy)


def test_more_padding_changes_nothing():
    logits, target = map(jnp.asarray, draw())
    longer = jnp.pad(logits, [(0, 0), (0, 3), (0, 0)], constant_values=7.0)
    found = token_loss(longer, jnp.pad(target, [(0, 0), (0, 3)]))
    np.testing.assert_allclose(found, token_loss(logits, target), rtol=1e-6)


def test_huge_logits_stay_finite():
    logits = jnp.array([[1e30, -1e30, 0.0]])
    value, grads = jax.value_and_grad(lambda x: token_loss(x, jnp.array([2]))[0])(logits)
    assert jnp.isfinite(value)
    assert jnp.isfinite(grads).all()


def test_bfloat16_logits_are_summed_in_float32():
    loss, _ = token_loss(jnp.zeros((1000, 4), jnp.bfloat16), jnp.ones(1000, int))
    assert loss.dtype == jnp.float32
    assert float(loss) == pytest.approx(np.log(4), rel=1e-5)


def test_gradient_against_finite_differences():
    logits, target = map(jnp.asarray, draw())
    check_gradient(lambda x: token_loss(x, target)[0], logits)
    assert (jax.grad(lambda x: token_loss(x, target)[0])(logits)[1, 2:] == 0).all()
