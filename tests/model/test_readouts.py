"""Readouts: the attentional vector, maxout, and the scores of the vocabulary."""

import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import check_gradient

from course_lib.model.readouts import MIXES, Readout, attentional, maxout

F, WIDTH, V = 3, 4, 5


def made(mix):
    readout = Readout(mix, F, WIDTH, V, rngs=nnx.Rngs(0))
    rng = np.random.default_rng(0)
    readout.bias[...] = jnp.asarray(rng.normal(size=V), jnp.float32)
    if mix == "maxout":
        readout.mix_bias[...] = jnp.asarray(rng.normal(size=WIDTH), jnp.float32)
    return readout


def loop(readout, features):
    """The scores of one step, unit by unit."""
    p = {k: np.asarray(v, np.float64) for k, v in nnx.to_pure_dict(nnx.state(readout)).items()}
    mixed = [float(x) for x in features]
    if readout.kind != "none":
        units = [sum(x * p["mix_weight"][i, k] for i, x in enumerate(mixed)) for k in range(WIDTH)]
        if readout.kind == "tanh":
            mixed = [np.tanh(u) for u in units]
        else:
            units = [u + b for u, b in zip(units, p["mix_bias"], strict=True)]
            mixed = [max(units[k], units[k + 1]) for k in range(0, WIDTH, 2)]
    return [sum(x * w for x, w in zip(mixed, p["weight"][:, v], strict=True)) + p["bias"][v]
            for v in range(V)]  # fmt: skip


def test_mixes_by_hand():
    features, weight = jnp.array([1.0, 2.0]), jnp.array([[1.0, 0.0, 0, 1], [0.0, 1.0, -1, 0]])
    np.testing.assert_allclose(attentional(features, weight), np.tanh([1, 2, -2, 1]), rtol=1e-6)
    assert maxout(features, weight, jnp.array([0.0, 0.0, 0.0, 2.0])).tolist() == [2.0, 3.0]


@pytest.mark.parametrize("mix", MIXES)
def test_readout_equals_a_loop_for_one_step_and_for_all(mix):
    readout = made(mix)
    features = jnp.asarray(np.random.default_rng(1).normal(size=(4, F)), jnp.float32)
    found = readout.vocabulary(readout.mix(features))
    for t in range(4):
        np.testing.assert_allclose(found[t], loop(readout, features[t]), atol=1e-5)
        one = readout.vocabulary(readout.mix(features[t]))
        np.testing.assert_allclose(found[t], one, atol=1e-6)


@pytest.mark.parametrize("mix", MIXES)
def test_gradients_against_finite_differences(mix):
    graph, params = nnx.split(made(mix))

    def total(params, features):
        readout = nnx.merge(graph, params)
        return jnp.sin(readout.vocabulary(readout.mix(features))).sum()

    check_gradient(total, params, jnp.array([0.3, -0.5, 0.8]), step=1e-2)


def test_maxout_needs_an_even_width():
    with pytest.raises(ValueError, match="even width, got 5"):
        Readout("maxout", F, 5, V, rngs=nnx.Rngs(0))
