"""Positions that had too little, or too much, cost something; padding costs nothing."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tiny import close, copies, fresh

from course_lib.training import DoublyStochastic, teacher_forced, unevenness

KEY, STEP = jax.random.key(0), jnp.array(0)
TEXTS = ["abca", "b", "ca"]
MODEL = fresh("luong", embedding_start=1.0)


@jax.jit
def losses(batch):
    return {w: DoublyStochastic(w)(MODEL, batch, KEY, STEP)[0] for w in (0.0, 1.0, 2.0)}


def test_unevenness_by_a_loop():
    rng = np.random.default_rng(0)
    weights = rng.dirichlet(np.ones(5), 6).astype(np.float32)
    real, mask = np.arange(6) < 4, np.arange(5) < 3
    wanted = 0.0
    for j in range(3):
        wanted += (1.0 - sum(weights[t, j] for t in range(4))) ** 2
    found = unevenness(*(jnp.asarray(one) for one in (weights, real, mask)))
    assert float(found) == pytest.approx(wanted, rel=1e-5)


def test_it_is_added_to_the_loss_by_its_weight_and_padding_changes_nothing():
    batch = copies(TEXTS)
    found = losses(batch)
    plain = teacher_forced(MODEL, batch, KEY, STEP)[0]
    assert float(found[0.0]) == pytest.approx(float(plain), rel=1e-5)
    apart = float(found[1.0] - found[0.0])
    assert apart > 0.01
    assert float(found[2.0] - found[0.0]) == pytest.approx(2 * apart, rel=1e-4)
    close(losses(copies(TEXTS, 7)), found)


def test_it_is_a_mean_over_tokens():
    batch = copies(TEXTS)
    _, output = jax.vmap(MODEL.said)(batch.source, jnp.pad(batch.target, ((0, 0), (1, 0)))[:, :-1]
                                     .at[:, 0].set(1))  # fmt: skip
    total = 0.0
    for weights, target, source in zip(output.weights, batch.target, batch.source, strict=True):
        had = np.asarray(weights)[np.asarray(target) > 0].sum(axis=0)
        total += ((1 - had[np.asarray(source) > 0]) ** 2).sum()
    found = losses(batch)
    assert float(found[1.0] - found[0.0]) == pytest.approx(total / batch.tokens, rel=1e-3)


def test_a_loss_of_ones_own_and_what_cannot_be():
    batch = copies(TEXTS)
    twice = DoublyStochastic(loss=lambda weights, real, mask: 2 * unevenness(weights, real, mask))
    found = losses(batch)
    mine = float(twice(MODEL, batch, KEY, STEP)[0])
    assert mine == pytest.approx(float(found[2.0]), rel=1e-4)
    assert repr(twice) == "DoublyStochastic(weight=1.0, loss=own loss)"
    with pytest.raises(ValueError, match="weight must be at least 0"):
        DoublyStochastic(-1.0)
    with pytest.raises(ValueError, match="a model with attention, got none"):
        DoublyStochastic()(fresh("init_state"), batch, KEY, STEP)
