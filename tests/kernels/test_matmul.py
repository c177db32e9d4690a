"""`product`: x W with rules of its own, against `inputs @ weight` under every transformation."""

import functools
import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tiny import check_gradient, close

from course_lib.kernels.matmul import product
from course_lib.lessons.checking.costs import multiplications

WIDE, OUT = 3, 4


def plain(x, w):
    return x @ w


def draw(*shape, seed=0):
    return jnp.asarray(np.random.default_rng(seed).normal(size=shape), jnp.float32)


X, W, EACH = draw(5, 7, WIDE), draw(WIDE, OUT, seed=1), draw(5, WIDE, OUT, seed=2)


def over_batch(times):
    return jax.vmap(times, (0, None))


def loss(times, x, w):
    """Uneven, so that a gradient that mixes up two rows or two sums differs."""
    y = times(x, w)
    return (jnp.sin(y) * jnp.arange(y.size).reshape(y.shape)).sum()


WAYS = {
    "alone": lambda times: times(X[0, 0], W),
    "vmap": lambda times: over_batch(times)(X, W),
    "vmap twice": lambda times: jax.vmap(over_batch(times), (0, None))(X, W),
    "vmap over another axis": lambda times: jax.vmap(times, (1, None), 1)(X, W),
    "vmap over the last axis": lambda times: jax.vmap(times, (2, None), 2)(X.swapaxes(1, 2), W),
    "a weight each": lambda times: jax.vmap(times)(X, EACH),
    "weights alone": lambda times: jax.vmap(times, (None, 0))(X[0], EACH),
    "gradients": lambda times: jax.grad(functools.partial(loss, times), (0, 1))(X[0], W),
    "gradients of a vmap": lambda times: jax.grad(
        functools.partial(loss, over_batch(times)), (0, 1)
    )(X, W),
    "a vmap of gradients": lambda times: over_batch(
        jax.grad(functools.partial(loss, times), (0, 1))
    )(X, W),
    "gradients, a weight each": lambda times: jax.grad(
        functools.partial(loss, jax.vmap(times)), (0, 1)
    )(X, EACH),
    "forward": lambda times: jax.jvp(over_batch(times), (X, W), (X * 2, W + 1)),
    "twice": lambda times: jax.hessian(functools.partial(loss, over_batch(times)), 1)(X, W),
    "no rows": lambda times: over_batch(times)(X[:, :0], W),
}


@pytest.mark.thin(3)
@pytest.mark.parametrize("way", WAYS)
def test_equals_the_plain_product(way):
    close(WAYS[way](product), WAYS[way](plain))


def test_gradients_against_finite_differences():
    check_gradient(functools.partial(loss, over_batch(product)), X[:2, :3], W)


def test_bfloat16_stays():
    x, w = X.astype(jnp.bfloat16), W.astype(jnp.bfloat16)
    found = jax.value_and_grad(lambda w: over_batch(product)(x, w).sum())(w)
    assert all(part.dtype == jnp.bfloat16 for part in found)


def test_the_wider_type_wins():
    assert product(X.astype(jnp.bfloat16), W).dtype == plain(X.astype(jnp.bfloat16), W).dtype


def test_its_cost_is_counted():
    arrays = np.asarray(X[0]), np.asarray(W)
    assert multiplications(product, arrays) == multiplications(plain, arrays) == 7 * WIDE * OUT


def summed(times):
    """Over how many axes each product in the program of dW sums, under `vmap`."""
    gradient = jax.grad(lambda w: jnp.sin(over_batch(times)(X, w)).sum())
    text = jax.jit(gradient).lower(W).as_text()
    found = re.findall(r"dot_general.* contracting_dims = \[([\d, ]*)\]", text)
    return sorted(len(axes.split(",")) for axes in found)


def test_the_gradient_sums_over_one_axis():
    """The plain form sums over the batch and the positions, which is what is slow."""
    assert summed(product) == [1, 1]
    assert summed(plain) == [1, 2]
