"""A gate on what was seen: one number for the whole context, of the query alone."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from tiny import check_gradient, fresh

from course_lib.analysis import force_all
from course_lib.model.alignments import Gated, Soft, gate
from course_lib.model.memory import Memory, Prepared
from course_lib.model.scores import SCORES

E, D = 3, 5
RNG = np.random.default_rng(0)
QUERY, WEIGHT = (jnp.asarray(RNG.normal(size=D), jnp.float32) for _ in range(2))
CONTEXT, BIAS = jnp.asarray(RNG.normal(size=E), jnp.float32), jnp.float32(0.3)


def test_a_gate_equals_a_loop():
    total = sum(q * w for q, w in zip(QUERY.tolist(), WEIGHT.tolist(), strict=True)) + 0.3
    wanted = [c / (1 + np.exp(-total)) for c in CONTEXT.tolist()]
    np.testing.assert_allclose(gate(CONTEXT, QUERY, WEIGHT, BIAS), wanted, rtol=1e-5)


def test_gradients_against_finite_differences():
    check_gradient(lambda c, q, w: jnp.sin(gate(c, q, w, BIAS)).sum(), CONTEXT, QUERY, WEIGHT)


def test_the_context_is_that_of_soft_attention_times_the_gate_and_the_weights_are_the_same():
    states = jnp.asarray(RNG.normal(size=(4, E)), jnp.float32)
    memory = Memory(states, jnp.arange(4) < 3, jnp.zeros(E))
    rngs = nnx.Rngs(0)
    score = SCORES["general"](E, D, max_length=4, rngs=rngs)
    gated = Gated(score, width=D, memory_width=E, window=None, rngs=rngs)
    prepared = Prepared(memory, gated.keys(states), jnp.zeros(4), memory.length)
    looks = [kind(QUERY, prepared, None, 0, None)[0] for kind in (gated, Soft(score))]
    np.testing.assert_array_equal(looks[0].weights, looks[1].weights)
    share = np.asarray(looks[0].context) / np.asarray(looks[1].context)
    beta = jax.nn.sigmoid(QUERY @ gated.gate_weight[...][:, 0])
    np.testing.assert_allclose(share, np.full(E, beta), rtol=1e-5)
    np.testing.assert_allclose(looks[0].aux["gate"], beta, rtol=1e-5)
    gated.gate_bias[...] = jnp.array([-50.0])
    assert np.abs(gated(QUERY, prepared, None, 0, None)[0].context).max() < 1e-9


def test_a_row_can_be_gated():
    model = fresh("bahdanau", alignment="gated")
    assert model.spec.wiring.alignment == "gated"
    said, output = model.said(jnp.array([3, 4]), jnp.array([1, 3]))
    np.testing.assert_allclose(output.weights.sum(axis=1), 1.0, rtol=1e-5)
    assert np.isfinite(said.features).all()


def test_what_the_gate_lets_through_is_told_of_each_step():
    model = fresh("bahdanau", alignment="gated")
    model.decoder.alignment.gate_weight[...] *= 0.0
    model.decoder.alignment.gate_bias[...] = jnp.array([2.0])
    found = force_all(model, [("ab", "ba"), ("abc", "c")])
    for one, steps in zip(found, (3, 2), strict=True):
        np.testing.assert_allclose(one.gate, [jax.nn.sigmoid(2.0)] * steps, rtol=1e-5)
    assert force_all(fresh("bahdanau"), [("ab", "ba")])[0].gate is None
